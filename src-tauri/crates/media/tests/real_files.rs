//! Real files from real cameras, editors and fuzzers, when their folder is there: each ends as a photo or as
//! one clear error, and our reading of its metadata is exiftool's. Set POTHOS_PHOTOS to the folder, or put it
//! at ../shared/photos beside the checkout.

#![allow(clippy::expect_used, reason = "a test stops at what it did not expect, in its helper functions too")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use pothos_media::{Look, MediaError, Peeked, look, peek};
use pothos_model::{Format, LocalTime};

mod exiftool;
mod manifest;

use manifest::{Expectation, Row};

fn folder() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/photos");
    let folder = std::env::var_os("POTHOS_PHOTOS").map_or(beside, PathBuf::from);
    if folder.join("MANIFEST.tsv").is_file() {
        return Some(folder);
    }
    println!("skipped: no MANIFEST.tsv in {}; set POTHOS_PHOTOS to check real files", folder.display());
    None
}

/// Files that a listed decoder cannot open although the manifest says that another program can.
const NOT_OURS: &[(&str, &str)] = &[];

#[test]
fn every_real_file_ends_as_a_photo_or_as_one_clear_error() {
    let Some(folder) = folder() else { return };
    let mut wrong = Vec::new();
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for row in manifest::rows(&folder) {
        let path = folder.join(&row.path);
        let result = look(&path);
        let outcome = match &result {
            Ok(look) => format!("ok {}", look.format.name()),
            Err(error) => format!("error {}", error.code.name()),
        };
        if let Err(complaint) = judge(&row, &result) {
            wrong.push(format!("{}: {outcome}: {complaint}", row.path));
        }
        *counts.entry(outcome).or_default() += 1;
    }
    println!("{counts:#?}");
    assert!(wrong.is_empty(), "{} files did not end as they must:\n{}", wrong.len(), wrong.join("\n"));
}

fn judge(row: &Row, result: &Result<Look, MediaError>) -> Result<(), String> {
    let reasoned = NOT_OURS.iter().any(|(path, _)| *path == row.path);
    match (row.expectation(), result) {
        (Expectation::Decodes, Err(error)) if !reasoned => Err(format!("must decode, but: {error}")),
        (Expectation::Decodes, Ok(_)) if reasoned => Err("decodes now: take it off the list".to_owned()),
        (Expectation::Rejected, Ok(_)) => Err("must be rejected".to_owned()),
        (_, Ok(look)) => sound(look),
        (_, Err(error)) => clear(row, error),
    }
}

fn sound(look: &Look) -> Result<(), String> {
    let dims = |jpeg: &[u8]| {
        let image = image::load_from_memory(jpeg).map_err(|e| e.to_string())?;
        Ok::<_, String>((image.width(), image.height()))
    };
    let (preview, thumb) = (dims(&look.preview)?, dims(&look.thumb)?);
    let longest = look.width.max(look.height);
    let upright = |(w, h): (u32, u32)| (w >= h) == (look.width >= look.height) || w.abs_diff(h) <= 1;
    // A raw file shows what its camera put into it, which may be smaller than the photo.
    let raw = look.format == Format::Raw;
    let right =
        |(w, h): (u32, u32), side: u32| w.max(h) == longest.min(side) || raw && w.max(h) <= longest.min(side);
    let checks = [
        (
            (longest.min(1280)..=longest.min(1600)).contains(&preview.0.max(preview.1))
                || right(preview, 1600),
            "preview has the wrong size",
        ),
        (right(thumb, 320), "thumbnail has the wrong size"),
        (upright(preview) && upright(thumb), "renditions are not turned like the photo"),
        (look.quality.score <= 100, "score beyond 100"),
        (look.colours.iter().map(|c| u32::from(c.percent)).sum::<u32>() <= 100, "colours beyond 100 %"),
        (!look.colours.is_empty(), "no colours"),
    ];
    checks.into_iter().find(|(fine, _)| !fine).map_or(Ok(()), |(_, what)| {
        Err(format!("{what}: {}x{}, preview {preview:?}, thumb {thumb:?}", look.width, look.height))
    })
}

fn clear(row: &Row, error: &MediaError) -> Result<(), String> {
    let name = row.path.rsplit('/').next().unwrap_or(&row.path);
    if !error.message.contains(name) {
        return Err(format!("the message does not name the file: {error}"));
    }
    if !error.message.ends_with('.') || error.message.contains('\n') {
        return Err(format!("the message is not one sentence after another: {error}"));
    }
    Ok(())
}

