//! How fast a batch goes: a sliding window over its latest ends. Pure.

use std::collections::VecDeque;

use pothos_model::{Batch, BatchState, Estimate, Timestamp};

/// Ends kept; at eight requests at once, about six rounds.
const WINDOW: usize = 50;
/// Ends before anything is claimed about the speed.
const FEWEST: usize = 5;

/// The latest ends of one batch.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rate {
    ends: VecDeque<Timestamp>,
}

impl Rate {
    /// A photo ended.
    pub(crate) fn record(&mut self, now: Timestamp) {
        if self.ends.back().is_some_and(|last| now < *last) {
            // The clock was set back: old ends cannot be compared with new ones.
            self.ends.clear();
        }
        if self.ends.len() == WINDOW {
            self.ends.pop_front();
        }
        self.ends.push_back(now);
    }

    /// The batch stood still: what was measured before says nothing about what comes.
    pub(crate) fn forget(&mut self) {
        self.ends.clear();
    }

    /// The speed up to now, so that it falls while nothing ends; nothing before five ends.
    pub(crate) fn estimate(&self, batch: &Batch, now: Timestamp) -> Estimate {
        let (Some(first), true) = (self.ends.front(), self.ends.len() >= FEWEST) else {
            return Estimate::default();
        };
        let seconds = now.ms_since(*first).max(1) as f64 / 1_000.0;
        let photos_per_second = (self.ends.len() - 1) as f64 / seconds;
        let moving = batch.state == BatchState::Active && !batch.open;
        let left_ms = f64::from(batch.counters.left()) / photos_per_second * 1_000.0;
        let finish = moving.then(|| now.plus_ms(left_ms as i64));
        Estimate { photos_per_second, finish, ..Estimate::default() }
    }
}
