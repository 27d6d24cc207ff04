//! The picture a vision model is sent: baseline sRGB JPEG, upright, small, without metadata, in a shape that
//! every server takes.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use pothos_model::{FailureCode, Format};

use crate::decode::{Pixels, decode};
use crate::encode;
use crate::error::{MediaError, Trouble};
use crate::look::picture;
use crate::meta::Described;
use crate::outside::{NoDecoders, OutsideDecoders};
use crate::planes::Planes;

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
        let decoded =
            decode(Format::Jpeg, preview_jpeg, &Described::default(), Some(side.max(1)), &NoDecoders)?;
        match decoded.pixels {
            Pixels::Planes(planes) => model_picture(planes, side),
            Pixels::Raster(_) => Err(Trouble::new(FailureCode::Unsupported, "the preview is not YCbCr")),
        }
    };
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(Trouble::new(FailureCode::Damaged, "the decoder gave up on it")))
        .map_err(|trouble| trouble.of(name))
}

/// The same from the original file, for a `side` larger than a preview.
///
/// # Errors
/// [`MediaError`] when the file gives no pixels.
pub fn model_jpeg_from_file(
    path: &Path,
    side: u32,
    decoders: &dyn OutsideDecoders,
) -> Result<Vec<u8>, MediaError> {
    model_picture(picture(path, side.max(1), decoders)?, side).map_err(|trouble| trouble.of(path))
}

fn model_picture(planes: Planes, side: u32) -> Result<Vec<u8>, Trouble> {
    encode::jpeg(&padded(planes.fitted(side.max(SMALLEST_SIDE))?), QUALITY)
}

/// The picture centred on grey, wide and high enough.
fn padded(planes: Planes) -> Planes {
    let least = SMALLEST_SIDE.max(planes.longest().div_ceil(WIDEST_ASPECT));
    let (width, height) = (planes.width.max(least), planes.height.max(least));
    if (width, height) == (planes.width, planes.height) {
        return planes;
    }
    // Even offsets, so that the chroma moves by whole samples.
    let (left, top) = ((width - planes.width) / 4 * 2, (height - planes.height) / 4 * 2);
    let chroma = (width.div_ceil(2), height.div_ceil(2));
    let half = (left / 2, top / 2);
    Planes {
        width,
        height,
        y: centred(&planes.y, planes.width, (width, height), (left, top)),
        chroma,
        cb: centred(&planes.cb, planes.chroma.0, chroma, half),
        cr: centred(&planes.cr, planes.chroma.0, chroma, half),
    }
}

/// A plane of `columns` on a larger one of mid grey, which in chroma is no colour.
fn centred(plane: &[u8], columns: u32, size: (u32, u32), (left, top): (u32, u32)) -> Vec<u8> {
    let mut out = vec![PADDING; size.0 as usize * size.1 as usize];
    for (row, line) in plane.chunks_exact(columns.max(1) as usize).enumerate() {
        let at = (top as usize + row) * size.0 as usize + left as usize;
        if let Some(target) = out.get_mut(at..at + line.len()) {
            target.copy_from_slice(line);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raster::Raster;

    fn check(size: (u32, u32), side: u32, expected: (u32, u32)) {
        let raster = Raster::rgb(size.0, size.1, vec![10; (size.0 * size.1 * 3) as usize]);
        let jpeg = model_jpeg(&encode::jpeg_of_rgb(&raster, 90).unwrap(), side).unwrap();
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
