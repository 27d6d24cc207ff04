//! A photo's job that ended, as it is told. Knows not why.

use pothos_model::{BatchId, Failure, PhotoId};

/// A photo whose job ended in a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndedPhoto {
    /// The batch of the job that ended.
    pub batch: BatchId,
    /// The photo.
    pub photo: PhotoId,
    /// `None` when it is done.
    pub failure: Option<Failure>,
}

impl EndedPhoto {
    pub(super) fn done(batch: BatchId, photo: PhotoId) -> Self {
        Self { batch, photo, failure: None }
    }

    pub(super) fn failed(batch: BatchId, photo: PhotoId, failure: Failure) -> Self {
        Self { batch, photo, failure: Some(failure) }
    }
}
