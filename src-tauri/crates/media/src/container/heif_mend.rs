//! Where libheif is stricter than it need be, or older than the file: a handful of bytes that are written otherwise make it read the
//! picture. Changes nothing that says how pixels look.

use std::borrow::Cow;

use super::boxes::{Boxes, meta};
use super::item_list::{Item, Reference, items, references};
use crate::bytes::{be32, part};

/// Brands of still pictures that every libheif takes (ISO/IEC 14496-12, `ftyp`).
const STILL: [&[u8]; 5] = [b"avif", b"heic", b"heix", b"mif1", b"mif2"];
/// More of a `ftyp` box than this is not looked at.
const MAX_BRANDS: usize = 512;
/// What no libheif looks for.
const NOTHING: [u8; 4] = *b"none";

/// Four bytes that take the place of others.
type Edit = (usize, [u8; 4]);

/// The file as an older libheif reads it.
pub(crate) fn mended(data: &[u8]) -> Cow<'_, [u8]> {
    let mut edits = still_brands(data);
    edits.extend(meta_length(data));
    edits.extend(strange_references(data));
    if edits.is_empty() {
        return Cow::Borrowed(data);
    }
    let mut copy = data.to_vec();
    for (at, bytes) in edits {
        if let Some(place) = copy.get_mut(at..at.saturating_add(4)) {
            place.copy_from_slice(&bytes);
        }
    }
    Cow::Owned(copy)
}

/// An image sequence whose brands name no still picture may hold one all the same. One without is refused under that brand too.
fn still_brands(data: &[u8]) -> Vec<Edit> {
    let length = be32(data, 0).map_or(0, |length| length as usize);
    let ftyp = data.get(..length.min(MAX_BRANDS).min(data.len())).unwrap_or_default();
    let (Some(b"ftyp"), Some(major)) = (ftyp.get(4..8), ftyp.get(8..12)) else { return Vec::new() };
    let compatible = ftyp.get(16..).unwrap_or_default().chunks_exact(4);
    if std::iter::once(major).chain(compatible).any(|brand| STILL.contains(&brand)) {
        return Vec::new();
    }
    let still = if major == b"avis" { *b"avif" } else { *b"mif1" };
    // libheif 1.15 looks at the compatible brands alone, later ones at the major brand too.
    [8, 16].into_iter().filter(|at| at + 4 <= ftyp.len()).map(|at| (at, still)).collect()
}

/// A `meta` box whose length says "to the end of the file": libheif takes that of no other box than `mdat`.
fn meta_length(data: &[u8]) -> Option<Edit> {
    let mut rest = Boxes::of(data);
    let mut at = 0;
    loop {
        if be32(data, at)? == 0 {
            let length = u32::try_from(data.len() - at).ok()?;
            return (part(data, at + 4, 4)? == b"meta").then_some((at, length.to_be_bytes()));
        }
        let (_, body) = rest.next()?;
        at = offset(data, body)? + body.len();
    }
}

/// Phones store a second, brighter rendering beside the photo (`tmap`, ISO/IEC 23008-12 amendment of 2024) and let its metadata, gain
/// map and thumbnail point at both; a libheif before 1.18 does not know that item as a picture and refuses the whole file. Those
/// references lead nowhere then. Only in files with such a rendering: others are known to go well.
fn strange_references(data: &[u8]) -> Vec<Edit> {
    let Some(meta) = meta(data) else { return Vec::new() };
    let tone_mapped: Vec<u32> =
        items(meta).filter(|item| &item.kind == b"tmap").map(|Item { id, .. }| id).collect();
    if tone_mapped.is_empty() {
        return Vec::new();
    }
    let strange = |reference: &Reference<'_>| match &reference.kind {
        // What metadata says is read without libheif.
        b"cdsc" => true,
        // Depth, gain map, alpha, thumbnail.
        b"auxl" | b"thmb" => reference.to().any(|item| tone_mapped.contains(&item)),
        _ => false,
    };
    let kind_at = |reference: Reference<'_>| offset(data, reference.body)?.checked_sub(4);
    references(meta).filter(strange).filter_map(kind_at).map(|at| (at, NOTHING)).collect()
}

