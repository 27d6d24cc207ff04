//! What the camera noted about the scene beyond its exposure.

use serde::{Deserialize, Serialize};

/// What lit the scene, as the camera noted it (EXIF LightSource, grouped).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// Daylight or fine weather.
    Daylight,
    /// A clouded sky.
    Cloudy,
    /// Open shade.
    Shade,
    /// Tungsten lamps.
    Tungsten,
    /// Fluorescent lamps of any tone.
    Fluorescent,
    /// The flash.
    Flash,
}

/// How the camera chose the exposure (EXIF ExposureProgram).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Program {
    /// The photographer chose both.
    Manual,
    /// The camera chose both.
    Auto,
    /// The photographer chose the aperture.
    AperturePriority,
    /// The photographer chose the shutter time.
    ShutterPriority,
    /// A slow program, for depth of field.
    Creative,
    /// A fast program, for movement.
    Action,
    /// A program for people close by.
    Portrait,
    /// A program for views.
    Landscape,
}

/// The kind of scene that the camera was set to (EXIF SceneCaptureType, and scene programs).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SceneType {
    /// Set to landscape.
    Landscape,
    /// Set to portrait.
    Portrait,
    /// Set to night.
    Night,
}

/// How far away the subject is, roughly (EXIF SubjectDistanceRange).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectRange {
    /// So near that the lens is in its macro range.
    Macro,
    /// Near.
    Close,
    /// Far.
    Distant,
}

/// What the camera noted about the scene beyond its exposure.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SceneFacts {
    /// What lit it.
    pub light: Option<Light>,
    /// How the exposure was chosen.
    pub program: Option<Program>,
    /// The kind of scene that the camera was set to.
    pub scene_type: Option<SceneType>,
    /// Metres to the subject; finite and above 0. An infinite distance is [`SubjectRange::Distant`].
    pub subject_distance_m: Option<f64>,
    /// How far away it is, roughly.
    pub subject_range: Option<SubjectRange>,
    /// The file calls itself a panorama (Google's GPano).
    pub panorama: bool,
    /// The file carries a short film (motion photo, live photo).
    pub motion_photo: bool,
    /// What the shots of one burst have in common, as the camera wrote it.
    pub burst: Option<String>,
}
