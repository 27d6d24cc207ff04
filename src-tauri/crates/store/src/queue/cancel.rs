//! Cancelling: a flag on the batch at once, then a sweep of its jobs in chunks. One update over a million jobs
//! would hold the writer for seconds.

use std::collections::BTreeSet;

use pothos_model::{Batch, BatchAction, BatchId, BatchState, JobId, Timestamp};
use rusqlite::{Transaction, params};

use super::batch_row::read_batch;
use super::follow::replace_cancelled;
use super::pause::refused;
use super::settle::{act, settle, settle_one};
use crate::{Library, StoreError};

/// Jobs swept in one transaction, at most.
const MOST_SWEPT_AT_ONCE: u32 = 2_000;

/// What a sweep did.
#[derive(Debug, Clone, PartialEq)]
pub struct Swept {
    /// The batches that changed: the swept one, and those whose jobs now lead in place of a cancelled one.
    pub batches: Vec<Batch>,
    /// More is left to sweep.
    pub more: bool,
}

impl Library {
    /// Stops the batch for good: nothing of it is claimed any more, no photo is added. What runs or waits is
    /// cancelled by [`Library::sweep_cancelled`]; what is finished stays. Cancelling twice changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when it has ended.
    pub fn cancel(&self, batch: BatchId, now: Timestamp) -> Result<Batch, StoreError> {
        self.write(|tx| {
            let mut stored = read_batch(tx, batch)?;
            if stored.state == BatchState::Cancelling {
                return Ok(stored);
            }
            if !act(tx, &mut stored, BatchAction::Cancel, now)? {
                return Err(refused(&stored, "cancelled"));
            }
            // What was to be added is kept: a retry goes on from there.
            tx.execute("UPDATE batch SET open = 0, retrying = NULL WHERE id = ?1", [batch.0])?;
            settle_one(tx, batch, now)
        })
    }

    /// Cancels up to `limit` (at most 2,000) running and queued jobs of a batch that is being cancelled, running
    /// ones first, so that their late finishes have no effect. Finishes the batch when none is left.
    ///
    /// # Errors
    /// When the library cannot be written.
    pub fn sweep_cancelled(&self, batch: BatchId, limit: u32, now: Timestamp) -> Result<Swept, StoreError> {
        self.write(|tx| {
            let stored = read_batch(tx, batch)?;
            if stored.state != BatchState::Cancelling {
                return Ok(Swept { batches: Vec::new(), more: false });
            }
            let mut batches = BTreeSet::from([batch]);
            let jobs = next_live(tx, batch, limit.clamp(1, MOST_SWEPT_AT_ONCE))?;
            cancel_jobs(tx, &jobs, now)?;
            for leader in leaders_elsewhere(tx, &jobs, batch)? {
                batches.extend(replace_cancelled(tx, leader, batch)?);
            }
            let batches = settle(tx, &batches, now)?;
            let more = batches.iter().any(|other| other.id == batch && other.state == BatchState::Cancelling);
            Ok(Swept { batches, more })
        })
    }
}

/// Running jobs first, then queued ones, then followers, as a JSON array of ids. Indexes: job_running, job_claim,
/// job_follower.
fn next_live(tx: &Transaction<'_>, batch: BatchId, limit: u32) -> Result<String, StoreError> {
    let mut jobs: Vec<i64> = Vec::new();
    for sql in NEXT_LIVE {
        let room = limit.saturating_sub(u32::try_from(jobs.len()).unwrap_or(u32::MAX));
        let mut rows = tx.prepare_cached(sql)?;
        for job in rows.query_map(params![batch.0, room], |row| row.get(0))? {
            jobs.push(job?);
        }
    }
    serde_json::to_string(&jobs).map_err(|error| StoreError::Database(error.to_string()))
}

pub(super) const NEXT_LIVE: [&str; 3] = [
    "SELECT id FROM job INDEXED BY job_running WHERE batch_id = ?1 AND state = 'running' ORDER BY id LIMIT ?2",
    "SELECT id FROM job INDEXED BY job_claim WHERE batch_id = ?1 AND state = 'queued' AND leader_id IS NULL
      ORDER BY lane, not_before_ms, id LIMIT ?2",
    "SELECT id FROM job INDEXED BY job_follower WHERE batch_id = ?1 AND leader_id IS NOT NULL ORDER BY id LIMIT ?2",
];

/// One statement for all, so that the writer is held for as short as can be.
fn cancel_jobs(tx: &Transaction<'_>, jobs: &str, now: Timestamp) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE job SET state = 'cancelled', leader_id = NULL, error_code = NULL, error_message = NULL,
                finished_ms = max(?2, coalesce(claimed_ms, ?2)),
                duration_ms = CASE state WHEN 'running' THEN max(0, ?2 - coalesce(claimed_ms, ?2)) ELSE 0 END
          WHERE id IN (SELECT value FROM json_each(?1))",
    )?
    .execute(params![jobs, now.0])?;
    Ok(())
}

/// Those of the jobs that a job of another batch follows. Index: job_leader.
fn leaders_elsewhere(tx: &Transaction<'_>, jobs: &str, batch: BatchId) -> Result<Vec<JobId>, StoreError> {
    Ok(tx
        .prepare_cached(
            "SELECT DISTINCT leader_id FROM json_each(?1) CROSS JOIN job INDEXED BY job_leader
                ON leader_id = json_each.value AND batch_id <> ?2",
        )?
        .query_map(params![jobs, batch.0], |row| row.get(0).map(JobId))?
        .collect::<Result<_, _>>()?)
}
