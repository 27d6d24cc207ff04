//! Everything but JPEG, through the `image` crate. The first frame of an animation stands for it.
//! Transparency is laid over white, the ground on which browsers and printers show it.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};
use pothos_model::FailureCode;

use super::{Decoded, MAX_BYTES, bitmap_cut, too_large, within_budget};
use crate::error::Trouble;
use crate::raster::{Channels, Raster};

pub(super) fn decode(format: ImageFormat, data: &[u8]) -> Result<Decoded, Trouble> {
    let mut decoder = open(format, data)?;
    let (width, height) = decoder.dimensions();
    // A damaged profile must not cost the picture.
    let icc = decoder.icc_profile().ok().flatten();
    let (picture, missing) = match DynamicImage::from_decoder(decoder).map_err(trouble) {
        Ok(picture) => (picture, None),
        Err(trouble) if trouble.code == FailureCode::Truncated && is_written_in_rows(format) => {
            bitmap_cut::decode(|| open(format, data)).map_err(|_| trouble)?
        }
        Err(trouble) => return Err(trouble),
    };
    Ok(Decoded { icc, missing, ..Decoded::of(raster(picture), (width, height)) })
}

/// Whether the decoder has written every row that came before it fails.
fn is_written_in_rows(format: ImageFormat) -> bool {
    matches!(format, ImageFormat::Png | ImageFormat::Gif)
}

/// A decoder that has read the head, for a picture within the budget.
fn open(format: ImageFormat, data: &[u8]) -> Result<impl ImageDecoder, Trouble> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(data), format);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(trouble)?;
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err(Trouble::new(FailureCode::Damaged, "the picture has no size"));
    }
    within_budget(width, height)?;
    if decoder.total_bytes() > MAX_BYTES {
        return Err(too_large(width, height));
    }
    Ok(decoder)
}

fn trouble(error: ImageError) -> Trouble {
    let text = error.to_string();
    let code = match &error {
        ImageError::Limits(_) => FailureCode::TooLarge,
        ImageError::Unsupported(_) => FailureCode::Unsupported,
        ImageError::IoError(io) if io.kind() == std::io::ErrorKind::UnexpectedEof => FailureCode::Truncated,
        ImageError::IoError(_)
        | ImageError::Decoding(_)
        | ImageError::Encoding(_)
        | ImageError::Parameter(_) => {
            if says_cut(&text) {
                FailureCode::Truncated
            } else {
                FailureCode::Damaged
            }
        }
    };
    Trouble::new(code, text.lines().next().unwrap_or_default().chars().take(200).collect::<String>())
}

/// Decoders wrap their end-of-file errors in text.
fn says_cut(text: &str) -> bool {
    let text = text.to_lowercase();
    [
        "unexpected end of file",
        "unexpected eof",
        "failed to fill whole buffer",
        "no more data",
        // PNG and GIF whose structure goes on although the picture's data have ended.
        "insufficientinput",
        "does not have enough data for image",
        "image truncated",
    ]
    .iter()
    .any(|phrase| text.contains(phrase))
}

fn raster(picture: DynamicImage) -> Raster {
    let (width, height) = (picture.width(), picture.height());
    let wide = |values: Vec<u16>| Raster {
        width,
        height,
        channels: Channels::Rgb16,
        pixels: values.into_iter().flat_map(u16::to_ne_bytes).collect(),
    };
    match picture {
        DynamicImage::ImageRgb8(p) => Raster::rgb(width, height, p.into_raw()),
        DynamicImage::ImageRgba8(p) => Raster::rgb(width, height, over_white_in_place(p.into_raw())),
        DynamicImage::ImageLuma8(p) => {
            Raster::rgb(width, height, p.into_raw().into_iter().flat_map(|l| [l, l, l]).collect())
        }
        DynamicImage::ImageLumaA8(p) => Raster::rgb(
            width,
            height,
            p.into_raw()
                .chunks_exact(2)
                .flat_map(|la| {
                    let l = over_white(la[0], la[1]);
                    [l, l, l]
                })
                .collect(),
        ),
        DynamicImage::ImageRgb16(p) => wide(p.into_raw()),
        DynamicImage::ImageLuma16(p) => wide(p.into_raw().into_iter().flat_map(|l| [l, l, l]).collect()),
        DynamicImage::ImageRgb32F(_) => wide(picture.into_rgb16().into_raw()),
        // Sixteen-bit or float with alpha, and whatever comes next.
        _ => wide(
            picture
                .into_rgba16()
                .into_raw()
                .chunks_exact(4)
                .flat_map(|p| [p[0], p[1], p[2]].map(|c| over_white_16(c, p[3])))
                .collect(),
        ),
    }
}

/// Four bytes a pixel become three in the same buffer: a second one would double the peak.
fn over_white_in_place(mut pixels: Vec<u8>) -> Vec<u8> {
    let count = pixels.len() / 4;
    for i in 0..count {
        let alpha = pixels[i * 4 + 3];
        for c in 0..3 {
            pixels[i * 3 + c] = over_white(pixels[i * 4 + c], alpha);
        }
    }
    pixels.truncate(count * 3);
    pixels
}

/// A value laid over white.
pub(super) fn over_white(value: u8, alpha: u8) -> u8 {
    let (value, alpha) = (u32::from(value), u32::from(alpha));
    ((value * alpha + 255 * (255 - alpha) + 127) / 255) as u8
}

/// [`over_white`] in sixteen bits.
pub(super) fn over_white_16(value: u16, alpha: u16) -> u16 {
    let (value, alpha) = (u64::from(value), u64::from(alpha));
    ((value * alpha + 65_535 * (65_535 - alpha) + 32_767) / 65_535) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transparency_is_laid_over_white() {
        assert_eq!(over_white(0, 0), 255);
        assert_eq!(over_white(10, 255), 10);
        assert_eq!(over_white(0, 128), 127);
        assert_eq!(over_white_16(0, 0), 65_535);
        assert_eq!(over_white_in_place(vec![1, 2, 3, 255, 9, 9, 9, 0]), [1, 2, 3, 255, 255, 255]);
    }
}
