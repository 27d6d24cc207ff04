//! Looking at drawn pictures: what went in comes out, and what is broken is said plainly.

#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect, in its helper functions too")]

use std::path::PathBuf;

use pothos_media::draw::{SampleSpec, Scene, sample_jpeg, sample_set};
use pothos_media::{NoDecoders, Peeked, full_jpeg, look, model_jpeg_from_file, peek};
use pothos_model::{FailureCode, Format, LocalTime, Orientation, PhotoFacts, apart};
use proptest::prelude::*;
use tempfile::TempDir;

fn spec(width: u32, height: u32, facts: PhotoFacts) -> SampleSpec {
    SampleSpec { width, height, seed: 7, scene: Scene::Lake, quality: 90, facts }
}

fn file(dir: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = dir.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

#[test]
fn every_fact_written_into_a_sample_is_read_out_of_it() {
    let dir = TempDir::new().unwrap();
    for (name, mut spec) in sample_set() {
        (spec.width, spec.height) = (spec.width / 4, spec.height / 4);
        let path = file(&dir, name, &sample_jpeg(&spec));
        let look = look(&path).unwrap();
        let (wanted, found) = (&spec.facts, &look.facts);
        let orientation = wanted.orientation.unwrap_or(Orientation::NORMAL);
        assert_eq!((look.width, look.height), orientation.upright(spec.width, spec.height), "{name}");
        assert_eq!(found.taken, wanted.taken, "{name}");
        assert_eq!(found.camera, wanted.camera, "{name}");
        assert_eq!(
            (found.rating, &found.keywords, &found.title),
            (wanted.rating, &wanted.keywords, &wanted.title)
        );
        assert_eq!(found.orientation, wanted.orientation, "{name}");
        let near = |a: Option<f64>, b: Option<f64>| match (a, b) {
            (Some(a), Some(b)) => (a - b).abs() <= b.abs() * 1e-3 + 1e-5,
            (a, b) => a == b,
        };
        let (e, w) = (&found.exposure, &wanted.exposure);
        assert!(near(e.seconds, w.seconds) && near(e.aperture, w.aperture), "{name}: {e:?}");
        assert!(near(e.focal_mm, w.focal_mm) && near(e.focal_35mm, w.focal_35mm), "{name}: {e:?}");
        assert_eq!((e.iso, e.flash), (w.iso, w.flash), "{name}");
        assert!(near(found.gps.map(|g| g.latitude), wanted.gps.map(|g| g.latitude)), "{name}");
        assert!(near(found.gps.map(|g| g.longitude), wanted.gps.map(|g| g.longitude)), "{name}");
        let Peeked::Picture(peek) = peek(&path).unwrap() else { panic!("{name} is a picture") };
        assert_eq!((peek.size, peek.taken), (Some((look.width, look.height)), look.facts.taken), "{name}");
    }
}

#[test]
fn every_orientation_shows_the_same_upright_picture() {
    let dir = TempDir::new().unwrap();
    let mut upright = None;
    for exif in 1..=8 {
        let orientation = Orientation::from_exif(exif);
        let (width, height) = orientation.upright(600, 400);
        let facts = PhotoFacts { orientation: Some(orientation), ..PhotoFacts::default() };
        let path = file(&dir, &format!("{exif}.jpg"), &sample_jpeg(&spec(width, height, facts)));
        let look = look(&path).unwrap();
        assert_eq!((look.width, look.height), (600, 400), "orientation {exif}");
        let hash = look.perceptual_hash.unwrap();
        let distance = apart(*upright.get_or_insert(hash), hash);
        assert!(distance <= 4, "orientation {exif} shows another picture: {distance} bits differ");
    }
}

#[test]
fn a_peek_brings_the_cameras_thumbnail_upright_and_without_its_bars() {
    let dir = TempDir::new().unwrap();
    for exif in 1..=8 {
        let orientation = Orientation::from_exif(exif);
        let (width, height) = orientation.upright(600, 400);
        let facts = PhotoFacts { orientation: Some(orientation), ..PhotoFacts::default() };
        let path = file(&dir, &format!("{exif}.jpg"), &sample_jpeg(&spec(width, height, facts)));
        let Peeked::Picture(peek) = peek(&path).unwrap() else { panic!("it is a picture") };
        let first =
            image::load_from_memory(&peek.first_sight.expect("it has a thumbnail")).unwrap().into_rgb8();
        // A thumbnail is 160 x 120 as stored: of a photo that is stored upright 80 x 120 are left.
        let expected = if exif >= 5 { (120, 76) } else { (160, 104) };
        assert!(
            first.width().abs_diff(expected.0) <= 4 && first.height().abs_diff(expected.1) <= 4,
            "{exif}: {:?}",
            first.dimensions()
        );
        let photo = image::load_from_memory(&look(&path).unwrap().thumb).unwrap();
        let photo = photo.resize_exact(first.width(), first.height(), image::imageops::Triangle).into_rgb8();
        let apart: u64 =
            photo.as_raw().iter().zip(first.as_raw()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
        let mean = apart as f64 / photo.as_raw().len() as f64;
        assert!(mean < 12.0, "orientation {exif}: {mean:.1} steps from the photo");
    }
}

#[test]
fn of_a_cut_photo_the_part_that_is_there_is_shown_and_what_is_missing_is_said() {
    let dir = TempDir::new().unwrap();
    let facts = PhotoFacts { rating: Some(4), ..PhotoFacts::default() };
    let whole = sample_jpeg(&spec(1200, 800, facts));
    for (share, least, most) in [(30, 30, 90), (50, 20, 75), (80, 5, 50), (99, 0, 5)] {
        let path = file(&dir, "cut.jpg", &whole[..(whole.len() - 2) * share / 100]);
        let look = look(&path).unwrap();
        let missing = look.facts.missing_percent.unwrap_or_default();
        assert!(
            (least..=most).contains(&missing),
            "{share} per cent of the bytes: {missing} % of the rows missing"
        );
        assert_eq!((look.width, look.height, look.facts.rating), (1200, 800, Some(4)));
    }
    let unfinished = file(&dir, "unfinished.jpg", &whole[..whole.len() - 2]);
    assert_eq!(look(&unfinished).unwrap().facts.missing_percent, None, "only the end mark is missing");
    // Nothing but the metadata and a few rows.
    let path = file(&dir, "cut.jpg", &whole[..whole.len() * 6 / 100]);
    let error = look(&path).unwrap_err();
    assert_eq!(error.code, FailureCode::Truncated);
    assert!(error.message.contains("“cut.jpg”"), "{error}");
    assert_eq!(error.facts.unwrap().rating, Some(4), "what can be read is kept");
}

#[test]
fn of_a_cut_png_or_gif_the_rows_that_are_there_are_shown() {
    use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
    let dir = TempDir::new().unwrap();
    // Noise, so that the bytes come evenly; the lower half is black or white, and still there.
    let noisy = |ground: u8| {
        DynamicImage::ImageRgb8(RgbImage::from_fn(160, 120, |x, y| {
            let noise =
                |seed: u32| (x * 7919 + y * 104_729 + seed).wrapping_mul(2_654_435_761).to_be_bytes()[0];
            if y >= 60 && x < 150 { Rgb([ground; 3]) } else { Rgb([noise(1), noise(2), noise(3)]) }
        }))
    };
    let check = |picture: &DynamicImage, format: ImageFormat| {
        let mut whole = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut whole, format).unwrap();
        let whole = whole.into_inner();
        let looked = |length: usize| look(&file(&dir, "cut.png", &whole[..length]));
        let mut last = 100;
        for share in [60, 90, 97] {
            let missing = looked(whole.len() * share / 100).unwrap().facts.missing_percent.unwrap();
            assert!((1..last).contains(&missing), "{format:?} {share} per cent of the bytes: {missing} %");
            last = missing;
        }
        // PNG: the checksum and the end; GIF: the end mark.
        let tail = if format == ImageFormat::Png { 12 } else { 1 };
        assert_eq!(looked(whole.len() - tail).unwrap().facts.missing_percent, None, "{format:?}");
        assert_eq!(looked(whole.len() * 3 / 100).unwrap_err().code, FailureCode::Truncated, "{format:?}");
    };
    for ground in [0, 255] {
        let picture = noisy(ground);
        check(&picture, ImageFormat::Png);
        check(&picture.clone().into_luma16().into(), ImageFormat::Png);
        check(&picture.clone().into_rgba8().into(), ImageFormat::Png);
        check(&picture.into_rgba8().into(), ImageFormat::Gif);
    }
}

#[test]
fn what_is_no_picture_is_said_plainly() {
    let dir = TempDir::new().unwrap();
    let check = |name: &str, bytes: &[u8], code: FailureCode, listed: bool| {
        let path = file(&dir, name, bytes);
        assert_eq!(look(&path).unwrap_err().code, code, "{name}");
        match peek(&path).unwrap() {
            Peeked::Picture(peek) => assert!(listed, "{name} is listed as {:?}", peek.format),
            Peeked::Passed { .. } => assert!(!listed, "{name} is passed over"),
        }
    };
    check("empty.jpg", b"", FailureCode::Empty, true);
    check("text.png", b"this is text", FailureCode::NotAPicture, true);
    check("notes.txt", b"this is text", FailureCode::NotAPicture, false);
    check("bomb.png", &png_header(60_000, 60_000), FailureCode::TooLarge, true);
    check("cut.png", &png_header(100, 100), FailureCode::Truncated, true);
    check("photo.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", FailureCode::NeedsHeic, true);
    check("photo.jxl", b"\xFF\x0A\x00\x10", FailureCode::Truncated, true);
    check("photo.nef", b"II*\0\x08\0\0\0\0\0\0\0\0\0", FailureCode::NeedsRaw, true);
    let missing = dir.path().join("gone.jpg");
    assert_eq!(look(&missing).unwrap_err().code, FailureCode::Missing);
    assert!(peek(&missing).is_err());
}

/// A PNG that ends after its header.
fn png_header(width: u32, height: u32) -> Vec<u8> {
    let mut image = Vec::new();
    let picture = image::RgbImage::new(1, 1);
    picture.write_to(&mut std::io::Cursor::new(&mut image), image::ImageFormat::Png).unwrap();
    let mut header = image[..33].to_vec();
    header[16..20].copy_from_slice(&width.to_be_bytes());
    header[20..24].copy_from_slice(&height.to_be_bytes());
    let crc = crc32(&header[12..29]);
    header[29..33].copy_from_slice(&crc.to_be_bytes());
    header
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 },
        )
    })
}

