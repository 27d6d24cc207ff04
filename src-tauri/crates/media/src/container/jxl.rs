//! JPEG XL's metadata boxes (ISO/IEC 18181-2), plain or packed with Brotli (`brob`, RFC 7932); a bare codestream
//! has none.

use std::borrow::Cow;
use std::io::Read;

use super::Blocks;
use super::boxes::Boxes;
use crate::bytes::be32;

/// A packed box grows to this at most.
const UNPACKED_LIMIT: u64 = 16 << 20;
/// XMP boxes read.
const MAX_PACKETS: usize = 8;

pub(super) fn blocks(data: &[u8]) -> Blocks<'_> {
    let mut found = Blocks::default();
    for (kind, body) in Boxes::of(data) {
        match (&kind, body.split_at_checked(4)) {
            (b"brob", Some((inner @ (b"Exif" | b"xml "), packed))) => {
                keep(&mut found, inner, unpacked(packed).map(Cow::Owned));
            }
            (b"Exif" | b"xml ", _) => keep(&mut found, &kind, Some(Cow::Borrowed(body))),
            _ => {}
        }
    }
    found
}

fn keep<'a>(found: &mut Blocks<'a>, kind: &[u8], body: Option<Cow<'a, [u8]>>) {
    let Some(body) = body else { return };
    if kind == b"xml " {
        if found.xmp.len() < MAX_PACKETS {
            found.xmp.push(body);
        }
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
