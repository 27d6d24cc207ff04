//! Writing to a library that may be full for a while.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use pothos_store::{Library, StoreError};
use tokio_util::sync::CancellationToken;

use crate::inner::Inner;
use crate::wire::NoticeLevel;

/// How long to wait before writing again to a library that is full or read-only.
const WRITE_AGAIN: Duration = Duration::from_secs(5);

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
