//! TIFF directories (TIFF 6.0, section 2; BigTIFF with its wider offsets) as raw files and pictures use them: read in place, values by
//! offset, nothing copied. Knows no tag's meaning.

use crate::bytes::{be16, be32, be64, le16, le32, le64, part};

/// Maker notes have a few hundred entries; more is damage.
const MAX_ENTRIES: u16 = 2000;

/// The number after the byte order that says BigTIFF.
const BIG: u16 = 43;

/// A TIFF structure inside a file: what its offsets count from, and its byte order.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tiff<'a> {
    /// The bytes that offsets reach into.
    pub data: &'a [u8],
    /// Where offset zero lies in `data`.
    pub base: usize,
    /// Least significant byte first.
    pub little: bool,
    /// BigTIFF: counts and offsets have eight bytes.
    pub big: bool,
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

/// A tag's value as it stands in the file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Value<'a> {
    pub tag: u16,
    /// Its type.
    pub kind: u16,
    pub count: usize,
    pub bytes: &'a [u8],
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
        let mut tiff = Self { data, base, little, big: false };
        tiff.big = tiff.short(base.checked_add(2)?) == Some(BIG);
        let first = tiff.offset(base.checked_add(if tiff.big { 8 } else { 4 })?)?;
        Some((tiff, first))
    }

    fn short(&self, at: usize) -> Option<u16> {
        if self.little { le16(self.data, at) } else { be16(self.data, at) }
    }

    fn long(&self, at: usize) -> Option<usize> {
        let value = if self.little { le32(self.data, at) } else { be32(self.data, at) };
        usize::try_from(value?).ok()
    }

    fn very_long(&self, at: usize) -> Option<usize> {
        let value = if self.little { le64(self.data, at) } else { be64(self.data, at) };
        usize::try_from(value?).ok()
    }

    /// A count or an offset.
    fn offset(&self, at: usize) -> Option<usize> {
        if self.big { self.very_long(at) } else { self.long(at) }
    }

    /// The directory at `offset` from the base. Entries that lie beyond the data are left out.
    pub fn directory(&self, offset: usize) -> Option<Directory<'a>> {
        let start = self.base.checked_add(offset)?;
        let (count, head, pitch) =
            if self.big { (self.very_long(start)?, 8, 20) } else { (usize::from(self.short(start)?), 2, 12) };
        if count == 0 || count > usize::from(MAX_ENTRIES) {
            return None;
        }
        let first = start.checked_add(head)?;
        let entries = (0..count).map_while(|index| self.entry(first.checked_add(index * pitch)?)).collect();
        let next = first.checked_add(count * pitch).and_then(|at| self.offset(at)).unwrap_or_default();
        Some(Directory { tiff: *self, entries, next })
    }

    fn entry(&self, at: usize) -> Option<Entry> {
        let (tag, kind) = (self.short(at)?, self.short(at.checked_add(2)?)?);
        let wide = if self.big { 8 } else { 4 };
        let inside = at.checked_add(4 + wide)?;
        let (count, value) = (self.offset(at.checked_add(4)?)?, self.offset(inside)?);
        let bytes = count.saturating_mul(width(kind));
        let place = if bytes <= wide { inside } else { self.base.saturating_add(value) };
        Some(Entry { tag, kind, count, at: place })
    }
}

impl<'a> Directory<'a> {
    fn entry(&self, tag: u16) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.tag == tag)
    }

    /// The values of all tags whose type is known and whose bytes are there.
    pub fn values(&self) -> impl Iterator<Item = Value<'a>> {
        let data = self.tiff.data;
        self.entries.iter().filter(|entry| matches!(entry.kind, 1..=13 | 16..=18)).filter_map(move |entry| {
            let bytes = part(data, entry.at, entry.count.checked_mul(width(entry.kind))?)?;
            Some(Value { tag: entry.tag, kind: entry.kind, count: entry.count, bytes })
        })
    }

    /// The bytes that it is in.
    pub fn file(&self) -> &'a [u8] {
        self.tiff.data
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
            16..=18 => self.tiff.very_long(at),
            5 | 10 => self.tiff.long(at)?.checked_div(self.tiff.long(at.checked_add(4)?)?),
            _ => None,
        }
    }

    /// Up to `most` unsigned fractions of a tag.
    pub fn fractions(&self, tag: u16, most: usize) -> Vec<f64> {
        let Some(entry) = self.entry(tag).filter(|entry| matches!(entry.kind, 5 | 10)) else {
            return Vec::new();
        };
        let half = |index: usize| self.tiff.long(entry.at.checked_add(index * 4)?);
        (0..entry.count.min(most))
            .map_while(|index| Some(half(index * 2)? as f64 / half(index * 2 + 1)? as f64))
            .collect()
    }

    /// Whether the tag is there.
    pub fn has(&self, tag: u16) -> bool {
        self.entry(tag).is_some()
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

/// Bytes of one value (TIFF 6.0; 13 is TIFF Technical Note 1's IFD, 16 to 18 are BigTIFF's).
fn width(kind: u16) -> usize {
    match kind {
        3 | 8 => 2,
        4 | 9 | 11 | 13 => 4,
        5 | 10 | 12 | 16..=18 => 8,
        _ => 1,
    }
}
