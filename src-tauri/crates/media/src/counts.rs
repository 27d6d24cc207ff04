//! What reading photos cost this process, counted where it happens: a test holds "one reading and one decode a photo"
//! to these counts.

use std::sync::atomic::{AtomicU64, Ordering};

static READ: AtomicU64 = AtomicU64::new(0);
static PEEKED: AtomicU64 = AtomicU64::new(0);
static DECODED: AtomicU64 = AtomicU64::new(0);

/// Counts since the process began.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Photo files opened to be read whole.
    pub read: u64,
    /// Files of which only the first bytes were read.
    pub peeked: u64,
    /// Pictures decoded from a photo's file; the few pixels of a camera's thumbnail and stored previews are no part.
    pub decoded: u64,
}

impl Counts {
    /// The counts now.
    #[must_use]
    pub fn now() -> Self {
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Self { read: of(&READ), peeked: of(&PEEKED), decoded: of(&DECODED) }
    }
}

pub(crate) fn read() {
    READ.fetch_add(1, Ordering::Relaxed);
}

pub(crate) fn peeked() {
    PEEKED.fetch_add(1, Ordering::Relaxed);
}

pub(crate) fn decoded() {
    DECODED.fetch_add(1, Ordering::Relaxed);
}
