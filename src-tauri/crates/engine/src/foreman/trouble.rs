//! While the library cannot be written: nothing is claimed, finished results are held in memory, batches are shown
//! as paused, and a small write is tried until it succeeds.

use pothos_model::{Batch, BatchState, Failure, PauseReason, Timestamp};
use pothos_store::StoreError;

use super::Foreman;
use super::ending::Ending;
use crate::breaker::Breaker;

/// The library cannot be written.
pub(super) struct Trouble {
    pub breaker: Breaker,
    cause: Failure,
    /// Results that wait to be stored: at most as many as there were jobs in flight.
    held: Vec<Ending>,
}

impl Trouble {
    /// The batch as it is shown meanwhile.
    pub(super) fn over(&self, batch: Batch) -> Batch {
        if batch.state != BatchState::Active {
            return batch;
        }
        Batch {
            state: BatchState::Paused(PauseReason::Disk),
            cause: Some((self.cause.code, self.cause.message.clone())),
            ..batch
        }
    }
}

/// Whether the same write may succeed later.
pub(super) fn is_passing(error: &StoreError) -> bool {
    match error {
        StoreError::DiskFull | StoreError::ReadOnly | StoreError::Busy => true,
        StoreError::NotFound { .. } | StoreError::Refused(_) | StoreError::Database(_) => false,
    }
}

impl Foreman {
    /// The library failed. Also for errors that should not happen: waiting is better than asking in a tight loop.
    pub(super) fn in_trouble(&mut self, error: &StoreError) {
        tracing::warn!(%error, "the library cannot be used; trying again later");
        if self.trouble.is_some() {
            return;
        }
        let cause = Failure::new(error.code(), error.to_string());
        self.trouble = Some(Trouble { breaker: Breaker::new(self.now()), cause, held: Vec::new() });
        self.tell_all();
    }

    /// Keeps results until the library can be written.
    pub(super) fn hold(&mut self, endings: Vec<Ending>) {
        if let Some(trouble) = &mut self.trouble {
            trouble.held.extend(endings);
        }
    }

    /// Tries whether the library can be written again, and then stores what was held.
    pub(super) async fn try_again(&mut self, now: Timestamp) {
        match self.db(move |library| library.probe_write(now)).await {
            Err(_) => {
                if let Some(trouble) = &mut self.trouble {
                    trouble.breaker.back_off(now);
                }
            }
            Ok(()) => {
                let held = self.trouble.take().map(|trouble| trouble.held).unwrap_or_default();
                self.finish(held).await;
                if self.trouble.is_none() {
                    self.tell_all();
                    self.read_news().await;
                    self.find_strays();
                }
            }
        }
    }

    fn tell_all(&self) {
        for live in self.live.values() {
            if live.batch.state == BatchState::Active {
                self.tell(live.batch.as_ref().clone());
            }
        }
    }
}
