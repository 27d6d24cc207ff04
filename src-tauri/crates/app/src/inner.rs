//! What the use cases of one open library share. Knows no use case.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, RwLock};

use pothos_engine::Engine;
use pothos_library::Watcher;
use pothos_model::{Batch, Language};
use pothos_store::Library;
use pothos_vision::Client;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::comparing::Comparing;
use crate::feed::Feed;
use crate::fillers::Filling;
use crate::lastasked::LastAsked;
use crate::reader::{Estimates, estimate};
use crate::scans::Scans;
use crate::servers::Endpoints;
use crate::views::batch_view;
use crate::wire::{FeedEvent, NoticeLevel};
use crate::work::Jobs;

/// Shared by the use cases, the scans and the engine's listener.
pub(crate) struct Inner {
    pub(crate) library: Arc<Library>,
    pub(crate) engine: Engine,
    pub(crate) feed: Feed,
    pub(crate) client: Client,
    pub(crate) endpoints: Arc<Endpoints>,
    /// The last question of the search by meaning.
    pub(crate) asked: LastAsked,
    /// Decisions about words change the settings one after the other.
    pub(crate) deciding: tokio::sync::Mutex<()>,
    /// Compares photos with each other.
    pub(crate) comparing: Comparing,
    pub(crate) scans: Scans,
    pub(crate) filling: Filling,
    /// What the engine does with a photo, for a preview of it.
    pub(crate) jobs: Arc<Jobs>,
    pub(crate) stop: CancellationToken,
    pub(crate) estimates: Estimates,
    pub(crate) word_language: Arc<RwLock<Language>>,
    /// The folders that are watched, and the watch, which ends when it is dropped.
    pub(crate) watching: Mutex<Option<(Vec<PathBuf>, Watcher)>>,
    /// Told when a scan that the user asked for has ended.
    pub(crate) dropped: Arc<Notify>,
    /// Whether this process watches folders at all.
    pub(crate) watch: bool,
}

impl Inner {
    /// Pushes a batch's counters, and its end when it ended.
    pub(crate) fn publish(&self, batch: &Batch) {
        self.feed.progress(batch_view(batch, &estimate(&self.estimates, batch.id)));
    }

    /// A sentence for the user; `values` fill the window's own sentence of that code.
    pub(crate) fn notice(&self, level: NoticeLevel, code: &str, text: &str, values: &[(&str, String)]) {
        self.feed.single(FeedEvent::Notice {
            level,
            code: code.to_owned(),
            text: text.to_owned(),
            values: values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
        });
    }
}
