//! Strips that are pictures of another format, and luma with less chroma.

use image::ExtendedColorType;
use image::codecs::webp::WebPEncoder;
use pothos_model::FailureCode;
use turbojpeg::{Colorspace, Compressor, Image, PixelFormat, Subsamp};

use super::numbers;
use super::writer::Made;

const SIDE: usize = 48;

/// A flat picture of some samples as JPEG.
fn jpeg(pixel: &[u8], format: PixelFormat, colours: Colorspace, chroma: Subsamp) -> Vec<u8> {
    let mut encoder = Compressor::new().unwrap();
    encoder.set_subsamp(chroma).unwrap();
    encoder.set_colorspace(colours).unwrap();
    let pixels = pixel.repeat(SIDE * SIDE);
    let image =
        Image { pixels: pixels.as_slice(), width: SIDE, pitch: SIDE * pixel.len(), height: SIDE, format };
    encoder.compress_to_vec(image).unwrap()
}

/// The stream without its own words on colours, and its tables apart, as writers of TIFF keep them.
fn parted(jpeg: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let (mut stream, mut tables) = (vec![0xFF, 0xD8], vec![0xFF, 0xD8]);
    let mut at = 2;
    while jpeg[at + 1] != 0xDA {
        let end = at + 2 + usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
        match jpeg[at + 1] {
            0xDB | 0xC4 => tables.extend(&jpeg[at..end]),
            0xE0..=0xEF => {}
            _ => stream.extend(&jpeg[at..end]),
        }
        at = end;
    }
    stream.extend(&jpeg[at..]);
    tables.extend([0xFF, 0xD9]);
    (stream, tables)
}

fn check(made: &Made, expected: &[u16]) {
    let found = numbers(&made.bytes()).unwrap_or_else(|trouble| panic!("{trouble:?}"));
    assert_eq!(found.len(), SIDE * SIDE * expected.len());
    for pixel in found.chunks(expected.len()) {
        let apart = pixel.iter().zip(expected).map(|(a, b)| a.abs_diff(*b)).max();
        assert!(apart <= Some(3), "{pixel:?} is not {expected:?}");
    }
}

/// Photometric interpretation, a pixel, how it is coded, and what is shown of it.
type Case<'a> = (u16, &'a [u8], PixelFormat, Colorspace, Subsamp, &'a [u16]);

#[test]
fn jpeg_in_strips_has_the_colours_that_the_directory_says() {
    use Colorspace as C;
    let rgb: &[u8] = &[200, 100, 50];
    let cases: [Case; 6] = [
        (6, rgb, PixelFormat::RGB, C::YCbCr, Subsamp::Sub2x2, &[200, 100, 50]),
        (6, rgb, PixelFormat::RGB, C::YCbCr, Subsamp::Sub2x1, &[200, 100, 50]),
        (2, rgb, PixelFormat::RGB, C::RGB, Subsamp::None, &[200, 100, 50]),
        (1, &[77], PixelFormat::GRAY, C::Gray, Subsamp::Gray, &[77; 3]),
        (0, &[77], PixelFormat::GRAY, C::Gray, Subsamp::Gray, &[178; 3]),
        (5, &[10, 20, 30, 40], PixelFormat::CMYK, C::CMYK, Subsamp::None, &[10, 20, 30, 40]),
    ];
    for (photometric, pixel, format, colours, chroma, expected) in cases {
        let (stream, tables) = parted(&jpeg(pixel, format, colours, chroma));
        let made = Made {
            width: SIDE,
            height: SIDE,
            rows: SIDE,
            photometric,
            samples: pixel.len(),
            compression: 7,
            predictor: 2,
            ready: Some(stream),
            instead: vec![(347, Some(tables.iter().map(|byte| u32::from(*byte)).collect()))],
            ..Made::default()
        };
        let as_bytes = Made { bytes_tag: Some(347), ..made };
        check(&as_bytes, expected);
        check(&Made { tile: Some((SIDE, SIDE)), reversed: true, ..as_bytes.clone() }, expected);
        let small = Made { width: 4 * SIDE, rows: 8, height: 8, ..as_bytes };
        assert_eq!(numbers(&small.bytes()).map_err(|trouble| trouble.code), Err(FailureCode::Damaged));
    }
}

#[test]
fn webp_in_strips_is_read() {
    for (pixel, kind) in
        [(&[200u8, 100, 50][..], ExtendedColorType::Rgb8), (&[200, 100, 50, 255], ExtendedColorType::Rgba8)]
    {
        let mut webp = Vec::new();
        let encoder = WebPEncoder::new_lossless(&mut webp);
        encoder.encode(&pixel.repeat(SIDE * SIDE), SIDE as u32, SIDE as u32, kind).unwrap();
        let made = Made {
            width: SIDE,
            height: SIDE,
            rows: SIDE,
            samples: pixel.len(),
            extra: vec![2; pixel.len() - 3],
            compression: 50_001,
            ready: Some(webp),
            ..Made::default()
        };
        check(&made, &[200, 100, 50]);
    }
}

#[test]
fn luma_with_less_chroma_is_read_in_units_and_in_planes() {
    for (across, down) in [(1, 1), (2, 1), (2, 2), (4, 2), (4, 4)] {
        let mut unit = vec![76; across * down];
        unit.extend([85, 255]);
        let units = unit.repeat(SIDE * SIDE / across / down);
        let made = Made {
            width: SIDE,
            height: SIDE,
            rows: SIDE,
            photometric: 6,
            instead: vec![(530, Some(vec![across as u32, down as u32]))],
            ..Made::default()
        };
        check(&Made { ready: Some(units.clone()), ..made.clone() }, &[254, 0, 0]);
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(&units, 6);
        check(&Made { ready: Some(packed), compression: 8, ..made.clone() }, &[254, 0, 0]);
        let planar = Made { planar: true, ready: Some(vec![128; SIDE * SIDE]), ..made };
        check(&planar, &[128; 3]);
    }
}
