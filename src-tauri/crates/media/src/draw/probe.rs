//! The picture with which a model server is asked whether its model can see: a coloured disc and digits that
//! nobody can guess without looking.

use crate::encode;
use crate::raster::Raster;

const SIDE: usize = 448;
const PAPER: [u8; 3] = [246, 244, 238];
const INK: [u8; 3] = [16, 16, 20];
/// Five by seven dots a digit, one byte a row, the lowest five bits.
const DIGITS: [[u8; 7]; 10] = [
    [0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110],
    [0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110],
    [0b01110, 0b10001, 0b00001, 0b00110, 0b01000, 0b10000, 0b11111],
    [0b11110, 0b00001, 0b00001, 0b01110, 0b00001, 0b00001, 0b11110],
    [0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010],
    [0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110],
    [0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110],
    [0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000],
    [0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110],
    [0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100],
];

/// A 448 x 448 JPEG of a disc in `colour` above up to five big `digits`; other characters are left out.
#[must_use]
pub fn probe_picture(digits: &str, colour: [u8; 3]) -> Vec<u8> {
    let picture = draw(digits, colour);
    match encode::jpeg_of_rgb(&picture, 92) {
        Ok(jpeg) => jpeg,
        Err(trouble) => unreachable!("BUG: a drawn RGB picture always encodes: {}", trouble.detail),
    }
}

fn draw(digits: &str, colour: [u8; 3]) -> Raster {
    let mut pixels = PAPER.repeat(SIDE * SIDE);
    let mut dot = |x: usize, y: usize, rgb: [u8; 3]| {
        let at = (y * SIDE + x) * 3;
        if let Some(pixel) = pixels.get_mut(at..at + 3) {
            pixel.copy_from_slice(&rgb);
        }
    };
    for y in 0..SIDE {
        for x in 0..SIDE {
            let (dx, dy) = (x as f32 - 224.0, y as f32 - 134.0);
            if dx.hypot(dy) < 104.0 {
                dot(x, y, colour);
            }
        }
    }
    let shapes: Vec<&[u8; 7]> = digits
        .chars()
        .filter_map(|c| c.to_digit(10))
        .filter_map(|d| DIGITS.get(d as usize))
        .take(5)
        .collect();
    const SCALE: usize = 16;
    const ADVANCE: usize = 6 * SCALE - 10;
    let start = SIDE.saturating_sub(shapes.len() * ADVANCE) / 2;
    for (place, rows) in shapes.into_iter().enumerate() {
        for (row, bits) in rows.iter().enumerate() {
            for column in (0..5usize).filter(|column| bits >> (4 - column) & 1 == 1) {
                for y in 0..SCALE {
                    for x in 0..SCALE {
                        let left = start + place * ADVANCE + column * SCALE * 7 / 8;
                        dot(left + x, 290 + row * SCALE + y, INK);
                    }
                }
            }
        }
    }
    Raster::rgb(SIDE as u32, SIDE as u32, pixels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_digit_looks_different_and_the_colour_is_the_one_asked_for() {
        let colour = [200, 30, 40];
        let pictures: Vec<Vec<u8>> = (0..10).map(|d| draw(&d.to_string().repeat(4), colour).pixels).collect();
        for (i, a) in pictures.iter().enumerate() {
            assert!(pictures[i + 1..].iter().all(|b| a != b), "digit {i} has a twin");
        }
        let centre = (134 * SIDE + 224) * 3;
        assert_eq!(pictures[0][centre..centre + 3], colour);
        let jpeg = probe_picture("4711", colour);
        let header = turbojpeg::read_header(&jpeg).unwrap();
        assert_eq!((header.width, header.height), (448, 448));
    }
}
