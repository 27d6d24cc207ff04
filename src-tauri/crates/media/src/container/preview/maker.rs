//! Previews that only the maker notes point to: Nikon, Olympus and OM System, Pentax, Epson, Minolta. The layouts are those
//! that exiftool's tag tables document; a wrong guess costs nothing, because only what begins like a JPEG counts.

use super::Finds;
use crate::bytes::part;
use crate::container::directory::{Directory, Tiff};

/// Enough for every maker's signature.
const HEAD_BYTES: usize = 18;

/// Follows the maker note at `at` in the data of `tiff`.
pub(super) fn collect<'a>(tiff: &Tiff<'a>, at: usize, finds: &mut Finds<'a>) {
    // Nothing shorter than a signature is a note.
    let Some(head) = part(tiff.data, at, HEAD_BYTES) else { return };
    if head.starts_with(b"Nikon\0") {
        nikon(tiff.data, at, finds);
    } else if head.starts_with(b"OLYMPUS\0") {
        relative(tiff, at, 8, 12).iter().for_each(|(inner, note)| olympus(inner, note, finds));
    } else if head.starts_with(b"OM SYSTEM\0") {
        relative(tiff, at, 12, 16).iter().for_each(|(inner, note)| olympus(inner, note, finds));
    } else if head.starts_with(b"OLYMP\0") || head.starts_with(b"EPSON\0") {
        absolute(tiff, at, 8).iter().for_each(|note| olympus(tiff, note, finds));
    } else if head.starts_with(b"AOC\0") {
        absolute(tiff, at, 6).iter().for_each(|note| start_and_length(tiff, note, (4, 3), finds));
    } else if head.starts_with(b"PENTAX \0") {
        relative(tiff, at, 8, 10)
            .iter()
            .for_each(|(inner, note)| start_and_length(inner, note, (4, 3), finds));
    } else {
        // Minolta's notes have no signature.
        absolute(tiff, at, 0).iter().for_each(|note| {
            start_and_length(tiff, note, (0x0088, 0x0089), finds);
            bytes_of(tiff, note, 0x0081, finds);
        });
    }
}

/// A note whose offsets count from its own start: byte order at `order`, directory at `first`.
fn relative<'a>(tiff: &Tiff<'a>, at: usize, order: usize, first: usize) -> Option<(Tiff<'a>, Directory<'a>)> {
    let little = match part(tiff.data, at.checked_add(order)?, 2)? {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let inner = Tiff { data: tiff.data, base: at, little, big: false };
    let directory = inner.directory(first)?;
    Some((inner, directory))
}

/// A note whose offsets count from the file's own header.
fn absolute<'a>(tiff: &Tiff<'a>, at: usize, first: usize) -> Option<Directory<'a>> {
    tiff.directory(at.checked_add(first)?.checked_sub(tiff.base)?)
}

/// Nikon: a TIFF of its own ten bytes in, whose tag 17 leads to the preview's directory.
fn nikon<'a>(data: &'a [u8], at: usize, finds: &mut Finds<'a>) {
    let Some((inner, first)) = Tiff::open(data, at.saturating_add(10)) else { return };
    let note = inner.directory(first);
    let preview = note.and_then(|note| inner.directory(note.uint(0x0011)?));
    if let Some(preview) = preview {
        start_and_length(&inner, &preview, (0x0201, 0x0202), finds);
    }
}

/// Olympus: the thumbnail beside, the preview in the camera settings (0x2020), which are a directory by offset in newer
/// notes and a value that begins with one in older. Epson's cameras write Olympus' notes.
fn olympus<'a>(tiff: &Tiff<'a>, note: &Directory<'a>, finds: &mut Finds<'a>) {
    for tag in [0x0100, 0x0280] {
        bytes_of(tiff, note, tag, finds);
    }
    start_and_length(tiff, note, (0x0088, 0x0089), finds);
    let Some((at, length)) = note.place(0x2020) else { return };
    let offset = if length == 4 { note.uint(0x2020) } else { at.checked_sub(tiff.base) };
    if let Some(settings) = offset.and_then(|offset| tiff.directory(offset)) {
        start_and_length(tiff, &settings, (0x0101, 0x0102), finds);
    }
}

fn start_and_length<'a>(
    tiff: &Tiff<'a>,
    directory: &Directory<'a>,
    (start, length): (u16, u16),
    finds: &mut Finds<'a>,
) {
    let at = directory.uint(start).and_then(|start| tiff.base.checked_add(start));
    if let Some((at, length)) = at.zip(directory.uint(length)) {
        finds.jpeg(tiff.data, at, length, None);
    }
}

fn bytes_of<'a>(tiff: &Tiff<'a>, directory: &Directory<'a>, tag: u16, finds: &mut Finds<'a>) {
    if let Some((at, length)) = directory.place(tag) {
        finds.jpeg(tiff.data, at, length, None);
    }
}
