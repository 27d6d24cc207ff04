//! ISO base media files: the picture size and the metadata items of HEIC and AVIF, and the EXIF and XMP blocks
//! in Canon's CR3.

use std::borrow::Cow;

use super::Blocks;
use super::boxes::{Boxes, child};
use super::heif::upright_size;
use super::items;

/// Canon's `uuid` box inside `moov` (from the public CR3 description at github.com/lclevy/canon_cr3).
pub(super) const CANON: [u8; 16] =
    [0x85, 0xc0, 0xb6, 0x87, 0x82, 0x0f, 0x11, 0xe0, 0x81, 0x11, 0xf4, 0xce, 0x46, 0x2b, 0x6a, 0x48];

/// XMP's `uuid` box (XMP specification part 3, "ISO base media").
const XMP: [u8; 16] =
    [0xbe, 0x7a, 0xcf, 0xcb, 0x97, 0xa9, 0x42, 0xe8, 0x9c, 0x71, 0x99, 0x94, 0x91, 0xe3, 0xaf, 0xac];

/// XMP boxes read.
const MAX_PACKETS: usize = 8;

pub(super) fn blocks(data: &[u8]) -> Blocks<'_> {
    let mut found = Blocks { size: upright_size(data), ..Blocks::default() };
    items::read(data, &mut found);
    // Writers of films put the packet into a box of its own; some do so in HEIF too.
    if found.xmp.is_empty() {
        found.xmp = uuid_xmp(data);
    }
    found
}

/// The XMP packets in top-level `uuid` boxes.
pub(super) fn uuid_xmp(data: &[u8]) -> Vec<Cow<'_, [u8]>> {
    Boxes::of(data)
        .filter(|(kind, _)| kind == b"uuid")
        .filter_map(|(_, body)| body.strip_prefix(&XMP))
        .map(Cow::Borrowed)
        .take(MAX_PACKETS)
        .collect()
}

/// The TIFF structures of a CR3: IFD0, EXIF and GPS, each where it is there.
pub(super) fn canon_blocks(data: &[u8]) -> [Option<Cow<'_, [u8]>>; 3] {
    let canon = child(data, b"moov").and_then(|moov| {
        let uuids = Boxes::of(moov).filter(|(kind, _)| kind == b"uuid");
        uuids.filter_map(|(_, body)| body.strip_prefix(&CANON)).next()
    });
    [b"CMT1", b"CMT2", b"CMT4"].map(|kind| child(canon?, kind).map(Cow::Borrowed))
}
