//! The user's vocabulary for the batches that run: read once a batch, anew after the settings changed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use pothos_model::BatchId;
use pothos_store::Library;
use pothos_vision::{Doubts, Vocabulary};

/// Batches whose vocabulary is kept; more than run at once.
const MOST_KEPT: usize = 16;

/// The vocabulary, and which words the user wants to see first.
type Wishes = (Arc<Vocabulary>, Doubts);

/// What was read.
#[derive(Default)]
pub(crate) struct OwnWords(Mutex<HashMap<BatchId, Wishes>>);

impl OwnWords {
    /// The vocabulary for a batch. A library that fails at this moment gives none: no reason to lose an answer. Blocks.
    pub(crate) fn of(&self, library: &Library, batch: BatchId) -> Wishes {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept.get(&batch) {
            return known.clone();
        }
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        match read(library) {
            Some(read) => {
                kept.insert(batch, read.clone());
                read
            }
            // Read anew for the next answer; this one is held to nothing.
            None => Wishes::default(),
        }
    }

    /// The settings changed.
    pub(crate) fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

fn read(library: &Library) -> Option<Wishes> {
    let settings = crate::settings::load(library).ok()?;
    let wanted = settings.own_words || settings.review_new;
    let own = if wanted { library.own_words().ok()? } else { Vec::new() };
    let aliases = settings.aliases.into_iter().map(|alias| (alias.from, alias.to));
    let doubts = Doubts { names: settings.check_names, unknown: settings.review_new };
    let vocabulary = Vocabulary::new(own, aliases, settings.blocked_words);
    let vocabulary = if settings.own_words { vocabulary } else { vocabulary.left_as_said() };
    Some((Arc::new(vocabulary), doubts))
}