#[test]
fn a_peek_agrees_with_the_look() {
    let Some(folder) = folder() else { return };
    let mut wrong = Vec::new();
    for row in manifest::rows(&folder) {
        let path = folder.join(&row.path);
        let peeked = match peek(&path) {
            Ok(peeked) => peeked,
            Err(error) => {
                wrong.push(format!("{}: {error}", row.path));
                continue;
            }
        };
        match (peeked, look(&path)) {
            (Peeked::Picture(peek), Ok(look)) => {
                if peek.format != look.format {
                    wrong.push(format!("{}: peeked {:?}, is {:?}", row.path, peek.format, look.format));
                }
                if peek.size.is_some_and(|size| size != (look.width, look.height)) {
                    wrong.push(format!(
                        "{}: peeked {:?}, is {}x{}",
                        row.path, peek.size, look.width, look.height
                    ));
                }
                if peek.size.is_none() {
                    println!("no size in the head: {}", row.path);
                }
                // The offset from UTC may stand beyond the head of a raw file.
                let clock = |taken: Option<LocalTime>| match peek.format {
                    Format::Raw => taken.map(|taken| LocalTime { offset_minutes: None, ..taken }),
                    _ => taken,
                };
                if peek.taken.is_some() && clock(peek.taken) != clock(look.facts.taken) {
                    wrong.push(format!("{}: peeked {:?}, is {:?}", row.path, peek.taken, look.facts.taken));
                }
            }
            (Peeked::Passed { .. }, Ok(_)) => wrong.push(format!("{}: passed over a photo", row.path)),
            (Peeked::Passed { .. }, Err(_)) => {
                if matches!(row.format.as_str(), "JPEG" | "PNG" | "HEIC" | "AVIF") {
                    wrong.push(format!("{}: passed over a picture that must be listed", row.path));
                }
            }
            (Peeked::Picture(_), Err(_)) => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn our_metadata_is_exiftools() {
    let Some(folder) = folder() else { return };
    let readings = exiftool::readings(&folder);
    let mut paths: Vec<&String> = readings.keys().collect();
    paths.sort();
    let rows: Vec<exiftool::Row> =
        paths.iter().flat_map(|path| exiftool::rows(&folder, path, &readings)).collect();
    let (mut wrong, mut explained) = (Vec::new(), 0);
    for row in rows.iter().filter(|row| !row.agrees()) {
        match row.reason {
            Some(_) => explained += 1,
            None => wrong
                .push(format!("{}: {}: ours {:?}, exiftool {:?}", row.path, row.field, row.ours, row.theirs)),
        }
    }
    if readings.values().all(|reading| !reading.partial) {
        wrong.extend(exiftool::stale(&rows));
    }
    println!("{} values compared, {explained} differ for a known reason", rows.len());
    assert!(wrong.is_empty(), "{} values differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn undecodable_pictures_keep_their_metadata_and_say_what_they_need() {
    let Some(folder) = folder() else { return };
    let mut kept = 0;
    for row in manifest::rows(&folder) {
        let path = folder.join(&row.path);
        let Ok(Peeked::Picture(peek)) = peek(&path) else { continue };
        let code = match peek.format {
            Format::Heic => "needs_heic",
            Format::Avif => "needs_avif",
            Format::Raw => "needs_raw",
            _ => continue,
        };
        let Err(error) = look(&path) else {
            assert_eq!(peek.format, Format::Raw, "{}: only a raw file has a preview in it", row.path);
            continue;
        };
        if error.code.name() != "too_large" {
            assert_eq!(error.code.name(), code, "{}", row.path);
        }
        kept += u32::from(error.facts.is_some());
    }
    assert!(kept > 10, "only {kept} undecodable pictures kept their metadata");
}

#[test]
fn a_picture_in_another_profile_looks_like_its_srgb_twin() {
    let Some(folder) = folder() else { return };
    for (linear, twin) in [
        ("png/libjxl_HUAWEI-EVA-L09-16bit_709_g1_dt.png", "png/libjxl_HUAWEI-EVA-L09-16bit_srgb8_dt.png"),
        (
            "png/libjxl_Google-Pixel2XL-16bit_acescg_g1_v4_krita.png",
            "png/libjxl_Google-Pixel2XL-16bit_srgb8_v4_krita.png",
        ),
        ("jpeg/photoprism_Iceland-P3.jpg", "jpeg/photoprism_Iceland-sRGB.jpg"),
    ] {
        let pixels = |name: &str| {
            let look = look(&folder.join(name)).expect("the twins decode");
            image::load_from_memory(&look.preview).expect("a preview is a JPEG").into_rgb8().into_raw()
        };
        let (a, b) = (pixels(linear), pixels(twin));
        assert_eq!(a.len(), b.len());
        let apart: u64 = a.iter().zip(&b).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
        let mean = apart as f64 / a.len() as f64;
        assert!(mean < 6.0, "{linear} is {mean:.1} steps from its twin");
    }
}
