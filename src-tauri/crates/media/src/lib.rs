//! Bytes in, values out: what a picture file is, what it says about itself, and what its pixels show.
//! Synchronous and CPU only. Knows no database, no network, no clock and no window; it reads the files it is
//! given and writes none.

mod budget;
mod bytes;
mod cicp;
mod colour;
mod container;
mod counts;
mod decode;
pub mod draw;
mod encode;
mod error;
mod file_bytes;
mod first_sight;
#[cfg(fuzzing)]
pub mod fuzz;
mod hdr_profile;
mod look;
mod meta;
mod model_jpeg;
mod outside;
mod outside_planes;
mod palette;
mod peek;
mod phash;
mod planes;
mod quality;
mod raster;
mod sniff;
mod text;

pub use counts::Counts;
pub use draw::probe_picture;
pub use error::MediaError;
pub use look::{Look, PREVIEW_LEAST, PREVIEW_SIDE, THUMB_SIDE, facts, full_jpeg, look, look_with};
pub use meta::{find_sidecar, sidecar_facts};
pub use model_jpeg::{model_jpeg, model_jpeg_from_file};
pub use outside::{
    Depth, NoDecoders, OutsideAsk, OutsideColour, OutsideDecoder, OutsideDecoders, OutsideFailure,
    OutsidePicture, Rows, Samples,
};
pub use outside_planes::{PlaneRows, YccRows};
pub use peek::{Peeked, peek};
pub use phash::{hash_of_file, hash_of_thumbnail};
