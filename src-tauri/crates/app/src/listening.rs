//! From the engine's events to the feed, and what the feed looks up.

use std::sync::{Arc, OnceLock, PoisonError, Weak};

use pothos_engine::EngineEvent;
use pothos_model::{BatchId, PhotoId};
use pothos_store::Library;

use crate::feed::{Feed, Lookup};
use crate::filling::fill_open;
use crate::inner::Inner;
use crate::reader::{Estimates, facets_of};
use crate::views::{batch_view, folder_view, tile_view};
use crate::wire::{Facets, FeedEvent, FolderView, TileView};

/// From the engine's events to the feed.
pub(crate) fn listener(
    library: Arc<Library>,
    feed: Feed,
    estimates: Estimates,
    inner: Arc<OnceLock<Weak<Inner>>>,
) -> Box<dyn Fn(EngineEvent) + Send + Sync + 'static> {
    Box::new(move |event| match event {
        EngineEvent::Batch(batch, estimate) => {
            if batch.open {
                fill_again(inner.get().and_then(Weak::upgrade), batch.id);
            }
            let view = batch_view(&batch, &estimate);
            estimates.lock().unwrap_or_else(PoisonError::into_inner).insert(batch.id, estimate);
            feed.progress(view);
        }
        EngineEvent::BatchFinished(batch, estimate) => {
            estimates.lock().unwrap_or_else(PoisonError::into_inner).remove(&batch.id);
            feed.finished(batch_view(&batch, &estimate));
        }
        EngineEvent::PhotoDone { photo, .. } => {
            feed.changed(photo.0);
            if let Some(inner) = inner.get().and_then(Weak::upgrade) {
                inner.comparing.wake();
            }
        }
        EngineEvent::PhotoFailed { batch, photo, failure } => {
            feed.changed(photo.0);
            let path = library.photo_source(photo).map(|source| source.path.display().to_string());
            feed.single(FeedEvent::PhotoFailed {
                batch: batch.0,
                photo: photo.0,
                path: path.unwrap_or_default(),
                code: failure.code.name().to_owned(),
                message: failure.message,
            });
        }
    })
}

/// A batch that is open and is being filled by nobody: a terminal retried one that had been cancelled early.
fn fill_again(inner: Option<Arc<Inner>>, batch: BatchId) {
    if let Some(inner) = inner.filter(|inner| !inner.filling.is_busy(batch)) {
        tokio::task::spawn_blocking(move || fill_open(&inner, batch));
    }
}

/// What the feed looks up; a library that fails at this moment leaves the frame without it, and the next has it.
pub(crate) struct StoreLookup(pub(crate) Arc<Library>);

impl Lookup for StoreLookup {
    fn tiles(&self, ids: &[i64]) -> Vec<TileView> {
        let ids: Vec<PhotoId> = ids.iter().copied().map(PhotoId).collect();
        self.0.tiles(&ids).unwrap_or_default().into_iter().map(tile_view).collect()
    }

    fn total(&self) -> (u32, i64) {
        (self.0.photo_total().unwrap_or_default(), self.0.revision().unwrap_or_default().0)
    }

    fn folders(&self) -> Vec<FolderView> {
        self.0.folders().unwrap_or_default().into_iter().map(folder_view).collect()
    }

    fn facets(&self) -> Facets {
        facets_of(&self.0).unwrap_or_default()
    }
}
