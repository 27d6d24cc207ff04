//! Previews and sizes in raw files that are built like TIFF: CR2, NEF, ARW, PEF, DNG, SRW, ORF, RW2, 3FR, IIQ, ERF, DCR
//! and their kin. Tags: TIFF 6.0, DNG 1.7, Exif 3.0, and Panasonic's own in the first directory.

use super::{Finds, Space, jpeg_head, maker};
use crate::bytes::part;
use crate::container::directory::{Directory, Tiff};

/// Lightroom's DNGs have a dozen.
const MAX_DIRECTORIES: usize = 48;
const MAX_CHILDREN: usize = 16;
/// A thumbnail of bare bytes is small, and its strips are few.
const MAX_THUMB_EDGE: u32 = 4096;
const MAX_STRIPS: usize = 1024;

const WIDTH: u16 = 0x0100;
const LENGTH: u16 = 0x0101;
const STRIP_OFFSETS: u16 = 0x0111;
const STRIP_BYTES: u16 = 0x0117;

/// What a TIFF's directories say about the size of the photo.
#[derive(Debug, Default)]
pub(super) struct Sizes {
    /// The largest picture of any directory.
    largest: Option<(u32, u32)>,
    /// DNG: the part of the largest that is the photo.
    cropped: Option<(u32, u32)>,
    /// Panasonic: the part of the sensor inside its borders.
    within_borders: Option<(u32, u32)>,
    /// EXIF's PixelXDimension and PixelYDimension.
    exif: Option<(u32, u32)>,
}

impl Sizes {
    /// The photo's stored size. EXIF's is the camera's word, unless it describes a small rendition.
    pub fn photo(&self) -> Option<(u32, u32)> {
        let pixels = |(w, h): (u32, u32)| u64::from(w) * u64::from(h);
        let large_enough =
            |exif: &(u32, u32)| self.largest.is_none_or(|largest| pixels(*exif) * 2 >= pixels(largest));
        self.cropped.or(self.within_borders).or(self.exif.filter(large_enough)).or(self.largest)
    }
}

/// Walks a raw file that is a TIFF.
pub(super) fn collect<'a>(data: &'a [u8], finds: &mut Finds<'a>) {
    if let Some(sizes) = walk(data, 0, finds) {
        finds.size = sizes.photo();
    }
}

/// Walks the TIFF structure whose header lies at `base`.
pub(super) fn walk<'a>(data: &'a [u8], base: usize, finds: &mut Finds<'a>) -> Option<Sizes> {
    let (tiff, first) = Tiff::open(data, base)?;
    let panasonic = part(data, base, 4) == Some(b"IIU\0");
    let mut sizes = Sizes::default();
    let (mut waiting, mut seen) = (vec![(first, Role::Picture)], Vec::new());
    while let Some((offset, role)) = waiting.pop() {
        if offset == 0 || seen.contains(&offset) {
            continue;
        }
        if seen.len() >= MAX_DIRECTORIES {
            finds.partial = true;
            break;
        }
        seen.push(offset);
        let Some(directory) = tiff.directory(offset) else {
            finds.partial = true;
            continue;
        };
        match role {
            Role::Picture => {
                picture(&tiff, &directory, &mut sizes, finds);
                if panasonic {
                    panasonic_tags(&tiff, &directory, &mut sizes, finds);
                }
                let children = directory.uints(0x014A, MAX_CHILDREN);
                waiting.extend(children.into_iter().map(|child| (child, Role::Picture)));
                waiting.push((directory.next, Role::Picture));
                waiting.extend(directory.uint(0x8769).map(|exif| (exif, Role::Exif)));
            }
            Role::Exif => {
                sizes.exif = directory.edge(0xA002).zip(directory.edge(0xA003)).or(sizes.exif);
                if directory.uint(0xA001) == Some(2) {
                    finds.space.get_or_insert(Space::AdobeRgb);
                }
                waiting
                    .extend(directory.uint(0xA005).map(|interoperability| (interoperability, Role::Interop)));
                if let Some((at, _)) = directory.place(0x927C) {
                    maker::collect(&tiff, at, finds);
                }
            }
            Role::Interop => {
                // DCF 2.0: R03 is the option file, in Adobe RGB.
                if directory.head(1, 3) == Some(b"R03") {
                    finds.space.get_or_insert(Space::AdobeRgb);
                }
            }
        }
    }
    Some(sizes)
}

#[derive(Debug, Clone, Copy)]
enum Role {
    Picture,
    Exif,
    Interop,
}

