//! All near pairs of a set at once: whole runs of hashes with the same piece are compared with each other, which keeps what is compared in
//! the processor's cache.

use std::cmp::Ordering;
use std::ops::{ControlFlow, Range};

use pothos_model::{Orientation, turned};

use crate::chunk::flips;
use crate::kernel::{self, Hit};
use crate::level::{Level, Table};

/// Up to this many hashes, comparing all with all is quicker.
const FEW: usize = 1_000;
/// The turns besides none that find all pairs: each of these undoes itself, except the quarter turn, which finds what its
/// opposite would with the two pictures exchanged.
const TURNS: [u32; 6] = [2, 3, 4, 5, 6, 7];

/// Two hashes that are near.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// The place of the one.
    pub a: u32,
    /// The place of the other, larger than `a`.
    pub b: u32,
    /// Bits in which they differ, `b` turned as `turn` says.
    pub bits: u32,
    /// How `b` must be turned to look like `a`, as EXIF numbers orientations; 1 for not at all.
    pub turn: u8,
}

/// Calls `found` with every pair of `hashes` that differs in at most `radius` bits, with `turns` also of pictures that are turned or
/// mirrored. A pair that is near in two ways comes twice. The hashes should differ from each other: of equal ones every pair is
/// a pair. At most `u32::MAX` of them. `found` may break off.
pub fn pairs(
    hashes: &[u64],
    radius: u32,
    turns: bool,
    mut found: impl FnMut(Pair) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let pair = |a: u32, b: u32, bits, turn| Pair { a, b, bits, turn };
    if hashes.len() <= FEW && !turns {
        return kernel::every_pair(hashes, radius, |a, b| match (hashes.get(a), hashes.get(b)) {
            (Some(x), Some(y)) => found(pair(place(a), place(b), (x ^ y).count_ones(), 1)),
            _ => ControlFlow::Continue(()),
        });
    }
    let level = |turn: Orientation| {
        let entries: Vec<(u64, u32)> =
            (0..).zip(hashes).map(|(slot, hash)| (turned(*hash, turn), slot)).collect();
        Level::of(&entries)
    };
    let upright = level(Orientation::NORMAL);
    between(&upright, &upright, radius, &mut |(x, a), (y, b)| {
        if a < b { found(pair(a, b, (x ^ y).count_ones(), 1)) } else { ControlFlow::Continue(()) }
    })?;
    for exif in TURNS.into_iter().filter(|_| turns) {
        let turn = Orientation::from_exif(exif);
        let back = if exif == 6 { 8 } else { turn.exif() };
        between(&upright, &level(turn), radius, &mut |(x, a), (y, b)| {
            let bits = (x ^ y).count_ones();
            match a.cmp(&b) {
                Ordering::Less => found(pair(a, b, bits, turn.exif())),
                // Turns that undo themselves find each pair from both sides.
                Ordering::Greater if exif == 6 => found(pair(b, a, bits, back)),
                Ordering::Greater | Ordering::Equal => ControlFlow::Continue(()),
            }
        })?;
    }
    ControlFlow::Continue(())
}

/// A hash and its slot.
type Entry = (u64, u32);
type Found<'a> = &'a mut dyn FnMut(Entry, Entry) -> ControlFlow<()>;

