//! Where camera raws keep their EXIF, XMP and figures. Nothing here develops pixels.

use std::borrow::Cow;

use super::figures::Figures;
use super::preview::raw_size;
use super::{Blocks, canon_blocks, ciff, jpeg, rw2, uuid_xmp, x3f};
use crate::bytes::{be32, part};

/// What an EXIF structure in a raw file describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// A whole EXIF structure.
    Whole,
    /// A structure whose first directory is an EXIF directory.
    Exif,
    /// A structure whose first directory is a GPS directory.
    Gps,
}

/// What a raw file keeps in its own way.
#[derive(Debug, Default)]
pub(crate) struct RawBlocks<'a> {
    /// EXIF structures, the one to believe first.
    pub exif: Vec<(Role, Cow<'a, [u8]>)>,
    /// What stands there without a TIFF structure.
    pub figures: Figures,
}

/// The structures of a raw file, empty when it keeps them in a way we do not read.
pub(crate) fn raw_blocks(data: &[u8]) -> RawBlocks<'_> {
    if part(data, 4, 8) == Some(b"ftypcrx ") {
        let roles = [Role::Whole, Role::Exif, Role::Gps];
        let structures = roles.into_iter().zip(canon_blocks(data));
        let exif = structures.filter_map(|(role, block)| Some((role, block?))).collect();
        return RawBlocks { exif, ..RawBlocks::default() };
    }
    if part(data, 6, 8) == Some(ciff::SIGNATURE) {
        return RawBlocks { figures: ciff::figures(data), ..RawBlocks::default() };
    }
    let own = if data.starts_with(FUJI) {
        None
    } else if data.starts_with(MINOLTA) {
        minolta(data).map(Cow::Borrowed)
    } else {
        tiff_like(data)
    };
    let in_preview = preview(data).and_then(|preview| jpeg::blocks(preview).exif);
    let exif = own.into_iter().chain(in_preview).map(|exif| (Role::Whole, exif)).collect();
    let figures = if data.starts_with(x3f::SIGNATURE) { x3f::figures(data) } else { Figures::default() };
    RawBlocks { exif, figures }
}

/// The XMP and IPTC of a raw file, where they do not stand in its TIFF structure.
pub(super) fn blocks(data: &[u8]) -> Blocks<'_> {
    let mut found = Blocks { xmp: uuid_xmp(data), size: raw_size(data), ..Blocks::default() };
    if part(data, 6, 8) == Some(ciff::SIGNATURE) {
        found.xmp.extend(ciff::xmp(data).map(Cow::Borrowed));
    }
    if let Some(preview) = preview(data) {
        let inside = jpeg::blocks(preview);
        found.xmp.extend(inside.xmp);
        found.iptc = inside.iptc;
    }
    found
}

const FUJI: &[u8] = b"FUJIFILMCCD-RAW";
const MINOLTA: &[u8] = b"\0MRM";

/// The JPEG preview of those raws that keep metadata in it.
fn preview(data: &[u8]) -> Option<&[u8]> {
    if data.starts_with(FUJI) {
        // The offset stands in the header.
        return data.get(usize::try_from(be32(data, 84)?).ok()?..);
    }
    if data.starts_with(rw2::SIGNATURE) {
        return rw2::preview(data);
    }
    if data.starts_with(x3f::SIGNATURE) {
        return x3f::previews(data).into_iter().find(|preview| jpeg::blocks(preview).exif.is_some());
    }
    None
}

/// Minolta: the block `TTW` is a TIFF structure.
fn minolta(data: &[u8]) -> Option<&[u8]> {
    let mut at = 8;
    loop {
        let length = usize::try_from(be32(data, at + 4)?).ok()?;
        if part(data, at, 4)? == b"\0TTW" {
            return data.get(at + 8..at.checked_add(8)?.checked_add(length)?);
        }
        at = at.checked_add(8)?.checked_add(length)?;
    }
}

/// TIFF, or TIFF with a maker's own number where 42 belongs (Panasonic, Olympus).
fn tiff_like(data: &[u8]) -> Option<Cow<'_, [u8]>> {
    match data.get(..4)? {
        b"II*\0" | b"MM\0*" => Some(Cow::Borrowed(data)),
        b"IIU\0" | b"IIRO" | b"IIRS" => {
            let mut copy = data.to_vec();
            copy.splice(2..4, *b"*\0");
            Some(Cow::Owned(copy))
        }
        b"MMOR" => {
            let mut copy = data.to_vec();
            copy.splice(2..4, *b"\0*");
            Some(Cow::Owned(copy))
        }
        _ => None,
    }
}
