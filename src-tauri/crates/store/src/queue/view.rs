//! Reading batches. Changes nothing.

use pothos_model::{Batch, BatchId, BatchKind, PhotoId, Revision};
use rusqlite::params;

use super::batch_row::{COLUMNS, batch_from, read_batch};
use crate::{Library, StoreError};

/// Which batches of the list to show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HistoryFilter {
    /// Only of this kind.
    pub kind: Option<BatchKind>,
    /// Only in this state: `active`, `paused`, `cancelling` or `finished`.
    pub state: Option<String>,
    /// Only with this outcome: `completed`, `completed_with_failures` or `cancelled`.
    pub outcome: Option<String>,
    /// Only those made before this one: the last of the page before.
    pub before: Option<BatchId>,
    /// At most this many; never more than 200.
    pub limit: u32,
}

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

    /// A page of the list, the newest first.
    ///
    /// # Errors
    /// When the library fails.
    pub fn history(&self, filter: &HistoryFilter) -> Result<Vec<Batch>, StoreError> {
        // Index: batch_shown, walked down from `before`.
        let sql = format!(
            "SELECT {COLUMNS} FROM batch WHERE removed_ms IS NULL AND id < ?1
                AND (?2 IS NULL OR kind = ?2) AND (?3 IS NULL OR state = ?3) AND (?4 IS NULL OR outcome = ?4)
              ORDER BY id DESC LIMIT ?5"
        );
        let before = filter.before.map_or(i64::MAX, |batch| batch.0);
        self.read(|tx| {
            let mut rows = tx.prepare_cached(&sql)?;
            let mut rows = rows.query(params![
                before,
                filter.kind.map(BatchKind::name),
                filter.state,
                filter.outcome,
                filter.limit.min(MOST_LISTED)
            ])?;
            let mut batches = Vec::new();
            while let Some(row) = rows.next()? {
                batches.push(batch_from(row)?);
            }
            Ok(batches)
        })
    }

    /// Photos of a batch that are done with a task missing.
    ///
    /// # Errors
    /// When the library fails.
    pub fn photos_with_a_part_missing(&self, batch: BatchId) -> Result<Vec<PhotoId>, StoreError> {
        self.read(|tx| {
            // Index: job_done.
            Ok(tx
                .prepare_cached(
                    "SELECT photo_id FROM job INDEXED BY job_done
                      WHERE batch_id = ?1 AND state = 'done' AND warning IS NOT NULL ORDER BY id",
                )?
                .query_map([batch.0], |row| row.get(0).map(PhotoId))?
                .collect::<Result<_, _>>()?)
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
