//! A block of eight by eight coefficients as a few pixels: the inverse cosine transform of its lowest frequencies at their own
//! size (the orthonormal transform of n by n, scaled by n/8), which is the sharpest small picture without folding.

/// What a scale needs of a block, and what it makes of it.
pub(crate) trait Kernel {
    /// Pixels along a side.
    const SIDE: usize;
    /// The last coefficient, in the order of the file, that a pixel depends on.
    const LAST: u32;
    /// Where each coefficient goes in the block that [`Kernel::pixels`] takes; [`OUT`] for those that no pixel depends on.
    const PLACES: [u8; 64];

    /// Writes the pixels of the dequantised coefficients (row by row, [`Kernel::SIDE`] squared of them) to the rows of `out`.
    fn pixels(block: &[i32; 32], out: &mut [u8], stride: usize);
}

/// The last place of a block, where nobody looks.
const OUT: u8 = 31;

/// The places of the first coefficients, and none for the rest.
const fn places(first: &[u8]) -> [u8; 64] {
    let mut places = [OUT; 64];
    let mut at = 0;
    while at < first.len() {
        places[at] = first[at];
        at += 1;
    }
    places
}

/// One pixel: the mean.
pub(crate) struct Eighth;

impl Kernel for Eighth {
    const SIDE: usize = 1;
    const LAST: u32 = 0;
    const PLACES: [u8; 64] = places(&[0]);

    #[inline(always)]
    fn pixels(block: &[i32; 32], out: &mut [u8], _stride: usize) {
        if let Some(pixel) = out.first_mut() {
            *pixel = shown(block[0], 3);
        }
    }
}

/// Two by two: sums and differences alone.
pub(crate) struct Quarter;

impl Kernel for Quarter {
    const SIDE: usize = 2;
    const LAST: u32 = 4;
    const PLACES: [u8; 64] = places(&[0, 1, 2, OUT, 3]);

    #[inline(always)]
    fn pixels(block: &[i32; 32], out: &mut [u8], stride: usize) {
        let [mean, across, down, both, ..] = *block;
        let (left, right) = (mean.wrapping_add(across), mean.wrapping_sub(across));
        let (fall, rise) = (down.wrapping_add(both), down.wrapping_sub(both));
        if let Some(row) = out.get_mut(..2) {
            row.copy_from_slice(&[shown(left.wrapping_add(fall), 3), shown(right.wrapping_add(rise), 3)]);
        }
        if let Some(row) = out.get_mut(stride..stride + 2) {
            row.copy_from_slice(&[shown(left.wrapping_sub(fall), 3), shown(right.wrapping_sub(rise), 3)]);
        }
    }
}

/// Four by four.
pub(crate) struct Half;

/// cos(pi/8) / sqrt(2) and sin(pi/8) / sqrt(2), in 1/8192.
const COS: i32 = 5352;
const SIN: i32 = 2217;

impl Half {
    /// The orthonormal inverse transform of four values; the result is in 1/8192.
    #[inline(always)]
    fn four(values: [i32; 4]) -> [i32; 4] {
        let [a, b, c, d] = values;
        let even = [a.wrapping_add(c).wrapping_mul(4096), a.wrapping_sub(c).wrapping_mul(4096)];
        let odd = [
            b.wrapping_mul(COS).wrapping_add(d.wrapping_mul(SIN)),
            b.wrapping_mul(SIN).wrapping_sub(d.wrapping_mul(COS)),
        ];
        [
            even[0].wrapping_add(odd[0]),
            even[1].wrapping_add(odd[1]),
            even[1].wrapping_sub(odd[1]),
            even[0].wrapping_sub(odd[0]),
        ]
    }
}

impl Kernel for Half {
    const SIDE: usize = 4;
    const LAST: u32 = 24;
    #[rustfmt::skip]
    const PLACES: [u8; 64] = places(&[
        0, 1, 4, 8, 5, 2, 3, 6, 9, 12, OUT, 13, 10, 7, OUT, OUT, OUT, 11, 14, OUT, OUT, OUT, OUT, OUT, 15,
    ]);

