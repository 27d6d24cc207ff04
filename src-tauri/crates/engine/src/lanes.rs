//! What a free thread of basic analysis takes next, so that a slow format or a hanging disk delays only itself. Pure.
//!
//! - While quick photos wait, at most half of the threads are with slow ones; when none waits, all may be.
//! - While slow photos wait, one of each batch that has a thread to spare is always under way.
//! - Of quick photos one begins at once, also when slow ones of the same batch have all threads; so does one of a batch that
//!   has no thread.
//! - Of batches of one rank, the one with the fewest threads goes first, and no batch takes the last thread while another
//!   one with something to do has none.
//! - A photo that keeps its thread for very long is waiting, not computing: another thread takes its place.

use std::cmp::Reverse;

use pothos_model::{BatchId, Lane};

/// A photo that has its thread for longer than this most likely waits for a disk that hangs. One that does compute for so
/// long costs one thread more than there are cores.
pub(crate) const STALLED_MS: i64 = 20_000;

/// Of a batch that has one thread only, so many quick photos go between two slow ones: about as long as a slow one takes.
pub(crate) const QUICK_A_SLOW: u32 = 32;

/// What goes before what: the priority that the user gave, then what the user looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Rank {
    pub priority: i32,
    pub on_screen: bool,
}

/// One batch's photos in one lane, as the threads see them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Line {
    /// Waiting for a thread.
    pub waiting: usize,
    /// One that waits is on the screen.
    pub on_screen: bool,
    /// With a thread.
    pub busy: usize,
    /// Of those, for longer than [`STALLED_MS`].
    pub stalled: usize,
}

/// One batch, as the threads see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Side {
    pub batch: BatchId,
    pub rank: Rank,
    pub quick: Line,
    pub slow: Line,
    /// When it last got a thread, as a count of turns; lower is longer ago.
    pub served: u64,
    /// Quick photos since its last slow one.
    pub since_slow: u32,
}

impl Side {
    /// Its threads.
    fn held(&self) -> usize {
        self.quick.busy + self.slow.busy
    }

    /// Its threads that compute.
    fn active(&self) -> usize {
        self.held().saturating_sub(self.quick.stalled + self.slow.stalled)
    }

    /// The lane that it would take a photo from; `None` when nothing of it may begin.
    fn choice(&self, slow_allowed: bool) -> Option<Lane> {
        let slow = slow_allowed && self.slow.waiting > 0;
        match (self.quick.waiting > 0, slow) {
            (false, false) => None,
            (true, false) => Some(Lane::Quick),
            (false, true) => Some(Lane::Slow),
            (true, true) => Some(if self.takes_slow() { Lane::Slow } else { Lane::Quick }),
        }
    }

    /// Whether a slow photo is next while quick ones wait too.
    fn takes_slow(&self) -> bool {
        if self.slow.on_screen && !self.quick.on_screen {
            return true;
        }
        // One is enough; and where it would be the batch's only thread, quick ones have their turns between.
        self.slow.busy == 0 && (self.held() > 0 || self.since_slow >= QUICK_A_SLOW)
    }
}

/// The most threads there are, for `threads` that may compute at once: each may hang once.
pub(crate) fn most_threads(threads: usize) -> usize {
    threads * 2
}

/// How many threads may be with slow photos.
pub(crate) fn slow_limit(threads: usize, quick_waits: bool) -> usize {
    if quick_waits { (threads / 2).max(1) } else { threads }
}