/// Where a part of `data` begins in it.
fn offset(data: &[u8], part: &[u8]) -> Option<usize> {
    part.as_ptr().addr().checked_sub(data.as_ptr().addr())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        [&u32::try_from(body.len() + 8).unwrap().to_be_bytes(), &kind[..], body].concat()
    }

    fn check_brands(data: &[u8], expected: &[u8]) {
        assert_eq!(mended(data), expected, "{}", String::from_utf8_lossy(data));
    }

    #[test]
    fn a_sequence_is_named_a_still_and_a_still_is_left_alone() {
        check_brands(b"\0\0\0\x18ftypavis\0\0\0\0avismsf1rest", b"\0\0\0\x18ftypavif\0\0\0\0avifmsf1rest");
        check_brands(b"\0\0\0\x14ftyphevc\0\0\0\0msf1", b"\0\0\0\x14ftypmif1\0\0\0\0mif1");
        let whole = b"\0\0\0\x18ftypavis\0\0\0\0avifmsf1rest";
        check_brands(whole, whole);
        check_brands(b"\xFF\xFF\xFF\xFFfree", b"\xFF\xFF\xFF\xFFfree");
    }

    #[test]
    fn a_meta_box_to_the_end_of_the_file_gets_its_length() {
        let type_box = boxed(b"ftyp", b"mif1\0\0\0\0mif1");
        let expected = [type_box.clone(), boxed(b"meta", &[7; 20])].concat();
        let mut data = expected.clone();
        data[type_box.len()..type_box.len() + 4].fill(0);
        assert_eq!(mended(&data), expected);
        assert!(matches!(mended(&expected), Cow::Borrowed(_)));
        let pixels = [type_box, b"\0\0\0\0mdatpixels".to_vec()].concat();
        assert!(matches!(mended(&pixels), Cow::Borrowed(_)), "other boxes may end with the file");
    }

    fn item(id: u8, kind: &[u8; 4]) -> Vec<u8> {
        boxed(b"infe", &[&[2, 0, 0, 0, 0, id, 0, 0][..], kind, b"\0"].concat())
    }

    fn reference(kind: &[u8; 4], from: u8, to: &[u8]) -> Vec<u8> {
        let targets = to.iter().flat_map(|id| [0, *id]);
        boxed(kind, &[0, from, 0, to.len() as u8].into_iter().chain(targets).collect::<Vec<u8>>())
    }

    /// A photo (1), what else is there, and the references.
    fn file(second: &[u8; 4], references: &[Vec<u8>]) -> Vec<u8> {
        let items = [item(1, b"grid"), item(2, second), item(3, b"Exif"), item(4, b"hvc1")].concat();
        let meta = [
            vec![0; 4],
            boxed(b"hdlr", &[0; 24]),
            boxed(b"iinf", &[&[0, 0, 0, 0, 0, 4][..], &items].concat()),
            boxed(b"iref", &[vec![0; 4], references.concat()].concat()),
        ];
        [boxed(b"ftyp", b"heic\0\0\0\0mif1tmap"), boxed(b"meta", &meta.concat()), boxed(b"mdat", &[7; 20])]
            .concat()
    }

    #[test]
    fn what_points_at_the_second_rendering_points_nowhere() {
        let before = [
            reference(b"dimg", 2, &[1, 4]),
            reference(b"cdsc", 3, &[1, 2]),
            reference(b"auxl", 4, &[1, 2]),
            reference(b"thmb", 4, &[1]),
        ];
        let after = [
            reference(b"dimg", 2, &[1, 4]),
            reference(b"none", 3, &[1, 2]),
            reference(b"none", 4, &[1, 2]),
            reference(b"thmb", 4, &[1]),
        ];
        assert_eq!(mended(&file(b"tmap", &before)), file(b"tmap", &after));
        let usual = file(b"hvc1", &before);
        assert!(matches!(mended(&usual), Cow::Borrowed(_)), "a photo without one is left alone");
    }

    #[test]
    fn a_file_that_is_cut_or_damaged_anywhere_ends() {
        let whole = file(b"tmap", &[reference(b"cdsc", 3, &[1, 2])]);
        for at in 0..whole.len() {
            let _ = mended(&whole[..at]);
            for value in [0, 1, 255] {
                let mut damaged = whole.clone();
                damaged[at] = value;
                assert_eq!(mended(&damaged).len(), whole.len());
            }
        }
    }
}
