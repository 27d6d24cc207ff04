//! Retrying: jobs that failed or were cancelled are queued again with all their attempts, in chunks.

use pothos_model::{Batch, BatchAction, BatchId, BatchKind, JobId, Lane, PhotoId, Timestamp};
use rusqlite::{Transaction, params};

use super::batch_row::read_batch;
use super::follow::leader_for;
use super::key::WorkKey;
use super::lane::basic_lane;
use super::pause::refused;
use super::retrying::{self, RetryWhat};
use super::settle::{act, settle_one};
use crate::{Library, StoreError};

/// Jobs queued again in one transaction, at most.
const MOST_RETRIED_AT_ONCE: u32 = 1_000;

/// What a retry did.
#[derive(Debug, Clone, PartialEq)]
pub struct Retried {
    /// The batch as it is now.
    pub batch: Batch,
    /// Jobs queued again.
    pub retried: u32,
    /// Where to go on; `None` when no more is left.
    pub next: Option<JobId>,
}

impl Library {
    /// Queues up to `limit` (at most 1,000) such jobs with an id above `after` again; a finished batch reopens.
    /// Call again with [`Retried::next`] while there is one: a job that fails anew in between is not retried twice.
    /// With nothing to retry, nothing changes.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when the batch is being cancelled.
    pub fn retry(
        &self,
        batch: BatchId,
        what: RetryWhat,
        after: JobId,
        limit: u32,
        now: Timestamp,
    ) -> Result<Retried, StoreError> {
        let limit = limit.clamp(1, MOST_RETRIED_AT_ONCE);
        self.write(|tx| {
            let mut stored = read_batch(tx, batch)?;
            let jobs = ended(tx, batch, what, after, limit)?;
            let unfilled = what == RetryWhat::Cancelled && after.0 == 0 && was_left_unfilled(tx, batch)?;
            if jobs.is_empty() && !unfilled {
                let waits = retrying::is_under_way(tx, batch)?;
                retrying::note(tx, batch, what, None)?;
                // The last piece was the last one just by chance: what waited for it may be over.
                let batch = if waits { settle_one(tx, batch, now)? } else { stored };
                return Ok(Retried { batch, retried: 0, next: None });
            }
            // Before the first job is queued: a finished batch has none, and the database holds that.
            if !act(tx, &mut stored, BatchAction::Reopen, now)? {
                return Err(refused(&stored, "retried"));
            }
            if unfilled {
                tx.execute("UPDATE batch SET open = 1 WHERE id = ?1", [batch.0])?;
            }
            for (job, photo, key) in &jobs {
                let lane = match stored.kind {
                    // The file may be another one by now.
                    BatchKind::Import => basic_lane(tx, *photo)?,
                    BatchKind::Vision => Lane::Quick,
                };
                queue_again(tx, *job, key, lane, now)?;
            }
            let next = jobs.last().map(|(job, ..)| *job).filter(|_| jobs.len() == limit as usize);
            retrying::note(tx, batch, what, next)?;
            let batch = settle_one(tx, batch, now)?;
            Ok(Retried { batch, retried: u32::try_from(jobs.len()).unwrap_or(u32::MAX), next })
        })
    }
}

/// Whether the batch was cancelled before all its photos were in it.
fn was_left_unfilled(tx: &Transaction<'_>, batch: BatchId) -> Result<bool, StoreError> {
    Ok(tx.query_row(
        "SELECT state = 'finished' AND (roots IS NOT NULL OR scope IS NOT NULL) FROM batch WHERE id = ?1",
        [batch.0],
        |row| row.get(0),
    )?)
}

/// Indexes: job_failed, job_failed_code, job_cancelled, the unique (batch_id, photo_id).
fn ended(
    tx: &Transaction<'_>,
    batch: BatchId,
    what: RetryWhat,
    after: JobId,
    limit: u32,
) -> Result<Vec<(JobId, PhotoId, WorkKey)>, StoreError> {
    let read = |row: &rusqlite::Row<'_>| Ok((JobId(row.get(0)?), PhotoId(row.get(1)?), row.get(2)?));
    let (filter, value): (&str, Box<dyn rusqlite::ToSql>) = match what {
        RetryWhat::Failed => ("state = 'failed' AND ?4 IS NULL", Box::new(rusqlite::types::Null)),
        RetryWhat::Cancelled => ("state = 'cancelled' AND ?4 IS NULL", Box::new(rusqlite::types::Null)),
        RetryWhat::Code(code) => ("state = 'failed' AND error_code = ?4", Box::new(code.name())),
        RetryWhat::Photo(photo) => ("photo_id = ?4 AND state IN ('failed', 'cancelled')", Box::new(photo.0)),
    };
    let sql = format!(
        "SELECT id, photo_id, work_key FROM job WHERE batch_id = ?1 AND {filter} AND id > ?2 ORDER BY id LIMIT ?3"
    );
    let mut rows = tx.prepare_cached(&sql)?;
    Ok(rows.query_map(params![batch.0, after.0, limit, value], read)?.collect::<Result<_, _>>()?)
}

/// Attempts and crashes start again at 0. Where another live job does the same work by now, this one follows it.
fn queue_again(
    tx: &Transaction<'_>,
    job: JobId,
    key: &WorkKey,
    lane: Lane,
    now: Timestamp,
) -> Result<(), StoreError> {
    let leader = leader_for(tx, key)?;
    tx.prepare_cached(
        "UPDATE job SET state = 'queued', leader_id = ?2, lane = ?4, similar_to = NULL, attempts = 0, crashes = 0,
                not_before_ms = 0,
                error_code = NULL, error_message = NULL, queued_ms = ?3, started_ms = NULL, claimed_ms = NULL,
                finished_ms = NULL, duration_ms = NULL
          WHERE id = ?1",
    )?
    .execute(params![job.0, leader.map(|leader| leader.0), now.0, lane.number()])?;
    Ok(())
}
