//! Pictures drawn in code: samples for a first run, benches and tests, and the picture that checks whether a
//! model can see. Never used on a user's photo.

mod camera;
pub(crate) mod metadata;
mod noise;
mod probe;
mod samples;
mod scene;

use fast_image_resize::FilterType;
use fast_image_resize::pixels::U8x3;
use pothos_model::{Orientation, PhotoFacts};

use crate::encode;
use crate::raster::{Raster, fit, resampled};

pub use camera::camera_jpeg;
pub use probe::probe_picture;
pub use samples::sample_set;

/// What a sample picture shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scene {
    /// Hills under a blue sky.
    Hills,
    /// A lake with mountains and their reflection.
    Lake,
    /// A sunset over the sea.
    Sunset,
    /// A starry night.
    Night,
    /// A skyline of lit houses.
    City,
    /// Mist in a forest.
    Forest,
}

impl Scene {
    /// Every scene.
    pub const ALL: [Scene; 6] =
        [Scene::Hills, Scene::Lake, Scene::Sunset, Scene::Night, Scene::City, Scene::Forest];
}

/// A sample picture: what it shows and what its metadata says.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleSpec {
    /// Stored width in pixels, 1 to 65,000.
    pub width: u32,
    /// Stored height in pixels, 1 to 65,000.
    pub height: u32,
    /// Decides every detail; the same spec gives the same bytes.
    pub seed: u64,
    /// What it shows.
    pub scene: Scene,
    /// JPEG quality, 1 to 100.
    pub quality: u8,
    /// What EXIF and XMP say; an orientation also turns the stored pixels, so that the picture stands upright.
    pub facts: PhotoFacts,
}

/// The detail that is drawn; more pixels come from enlarging it and adding grain, because drawing each of
/// 24 million pixels would take seconds.
const DRAWN_SIDE: u32 = 960;

/// Draws a sample picture and writes its metadata. About 0.3 s of CPU for 24 megapixels.
#[must_use]
pub fn sample_jpeg(spec: &SampleSpec) -> Vec<u8> {
    let picture = paint(spec);
    let jpeg = match encode::jpeg_of_rgb(&picture, i32::from(spec.quality.clamp(1, 100))) {
        Ok(jpeg) => jpeg,
        Err(trouble) => unreachable!("BUG: a drawn RGB picture always encodes: {}", trouble.detail),
    };
    metadata::with_metadata(&jpeg, &spec.facts, (picture.width, picture.height), &thumbnail(&picture))
}

/// 160 x 120 pixels whatever the picture's shape, the rest black, as Exif asks cameras for it.
fn thumbnail(picture: &Raster) -> Vec<u8> {
    let (wide, high) = (f64::from(picture.width), f64::from(picture.height));
    let side = (160.0 / wide).min(120.0 / high) * wide.max(high);
    let small = picture.shrunk_copy(side as u32);
    let Ok(small) = small else { return Vec::new() };
    let mut pixels = vec![0; 160 * 120 * 3];
    let (left, top) = ((160 - small.width as usize) / 2, (120 - small.height as usize) / 2);
    for (y, row) in small.pixels.chunks_exact(small.width as usize * 3).enumerate() {
        let at = ((top + y) * 160 + left) * 3;
        pixels[at..at + row.len()].copy_from_slice(row);
    }
    encode::jpeg_of_rgb(&Raster::rgb(160, 120, pixels), 75).unwrap_or_default()
}

/// The stored pixels of a sample.
pub(crate) fn paint(spec: &SampleSpec) -> Raster {
    let (width, height) = (spec.width.clamp(1, 65_000), spec.height.clamp(1, 65_000));
    let mut large = enlarged(stored(spec), width, height);
    noise::grain(&mut large.pixels, spec.seed, 5);
    large
}

/// The scene at the size that is drawn, turned as its pixels are stored.
fn stored(spec: &SampleSpec) -> Raster {
    let orientation = spec.facts.orientation.unwrap_or(Orientation::NORMAL);
    let (width, height) = (spec.width.clamp(1, 65_000), spec.height.clamp(1, 65_000));
    let (upright_width, upright_height) = orientation.upright(width, height);
    let (drawn_width, drawn_height) =
        fit(upright_width, upright_height, DRAWN_SIDE.min(upright_width.max(upright_height)));
    let drawn = scene::draw(spec.scene, spec.seed, drawn_width, drawn_height);
    turned(&drawn, undone(orientation))
}

/// The turn that `orientation` undoes.
fn undone(orientation: Orientation) -> Orientation {
    match orientation.exif() {
        6 => Orientation::from_exif(8),
        8 => Orientation::from_exif(6),
        _ => orientation,
    }
}

/// Every pixel brought where `orientation` (TIFF 6.0) shows it.
fn turned(drawn: &Raster, orientation: Orientation) -> Raster {
    let (w, h) = (drawn.width, drawn.height);
    let (width, height) = orientation.upright(w, h);
    let from = |x: u32, y: u32| match orientation.exif() {
        2 => (w - 1 - x, y),
        3 => (w - 1 - x, h - 1 - y),
        4 => (x, h - 1 - y),
        5 => (y, x),
        6 => (y, h - 1 - x),
        7 => (w - 1 - y, h - 1 - x),
        8 => (w - 1 - y, x),
        _ => (x, y),
    };
    let pixel = |(x, y): (u32, u32)| {
        let at = (y as usize * w as usize + x as usize) * 3;
        [drawn.pixels[at], drawn.pixels[at + 1], drawn.pixels[at + 2]]
    };
    let pixels = (0..height).flat_map(|y| (0..width).flat_map(move |x| pixel(from(x, y)))).collect();
    Raster::rgb(width, height, pixels)
}

fn enlarged(small: Raster, width: u32, height: u32) -> Raster {
    if (small.width, small.height) == (width, height) {
        return small;
    }
    let (from, to) = ((small.width, small.height), (width, height));
    match resampled::<U8x3>(&small.pixels, from, to, FilterType::CatmullRom) {
        Ok(pixels) => Raster::rgb(width, height, pixels),
        Err(trouble) => unreachable!("BUG: a drawn picture fills its buffer: {}", trouble.detail),
    }
}
