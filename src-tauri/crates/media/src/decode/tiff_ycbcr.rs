//! TIFF whose pixels are luma and chroma (scanners' JPEG-in-TIFF above all), which the `image` crate leaves to
//! its TIFF decoder.

use std::io::Cursor;

use pothos_model::FailureCode;
use tiff::ColorType;
use tiff::decoder::{Decoder, DecodingResult, Limits};
use tiff::tags::Tag;

use super::{Decoded, MAX_BYTES, Pixels, too_large, within_budget};
use crate::error::Trouble;
use crate::raster::Raster;

/// Rec. 601, the default of TIFF 6.0's YCbCrCoefficients.
const REC_601: [f64; 3] = [0.299, 0.587, 0.114];

/// Decodes 8-bit YCbCr; anything else is `Unsupported`.
pub(super) fn decode(data: &[u8]) -> Result<Decoded, Trouble> {
    let failed = |error: tiff::TiffError| Trouble::new(FailureCode::Unsupported, error.to_string());
    let mut limits = Limits::default();
    limits.decoding_buffer_size = usize::try_from(MAX_BYTES).unwrap_or(usize::MAX);
    let mut decoder = Decoder::new(Cursor::new(data)).map_err(failed)?.with_limits(limits);
    let (width, height) = decoder.dimensions().map_err(failed)?;
    within_budget(width, height)?;
    if u64::from(width) * u64::from(height) * 3 > MAX_BYTES {
        return Err(too_large(width, height));
    }
    let ColorType::YCbCr(8) = decoder.colortype().map_err(failed)? else {
        return Err(Trouble::new(FailureCode::Unsupported, "an unusual colour type"));
    };
    let weights = decoder
        .find_tag(Tag::Unknown(529))
        .ok()
        .flatten()
        .and_then(|value| value.into_f64_vec().ok())
        .and_then(|weights| <[f64; 3]>::try_from(weights).ok())
        .filter(|weights| weights.iter().all(|w| *w > 0.01 && *w < 1.0))
        .unwrap_or(REC_601);
    let DecodingResult::U8(mut pixels) = decoder.read_image().map_err(failed)? else {
        return Err(Trouble::new(FailureCode::Unsupported, "an unusual sample type"));
    };
    if pixels.len() != width as usize * height as usize * 3 {
        return Err(Trouble::new(FailureCode::Damaged, "the planes do not fill the picture"));
    }
    let icc = decoder.get_tag_u8_vec(Tag::Unknown(34675)).ok();
    for pixel in pixels.chunks_exact_mut(3) {
        let rgb = to_rgb([pixel[0], pixel[1], pixel[2]], weights);
        pixel.copy_from_slice(&rgb);
    }
    Ok(Decoded {
        pixels: Pixels::Raster(Raster::rgb(width, height, pixels)),
        size: (width, height),
        icc,
        missing: None,
    })
}

/// TIFF 6.0, section 21, at full range.
fn to_rgb(ycc: [u8; 3], [red, green, blue]: [f64; 3]) -> [u8; 3] {
    let (y, cb, cr) = (f64::from(ycc[0]), f64::from(ycc[1]) - 128.0, f64::from(ycc[2]) - 128.0);
    let r = y + cr * (2.0 - 2.0 * red);
    let b = y + cb * (2.0 - 2.0 * blue);
    let g = (y - blue * b - red * r) / green;
    [r, g, b].map(|c| c.round().clamp(0.0, 255.0) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grey_stays_grey_and_red_becomes_red() {
        assert_eq!(to_rgb([100, 128, 128], REC_601), [100, 100, 100]);
        let [r, g, b] = to_rgb([76, 85, 255], REC_601);
        assert!(r > 250 && g < 5 && b < 5, "{r} {g} {b}");
    }
}
