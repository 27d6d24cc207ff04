//! Hashes sorted by each of their pieces, so that all with a given value of a piece lie together. Where many share a value, they are
//! sorted again among themselves by the pieces that are left: real hashes clump, and a crowd must not be compared one by
//! one.

use std::ops::{ControlFlow, Range};

use crate::chunk::{Piece, Shares, flips, shares};
use crate::kernel::{self, Hit};

/// More hashes than this with one value of a piece are sorted again. Fewer are compared sooner than looked up.
const CROWD: usize = 4_096;
/// Looking for one value costs about as much as comparing this many hashes.
const LOOKUP: usize = 16;
/// From this many hashes on, where each value begins is written down.
const MANY: usize = 1 << 14;

/// Hashes with their slots, found by any of some pieces.
#[derive(Debug, Default)]
pub(crate) struct Level {
    tables: Vec<Table>,
}

/// Hashes in the order of one piece.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) piece: Piece,
    pub(crate) hashes: Vec<u64>,
    pub(crate) slots: Vec<u32>,
    /// Where each value begins, and the end; empty for few hashes.
    starts: Vec<u32>,
    /// The crowds, by value.
    crowds: Vec<(u16, Level)>,
}

impl Level {
    /// Sorts hashes with their slots by each of the four pieces.
    pub(crate) fn of(entries: &[(u64, u32)]) -> Self {
        Self::by(entries, &Piece::ALL)
    }

    fn by(entries: &[(u64, u32)], pieces: &[Piece]) -> Self {
        let table = |piece: &Piece| {
            let left: Vec<Piece> = pieces.iter().copied().filter(|other| other != piece).collect();
            Table::of(entries, *piece, &left)
        };
        Self { tables: pieces.iter().map(table).collect() }
    }

    /// Hashes in it.
    pub(crate) fn len(&self) -> usize {
        self.tables.first().map_or(0, |table| table.hashes.len())
    }

    /// All hashes with their slots, in no order that means anything.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (u64, u32)> + '_ {
        self.tables
            .iter()
            .take(1)
            .flat_map(|table| table.hashes.iter().copied().zip(table.slots.iter().copied()))
    }

    /// The tables that must be looked through for hashes within `radius`, each with its share of the bits.
    pub(crate) fn looked_at(&self, radius: u32) -> (impl Iterator<Item = (usize, &Table, u32)>, Shares) {
        let shares = shares(self.tables.len(), radius);
        let tables = self.tables.iter().enumerate().zip(shares);
        (tables.filter_map(|((at, table), share)| Some((at, table, share?))), shares)
    }

    /// Whether a pair that differs in `bits` is found by a table before the `at`-th: then it has been.
    pub(crate) fn found_before(&self, at: usize, shares: &Shares, bits: u64) -> bool {
        let before = self.tables.iter().zip(shares).take(at);
        before
            .into_iter()
            .any(|(table, share)| share.is_some_and(|share| table.piece.of(bits).count_ones() <= share))
    }

    /// Calls `found` once with the slot and hash of each entry that differs from `hash` in at most `radius` bits of the pieces
    /// of this level; the other pieces are those of a crowd, and counted in what is left of the radius.
    pub(crate) fn near(
        &self,
        hash: u64,
        radius: u32,
        whole: u32,
        hits: &mut Vec<Hit>,
        found: &mut dyn FnMut(u32, u64) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let (tables, shares) = self.looked_at(radius);
        let lookups: usize = shares.iter().flatten().map(|share| flips(*share).len()).sum();
        if let Some(all) = self.tables.first().filter(|all| all.hashes.len() < lookups * LOOKUP) {
            return all.compare(0..all.hashes.len(), hash, whole, hits, found);
        }
        for (at, table, share) in tables {
            for flip in flips(share) {
                let mut fresh = |slot, other: u64| {
                    if self.found_before(at, &shares, hash ^ other) {
                        ControlFlow::Continue(())
                    } else {
                        found(slot, other)
                    }
                };
                let value = table.piece.of(hash) ^ flip;
                match table.crowd(value) {
                    Some(crowd) => crowd.near(hash, radius - flip.count_ones(), whole, hits, &mut fresh)?,
                    None => table.compare(table.bucket(value), hash, whole, hits, &mut fresh)?,
                }
            }
        }
        ControlFlow::Continue(())
    }
}

