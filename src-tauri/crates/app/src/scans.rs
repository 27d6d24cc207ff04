//! Which scans are under way, so that a cancelled batch and the program's end stop them.

use std::collections::HashMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use pothos_model::BatchId;
use tokio_util::sync::CancellationToken;

/// Scans under way, so that a cancelled batch stops its scan.
#[derive(Default)]
pub(crate) struct Scans {
    tokens: Mutex<HashMap<BatchId, CancellationToken>>,
    ended: Condvar,
}

impl Scans {
    /// A scan of this batch begins; its token.
    pub(crate) fn begin(&self, batch: BatchId) -> CancellationToken {
        let token = CancellationToken::new();
        lock(&self.tokens).insert(batch, token.clone());
        token
    }

    /// The scan of this batch ended.
    pub(crate) fn end(&self, batch: BatchId) {
        lock(&self.tokens).remove(&batch);
        self.ended.notify_all();
    }

    /// Stops the scan of a batch, if one is under way.
    pub(crate) fn stop(&self, batch: BatchId) {
        if let Some(token) = lock(&self.tokens).get(&batch) {
            token.cancel();
        }
    }

    /// Stops all scans and waits for them, at most `limit`.
    pub(crate) fn stop_all(&self, limit: Duration) {
        let tokens = lock(&self.tokens);
        tokens.values().for_each(CancellationToken::cancel);
        // A scan that does not come back in time is inside one slow system call; its batch stays open and is
        // scanned again at the next start.
        let _ = self.ended.wait_timeout_while(tokens, limit, |tokens| !tokens.is_empty());
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
