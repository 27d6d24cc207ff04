//! What finding near duplicates costs: `cargo run --release -p pothos-alike --example alike -- 1000000`.
//!
//! Random hashes with planted near ones, all pairs within six bits, with and without turned copies; an index that answers photo by photo;
//! and, to compare, 100,000 hashes all with all in the same build. Then the same with hashes in clumps.
//!
//! With a second word only that part is done, for a bench that measures whole processes in turns: `search` finds all pairs, `all`
//! compares all with all, `plain` does so as the compiler builds it without being asked for more.

use std::hint::black_box;
use std::ops::ControlFlow;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use pothos_alike::{Index, every_pair, pairs};
use pothos_model::{NEAR_BITS, Orientation, PhotoId, turned};

/// Hashes compared all with all.
const BRUTE: usize = 100_000;
/// Planted copies.
const PLANTED: usize = 20_000;

fn mix(seed: u64) -> u64 {
    let mut x = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (x ^ (x >> 31)) & !1
}

/// Evenly spread hashes, and behind them copies of the first ones with up to six bits flipped, half of them turned.
fn planted(count: usize) -> Vec<u64> {
    let mut hashes: Vec<u64> = (0..count as u64).map(mix).collect();
    for at in 0..PLANTED.min(count) as u64 {
        let flips = (0..at % 7).fold(0, |bits, nth| bits | 2 << (mix(at << 8 | nth) % 63));
        let turn = if at % 2 == 0 { 1 } else { 1 + (at / 2 % 8) as u32 };
        hashes.push(turned(hashes[at as usize] ^ flips, Orientation::from_exif(turn)));
    }
    hashes
}

/// Half of the hashes share one of 16 values of a piece with thousands of others, and 50,000 of them lie around ten centres.
fn clumped(count: usize) -> Vec<u64> {
    let mut hashes: Vec<u64> = (0..count as u64)
        .map(|at| match at % 4 {
            0 => mix(at) & !0xFFFF_0000 | (mix(at >> 4 & 0xF) & 0xFFFF_0000),
            1 => mix(at) & 0x0000_FFFF_FFFF_FFFF | 0x1234 << 48,
            _ => mix(at),
        })
        .collect();
    hashes.extend((0..50_000).map(|at: u64| {
        let flips = (0..12).fold(0, |bits, nth| bits | 2 << (mix(at << 8 | nth) % 63));
        mix(at % 10) ^ flips
    }));
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// What this thread has cost the processor, where the system tells (Linux); else nothing.
fn on_cpu() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// Processor time: other programs on the machine do not count. The clock's time where there is none.
fn timed<T>(name: &str, work: impl FnOnce() -> T) -> (T, Duration) {
    let (began, before) = (Instant::now(), on_cpu());
    let value = work();
    let wall = began.elapsed();
    let cost = before.zip(on_cpu()).map_or(wall, |(before, after)| after.saturating_sub(before));
    println!("{name:<64} {:>9.3} s of processor, {:>9.3} s", cost.as_secs_f64(), wall.as_secs_f64());
    (value, cost)
}

fn all_pairs(hashes: &[u64], turns: bool) -> u64 {
    let mut found = 0;
    let _ = pairs(hashes, NEAR_BITS, turns, |_| {
        found += 1;
        ControlFlow::Continue(())
    });
    found
}

/// All with all in two plain loops, for the processor that Rust builds for when nothing else is said.
fn simple_pairs(hashes: &[u64]) -> u64 {
    let mut found = 0;
    for (at, a) in hashes.iter().enumerate() {
        found +=
            black_box(&hashes[at + 1..]).iter().filter(|b| (a ^ *b).count_ones() <= NEAR_BITS).count() as u64;
    }
    found
}

/// All with all among the first [`BRUTE`] of `hashes`.
fn brute_pairs(hashes: &[u64]) -> u64 {
    let mut found = 0;
    let _ = every_pair(&hashes[..BRUTE.min(hashes.len())], NEAR_BITS, |_, _| {
        found += 1;
        ControlFlow::Continue(())
    });
    found
}

fn main() -> ExitCode {
    let count = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(1_000_000);
    let hashes = planted(count);
    if let Some(part) = std::env::args().nth(2) {
        let found = match part.as_str() {
            "search" => all_pairs(&hashes, false),
            "all" => brute_pairs(&hashes),
            "plain" => simple_pairs(&hashes[..BRUTE.min(hashes.len())]),
            _ => {
                eprintln!("alike [COUNT [search|all|plain]]");
                return ExitCode::FAILURE;
            }
        };
        println!("{found} pairs");
        return ExitCode::SUCCESS;
    }
    println!("{count} hashes and {PLANTED} planted, within {NEAR_BITS} bits, one thread");
    let (brute_pairs, brute) = timed(&format!("{BRUTE} all with all"), || brute_pairs(&hashes));
    let (_, simple) = timed("  as the compiler builds it without being asked for more", || {
        black_box(simple_pairs(&hashes[..BRUTE.min(hashes.len())]))
    });
    let (plain, search) = timed("all pairs", || all_pairs(&hashes, false));
    let (with_turns, search_turns) =
        timed("all pairs, also turned and mirrored", || all_pairs(&hashes, true));
    println!("pairs: {brute_pairs} in the part compared all with all, {plain}, with turns {with_turns}");
    let ratio = |took: Duration, of: Duration| took.as_secs_f64() / of.as_secs_f64();
    println!(
        "ratio to all with all: {:.3}, to its plain build {:.3}",
        ratio(search, brute),
        ratio(search, simple)
    );
    println!(
        "ratio with turns:      {:.3}, to its plain build {:.3}",
        ratio(search_turns, brute),
        ratio(search_turns, simple)
    );
    let photo = |at: usize| PhotoId(at as i64);
    let (index, _) = timed("an index of all", || {
        Index::of(hashes.iter().enumerate().map(|(at, hash)| (photo(at), *hash)))
    });
    let asked = 10_000;
    let (_, one) = timed(&format!("{asked} photos ask it, in all eight turns"), || {
        let mut found = 0_u64;
        for hash in hashes.iter().step_by(hashes.len() / asked + 1) {
            let _ = index.near(*hash, NEAR_BITS, |_| {
                found += 1;
                ControlFlow::Continue(())
            });
        }
        found
    });
    println!("  {:.1} us a photo", one.as_secs_f64() * 1e6 / asked as f64);
    let (_, added) = timed("an index grown one by one", || {
        let mut index = Index::default();
        hashes.iter().enumerate().for_each(|(at, hash)| index.add(photo(at), *hash));
        index.len()
    });
    println!("  {:.2} us a photo", added.as_secs_f64() * 1e6 / hashes.len() as f64);
    let clumps = clumped(count);
    let (found, _) = timed("all pairs of as many in clumps", || all_pairs(&clumps, false));
    println!("  {found} pairs");
    ExitCode::SUCCESS
}
