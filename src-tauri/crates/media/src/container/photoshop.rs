//! Photoshop image resources: `8BIM` blocks, of which number 0x0404 holds the IPTC records
//! (Adobe Photoshop File Formats Specification, "Image Resource Blocks").

use crate::bytes::{be16, be32, part};

const IPTC: u16 = 0x0404;

/// The IPTC records inside `resources`.
pub(crate) fn iptc_of_resources(resources: &[u8]) -> Option<&[u8]> {
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
        if id == IPTC {
            let end = body.checked_add(length)?.min(resources.len());
            return resources.get(body..end);
        }
        at = body.checked_add(length.next_multiple_of(2))?;
    }
    None
}
