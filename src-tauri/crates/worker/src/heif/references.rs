//! References between the items of a file (ISO/IEC 14496-12, `iref`) that an old libheif stumbles over. Phones store a second, brighter
//! rendering beside the photo (`tmap`, ISO/IEC 23008-12 amendment of 2024) and let its metadata, gain map and thumbnail point at both;
//! a libheif before 1.18 does not know that item as a picture and refuses the whole file.

use std::borrow::Cow;
use std::ops::Range;

/// Metadata that describes an item. What it says is read without libheif.
const DESCRIBES: &[u8] = b"cdsc";
/// Depth, gain map, alpha, thumbnail of an item.
const BELONGS: [&[u8]; 2] = [b"auxl", b"thmb"];
/// What no libheif looks for.
const NOTHING: [u8; 4] = *b"none";
/// The rendering that only new ones know.
const TONE_MAPPED: &[u8] = b"tmap";
/// Boxes of one kind that are looked at; a photo in tiles has a hundred items.
const MOST: usize = 10_000;

/// The file without those references.
pub(super) fn without_strange(data: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    let places = strange(&data);
    if places.is_empty() {
        return data;
    }
    let mut copy = data.into_owned();
    for at in places {
        if let Some(kind) = copy.get_mut(at..at + 4) {
            kind.copy_from_slice(&NOTHING);
        }
    }
    Cow::Owned(copy)
}

/// Where the kinds of such references stand. Only in files with a rendering of that kind: others are known to go well.
fn strange(data: &[u8]) -> Vec<usize> {
    let file = Boxes { data, within: 0..data.len() };
    // A full box: four bytes of version and flags before its content.
    let meta = file.find(b"meta").map(|content| content.start + 4..content.end);
    let Some(meta) = meta.map(|within| Boxes { data, within }) else { return Vec::new() };
    let Some(tone_mapped) = meta.find(b"iinf").map(|list| tone_mapped(data, list)) else { return Vec::new() };
    if tone_mapped.is_empty() {
        return Vec::new();
    }
    let Some(list) = meta.find(b"iref") else { return Vec::new() };
    let long = data.get(list.start) != Some(&0);
    Boxes { data, within: list.start + 4..list.end }
        .all()
        .filter(|(kind, content)| {
            *kind == DESCRIBES
                || BELONGS.contains(kind)
                    && targets(data, content.clone(), long).iter().any(|item| tone_mapped.contains(item))
        })
        .map(|(_, content)| content.start - 4)
        .collect()
}

/// The items of that type, from the list of items (ISO/IEC 14496-12, 8.11.6).
fn tone_mapped(data: &[u8], list: Range<usize>) -> Vec<u32> {
    let count = if data.get(list.start) == Some(&0) { 2 } else { 4 };
    Boxes { data, within: list.start + 4 + count..list.end }
        .all()
        .filter(|(kind, _)| *kind == b"infe")
        .filter_map(|(_, content)| {
            let version = *data.get(content.start)?;
            let wide = if version == 3 { 4 } else { 2 };
            let id = number(data, content.start + 4, wide)?;
            // After the item's number and that of its protection.
            let kind = content.start + 4 + wide + 2;
            (data.get(kind..kind + 4)? == TONE_MAPPED).then_some(id)
        })
        .collect()
}

/// The items that a reference leads to (ISO/IEC 14496-12, 8.11.12).
fn targets(data: &[u8], content: Range<usize>, long: bool) -> Vec<u32> {
    let wide = if long { 4 } else { 2 };
    let count = number(data, content.start + wide, 2).unwrap_or_default() as usize;
    let first = content.start + wide + 2;
    (0..count.min(MOST)).map_while(|index| number(data, first + index * wide, wide)).collect()
}

fn number(data: &[u8], at: usize, wide: usize) -> Option<u32> {
    Some(data.get(at..at.checked_add(wide)?)?.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte)))
}

/// Boxes one after the other.
struct Boxes<'a> {
    data: &'a [u8],
    within: Range<usize>,
}

impl<'a> Boxes<'a> {
    /// Kind and content of each.
    fn all(&self) -> impl Iterator<Item = (&'a [u8], Range<usize>)> + use<'a> {
        let (data, end) = (self.data, self.within.end.min(self.data.len()));
        let mut at = self.within.start;
        std::iter::from_fn(move || {
            let kind = data.get(at.checked_add(4)?..at.checked_add(8)?)?;
            let (head, length) = match number(data, at, 4)? as usize {
                0 => (8, end.checked_sub(at)?),
                // The length follows in eight bytes.
                1 => (16, usize::try_from(u64::from_be_bytes(*data.get(at + 8..)?.first_chunk()?)).ok()?),
                length => (8, length),
            };
            let next = at.checked_add(length).filter(|next| length >= head && *next <= end)?;
            let content = at + head..next;
            at = next;
            Some((kind, content))
        })
        .take(MOST)
    }

    fn find(&self, wanted: &[u8; 4]) -> Option<Range<usize>> {
        self.all().find(|(kind, _)| kind == wanted).map(|(_, content)| content)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
        let mut out = u32::try_from(content.len() + 8).unwrap().to_be_bytes().to_vec();
        out.extend(kind);
        out.extend(content);
        out
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
        let changed = without_strange(Cow::Owned(file(b"tmap", &before)));
        assert_eq!(changed, file(b"tmap", &after));
        let usual = file(b"hvc1", &before);
        assert_eq!(without_strange(Cow::Borrowed(&usual)), usual, "a photo without one is left alone");
    }

    #[test]
    fn a_file_that_is_cut_or_damaged_anywhere_ends() {
        let whole = file(b"tmap", &[reference(b"cdsc", 3, &[1, 2])]);
        for at in 0..whole.len() {
            let _ = without_strange(Cow::Borrowed(&whole[..at]));
            for value in [0, 1, 255] {
                let mut damaged = whole.clone();
                damaged[at] = value;
                let _ = without_strange(Cow::Owned(damaged));
            }
        }
    }
}
