//! The EXIF and XMP items of HEIF files (ISO/IEC 23008-12, annexes A and C): found by `iinf`, located by `iloc`
//! (ISO/IEC 14496-12, 8.11.3 and 8.11.6).

use std::borrow::Cow;

use super::Blocks;
use super::boxes::{child, meta};
use super::item_list::{Item, MAX_ITEMS, items};
use crate::bytes::{be16, be32, be64, part};

/// Pieces of one metadata item; writers use one.
const MAX_EXTENTS: u16 = 64;
/// One metadata item, in bytes.
const MAX_ITEM_BYTES: usize = 16 << 20;
/// EXIF and XMP items read; writers make one of each.
const MAX_WANTED: usize = 16;

/// What an item that we want holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Exif,
    Xmp,
}

/// Adds the EXIF and XMP items of `data` to `found`.
pub(super) fn read<'a>(data: &'a [u8], found: &mut Blocks<'a>) {
    let Some(meta) = meta(data) else { return };
    let wanted = wanted(meta);
    if wanted.is_empty() {
        return;
    }
    let places = child(meta, b"iloc").map(Places::of).unwrap_or_default();
    for (id, kind) in wanted {
        let Some(body) = places.body(id, data, child(meta, b"idat")) else { continue };
        match kind {
            Kind::Exif if found.exif.is_none() => found.exif = tiff_of(body),
            Kind::Exif => {}
            Kind::Xmp => found.xmp.push(body),
        }
    }
}

/// Whether every byte of an item is in the file.
pub(super) fn is_there(data: &[u8], item: u32) -> bool {
    let Some(meta) = meta(data) else { return false };
    let places = child(meta, b"iloc").map(Places::of).unwrap_or_default();
    let Some(place) = places.items.iter().find(|place| place.id == item) else { return false };
    let whole = if place.inside { child(meta, b"idat").map_or(0, <[u8]>::len) } else { data.len() };
    let inside = |&(offset, length): &(u64, u64)| offset.saturating_add(length.max(1)) <= whole as u64;
    !place.extents.is_empty() && place.extents.iter().all(inside)
}

/// The metadata items.
fn wanted(meta: &[u8]) -> Vec<(u32, Kind)> {
    items(meta).filter_map(|item| Some((item.id, wanted_kind(&item)?))).take(MAX_WANTED).collect()
}

fn wanted_kind(item: &Item<'_>) -> Option<Kind> {
    match &item.kind {
        b"Exif" => Some(Kind::Exif),
        b"mime" => {
            let mut texts = item.rest.split(|&byte| byte == 0);
            let _name = texts.next()?;
            let kind = texts.next()?;
            let coded = texts.next().is_some_and(|coding| !coding.is_empty());
            (kind == b"application/rdf+xml" && !coded).then_some(Kind::Xmp)
        }
        _ => None,
    }
}

/// The item begins with the distance to its TIFF header; some writers leave it out or count it wrongly.
fn tiff_of(body: Cow<'_, [u8]>) -> Option<Cow<'_, [u8]>> {
    let is_tiff = |at: &usize| matches!(part(&body, *at, 4), Some(b"II*\0" | b"MM\0*"));
    let said = be32(&body, 0).and_then(|skip| usize::try_from(skip).ok()?.checked_add(4));
    let at = said.filter(is_tiff).or_else(|| (0..16).find(is_tiff))?;
    Some(match body {
        Cow::Borrowed(bytes) => Cow::Borrowed(bytes.get(at..)?),
        Cow::Owned(mut bytes) => Cow::Owned(bytes.split_off(at)),
    })
}

/// Where each item stands.
#[derive(Debug, Default)]
struct Places {
    items: Vec<Place>,
}

/// Where one item stands.
#[derive(Debug)]
struct Place {
    id: u32,
    /// In `idat`, not in the file.
    inside: bool,
    /// Offset and length of each piece.
    extents: Vec<(u64, u64)>,
}

impl Places {
    fn of(iloc: &[u8]) -> Self {
        let mut places = Self::default();
        let mut reader = Reader { data: iloc, at: 4 };
        // A location that cannot be read ends the reading; those before it stand.
        let _ = places.fill(iloc.first().copied().unwrap_or_default(), &mut reader);
        places
    }

    fn fill(&mut self, version: u8, reader: &mut Reader<'_>) -> Option<()> {
        let sizes = reader.number(2)?;
        let width = |shift: u32| (sizes >> shift & 0xF) as usize;
        let (offset_size, length_size, base_size) = (width(12), width(8), width(4));
        let index_size = if version == 0 { 0 } else { width(0) };
        let id_size = if version < 2 { 2 } else { 4 };
        let count = reader.number(id_size)?.min(MAX_ITEMS as u64);
        for _ in 0..count {
            let id = u32::try_from(reader.number(id_size)?).ok()?;
            let method = if version == 0 { 0 } else { reader.number(2)? & 0xF };
            let _data_reference = reader.number(2)?;
            let base = reader.number(base_size)?;
            // Pieces without an offset and a length take no bytes, so the data's end would not stop them.
            let most = if offset_size + length_size == 0 { 1 } else { u64::from(u16::MAX) };
            let pieces = reader.number(2)?.min(most);
            let mut extents = Vec::new();
            for _ in 0..pieces {
                let _index = reader.number(index_size)?;
                let offset = base.checked_add(reader.number(offset_size)?)?;
                let length = reader.number(length_size)?;
                if extents.len() < usize::from(MAX_EXTENTS) {
                    extents.push((offset, length));
                }
            }
            // Method 2 builds an item out of another item; no writer does that with metadata.
            if method < 2 {
                self.items.push(Place { id, inside: method == 1, extents });
            }
        }
        Some(())
    }

    fn body<'a>(&self, id: u32, data: &'a [u8], idat: Option<&'a [u8]>) -> Option<Cow<'a, [u8]>> {
        let Place { inside, extents, .. } = self.items.iter().find(|item| item.id == id)?;
        let whole = if *inside { idat? } else { data };
        let piece = |&(offset, length): &(u64, u64)| {
            let rest = whole.get(usize::try_from(offset).ok()?..)?;
            // No length means "to the end" (8.11.3.1).
            if length == 0 { Some(rest) } else { rest.get(..usize::try_from(length).ok()?) }
        };
        if let [only] = extents.as_slice() {
            return piece(only).filter(|body| body.len() <= MAX_ITEM_BYTES).map(Cow::Borrowed);
        }
        let mut body = Vec::new();
        for extent in extents {
            body.extend_from_slice(piece(extent)?);
            if body.len() > MAX_ITEM_BYTES {
                return None;
            }
        }
        (!body.is_empty()).then_some(Cow::Owned(body))
    }
}

struct Reader<'a> {
    data: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    /// An unsigned number of 0, 2, 4 or 8 bytes.
    fn number(&mut self, size: usize) -> Option<u64> {
        let value = match size {
            0 => 0,
            2 => u64::from(be16(self.data, self.at)?),
            4 => u64::from(be32(self.data, self.at)?),
            8 => be64(self.data, self.at)?,
            _ => return None,
        };
        self.at += size;
        Some(value)
    }
}
