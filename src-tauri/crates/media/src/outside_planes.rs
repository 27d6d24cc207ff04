//! Pictures of other decoders that come as luma and chroma: a photo of 200 megapixels is half as large so, and small before it is RGB.

use std::borrow::Cow;

use fast_image_resize::FilterType;
use fast_image_resize::pixels::U8;
use pothos_model::FailureCode;
use yuv::{YuvPlanarImage, YuvRange, YuvStandardMatrix, yuv420_to_rgb};

use crate::error::Trouble;
use crate::outside::{Depth, OutsideColour, OutsideFailure, OutsidePicture};
use crate::raster::{fit, resampled};

/// One plane of a decoder's own buffer, a byte a sample.
#[derive(Debug, Clone, Copy)]
pub struct PlaneRows<'a> {
    /// Samples of a row, at least 1.
    pub width: u32,
    /// Rows, at least 1.
    pub height: u32,
    /// Bytes from one row to the next.
    pub stride: usize,
    /// The rows.
    pub bytes: &'a [u8],
}

/// Luma, and blue and red difference at half the size each way, rounded up.
#[derive(Debug, Clone, Copy)]
pub struct YccRows<'a> {
    /// The three planes.
    pub planes: [PlaneRows<'a>; 3],
    /// MatrixCoefficients of ITU-T H.273: 1 BT.709, 9 BT.2020; anything else is taken for BT.601.
    pub matrix: u8,
    /// Whether samples go from 0 to 255, and not from 16.
    pub full_range: bool,
}

impl OutsidePicture {
    /// A picture from a decoder's planes, the longest side at most `side`.
    ///
    /// # Errors
    /// `damaged` when a plane is smaller than it says.
    pub fn from_planes(rows: &YccRows<'_>, side: u32, colour: OutsideColour) -> Result<Self, OutsideFailure> {
        let [luma, ..] = &rows.planes;
        let (width, height) = fit(luma.width, luma.height, side.clamp(1, luma.width.max(luma.height)));
        let chroma = (width.div_ceil(2), height.div_ceil(2));
        let small = |plane: &PlaneRows<'_>, to| {
            let whole = packed(plane).ok_or_else(damaged)?;
            if (plane.width, plane.height) == to {
                return Ok(whole.into_owned());
            }
            resampled::<U8>(&whole, (plane.width, plane.height), to, FilterType::Hamming).map_err(failure)
        };
        let [y, cb, cr] = &rows.planes;
        let (y, cb, cr) = (small(y, (width, height))?, small(cb, chroma)?, small(cr, chroma)?);
        let source = YuvPlanarImage {
            y_plane: &y,
            y_stride: width,
            u_plane: &cb,
            u_stride: chroma.0,
            v_plane: &cr,
            v_stride: chroma.0,
            width,
            height,
        };
        let range = if rows.full_range { YuvRange::Full } else { YuvRange::Limited };
        let matrix = match rows.matrix {
            1 => YuvStandardMatrix::Bt709,
            9 => YuvStandardMatrix::Bt2020,
            _ => YuvStandardMatrix::Bt601,
        };
        let mut pixels = vec![0; width as usize * height as usize * 3];
        yuv420_to_rgb(&source, &mut pixels, width * 3, range, matrix).map_err(|_| damaged())?;
        let size = (luma.width, luma.height);
        Ok(Self { size, width, height, depth: Depth::Eight, pixels, colour })
    }
}

/// The rows without padding.
fn packed<'a>(plane: &PlaneRows<'a>) -> Option<Cow<'a, [u8]>> {
    let (width, height) = (plane.width as usize, plane.height as usize);
    if width == 0 || height == 0 || plane.stride < width {
        return None;
    }
    if plane.stride == width {
        return plane.bytes.get(..width.checked_mul(height)?).map(Cow::Borrowed);
    }
    let mut rows = Vec::with_capacity(width.checked_mul(height)?);
    for y in 0..height {
        rows.extend_from_slice(plane.bytes.get(y.checked_mul(plane.stride)?..)?.get(..width)?);
    }
    Some(Cow::Owned(rows))
}

fn damaged() -> OutsideFailure {
    OutsideFailure::new(FailureCode::Damaged, "the decoder's planes are too small")
}

fn failure(trouble: Trouble) -> OutsideFailure {
    OutsideFailure::new(trouble.code, trouble.detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour_of(ycc: [u8; 3], matrix: u8, full_range: bool) -> [u8; 3] {
        // 9 by 7 pixels in rows of 12 bytes.
        let planes = [(9, 7, ycc[0]), (5, 4, ycc[1]), (5, 4, ycc[2])];
        let bytes = planes.map(|(_, height, value)| vec![value; 12 * height as usize]);
        let mut rows = planes.iter().zip(&bytes).map(|((width, height, _), bytes)| PlaneRows {
            width: *width,
            height: *height,
            stride: 12,
            bytes,
        });
        let planes = [rows.next(), rows.next(), rows.next()].map(|plane| plane.unwrap());
        let rows = YccRows { planes, matrix, full_range };
        let picture = OutsidePicture::from_planes(&rows, 4, OutsideColour::Srgb).unwrap();
        assert_eq!((picture.size, picture.width, picture.height), ((9, 7), 4, 3));
        assert_eq!(picture.pixels.len(), 36);
        picture.pixels.first_chunk().copied().unwrap()
    }

    #[test]
    fn each_matrix_and_range_gives_its_colours() {
        // Red of each: luma weight of red, blue difference of red, and the most red.
        let cases = [
            ([76, 85, 255], 6, true),
            ([82, 90, 240], 5, false),
            ([54, 99, 255], 1, true),
            ([63, 102, 240], 1, false),
            ([67, 92, 255], 9, true),
        ];
        for (ycc, matrix, full_range) in cases {
            let [r, g, b] = colour_of(ycc, matrix, full_range);
            assert!(r > 245 && g < 8 && b < 8, "matrix {matrix}, full {full_range}: {r} {g} {b}");
        }
    }

    #[test]
    fn planes_that_are_smaller_than_they_say_are_damage() {
        let plane = PlaneRows { width: 8, height: 8, stride: 8, bytes: &[0; 63] };
        let rows = YccRows { planes: [plane; 3], matrix: 6, full_range: true };
        let failure = OutsidePicture::from_planes(&rows, 4, OutsideColour::Srgb).unwrap_err();
        assert_eq!(failure.code, FailureCode::Damaged);
        let narrow = PlaneRows { stride: 7, bytes: &[0; 64], ..plane };
        assert!(packed(&narrow).is_none());
    }
}
