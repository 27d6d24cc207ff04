//! ISO base media boxes: the picture size in HEIC and AVIF (whose EXIF item the EXIF reader finds by itself),
//! the metadata boxes of JPEG XL, and the EXIF blocks in Canon's CR3.

use std::borrow::Cow;

use super::Blocks;
use crate::bytes::{be32, be64, part};

/// Canon's `uuid` box inside `moov` (from the public CR3 description at github.com/lclevy/canon_cr3).
const CANON: [u8; 16] =
    [0x85, 0xc0, 0xb6, 0x87, 0x82, 0x0f, 0x11, 0xe0, 0x81, 0x11, 0xf4, 0xce, 0x46, 0x2b, 0x6a, 0x48];

const XMP: [u8; 16] =
    [0xbe, 0x7a, 0xcf, 0xcb, 0x97, 0xa9, 0x42, 0xe8, 0x9c, 0x71, 0x99, 0x94, 0x91, 0xe3, 0xaf, 0xac];

pub(super) fn blocks(data: &[u8]) -> Blocks<'_> {
    let mut found = Blocks::default();
    let properties = child(data, b"meta")
        .and_then(|meta| meta.get(4..))
        .and_then(|meta| child(meta, b"iprp"))
        .and_then(|iprp| child(iprp, b"ipco"));
    let Some(properties) = properties else { return found };
    // A grid lists its tiles and the whole; the whole is the largest.
    found.size = Boxes { data: properties }
        .filter(|(kind, _)| kind == b"ispe")
        .filter_map(|(_, body)| be32(body, 4).zip(be32(body, 8)))
        .max_by_key(|&(w, h)| u64::from(w) * u64::from(h));
    let turned = Boxes { data: properties }
        .any(|(kind, body)| &kind == b"irot" && body.first().is_some_and(|angle| angle & 1 == 1));
    if turned {
        found.size = found.size.map(|(w, h)| (h, w));
    }
    found
}

/// JPEG XL's metadata boxes (ISO/IEC 18181-2); a bare codestream has none.
pub(super) fn jxl_blocks(data: &[u8]) -> Blocks<'_> {
    let mut found = Blocks::default();
    for (kind, body) in (Boxes { data }) {
        match &kind {
            b"Exif" => {
                let skip = be32(body, 0).and_then(|skip| usize::try_from(skip).ok()?.checked_add(4));
                found.exif = skip.and_then(|skip| body.get(skip..)).map(Cow::Borrowed);
            }
            b"xml " => found.xmp.push(Cow::Borrowed(body)),
            _ => {}
        }
    }
    found
}

/// The XMP packets of a CR3, in a top-level `uuid` box (XMP specification part 3, "ISO base media").
pub(super) fn canon_xmp(data: &[u8]) -> Vec<Cow<'_, [u8]>> {
    Boxes { data }
        .filter(|(kind, _)| kind == b"uuid")
        .filter_map(|(_, body)| body.strip_prefix(&XMP))
        .map(Cow::Borrowed)
        .collect()
}

/// The TIFF structures of a CR3: IFD0, EXIF and GPS, in that order.
pub(super) fn canon_blocks(data: &[u8]) -> Vec<Cow<'_, [u8]>> {
    let Some(moov) = child(data, b"moov") else { return Vec::new() };
    let canon = Boxes { data: moov }
        .filter(|(kind, _)| kind == b"uuid")
        .find_map(|(_, body)| body.strip_prefix(&CANON));
    let Some(canon) = canon else { return Vec::new() };
    [b"CMT1", b"CMT2", b"CMT4"].into_iter().filter_map(|kind| child(canon, kind)).map(Cow::Borrowed).collect()
}

fn child<'a>(data: &'a [u8], wanted: &[u8; 4]) -> Option<&'a [u8]> {
    Boxes { data }.find(|(kind, _)| kind == wanted).map(|(_, body)| body)
}

struct Boxes<'a> {
    data: &'a [u8],
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
