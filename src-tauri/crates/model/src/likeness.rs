//! What a perceptual hash says about two pictures: how far they are apart, also when one of them is turned or mirrored.
//! Makes no hash: that is media's.
//!
//! A hash holds the signs of the lowest frequencies of a picture's luma, as a cosine transform gives them: bit `8 v + u` is set when
//! the wave with `u` half turns across and `v` down counts positive. The constant wave's bit, bit 0, is never set.
//! Because it is signs alone, the hash of the turned or mirrored picture follows from the bits: mirroring left and right changes
//! the sign of every wave with an odd `u`, mirroring top and bottom that of every odd `v`, and transposing swaps `u` and
//! `v`.

use crate::Orientation;

/// Waves with an odd number of half turns across.
const ODD_ACROSS: u64 = 0xAAAA_AAAA_AAAA_AAAA;
/// Waves with an odd number of half turns down.
const ODD_DOWN: u64 = 0xFF00_FF00_FF00_FF00;
/// Bits of 64 in which the hashes of two copies of one picture differ at most. See docs/decisions/0035 for the figures.
pub const NEAR_BITS: u32 = 6;
/// The farthest that a search for copies can be asked for: beyond it, pictures with nothing in common meet.
pub const MOST_NEAR_BITS: u32 = 12;

/// Bits in which two hashes differ, 0 to 64.
#[must_use]
pub fn apart(a: u64, b: u64) -> u32 {
    (a ^ b).count_ones()
}

/// The hash of the picture after that turn, from the hash of the picture before it.
#[must_use]
pub fn turned(hash: u64, turn: Orientation) -> u64 {
    let upright = if turn.swaps_sides() { transposed(hash) } else { hash };
    match turn.exif() {
        2 | 6 => upright ^ ODD_ACROSS,
        3 | 7 => upright ^ ODD_ACROSS ^ ODD_DOWN,
        4 | 8 => upright ^ ODD_DOWN,
        _ => upright,
    }
}

/// The hashes of a picture turned and mirrored in all eight ways, in the order of EXIF's orientations; the first is its own.
#[must_use]
pub fn variants(hash: u64) -> [u64; 8] {
    std::array::from_fn(|at| turned(hash, turn(at)))
}

/// How `b` must be turned to be nearest to `a`, and the bits in which they differ then.
#[must_use]
pub fn nearest_turn(a: u64, b: u64) -> (Orientation, u32) {
    let mut best = (Orientation::NORMAL, apart(a, b));
    for (at, hash) in variants(b).into_iter().enumerate() {
        if apart(a, hash) < best.1 {
            best = (turn(at), apart(a, hash));
        }
    }
    best
}

/// The turn that gives the `at`-th of [`variants`].
#[must_use]
pub fn turn(at: usize) -> Orientation {
    Orientation::from_exif(u32::try_from(at).unwrap_or(0).saturating_add(1))
}

/// Rows become columns (Warren, Hacker's Delight, 2nd edition, section 7-3).
fn transposed(mut x: u64) -> u64 {
    for (shift, mask) in
        [(7, 0x00AA_00AA_00AA_00AA), (14, 0x0000_CCCC_0000_CCCC), (28, 0x0000_0000_F0F0_F0F0)]
    {
        let swapped = (x ^ (x >> shift)) & mask;
        x ^= swapped ^ (swapped << shift);
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_moves_each_wave_where_it_belongs() {
        let wave = |u: u32, v: u32| 1_u64 << (8 * v + u);
        assert_eq!(transposed(wave(3, 1)), wave(1, 3));
        let hash = wave(2, 0) | wave(1, 3);
        for (exif, expected) in
            [(1, hash), (2, hash ^ ODD_ACROSS), (4, hash ^ ODD_DOWN), (5, wave(0, 2) | wave(3, 1))]
        {
            assert_eq!(turned(hash, Orientation::from_exif(exif)), expected, "orientation {exif}");
        }
    }

    #[test]
    fn turns_undo_each_other_and_never_touch_the_constant_wave() {
        let hash = 0x0123_4567_89AB_CDEE;
        for (turn, back) in [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 8), (7, 7), (8, 6)] {
            let once = turned(hash, Orientation::from_exif(turn));
            assert_eq!(once & 1, 0);
            assert_eq!(turned(once, Orientation::from_exif(back)), hash, "orientation {turn}");
            let (found, bits) = nearest_turn(hash, once);
            assert_eq!((found.exif(), bits), (back as u8, 0), "it is found how to turn it back");
        }
    }

    #[test]
    fn likeness_is_the_same_from_both_sides() {
        let (a, b) = (0x0F1E_2D3C_4B5A_6978, 0x1122_3344_5566_7788);
        assert_eq!(nearest_turn(a, b).1, nearest_turn(b, a).1);
    }
}
