//! Extended XMP (XMP specification part 3, "Extended XMP in JPEG"): a packet too long for one segment, cut into
//! pieces that name the whole by its MD5 and say where they belong.

use crate::bytes::be32;

/// What a piece's segment begins with.
pub(super) const SIGNATURE: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";

/// A whole extended packet, in bytes.
const MAX_BYTES: usize = 16 << 20;
/// The name of the whole: an MD5 in hexadecimal.
const NAME_BYTES: usize = 32;

/// The whole that the main packet names, from the pieces, where every byte of it is there.
pub(super) fn joined(main: &[u8], pieces: &[&[u8]]) -> Option<Vec<u8>> {
    let name = pieces.iter().find_map(|piece| {
        let name = piece.get(..NAME_BYTES)?;
        main.windows(NAME_BYTES).any(|window| window == name).then_some(name)
    })?;
    let mut parts: Vec<(usize, usize, &[u8])> = Vec::new();
    for piece in pieces.iter().filter_map(|piece| piece.strip_prefix(name)) {
        let (length, offset) = (be32(piece, 0)?, be32(piece, 4)?);
        parts.push((usize::try_from(offset).ok()?, usize::try_from(length).ok()?, piece.get(8..)?));
    }
    parts.sort_by_key(|(offset, ..)| *offset);
    let length = parts.first()?.1;
    if length > MAX_BYTES {
        return None;
    }
    let mut whole = Vec::new();
    for (offset, _, piece) in parts {
        // A piece that stands there twice is taken once; a hole ends the reading.
        if offset == whole.len() {
            whole.extend_from_slice(piece);
        }
    }
    (whole.len() == length).then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: &str = "0123456789ABCDEF0123456789ABCDEF";

    fn piece(length: u32, offset: u32, body: &[u8]) -> Vec<u8> {
        [NAME.as_bytes(), &length.to_be_bytes(), &offset.to_be_bytes(), body].concat()
    }

    fn check(main: &str, pieces: &[Vec<u8>], expected: Option<&[u8]>) {
        let pieces: Vec<&[u8]> = pieces.iter().map(Vec::as_slice).collect();
        assert_eq!(joined(main.as_bytes(), &pieces).as_deref(), expected, "{main} {pieces:?}");
    }

    #[test]
    fn pieces_in_any_order_make_the_whole_that_the_main_packet_names() {
        let main = format!("xmpNote:HasExtendedXMP=\"{NAME}\"");
        let (first, last) = (piece(6, 0, b"abc"), piece(6, 3, b"def"));
        check(&main, &[first.clone(), last.clone()], Some(b"abcdef"));
        check(&main, &[last.clone(), first.clone(), first.clone()], Some(b"abcdef"));
        check(&main, std::slice::from_ref(&last), None);
        check("names another", &[first, last], None);
        check(&main, &[piece(u32::MAX, 0, b"abc")], None);
        check(&main, &[b"short".to_vec()], None);
    }
}
