//! Fujifilm's RAF: a header with the place of a JPEG, and a list of tags with the photo's size (the layout is exiftool's
//! and LibRaw's common knowledge; all numbers big-endian).

use super::{Finds, tiff};
use crate::bytes::{be16, be32, part};

const MAX_TAGS: u32 = 500;
const RAW_SIZE: u16 = 0x0100;
const CROPPED_SIZE: u16 = 0x0111;

pub(super) fn collect<'a>(data: &'a [u8], finds: &mut Finds<'a>) {
    let offset = |at: usize| usize::try_from(be32(data, at)?).ok();
    if let Some((at, length)) = offset(84).zip(offset(88)) {
        tiff::with_thumbnail(data, at, length, finds);
    }
    finds.size = offset(92).and_then(|at| size(data, at));
    finds.partial = finds.size.is_none();
}

/// The cropped size, or without one the raw's: height first, then width.
fn size(data: &[u8], directory: usize) -> Option<(u32, u32)> {
    let count = be32(data, directory)?.min(MAX_TAGS);
    let mut at = directory.checked_add(4)?;
    let mut found = None;
    for _ in 0..count {
        let (Some(tag), Some(length)) = (be16(data, at), be16(data, at + 2)) else { break };
        if matches!(tag, RAW_SIZE | CROPPED_SIZE) && length == 4 && part(data, at, 8).is_some() {
            let (height, width) = (u32::from(be16(data, at + 4)?), u32::from(be16(data, at + 6)?));
            if tag == CROPPED_SIZE || found.is_none() {
                found = Some((width, whole_height(width, height)));
            }
        }
        at = at.checked_add(4 + usize::from(length))?;
    }
    found
}

/// The turned sensors of the S2 Pro to the S5 Pro count every second row: no camera's photo is three times as wide as
/// it is high.
fn whole_height(width: u32, height: u32) -> u32 {
    if width * 2 >= height * 5 { height * 2 } else { height }
}
