//! JPEG XL's metadata boxes (ISO/IEC 18181-2), plain or packed with Brotli (`brob`, RFC 7932); a bare codestream
//! has none.

use std::borrow::Cow;
use std::io::Read;

use super::Blocks;
use super::boxes::Boxes;
use super::jxl_size::upright_size;
use crate::bytes::be32;

/// A packed box grows to this at most.
const UNPACKED_LIMIT: u64 = 16 << 20;
/// EXIF and XMP boxes read; writers make one of each.
const MAX_BOXES: usize = 16;

pub(super) fn blocks(data: &[u8]) -> Blocks<'_> {
    let mut found = Blocks { size: upright_size(data), ..Blocks::default() };
    let wanted = Boxes::of(data).filter_map(|(kind, body)| match (&kind, body.split_at_checked(4)) {
        (b"brob", Some((inner @ (b"Exif" | b"xml "), packed))) => Some((inner == b"xml ", packed, true)),
        (b"Exif" | b"xml ", _) => Some((&kind == b"xml ", body, false)),
        _ => None,
    });
    for (is_xmp, body, packed) in wanted.take(MAX_BOXES) {
        let body = if packed { unpacked(body).map(Cow::Owned) } else { Some(Cow::Borrowed(body)) };
        keep(&mut found, is_xmp, body);
    }
    found
}

fn keep<'a>(found: &mut Blocks<'a>, is_xmp: bool, body: Option<Cow<'a, [u8]>>) {
    let Some(body) = body else { return };
    if is_xmp {
        found.xmp.push(body);
    } else if found.exif.is_none() {
        // The box begins with the distance to its TIFF header.
        let skip = be32(&body, 0).and_then(|skip| usize::try_from(skip).ok()?.checked_add(4));
        found.exif = skip.filter(|skip| *skip < body.len()).and_then(|skip| match body {
            Cow::Borrowed(bytes) => bytes.get(skip..).map(Cow::Borrowed),
            Cow::Owned(mut bytes) => Some(Cow::Owned(bytes.split_off(skip))),
        });
    }
}

fn unpacked(packed: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut reader = brotli_decompressor::Decompressor::new(packed, 4096).take(UNPACKED_LIMIT + 1);
    reader.read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 <= UNPACKED_LIMIT).then_some(bytes)
}
