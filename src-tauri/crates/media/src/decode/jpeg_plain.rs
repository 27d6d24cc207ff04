//! A JPEG whose beginning libjpeg complains about, without what it complains about: stray bytes between segments, an application's
//! segment that is cut or of a revision that nobody knows. The binding gives up at such a warning before the first pixel.

use crate::container::JpegSegments;

/// The tables, the frame, Adobe's colour transform if it is whole, and from the first scan on the file as it is. `None` when there is
/// no scan.
pub(super) fn plain(data: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::with_capacity(data.len());
    plain.extend([0xFF, 0xD8]);
    let mut segments = JpegSegments::of(data);
    for (marker, body) in segments.by_ref() {
        let is_needed = match marker {
            // Adobe Technical Note 5116: twelve bytes, the last of which is the transform, 0 to 2.
            0xEE => body.starts_with(b"Adobe") && body.get(11).is_some_and(|transform| *transform <= 2),
            0xE0..=0xEF | 0xFE => false,
            _ => true,
        };
        if is_needed {
            plain.extend([0xFF, marker]);
            plain.extend(u16::try_from(body.len() + 2).ok()?.to_be_bytes());
            plain.extend(body);
        }
    }
    plain.extend([0xFF, 0xDA]);
    plain.extend(segments.first_scan()?);
    Some(plain)
}
