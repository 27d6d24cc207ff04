//! Canon's CR3: a thumbnail and a preview in boxes of their own, and a whole JPEG as the only sample of a track (from the
//! public description at github.com/lclevy/canon_cr3).

use super::{Finds, tiff};
use crate::bytes::{be32, be64};
use crate::container::boxes::{Boxes, child};
use crate::container::directory::Tiff;
use crate::container::isobmff::CANON;

/// The `uuid` box at the top level that holds `PRVW`.
const PREVIEW: [u8; 16] =
    [0xea, 0xf4, 0x2b, 0x5e, 0x1c, 0x98, 0x4b, 0x88, 0xb9, 0xfb, 0xb7, 0xdc, 0x40, 0x6e, 0x4d, 0x16];
/// CR3 has four tracks; burst files have a few more.
const MAX_TRACKS: usize = 16;
/// The JPEG in `THMB` and `PRVW` begins behind a few numbers.
const MAX_LEAD: usize = 32;

pub(super) fn collect<'a>(data: &'a [u8], finds: &mut Finds<'a>) {
    for (kind, body) in Boxes::of(data) {
        match &kind {
            b"moov" => movie(data, body, finds),
            b"uuid" => {
                let preview = body.strip_prefix(&PREVIEW).and_then(|body| body.get(8..));
                if let Some(body) = preview.and_then(|body| child(body, b"PRVW")) {
                    after_lead(body, finds);
                }
            }
            _ => {}
        }
    }
    finds.partial |= finds.size.is_none();
}

fn movie<'a>(data: &'a [u8], movie: &'a [u8], finds: &mut Finds<'a>) {
    let canon =
        Boxes::of(movie).filter(|(kind, _)| kind == b"uuid").find_map(|(_, body)| body.strip_prefix(&CANON));
    if let Some(canon) = canon {
        if let Some(thumbnail) = child(canon, b"THMB") {
            after_lead(thumbnail, finds);
        }
        finds.size = child(canon, b"CMT1").and_then(first_size);
        // The colour space; the previews' places stand elsewhere.
        if let Some(exif) = child(canon, b"CMT2") {
            colour_space(exif, finds);
        }
    }
    for (_, track) in (Boxes::of(movie)).filter(|(kind, _)| kind == b"trak").take(MAX_TRACKS) {
        if let Some((at, length)) = only_sample(track) {
            finds.jpeg(data, at, length, None);
        }
    }
}

fn first_size(structure: &[u8]) -> Option<(u32, u32)> {
    let (tiff, first) = Tiff::open(structure, 0)?;
    let directory = tiff.directory(first)?;
    directory.edge(0x0100).zip(directory.edge(0x0101))
}

fn colour_space<'a>(exif: &'a [u8], finds: &mut Finds<'a>) {
    let first = Tiff::open(exif, 0).and_then(|(tiff, first)| tiff.directory(first));
    if first.is_some_and(|directory| directory.uint(0xA001) == Some(2)) {
        finds.space.get_or_insert(super::Space::AdobeRgb);
    }
}

/// The JPEG behind the few numbers with which a box begins.
fn after_lead<'a>(body: &'a [u8], finds: &mut Finds<'a>) {
    let lead = body.get(..body.len().min(MAX_LEAD)).unwrap_or_default();
    if let Some(at) = lead.windows(2).position(|pair| pair == [0xFF, 0xD8]) {
        tiff::with_thumbnail(body, at, body.len() - at, finds);
    }
}

/// Where the only sample of a track lies in the file, and its length (ISO/IEC 14496-12: `stsz`, `stco`, `co64`).
fn only_sample(track: &[u8]) -> Option<(usize, usize)> {
    let table = child(child(child(track, b"mdia")?, b"minf")?, b"stbl")?;
    let sizes = child(table, b"stsz")?;
    let length = match be32(sizes, 4)? {
        0 => be32(sizes, 12)?,
        same => same,
    };
    let at = match child(table, b"co64") {
        Some(offsets) => be64(offsets, 8)?,
        None => u64::from(be32(child(table, b"stco")?, 8)?),
    };
    Some((usize::try_from(at).ok()?, usize::try_from(length).ok()?))
}
