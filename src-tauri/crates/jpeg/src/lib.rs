//! The usual camera JPEG straight to small planes: a baseline file at a half, a quarter or an eighth of its size, as luma
//! and chroma. Reading the entropy code is most of what a thumbnail costs; here a coefficient that no pixel of the small
//! picture needs is stepped over without being read, several at a time. Whatever is unusual (progressive, arithmetic, twelve
//! bits, separate scans, anything damaged or cut) is declined, and a general decoder takes the file.

mod bits;
mod block;
mod header;
mod huffman;
mod scan;
mod window;

use block::{Eighth, Half, Quarter};
use header::Header;

/// How small.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scale {
    /// 1/2 each way.
    Half,
    /// 1/4.
    Quarter,
    /// 1/8.
    Eighth,
}

/// One component, row by row without padding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plane {
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// `width * height` values.
    pub pixels: Vec<u8>,
}

/// Luma, and chroma unless the file is grey, in whatever colours the file keeps (YCbCr by every camera).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Small {
    /// The first component, at full resolution.
    pub luma: Plane,
    /// The second and third, at their own resolution, as JPEG rounds it (ISO/IEC 10918-1 A.1.1).
    pub chroma: Option<[Plane; 2]>,
}

/// Decodes a whole, undamaged, baseline, Huffman-coded file of one or three components in one scan; `None` for every other.
/// Memory: the planes and a hundred kilobytes; the caller bounds the size by the header's.
#[must_use]
pub fn decode(data: &[u8], scale: Scale) -> Option<Small> {
    let header = Header::read(data)?;
    let mut planes = match scale {
        Scale::Half => scan::decode::<Half>(&header)?,
        Scale::Quarter => scan::decode::<Quarter>(&header)?,
        Scale::Eighth => scan::decode::<Eighth>(&header)?,
    }
    .into_iter();
    let luma = planes.next()?;
    let chroma = match (planes.next(), planes.next()) {
        (Some(blue), Some(red)) => Some([blue, red]),
        _ => None,
    };
    Some(Small { luma, chroma })
}
