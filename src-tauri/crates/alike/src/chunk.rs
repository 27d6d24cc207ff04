//! The four pieces of a hash, and how many bits each may differ in so that none of the near ones is missed.

use std::sync::OnceLock;

/// Bits of a piece.
const BITS: u32 = 16;
/// Pieces of a hash.
pub(crate) const PIECES: usize = 4;

/// A piece of a hash, by its place: 0 is the lowest 16 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece(u32);

impl Piece {
    /// All four.
    pub(crate) const ALL: [Piece; PIECES] = [Piece(0), Piece(1), Piece(2), Piece(3)];

    /// Its bits in a hash.
    pub(crate) fn of(self, hash: u64) -> u16 {
        (hash >> (self.0 * BITS)) as u16
    }
}

/// How many bits each piece of a hash may differ in; `None` for one that is not looked at.
pub(crate) type Shares = [Option<u32>; PIECES];

/// How many bits each of `pieces` pieces may differ in, so that of two hashes that differ in at most `radius` bits of these pieces at
/// least one piece differs within its share. For if each differed in more than its share, that would be the sum of the
/// shares and one more a piece, and the shares are given out so that this exceeds the radius (the general pigeonhole
/// principle: Qin et al. 2018, "GPH: Similarity Search in Hamming Space"). A share of less than nothing is a piece that need not
/// be looked at.
///
/// The first piece gets the least: it holds the bit that is never set, so its values are the fewest.
pub(crate) fn shares(pieces: usize, radius: u32) -> Shares {
    let count = u32::try_from(pieces.clamp(1, PIECES)).unwrap_or(1);
    let (each, more) = ((radius + 1) / count, (radius + 1) % count);
    let mut shares = [None; PIECES];
    for (at, share) in (0..count).zip(shares.iter_mut()) {
        *share = (each + u32::from(at >= count - more)).checked_sub(1);
    }
    shares
}

/// All values of 16 bits with at most `most` bits set, those with the fewest first.
pub(crate) fn flips(most: u32) -> &'static [u16] {
    static SORTED: OnceLock<Vec<u16>> = OnceLock::new();
    let sorted = SORTED.get_or_init(|| {
        let mut all: Vec<u16> = (0..=u16::MAX).collect();
        all.sort_by_key(|bits| bits.count_ones());
        all
    });
    sorted.get(..sorted.partition_point(|bits| bits.count_ones() <= most)).unwrap_or(sorted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_as_small_as_completeness_allows() {
        let s = Some;
        for (pieces, radius, expected) in [
            (4, 7, [s(1), s(1), s(1), s(1)]),
            (4, 6, [s(0), s(1), s(1), s(1)]),
            (4, 3, [s(0), s(0), s(0), s(0)]),
            (4, 0, [None, None, None, s(0)]),
            (3, 6, [s(1), s(1), s(2), None]),
            (1, 5, [s(5), None, None, None]),
        ] {
            assert_eq!(shares(pieces, radius), expected, "{pieces} pieces, {radius} bits");
        }
    }

    #[test]
    fn flips_are_counted_from_none() {
        assert_eq!((flips(0), flips(1).len(), flips(2).len()), (&[0_u16][..], 17, 137));
    }
}
