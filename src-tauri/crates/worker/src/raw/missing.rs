//! Whether a developed raw file shows what the sensor saw. LibRaw fills what is missing with nothing and calls it a
//! success.

/// Every maker's compressed sensor data takes more than this share of a byte a pixel; a file with less was stripped.
const LEAST_BYTES_OF_PIXEL: f64 = 1.0 / 32.0;
/// A photo that misses less than this share of its rows is shown, as with JPEG.
const LOST: f64 = 0.05;

/// Whether a file of `bytes` can hold the data of a sensor of so many pixels.
pub(super) fn is_stripped(bytes: usize, pixels: u64) -> bool {
    (bytes as f64) < pixels as f64 * LEAST_BYTES_OF_PIXEL
}

/// Whether a band without any light lies along an edge of 8-bit RGB pixels: rows that were never read. It lies at the
/// bottom as the sensor was read, and along any edge once the picture is upright. Sensors' own black is noisy.
pub(super) fn is_cut(pixels: &[u8], width: u32, height: u32) -> bool {
    let (width, height) = (width as usize, height as usize);
    let dark =
        |x: usize, y: usize| pixels.get((y * width + x) * 3..).is_some_and(|p| p.starts_with(&[0, 0, 0]));
    let row = |y: &usize| (0..width).all(|x| dark(x, *y));
    let column = |x: &usize| (0..height).all(|y| dark(*x, y));
    let rows = (0..height).take_while(row).count().max((0..height).rev().take_while(row).count());
    let columns = (0..width).take_while(column).count().max((0..width).rev().take_while(column).count());
    rows as f64 > height as f64 * LOST || columns as f64 > width as f64 * LOST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dark_band_along_an_edge_is_missing_data_and_a_dark_pixel_is_not() {
        let check = |dark: &dyn Fn(u32, u32) -> bool, expected: bool| {
            let pixels: Vec<u8> = (0..40u32)
                .flat_map(|y| (0..60u32).map(move |x| (x, y)))
                .flat_map(|(x, y)| if dark(x, y) { [0; 3] } else { [9, 8, 7] })
                .collect();
            assert_eq!(is_cut(&pixels, 60, 40), expected);
        };
        check(&|_, y| y >= 30, true);
        check(&|_, y| y < 3, true);
        check(&|x, _| x >= 50, true);
        check(&|_, _| true, true);
        check(&|_, y| y == 39, false);
        check(&|_, y| (10..20).contains(&y), false);
        check(&|x, y| x > 5 && y > 5, false);
    }

    #[test]
    fn six_kilobytes_hold_no_six_megapixels() {
        assert!(is_stripped(6_188, 6_000_000));
        assert!(!is_stripped(411_944, 4_000_000));
    }
}
