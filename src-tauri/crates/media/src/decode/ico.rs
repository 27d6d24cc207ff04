//! Windows icons: the largest picture in the file, of those the one with the most bits. A PNG inside goes to the PNG
//! decoder, because the icon decoder of the `image` crate takes only those with transparency.

use image::ImageFormat;

use super::{Decoded, bitmap};
use crate::bytes::{le16, le32, part};
use crate::error::Trouble;

/// Of a list that may say 65,535.
const MAX_ENTRIES: u16 = 256;

/// Decodes the best picture.
pub(super) fn decode(data: &[u8]) -> Result<Decoded, Trouble> {
    match best(data).filter(|picture| picture.starts_with(b"\x89PNG")) {
        Some(png) => bitmap::decode(ImageFormat::Png, png),
        None => bitmap::decode(ImageFormat::Ico, data),
    }
}

/// The bytes of the entry that is shown.
fn best(data: &[u8]) -> Option<&[u8]> {
    let entry = |index: u16| {
        let at = 6 + usize::from(index) * 16;
        // Zero stands for 256.
        let edge = |byte: &u8| if *byte == 0 { 256 } else { u32::from(*byte) };
        let pixels = edge(data.get(at)?) * edge(data.get(at + 1)?);
        let (length, start) = (le32(data, at + 8)? as usize, le32(data, at + 12)? as usize);
        Some(((pixels, le16(data, at + 6)?), part(data, start, length)?))
    };
    let count = le16(data, 4)?.min(MAX_ENTRIES);
    (0..count).filter_map(entry).max_by_key(|(rank, _)| *rank).map(|(_, bytes)| bytes)
}
