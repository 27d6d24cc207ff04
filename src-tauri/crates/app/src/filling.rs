//! Who fills which batch: the scan or selection that adds its photos. One at a time, begun anew after a crash, and when a
//! batch that was cancelled early is taken up again.

use std::collections::HashSet;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use pothos_model::BatchId;
use pothos_store::{Library, StoreError, Unfilled};
use tokio_util::sync::CancellationToken;

use crate::importing::scan_into;
use crate::inner::Inner;
use crate::seeing::choose_again;
use crate::wire::NoticeLevel;

/// How long to wait before writing again to a library that is full or read-only.
const WRITE_AGAIN: Duration = Duration::from_secs(5);

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

    fn take(&self, batch: BatchId) -> bool {
        lock(&self.0).insert(batch)
    }
}

/// Goes on filling an open batch, unless that is being done. Photos it has already are not added twice. Blocks.
pub(crate) fn fill_open(inner: &Arc<Inner>, batch: BatchId) {
    if !inner.filling.take(batch) {
        return;
    }
    match inner.library.unfilled(batch) {
        Ok(Some(Unfilled::Vision(scope))) => choose_again(inner, batch, &scope),
        Ok(Some(Unfilled::Import(roots))) => scan_into(inner, batch, &roots, true),
        Ok(None) => {}
        Err(error) => inner.notice(NoticeLevel::Error, "batch_not_filled", &error.to_string(), &[]),
    }
    inner.filling.end(batch);
}

/// Writes, and while the disk is full or the library read-only, says so once and tries again: what was found is
/// not lost.
pub(crate) fn patiently<T>(
    inner: &Arc<Inner>,
    token: &CancellationToken,
    write: impl Fn(&Library) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let mut told = false;
    loop {
        match write(&inner.library) {
            Err(error @ (StoreError::DiskFull | StoreError::ReadOnly | StoreError::Busy)) => {
                if token.is_cancelled() {
                    return Err(error);
                }
                if !told {
                    told = true;
                    inner.notice(NoticeLevel::Error, error.code().name(), &error.to_string(), &[]);
                }
                let gate = Mutex::new(());
                let _ = Condvar::new().wait_timeout(lock(&gate), WRITE_AGAIN);
            }
            other => return other,
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
