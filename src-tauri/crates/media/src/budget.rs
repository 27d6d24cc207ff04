//! The memory that all decodes of the process share: one that would take more waits until others have given theirs
//! back. A folder of panoramas so takes longer, never more memory.

use std::sync::{Condvar, Mutex, PoisonError};

/// What all decodes together may hold, in bytes: eight photos of 24 megapixels as RGB, or one of 170.
const CAPACITY: u64 = 640 << 20;

/// The process's budget.
pub(crate) static MEMORY: Budget = Budget::new(CAPACITY);

/// An amount that is shared.
pub(crate) struct Budget {
    capacity: u64,
    taken: Mutex<u64>,
    given_back: Condvar,
}

/// A share; given back when dropped.
#[must_use]
pub(crate) struct Share<'a> {
    of: &'a Budget,
    bytes: u64,
}

impl Budget {
    const fn new(capacity: u64) -> Self {
        Self { capacity, taken: Mutex::new(0), given_back: Condvar::new() }
    }

    /// Waits until `bytes` are free and takes them. One that asks for more than there is gets all, alone.
    pub fn take(&self, bytes: u64) -> Share<'_> {
        let bytes = bytes.min(self.capacity);
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        while *taken + bytes > self.capacity {
            taken = self.given_back.wait(taken).unwrap_or_else(PoisonError::into_inner);
        }
        *taken += bytes;
        Share { of: self, bytes }
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        let mut taken = self.of.taken.lock().unwrap_or_else(PoisonError::into_inner);
        *taken = taken.saturating_sub(self.bytes);
        drop(taken);
        self.of.given_back.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU64, Ordering};

    #[test]
    fn shares_never_add_to_more_than_there_is_and_all_get_theirs() {
        let budget = Budget::new(100);
        let (held, most, served) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
        std::thread::scope(|scope| {
            for thread in 0..8_u64 {
                let (budget, held, most, served) = (&budget, &held, &most, &served);
                scope.spawn(move || {
                    for round in 0..200 {
                        let bytes = (thread * 37 + round * 13) % 130;
                        let share = budget.take(bytes);
                        let now = held.fetch_add(bytes.min(100), Ordering::SeqCst) + bytes.min(100);
                        most.fetch_max(now, Ordering::SeqCst);
                        held.fetch_sub(bytes.min(100), Ordering::SeqCst);
                        drop(share);
                        served.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
        });
        assert_eq!(served.load(Ordering::SeqCst), 1600);
        assert!(most.load(Ordering::SeqCst) <= 100, "{most:?} of 100 were held at once");
        assert_eq!(*budget.taken.lock().unwrap(), 0, "everything was given back");
    }
}
