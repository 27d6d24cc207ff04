//! Rasters to JPEG. Only ever baseline, sRGB, without metadata.

use pothos_model::FailureCode;
use turbojpeg::{Compressor, Image, PixelFormat, Subsamp};

use crate::error::Trouble;
use crate::raster::{Channels, Raster};

/// A JPEG of `raster` at `quality` (1 to 100), colour at half resolution each way.
pub(crate) fn jpeg(raster: &Raster, quality: i32) -> Result<Vec<u8>, Trouble> {
    debug_assert_eq!(raster.channels, Channels::Rgb, "only RGB is encoded");
    let failed = |error: turbojpeg::Error| Trouble::new(FailureCode::Unsupported, error.to_string());
    let mut compressor = Compressor::new().map_err(failed)?;
    compressor.set_quality(quality).map_err(failed)?;
    compressor.set_subsamp(Subsamp::Sub2x2).map_err(failed)?;
    let image = Image {
        pixels: raster.pixels.as_slice(),
        width: raster.width as usize,
        pitch: raster.width as usize * 3,
        height: raster.height as usize,
        format: PixelFormat::RGB,
    };
    compressor.compress_to_vec(image).map_err(failed)
}