impl Table {
    fn of(entries: &[(u64, u32)], piece: Piece, left: &[Piece]) -> Self {
        let (starts, entries) = if entries.len() >= MANY {
            counted(entries, piece)
        } else {
            (Vec::new(), sorted(entries, piece))
        };
        let mut crowds = Vec::new();
        if !left.is_empty() && entries.len() > CROWD {
            let same = entries.chunk_by(|a, b| piece.of(a.0) == piece.of(b.0));
            for crowd in same.filter(|same| same.len() > CROWD) {
                let value = crowd.first().map_or(0, |(hash, _)| piece.of(*hash));
                crowds.push((value, Level::by(crowd, left)));
            }
        }
        let (hashes, slots) = entries.into_iter().unzip();
        Self { piece, hashes, slots, starts, crowds }
    }

    /// Where the hashes with this value lie.
    pub(crate) fn bucket(&self, value: u16) -> Range<usize> {
        let at = usize::from(value);
        if let (Some(start), Some(end)) = (self.starts.get(at), self.starts.get(at + 1)) {
            return *start as usize..*end as usize;
        }
        let start = self.hashes.partition_point(|hash| self.piece.of(*hash) < value);
        let same = self.hashes.get(start..).unwrap_or_default();
        start..start + same.partition_point(|hash| self.piece.of(*hash) == value)
    }

    /// The values that occur, each with where its hashes lie.
    pub(crate) fn buckets(&self) -> impl Iterator<Item = (u16, Range<usize>)> + '_ {
        let mut start = 0;
        self.hashes.chunk_by(|a, b| self.piece.of(*a) == self.piece.of(*b)).map(move |same| {
            let range = start..start + same.len();
            start = range.end;
            (same.first().map_or(0, |hash| self.piece.of(*hash)), range)
        })
    }

    /// The crowd with this value, if there is one.
    pub(crate) fn crowd(&self, value: u16) -> Option<&Level> {
        let at = self.crowds.binary_search_by_key(&value, |(value, _)| *value).ok()?;
        self.crowds.get(at).map(|(_, crowd)| crowd)
    }

    fn compare(
        &self,
        range: Range<usize>,
        hash: u64,
        radius: u32,
        hits: &mut Vec<Hit>,
        found: &mut dyn FnMut(u32, u64) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let (Some(hashes), Some(slots)) = (self.hashes.get(range.clone()), self.slots.get(range)) else {
            return ControlFlow::Continue(());
        };
        kernel::between(&[hash], hashes, radius, hits, &mut |_, at| match (slots.get(at), hashes.get(at)) {
            (Some(slot), Some(hash)) => found(*slot, *hash),
            _ => ControlFlow::Continue(()),
        })
    }
}

fn sorted(entries: &[(u64, u32)], piece: Piece) -> Vec<(u64, u32)> {
    let mut entries = entries.to_vec();
    entries.sort_unstable_by_key(|(hash, slot)| (piece.of(*hash), *slot));
    entries
}

/// The entries in the order of a piece, and where each value begins, by counting: several times as quick as comparing.
fn counted(entries: &[(u64, u32)], piece: Piece) -> (Vec<u32>, Vec<(u64, u32)>) {
    let mut starts = vec![0_u32; usize::from(u16::MAX) + 2];
    for (hash, _) in entries {
        if let Some(next) = starts.get_mut(usize::from(piece.of(*hash)) + 1) {
            *next += 1;
        }
    }
    let mut sum = 0;
    for start in &mut starts {
        sum += *start;
        *start = sum;
    }
    let mut next = starts.clone();
    let mut ordered = vec![(0, 0); entries.len()];
    for entry in entries {
        let Some(at) = next.get_mut(usize::from(piece.of(entry.0))) else { continue };
        if let Some(place) = ordered.get_mut(*at as usize) {
            *place = *entry;
        }
        *at += 1;
    }
    (starts, ordered)
}
