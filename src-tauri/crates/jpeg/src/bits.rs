//! A bit reader over a window of a scan whose stuffed zeros have been taken out. Past the end it reads zeros; how far it read
//! tells.

/// How far a reader came in its window.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Place {
    at: usize,
    buffer: u64,
    count: u32,
}

impl Place {
    /// Bits not yet taken of a window of `bytes`; `None` past its end.
    pub(crate) fn left(self, bytes: usize) -> Option<usize> {
        (bytes * 8 + self.count as usize).checked_sub(self.at.checked_mul(8)?)
    }

    /// Bytes of a window of so many that are not needed again, and the place in a window without them.
    pub(crate) fn leave(self, bytes: usize) -> (usize, Self) {
        let behind = self.at.min(bytes);
        (behind, Self { at: self.at - behind, ..self })
    }
}

/// Reads from the most significant bit on. Copied into the loops that read, so that it stays in registers.
#[derive(Clone, Copy)]
pub(crate) struct Bits<'a> {
    data: &'a [u8],
    /// The next byte that is not in `buffer` yet.
    at: usize,
    /// The next bits, the first one on top; below the valid ones may stand bits that come later.
    buffer: u64,
    /// Valid bits in `buffer`.
    count: u32,
}

impl<'a> Bits<'a> {
    /// From the beginning of a window.
    pub(crate) fn new(data: &'a [u8]) -> Self {
        Self::from(data, Place::default())
    }

    pub(crate) fn from(data: &'a [u8], Place { at, buffer, count }: Place) -> Self {
        Self { data, at, buffer, count }
    }

    pub(crate) fn place(&self) -> Place {
        Place { at: self.at, buffer: self.buffer, count: self.count }
    }

    /// The next byte that was not looked at.
    #[inline(always)]
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Makes at least 56 bits valid. Those that were read below the valid ones are read again to the same place.
    #[inline(always)]
    pub(crate) fn refill(&mut self) {
        let next = self.data.get(self.at..self.at.wrapping_add(8));
        let word = next.and_then(|bytes| bytes.try_into().ok()).map_or(0, u64::from_be_bytes);
        self.buffer |= word >> self.count;
        self.at = self.at.wrapping_add(((63 - self.count) >> 3) as usize);
        self.count |= 56;
    }

    /// The next `n` bits, 1 to 32. Valid after a refill while no more than 56 were taken.
    #[inline(always)]
    pub(crate) fn peek(&self, n: u32) -> u32 {
        (self.buffer >> (64 - n)) as u32
    }

    #[inline(always)]
    pub(crate) fn skip(&mut self, n: u32) {
        self.buffer <<= n;
        self.count = self.count.wrapping_sub(n);
    }

    /// Makes at least 31 bits valid: a code and the number after it. Cheaper than a refill where it is seldom needed.
    #[inline(always)]
    pub(crate) fn ensure(&mut self) {
        if self.count < 31 {
            self.refill();
        }
    }

    /// The number of `size` bits, 0 to 15, that follows the next `length` bits, in JPEG's signed form (ISO/IEC 10918-1 F.2.2.1,
    /// EXTEND). Takes nothing.
    #[inline(always)]
    pub(crate) fn signed(&self, length: u32, size: u32) -> i32 {
        let number = self.buffer << length;
        // All ones for a negative number, which begins with a zero and is told as its complement.
        let sign = !(number.cast_signed() >> 63);
        let amount = ((number ^ sign.cast_unsigned()) >> 1 >> (63 - size)).cast_signed();
        ((amount ^ sign) - sign) as i32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_come_in_order_and_the_end_is_zeros() {
        let mut data: Vec<u8> = (0..40_u8).map(|n| n.wrapping_mul(37) ^ 91).collect();
        let end = data.len() * 8;
        // As the scan is padded.
        data.extend([0; 8]);
        let bit = |at: usize| u32::from(data[at / 8] >> (7 - at % 8) & 1);
        let mut bits = Bits::new(&data);
        let mut at = 0;
        for n in (1..=16).cycle() {
            if at + n > end {
                break;
            }
            bits.refill();
            let expected = (at..at + n).fold(0, |sum, at| sum << 1 | bit(at));
            assert_eq!(bits.peek(n as u32), expected, "{n} bits at {at}");
            bits.skip(n as u32);
            at += n;
            assert_eq!(bits.place().left(data.len()), Some(data.len() * 8 - at));
        }
        (0..20).for_each(|_| {
            bits.refill();
            bits.skip(16);
        });
        bits.refill();
        assert_eq!(bits.peek(32), 0, "past the end");
        assert_eq!(bits.place().left(data.len()), None, "and told by the place");
    }

    #[test]
    fn a_number_is_signed_by_its_first_bit() {
        for (byte, size, expected) in
            [(0b1000_0000, 1, 1), (0, 1, -1), (0b1010_0000, 3, 5), (0b0100_0000, 3, -5), (255, 0, 0)]
        {
            let data = [byte, 0, 0, 0, 0, 0, 0, 0, 0];
            let mut bits = Bits::new(&data);
            bits.refill();
            assert_eq!(bits.signed(0, size), expected, "{byte:08b}");
        }
    }
}
