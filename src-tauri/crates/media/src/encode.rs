//! Planes to JPEG. Only ever baseline, sRGB, without metadata.

use pothos_model::FailureCode;
use turbojpeg::{Compressor, Subsamp, YuvPlanesImage};

use crate::error::Trouble;
use crate::planes::Planes;
use crate::raster::Raster;

/// A JPEG of `planes` at `quality` (1 to 100), colour at half resolution each way.
pub(crate) fn jpeg(planes: &Planes, quality: i32) -> Result<Vec<u8>, Trouble> {
    let failed = |error: turbojpeg::Error| Trouble::new(FailureCode::Unsupported, error.to_string());
    let mut compressor = Compressor::new().map_err(failed)?;
    compressor.set_quality(quality).map_err(failed)?;
    let (width, height) = (planes.width as usize, planes.height as usize);
    let (across, down) = (planes.chroma.0 as usize, planes.chroma.1 as usize);
    if (across, down) != (width.div_ceil(2), height.div_ceil(2)) {
        return Err(Trouble::new(FailureCode::Unsupported, "the chroma is not at half size"));
    }
    // The encoder reads whole pairs of luma columns and rows.
    let padded;
    let y = if width % 2 == 0 && height % 2 == 0 {
        &planes.y
    } else {
        padded = even(&planes.y, width);
        &padded
    };
    let image = YuvPlanesImage {
        y_plane: y.as_slice(),
        u_plane: planes.cb.as_slice(),
        v_plane: planes.cr.as_slice(),
        width,
        height,
        y_stride: width.next_multiple_of(2),
        u_stride: across,
        v_stride: across,
        subsamp: Subsamp::Sub2x2,
    };
    compressor.compress_yuv_planes_to_vec(&image).map_err(failed)
}

/// A JPEG of an 8-bit RGB picture.
pub(crate) fn jpeg_of_rgb(rgb: &Raster, quality: i32) -> Result<Vec<u8>, Trouble> {
    jpeg(&Planes::from_rgb(rgb)?, quality)
}

/// The plane with its last column and row written twice where their count is odd.
fn even(plane: &[u8], width: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(plane.len() + plane.len() / width.max(1) + width + 1);
    let mut rows = 0;
    let mut last: &[u8] = &[];
    let mut push = |row: &[u8]| {
        out.extend_from_slice(row);
        if row.len() % 2 == 1 {
            out.extend(row.last());
        }
    };
    for row in plane.chunks_exact(width.max(1)) {
        push(row);
        last = row;
        rows += 1;
    }
    if rows % 2 == 1 {
        push(last);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_size_encodes_and_comes_back() {
        for (width, height) in [(1, 1), (2, 1), (1, 2), (3, 5), (16, 16), (321, 213)] {
            let rgb = Raster::rgb(width, height, [200, 40, 90].repeat(width as usize * height as usize));
            let jpeg = jpeg_of_rgb(&rgb, 90).unwrap();
            let back = image::load_from_memory(&jpeg).unwrap().into_rgb8();
            assert_eq!((back.width(), back.height()), (width, height));
            let last = back.get_pixel(width - 1, height - 1).0;
            let near = last.iter().zip([200, 40, 90]).all(|(a, b)| a.abs_diff(b) <= 4);
            assert!(near, "{width}x{height}: {last:?}");
        }
    }
}
