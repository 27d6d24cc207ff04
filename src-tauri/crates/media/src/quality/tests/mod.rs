//! The figures held against pictures made in code, whose faults are known by degree.

mod bursts;
mod figures;
mod paint;
mod series;
mod subjects;

use pothos_model::{PhotoFacts, Quality, QualityReason};

use self::paint::Light;
use super::measure;
use crate::draw::{SampleSpec, Scene, paint as draw};
use crate::planes::Planes;
use crate::raster::Raster;

fn measured(rgb: &Raster) -> Quality {
    measure(&Planes::from_rgb(rgb).unwrap())
}

fn drawn(scene: Scene, width: u32, height: u32) -> Light {
    let facts = PhotoFacts::default();
    Light::from_raster(&draw(&SampleSpec { width, height, seed: 3, scene, quality: 90, facts }))
}

/// A sharp subject before a background far out of focus; `at` is its centre, in shares of the frame.
fn portrait(seed: u64, (width, height): (usize, usize), at: (f32, f32)) -> Light {
    let background = Light::leaves(seed + 50, width, height).blurred(height as f32 / 90.0);
    Light::leaves(seed, width, height).before(&background, at, (0.17, 0.36))
}

const SIZE: (usize, usize) = (720, 480);

/// The clean scenes that the graded series start from, by name.
fn scenes() -> Vec<(&'static str, Light)> {
    vec![
        ("leaves", Light::leaves(1, SIZE.0, SIZE.1).metered()),
        ("portrait", portrait(1, SIZE, (0.5, 0.55)).metered()),
        ("aside", portrait(5, SIZE, (0.3, 0.6)).metered()),
    ]
}

/// The drawn landscapes; they carry grain of their own.
fn landscapes() -> Vec<(&'static str, Light)> {
    let scenes =
        [("hills", Scene::Hills), ("city", Scene::City), ("lake", Scene::Lake), ("sunset", Scene::Sunset)];
    scenes.map(|(name, scene)| (name, drawn(scene, SIZE.0 as u32, SIZE.1 as u32))).into()
}

/// Each figure must lie below the one before it; at either end a tie is saturation.
fn check_falling(name: &str, figures: &[u8]) {
    let falls = figures
        .windows(2)
        .all(|pair| pair[1] < pair[0] || pair == [100, 100] || (pair[0] == pair[1] && pair[0] <= 20));
    assert!(falls, "{name}: {figures:?} does not fall from step to step");
}
