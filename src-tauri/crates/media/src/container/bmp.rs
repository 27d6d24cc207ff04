//! BMP's header: the size, nothing else is there.

use super::Blocks;
use crate::bytes::{le16, le32};

pub(super) fn blocks(data: &[u8]) -> Blocks<'_> {
    let size = match le32(data, 14) {
        Some(12) => le16(data, 18).zip(le16(data, 20)).map(|(w, h)| (u32::from(w), u32::from(h))),
        Some(_) => le32(data, 18).zip(le32(data, 22)).map(|(w, h)| (w, h.cast_signed().unsigned_abs())),
        None => None,
    };
    Blocks { size, ..Blocks::default() }
}
