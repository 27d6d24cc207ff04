//! What the engine tells.

use pothos_model::{Batch, BatchId, Estimate, Failure, PhotoId};

/// One piece of news, told after the commit that made it so. Batches carry all their counts and a rising revision:
/// losing one event does no harm. A batch's state may be ahead of the library's in one case: while the library
/// cannot be written, its batches are shown as paused for the disk with the revision unchanged.
#[derive(Debug, Clone, PartialEq)]
pub enum EngineEvent {
    /// A batch changed.
    Batch(Batch, Estimate),
    /// A batch finished; nothing more comes of it unless it is retried.
    BatchFinished(Batch, Estimate),
    /// A photo's job is done.
    PhotoDone {
        /// The batch.
        batch: BatchId,
        /// The photo.
        photo: PhotoId,
    },
    /// A photo's job failed for good.
    PhotoFailed {
        /// The batch.
        batch: BatchId,
        /// The photo.
        photo: PhotoId,
        /// Why.
        failure: Failure,
    },
}

/// Receives the events, in order, on the engine's task: must not block.
pub type Listener = Box<dyn Fn(EngineEvent) + Send + Sync + 'static>;
