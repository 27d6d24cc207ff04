//! Where camera raws that are not plain TIFF keep their EXIF. Nothing here develops pixels.

use std::borrow::Cow;

use super::canon_blocks;
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

/// The EXIF structures of a raw file, empty when it keeps them in a way we do not read.
pub(crate) fn raw_exif(data: &[u8]) -> Vec<(Role, Cow<'_, [u8]>)> {
    if part(data, 4, 8) == Some(b"ftypcrx ") {
        let roles = [Role::Whole, Role::Exif, Role::Gps];
        return roles.into_iter().zip(canon_blocks(data)).collect();
    }
    let one = if data.starts_with(b"FUJIFILMCCD-RAW") {
        fuji(data)
    } else if data.starts_with(b"\0MRM") {
        minolta(data).map(Cow::Borrowed)
    } else {
        tiff_like(data)
    };
    one.map(|exif| vec![(Role::Whole, exif)]).unwrap_or_default()
}

/// Fujifilm: a JPEG at the offset in the header carries the EXIF.
fn fuji(data: &[u8]) -> Option<Cow<'_, [u8]>> {
    let at = usize::try_from(be32(data, 84)?).ok()?;
    super::jpeg::blocks(data.get(at..)?).exif
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
