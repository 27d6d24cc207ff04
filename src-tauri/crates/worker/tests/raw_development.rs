//! A raw file without a preview is developed: upright once, neutral where the camera says white is. The file is a DNG
//! written in code. Without LibRaw this is skipped, and said.

#![allow(clippy::expect_used, reason = "a test stops at what it did not expect, in its helper functions too")]

use pothos_media::{Look, MediaError, look_with};
use pothos_model::FailureCode;
use pothos_worker::{Pool, PoolOptions, Program};

const WIDTH: u32 = 320;
const HEIGHT: u32 = 200;
/// What a neutral surface gives in this camera's red, green and blue.
const NEUTRAL: [f64; 3] = [0.5, 1.0, 0.7];
/// XYZ to linear sRGB (IEC 61966-2-1); the camera sees that, each channel as strong as `NEUTRAL`.
const XYZ_TO_SRGB: [[f64; 3]; 3] =
    [[3.2406, -1.5372, -0.4986], [-0.9689, 1.8758, 0.0415], [0.0557, -0.2040, 1.0570]];

/// A DNG (Adobe's specification 1.4) of one uncompressed 16-bit Bayer strip: bright left, dark right.
fn dng(orientation: u16) -> Vec<u8> {
    enum Value {
        Bytes(Vec<u8>),
        Short(u16),
        Long(u32),
        Text(&'static str),
        Signed(Vec<f64>),
        Fractions(Vec<f64>),
    }
    use Value::{Bytes, Fractions, Long, Short, Signed, Text};
    let matrix: Vec<f64> =
        XYZ_TO_SRGB.iter().zip(NEUTRAL).flat_map(|(row, gain)| row.map(|value| value * gain)).collect();
    let strip_bytes = WIDTH * HEIGHT * 2;
    let entries = |strip_at: u32| {
        vec![
            (254u16, Long(0)),
            (256, Long(WIDTH)),
            (257, Long(HEIGHT)),
            (258, Short(16)),
            (259, Short(1)),
            (262, Short(32803)),
            (271, Text("Pothos\0")),
            (272, Text("Test camera\0")),
            (273, Long(strip_at)),
            (274, Short(orientation)),
            (277, Short(1)),
            (278, Long(HEIGHT)),
            (279, Long(strip_bytes)),
            (284, Short(1)),
            (33421, Bytes([2u16, 2].iter().flat_map(|v| v.to_le_bytes()).collect())),
            (33422, Bytes(vec![0, 1, 1, 2])),
            (50706, Bytes(vec![1, 4, 0, 0])),
            (50708, Text("Pothos test camera\0")),
            (50714, Long(0)),
            (50717, Long(60_000)),
            (50721, Signed(matrix.clone())),
            (50728, Fractions(NEUTRAL.to_vec())),
            (50778, Short(21)),
        ]
    };
    let directory = |strip_at: u32| {
        let entries = entries(strip_at);
        let mut fields = (entries.len() as u16).to_le_bytes().to_vec();
        let mut beyond: Vec<u8> = Vec::new();
        let beyond_at = 8 + 2 + entries.len() as u32 * 12 + 4;
        for (tag, value) in entries {
            let fraction = |value: f64| ((value * 10_000.0).round() as i32, 10_000i32);
            let (kind, count, data): (u16, u32, Vec<u8>) = match value {
                Bytes(data) if tag == 33421 => (3, 2, data),
                Bytes(data) => (1, data.len() as u32, data),
                Short(number) => (3, 1, number.to_le_bytes().to_vec()),
                Long(number) => (4, 1, number.to_le_bytes().to_vec()),
                Text(text) => (2, text.len() as u32, text.as_bytes().to_vec()),
                Signed(values) | Fractions(values) => {
                    let kind = if tag == 50721 { 10 } else { 5 };
                    let data = values.iter().flat_map(|value| {
                        let (top, bottom) = fraction(*value);
                        [top.to_le_bytes(), bottom.to_le_bytes()].concat()
                    });
                    (kind, values.len() as u32, data.collect())
                }
            };
            fields.extend(tag.to_le_bytes());
            fields.extend(kind.to_le_bytes());
            fields.extend(count.to_le_bytes());
            if data.len() <= 4 {
                let mut inline = data;
                inline.resize(4, 0);
                fields.extend(inline);
            } else {
                fields.extend((beyond_at + beyond.len() as u32).to_le_bytes());
                beyond.extend(data);
                beyond.resize(beyond.len().next_multiple_of(2), 0);
            }
        }
        fields.extend([0; 4]);
        [fields, beyond].concat()
    };
    let strip_at = 8 + directory(0).len() as u32;
    let mut file = b"II*\0\x08\0\0\0".to_vec();
    file.extend(directory(strip_at));
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            let light = if x < WIDTH / 2 { 30_000.0 } else { 3_000.0 };
            let channel = [[0, 1], [1, 2]][y as usize % 2][x as usize % 2];
            // A little unevenness, as every sensor has.
            let value = light * NEUTRAL[channel] + f64::from((x * 7 + y * 13) % 5);
            file.extend((value as u16).to_le_bytes());
        }
    }
    file
}

