//! TIFFs of every kind that scanners, editors and press houses write show their colours.

#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect, in its helper functions too")]

use pothos_media::{MediaError, look};
use pothos_model::FailureCode;
use tempfile::TempDir;

mod camera;

use camera::writer::{Tiff, Value, long, word};

const SIDE: u32 = 64;
const PIXELS: usize = (SIDE * SIDE) as usize;

/// The upright size and the colour in the middle.
fn shown(bytes: &[u8]) -> Result<((u32, u32), [u8; 3]), MediaError> {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("page.tif");
    std::fs::write(&path, bytes).unwrap();
    let look = look(&path)?;
    let preview = image::load_from_memory(&look.preview).unwrap().into_rgb8();
    let middle = preview.get_pixel(preview.width() / 2, preview.height() / 2).0;
    Ok(((look.width, look.height), middle))
}

/// One page of one strip.
struct Page {
    photometric: u16,
    bits: Vec<u16>,
    strips: Vec<Vec<u8>>,
    more: Vec<(u16, Value)>,
}

impl Page {
    fn new(photometric: u16, bits: &[u16], strip: Vec<u8>) -> Self {
        Self { photometric, bits: bits.to_vec(), strips: vec![strip], more: Vec::new() }
    }

    fn with(mut self, tag: u16, value: Value) -> Self {
        self.more.push((tag, value));
        self
    }

    fn put(self, tiff: &mut Tiff, side: u32, next: u32) -> u32 {
        let at: Vec<u32> = self.strips.iter().map(|strip| tiff.put(strip)).collect();
        let lengths = self.strips.iter().map(|strip| strip.len() as u32).collect();
        let mut entries = vec![
            (256, long(side)),
            (257, long(side)),
            (262, word(self.photometric)),
            (277, word(self.bits.len() as u16)),
            (278, long(side)),
            (258, Value::Short(self.bits)),
        ];
        if !self.more.iter().any(|(tag, _)| *tag == 259) {
            entries.push((259, word(1)));
        }
        if self.more.iter().any(|(tag, _)| *tag == 322) {
            entries.extend([(324, Value::Long(at)), (325, Value::Long(lengths))]);
        } else {
            entries.extend([(273, Value::Long(at)), (279, Value::Long(lengths))]);
        }
        entries.extend(self.more);
        tiff.directory(entries, next)
    }

    fn file(self, magic: &[u8; 4]) -> Vec<u8> {
        let mut tiff = Tiff::new(magic);
        let first = self.put(&mut tiff, SIDE, 0);
        tiff.finish(first)
    }
}

fn flat(pixel: &[u8]) -> Vec<u8> {
    pixel.repeat(PIXELS)
}

