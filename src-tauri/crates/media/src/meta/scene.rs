//! What the camera noted of the scene (Exif 3.0, CIPA DC-008; Google's GPano and GCamera properties).

use ::exif::Tag;
use pothos_model::{Light, Program, SceneFacts, SceneType, SubjectRange};

use super::apple;
use super::sources::Sources;
use super::xmp::Properties;
use crate::text::line;

/// The numerator of a distance that the camera calls infinite.
const INFINITE: f64 = 4_294_967_295.0;
/// A burst's name, in characters.
const MAX_BURST_NAME: usize = 200;

/// The notes that mean something.
pub(super) fn scene(sources: &Sources<'_>) -> SceneFacts {
    let tags = sources.tags;
    let noted = |tag: Tag, property: &str| {
        let in_xmp = || sources.measured(|xmp| u32::try_from(xmp.integer(property)?).ok());
        tags.uint(tag).or_else(in_xmp)
    };
    let program = noted(Tag::ExposureProgram, "exif:ExposureProgram").and_then(program);
    let distance = tags.number(Tag::SubjectDistance).or_else(|| {
        sources.measured(|xmp| {
            xmp.number("exif:SubjectDistance").or_else(|| xmp.number("aux:ApproximateFocusDistance"))
        })
    });
    let infinite = distance.is_some_and(|metres| metres >= INFINITE);
    let apple = tags.bytes(Tag::MakerNote).map(|note| apple::notes(&note)).unwrap_or_default();
    let google = |read: fn(&Properties) -> bool| read(sources.xmp) || read(sources.sidecar);
    SceneFacts {
        light: noted(Tag::LightSource, "exif:LightSource").and_then(light),
        program,
        scene_type: noted(Tag::SceneCaptureType, "exif:SceneCaptureType")
            .and_then(scene_type)
            .or_else(|| scene_program(program)),
        subject_distance_m: distance.filter(|metres| *metres > 0.0 && *metres < INFINITE),
        subject_range: noted(Tag::SubjectDistanceRange, "exif:SubjectDistanceRange")
            .and_then(range)
            .or(infinite.then_some(SubjectRange::Distant)),
        panorama: google(|xmp| {
            xmp.text("GPano:ProjectionType").is_some() || xmp.flag("GPano:UsePanoramaViewer") == Some(true)
        }),
        motion_photo: apple.film.is_some()
            || google(|xmp| {
                ["GCamera:MotionPhoto", "GCamera:MicroVideo"]
                    .into_iter()
                    .any(|name| xmp.flag(name) == Some(true))
            }),
        burst: sources
            .measured(|xmp| xmp.text("GCamera:BurstID").and_then(line))
            .or(apple.burst)
            .filter(|name| name.chars().nth(MAX_BURST_NAME).is_none()),
    }
}

/// LightSource: tones of fluorescent lamps are one, and CIE's standard lights are what they stand for.
fn light(value: u32) -> Option<Light> {
    match value {
        1 | 9 | 18..=23 => Some(Light::Daylight),
        2 | 12..=16 => Some(Light::Fluorescent),
        3 | 17 | 24 => Some(Light::Tungsten),
        4 => Some(Light::Flash),
        10 => Some(Light::Cloudy),
        11 => Some(Light::Shade),
        _ => None,
    }
}

/// ExposureProgram; 9 is Canon's and exiftool's "bulb".
fn program(value: u32) -> Option<Program> {
    match value {
        1 | 9 => Some(Program::Manual),
        2 => Some(Program::Auto),
        3 => Some(Program::AperturePriority),
        4 => Some(Program::ShutterPriority),
        5 => Some(Program::Creative),
        6 => Some(Program::Action),
        7 => Some(Program::Portrait),
        8 => Some(Program::Landscape),
        _ => None,
    }
}

fn scene_type(value: u32) -> Option<SceneType> {
    match value {
        1 => Some(SceneType::Landscape),
        2 => Some(SceneType::Portrait),
        3 => Some(SceneType::Night),
        _ => None,
    }
}

fn scene_program(program: Option<Program>) -> Option<SceneType> {
    match program? {
        Program::Portrait => Some(SceneType::Portrait),
        Program::Landscape => Some(SceneType::Landscape),
        Program::Manual
        | Program::Auto
        | Program::AperturePriority
        | Program::ShutterPriority
        | Program::Creative
        | Program::Action => None,
    }
}

fn range(value: u32) -> Option<SubjectRange> {
    match value {
        1 => Some(SubjectRange::Macro),
        2 => Some(SubjectRange::Close),
        3 => Some(SubjectRange::Distant),
        _ => None,
    }
}
