//! Takes a mutex whatever became of its last holder.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// A poisoned mutex holds a connection whose transaction was rolled back when it was dropped: still good.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
