//! Photoshop image resources: `8BIM` blocks (Adobe Photoshop File Formats Specification, "Image Resource
//! Blocks"), which JPEG, TIFF and PNG carry as well as Photoshop's own documents.

use crate::bytes::{be16, be32, part};

/// IPTC records.
pub(super) const IPTC: u16 = 1028;
/// An ICC profile.
pub(super) const ICC: u16 = 1039;
/// A TIFF structure with EXIF tags.
pub(super) const EXIF: u16 = 1058;
/// An XMP packet.
pub(super) const XMP: u16 = 1060;

/// The IPTC records inside `resources`.
pub(crate) fn iptc_of_resources(resources: &[u8]) -> Option<&[u8]> {
    resource(resources, IPTC)
}

/// The resource of that number; of a resource that is cut, what is there of it.
pub(super) fn resource(resources: &[u8], wanted: u16) -> Option<&[u8]> {
    let mut at = 0;
    while let Some(signature) = part(resources, at, 4) {
        if !matches!(signature, b"8BIM" | b"PHUT" | b"AgHg" | b"DCSR" | b"MeSa") {
            return None;
        }
        let id = be16(resources, at + 4)?;
        let name = usize::from(*resources.get(at + 6)?);
        let after_name = at + 6 + (1 + name).next_multiple_of(2);
        let length = usize::try_from(be32(resources, after_name)?).ok()?;
        let body = after_name + 4;
        if id == wanted {
            let end = body.checked_add(length)?.min(resources.len());
            return resources.get(body..end);
        }
        at = body.checked_add(length.checked_next_multiple_of(2)?)?;
    }
    None
}
