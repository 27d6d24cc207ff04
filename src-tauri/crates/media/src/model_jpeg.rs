//! The picture a vision model is sent: baseline sRGB JPEG, upright, small, without metadata, in a shape that
//! every server takes.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use pothos_model::{FailureCode, Format};

use crate::decode::decode;
use crate::encode;
use crate::error::{MediaError, Trouble};
use crate::look::picture;
use crate::meta::Described;
use crate::raster::{Channels, Raster};

const QUALITY: i32 = 85;
/// Some servers refuse or crash on anything narrower (Qwen's patches are 28 pixels, two are needed).
const SMALLEST_SIDE: u32 = 64;
/// Models' preprocessors refuse longer strips (Qwen2-VL: 200, several others: 10).
const WIDEST_ASPECT: u32 = 8;
/// The padding: mid grey, which no model takes for a frame.
const PADDING: u8 = 128;

/// A baseline sRGB JPEG for a model from a stored preview: longest side at most `side`, no metadata.
///
/// # Errors
/// [`MediaError`] when the preview cannot be decoded.
pub fn model_jpeg(preview_jpeg: &[u8], side: u32) -> Result<Vec<u8>, MediaError> {
    let name = Path::new("preview");
    let work = || {
        let decoded = decode(Format::Jpeg, preview_jpeg, &Described::default(), Some(side.max(1)))?;
        model_picture(decoded.raster, side)
    };
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(Trouble::new(FailureCode::Damaged, "the decoder gave up on it")))
        .map_err(|trouble| trouble.of(name))
}

/// The same from the original file, for a `side` larger than a preview.
///
/// # Errors
/// [`MediaError`] when the file gives no pixels.
pub fn model_jpeg_from_file(path: &Path, side: u32) -> Result<Vec<u8>, MediaError> {
    model_picture(picture(path, side.max(1))?, side).map_err(|trouble| trouble.of(path))
}

fn model_picture(raster: Raster, side: u32) -> Result<Vec<u8>, Trouble> {
    if raster.channels != Channels::Rgb {
        return Err(Trouble::new(FailureCode::Unsupported, "the preview is not RGB"));
    }
    encode::jpeg(&padded(raster.shrunk(side.max(SMALLEST_SIDE))?), QUALITY)
}

/// The picture centred on grey, wide and high enough.
fn padded(raster: Raster) -> Raster {
    let least = SMALLEST_SIDE.max(raster.longest().div_ceil(WIDEST_ASPECT));
    let (width, height) = (raster.width.max(least), raster.height.max(least));
    if (width, height) == (raster.width, raster.height) {
        return raster;
    }
    let mut pixels = vec![PADDING; width as usize * height as usize * 3];
    let (left, top) = ((width - raster.width) / 2, (height - raster.height) / 2);
    let row = raster.width as usize * 3;
    for (y, line) in raster.pixels.chunks_exact(row).enumerate() {
        let at = ((top as usize + y) * width as usize + left as usize) * 3;
        if let Some(target) = pixels.get_mut(at..at + row) {
            target.copy_from_slice(line);
        }
    }
    Raster::rgb(width, height, pixels)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(size: (u32, u32), side: u32, expected: (u32, u32)) {
        let raster = Raster::rgb(size.0, size.1, vec![10; (size.0 * size.1 * 3) as usize]);
        let jpeg = model_jpeg(&encode::jpeg(&raster, 90).unwrap(), side).unwrap();
        let header = turbojpeg::read_header(&jpeg).unwrap();
        assert_eq!(
            (header.width, header.height),
            (expected.0 as usize, expected.1 as usize),
            "{size:?} at {side}"
        );
        assert!(!header.is_progressive, "servers' decoders are promised baseline");
    }

    #[test]
    fn every_shape_becomes_one_that_servers_take() {
        check((1600, 1067), 1024, (1024, 683));
        check((100, 80), 1024, (100, 80));
        check((1, 1), 1024, (64, 64));
        check((1600, 10), 1024, (1024, 128));
        check((10, 1600), 512, (64, 512));
    }

    #[test]
    fn what_is_no_jpeg_is_an_error() {
        assert!(model_jpeg(b"nonsense", 1024).is_err());
    }
}