fn look(data: &[u8]) -> Result<Look, MediaError> {
    let pool = Pool::new(Some(Program::at(env!("CARGO_BIN_EXE_pothos-worker"))), PoolOptions::default());
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("sensor.dng");
    std::fs::write(&path, data).expect("written");
    look_with(&path, &pool)
}

/// Whether LibRaw is missing, which is said.
fn skipped<T>(looked: &Result<T, MediaError>) -> bool {
    let missing = looked.as_ref().err().filter(|error| error.code == FailureCode::NeedsRaw);
    if let Some(error) = missing {
        println!("skipped: {error}");
    }
    missing.is_some()
}

#[test]
fn sensor_data_is_developed_upright_and_neutral() {
    // Where the bright half must lie, as (x, y) in parts of the picture.
    for (orientation, size, bright, dark) in [
        (1, (WIDTH, HEIGHT), (0.25, 0.5), (0.75, 0.5)),
        (3, (WIDTH, HEIGHT), (0.75, 0.5), (0.25, 0.5)),
        (6, (HEIGHT, WIDTH), (0.5, 0.25), (0.5, 0.75)),
        (8, (HEIGHT, WIDTH), (0.5, 0.75), (0.5, 0.25)),
    ] {
        let looked = look(&dng(orientation));
        if skipped(&looked) {
            return;
        }
        let look = looked.expect("develops");
        assert_eq!((look.width, look.height), size, "orientation {orientation}");
        let preview = image::load_from_memory(&look.preview).expect("a JPEG").into_rgb8();
        let at = |(x, y): (f64, f64)| {
            let pixel = |part: f64, edge: u32| (part * f64::from(edge)) as u32;
            preview.get_pixel(pixel(x, preview.width()), pixel(y, preview.height())).0
        };
        let (bright, dark) = (at(bright), at(dark));
        assert!(
            bright[1] > dark[1].saturating_add(60),
            "orientation {orientation}: {bright:?} beside {dark:?}"
        );
        let spread = bright.iter().max().zip(bright.iter().min()).map_or(255, |(most, least)| most - least);
        assert!(spread <= 6, "a neutral surface is grey with the camera's balance: {bright:?}");
    }
}

#[test]
fn a_cut_raw_file_is_an_error_with_a_reason() {
    let whole = dng(1);
    for percent in [0, 1, 10, 30, 50, 70, 90] {
        let looked = look(&whole[..whole.len() * percent / 100]);
        if skipped(&looked) {
            return;
        }
        let error = looked.map(|look| (look.width, look.height)).expect_err("a tenth or more is missing");
        assert_ne!(error.code, FailureCode::Internal, "{percent} per cent: {error}");
    }
}
