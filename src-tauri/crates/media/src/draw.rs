//! Pictures drawn in code: samples for a first run, benches and tests, and the picture that checks whether a
//! model can see. Never used on a user's photo.

use pothos_model::PhotoFacts;

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
    /// Stored width in pixels.
    pub width: u32,
    /// Stored height in pixels.
    pub height: u32,
    /// Decides every detail; the same spec gives the same bytes.
    pub seed: u64,
    /// What it shows.
    pub scene: Scene,
    /// JPEG quality, 1 to 100.
    pub quality: u8,
    /// What EXIF and XMP say; an empty value writes neither.
    pub facts: PhotoFacts,
}

/// Draws a sample picture and writes its metadata.
#[must_use]
pub fn sample_jpeg(spec: &SampleSpec) -> Vec<u8> {
    let _ = spec;
    Vec::new()
}

/// A 448x448 JPEG of a coloured shape and big digits, to check whether a model can see.
#[must_use]
pub fn probe_picture(digits: &str, colour: [u8; 3]) -> Vec<u8> {
    let _ = (digits, colour);
    Vec::new()
}
