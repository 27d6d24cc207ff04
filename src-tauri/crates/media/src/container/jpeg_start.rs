//! JPEGs that have stray bytes between their first two and their first marker, which libjpeg steps over. Such bytes stand at the head of
//! many other files too, so the segments that follow must be a JPEG's.

use crate::bytes::{be16, part};

/// Stray bytes in one place.
const MAX_STRAY: usize = 1024;
/// Segments looked at; a frame comes after about ten.
const MAX_SEGMENTS: u32 = 64;
/// What applications put at the head of their segments.
const SIGNATURES: [&[u8]; 6] = [
    b"JFIF\0",
    b"Exif\0",
    b"http://ns.adobe.com/xap/1.0/\0",
    b"ICC_PROFILE\0",
    b"Photoshop 3.0\0",
    b"Adobe\0d",
];

/// Whether the segments behind SOI are those of a JPEG: only such as come before a scan, up to a sound frame header or to an
/// application's known signature.
pub(crate) fn is_jpeg_behind_stray_bytes(head: &[u8]) -> bool {
    let mut at = 2;
    for _ in 0..MAX_SEGMENTS {
        let Some((marker, start)) = next_marker(head, at) else { return false };
        let Some(length) = be16(head, start).map(usize::from).filter(|length| *length >= 2) else {
            return false;
        };
        let body = head.get(start + 2..).unwrap_or_default();
        match marker {
            0xE0..=0xEF if SIGNATURES.iter().any(|signature| body.starts_with(signature)) => return true,
            0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => return is_frame(body, length),
            0xC4 | 0xCC | 0xDB | 0xDD | 0xE0..=0xEF | 0xFE => at = start + length,
            _ => return false,
        }
    }
    false
}

/// The next marker within reach, and where its segment begins.
fn next_marker(head: &[u8], at: usize) -> Option<(u8, usize)> {
    let reach = head.get(at..head.len().min(at.checked_add(MAX_STRAY)?))?;
    let mut at = at + reach.iter().position(|byte| *byte == 0xFF)?;
    while head.get(at) == Some(&0xFF) {
        at += 1;
    }
    Some((*head.get(at)?, at + 1))
}

/// Precision, height, width, number of components, and three bytes for each (ISO/IEC 10918-1, B.2.2).
fn is_frame(body: &[u8], length: usize) -> bool {
    let Some([bits, _, _, width @ .., count]) = part(body, 0, 6) else { return false };
    (2..=16).contains(bits)
        && *bits % 2 == 0
        && width.iter().any(|byte| *byte != 0)
        && (1..=4).contains(count)
        && length == 8 + 3 * usize::from(*count)
}
