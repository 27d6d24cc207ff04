//! Every EXIF orientation, in every container that keeps EXIF its own way, shows the same upright picture.

#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect, in its helper functions too")]

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use pothos_media::{Peeked, look, peek};
use tempfile::TempDir;

mod camera;

use camera::writer::{Tiff, Value, long, word};

const WIDTH: u32 = 96;
const HEIGHT: u32 = 64;
const QUARTERS: [[u8; 3]; 4] = [[220, 40, 40], [40, 200, 40], [40, 40, 220], [200, 200, 40]];

/// Four quarters of four colours.
fn upright() -> DynamicImage {
    RgbImage::from_fn(WIDTH, HEIGHT, |x, y| {
        let quarter = usize::from(x >= WIDTH / 2) + 2 * usize::from(y >= HEIGHT / 2);
        Rgb(QUARTERS[quarter])
    })
    .into()
}

/// The pixels as a camera stores them when it notes `orientation`.
fn stored(orientation: u16) -> DynamicImage {
    let picture = upright();
    match orientation {
        2 => picture.fliph(),
        3 => picture.rotate180(),
        4 => picture.flipv(),
        5 => picture.rotate90().fliph(),
        6 => picture.rotate270(),
        7 => picture.rotate270().fliph(),
        8 => picture.rotate90(),
        _ => picture,
    }
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, format).unwrap();
    out.into_inner()
}

fn exif(orientation: u16) -> Vec<u8> {
    let mut tiff = Tiff::new(b"II*\0");
    let first = tiff.directory(vec![(274, word(orientation))], 0);
    tiff.finish(first)
}

fn tiff(orientation: u16) -> Vec<u8> {
    let picture = stored(orientation).into_rgb8();
    let mut tiff = Tiff::new(b"MM\0*");
    let at = tiff.put(picture.as_raw());
    let first = tiff.directory(
        vec![
            (256, long(picture.width())),
            (257, long(picture.height())),
            (258, Value::Short(vec![8; 3])),
            (259, word(1)),
            (262, word(2)),
            (273, long(at)),
            (274, word(orientation)),
            (277, word(3)),
            (278, long(picture.height())),
            (279, long(picture.as_raw().len() as u32)),
        ],
        0,
    );
    tiff.finish(first)
}

fn webp(orientation: u16) -> Vec<u8> {
    let picture = stored(orientation);
    let plain = encoded(&picture, ImageFormat::WebP);
    let chunk = |kind: &[u8; 4], body: &[u8]| {
        let mut out = [kind.as_slice(), &(body.len() as u32).to_le_bytes(), body].concat();
        out.resize(out.len().next_multiple_of(2), 0);
        out
    };
    let edge = |pixels: u32| (pixels - 1).to_le_bytes()[..3].to_vec();
    // The flag says that EXIF follows.
    let head = [vec![0x08, 0, 0, 0], edge(picture.width()), edge(picture.height())].concat();
    let body =
        [b"WEBP".to_vec(), chunk(b"VP8X", &head), plain[12..].to_vec(), chunk(b"EXIF", &exif(orientation))];
    chunk(b"RIFF", &body.concat())
}

fn png(orientation: u16) -> Vec<u8> {
    let plain = encoded(&stored(orientation), ImageFormat::Png);
    let body = [b"eXIf".to_vec(), exif(orientation)].concat();
    let crc = !body.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 },
        )
    });
    let length = (body.len() as u32 - 4).to_be_bytes();
    [&plain[..33], &length, &body, &crc.to_be_bytes(), &plain[33..]].concat()
}

/// Makes a file of an orientation.
type Maker = fn(u16) -> Vec<u8>;

#[test]
fn every_orientation_stands_upright_in_every_container() {
    let dir = TempDir::new().unwrap();
    let makers: [(&str, Maker); 3] = [("tif", tiff), ("webp", webp), ("png", png)];
    for (extension, make) in makers {
        for orientation in 1..=8 {
            let path = dir.path().join(format!("{orientation}.{extension}"));
            std::fs::write(&path, make(orientation)).unwrap();
            let look = look(&path).unwrap_or_else(|error| panic!("{extension} {orientation}: {error}"));
            assert_eq!((look.width, look.height), (WIDTH, HEIGHT), "{extension} {orientation}");
            let Peeked::Picture(peek) = peek(&path).unwrap() else { panic!("{extension} is a picture") };
            assert_eq!(peek.size, Some((WIDTH, HEIGHT)), "{extension} {orientation}");
            let preview = image::load_from_memory(&look.preview).unwrap().into_rgb8();
            for (quarter, colour) in QUARTERS.iter().enumerate() {
                let (x, y) = (
                    WIDTH / 4 + WIDTH / 2 * (quarter as u32 % 2),
                    HEIGHT / 4 + HEIGHT / 2 * (quarter as u32 / 2),
                );
                let found = preview.get_pixel(x, y).0;
                let near = found.iter().zip(colour).all(|(a, b)| a.abs_diff(*b) < 30);
                assert!(near, "{extension} {orientation}, quarter {quarter}: {found:?}, not {colour:?}");
            }
        }
    }
}
