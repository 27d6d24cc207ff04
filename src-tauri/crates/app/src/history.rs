//! The past of a library's batches: taking a run back, cleaning the list.

use std::sync::Arc;

use pothos_model::{BatchId, Timestamp};
use pothos_store::{Library, StoreError};

use crate::error::Outcome;
use crate::inner::Inner;
use crate::reader::now;

/// Photos of one piece of an undo: well under 50 ms of the writer.
const CHUNK: u32 = 100;
/// Batches taken off the list in one piece.
const CLEANED: u32 = 500;
const DAY_MS: i64 = 86_400_000;

/// Takes back the words of a finished vision run, and shows it as it goes.
///
/// # Errors
/// `refused` when it has not finished; otherwise when the library fails, and calling again goes on.
pub(crate) async fn undo_run(inner: Arc<Inner>, batch: BatchId) -> Outcome<()> {
    Ok(tokio::task::spawn_blocking(move || {
        loop {
            let piece = inner.library.undo_run(batch, CHUNK, now())?;
            piece.photos.iter().for_each(|photo| inner.feed.changed(photo.0));
            if let Some(batch) = piece.batch {
                inner.publish(&batch);
                return Ok::<(), StoreError>(());
            }
        }
    })
    .await??)
}

/// Takes finished batches off the list that ended more than `days` ago; 0 keeps all. Their results stay.
pub(crate) fn clean(library: &Library, days: u32) -> Result<(), StoreError> {
    if days == 0 {
        return Ok(());
    }
    let now = now();
    let then = Timestamp(now.0.saturating_sub(i64::from(days) * DAY_MS));
    while library.clean_history(then, CLEANED, now)?.len() == CLEANED as usize {}
    Ok(())
}
