//! Canon's CRW: nested heaps with their directories at their ends (Canon's CIFF specification 1.0, as Phil Harvey's
//! description keeps it). Little-endian.

use pothos_model::Orientation;

use super::Finds;
use crate::bytes::{le16, le32, part};

const MAX_DEPTH: u32 = 6;
const MAX_RECORDS: usize = 400;
/// Of all heaps together.
const MAX_HEAPS: u32 = 64;

const JPG_FROM_RAW: u16 = 0x2007;
const THUMBNAIL: u16 = 0x2008;
const IMAGE_SPEC: u16 = 0x1810;

pub(super) fn collect<'a>(data: &'a [u8], finds: &mut Finds<'a>) {
    if let Some(start) = le32(data, 2).and_then(|length| usize::try_from(length).ok()) {
        heap(data, (start, data.len()), MAX_DEPTH, &mut { MAX_HEAPS }, finds);
    }
}

/// The heap from `start` to `end`: its last four bytes say where its directory begins.
fn heap<'a>(
    data: &'a [u8],
    (start, end): (usize, usize),
    depth: u32,
    left: &mut u32,
    finds: &mut Finds<'a>,
) -> Option<()> {
    *left = left.checked_sub(1)?;
    let word = |at: usize| usize::try_from(le32(data, at)?).ok();
    let directory = start.checked_add(word(end.checked_sub(4)?)?)?;
    let count = usize::from(le16(data, directory)?).min(MAX_RECORDS);
    for index in 0..count {
        let record = directory + 2 + index * 10;
        let (tag, length, offset) = (le16(data, record)?, word(record + 2)?, word(record + 6)?);
        // The two highest bits say that the value stands in the record itself; none that we want does.
        if tag & 0xC000 != 0 {
            continue;
        }
        let at = start.checked_add(offset)?;
        match tag & 0x3FFF {
            JPG_FROM_RAW | THUMBNAIL => finds.jpeg(data, at, length, None),
            IMAGE_SPEC => image_spec(data, at, finds),
            tag if matches!(tag & 0x3800, 0x2800 | 0x3000) && depth > 0 => {
                heap(data, (at, at.checked_add(length)?.min(data.len())), depth - 1, left, finds);
            }
            _ => {}
        }
    }
    Some(())
}

/// Width, height, the pixels' aspect, and the degrees by which to turn clockwise.
fn image_spec(data: &[u8], at: usize, finds: &mut Finds<'_>) {
    if part(data, at, 16).is_none() {
        return;
    }
    finds.size = le32(data, at).zip(le32(data, at + 4));
    finds.turn = match le32(data, at + 12).map(u32::cast_signed) {
        Some(90) => Some(Orientation::from_exif(6)),
        Some(180) => Some(Orientation::from_exif(3)),
        Some(270 | -90) => Some(Orientation::from_exif(8)),
        _ => None,
    };
}
