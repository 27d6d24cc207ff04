//! Photoshop documents show their merged picture, whatever mode they are kept in.

#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect, in its helper functions too")]

use std::path::PathBuf;

use pothos_media::{Look, MediaError, Peeked, look, peek};
use pothos_model::{FailureCode, Format};
use tempfile::TempDir;

mod camera;
mod document;

use document::{Document, HEIGHT, WIDTH};

fn file(dir: &TempDir, bytes: &[u8]) -> PathBuf {
    let path = dir.path().join("layers.psd");
    std::fs::write(&path, bytes).unwrap();
    path
}

fn shown(bytes: &[u8]) -> Result<Look, MediaError> {
    let dir = TempDir::new().unwrap();
    let path = file(&dir, bytes);
    let Peeked::Picture(peek) = peek(&path).unwrap() else { panic!("a document is a picture") };
    assert_eq!((peek.format, peek.size), (Format::Psd, Some((WIDTH, HEIGHT))));
    look(&path)
}

fn middle(look: &Look) -> [u8; 3] {
    let preview = image::load_from_memory(&look.preview).unwrap().into_rgb8();
    preview.get_pixel(preview.width() / 2, preview.height() / 2).0
}

/// A name, the mode, the bits, one sample of each channel, and the colour.
type Case = (&'static str, u16, u16, Vec<Vec<u8>>, [u8; 3]);

#[test]
fn every_mode_becomes_its_colour() {
    let mut table = vec![0; 768];
    (table[7], table[256 + 7], table[512 + 7]) = (200, 100, 50);
    let float = |value: f32| value.to_be_bytes().to_vec();
    let cases: [Case; 12] = [
        ("bitmap, set bits are black", 0, 1, vec![vec![0xFF]], [0; 3]),
        ("grey", 1, 8, vec![vec![77]], [77; 3]),
        ("duotone", 8, 8, vec![vec![77]], [77; 3]),
        ("indexed", 2, 8, vec![vec![7]], [200, 100, 50]),
        ("rgb", 3, 8, vec![vec![200], vec![100], vec![50]], [200, 100, 50]),
        ("rgb and a mask", 3, 8, vec![vec![200], vec![100], vec![50], vec![0]], [200, 100, 50]),
        ("rgb in sixteen bits", 3, 16, vec![vec![200, 0], vec![100, 0], vec![50, 0]], [200, 100, 50]),
        ("grey in sixteen bits", 1, 16, vec![vec![77, 0]], [77; 3]),
        ("linear floats", 3, 32, vec![float(1.0), float(0.214), float(0.0)], [255, 127, 0]),
        ("inks", 4, 8, vec![vec![255], vec![0], vec![0], vec![255]], [255, 0, 0]),
        (
            "inks in sixteen bits",
            4,
            16,
            vec![vec![255, 255], vec![0, 0], vec![0, 0], vec![255, 255]],
            [255, 0, 0],
        ),
        ("L*a*b*", 9, 8, vec![vec![138], vec![209], vec![198]], [255, 0, 0]),
    ];
    for (name, mode, depth, samples, expected) in cases {
        for (packed, big) in [(false, false), (true, false), (true, true)] {
            let document = Document {
                mode,
                depth,
                samples: samples.clone(),
                packed,
                big,
                table: table.clone(),
                ..Document::default()
            };
            let look = shown(&document.bytes()).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!((look.width, look.height), (WIDTH, HEIGHT), "{name}");
            let middle = middle(&look);
            let apart = middle.iter().zip(expected).map(|(a, b)| a.abs_diff(b)).max().unwrap();
            assert!(apart <= 6, "{name}, packed {packed}, big {big}: {middle:?}, not {expected:?}");
        }
    }
}

#[test]
fn without_a_merged_picture_its_thumbnail_stands_for_it_or_the_reason_is_said() {
    let mut version = vec![0, 0, 0, 1, 0];
    version.extend([0; 8]);
    let white = Document { resources: vec![(1057, version.clone())], ..Document::default() };
    let error = shown(&white.bytes()).unwrap_err();
    assert_eq!(error.code, FailureCode::Unsupported);
    assert!(error.message.contains("Maximise Compatibility"), "{error}");

    let mut thumbnail = vec![0; 28];
    thumbnail.extend(camera::jpeg(160, 120));
    let document = Document { resources: vec![(1036, thumbnail), (1057, version)], ..Document::default() };
    let look = shown(&document.bytes()).unwrap();
    assert_eq!((look.width, look.height), (WIDTH, HEIGHT), "the photo keeps its own size");
    assert_eq!(image::load_from_memory(&look.preview).unwrap().width(), 160);
}

#[test]
fn what_cannot_be_shown_is_said() {
    let check = |document: Document, code: FailureCode| {
        let error = shown(&document.bytes()).unwrap_err();
        assert_eq!(error.code, code, "{error}");
    };
    check(Document { mode: 7, ..Document::default() }, FailureCode::Unsupported);
    check(Document { samples: vec![vec![1]], ..Document::default() }, FailureCode::Damaged);
    let whole = Document::default().bytes();
    for tenths in 0..10 {
        let cut = &whole[..whole.len() * tenths / 10];
        let dir = TempDir::new().unwrap();
        let error = look(&file(&dir, cut)).unwrap_err();
        let expected = if tenths == 0 { FailureCode::Empty } else { FailureCode::Truncated };
        assert_eq!(error.code, expected, "{tenths} tenths: {error}");
    }
}
