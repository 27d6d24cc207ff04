//! Reading batches. Changes nothing.

use pothos_model::{Batch, BatchId, Revision};

use super::batch_row::{COLUMNS, batch_from, read_batch};
use crate::{Library, StoreError};

/// Batches listed, at most.
const MOST_LISTED: u32 = 200;

impl Library {
    /// One batch.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], also for one that was taken off the list.
    pub fn batch(&self, id: BatchId) -> Result<Batch, StoreError> {
        self.read(|tx| read_batch(tx, id))
    }

    /// Batches, the newest first, at most 200; only unfinished ones when `live_only`.
    ///
    /// # Errors
    /// When the library fails.
    pub fn batches(&self, live_only: bool) -> Result<Vec<Batch>, StoreError> {
        // Indexes: batch_live, batch_shown.
        let which = if live_only { "state <> 'finished'" } else { "removed_ms IS NULL" };
        let sql = format!("SELECT {COLUMNS} FROM batch WHERE {which} ORDER BY id DESC LIMIT ?1");
        self.read(|tx| {
            let mut rows = tx.prepare_cached(&sql)?;
            let mut rows = rows.query([MOST_LISTED])?;
            let mut batches = Vec::new();
            while let Some(row) = rows.next()? {
                batches.push(batch_from(row)?);
            }
            Ok(batches)
        })
    }

    /// Every batch that changed after `revision`, in the order of their changes: what a listener that was away
    /// missed.
    ///
    /// # Errors
    /// When the library fails.
    pub fn batches_since(&self, revision: Revision) -> Result<Vec<Batch>, StoreError> {
        // Index: batch_revision.
        let sql = format!(
            "SELECT {COLUMNS} FROM batch INDEXED BY batch_revision
              WHERE removed_ms IS NULL AND revision > ?1 ORDER BY revision, id"
        );
        self.read(|tx| {
            let mut rows = tx.prepare_cached(&sql)?;
            let mut rows = rows.query([revision.0])?;
            let mut batches = Vec::new();
            while let Some(row) = rows.next()? {
                batches.push(batch_from(row)?);
            }
            Ok(batches)
        })
    }
}
