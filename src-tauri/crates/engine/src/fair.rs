//! Whose turn it is. Pure.

use std::cmp::Reverse;

use pothos_model::BatchId;

use crate::lanes::Rank;

/// A batch that could use a worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub batch: BatchId,
    /// Higher goes first.
    pub rank: Rank,
    /// Jobs in flight, where batches share what holds them; 0 for all where they take turns.
    pub flying: usize,
    /// When it was last served, as a count of servings; lower is longer ago.
    pub served: u64,
}

/// The highest priority first, then the one on the screen; among equals the one with the fewest jobs in flight, then the
/// one served longest ago, then the older.
pub(crate) fn next(candidates: impl IntoIterator<Item = Candidate>) -> Option<BatchId> {
    candidates
        .into_iter()
        .min_by_key(|one| (Reverse(one.rank), one.flying, one.served, one.batch))
        .map(|one| one.batch)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_take_turns_and_a_raised_batch_goes_first() {
        let mut batches = [(1, 0, 0_u64), (2, 0, 0), (3, 0, 0)];
        let mut turns = Vec::new();
        for turn in 1..=9 {
            if turn == 7 {
                batches[2].1 = 1;
            }
            let next = next(batches.iter().map(|(id, priority, served)| Candidate {
                batch: BatchId(*id),
                rank: Rank { priority: *priority, on_screen: false },
                flying: 0,
                served: *served,
            }));
            let id = next.map(|id| id.0).unwrap_or_default();
            turns.push(id);
            batches.iter_mut().filter(|one| one.0 == id).for_each(|one| one.2 = turn);
        }
        assert_eq!(turns, [1, 2, 3, 1, 2, 3, 3, 3, 3]);
    }

    #[test]
    fn the_batch_on_the_screen_goes_before_its_equals_and_after_a_raised_one() {
        let one = |id, priority, on_screen| Candidate {
            batch: BatchId(id),
            rank: Rank { priority, on_screen },
            flying: 0,
            served: 0,
        };
        assert_eq!(next([one(1, 0, false), one(2, 0, true)]), Some(BatchId(2)));
        assert_eq!(next([one(1, 1, false), one(2, 0, true)]), Some(BatchId(1)));
    }

    #[test]
    fn the_batch_with_the_fewest_jobs_in_flight_goes_first_among_equals() {
        let one =
            |id, flying, served| Candidate { batch: BatchId(id), rank: Rank::default(), flying, served };
        assert_eq!(next([one(1, 6, 1), one(2, 2, 9)]), Some(BatchId(2)));
        assert_eq!(next([one(1, 2, 9), one(2, 2, 1)]), Some(BatchId(2)));
    }
}
