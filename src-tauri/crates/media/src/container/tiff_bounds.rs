//! Whether a TIFF structure can be read at a bearable cost. Its directories and values are offsets that may overlap, so
//! some kilobytes can stand for gigabytes: thousands of directories over the same bytes, or thousands of values
//! that are each the whole file.

use crate::bytes::{be16, be32, le16, le32, part};

/// Directories in the chain that the EXIF reader follows.
const MAX_CHAIN: u32 = 8;
/// Directories in all; honest files have about five.
const MAX_DIRECTORIES: u32 = 64;
/// Entries in all; a damaged count alone may claim 65,535.
const MAX_ENTRIES: u32 = 100_000;
/// What values may take beyond twice the file.
const SPARE_BYTES: u64 = 16 << 20;
/// The reader keeps each part of a text that ends with a zero as a text of its own.
const BYTES_PER_PART: u64 = 24;

const ASCII: u16 = 2;
const SLONG: u16 = 9;
const IFD: u16 = 13;
const EXIF: u16 = 0x8769;
const GPS: u16 = 0x8825;
const INTEROP: u16 = 0xA005;

/// Whether directories, entries and values stay within bounds.
pub(crate) fn is_bounded(data: &[u8]) -> bool {
    odd_pointers(data).is_some()
}

/// Where the types stand of the pointers to directories that are of type IFD (TIFF Technical Note 1) or SLONG, which mean what a LONG
/// means: drones and thermal cameras write them. `None` out of bounds.
pub(crate) fn odd_pointers(data: &[u8]) -> Option<Vec<usize>> {
    let little = data.starts_with(b"II");
    let mut cost = Cost { data, little, directories: 0, entries: 0, bytes: 0, odd_pointers: Vec::new() };
    let mut next = cost.u32(4);
    for _ in 0..MAX_CHAIN {
        match next {
            Some(at) if at != 0 => next = cost.directory(at, 2),
            _ => break,
        }
    }
    cost.within().then_some(cost.odd_pointers)
}

struct Cost<'a> {
    data: &'a [u8],
    little: bool,
    directories: u32,
    entries: u32,
    bytes: u64,
    odd_pointers: Vec<usize>,
}

impl Cost<'_> {
    fn within(&self) -> bool {
        let most = (self.data.len() as u64).saturating_mul(2).saturating_add(SPARE_BYTES);
        self.directories <= MAX_DIRECTORIES && self.entries <= MAX_ENTRIES && self.bytes <= most
    }

    fn u16(&self, at: usize) -> Option<u16> {
        if self.little { le16(self.data, at) } else { be16(self.data, at) }
    }

    fn u32(&self, at: usize) -> Option<u32> {
        if self.little { le32(self.data, at) } else { be32(self.data, at) }
    }

    /// Counts a directory and those below it; gives the offset of the next.
    fn directory(&mut self, offset: u32, depth: u8) -> Option<u32> {
        let at = usize::try_from(offset).ok()?;
        let count = usize::from(self.u16(at)?);
        self.directories += 1;
        for number in 0..count {
            if !self.within() {
                return None;
            }
            let entry = at.checked_add(2 + 12 * number)?;
            let (tag, kind) = (self.u16(entry)?, self.u16(entry + 2)?);
            let (length, value) = (self.u32(entry + 4)?, self.u32(entry + 8)?);
            self.entries += 1;
            if depth > 0 && matches!(tag, EXIF | GPS | INTEROP) {
                if matches!(kind, IFD | SLONG) {
                    self.odd_pointers.push(entry + 2);
                }
                self.directory(value, depth - 1);
            } else {
                self.bytes += self.value_bytes(kind, length, value);
            }
        }
        self.u32(at + 2 + 12 * count)
    }

    /// A value that reaches beyond the end is not read.
    fn value_bytes(&self, kind: u16, count: u32, offset: u32) -> u64 {
        let unit = match kind {
            1 | 2 | 6 | 7 => 1,
            3 | 8 => 2,
            4 | 9 | 11 => 4,
            5 | 10 | 12 => 8,
            _ => 0,
        };
        let length = unit * u64::from(count);
        let start = usize::try_from(offset).unwrap_or(usize::MAX);
        let value = usize::try_from(length).ok().and_then(|length| part(self.data, start, length));
        match value.filter(|_| length > 4) {
            Some(text) if kind == ASCII => {
                length + BYTES_PER_PART * text.iter().filter(|byte| **byte == 0).count() as u64
            }
            Some(_) => length,
            None => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A little-endian structure with `count` entries in its first directory, then `rest` bytes.
    fn structure(count: u16, entry: [u8; 12], rest: usize) -> Vec<u8> {
        let mut data = b"II*\0\x08\0\0\0".to_vec();
        data.extend(count.to_le_bytes());
        for _ in 0..count {
            data.extend(entry);
        }
        data.extend([0; 4]);
        data.resize(data.len() + rest, 0xFF);
        data
    }

    #[test]
    fn a_small_structure_that_stands_for_gigabytes_is_out_of_bounds() {
        // A text of 100,000 bytes at offset 8.
        let text = [0x0E, 1, 2, 0, 0xA0, 0x86, 1, 0, 8, 0, 0, 0];
        assert!(is_bounded(&structure(1, text, 100_000)));
        assert!(!is_bounded(&structure(1000, text, 100_000)));
        // A directory somewhere in bytes that read as 65,535 entries.
        let pointer = [0x69, 0x87, 4, 0, 1, 0, 0, 0, 0, 0x10, 0, 0];
        assert!(is_bounded(&structure(1, pointer, 900_000)));
        assert!(!is_bounded(&structure(300, pointer, 900_000)));
        assert!(is_bounded(b""));
        assert!(is_bounded(b"II*\0\x08\0\0\0"));
    }
}
