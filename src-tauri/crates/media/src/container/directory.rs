//! TIFF directories (TIFF 6.0, section 2) as raw files and pictures use them: read in place, values by offset, nothing copied. Knows
//! no tag's meaning.

use crate::bytes::{be16, be32, le16, le32, part};

/// Maker notes have a few hundred entries; more is damage.
const MAX_ENTRIES: u16 = 2000;

/// A TIFF structure inside a file: what its offsets count from, and its byte order.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tiff<'a> {
    /// The bytes that offsets reach into.
    pub data: &'a [u8],
    /// Where offset zero lies in `data`.
    pub base: usize,
    /// Least significant byte first.
    pub little: bool,
}

/// One directory.
#[derive(Debug)]
pub(crate) struct Directory<'a> {
    tiff: Tiff<'a>,
    entries: Vec<Entry>,
    /// Offset of the next directory in the chain; zero ends it.
    pub next: usize,
}

#[derive(Debug)]
struct Entry {
    tag: u16,
    kind: u16,
    count: usize,
    /// Where the value lies in the data.
    at: usize,
}

impl<'a> Tiff<'a> {
    /// The structure whose header lies at `base`, and the offset of its first directory. The number 42 is not asked
    /// for: Olympus and Panasonic write their own.
    pub fn open(data: &'a [u8], base: usize) -> Option<(Self, usize)> {
        let little = match part(data, base, 2)? {
            b"II" => true,
            b"MM" => false,
            _ => return None,
        };
        let tiff = Self { data, base, little };
        let first = tiff.long(base.checked_add(4)?)?;
        Some((tiff, first))
    }

    fn short(&self, at: usize) -> Option<u16> {
        if self.little { le16(self.data, at) } else { be16(self.data, at) }
    }

    fn long(&self, at: usize) -> Option<usize> {
        let value = if self.little { le32(self.data, at) } else { be32(self.data, at) };
        usize::try_from(value?).ok()
    }

    /// The directory at `offset` from the base. Entries that lie beyond the data are left out.
    pub fn directory(&self, offset: usize) -> Option<Directory<'a>> {
        let start = self.base.checked_add(offset)?;
        let count = self.short(start).filter(|count| *count > 0 && *count <= MAX_ENTRIES)?;
        let entries = (0..usize::from(count)).map_while(|index| self.entry(start + 2 + index * 12)).collect();
        let next = self.long(start + 2 + usize::from(count) * 12).unwrap_or_default();
        Some(Directory { tiff: *self, entries, next })
    }

    fn entry(&self, at: usize) -> Option<Entry> {
        let (tag, kind) = (self.short(at)?, self.short(at + 2)?);
        let (count, value) = (self.long(at + 4)?, self.long(at + 8)?);
        let bytes = count.saturating_mul(width(kind));
        let place = if bytes <= 4 { at + 8 } else { self.base.saturating_add(value) };
        Some(Entry { tag, kind, count, at: place })
    }
}

impl<'a> Directory<'a> {
    fn entry(&self, tag: u16) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.tag == tag)
    }

    /// The first value of a tag as a whole number.
    pub fn uint(&self, tag: u16) -> Option<usize> {
        self.value(self.entry(tag)?, 0)
    }

    /// The first value that fits a picture's edge.
    pub fn edge(&self, tag: u16) -> Option<u32> {
        u32::try_from(self.uint(tag)?).ok().filter(|edge| *edge > 0)
    }

    /// Up to `most` values of a tag.
    pub fn uints(&self, tag: u16, most: usize) -> Vec<usize> {
        let Some(entry) = self.entry(tag) else { return Vec::new() };
        (0..entry.count.min(most)).map_while(|index| self.value(entry, index)).collect()
    }

    fn value(&self, entry: &Entry, index: usize) -> Option<usize> {
        let at = entry.at.checked_add(index.checked_mul(width(entry.kind))?)?;
        if index >= entry.count {
            return None;
        }
        match entry.kind {
            1 | 2 | 6 | 7 => self.tiff.data.get(at).copied().map(usize::from),
            3 | 8 => self.tiff.short(at).map(usize::from),
            4 | 9 | 13 => self.tiff.long(at),
            5 | 10 => self.tiff.long(at)?.checked_div(self.tiff.long(at.checked_add(4)?)?),
            _ => None,
        }
    }

    /// Where the bytes of a tag lie in the data, and how many there are.
    pub fn place(&self, tag: u16) -> Option<(usize, usize)> {
        let entry = self.entry(tag)?;
        Some((entry.at, entry.count.checked_mul(width(entry.kind))?))
    }

    /// A tag's first bytes, at most `most`.
    pub fn head(&self, tag: u16, most: usize) -> Option<&'a [u8]> {
        let (at, length) = self.place(tag)?;
        part(self.tiff.data, at, length.min(most))
    }
}

/// Bytes of one value (TIFF 6.0; 13 is TIFF Technical Note 1's IFD).
fn width(kind: u16) -> usize {
    match kind {
        3 | 8 => 2,
        4 | 9 | 11 | 13 => 4,
        5 | 10 | 12 => 8,
        _ => 1,
    }
}
