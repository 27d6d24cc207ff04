//! Raw files as each maker builds them, without sensor data: the containers are real, the pictures in them drawn.

#![allow(dead_code, unused_imports, reason = "each test file uses its part")]

mod others;
mod tiff_like;
pub mod writer;

use pothos_media::draw::{SampleSpec, Scene, sample_jpeg};
use pothos_model::PhotoFacts;

pub use others::{cr3, crw, iso_box, mrw, raf, x3f};
pub use tiff_like::{arw, cr2, dng, lossless_jpeg, nef, orf, pef, rw2};

/// A drawn JPEG without metadata.
pub fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let facts = PhotoFacts::default();
    sample_jpeg(&SampleSpec { width, height, seed: 7, scene: Scene::Lake, quality: 80, facts })
}

/// The photo that every camera here has taken.
pub const PHOTO: (u32, u32) = (1800, 1200);

/// The largest preview and the thumbnail.
pub struct Pictures {
    pub large: Vec<u8>,
    pub small: Vec<u8>,
}

pub fn pictures() -> Pictures {
    Pictures { large: jpeg(900, 600), small: jpeg(180, 120) }
}

/// Every family: a file name, the bytes.
pub fn all(pictures: &Pictures) -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("nikon.nef", nef(pictures, 1)),
        ("canon.cr2", cr2(pictures)),
        ("canon.cr3", cr3(pictures)),
        ("canon.crw", crw(pictures, 0)),
        ("sony.arw", arw(pictures)),
        ("fuji.raf", raf(pictures)),
        ("olympus.orf", orf(pictures)),
        ("panasonic.rw2", rw2(pictures)),
        ("pentax.pef", pef(pictures)),
        ("adobe.dng", dng(pictures)),
        ("minolta.mrw", mrw(pictures)),
        ("sigma.x3f", x3f(pictures, 0)),
    ]
}
