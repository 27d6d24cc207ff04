//! GIF's logical screen and its application extensions (GIF89a; XMP specification part 3, "GIF").

use std::borrow::Cow;

use super::Blocks;
use crate::bytes::{le16, part};

/// XMP packets read; editors write one.
const MAX_PACKETS: usize = 8;

pub(super) fn blocks(data: &[u8]) -> Blocks<'_> {
    let size = le16(data, 6).zip(le16(data, 8)).map(|(w, h)| (u32::from(w), u32::from(h)));
    let mut found = Blocks { size, ..Blocks::default() };
    walk(data, &mut found);
    found
}

fn walk<'a>(data: &'a [u8], found: &mut Blocks<'a>) -> Option<()> {
    let mut at = 13 + colour_table(*data.get(10)?);
    loop {
        match data.get(at)? {
            0x21 => {
                if data.get(at + 1) == Some(&0xFF)
                    && part(data, at + 3, 11) == Some(b"XMP DataXMP")
                    && found.xmp.len() < MAX_PACKETS
                {
                    let start = at + 14;
                    let end = skip_sub_blocks(data, start)?;
                    found.xmp.push(Cow::Borrowed(xmp_of(data.get(start..end)?)));
                }
                at = skip_sub_blocks(data, at + 2)?;
            }
            0x2C => {
                let table = colour_table(*data.get(at + 9)?);
                at = skip_sub_blocks(data, at + 10 + table + 1)?;
            }
            _ => return None,
        }
    }
}

/// The packet is stored raw, not in sub-blocks; a "magic trailer" of 258 bytes leads readers over it.
fn xmp_of(raw: &[u8]) -> &[u8] {
    let end = raw.windows(2).rposition(|pair| pair == [0x01, 0xFF]).unwrap_or(raw.len());
    raw.get(..end).unwrap_or(raw)
}

fn colour_table(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

fn skip_sub_blocks(data: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let length = usize::from(*data.get(at)?);
        at += 1 + length;
        if length == 0 {
            return Some(at);
        }
    }
}