/// Calls `found` once with every two entries of the two levels that are near. Of a level and itself each pair is given once, the smaller
/// slot first.
fn between(left: &Level, right: &Level, radius: u32, found: Found<'_>) -> ControlFlow<()> {
    let same = std::ptr::eq(left, right);
    let mut scratch = Scratch::default();
    let (tables, shares) = left.looked_at(radius);
    let (others, _) = right.looked_at(radius);
    for ((at, one, share), (_, other, _)) in tables.zip(others) {
        let mut fresh = |a: Entry, b: Entry| {
            let bits = a.0 ^ b.0;
            if left.found_before(at, &shares, bits) {
                return ControlFlow::Continue(());
            }
            match (same, a.1.cmp(&b.1)) {
                (true, Ordering::Equal) => ControlFlow::Continue(()),
                // A run compared with itself meets each pair from both sides; two runs meet once.
                (true, Ordering::Greater) if one.piece.of(bits) == 0 => ControlFlow::Continue(()),
                (true, Ordering::Greater) => found(b, a),
                (true, Ordering::Less) | (false, _) => found(a, b),
            }
        };
        for (value, range) in one.buckets() {
            let run = Run::of(one, value, range);
            scratch.clear();
            for flip in flips(share) {
                // Of two values of one table, each pair of values is looked at once.
                if same && value ^ flip < value {
                    continue;
                }
                let near = other.bucket(value ^ flip);
                let opposite = Run::of(other, value ^ flip, near.clone());
                if run.crowd.is_some() || opposite.crowd.is_some() {
                    crowds(&run, &opposite, radius, flip.count_ones(), &mut scratch.hits, &mut fresh)?;
                } else {
                    scratch.gather(opposite.hashes, near.start);
                }
            }
            let gathered = scratch.filled();
            kernel::between(run.hashes, &scratch.hashes, radius, &mut scratch.hits, &mut |a, b| {
                if b >= gathered {
                    return ControlFlow::Continue(());
                }
                let start = scratch.starts.partition_point(|(start, _)| *start <= b).saturating_sub(1);
                let from = scratch.starts.get(start).map_or(0, |(start, from)| from + b - start);
                match (run.entry(a), other.hashes.get(from), other.slots.get(from)) {
                    (Some(a), Some(hash), Some(slot)) => fresh(a, (*hash, *slot)),
                    _ => ControlFlow::Continue(()),
                }
            })?;
        }
    }
    ControlFlow::Continue(())
}

/// What is compared with one run, brought together: many short runs one after another would cost more than their hashes.
#[derive(Default)]
struct Scratch {
    hashes: Vec<u64>,
    /// Where each run begins here, and in its table.
    starts: Vec<(usize, usize)>,
    hits: Vec<Hit>,
}

impl Scratch {
    fn clear(&mut self) {
        self.hashes.clear();
        self.starts.clear();
    }

    /// How many hashes were gathered. Behind them, the last is repeated until whole vectors are filled.
    fn filled(&mut self) -> usize {
        let gathered = self.hashes.len();
        self.hashes.resize(
            gathered.next_multiple_of(kernel::LANES),
            self.hashes.last().copied().unwrap_or_default(),
        );
        gathered
    }

    fn gather(&mut self, hashes: &[u64], from: usize) {
        if !hashes.is_empty() {
            self.starts.push((self.hashes.len(), from));
            self.hashes.extend_from_slice(hashes);
        }
    }
}

/// The hashes of a table with one value.
struct Run<'a> {
    hashes: &'a [u64],
    slots: &'a [u32],
    crowd: Option<&'a Level>,
}

impl<'a> Run<'a> {
    fn of(table: &'a Table, value: u16, range: Range<usize>) -> Self {
        Self {
            hashes: table.hashes.get(range.clone()).unwrap_or_default(),
            slots: table.slots.get(range).unwrap_or_default(),
            crowd: table.crowd(value),
        }
    }

    fn entry(&self, at: usize) -> Option<Entry> {
        Some((*self.hashes.get(at)?, *self.slots.get(at)?))
    }
}

/// Two runs whose values differ in `spent` bits, at least one of them a crowd: each hash of the smaller one asks the other.
fn crowds(
    left: &Run<'_>,
    right: &Run<'_>,
    radius: u32,
    spent: u32,
    hits: &mut Vec<Hit>,
    found: Found<'_>,
) -> ControlFlow<()> {
    let left_asks =
        right.crowd.is_some() && (left.crowd.is_none() || left.hashes.len() <= right.hashes.len());
    let (few, many) = if left_asks { (left, right) } else { (right, left) };
    let Some(crowd) = many.crowd else { return ControlFlow::Continue(()) };
    for entry in (0..few.hashes.len()).filter_map(|at| few.entry(at)) {
        crowd.near(entry.0, radius - spent, radius, hits, &mut |slot, hash| {
            if left_asks { found(entry, (hash, slot)) } else { found((hash, slot), entry) }
        })?;
    }
    ControlFlow::Continue(())
}
