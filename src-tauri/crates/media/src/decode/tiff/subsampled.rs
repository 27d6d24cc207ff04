//! Luma and halved chroma without compression (TIFF 6.0, section 21), as cameras of the nineties wrote it and the `tiff`
//! crate does not read: units of some lumas, then one blue and one red difference.

use pothos_model::FailureCode;

use super::samples::{YCBCR_601, to_rgb};
use crate::bytes::part;
use crate::container::Tiff;
use crate::decode::{Decoded, MAX_BYTES, too_large, within_budget};
use crate::error::Trouble;
use crate::raster::Raster;

const MAX_STRIPS: usize = 1 << 16;

/// Decodes the first page; `Unsupported` for everything else.
pub(super) fn decode(data: &[u8]) -> Result<Decoded, Trouble> {
    let other = || Trouble::new(FailureCode::Unsupported, "");
    let (tiff, first) = Tiff::open(data, 0).ok_or_else(other)?;
    let page = tiff.directory(first).ok_or_else(other)?;
    let is = |tag: u16, value: usize| page.uint(tag) == Some(value);
    let bytes = page.uints(258, 3).iter().all(|bits| *bits == 8);
    if !(is(262, 6) && is(259, 1) && is(277, 3) && bytes && page.uint(284).unwrap_or(1) == 1) {
        return Err(other());
    }
    let (width, height) = page.edge(256).zip(page.edge(257)).ok_or_else(other)?;
    within_budget(width, height)?;
    let (columns, lines) = (width as usize, height as usize);
    let length = columns * lines * 3;
    if length as u64 > MAX_BYTES {
        return Err(too_large(width, height));
    }
    let (across, down) = match page.uints(530, 2).as_slice() {
        [across @ (1 | 2 | 4), down @ (1 | 2 | 4)] => (*across, *down),
        [] => (2, 2),
        _ => return Err(other()),
    };
    let rows = page.uint(278).unwrap_or(lines).clamp(1, lines);
    let strips = page.uints(273, MAX_STRIPS);
    let units = columns.div_ceil(across);
    let unit = across * down + 2;
    // Asked before the memory is taken.
    let needed = |rows: usize| rows.div_ceil(down) * units * unit;
    if strips.len() < lines.div_ceil(rows) || data.len() < needed(lines) {
        return Err(Trouble::new(FailureCode::Truncated, ""));
    }
    let mut pixels = vec![0; length];
    for (at, strip) in strips.into_iter().zip(pixels.chunks_mut(rows * columns * 3)) {
        let here = strip.len() / (columns * 3);
        let packed = part(data, at, needed(here)).ok_or_else(|| Trouble::new(FailureCode::Truncated, ""))?;
        for (index, samples) in packed.chunks_exact(unit).enumerate() {
            let (left, top) = (index % units * across, index / units * down);
            let (lumas, chroma) = samples.split_at(across * down);
            for (inside, luma) in lumas.iter().enumerate() {
                let (x, y) = (left + inside % across, top + inside / across);
                if x < columns
                    && let Some(pixel) = strip.get_mut((y * columns + x) * 3..(y * columns + x + 1) * 3)
                {
                    pixel.copy_from_slice(&to_rgb([*luma, chroma[0], chroma[1]], YCBCR_601));
                }
            }
        }
    }
    Ok(Decoded::of(Raster::rgb(width, height, pixels), (width, height)))
}
