//! Retrying: jobs that failed or were cancelled are queued again with all their attempts, in chunks.

use std::collections::BTreeSet;

use pothos_model::{BatchAction, BatchId, FailureCode, JobId, PhotoId, Timestamp};
use rusqlite::{Transaction, params};

use super::batch_row::read_batch;
use super::cancel::Swept;
use super::follow::leader_for;
use super::key::WorkKey;
use super::pause::refused;
use super::settle::{act, settle};
use crate::{Library, StoreError};

/// Jobs queued again in one transaction, at most.
const MOST_RETRIED_AT_ONCE: u32 = 1_000;

/// Which jobs of a batch to queue again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryWhat {
    /// All that failed.
    Failed,
    /// Those that failed with this code.
    Code(FailureCode),
    /// One photo's, failed or cancelled.
    Photo(PhotoId),
    /// All that were cancelled.
    Cancelled,
}

impl Library {
    /// Queues up to `limit` (at most 1,000) such jobs again; a finished batch reopens. Call again while
    /// [`Swept::more`] says so. With nothing to retry, nothing changes.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when the batch is being cancelled.
    pub fn retry(
        &self,
        batch: BatchId,
        what: RetryWhat,
        limit: u32,
        now: Timestamp,
    ) -> Result<Swept, StoreError> {
        let limit = limit.clamp(1, MOST_RETRIED_AT_ONCE);
        self.write(|tx| {
            let mut stored = read_batch(tx, batch)?;
            let jobs = ended(tx, batch, what, limit)?;
            if jobs.is_empty() {
                return Ok(Swept { batches: Vec::new(), more: false });
            }
            // Before the first job: a finished batch has none queued, and the database holds that.
            tx.execute(
                "UPDATE batch SET state = 'active', outcome = NULL, finished_ms = NULL WHERE id = ?1 AND state = 'finished'",
                [batch.0],
            )?;
            if !act(tx, &mut stored, BatchAction::Reopen, now)? {
                return Err(refused(&stored, "retried"));
            }
            for (job, key) in &jobs {
                queue_again(tx, *job, key, now)?;
            }
            let batches = settle(tx, &BTreeSet::from([batch]), now)?;
            Ok(Swept { batches, more: jobs.len() == limit as usize })
        })
    }
}

/// Indexes: job_failed, job_cancelled, the unique (batch_id, photo_id).
fn ended(
    tx: &Transaction<'_>,
    batch: BatchId,
    what: RetryWhat,
    limit: u32,
) -> Result<Vec<(JobId, WorkKey)>, StoreError> {
    let read = |row: &rusqlite::Row<'_>| Ok((JobId(row.get(0)?), row.get(1)?));
    let sql = |filter: &str| {
        format!("SELECT id, work_key FROM job WHERE batch_id = ?1 AND {filter} ORDER BY id LIMIT ?2")
    };
    let rows: Result<Vec<(JobId, WorkKey)>, rusqlite::Error> = match what {
        RetryWhat::Failed => {
            tx.prepare_cached(&sql("state = 'failed'"))?.query_map(params![batch.0, limit], read)?.collect()
        }
        RetryWhat::Cancelled => tx
            .prepare_cached(&sql("state = 'cancelled'"))?
            .query_map(params![batch.0, limit], read)?
            .collect(),
        RetryWhat::Code(code) => tx
            .prepare_cached(&sql("state = 'failed' AND error_code = ?3"))?
            .query_map(params![batch.0, limit, code.name()], read)?
            .collect(),
        RetryWhat::Photo(photo) => tx
            .prepare_cached(&sql("photo_id = ?3 AND state IN ('failed', 'cancelled')"))?
            .query_map(params![batch.0, limit, photo.0], read)?
            .collect(),
    };
    Ok(rows?)
}

/// Attempts and crashes start again at 0. Where another live job does the same work by now, this one follows it.
fn queue_again(tx: &Transaction<'_>, job: JobId, key: &WorkKey, now: Timestamp) -> Result<(), StoreError> {
    let leader = leader_for(tx, key)?;
    tx.prepare_cached(
        "UPDATE job SET state = 'queued', leader_id = ?2, attempts = 0, crashes = 0, not_before_ms = 0,
                error_code = NULL, error_message = NULL, queued_ms = ?3, started_ms = NULL, claimed_ms = NULL,
                finished_ms = NULL, duration_ms = NULL
          WHERE id = ?1",
    )?
    .execute(params![job.0, leader.map(|leader| leader.0), now.0])?;
    Ok(())
}
