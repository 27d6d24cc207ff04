//! The boxes of ISO base media files (ISO/IEC 14496-12), as slices. Knows no box by name.

use crate::bytes::{be32, be64, part};

/// The boxes that stand one after another in a slice; a box that is cut gives what is there of it.
pub(super) struct Boxes<'a> {
    data: &'a [u8],
}

impl<'a> Boxes<'a> {
    /// The boxes of `data`.
    pub fn of(data: &'a [u8]) -> Self {
        Self { data }
    }
}

impl<'a> Iterator for Boxes<'a> {
    type Item = ([u8; 4], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let kind: [u8; 4] = part(self.data, 4, 4)?.try_into().ok()?;
        let (head, length) = match be32(self.data, 0)? {
            0 => (8, self.data.len()),
            1 => (16, usize::try_from(be64(self.data, 8)?).ok()?),
            n => (8, usize::try_from(n).ok()?),
        };
        if length < head {
            return None;
        }
        let end = length.min(self.data.len());
        let body = self.data.get(head..end)?;
        self.data = self.data.get(end..)?;
        Some((kind, body))
    }
}

/// The body of the first box of that kind.
pub(super) fn child<'a>(data: &'a [u8], wanted: &[u8; 4]) -> Option<&'a [u8]> {
    Boxes::of(data).find(|(kind, _)| kind == wanted).map(|(_, body)| body)
}

/// The body of the `meta` box, which has a version and flags before its children.
pub(super) fn meta(data: &[u8]) -> Option<&[u8]> {
    child(data, b"meta")?.get(4..)
}
