//! The size in a JPEG XL codestream's first bytes (ISO/IEC 18181-1, SizeHeader and ImageMetadata), whether it stands
//! bare or in boxes. Knows nothing of frames.

use super::boxes::Boxes;

/// The header's first fields end within this many bytes.
const HEAD_BYTES: usize = 40;

/// Upright width and height in pixels: the decoder turns a JPEG XL itself.
pub(super) fn upright_size(data: &[u8]) -> Option<(u32, u32)> {
    let head = codestream_head(data);
    let mut bits = Bits { data: head.strip_prefix(&[0xFF, 0x0A])?, at: 0 };
    let small = bits.take(1)? == 1;
    let height = bits.edge(small)?;
    let ratio = bits.take(3)?;
    let width = match ratio {
        0 => bits.edge(small)?,
        1 => height,
        2 => u64::from(height).checked_mul(12)?.div_euclid(10).try_into().ok()?,
        3 => u64::from(height).checked_mul(4)?.div_euclid(3).try_into().ok()?,
        4 => u64::from(height).checked_mul(3)?.div_euclid(2).try_into().ok()?,
        5 => u64::from(height).checked_mul(16)?.div_euclid(9).try_into().ok()?,
        6 => u64::from(height).checked_mul(5)?.div_euclid(4).try_into().ok()?,
        _ => height.checked_mul(2)?,
    };
    let all_default = bits.take(1)? == 1;
    let extra_fields = !all_default && bits.take(1)? == 1;
    // Stored less one; five and above change the sides.
    let turned = extra_fields && bits.take(3)? >= 4;
    Some(if turned { (height, width) } else { (width, height) })
}

/// The first bytes of the codestream, from the boxes `jxlc` or `jxlp` if it stands in any.
fn codestream_head(data: &[u8]) -> Vec<u8> {
    if data.starts_with(&[0xFF, 0x0A]) {
        return data.iter().take(HEAD_BYTES).copied().collect();
    }
    let mut head = Vec::new();
    for (kind, body) in Boxes::of(data) {
        let part = match &kind {
            b"jxlc" => body,
            // Four bytes count the parts.
            b"jxlp" => body.get(4..).unwrap_or_default(),
            _ => continue,
        };
        head.extend(part.iter().take(HEAD_BYTES));
        if head.len() >= HEAD_BYTES {
            break;
        }
    }
    head
}

/// Bits, the least significant of each byte first.
struct Bits<'a> {
    data: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn take(&mut self, count: usize) -> Option<u32> {
        let mut value = 0;
        for bit in 0..count {
            let byte = *self.data.get(self.at / 8)?;
            value |= u32::from(byte >> (self.at % 8) & 1) << bit;
            self.at += 1;
        }
        Some(value)
    }

    fn edge(&mut self, small: bool) -> Option<u32> {
        if small {
            return Some((self.take(5)? + 1) * 8);
        }
        let count = match self.take(2)? {
            0 => 9,
            1 => 13,
            2 => 18,
            _ => 30,
        };
        Some(self.take(count)? + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(fields: &[(u32, usize)], expected: Option<(u32, u32)>) {
        let mut bits = 0u128;
        let mut at = 0;
        for (value, count) in fields {
            bits |= u128::from(*value) << at;
            at += count;
        }
        let mut bare = vec![0xFF, 0x0A];
        bare.extend(bits.to_le_bytes());
        assert_eq!(upright_size(&bare), expected, "{fields:?}");
        // The same in boxes, in two parts.
        let mut boxed = b"\0\0\0\x0cJXL \r\n\x87\n".to_vec();
        for (index, part) in [&bare[..3], &bare[3..]].into_iter().enumerate() {
            boxed.extend((part.len() as u32 + 12).to_be_bytes());
            boxed.extend(b"jxlp");
            boxed.extend((index as u32).to_be_bytes());
            boxed.extend(part);
        }
        assert_eq!(upright_size(&boxed), expected, "{fields:?} in boxes");
    }

    #[test]
    fn the_size_is_read_from_the_first_bytes_and_stands_upright() {
        // Small and square; plain; by ratio; turned by a quarter.
        check(&[(1, 1), (2, 5), (1, 3), (1, 1)], Some((24, 24)));
        check(&[(0, 1), (1, 2), (999, 13), (0, 3), (1, 2), (1499, 13), (1, 1)], Some((1500, 1000)));
        check(&[(0, 1), (1, 2), (999, 13), (4, 3), (1, 1)], Some((1500, 1000)));
        check(&[(0, 1), (1, 2), (999, 13), (4, 3), (0, 1), (1, 1), (5, 3)], Some((1000, 1500)));
        check(&[(0, 1), (3, 2), (0x3FFF_FFFF, 30), (7, 3), (1, 1)], Some((0x8000_0000, 0x4000_0000)));
    }
}
