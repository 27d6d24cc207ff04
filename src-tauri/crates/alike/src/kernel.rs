//! Comparing hashes one by one: the inner loops, compiled for several kinds of processor and chosen when the program runs. The
//! plain x86-64 that Rust builds for has no instruction that counts bits.

use std::ops::ControlFlow;

use multiversion::multiversion;

/// Compared before anything is asked of the result, so that a vector unit can do it together.
pub(crate) const LANES: usize = 16;
/// Comparisons in one call, about; bounds what is gathered before it is handed on.
const STRIP: usize = 1 << 16;

/// Two places whose hashes are near.
pub(crate) type Hit = (u32, u32);

/// The places in `left` and `right` whose hashes differ in at most `radius` bits, added to `hits`.
#[multiversion(targets("x86_64+avx512f+avx512vpopcntdq+popcnt", "x86_64+avx2+popcnt", "x86_64+popcnt"))]
fn compare(left: &[u64], right: &[u64], radius: u32, hits: &mut Vec<Hit>) {
    let (whole, rest) = right.as_chunks::<LANES>();
    let after = (whole.len() * LANES) as u32;
    for (at, a) in (0_u32..).zip(left) {
        for (start, some) in (0_u32..).step_by(LANES).zip(whole) {
            let mut any = false;
            for b in some {
                any |= (a ^ b).count_ones() <= radius;
            }
            if any {
                let near = (start..).zip(some).filter(|(_, b)| (a ^ *b).count_ones() <= radius);
                hits.extend(near.map(|(other, _)| (at, other)));
            }
        }
        for (other, b) in (after..).zip(rest) {
            if (a ^ b).count_ones() <= radius {
                hits.push((at, other));
            }
        }
    }
}

/// Calls `found` with the places of the hashes in `left` and `right` that differ in at most `radius` bits. `hits` is scratch.
pub(crate) fn between(
    left: &[u64],
    right: &[u64],
    radius: u32,
    hits: &mut Vec<Hit>,
    found: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let rows = (STRIP / right.len().max(1)).max(1);
    for (start, some) in (0..).step_by(rows).zip(left.chunks(rows)) {
        hits.clear();
        compare(some, right, radius, hits);
        for (a, b) in hits.iter() {
            found(start + *a as usize, *b as usize)?;
        }
    }
    ControlFlow::Continue(())
}

/// Every pair of places whose hashes differ in at most `radius` bits, the smaller place first, found by comparing all with all: the
/// quickest way for a few thousand.
pub fn every_pair(
    hashes: &[u64],
    radius: u32,
    mut found: impl FnMut(usize, usize) -> ControlFlow<()>,
) -> ControlFlow<()> {
    const TILE: usize = 2048;
    let mut hits = Vec::new();
    for (start, left) in (0..).step_by(TILE).zip(hashes.chunks(TILE)) {
        for (other, right) in (0..).step_by(TILE).zip(hashes.chunks(TILE)).skip(start / TILE) {
            between(left, right, radius, &mut hits, &mut |a, b| {
                if start + a < other + b { found(start + a, other + b) } else { ControlFlow::Continue(()) }
            })?;
        }
    }
    ControlFlow::Continue(())
}
