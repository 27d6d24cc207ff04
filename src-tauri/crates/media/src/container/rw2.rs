//! Panasonic's RW2 (and Leica's RWL): a little-endian TIFF with 85 where 42 belongs, whose preview in tag 0x002E
//! carries the full EXIF (tag from exiftool's public table `PanasonicRaw`).

use crate::bytes::{le16, le32, part};

/// The file's first bytes.
pub(super) const SIGNATURE: &[u8] = b"IIU\0";

const PREVIEW: u16 = 0x002E;
/// Entries looked at in the first directory.
const MAX_ENTRIES: u16 = 500;

/// The JPEG preview; of one that is cut, what is there of it.
pub(super) fn preview(data: &[u8]) -> Option<&[u8]> {
    let directory = usize::try_from(le32(data, 4)?).ok()?;
    let count = le16(data, directory)?.min(MAX_ENTRIES);
    let entry = (0..usize::from(count))
        .filter_map(|number| part(data, directory.checked_add(2 + 12 * number)?, 12))
        .find(|entry| le16(entry, 0) == Some(PREVIEW))?;
    let (length, at) = (le32(entry, 4)?, le32(entry, 8)?);
    let rest = data.get(usize::try_from(at).ok()?..)?;
    let body = part(rest, 0, usize::try_from(length).ok()?).unwrap_or(rest);
    body.starts_with(b"\xFF\xD8").then_some(body)
}
