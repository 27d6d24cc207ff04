//! One job as a row: reading a running one behind its fence, and the updates every ending shares.

use pothos_model::{BatchId, BatchKind, Failure, JobId, JobState, Lane, PhotoId, TaskSet, Timestamp};
use rusqlite::{OptionalExtension, Transaction, params};

use super::batch_row::strange;
use super::key::WorkKey;
use crate::StoreError;

/// Names one claim of one job. A finish that names an older claim has no effect: the work may run twice, its
/// effect happens once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fence {
    /// The job.
    pub job: JobId,
    /// Rises with every claim of the job.
    pub claim: i64,
}

/// A job a worker has.
#[derive(Debug, Clone)]
pub(super) struct RunningJob {
    pub id: JobId,
    pub batch: BatchId,
    pub kind: BatchKind,
    pub photo: PhotoId,
    pub key: WorkKey,
    pub tasks: TaskSet,
    pub attempts: u32,
}

/// The job behind the fence; `None` when it is no longer running or was claimed again.
pub(super) fn running(tx: &Transaction<'_>, fence: Fence) -> Result<Option<RunningJob>, StoreError> {
    let row = tx
        .prepare_cached(
            "SELECT job.batch_id, batch.kind, job.photo_id, job.work_key, job.tasks, job.attempts
               FROM job JOIN batch ON batch.id = job.batch_id
              WHERE job.id = ?1 AND job.state = 'running' AND job.fence = ?2",
        )?
        .query_row(params![fence.job.0, fence.claim], |row| {
            Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
        })
        .optional()?;
    let Some((batch, kind, photo, key, tasks, attempts)) = row else { return Ok(None) };
    Ok(Some(RunningJob {
        id: fence.job,
        batch: BatchId(batch),
        kind: BatchKind::from_name(&kind).ok_or_else(|| strange("kind", &kind))?,
        photo: PhotoId(photo),
        key,
        tasks: TaskSet(tasks),
        attempts,
    }))
}

/// How a job ends.
#[derive(Debug, Clone, Copy)]
pub(super) enum End<'a> {
    /// With a result; the JSON of the tasks that gave nothing.
    Done { warning: Option<&'a str> },
    /// Without one.
    Failed(&'a Failure),
    /// By the user.
    Cancelled,
}

/// Ends a running job. The duration counts from the latest claim, and is never negative: a clock may jump back.
pub(super) fn end(tx: &Transaction<'_>, job: JobId, how: End<'_>, now: Timestamp) -> Result<(), StoreError> {
    let (state, failure, warning) = match how {
        End::Done { warning } => (JobState::Done, None, warning),
        End::Failed(failure) => (JobState::Failed, Some(failure), None),
        End::Cancelled => (JobState::Cancelled, None, None),
    };
    let changed = tx
        .prepare_cached(
            "UPDATE job SET state = ?2, error_code = ?3, error_message = ?4, warning = ?5,
                    finished_ms = max(?6, coalesce(claimed_ms, ?6)),
                    duration_ms = max(0, ?6 - coalesce(claimed_ms, ?6))
              WHERE id = ?1 AND state = 'running'",
        )?
        .execute(params![
            job.0,
            state.name(),
            failure.map(|failure| failure.code.name()),
            failure.map(|failure| failure.message.as_str()),
            warning,
            now.0
        ])?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Database(format!("job {job} was not running"))) }
}

/// Marks a queued job as running without a worker: the step that a follower takes on its way to its leader's end.
pub(super) fn start_unworked(tx: &Transaction<'_>, job: JobId, now: Timestamp) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE job SET state = 'running', leader_id = NULL, fence = fence + 1, error_code = NULL,
                error_message = NULL, started_ms = coalesce(started_ms, ?2), claimed_ms = ?2
          WHERE id = ?1",
    )?
    .execute(params![job.0, now.0])?;
    Ok(())
}

/// Inserts a queued job.
pub(super) fn insert(
    tx: &Transaction<'_>,
    batch: BatchId,
    photo: PhotoId,
    work: (&WorkKey, TaskSet, Lane),
    leader: Option<JobId>,
    now: Timestamp,
) -> Result<JobId, StoreError> {
    let (key, tasks, lane) = work;
    tx.prepare_cached(
        "INSERT INTO job (batch_id, photo_id, state, leader_id, work_key, tasks, lane, queued_ms)
         VALUES (?1, ?2, 'queued', ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![batch.0, photo.0, leader.map(|job| job.0), key, tasks.0, lane.number(), now.0])?;
    Ok(JobId(tx.last_insert_rowid()))
}