fn picture<'a>(tiff: &Tiff<'a>, directory: &Directory<'a>, sizes: &mut Sizes, finds: &mut Finds<'a>) {
    let size = directory.edge(WIDTH).zip(directory.edge(LENGTH));
    let pixels = |(w, h): (u32, u32)| u64::from(w) * u64::from(h);
    if let Some(size) =
        size.filter(|size| sizes.largest.is_none_or(|largest| pixels(*size) > pixels(largest)))
    {
        sizes.largest = Some(size);
        let crop = directory.uints(0xC620, 2);
        sizes.cropped = match crop.as_slice() {
            [w, h] => u32::try_from(*w).ok().zip(u32::try_from(*h).ok()),
            _ => None,
        };
        sizes.cropped = sizes.cropped.filter(|&(w, h)| w > 0 && h > 0 && w <= size.0 && h <= size.1);
    }
    let space = match directory.uint(0xC71A) {
        // DNG 1.7, PreviewColorSpace.
        Some(3) => Some(Space::AdobeRgb),
        Some(4) => Some(Space::ProPhoto),
        _ => None,
    };
    if let Some((at, length)) = directory.uint(0x0201).zip(directory.uint(0x0202)) {
        jpeg(tiff, at, length, space, finds);
    }
    let strips = directory.uints(STRIP_OFFSETS, MAX_STRIPS);
    let lengths = directory.uints(STRIP_BYTES, MAX_STRIPS);
    let (Some(&at), Some(&length)) = (strips.first(), lengths.first()) else { return };
    match (directory.uint(0x0103), size) {
        (Some(6 | 7 | 34892), _) if strips.len() == 1 => jpeg(tiff, at, length, space, finds),
        (Some(1), Some(size)) if is_rgb8(directory) && size.0.max(size.1) <= MAX_THUMB_EDGE => {
            let mut end = at;
            let together = strips.iter().zip(&lengths).all(|(&at, &length)| {
                let follows = at == end;
                end = end.saturating_add(length);
                follows
            });
            if let (true, Some(at)) = (together, tiff.base.checked_add(at)) {
                let length = end - strips.first().copied().unwrap_or_default().min(end);
                finds.rgb(tiff.data, at, length, size, size.0 as usize * 3);
            }
        }
        _ => {}
    }
}

/// Three interleaved bytes a pixel.
fn is_rgb8(directory: &Directory<'_>) -> bool {
    directory.uint(0x0106) == Some(2)
        && directory.uint(0x0115).unwrap_or(3) == 3
        && directory.uints(0x0102, 3).iter().all(|bits| *bits == 8)
        && directory.uint(0x011C).unwrap_or(1) == 1
}

/// Panasonic's and Leica's RW2 and RWL: the sensor's borders, and the JPEG as one long value.
fn panasonic_tags<'a>(tiff: &Tiff<'a>, directory: &Directory<'a>, sizes: &mut Sizes, finds: &mut Finds<'a>) {
    let side =
        |from: u16, to: u16| directory.edge(to)?.checked_sub(u32::try_from(directory.uint(from)?).ok()?);
    let inside = side(5, 7).zip(side(4, 6)).filter(|&(w, h)| w > 0 && h > 0);
    sizes.within_borders = inside.or(sizes.within_borders);
    for tag in [0x002E, 0x0127] {
        if let Some((at, length)) = directory.place(tag) {
            with_thumbnail(tiff.data, at, length, finds);
        }
    }
}

/// A JPEG, and the pictures in its own EXIF block.
pub(super) fn with_thumbnail<'a>(data: &'a [u8], at: usize, length: usize, finds: &mut Finds<'a>) {
    finds.jpeg(data, at, length, None);
    let Some(jpeg) = data.get(at..).map(|rest| rest.get(..length).unwrap_or(rest)) else { return };
    let Some(exif) = jpeg_head::exif(jpeg) else { return };
    if let Some((tiff, first)) = Tiff::open(exif, 0) {
        thumbnail(&tiff, first, finds);
    }
}

/// The second directory of an EXIF block holds the thumbnail; the first names the colour space.
fn thumbnail<'a>(tiff: &Tiff<'a>, first: usize, finds: &mut Finds<'a>) {
    let Some(primary) = tiff.directory(first) else { return };
    if let Some(exif) = primary.uint(0x8769).and_then(|offset| tiff.directory(offset)) {
        let interoperability = exif.uint(0xA005).and_then(|offset| tiff.directory(offset));
        let adobe = exif.uint(0xA001) == Some(2)
            || interoperability.is_some_and(|directory| directory.head(1, 3) == Some(b"R03"));
        if adobe {
            finds.space.get_or_insert(Space::AdobeRgb);
        }
    }
    let Some(second) = tiff.directory(primary.next) else { return };
    if let Some((at, length)) = second.uint(0x0201).zip(second.uint(0x0202)) {
        jpeg(tiff, at, length, None, finds);
    }
}

fn jpeg<'a>(tiff: &Tiff<'a>, at: usize, length: usize, space: Option<Space>, finds: &mut Finds<'a>) {
    if let Some(at) = tiff.base.checked_add(at) {
        finds.jpeg(tiff.data, at, length, space);
    }
}
