//! Which batches are being filled: one filler at a time.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use pothos_model::BatchId;
use pothos_store::StoreError;

/// The batches that are being filled.
#[derive(Default)]
pub(crate) struct Filling(Mutex<HashSet<BatchId>>);

impl Filling {
    /// Makes a batch that its maker fills: nobody else begins with it in between.
    ///
    /// # Errors
    /// Those of `make`.
    pub(crate) fn begin(
        &self,
        make: impl FnOnce() -> Result<BatchId, StoreError>,
    ) -> Result<BatchId, StoreError> {
        let mut busy = lock(&self.0);
        let batch = make()?;
        busy.insert(batch);
        Ok(batch)
    }

    /// Whether somebody fills it.
    pub(crate) fn is_busy(&self, batch: BatchId) -> bool {
        // Whoever holds the lock is making a batch, and tells of it itself.
        self.0.try_lock().map_or(true, |busy| busy.contains(&batch))
    }

    /// It is filled, or cannot be.
    pub(crate) fn end(&self, batch: BatchId) {
        lock(&self.0).remove(&batch);
    }

    /// Begins to fill it; false when somebody does already.
    pub(crate) fn take(&self, batch: BatchId) -> bool {
        lock(&self.0).insert(batch)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
