//! How a HEIF file keeps its picture, where libheif may fail at a whole one: in another coding than HEVC or AV1, in a derived item, in the
//! low-overhead form, or only as a sequence. Decides nothing about damage inside the coded picture.

use super::boxes::{child, meta};
use super::item_list::{Reference, items, primary, references};
use super::items::is_there;
use crate::bytes::{be32, be64};

/// Derived pictures of derived pictures; files have one such step.
const MAX_STEPS: u32 = 4;
/// Boxes at the top; films in fragments have hundreds.
const MAX_BOXES: u32 = 100_000;

/// What is unusual about a file that is whole, as a clause; `None` where it is a usual HEIC or AVIF, or is cut.
pub(crate) fn strangeness(data: &[u8]) -> Option<String> {
    if !is_whole(data) {
        return None;
    }
    if child(data, b"mini").is_some() {
        return Some(
            "it is in HEIF's low-overhead form, which the installed libheif does not read".to_owned(),
        );
    }
    let sequence = child(data, b"moov").is_some();
    let no_still = || sequence.then(|| "it is a sequence that names no still picture".to_owned());
    let Some(meta) = meta(data) else { return no_still() };
    let Some(primary) = primary(meta) else { return no_still() };
    let mut item = primary;
    let mut derived = false;
    for _ in 0..MAX_STEPS {
        let kind = items(meta).find(|listed| listed.id == item)?.kind;
        let coding = match &kind {
            b"hvc1" | b"hev1" | b"av01" => {
                let what = "its picture is another one of the file, turned or cut, which the installed libheif does not read";
                return (derived && is_there(data, item)).then(|| what.to_owned());
            }
            b"grid" | b"iovl" | b"iden" | b"tmap" => {
                derived |= &kind == b"iden";
                let sources =
                    |reference: &Reference<'_>| &reference.kind == b"dimg" && reference.from() == Some(item);
                item = references(meta).find(sources)?.to().next()?;
                continue;
            }
            b"jpeg" => "as JPEG",
            b"unci" => "without compression",
            b"j2k1" => "as JPEG 2000",
            b"avc1" => "as H.264",
            b"vvc1" => "as H.266",
            b"lhv1" => "in layers",
            _ => "in another way than HEVC and AV1",
        };
        let what = format!("its picture is coded {coding}, which the installed libheif does not decode");
        return is_there(data, item).then_some(what);
    }
    None
}

/// Whether the boxes at the top end where the file ends.
fn is_whole(data: &[u8]) -> bool {
    let mut at = 0;
    for _ in 0..MAX_BOXES {
        if at == data.len() {
            return true;
        }
        let length = match be32(data, at) {
            Some(0) => return true,
            Some(1) => be64(data, at.saturating_add(8)).and_then(|length| usize::try_from(length).ok()),
            length => length.and_then(|length| usize::try_from(length).ok()),
        };
        match length.filter(|length| *length >= 8).and_then(|length| at.checked_add(length)) {
            Some(end) if end <= data.len() => at = end,
            _ => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        [&u32::try_from(body.len() + 8).unwrap().to_be_bytes(), &kind[..], body].concat()
    }

    /// A file whose primary item is 1, with items of those types from 1 on; an item is derived from the next.
    fn file(kinds: &[&[u8; 4]]) -> Vec<u8> {
        let entry = |(index, kind): (usize, &&[u8; 4])| {
            boxed(b"infe", &[&[2, 0, 0, 0, 0, index as u8 + 1, 0, 0][..], *kind, b"\0"].concat())
        };
        let entries: Vec<u8> = kinds.iter().enumerate().flat_map(entry).collect();
        let source = |item: u8| boxed(b"dimg", &[0, item, 0, 1, 0, item + 1]);
        let sources: Vec<u8> = (1..kinds.len() as u8).flat_map(source).collect();
        let all = |offset: usize| {
            // Version 0, offsets and lengths of four bytes, one piece.
            let mut place = vec![0, 0, 0, 0, 0x44, 0, 0, 1, 0, kinds.len() as u8, 0, 0, 0, 1];
            place.extend((offset as u32).to_be_bytes());
            place.extend(6u32.to_be_bytes());
            let children = [
                boxed(b"pitm", &[0, 0, 0, 0, 0, 1]),
                boxed(b"iloc", &place),
                boxed(b"iinf", &[&[0, 0, 0, 0, 0, kinds.len() as u8][..], &entries].concat()),
                boxed(b"iref", &[&[0; 4], sources.as_slice()].concat()),
            ];
            let meta = boxed(b"meta", &[vec![0; 4], children.concat()].concat());
            [boxed(b"ftyp", b"mif1\0\0\0\0mif1"), meta, boxed(b"mdat", b"pixels")].concat()
        };
        all(all(0).len() - 6)
    }

    fn check(data: &[u8], expected: Option<&str>) {
        let found = strangeness(data);
        let right = match expected {
            Some(part) => found.as_ref().is_some_and(|found| found.contains(part)),
            None => found.is_none(),
        };
        assert!(right, "{found:?}, {expected:?}");
    }

    #[test]
    fn what_is_unusual_about_a_whole_file_is_named() {
        check(&file(&[b"hvc1"]), None);
        check(&file(&[b"grid", b"av01"]), None);
        check(&file(&[b"jpeg"]), Some("coded as JPEG,"));
        check(&file(&[b"iden", b"hvc1"]), Some("turned or cut"));
        check(&file(&[b"grid", b"unci"]), Some("without compression"));
        check(&file(&[b"abcd"]), Some("another way"));
        check(&file(&[b"grid", b"grid", b"grid", b"grid", b"grid", b"grid"]), None);
        let type_box = boxed(b"ftyp", b"avis\0\0\0\0avis");
        check(&[type_box.clone(), boxed(b"moov", b"")].concat(), Some("names no still"));
        let without = boxed(b"meta", &[0; 4]);
        check(&[type_box.clone(), without.clone(), boxed(b"moov", b"")].concat(), Some("names no still"));
        check(&[type_box.clone(), without].concat(), None);
        check(&[type_box, boxed(b"mini", b"")].concat(), Some("low-overhead"));
    }

    #[test]
    fn a_file_that_is_cut_is_not_called_unusual() {
        let whole = file(&[b"jpeg"]);
        for length in 0..whole.len() {
            check(whole.get(..length).unwrap(), None);
        }
    }
}
