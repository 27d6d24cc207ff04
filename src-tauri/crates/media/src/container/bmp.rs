//! BMP's header: the size, nothing else is there. A DIB has no file header before it.

use super::Blocks;
use crate::bytes::{le16, le32};

pub(super) fn blocks(data: &[u8]) -> Blocks<'_> {
    let at = if data.starts_with(b"BM") { 14 } else { 0 };
    let size = match le32(data, at) {
        Some(12) => le16(data, at + 4).zip(le16(data, at + 6)).map(|(w, h)| (u32::from(w), u32::from(h))),
        Some(_) => {
            let size = le32(data, at + 4).zip(le32(data, at + 8));
            size.map(|(w, h)| (w, h.cast_signed().unsigned_abs()))
        }
        None => None,
    };
    Blocks { size, ..Blocks::default() }
}
