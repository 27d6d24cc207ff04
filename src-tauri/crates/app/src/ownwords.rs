//! The user's vocabulary for the batches that run: read once a batch, anew after the settings changed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use pothos_model::BatchId;
use pothos_store::Library;
use pothos_vision::Vocabulary;

/// Batches whose vocabulary is kept; more than run at once.
const MOST_KEPT: usize = 16;

/// What was read.
#[derive(Default)]
pub(crate) struct OwnWords(Mutex<HashMap<BatchId, Arc<Vocabulary>>>);

impl OwnWords {
    /// The vocabulary for a batch. A library that fails at this moment gives none: no reason to lose an answer. Blocks.
    pub(crate) fn of(&self, library: &Library, batch: BatchId) -> Arc<Vocabulary> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept.get(&batch) {
            return known.clone();
        }
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        let read = Arc::new(read(library));
        kept.insert(batch, read.clone());
        read
    }

    /// The settings changed.
    pub(crate) fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

fn read(library: &Library) -> Vocabulary {
    let Ok(settings) = crate::settings::load(library) else { return Vocabulary::default() };
    let own = if settings.own_words { library.own_words().unwrap_or_default() } else { Vec::new() };
    let aliases = settings.aliases.into_iter().map(|alias| (alias.from, alias.to));
    Vocabulary::new(own, aliases, settings.blocked_words)
}
