//! Raw files of every family show the camera's own picture at the photo's full size.

#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect, in its helper functions too")]

use std::path::PathBuf;

use pothos_media::{Look, Peeked, look, peek};
use pothos_model::{FailureCode, Format};
use tempfile::TempDir;

mod camera;

use camera::{PHOTO, Pictures};

fn file(dir: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = dir.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

fn preview_size(look: &Look) -> (u32, u32) {
    let preview = image::load_from_memory(&look.preview).unwrap();
    (preview.width(), preview.height())
}

#[test]
fn the_largest_preview_of_every_family_stands_for_the_photo() {
    let dir = TempDir::new().unwrap();
    let pictures = camera::pictures();
    let twin = look(&file(&dir, "twin.jpg", &pictures.large)).unwrap();
    for (name, bytes) in camera::all(&pictures) {
        let path = file(&dir, name, &bytes);
        let look = look(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(look.format, Format::Raw, "{name}");
        assert_eq!((look.width, look.height), PHOTO, "{name} has the size of the whole photo");
        assert_eq!(preview_size(&look), (900, 600), "{name} shows its largest preview");
        assert_eq!(look.perceptual_hash, twin.perceptual_hash, "{name} shows the picture inside");
        let Peeked::Picture(peek) = peek(&path).unwrap() else { panic!("{name} is a picture") };
        assert!(peek.size.is_none_or(|size| size == PHOTO), "{name}: {:?}", peek.size);
    }
}

#[test]
fn a_preview_is_turned_with_the_photo_once() {
    let dir = TempDir::new().unwrap();
    let lying = camera::pictures();
    let upright = look(&file(&dir, "upright.jpg", &turned(&lying.large, 6))).unwrap();
    // Three cameras say it in EXIF, in the container's own header and by a preview that stands upright already.
    let standing = Pictures { large: turned(&lying.large, 6), small: lying.small.clone() };
    for (name, bytes) in [
        ("exif.nef", camera::nef(&lying, 6)),
        ("heap.crw", camera::crw(&lying, 90)),
        ("header.x3f", camera::x3f(&lying, 90)),
        ("standing.nef", camera::nef(&standing, 6)),
    ] {
        let look = look(&file(&dir, name, &bytes)).unwrap();
        assert_eq!((look.width, look.height), (PHOTO.1, PHOTO.0), "{name}");
        assert_eq!(preview_size(&look), (600, 900), "{name}");
        let apart = pothos_model::apart(look.perceptual_hash.unwrap(), upright.perceptual_hash.unwrap());
        assert!(apart <= 4, "{name} is turned wrongly: {apart} bits differ");
    }
}

/// A JPEG with its pixels turned by a quarter.
fn turned(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let picture = image::load_from_memory(jpeg).unwrap();
    let picture = if orientation == 6 { picture.rotate90() } else { picture };
    let mut out = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut out, image::ImageFormat::Jpeg).unwrap();
    out.into_inner()
}

#[test]
fn a_preview_in_adobe_rgb_is_shown_in_its_own_colours() {
    let dir = TempDir::new().unwrap();
    let mut green = Vec::new();
    image::RgbImage::from_pixel(900, 600, image::Rgb([100, 180, 100]))
        .write_to(&mut std::io::Cursor::new(&mut green), image::ImageFormat::Jpeg)
        .unwrap();
    let pictures = Pictures { large: green, small: camera::jpeg(180, 120) };
    let shown = |bytes: Vec<u8>| {
        let look = look(&file(&dir, "green.arw", &bytes)).unwrap();
        image::load_from_memory(&look.preview).unwrap().into_rgb8().get_pixel(450, 300).0
    };
    let plain = camera::arw(&pictures);
    // PixelXDimension makes room for ColorSpace, which says Adobe RGB: 0xA001, SHORT, one, 2.
    let mut adobe = plain.clone();
    let entry = [0x02, 0xA0, 4, 0, 1, 0, 0, 0];
    let at = adobe.windows(8).rposition(|eight| eight == entry).unwrap();
    adobe[at..at + 12].copy_from_slice(&[0x01, 0xA0, 3, 0, 1, 0, 0, 0, 2, 0, 0, 0]);
    let (plain, adobe) = (shown(plain), shown(adobe));
    assert!(plain[0].abs_diff(100) <= 3, "{plain:?}");
    assert!(adobe[0] < 90, "a green of Adobe RGB is stronger than the same numbers in sRGB: {adobe:?}");
}

#[test]
fn the_bars_of_a_dcf_thumbnail_are_cut_off() {
    let dir = TempDir::new().unwrap();
    let mut barred = image::RgbImage::from_pixel(160, 120, image::Rgb([0, 0, 0]));
    for y in 7..113 {
        for x in 0..160 {
            barred.put_pixel(x, y, image::Rgb([200, 180, 160]));
        }
    }
    let mut small = Vec::new();
    barred.write_to(&mut std::io::Cursor::new(&mut small), image::ImageFormat::Jpeg).unwrap();
    let pictures = Pictures { large: vec![0; 300], small };
    let look = look(&file(&dir, "thumbnail.cr3", &camera::cr3(&pictures))).unwrap();
    assert_eq!((look.width, look.height), PHOTO);
    let preview = image::load_from_memory(&look.preview).unwrap().into_rgb8();
    assert_eq!(preview.dimensions(), (160, 106));
    assert!(preview.get_pixel(80, 3).0[0] > 150, "the top is picture: {:?}", preview.get_pixel(80, 3));
}

#[test]
fn a_damaged_preview_gives_way_to_the_next_and_none_is_said() {
    let dir = TempDir::new().unwrap();
    let whole = camera::pictures();
    let Pictures { mut large, small } = camera::pictures();
    // The head says 900 by 600, and nothing follows.
    let scan = large.windows(2).position(|pair| pair == [0xFF, 0xDA]).unwrap();
    large.truncate(scan.max(200));
    let look_at = |name: &str, bytes: &[u8]| look(&file(&dir, name, bytes));
    let second = look_at("second.cr2", &camera::cr2(&Pictures { large: large.clone(), small })).unwrap();
    assert_eq!(preview_size(&second), (180, 120));
    assert_eq!((second.width, second.height), PHOTO);
    let none = look_at("none.cr2", &camera::cr2(&Pictures { large, small: vec![0; 300] })).unwrap_err();
    assert_eq!(none.code, FailureCode::NeedsRaw);
    // A lossless JPEG is the sensor's data, however much it looks like the largest picture.
    let lossless = Pictures { large: camera::lossless_jpeg(PHOTO), small: whole.small };
    assert_eq!(preview_size(&look_at("lossless.pef", &camera::pef(&lossless)).unwrap()), (180, 120));
}

#[test]
fn a_photo_cropped_in_the_camera_keeps_the_shape_of_its_picture() {
    let dir = TempDir::new().unwrap();
    let pictures = Pictures { large: camera::jpeg(960, 540), small: camera::jpeg(160, 90) };
    let look = look(&file(&dir, "wide.arw", &camera::arw(&pictures))).unwrap();
    assert_eq!((look.width, look.height), (1800, 1012));
    assert_eq!(preview_size(&look), (960, 540));
}
