//! Undoes what writers do to samples so that they pack better (TIFF 6.0, section 14; TIFF Technical Note 3): differences to
//! the pixel before. Always with all samples that the file has, whatever is shown of them.

use super::page::{Predictor, Sample};

/// Undoes a predictor in one row of pixels of `step` samples. Floats come out with their highest byte first.
pub(super) fn undo(predictor: Predictor, sample: Sample, step: usize, row: &mut [u8], scratch: &mut Vec<u8>) {
    match (predictor, sample.bits) {
        (Predictor::None, _) => {}
        (Predictor::Horizontal, 16) => {
            sums::<2>(row, step, |last, next| number16(last, next, sample.little));
        }
        (Predictor::Horizontal, 32) => sums::<4>(row, step, |last, next| {
            if sample.little {
                u32::from_le_bytes(last).wrapping_add(u32::from_le_bytes(next)).to_le_bytes()
            } else {
                u32::from_be_bytes(last).wrapping_add(u32::from_be_bytes(next)).to_be_bytes()
            }
        }),
        (Predictor::Horizontal, 64) => sums::<8>(row, step, |last, next| {
            if sample.little {
                u64::from_le_bytes(last).wrapping_add(u64::from_le_bytes(next)).to_le_bytes()
            } else {
                u64::from_be_bytes(last).wrapping_add(u64::from_be_bytes(next)).to_be_bytes()
            }
        }),
        (Predictor::Horizontal, _) => sums::<1>(row, step, |[last], [next]| [last.wrapping_add(next)]),
        (Predictor::Float, bits) => {
            sums::<1>(row, step, |[last], [next]| [last.wrapping_add(next)]);
            scratch.clear();
            scratch.extend_from_slice(row);
            let size = bits / 8;
            let count = row.len() / size;
            for (index, number) in row.chunks_exact_mut(size).enumerate() {
                for (to, from) in number.iter_mut().zip(scratch.iter().skip(index).step_by(count)) {
                    *to = *from;
                }
            }
        }
    }
}

fn number16(last: [u8; 2], next: [u8; 2], little: bool) -> [u8; 2] {
    if little {
        u16::from_le_bytes(last).wrapping_add(u16::from_le_bytes(next)).to_le_bytes()
    } else {
        u16::from_be_bytes(last).wrapping_add(u16::from_be_bytes(next)).to_be_bytes()
    }
}

/// Adds to every sample of `SIZE` bytes the one `step` samples before it.
fn sums<const SIZE: usize>(
    row: &mut [u8],
    step: usize,
    add: impl Fn([u8; SIZE], [u8; SIZE]) -> [u8; SIZE] + Copy,
) {
    match step {
        // What is common is compiled for itself, with the last pixel in registers.
        1 => steps::<SIZE, 1>(row, add),
        3 => steps::<SIZE, 3>(row, add),
        4 => steps::<SIZE, 4>(row, add),
        _ => {
            let mut last = vec![[0; SIZE]; step];
            for pixel in row.chunks_mut(step * SIZE) {
                accumulate(pixel, &mut last, add);
            }
        }
    }
}

fn steps<const SIZE: usize, const STEP: usize>(
    row: &mut [u8],
    add: impl Fn([u8; SIZE], [u8; SIZE]) -> [u8; SIZE] + Copy,
) {
    let mut last = [[0; SIZE]; STEP];
    for pixel in row.chunks_mut(STEP * SIZE) {
        accumulate(pixel, &mut last, add);
    }
}

#[inline(always)]
fn accumulate<const SIZE: usize>(
    pixel: &mut [u8],
    last: &mut [[u8; SIZE]],
    add: impl Fn([u8; SIZE], [u8; SIZE]) -> [u8; SIZE],
) {
    let (samples, _) = pixel.as_chunks_mut::<SIZE>();
    for (sample, last) in samples.iter_mut().zip(last) {
        *sample = add(*last, *sample);
        *last = *sample;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::tiff::page::Kind;

    fn undone(predictor: Predictor, bits: usize, little: bool, step: usize, row: &[u8]) -> Vec<u8> {
        let mut row = row.to_vec();
        undo(predictor, Sample { kind: Kind::Unsigned, bits, little }, step, &mut row, &mut Vec::new());
        row
    }

    #[test]
    fn differences_become_samples_again_at_every_width_and_step() {
        let horizontal =
            |bits, little, step, row: &[u8]| undone(Predictor::Horizontal, bits, little, step, row);
        assert_eq!(horizontal(8, true, 1, &[250, 10, 1]), [250, 4, 5]);
        assert_eq!(horizontal(8, true, 3, &[1, 2, 3, 10, 10, 10]), [1, 2, 3, 11, 12, 13]);
        assert_eq!(horizontal(8, true, 5, &[1, 2, 3, 4, 5, 1, 1, 1, 1, 1]), [1, 2, 3, 4, 5, 2, 3, 4, 5, 6]);
        assert_eq!(horizontal(16, true, 1, &[255, 0, 1, 0]), [255, 0, 0, 1]);
        assert_eq!(horizontal(16, false, 1, &[0, 255, 0, 1]), [0, 255, 1, 0]);
        assert_eq!(horizontal(32, false, 1, &[0, 0, 0, 255, 0, 0, 0, 1]), [0, 0, 0, 255, 0, 0, 1, 0]);
        assert_eq!(
            horizontal(64, true, 1, &[255, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0])[8..10],
            [0, 1]
        );
    }

    #[test]
    fn bytes_sorted_by_weight_become_numbers_with_the_highest_byte_first() {
        // Two numbers 0x01020304 and 0x05060708, sorted, then as differences.
        let sorted = [1u8, 5, 2, 6, 3, 7, 4, 8];
        let mut packed = sorted;
        for at in (1..8).rev() {
            packed[at] = packed[at].wrapping_sub(packed[at - 1]);
        }
        assert_eq!(undone(Predictor::Float, 32, true, 1, &packed), [1, 2, 3, 4, 5, 6, 7, 8]);
    }
}
