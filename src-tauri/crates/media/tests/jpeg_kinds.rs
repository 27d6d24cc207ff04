//! JPEGs that are unusual at their beginning or in their coding: shown where the picture is there, refused with the true reason
//! where it is not.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at what it did not expect")]

use pothos_media::{Look, MediaError, look};
use pothos_model::FailureCode;
use turbojpeg::{Compressor, Image, PixelFormat, Subsamp};

fn looked(bytes: &[u8]) -> Result<Look, MediaError> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("photo.jpg");
    std::fs::write(&path, bytes).unwrap();
    look(&path)
}

/// Stripes in colours, 640 by 480.
fn jpeg(format: PixelFormat, change: impl FnOnce(&mut Compressor)) -> Vec<u8> {
    let (width, height, samples) = (640, 480, format.size());
    let pixels: Vec<u8> = (0..width * height)
        .flat_map(|at| {
            let (x, y) = (at % width, at / width);
            [(x / 5) as u8, (y / 2) as u8, ((x + y) / 40 * 40) as u8].into_iter().take(samples)
        })
        .collect();
    let mut compressor = Compressor::new().unwrap();
    change(&mut compressor);
    compressor
        .compress_to_vec(Image { pixels: &pixels[..], width, pitch: width * samples, height, format })
        .unwrap()
}

fn usual() -> Vec<u8> {
    jpeg(PixelFormat::RGB, |to| to.set_subsamp(Subsamp::Sub2x2).unwrap())
}

/// The file with `bytes` after its first segment, which is JFIF's.
fn with(bytes: &[u8]) -> Vec<u8> {
    let usual = usual();
    let (head, rest) = usual.split_at(20);
    [head, bytes, rest].concat()
}

#[test]
fn what_libjpeg_warns_of_at_the_beginning_costs_no_picture() {
    let mut newer_jfif = usual();
    newer_jfif[11] = 2;
    let kinds = [
        ("stray bytes", with(&[0, 0, 0])),
        ("a JFIF of a later revision", newer_jfif),
        ("an Adobe segment cut short", with(b"\xFF\xEE\0\x09Adobe\0\x64\0\0\0\0")),
        ("an unknown colour transform", with(b"\xFF\xEE\0\x0EAdobe\0\x64\0\0\0\0\xC7")),
    ];
    let expected = looked(&usual()).unwrap();
    for (what, bytes) in kinds {
        let whole = looked(&bytes).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!((whole.width, whole.height, whole.facts.missing_percent), (640, 480, None), "{what}");
        assert_eq!(whole.perceptual_hash, expected.perceptual_hash, "{what}");
        let cut = looked(&bytes[..bytes.len() * 7 / 10]);
        let missing = cut.unwrap_or_else(|error| panic!("{what}, cut: {error}")).facts.missing_percent;
        assert!(missing.is_some_and(|percent| (5..60).contains(&percent)), "{what}, cut: {missing:?}");
    }
}

#[test]
fn a_lossless_file_is_shown_grey_or_coloured() {
    for format in [PixelFormat::GRAY, PixelFormat::RGB] {
        let bytes = jpeg(format, |to| {
            if format == PixelFormat::GRAY {
                to.set_subsamp(Subsamp::Gray).unwrap();
            }
            to.set_lossless(true).unwrap();
        });
        let shown = looked(&bytes).unwrap_or_else(|error| panic!("{format:?}: {error}"));
        assert_eq!((shown.width, shown.height), (640, 480), "{format:?}");
    }
}

#[test]
fn more_bits_than_eight_are_refused_for_what_they_are() {
    let mut bytes = usual();
    let frame = bytes.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    bytes[frame + 1] = 0xC1;
    bytes[frame + 4] = 12;
    let error = looked(&bytes).unwrap_err();
    assert_eq!(error.code, FailureCode::Unsupported, "{error}");
    assert!(error.to_string().contains("more than 8 bits"), "{error}");
}
