//! Whose turn it is. Pure.

use pothos_model::BatchId;

/// A batch that could use a worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub batch: BatchId,
    /// Higher goes first.
    pub priority: i32,
    /// When it was last served, as a count of servings; lower is longer ago.
    pub served: u64,
}

/// The highest priority first; among equals the one served longest ago, then the older batch.
pub(crate) fn next(candidates: impl IntoIterator<Item = Candidate>) -> Option<BatchId> {
    candidates
        .into_iter()
        .min_by_key(|one| (std::cmp::Reverse(one.priority), one.served, one.batch))
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
                priority: *priority,
                served: *served,
            }));
            let id = next.map(|id| id.0).unwrap_or_default();
            turns.push(id);
            batches.iter_mut().filter(|one| one.0 == id).for_each(|one| one.2 = turn);
        }
        assert_eq!(turns, [1, 2, 3, 1, 2, 3, 3, 3, 3]);
    }
}
