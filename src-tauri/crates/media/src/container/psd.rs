//! Photoshop's own documents, PSD and PSB (Adobe Photoshop File Formats Specification): the size in the header
//! and the metadata among the image resources.

use std::borrow::Cow;

use super::Blocks;
use super::photoshop::{EXIF, ICC, IPTC, XMP, resource};
use crate::bytes::{be32, part};

pub(super) fn blocks(data: &[u8]) -> Blocks<'_> {
    let mut found = Blocks { size: be32(data, 18).zip(be32(data, 14)), ..Blocks::default() };
    let resources = resources(data).unwrap_or_default();
    let wanted = |id: u16| resource(resources, id).map(Cow::Borrowed);
    found.exif = wanted(EXIF);
    found.xmp = wanted(XMP).into_iter().collect();
    found.iptc = wanted(IPTC);
    found.icc = wanted(ICC);
    found
}

/// After the header of 26 bytes stands the colour table, then the resources, each with its length before it.
fn resources(data: &[u8]) -> Option<&[u8]> {
    const COLOUR_TABLE: usize = 26;
    let table = usize::try_from(be32(data, COLOUR_TABLE)?).ok()?;
    let at = table.checked_add(COLOUR_TABLE + 4)?;
    let length = usize::try_from(be32(data, at)?).ok()?;
    let rest = data.get(at.checked_add(4)?..)?;
    part(rest, 0, length).or(Some(rest))
}