#[test]
fn every_kind_of_sample_becomes_its_colour() {
    let mut table = vec![0u16; 768];
    (table[7], table[256 + 7], table[512 + 7]) = (200 << 8, 100 << 8, 50 << 8);
    let mut small_table = vec![0u16; 48];
    (small_table[7], small_table[16 + 7], small_table[32 + 7]) = (200 << 8, 100 << 8, 50 << 8);
    let half = |value: f32| half_float(value).to_le_bytes().to_vec();
    let jpeg = {
        let mut bytes = Vec::new();
        image::RgbImage::from_pixel(SIDE, SIDE, image::Rgb([200, 100, 50]))
            .write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Jpeg)
            .unwrap();
        bytes
    };
    let planes = |values: [u8; 4]| values.iter().map(|value| vec![*value; PIXELS]).collect::<Vec<_>>();
    let cases: Vec<(&str, Page, [u8; 3])> = vec![
        ("rgb", Page::new(2, &[8, 8, 8], flat(&[200, 100, 50])), [200, 100, 50]),
        (
            "transparency over white",
            Page::new(2, &[8; 4], flat(&[200, 100, 50, 0])).with(338, word(2)),
            [255; 3],
        ),
        ("sixteen bits", Page::new(2, &[16; 3], flat(&[0, 200, 0, 100, 0, 50])), [200, 100, 50]),
        (
            "floats",
            Page::new(2, &[32; 3], flat(&[0.5f32, 0.25, 1.0].map(f32::to_le_bytes).concat()))
                .with(339, Value::Short(vec![3; 3])),
            [128, 64, 255],
        ),
        (
            "half floats",
            Page::new(2, &[16; 3], flat(&[half(0.5), half(0.25), half(1.0)].concat()))
                .with(339, Value::Short(vec![3; 3])),
            [128, 64, 255],
        ),
        ("grey floats", Page::new(1, &[32], flat(&0.5f32.to_le_bytes())).with(339, word(3)), [128; 3]),
        ("white is zero", Page::new(0, &[8], flat(&[55])), [200; 3]),
        ("grey in four bits", Page::new(1, &[4], vec![0xCC; PIXELS / 2]), [204; 3]),
        ("grey with transparency", Page::new(1, &[8, 8], flat(&[10, 0])).with(338, word(2)), [255; 3]),
        ("a palette", Page::new(3, &[8], flat(&[7])).with(320, Value::Short(table)), [200, 100, 50]),
        (
            "a palette in four bits",
            Page::new(3, &[4], vec![0x77; PIXELS / 2]).with(320, Value::Short(small_table)),
            [200, 100, 50],
        ),
        ("inks", Page::new(5, &[8; 4], flat(&[0, 255, 255, 0])), [255, 0, 0]),
        (
            "inks in sixteen bits",
            Page::new(5, &[16; 4], flat(&[0, 0, 255, 255, 255, 255, 0, 0])),
            [255, 0, 0],
        ),
        (
            "inks and an extra channel",
            Page::new(5, &[8; 5], flat(&[0, 255, 255, 0, 9])).with(338, word(0)),
            [255, 0, 0],
        ),
        (
            "inks in planes",
            Page { strips: planes([0, 255, 255, 0]), ..Page::new(5, &[8; 4], Vec::new()) }.with(284, word(2)),
            [255, 0, 0],
        ),
        ("L*a*b* of TIFF", Page::new(8, &[8; 3], flat(&[138, 81, 70])), [255, 0, 0]),
        ("L*a*b* of ICC", Page::new(9, &[8; 3], flat(&[138, 209, 198])), [255, 0, 0]),
        (
            "luma and chroma",
            Page::new(6, &[8; 3], flat(&[76, 85, 255])).with(530, Value::Short(vec![1, 1])),
            [254, 0, 0],
        ),
        (
            "luma and halved chroma",
            Page::new(6, &[8; 3], [76, 76, 76, 76, 85, 255].repeat(PIXELS / 4))
                .with(530, Value::Short(vec![2, 2])),
            [254, 0, 0],
        ),
        (
            "JPEG in TIFF",
            Page::new(6, &[8; 3], jpeg.clone()).with(259, word(7)).with(530, Value::Short(vec![2, 2])),
            [200, 100, 50],
        ),
        (
            "tiles",
            Page::new(2, &[8; 3], [200u8, 100, 50].repeat(PIXELS)).with(322, word(64)).with(323, word(64)),
            [200, 100, 50],
        ),
    ];
    for (name, page, expected) in cases {
        let (size, middle) = shown(&page.file(b"II*\0")).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(size, (SIDE, SIDE), "{name}");
        let apart = middle.iter().zip(expected).map(|(a, b)| a.abs_diff(b)).max().unwrap();
        assert!(apart <= 6, "{name} is {middle:?}, not {expected:?}");
    }
}

/// IEEE 754 binary16 of a power of two.
fn half_float(value: f32) -> u16 {
    let exponent = ((value.to_bits() >> 23) as i32 - 127 + 15) as u16;
    exponent << 10
}

#[test]
fn a_thumbnail_before_the_picture_is_passed_over() {
    let mut tiff = Tiff::new(b"MM\0*");
    let picture = Page::new(2, &[8, 8, 8], flat(&[10, 200, 30])).put(&mut tiff, SIDE, 0);
    let small =
        Page::new(2, &[8, 8, 8], [200u8, 0, 0].repeat(64)).with(254, long(1)).put(&mut tiff, 8, picture);
    let ((_, _), middle) = shown(&tiff.finish(small)).unwrap();
    assert!(middle[1] > 180 && middle[0] < 60, "{middle:?}");
}

#[test]
fn an_old_jpeg_in_tiff_is_found_by_its_pointer() {
    let mut tiff = Tiff::new(b"II*\0");
    let mut jpeg = Vec::new();
    image::RgbImage::from_pixel(SIDE, SIDE, image::Rgb([200, 100, 50]))
        .write_to(&mut std::io::Cursor::new(&mut jpeg), image::ImageFormat::Jpeg)
        .unwrap();
    let at = tiff.put(&jpeg);
    let length = jpeg.len() as u32;
    let first = tiff.directory(
        vec![
            (256, long(SIDE)),
            (257, long(SIDE)),
            (258, Value::Short(vec![8; 3])),
            (259, word(6)),
            (262, word(6)),
            (273, long(at)),
            (277, word(3)),
            (278, long(SIDE)),
            (279, long(length)),
            (513, long(at)),
            (514, long(length)),
        ],
        0,
    );
    let (size, middle) = shown(&tiff.finish(first)).unwrap();
    assert_eq!(size, (SIDE, SIDE));
    assert!(middle[0].abs_diff(200) < 6 && middle[2].abs_diff(50) < 8, "{middle:?}");
}

#[test]
fn what_none_knows_is_said() {
    // JPEG 2000 in TIFF, as microscopes write it.
    let error =
        shown(&Page::new(2, &[8; 3], flat(&[0; 3])).with(259, word(33005)).file(b"II*\0")).unwrap_err();
    assert_eq!(error.code, FailureCode::Unsupported, "{error}");
}
