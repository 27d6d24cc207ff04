//! HEIF (ISO/IEC 23008-12): the upright size of the primary item, as its properties state it: stored size, clean
//! aperture and turning. Image sequences without a still give the size of their first picture track.

use super::boxes::{Boxes, child};
use super::item_list::primary;
use crate::bytes::{be16, be32};

/// More properties of one item than this are no picture's.
const MAX_PROPERTIES: usize = 64;

/// The size in which a decoder shows the picture, where the head of the file tells.
pub(super) fn upright_size(data: &[u8]) -> Option<(u32, u32)> {
    match child(data, b"meta").and_then(|meta| meta.get(4..)) {
        Some(meta) => of_primary(meta).or_else(|| largest(meta)),
        None => of_track(data),
    }
}

fn properties(meta: &[u8]) -> Option<&[u8]> {
    child(child(meta, b"iprp")?, b"ipco")
}

/// Follows `pitm` and `ipma` to the properties of the primary item.
fn of_primary(meta: &[u8]) -> Option<(u32, u32)> {
    let primary = primary(meta)?;
    let of_item = Boxes::of(child(meta, b"iprp")?)
        .filter(|(kind, _)| kind == b"ipma")
        .find_map(|(_, ipma)| associations(ipma, primary))?;
    let all: Vec<_> = Boxes::of(properties(meta)?).collect();
    let mut size = None;
    // Properties apply in the order of the association (ISO/IEC 23008-12, 6.3).
    for index in of_item {
        let Some((kind, body)) = usize::from(index).checked_sub(1).and_then(|at| all.get(at)) else {
            continue;
        };
        match kind {
            b"ispe" => size = be32(body, 4).zip(be32(body, 8)),
            b"clap" => size = size.map(|size| clean_aperture(body, size)),
            b"irot" if body.first().is_some_and(|angle| angle & 1 == 1) => size = size.map(|(w, h)| (h, w)),
            _ => {}
        }
    }
    size
}

/// The property indices of one item, 1-based.
fn associations(ipma: &[u8], item: u32) -> Option<Vec<u16>> {
    let (version, wide) = (*ipma.first()?, ipma.get(3)? & 1 == 1);
    let count = be32(ipma, 4)?;
    let mut at = 8usize;
    for _ in 0..count {
        let id = if version == 0 { u32::from(be16(ipma, at)?) } else { be32(ipma, at)? };
        at += if version == 0 { 2 } else { 4 };
        let entries = usize::from(*ipma.get(at)?);
        at += 1;
        let step = if wide { 2 } else { 1 };
        if id == item {
            let index = |i: usize| {
                let at = at + i * step;
                if wide {
                    be16(ipma, at).map(|v| v & 0x7FFF)
                } else {
                    ipma.get(at).map(|v| u16::from(v & 0x7F))
                }
            };
            return Some((0..entries.min(MAX_PROPERTIES)).map_while(index).collect());
        }
        at += entries * step;
    }
    None
}

/// The width and height of a `clap` box when they are sane, else the whole picture.
fn clean_aperture(clap: &[u8], (width, height): (u32, u32)) -> (u32, u32) {
    let edge = |at: usize, whole: u32| {
        let (top, bottom) = (be32(clap, at)?, be32(clap, at + 4)?);
        let edge = (f64::from(top) / f64::from(bottom.max(1))).round() as u32;
        (1..=whole).contains(&edge).then_some(edge)
    };
    edge(0, width).zip(edge(8, height)).unwrap_or((width, height))
}

/// Without associations: the largest size named, turned when anything is.
fn largest(meta: &[u8]) -> Option<(u32, u32)> {
    let all = properties(meta)?;
    let size = Boxes::of(all)
        .filter(|(kind, _)| kind == b"ispe")
        .filter_map(|(_, body)| be32(body, 4).zip(be32(body, 8)))
        .max_by_key(|&(w, h)| u64::from(w) * u64::from(h));
    let turned = Boxes::of(all)
        .any(|(kind, body)| &kind == b"irot" && body.first().is_some_and(|angle| angle & 1 == 1));
    size.map(|(w, h)| if turned { (h, w) } else { (w, h) })
}

/// The size in the header of the first track that has one (`tkhd`, ISO/IEC 14496-12, 8.3.2; 16.16 fixed point).
fn of_track(data: &[u8]) -> Option<(u32, u32)> {
    Boxes::of(child(data, b"moov")?).filter(|(kind, _)| kind == b"trak").find_map(|(_, track)| {
        let header = child(track, b"tkhd")?;
        let at = if header.first()? == &1 { 88 } else { 76 };
        let size = (be32(header, at)? >> 16, be32(header, at + 4)? >> 16);
        (size.0 > 0 && size.1 > 0).then_some(size)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let mut all = u32::try_from(body.len() + 8).unwrap().to_be_bytes().to_vec();
        all.extend(kind);
        all.extend(body);
        all
    }

    fn ispe(width: u32, height: u32) -> Vec<u8> {
        boxed(b"ispe", &[&[0; 4][..], &width.to_be_bytes(), &height.to_be_bytes()].concat())
    }

    /// A file of a tile (item 1) and the whole (item 2, primary), whose properties are `of_primary`.
    fn file(of_primary: &[u8]) -> Vec<u8> {
        let clap: Vec<u8> = [30u32, 1, 20, 1, 0, 1, 0, 1].iter().flat_map(|v| v.to_be_bytes()).collect();
        let properties =
            [ispe(64, 64), ispe(40, 30), boxed(b"irot", &[1]), boxed(b"irot", &[2]), boxed(b"clap", &clap)];
        let ipma = [&[0, 0, 0, 0, 0, 0, 0, 2, 0, 1, 1, 1, 0, 2, of_primary.len() as u8][..], of_primary];
        let iprp = [boxed(b"ipco", &properties.concat()), boxed(b"ipma", &ipma.concat())].concat();
        let meta = [vec![0; 4], boxed(b"pitm", &[0, 0, 0, 0, 0, 2]), boxed(b"iprp", &iprp)].concat();
        [boxed(b"ftyp", b"avif\0\0\0\0"), boxed(b"meta", &meta)].concat()
    }

    #[test]
    fn the_primary_items_own_properties_give_the_upright_size() {
        for (of_primary, expected) in [
            (&[0x82][..], (40, 30)),
            (&[2, 0x83], (30, 40)),
            (&[2, 0x84], (40, 30)),
            (&[2, 5], (30, 20)),
            (&[2, 5, 3], (20, 30)),
            (&[2, 99], (40, 30)),
        ] {
            assert_eq!(upright_size(&file(of_primary)), Some(expected), "{of_primary:?}");
        }
    }

    #[test]
    fn a_sequence_without_a_still_has_its_tracks_size() {
        let mut header = vec![0; 84];
        header[76..80].copy_from_slice(&(160u32 << 16).to_be_bytes());
        header[80..84].copy_from_slice(&(90u32 << 16).to_be_bytes());
        let data = boxed(b"moov", &boxed(b"trak", &boxed(b"tkhd", &header)));
        assert_eq!(upright_size(&data), Some((160, 90)));
    }

    proptest! {
        #[test]
        fn damage_never_panics(at in 0usize..400, value: u8, cut in 0usize..400) {
            let mut data = file(&[2, 5, 3]);
            if let Some(byte) = data.get_mut(at) {
                *byte = value;
            }
            data.truncate(data.len().saturating_sub(cut));
            let _ = upright_size(&data);
        }
    }
}