#[test]
fn a_name_does_not_decide_and_full_size_is_full_size() {
    let dir = TempDir::new().unwrap();
    let path = file(&dir, "really-a-jpeg.heic", &sample_jpeg(&spec(2000, 1300, PhotoFacts::default())));
    assert_eq!(look(&path).unwrap().format, Format::Jpeg);
    let full = image::load_from_memory(&full_jpeg(&path, &NoDecoders).unwrap()).unwrap();
    assert_eq!((full.width(), full.height()), (2000, 1300));
    let model = image::load_from_memory(&model_jpeg_from_file(&path, 1800, &NoDecoders).unwrap()).unwrap();
    assert_eq!((model.width(), model.height()), (1800, 1170));
}

#[test]
fn the_same_content_has_the_same_hash_and_a_re_encoded_copy_nearly_the_same_look() {
    let dir = TempDir::new().unwrap();
    let original = spec(1500, 1000, PhotoFacts::default());
    let a = look(&file(&dir, "a.jpg", &sample_jpeg(&original))).unwrap();
    let b = look(&file(&dir, "b.jpg", &sample_jpeg(&original))).unwrap();
    let c = look(&file(&dir, "c.jpg", &sample_jpeg(&SampleSpec { quality: 60, ..original }))).unwrap();
    assert_eq!(a, b, "nothing depends on the name or the moment");
    assert_ne!(a.content_hash, c.content_hash);
    assert!(apart(a.perceptual_hash.unwrap(), c.perceptual_hash.unwrap()) <= 2);
}

