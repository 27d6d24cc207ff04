//! The items of HEIF files and the references between them (ISO/IEC 14496-12, 8.11.6 and 8.11.12). Knows what each is called, and
//! not where it stands.

use super::boxes::{Boxes, child};
use crate::bytes::{be16, be32, part};

/// Items and references looked at; a grid of tiles has a few hundred.
pub(super) const MAX_ITEMS: usize = 20_000;

/// An item that names its type.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item<'a> {
    pub id: u32,
    pub kind: [u8; 4],
    /// What follows the type.
    pub rest: &'a [u8],
}

/// The items that the body of a `meta` box lists, of `infe` version 2 (16-bit id) or 3 (32-bit id); older versions name no type.
pub(super) fn items(meta: &[u8]) -> impl Iterator<Item = Item<'_>> {
    let body = child(meta, b"iinf").unwrap_or_default();
    let head = if body.first() == Some(&0) { 6 } else { 8 };
    let entries = Boxes::of(body.get(head..).unwrap_or_default()).take(MAX_ITEMS);
    entries.filter(|(kind, _)| kind == b"infe").filter_map(|(_, entry)| {
        let (id, at) = match entry.first()? {
            2 => (u32::from(be16(entry, 4)?), 6),
            3 => (be32(entry, 4)?, 8),
            _ => return None,
        };
        let kind = part(entry, at + 2, 4)?.try_into().ok()?;
        Some(Item { id, kind, rest: entry.get(at + 6..)? })
    })
}

/// The item that `pitm` names.
pub(super) fn primary(meta: &[u8]) -> Option<u32> {
    let pitm = child(meta, b"pitm")?;
    if pitm.first()? == &0 { be16(pitm, 4).map(u32::from) } else { be32(pitm, 4) }
}

/// A reference from one item to others.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reference<'a> {
    pub kind: [u8; 4],
    wide: bool,
    /// Its bytes, for whoever must know where they stand.
    pub body: &'a [u8],
}

/// The references that the body of a `meta` box lists (`iref`).
pub(super) fn references(meta: &[u8]) -> impl Iterator<Item = Reference<'_>> {
    let iref = child(meta, b"iref").unwrap_or_default();
    let wide = iref.first() != Some(&0);
    let list = Boxes::of(iref.get(4..).unwrap_or_default()).take(MAX_ITEMS);
    list.map(move |(kind, body)| Reference { kind, wide, body })
}

impl Reference<'_> {
    fn id(&self, at: usize) -> Option<u32> {
        if self.wide { be32(self.body, at) } else { be16(self.body, at).map(u32::from) }
    }

    /// The item that it belongs to.
    pub fn from(&self) -> Option<u32> {
        self.id(0)
    }

    /// The items that it leads to.
    pub fn to(&self) -> impl Iterator<Item = u32> {
        let width = if self.wide { 4 } else { 2 };
        let count = be16(self.body, width).map_or(0, usize::from);
        (0..count.min(MAX_ITEMS)).map_while(move |index| self.id(width + 2 + index * width))
    }
}