/// Whose photo begins now, and in which lane; `None` when none may. `threads` is how many photos may compute at once, at
/// least two; `quick_to_come` says that quick photos wait that nobody has claimed yet.
pub(crate) fn next(threads: usize, quick_to_come: bool, sides: &[Side]) -> Option<(BatchId, Lane)> {
    let held: usize = sides.iter().map(Side::held).sum();
    if held >= most_threads(threads) {
        return None;
    }
    let active: usize = sides.iter().map(Side::active).sum();
    let slow_active: usize = sides.iter().map(|side| side.slow.busy.saturating_sub(side.slow.stalled)).sum();
    let quick_waits = quick_to_come || sides.iter().any(|side| side.quick.waiting > 0);
    let slow_allowed = slow_active < slow_limit(threads, quick_waits);
    let last = active + 1 >= threads;
    let lane = |side: &Side| {
        // Beyond the threads that compute, and beyond a batch's own (the others are for other batches), one begins of what
        // has none: it does not wait for what hangs, nor for what is slow.
        let beyond = active >= threads || side.held() >= threads;
        let none_is_quick = side.quick.waiting > 0 && side.quick.busy == 0;
        if beyond && side.held() > 0 {
            none_is_quick.then_some(Lane::Quick)
        } else {
            side.choice(slow_allowed)
        }
    };
    sides
        .iter()
        .filter_map(|side| Some((side, lane(side)?)))
        .min_by_key(|(side, _)| {
            let has_one = last && side.held() > 0;
            (has_one, Reverse(side.rank), side.held(), side.served, side.batch)
        })
        .map(|(side, lane)| (side.batch, lane))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(batch: i64, quick: Line, slow: Line) -> Side {
        Side {
            batch: BatchId(batch),
            rank: Rank::default(),
            quick,
            slow,
            served: 0,
            since_slow: QUICK_A_SLOW,
        }
    }

    fn waiting(waiting: usize) -> Line {
        Line { waiting, ..Line::default() }
    }

    fn check(threads: usize, sides: &[Side], expected: Option<(i64, Lane)>) {
        let next = next(threads, false, sides);
        assert_eq!(next.map(|(batch, lane)| (batch.0, lane)), expected, "{threads} threads, {sides:#?}");
    }

    /// Gives threads until none may begin; how many are with quick and with slow photos of each batch.
    fn filled(threads: usize, sides: &mut [Side]) -> Vec<(usize, usize)> {
        for turn in 1.. {
            let Some((batch, lane)) = next(threads, false, sides) else { break };
            let side = sides.iter_mut().find(|side| side.batch == batch).expect("one of them");
            let line = match lane {
                Lane::Quick => &mut side.quick,
                Lane::Slow => &mut side.slow,
            };
            line.waiting -= 1;
            line.busy += 1;
            side.served = turn;
        }
        sides.iter().map(|side| (side.quick.busy, side.slow.busy)).collect()
    }

    #[test]
    fn one_slow_photo_goes_on_beside_quick_ones_and_alone_they_have_all_threads() {
        for (threads, expected) in [(2, (1, 1)), (3, (2, 1)), (8, (7, 1)), (16, (15, 1))] {
            assert_eq!(filled(threads, &mut [side(1, waiting(100), waiting(100))]), [expected]);
            assert_eq!(filled(threads, &mut [side(1, waiting(0), waiting(100))]), [(0, threads)]);
            assert_eq!(filled(threads, &mut [side(1, waiting(100), waiting(0))]), [(threads, 0)]);
        }
    }

    #[test]
    fn slow_photos_on_the_screen_have_half_of_the_threads() {
        let shown = Line { on_screen: true, ..waiting(100) };
        for (threads, expected) in [(2, (1, 1)), (3, (2, 1)), (8, (4, 4)), (16, (8, 8))] {
            assert_eq!(filled(threads, &mut [side(1, waiting(100), shown)]), [expected]);
        }
        assert_eq!(
            filled(8, &mut [side(1, shown, shown)]),
            [(7, 1)],
            "of those on the screen quick ones first"
        );
    }

    #[test]
    fn all_batches_together_have_half_of_the_threads_for_slow_photos_while_quick_ones_wait() {
        let slow_only = |batch| side(batch, waiting(0), waiting(100));
        let mut sides = [slow_only(1), slow_only(2), side(3, waiting(100), waiting(0))];
        let filled = filled(8, &mut sides);
        assert_eq!(filled, [(0, 2), (0, 2), (4, 0)]);
    }

    #[test]
    fn quick_photos_that_nobody_has_claimed_yet_count_as_waiting() {
        let busy = Line { busy: 4, ..waiting(10) };
        let sides = [side(1, waiting(0), busy)];
        assert_eq!(next(8, true, &sides), None, "their threads wait for them");
        assert_eq!(next(8, false, &sides), Some((BatchId(1), Lane::Slow)));
    }

    #[test]
    fn batches_share_the_threads_and_none_takes_the_last_while_another_has_none() {
        let quick = |batch| side(batch, waiting(100), waiting(0));
        assert_eq!(filled(8, &mut [quick(1), quick(2)]), [(4, 0), (4, 0)]);
        let mut raised = [quick(1), quick(2)];
        raised[1].rank.priority = 1;
        assert_eq!(filled(8, &mut raised), [(1, 0), (7, 0)]);
        let mut seen = [quick(1), quick(2)];
        seen[0].rank.on_screen = true;
        assert_eq!(filled(2, &mut seen), [(1, 0), (1, 0)]);
    }

    #[test]
    fn equals_take_turns() {
        let busy = Line { busy: 1, ..waiting(5) };
        let mut sides = [side(1, busy, waiting(0)), side(2, busy, waiting(0))];
        sides[0].served = 7;
        check(4, &sides, Some((2, Lane::Quick)));
    }

    #[test]
    fn a_batch_with_one_thread_gives_its_lanes_turns() {
        let other = side(1, Line { busy: 1, ..waiting(5) }, waiting(0));
        let mut mixed = side(2, waiting(100), waiting(100));
        check(2, &[other, mixed], Some((2, Lane::Slow)));
        mixed.since_slow = 0;
        check(2, &[other, mixed], Some((2, Lane::Quick)));
        mixed.since_slow = QUICK_A_SLOW - 1;
        check(2, &[other, mixed], Some((2, Lane::Quick)));
        mixed.quick.waiting = 0;
        check(2, &[side(1, Line { busy: 1, ..waiting(0) }, waiting(0)), mixed], Some((2, Lane::Slow)));
    }

    #[test]
    fn a_batch_that_came_when_all_threads_were_taken_gets_one_beside_them() {
        let hangs = side(1, Line { busy: 2, ..waiting(100) }, waiting(0));
        check(2, &[hangs], None);
        check(2, &[hangs, side(2, waiting(5), waiting(0))], Some((2, Lane::Quick)));
        check(2, &[hangs, side(2, Line { busy: 1, ..waiting(5) }, waiting(0))], None);
        check(2, &[hangs, side(2, waiting(0), waiting(5))], Some((2, Lane::Slow)));
    }

    #[test]
    fn quick_photos_that_came_when_slow_ones_had_all_threads_begin_at_once() {
        let slow = Line { busy: 8, ..waiting(100) };
        check(8, &[side(1, waiting(100), slow)], Some((1, Lane::Quick)));
        check(8, &[side(1, Line { busy: 1, ..waiting(100) }, slow)], None);
        let stuck = Line { busy: 8, stalled: 8, ..waiting(100) };
        check(8, &[side(1, waiting(100), stuck)], Some((1, Lane::Quick)));
    }

    #[test]
    fn what_hangs_for_long_counts_no_more_but_its_batch_gets_no_other_threads_for_it() {
        let hung = Line { busy: 4, stalled: 4, ..waiting(100) };
        let stuck = side(1, hung, waiting(0));
        check(4, &[stuck], None);
        assert_eq!(filled(4, &mut [stuck, side(2, waiting(100), waiting(0))]), [(4, 0), (4, 0)]);
        let slow_stuck = side(1, waiting(0), hung);
        let filled = filled(4, &mut [slow_stuck, side(2, waiting(100), waiting(100))]);
        assert_eq!(filled, [(0, 4), (3, 1)], "nor does it keep the slow lane of another batch");
        let all = side(1, Line { busy: 8, stalled: 8, ..waiting(0) }, waiting(0));
        check(4, &[all, side(2, waiting(1), waiting(0))], None);
    }
}
