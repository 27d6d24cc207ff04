//! Bytes to pixels, under one budget: a picture is decoded once, at the smallest scale that still gives a
//! preview, and a bomb is refused by its header before anything is allocated for it. What needs a C library is
//! decoded outside this process.

mod bitmap;
mod bitmap_cut;
mod bmp;
mod ico;
mod jpeg;
mod jpeg_end;
mod jpeg_plain;
mod jxl;
mod lab;
mod outside;
mod psd;
mod raw;
mod tiff;

use pothos_model::{FailureCode, Format, Orientation};

use crate::error::Trouble;
use crate::meta::Described;
use crate::outside::OutsideDecoders;
use crate::planes::Planes;
use crate::raster::Raster;

/// The most pixels we decode: above every camera's and most stitched panoramas.
pub(crate) const MAX_PIXELS: u64 = 250_000_000;
/// The most memory one decode may take for its pixels. Formats without a scaled decode hold the whole
/// picture, so this, not [`MAX_PIXELS`], bounds them: 170 megapixels of 8-bit RGB.
pub(crate) const MAX_BYTES: u64 = 512 << 20;

/// Pixels as the decoder gives them at least cost.
#[derive(Debug)]
pub(crate) enum Pixels {
    /// Pixel by pixel.
    Raster(Raster),
    /// Luma and chroma apart, as a JPEG keeps them.
    Planes(Planes),
}

/// A decoded picture, not turned and not converted to sRGB yet.
#[derive(Debug)]
pub(crate) struct Decoded {
    /// The pixels, perhaps at reduced scale.
    pub pixels: Pixels,
    /// Stored size of the whole picture.
    pub size: (u32, u32),
    /// The colour profile the pixels are in, when the decoder found one itself.
    pub icc: Option<Vec<u8>>,
    /// Whether the decoder made sRGB of it: a profile in the file is not for these pixels.
    pub is_srgb: bool,
    /// What [`PhotoFacts::missing_percent`](pothos_model::PhotoFacts) says.
    pub missing: Option<u8>,
    /// How pixels and size must still be turned, where the decoder knows better than EXIF: not at all, when it turned
    /// the picture itself.
    pub own_turn: Option<Orientation>,
}

impl Decoded {
    /// A whole picture of `size`, as it is stored, without a profile of its own.
    pub fn of(raster: Raster, size: (u32, u32)) -> Self {
        Self {
            pixels: Pixels::Raster(raster),
            size,
            icc: None,
            is_srgb: false,
            missing: None,
            own_turn: None,
        }
    }

    /// How the pixels must still be turned.
    pub fn turn(&self, described: &Described) -> Orientation {
        self.own_turn.unwrap_or(described.orientation())
    }

    /// The longer side of the pixels that came.
    pub fn longest(&self) -> u32 {
        match &self.pixels {
            Pixels::Raster(raster) => raster.longest(),
            Pixels::Planes(planes) => planes.longest(),
        }
    }
}

/// Decodes `data`. With `side`, a JPEG is decoded at the smallest scale whose longest side is at least
/// `side`; other formats always come whole. HEIC, AVIF and raw files without a preview go to `decoders`.
pub(crate) fn decode(
    format: Format,
    data: &[u8],
    described: &Described,
    side: Option<u32>,
    decoders: &dyn OutsideDecoders,
) -> Result<Decoded, Trouble> {
    if let Some((width, height)) = described.size {
        within_budget(width, height)?;
    }
    if let Some(decoder) = outside::needed(format) {
        return outside::decode(decoders, decoder, data, described, side);
    }
    let decoded = decode_here(format, data, described, side);
    match format {
        Format::Raw => outside::preview_or_developed(decoded, decoders, data, described, side),
        _ => decoded,
    }
}

/// The formats that this process decodes itself.
fn decode_here(
    format: Format,
    data: &[u8],
    described: &Described,
    side: Option<u32>,
) -> Result<Decoded, Trouble> {
    let bitmap_format = match format {
        Format::Jpeg => None,
        Format::Png => Some(image::ImageFormat::Png),
        Format::Webp => Some(image::ImageFormat::WebP),
        Format::Tiff => return tiff::decode(data, described, side),
        Format::Gif => Some(image::ImageFormat::Gif),
        Format::Bmp => return bmp::decode(data),
        Format::Ico => return ico::decode(data),
        Format::Psd => return psd::decode(data, described, side),
        Format::Heic => return Err(Trouble::new(FailureCode::NeedsHeic, "")),
        Format::Avif => return Err(Trouble::new(FailureCode::NeedsAvif, "")),
        Format::Jxl => return jxl::decode(data),
        Format::Raw => return raw::decode(data, described, side),
        Format::Unknown => return Err(Trouble::new(FailureCode::NotAPicture, "")),
    };
    match bitmap_format {
        None => jpeg::decode(data, described, side),
        Some(format) => bitmap::decode(format, data),
    }
}

/// Refuses more pixels than we decode.
fn within_budget(width: u32, height: u32) -> Result<(), Trouble> {
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(too_large(width, height));
    }
    Ok(())
}

fn too_large(width: u32, height: u32) -> Trouble {
    Trouble::new(
        FailureCode::TooLarge,
        format!("{width} x {height} pixels; the limit is {} megapixels", MAX_PIXELS / 1_000_000),
    )
}
