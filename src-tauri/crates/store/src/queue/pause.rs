//! Pausing, resuming, and giving running jobs back without a burnt attempt.

use pothos_model::{Batch, BatchAction, BatchId, BatchState, Failure, PauseReason, Timestamp};
use rusqlite::{Transaction, params};

use super::batch_row::read_batch;
use super::settle::{act, settle_one};
use crate::{Library, StoreError};

/// What a probe writes, half of it: enough that a disk with a page left does not pass for well.
const PROBE_BYTES: i64 = 32 << 10;

impl Library {
    /// Stops the batch for `why`, with the failure that caused it, and gives its running jobs back: their attempts
    /// do not count, their late finishes have no effect. A user's pause replaces any other; a pause by server or
    /// disk leaves a batch alone that is not active.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when the user pauses a batch that has ended or is being cancelled.
    pub fn pause(
        &self,
        batch: BatchId,
        why: PauseReason,
        cause: Option<&Failure>,
        now: Timestamp,
    ) -> Result<Batch, StoreError> {
        self.write(|tx| {
            let mut stored = read_batch(tx, batch)?;
            if !act(tx, &mut stored, BatchAction::Pause(why), now)? {
                return match why {
                    PauseReason::User => Err(refused(&stored, "paused")),
                    PauseReason::Server | PauseReason::Disk => Ok(stored),
                };
            }
            if let Some(cause) = cause {
                tx.execute(
                    "UPDATE batch SET cause_code = ?2, cause_message = ?3 WHERE id = ?1",
                    params![batch.0, cause.code.name(), cause.message],
                )?;
            }
            return_running(tx, batch)?;
            settle_one(tx, batch, now)
        })
    }

    /// Lets a paused batch go on. Resuming an active batch changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when it has ended or is being cancelled.
    pub fn resume(&self, batch: BatchId, now: Timestamp) -> Result<Batch, StoreError> {
        self.write(|tx| {
            let mut stored = read_batch(tx, batch)?;
            if stored.state == BatchState::Active {
                return Ok(stored);
            }
            if !act(tx, &mut stored, BatchAction::Resume, now)? {
                return Err(refused(&stored, "resumed"));
            }
            settle_one(tx, batch, now)
        })
    }

    /// Tells a batch paused by its server or the disk a new cause: the server answers now, but has no such model.
    ///
    /// # Errors
    /// When the library cannot be written.
    pub fn set_cause(&self, batch: BatchId, cause: &Failure, now: Timestamp) -> Result<Batch, StoreError> {
        self.write(|tx| {
            let changed = tx.execute(
                "UPDATE batch SET cause_code = ?2, cause_message = ?3
                  WHERE id = ?1 AND state = 'paused' AND pause_reason IN ('server', 'disk')",
                params![batch.0, cause.code.name(), cause.message],
            )?;
            if changed == 0 { read_batch(tx, batch) } else { settle_one(tx, batch, now) }
        })
    }

    /// Writes a little, to see whether the disk takes it: some pages of the setting table, and away again.
    ///
    /// # Errors
    /// When the library cannot be written.
    pub fn probe_write(&self, now: Timestamp) -> Result<(), StoreError> {
        self.write(|tx| {
            tx.execute(
                "INSERT OR REPLACE INTO setting (key, value) VALUES ('engine.probe', json_object('at', ?1, 'room', hex(zeroblob(?2))))",
                params![now.0, PROBE_BYTES],
            )?;
            Ok(())
        })?;
        self.write(|tx| {
            tx.execute("DELETE FROM setting WHERE key = 'engine.probe'", [])?;
            Ok(())
        })
    }

    /// Gives the batch's running jobs back, no attempt burnt: a clean shutdown.
    ///
    /// # Errors
    /// When the library cannot be written.
    pub fn give_back(&self, batch: BatchId, now: Timestamp) -> Result<Batch, StoreError> {
        self.write(|tx| {
            if return_running(tx, batch)? == 0 {
                return read_batch(tx, batch);
            }
            settle_one(tx, batch, now)
        })
    }

    /// Moves the batch to one request a task for the rest of its photos.
    ///
    /// # Errors
    /// When the library cannot be written.
    pub fn separate(&self, batch: BatchId, now: Timestamp) -> Result<Batch, StoreError> {
        self.write(|tx| {
            tx.execute("UPDATE batch SET separate = 1 WHERE id = ?1", [batch.0])?;
            settle_one(tx, batch, now)
        })
    }
}

/// Running jobs to queued, at most as many as workers there are. Index: job_running.
pub(super) fn return_running(tx: &Transaction<'_>, batch: BatchId) -> Result<usize, StoreError> {
    Ok(tx
        .prepare_cached(
            "UPDATE job SET state = 'queued', not_before_ms = 0, attempts = max(0, attempts - 1)
              WHERE id IN (SELECT id FROM job INDEXED BY job_running WHERE batch_id = ?1 AND state = 'running')",
        )?
        .execute([batch.0])?)
}

/// The batch's state does not allow it.
pub(super) fn refused(batch: &Batch, what: &str) -> StoreError {
    let state = match batch.state {
        BatchState::Active => "is running",
        BatchState::Paused(_) => "is paused",
        BatchState::Cancelling => "is being cancelled",
        BatchState::Finished(_) => "has ended",
    };
    StoreError::Refused(format!("Batch {} {state} and cannot be {what}.", batch.id))
}
