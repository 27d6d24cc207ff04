//! The brands at the head of a file (ISO/IEC 14496-12, `ftyp`), where libheif is stricter than it need be: an image
//! sequence whose brands name no still picture may hold one all the same.

use std::borrow::Cow;

/// Brands of still pictures that every libheif takes.
const STILL: [&[u8; 4]; 5] = [b"avif", b"heic", b"heix", b"mif1", b"mif2"];
/// More of a `ftyp` box than this is not looked at.
const MOST: usize = 512;

/// The file, under the brand of a still picture if it has none of its own. A sequence without a still is refused by
/// libheif under that brand too.
pub(super) fn as_still(data: &[u8]) -> Cow<'_, [u8]> {
    let length = data.first_chunk::<4>().map_or(0, |head| u32::from_be_bytes(*head) as usize);
    let ftyp = data.get(..length.min(MOST).min(data.len())).unwrap_or_default();
    let (Some(b"ftyp"), Some(major)) = (ftyp.get(4..8), ftyp.get(8..12)) else { return Cow::Borrowed(data) };
    let compatible = ftyp.get(16..).unwrap_or_default().chunks_exact(4);
    if std::iter::once(major).chain(compatible).any(|brand| STILL.iter().any(|still| brand == *still)) {
        return Cow::Borrowed(data);
    }
    let still = if major == b"avis" { b"avif" } else { b"mif1" };
    let mut copy = data.to_vec();
    // libheif 1.15 looks at the compatible brands alone, later ones at the major brand too.
    for at in [8, 16].into_iter().filter(|at| at + 4 <= ftyp.len()) {
        if let Some(brand) = copy.get_mut(at..at + 4) {
            brand.copy_from_slice(still);
        }
    }
    Cow::Owned(copy)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(data: &[u8], expected: &[u8]) {
        assert_eq!(as_still(data), expected, "{}", String::from_utf8_lossy(data));
    }

    #[test]
    fn a_sequence_is_named_a_still_and_a_still_is_left_alone() {
        check(b"\0\0\0\x18ftypavis\0\0\0\0avismsf1rest", b"\0\0\0\x18ftypavif\0\0\0\0avifmsf1rest");
        check(b"\0\0\0\x14ftyphevc\0\0\0\0msf1", b"\0\0\0\x14ftypmif1\0\0\0\0mif1");
        let whole = b"\0\0\0\x18ftypavis\0\0\0\0avifmsf1rest";
        check(whole, whole);
        for cut in 0..whole.len() {
            let _ = as_still(&whole[..cut]);
        }
        check(b"\xFF\xFF\xFF\xFFfree", b"\xFF\xFF\xFF\xFFfree");
    }
}
