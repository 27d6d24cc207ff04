//! WebP's RIFF chunks (RFC 9649): canvas or frame size, EXIF, XMP and ICC.

use std::borrow::Cow;

use super::Blocks;
use crate::bytes::{le16, le24, le32, part};

/// XMP packets read; editors write one.
const MAX_PACKETS: usize = 8;

pub(super) fn blocks(data: &[u8]) -> Blocks<'_> {
    let mut found = Blocks::default();
    let mut at = 12;
    while let (Some(kind), Some(length)) = (part(data, at, 4), le32(data, at + 4)) {
        let Ok(length) = usize::try_from(length) else { break };
        let Some(next) = (at + 8).checked_add(length).and_then(|n| n.checked_next_multiple_of(2)) else {
            break;
        };
        let body = data.get(at + 8..(at + 8 + length).min(data.len())).unwrap_or_default();
        let whole = body.len() == length;
        match kind {
            b"VP8X" => {
                found.size = le24(body, 4).zip(le24(body, 7)).map(|(w, h)| (w + 1, h + 1));
            }
            b"VP8 " if found.size.is_none() && part(body, 3, 3) == Some(&[0x9d, 0x01, 0x2a]) => {
                found.size = le16(body, 6)
                    .zip(le16(body, 8))
                    .map(|(w, h)| (u32::from(w & 0x3fff), u32::from(h & 0x3fff)));
            }
            b"VP8L" if found.size.is_none() && body.first() == Some(&0x2f) => {
                found.size = le32(body, 1).map(|bits| ((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1));
            }
            b"EXIF" if whole => {
                found.exif = Some(Cow::Borrowed(body.strip_prefix(b"Exif\0\0").unwrap_or(body)));
            }
            b"XMP " if whole && found.xmp.len() < MAX_PACKETS => found.xmp.push(Cow::Borrowed(body)),
            b"ICCP" if whole => found.icc = Some(Cow::Borrowed(body)),
            _ => {}
        }
        at = next;
    }
    found
}
