//! Frames of one burst: what one frame shows, the others show too.

/// Frames of a burst are no farther apart than this.
pub const BURST_MS: i64 = 2_000;
/// Bits in which the perceptual hashes of two frames differ at most, of 64. The same picture otherwise exposed or compressed differs in up to
/// about eight; of 233 real files no two different ones differ in fewer than 11, in any of eight turns (docs/decisions/0035).
const BURST_BITS: u32 = 10;

/// Whether two photos of one camera and folder are frames of one burst, by capture time in ms and perceptual hash.
#[must_use]
pub fn same_burst(a: (i64, u64), b: (i64, u64)) -> bool {
    i64::try_from(a.0.abs_diff(b.0)).is_ok_and(|apart| apart <= BURST_MS)
        && (a.1 ^ b.1).count_ones() <= BURST_BITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_near_in_time_and_alike() {
        for (other, expected) in [
            ((1_000, 0), true),
            ((3_000, 0b11_1111_1111), true),
            ((3_001, 0), false),
            ((1_000, 0b111_1111_1111), false),
            ((i64::MIN, 0), false),
        ] {
            assert_eq!(same_burst((1_000, 0), other), expected, "{other:?}");
        }
    }
}