#[test]
fn people_are_named_by_face_regions_and_other_regions_name_none() {
    let dir = TempDir::new().unwrap();
    let facts = PhotoFacts { people: vec!["Anna Berg".into(), "Ola & Kari".into()], ..PhotoFacts::default() };
    let jpeg = sample_jpeg(&spec(64, 48, facts.clone()));
    assert_eq!(look(&file(&dir, "faces.jpg", &jpeg)).unwrap().facts.people, facts.people);
    // The same length, so that no other part of the file moves.
    let pets = String::from_utf8_lossy(&jpeg).contains(">Face<");
    assert!(pets, "the sample has face regions");
    let mut other = jpeg;
    while let Some(at) = other.windows(6).position(|part| part == b">Face<") {
        other[at..at + 6].copy_from_slice(b">Pets<");
    }
    assert!(look(&file(&dir, "pets.jpg", &other)).unwrap().facts.people.is_empty());
}

fn small_sample() -> Vec<u8> {
    let facts = PhotoFacts {
        taken: Some(LocalTime { local_ms: 1_781_815_267_000, offset_minutes: Some(120) }),
        keywords: vec!["a".to_owned(), "b|c".to_owned()],
        rating: Some(3),
        ..PhotoFacts::default()
    };
    sample_jpeg(&spec(64, 48, facts))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damage_anywhere_ends_as_a_photo_or_an_error(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        keep in any::<prop::sample::Index>(),
        cut in any::<bool>(),
    ) {
        let dir = TempDir::new().unwrap();
        let mut bytes = small_sample();
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if cut {
            bytes.truncate(keep.index(bytes.len()));
        }
        let path = file(&dir, "damaged.jpg", &bytes);
        let peeked = peek(&path);
        prop_assert!(peeked.is_ok());
        if let Err(error) = look(&path) {
            prop_assert!(error.message.contains("“damaged.jpg”"));
        }
    }
}
