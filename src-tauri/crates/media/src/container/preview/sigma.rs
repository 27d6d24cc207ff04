//! Sigma's X3F (the format's own description, version 2.3, and exiftool for version 4): a header with size and turn, and a
//! directory of sections at the end, of which `SECi` holds pictures. Little-endian.

use pothos_model::Orientation;

use super::Finds;
use crate::bytes::{le32, part};

const MAX_SECTIONS: usize = 64;
/// A section's pixels begin behind this.
const SECTION_HEADER: usize = 28;
const JPEG: u32 = 18;
const RGB: u32 = 3;

pub(super) fn collect<'a>(data: &'a [u8], finds: &mut Finds<'a>) {
    // Version 4 has twelve more bytes before the size.
    let at = if le32(data, 4).is_some_and(|version| version >> 16 >= 4) { 40 } else { 28 };
    finds.size = le32(data, at).zip(le32(data, at + 4));
    finds.turn = le32(data, at + 8).and_then(turn);
    sections(data, finds);
}

/// Degrees clockwise.
fn turn(degrees: u32) -> Option<Orientation> {
    match degrees {
        90 => Some(Orientation::from_exif(6)),
        180 => Some(Orientation::from_exif(3)),
        270 => Some(Orientation::from_exif(8)),
        _ => None,
    }
}

fn sections<'a>(data: &'a [u8], finds: &mut Finds<'a>) -> Option<()> {
    let word = |at: usize| usize::try_from(le32(data, at)?).ok();
    let directory = word(data.len().checked_sub(4)?)?;
    if part(data, directory, 4)? != b"SECd" {
        return None;
    }
    let count = word(directory.checked_add(8)?)?.min(MAX_SECTIONS);
    for index in 0..count {
        let entry = directory + 12 + index * 12;
        let (at, length) = word(entry).zip(word(entry + 4))?;
        if part(data, at, 4) != Some(b"SECi") {
            continue;
        }
        let (format, width, height, pitch) =
            (le32(data, at + 12)?, le32(data, at + 16)?, le32(data, at + 20)?, word(at + 24)?);
        let (start, length) = (at + SECTION_HEADER, length.saturating_sub(SECTION_HEADER));
        match format {
            JPEG => finds.jpeg(data, start, length, None),
            RGB => finds.rgb(data, start, length, (width, height), pitch),
            _ => {}
        }
    }
    Some(())
}
