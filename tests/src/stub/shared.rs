//! What all connections of a stub share. Knows no protocol.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::ledger::Book;
use super::setup::Setup;

/// One stub's state.
#[derive(Debug)]
pub(super) struct Shared {
    setup: Mutex<Arc<Setup>>,
    pub(super) book: Arc<Book>,
    pub(super) gate: watch::Sender<Gate>,
}

/// Whether the stub listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gate {
    Open,
    Closed,
    Over,
}

impl Shared {
    pub(super) fn new(setup: Setup, gate: watch::Sender<Gate>) -> Self {
        Self { setup: Mutex::new(Arc::new(setup)), book: Arc::default(), gate }
    }

    pub(super) fn setup(&self) -> Arc<Setup> {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Arc<Setup>> {
        self.setup.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut Setup)) {
        change(Arc::make_mut(&mut self.lock()));
    }
}
