//! The order of batches, and taking finished ones off the list.

use pothos_model::{Batch, BatchId, BatchState, Timestamp};
use rusqlite::params;

use super::batch_row::read_batch;
use super::pause::refused;
use super::settle::settle_one;
use crate::db::bump;
use crate::{Library, StoreError};

impl Library {
    /// Puts the batch before all other unfinished ones.
    ///
    /// # Errors
    /// When there is no such batch, or the library cannot be written.
    pub fn raise(&self, batch: BatchId, now: Timestamp) -> Result<Batch, StoreError> {
        self.write(|tx| {
            let stored = read_batch(tx, batch)?;
            // Index: batch_live.
            let highest: Option<i32> = tx.query_row(
                "SELECT max(priority) FROM batch INDEXED BY batch_live WHERE state <> 'finished' AND id <> ?1",
                [batch.0],
                |row| row.get(0),
            )?;
            let Some(highest) = highest.filter(|highest| *highest >= stored.priority) else { return Ok(stored) };
            tx.execute(
                "UPDATE batch SET priority = ?2 WHERE id = ?1",
                params![batch.0, highest.saturating_add(1)],
            )?;
            settle_one(tx, batch, now)
        })
    }

    /// Takes a finished batch off the list. Its results and words stay; its jobs go by
    /// [`Library::sweep_removed`].
    ///
    /// # Errors
    /// [`StoreError::Refused`] when it has not finished.
    pub fn remove(&self, batch: BatchId, now: Timestamp) -> Result<(), StoreError> {
        self.write(|tx| {
            let stored = read_batch(tx, batch)?;
            if !matches!(stored.state, BatchState::Finished(_)) {
                return Err(refused(&stored, "removed"));
            }
            let revision = bump(tx)?;
            tx.execute(
                "UPDATE batch SET removed_ms = ?2, revision = ?3 WHERE id = ?1",
                params![batch.0, now.0, revision.0],
            )?;
            Ok(())
        })
    }

    /// Takes finished batches off the list that ended before `then`, up to `limit` of them; which they were. Their
    /// results and words stay.
    ///
    /// # Errors
    /// When the library cannot be written.
    pub fn clean_history(
        &self,
        then: Timestamp,
        limit: u32,
        now: Timestamp,
    ) -> Result<Vec<BatchId>, StoreError> {
        self.write(|tx| {
            // Index: batch_ended.
            let old: Vec<BatchId> = tx
                .prepare_cached(
                    "SELECT id FROM batch INDEXED BY batch_ended
                      WHERE state = 'finished' AND removed_ms IS NULL AND finished_ms < ?1
                      ORDER BY finished_ms LIMIT ?2",
                )?
                .query_map(params![then.0, limit], |row| row.get(0).map(BatchId))?
                .collect::<Result<_, _>>()?;
            if !old.is_empty() {
                let revision = bump(tx)?;
                for batch in &old {
                    tx.prepare_cached("UPDATE batch SET removed_ms = ?2, revision = ?3 WHERE id = ?1")?
                        .execute(params![batch.0, now.0, revision.0])?;
                }
            }
            Ok(old)
        })
    }

    /// Deletes up to `limit` jobs, left-out and passed-over entries each of batches taken off the list; whether
    /// more are left.
    ///
    /// # Errors
    /// When the library cannot be written.
    pub fn sweep_removed(&self, limit: u32) -> Result<bool, StoreError> {
        self.write(|tx| {
            let mut gone = 0;
            for sql in [
                "DELETE FROM job WHERE id IN (SELECT job.id FROM batch JOIN job ON job.batch_id = batch.id
                  WHERE batch.removed_ms IS NOT NULL LIMIT ?1)",
                "DELETE FROM left_out WHERE (batch_id, photo_id) IN
                  (SELECT left_out.batch_id, left_out.photo_id FROM batch JOIN left_out ON left_out.batch_id = batch.id
                    WHERE batch.removed_ms IS NOT NULL LIMIT ?1)",
                "DELETE FROM passed_over WHERE id IN (SELECT passed_over.id FROM batch
                   JOIN passed_over ON passed_over.batch_id = batch.id WHERE batch.removed_ms IS NOT NULL LIMIT ?1)",
            ] {
                gone += tx.prepare_cached(sql)?.execute([limit])?;
            }
            Ok(gone > 0)
        })
    }
}
