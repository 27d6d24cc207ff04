//! Gets exiftool's reading of a folder: from the program itself where it is installed, else from
//! `metadata_n.json` (`-n -G -j`, fewer tags) in the folder.

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;

use serde_json::{Map, Value};
use unicode_normalization::UnicodeNormalization;

/// What is asked for; `#` means the number itself, not its words.
const TAGS: &str = "FileType Make Model UniqueCameraModel LensModel Lens LensInfo DateTimeOriginal CreateDate \
    DateTimeDigitized DateCreated TimeCreated SubSecTimeOriginal SubSecTimeDigitized OffsetTime OffsetTimeOriginal \
    OffsetTimeDigitized GPSLatitude# GPSLongitude# GPSAltitude# GPSAltitudeRef# Orientation# Rating# RatingPercent# \
    Label ColorLabels ColorLabel# Title ObjectName Headline Description Caption-Abstract ImageDescription Keywords Subject \
    HierarchicalSubject TagsList LastKeywordXMP CatalogSets Creator Artist By-line Author Copyright CopyrightNotice \
    Rights RegionName RegionType RegionPersonDisplayName PersonInImage ExposureTime# ShutterSpeedValue# FNumber# \
    ApertureValue# ISO# FocalLength# FocalLengthIn35mmFormat# ScaleFactor35efl# ExposureCompensation# Flash# \
    FlashFired# LightSource ExposureProgram SceneCaptureType SubjectDistance# ApproximateFocusDistance# \
    SubjectDistanceRange ProjectionType UsePanoramaViewer MotionPhoto# MicroVideo# BurstID BurstUUID \
    ContentIdentifier MediaGroupUUID Rotation# Software CreatorTool XPTitle XPComment XPAuthor XPKeywords";

/// One file's tags by `Group:Name`.
pub struct Readings {
    tags: Map<String, Value>,
    /// Read from `metadata_n.json`, so that a tag that is missing may still stand in the file.
    pub partial: bool,
}

/// Every file's reading, by its path inside the folder.
pub fn readings(folder: &Path) -> HashMap<String, Readings> {
    let (all, partial) = match by_program(folder) {
        Some(all) => (all, false),
        None => {
            println!("exiftool does not run here: comparing with metadata_n.json, which has fewer fields");
            let text = std::fs::read_to_string(folder.join("metadata_n.json")).expect("exiftool's readings");
            (serde_json::from_str(&text).expect("they are JSON"), true)
        }
    };
    all.into_iter()
        .filter_map(|tags: Map<String, Value>| {
            Some((tags.get("SourceFile")?.as_str()?.to_owned(), Readings { tags, partial }))
        })
        .collect()
}

fn by_program(folder: &Path) -> Option<Vec<Map<String, Value>>> {
    let tags = TAGS.split_whitespace().map(|tag| format!("-{tag}"));
    let output = Command::new("exiftool")
        .current_dir(folder)
        .args(["-q", "-q", "-j", "-G0", "-r", "-ext", "*"])
        .args(tags)
        .arg(".")
        .output()
        .ok()?;
    // A file that it cannot read makes it end with an error, after it has read all others.
    let mut all: Vec<Map<String, Value>> =
        serde_json::from_str(&String::from_utf8_lossy(&output.stdout)).ok()?;
    for tags in &mut all {
        if let Some(Value::String(path)) = tags.get_mut("SourceFile") {
            *path = path.trim_start_matches("./").to_owned();
        }
    }
    (!all.is_empty()).then_some(all)
}

impl Readings {
    /// A text as one clean line, the way ours are.
    pub fn text(&self, name: &str) -> Option<String> {
        let text = match self.tags.get(name)? {
            Value::String(text) => text.clone(),
            Value::Array(parts) => parts.iter().map(shown).collect::<Vec<_>>().join(", "),
            other => other.to_string(),
        };
        let clean = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
        let text: String = clean.collect::<Vec<_>>().join(" ").nfc().collect();
        (!text.is_empty()).then_some(text)
    }

    /// A number; `inf` is infinite, `undef` is none.
    pub fn number(&self, name: &str) -> Option<f64> {
        let value = self.tags.get(name)?;
        let number = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())?;
        (!number.is_nan()).then_some(number)
    }

    /// A list, or one value as a list.
    pub fn list(&self, name: &str) -> Vec<String> {
        match self.tags.get(name) {
            Some(Value::Array(values)) => values.iter().map(shown).collect(),
            Some(value) => vec![shown(value)],
            None => Vec::new(),
        }
    }
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
