//! Nothing near is missed and nothing is told twice, whatever the hashes look like: spread evenly, in clumps, or with pieces in common.

#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect, in its helper functions too")]

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use pothos_alike::{Index, Pair, every_pair, pairs};
use pothos_model::{Orientation, PhotoId, apart, nearest_turn, turned};
use proptest::prelude::*;

const GO_ON: ControlFlow<()> = ControlFlow::Continue(());

/// A well-mixed value of any number (SplitMix64's finaliser), with bit 0 unset as in every hash.
fn mix(seed: u64) -> u64 {
    let mut x = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (x ^ (x >> 31)) & !1
}

/// Different hashes: spread evenly, copies with a few flipped bits, copies turned, and crowds that share pieces.
fn hashes(seed: u64, spread: usize, copies: usize, crowd: usize, shared: u64) -> Vec<u64> {
    let mut all: Vec<u64> = (0..spread as u64).map(|at| mix(seed ^ at << 20)).collect();
    for at in 0..copies as u64 {
        let roll = mix(seed ^ at << 40 ^ 1);
        let of = all[roll as usize % all.len().max(1)];
        let flips = (0..roll >> 60).fold(0, |bits, nth| bits | 2 << (mix(roll ^ nth << 8) % 63));
        all.push(turned(of ^ flips, Orientation::from_exif(1 + (roll >> 20) as u32 % 8)));
    }
    all.extend((0..crowd as u64).map(|at| mix(seed ^ 7) & shared | mix(seed ^ at << 30 ^ 3) & !shared));
    all.into_iter().collect::<BTreeSet<_>>().into_iter().collect()
}

fn expected(hashes: &[u64], radius: u32, turns: bool) -> BTreeMap<(u32, u32), u32> {
    let mut pairs = BTreeMap::new();
    for (a, x) in (0_u32..).zip(hashes) {
        for (b, y) in (0_u32..).zip(hashes).skip(a as usize + 1) {
            let bits = if turns { nearest_turn(*x, *y).1 } else { apart(*x, *y) };
            if bits <= radius {
                pairs.insert((a, b), bits);
            }
        }
    }
    pairs
}

fn check_pairs(hashes: &[u64], radius: u32, turns: bool) {
    let mut told: Vec<Pair> = Vec::new();
    let _ = pairs(hashes, radius, turns, |pair| {
        told.push(pair);
        GO_ON
    });
    let mut found = BTreeMap::new();
    for pair in &told {
        let turned = turned(hashes[pair.b as usize], Orientation::from_exif(pair.turn.into()));
        assert_eq!(apart(hashes[pair.a as usize], turned), pair.bits, "{pair:?} says how b must be turned");
        let bits = found.entry((pair.a, pair.b)).or_insert(pair.bits);
        *bits = (*bits).min(pair.bits);
    }
    assert_eq!(found, expected(hashes, radius, turns), "radius {radius}, turns {turns}");
    let each: BTreeSet<_> = told.iter().collect();
    assert_eq!(each.len(), told.len(), "nothing is told twice");
}

fn check_index(hashes: &[u64], radius: u32) {
    let photo = |at: usize| PhotoId(at as i64);
    let mut grown = Index::default();
    hashes.iter().enumerate().for_each(|(at, hash)| grown.add(photo(at), *hash));
    let whole = Index::of(hashes.iter().enumerate().map(|(at, hash)| (photo(at), *hash)));
    assert_eq!((grown.len(), whole.len()), (hashes.len(), hashes.len()));
    let step = hashes.len() / 40 + 1;
    for asked in hashes.iter().step_by(step) {
        let mut expected = BTreeMap::new();
        for (at, hash) in hashes.iter().enumerate() {
            let bits = nearest_turn(*asked, *hash).1;
            if bits <= radius {
                expected.insert(photo(at), bits);
            }
        }
        for index in [&grown, &whole] {
            let mut found = BTreeMap::new();
            let _ = index.near(*asked, radius, |near| {
                let turned = turned(hashes[near.photo.0 as usize], Orientation::from_exif(near.turn.into()));
                assert_eq!(apart(*asked, turned), near.bits, "{near:?} says how it must be turned");
                let bits = found.entry(near.photo).or_insert(near.bits);
                *bits = (*bits).min(near.bits);
                GO_ON
            });
            assert_eq!(found, expected, "{asked:016x} within {radius}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn every_near_pair_is_found_once(
        seed: u64, spread in 1_usize..900, copies in 0_usize..600, crowd in 0_usize..700, radius in 0_u32..=9, shared: u64,
    ) {
        let hashes = hashes(seed, spread, copies, crowd, shared);
        check_pairs(&hashes, radius, false);
        check_pairs(&hashes, radius, true);
        check_index(&hashes, radius);
    }
}

#[test]
fn a_crowd_that_shares_pieces_is_searched_completely() {
    // Three pieces in common, two, one, and crowds within crowds; more of each than is compared one by one.
    for shared in [0xFFFF_FFFF_FFFF_0000, 0x0000_FFFF_FFFF_0000, 0xFFFF_0000_0000_FFFF, 0x0000_0000_FFFF_0000]
    {
        let hashes = hashes(shared, 500, 800, 4_600, shared);
        check_pairs(&hashes, 6, false);
        if shared == 0x0000_FFFF_FFFF_0000 {
            check_pairs(&hashes, 4, true);
        }
        check_index(&hashes, 6);
    }
}

#[test]
fn every_radius_that_can_be_asked_for_is_complete() {
    let hashes = hashes(5, 900, 900, 200, 0xFF00_FF00_FF00_FF00);
    for radius in 0..=12 {
        check_pairs(&hashes, radius, false);
    }
    check_index(&hashes, 12);
}

#[test]
fn comparing_all_with_all_gives_each_pair_once() {
    let hashes = hashes(9, 4_000, 1_500, 300, 0xFFFF);
    let mut found = BTreeMap::new();
    let _ = every_pair(&hashes, 6, |a, b| {
        let before = found.insert((a as u32, b as u32), apart(hashes[a], hashes[b]));
        assert_eq!(before, None);
        GO_ON
    });
    assert_eq!(found, expected(&hashes, 6, false));
}

#[test]
fn whoever_listens_may_break_off() {
    let hashes = hashes(1, 200, 400, 0, 0);
    let mut told = 0;
    let ended = pairs(&hashes, 6, true, |_| {
        told += 1;
        if told == 3 { ControlFlow::Break(()) } else { GO_ON }
    });
    assert_eq!((ended, told), (ControlFlow::Break(()), 3));
}