    #[inline(always)]
    fn pixels(block: &[i32; 32], out: &mut [u8], stride: usize) {
        let mut columns = [0_i32; 16];
        for at in 0..4 {
            let column = Self::four([block[at], block[4 + at], block[8 + at], block[12 + at]]);
            for (row, value) in column.into_iter().enumerate() {
                // Back to 1/8, so that the second pass stays within 32 bits.
                columns[row * 4 + at] = value.wrapping_add(1 << 9) >> 10;
            }
        }
        for (row, four) in columns.as_chunks::<4>().0.iter().enumerate() {
            let Some(out) = out.get_mut(row * stride..row * stride + 4) else { return };
            for (pixel, value) in out.iter_mut().zip(Self::four(*four)) {
                // 1/8 of the first pass, 1/8192 of the second, and half for the size.
                *pixel = shown(value, 17);
            }
        }
    }
}

/// A value of `1 / 2^shift` as a pixel: rounded, raised to the middle (ISO/IEC 10918-1 A.3.1) and kept within a byte.
#[inline(always)]
fn shown(value: i32, shift: u32) -> u8 {
    ((value.wrapping_add(1 << (shift - 1)) >> shift).wrapping_add(128)).clamp(0, 255) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The transform as it is written down.
    fn exact(side: usize, block: &[i32; 32]) -> Vec<f64> {
        let n = side as f64;
        let basis = |k: usize, x: usize| {
            let weight = if k == 0 { (1.0 / n).sqrt() } else { (2.0 / n).sqrt() };
            weight * ((2 * x + 1) as f64 * k as f64 * std::f64::consts::PI / (2.0 * n)).cos()
        };
        let pixel = |x: usize, y: usize| {
            let each = (0..side * side)
                .map(|at| f64::from(block[at]) * n / 8.0 * basis(at % side, x) * basis(at / side, y));
            (each.sum::<f64>() + 128.0).clamp(0.0, 255.0)
        };
        (0..side * side).map(|at| pixel(at % side, at / side)).collect()
    }

    fn check<K: Kernel>(seed: u32) {
        let mut state = seed;
        for _ in 0..200 {
            let mut block = [0; 32];
            for value in block.iter_mut().take(K::SIDE * K::SIDE) {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                *value = (state >> 21) as i32 - 1024;
            }
            let mut out = [0; 16];
            K::pixels(&block, &mut out, K::SIDE);
            for (found, exact) in out.iter().zip(exact(K::SIDE, &block)) {
                assert!((f64::from(*found) - exact).abs() <= 0.75, "{found} for {exact} of {block:?}");
            }
        }
    }

    #[test]
    fn each_kernel_is_the_transform_of_its_size() {
        check::<Eighth>(1);
        check::<Quarter>(2);
        check::<Half>(3);
    }

    #[test]
    fn the_places_are_the_corner_of_the_zigzag() {
        // ISO/IEC 10918-1 figure 5.
        let (mut x, mut y) = (0_usize, 0_usize);
        let zigzag: Vec<(usize, usize)> = (0..64)
            .map(|_| {
                let here = (x, y);
                match ((x + y) % 2, x, y) {
                    (0, 7, _) => y += 1,
                    (0, _, 0) => x += 1,
                    (0, _, _) => (x, y) = (x + 1, y - 1),
                    (_, _, 7) => x += 1,
                    (_, 0, _) => y += 1,
                    (_, _, _) => (x, y) = (x - 1, y + 1),
                }
                here
            })
            .collect();
        fn places<K: Kernel>(zigzag: &[(usize, usize)]) {
            assert!(K::PLACES.iter().rposition(|place| *place != OUT) == Some(K::LAST as usize));
            for (at, (x, y)) in zigzag.iter().enumerate() {
                let inside = *x < K::SIDE && *y < K::SIDE;
                let expected = if inside { (y * K::SIDE + x) as u8 } else { OUT };
                assert_eq!(K::PLACES[at], expected, "coefficient {at}");
            }
        }
        places::<Eighth>(&zigzag);
        places::<Quarter>(&zigzag);
        places::<Half>(&zigzag);
    }
}
