//! AXS File Concatenation Protocol: news agencies' IPTC records behind the end of a JPEG, named by the file's last twelve bytes
//! (the layout is that of exiftool's AFCP.pm).

use crate::bytes::{be16, be32, le16, le32, part};

/// Blocks of one trailer; two are usual.
const MAX_BLOCKS: u16 = 64;

/// The IPTC records of the trailer.
pub(super) fn iptc(data: &[u8]) -> Option<&[u8]> {
    let end = data.len().checked_sub(12)?;
    let signature = part(data, end, 4)?;
    let little = match signature {
        b"AXS!" => false,
        b"AXS*" => true,
        _ => return None,
    };
    let long = |at: usize| {
        let value = if little { le32(data, at) } else { be32(data, at) };
        usize::try_from(value?).ok()
    };
    let start = long(end + 4)?;
    if part(data, start, 4)? != signature {
        return None;
    }
    let blocks = if little { le16(data, start + 6) } else { be16(data, start + 6) }?.min(MAX_BLOCKS);
    let block = (0..usize::from(blocks))
        .map(|number| start + 12 + number * 12)
        .find(|at| part(data, *at, 4) == Some(b"IPTC"))?;
    part(data, long(block + 8)?, long(block + 4)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Four bytes before the trailer, which has another block and the records; numbers big-endian or little-endian.
    fn file(signature: &[u8; 4], turned: bool) -> Vec<u8> {
        let long = |value: u32| if turned { value.to_le_bytes() } else { value.to_be_bytes() };
        let short = |value: u16| if turned { value.to_le_bytes() } else { value.to_be_bytes() };
        let block = |kind: &[u8; 4], length: u32, at: u32| [kind, &long(length)[..], &long(at)].concat();
        let head = [b"jpeg", &signature[..], &short(1), &short(2), &[0; 4]].concat();
        let blocks = [block(b"Text", 4, 0), block(b"IPTC", 6, 40)].concat();
        [head, blocks, b"record".to_vec(), signature.to_vec(), long(4).to_vec(), vec![0; 4]].concat()
    }

    #[test]
    fn the_records_behind_the_end_of_the_picture_are_found() {
        for (signature, turned) in [(b"AXS!", false), (b"AXS*", true)] {
            let whole = file(signature, turned);
            assert_eq!(iptc(&whole), Some(&b"record"[..]));
            assert_eq!(iptc(&file(signature, !turned)), None, "offsets that lead nowhere");
            for cut in 0..whole.len() {
                assert_eq!(iptc(whole.get(..cut).unwrap()), None);
            }
        }
    }
}
