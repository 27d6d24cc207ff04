//! What the start of the program finds: jobs that were running when the process died, batches that were still
//! being filled, followers whose leader ended, cancels that were not swept.

use std::collections::BTreeSet;
use std::path::PathBuf;

use pothos_model::{BatchId, BatchKind, Failure, FailureCode, JobId, Timestamp};
use rusqlite::{OptionalExtension, Transaction, params};

use super::claim::VISION_SUSPECT;
use super::create::roots_from;
use super::finish::{end_left_behind, fail};
use super::job::{Fence, RunningJob, running};
use super::retrying::{Retrying, interrupted};
use super::settle::settle;
use super::share::share_failure;
use crate::{Library, StoreError};

/// A photo that was being decoded at this many ends of the process has most likely caused them.
const MOST_CRASHES_BASIC: u32 = 3;
/// A request to a model runs on another machine or process; that ours died beside it is hardly ever its doing. After
/// three such ends it goes alone, only ends beside it alone count further, and it is acquitted once its picture is
/// ready to be sent.
const MOST_CRASHES_VISION: u32 = VISION_SUSPECT + 3;
/// Claims after which even an acquitted job is blamed: nothing loops for ever.
const MOST_CLAIMS: i64 = 500;

/// What an open batch was to be filled with. Photos that are in the batch already are counted once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfilled {
    /// An import: what to scan.
    Import(Vec<PathBuf>),
    /// A vision batch: what [`crate::NewVision::scope`] said.
    Vision(String),
}

/// What [`Library::recover`] found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recovered {
    /// Jobs given back to their queues.
    pub requeued: u32,
    /// Jobs that failed because they were running at too many ends of the process.
    pub crashed: u32,
    /// Batches that were not filled to the end: see [`Library::unfilled`].
    pub open: Vec<BatchId>,
    /// Retries to go on with.
    pub retries: Vec<Retrying>,
    /// Ended jobs whose followers still wait: each for [`Library::end_followers`].
    pub left_behind: Vec<JobId>,
}

impl Library {
    /// What might have ended the process has gone well for this claim: earlier ends are not held against it any more.
    ///
    /// # Errors
    /// When the library cannot be written.
    pub fn acquit(&self, fence: Fence) -> Result<(), StoreError> {
        self.write(|tx| {
            tx.prepare_cached(
                "UPDATE job SET crashes = 0 WHERE id = ?1 AND fence = ?2 AND state = 'running'",
            )?
            .execute(params![fence.job.0, fence.claim])?;
            Ok(())
        })
    }

    /// Sets the queue right after the process ended in whatever way. Must run before the first claim, and only in
    /// the process that holds the library's lock.
    ///
    /// # Errors
    /// When the library cannot be written.
    pub fn recover(&self, now: Timestamp) -> Result<Recovered, StoreError> {
        self.write(|tx| {
            let mut recovered = Recovered::default();
            let mut batches = BTreeSet::new();
            let left = left_running(tx)?;
            for (fence, _) in &left {
                let Some(job) = running(tx, *fence)? else { continue };
                batches.insert(job.batch);
                let alone = left.iter().filter(|(_, batch)| *batch == job.batch).count() == 1;
                let crashes = blame(tx, &job, alone)?;
                if crashes < most_crashes(job.kind) && fence.claim < MOST_CLAIMS {
                    tx.prepare_cached(
                        "UPDATE job SET state = 'queued', not_before_ms = 0, attempts = max(0, attempts - 1)
                          WHERE id = ?1",
                    )?
                    .execute([job.id.0])?;
                    recovered.requeued += 1;
                } else {
                    let failure = Failure::new(
                        FailureCode::Crashed,
                        format!(
                            "Pothos ended {crashes} times while it worked on this photo. Open it in another \
                             program to see whether it is damaged; Retry tries again."
                        ),
                    );
                    fail(tx, &job, &failure, None, now)?;
                    batches.extend(share_failure(tx, job.id, &failure, now)?.batches);
                    recovered.crashed += 1;
                }
            }
            for leader in left_behind(tx)? {
                batches.extend(end_left_behind(tx, leader, now)?.batches);
            }
            // More than one piece each is left to the engine: a start must not hold the writer for long.
            recovered.left_behind = left_behind(tx)?;
            batches.extend(perhaps_over(tx)?);
            settle(tx, &batches, now)?;
            find_open(tx, &mut recovered)?;
            recovered.retries = interrupted(tx)?;
            Ok(recovered)
        })
    }
}

/// Counts an end of the process against a job that was running; how often that is now. A vision job that is a suspect
/// already is blamed further only for an end at which it ran alone: of several in flight, most are innocent.
fn blame(tx: &Transaction<'_>, job: &RunningJob, alone: bool) -> Result<u32, StoreError> {
    let before: u32 = tx
        .prepare_cached("SELECT crashes FROM job WHERE id = ?1")?
        .query_row([job.id.0], |row| row.get(0))?;
    let innocent = job.kind == BatchKind::Vision && before >= VISION_SUSPECT && !alone;
    let now = if innocent { before } else { before.saturating_add(1) };
    tx.prepare_cached("UPDATE job SET crashes = ?2 WHERE id = ?1")?.execute(params![job.id.0, now])?;
    Ok(now)
}

fn most_crashes(kind: BatchKind) -> u32 {
    match kind {
        BatchKind::Import => MOST_CRASHES_BASIC,
        BatchKind::Vision => MOST_CRASHES_VISION,
    }
}

/// At most as many as there were workers. Index: job_running, over unfinished batches.
fn left_running(tx: &Transaction<'_>) -> Result<Vec<(Fence, BatchId)>, StoreError> {
    Ok(tx
        .prepare(
            "SELECT job.id, job.fence, job.batch_id FROM batch INDEXED BY batch_live
               JOIN job INDEXED BY job_running ON job.batch_id = batch.id AND job.state = 'running'
              WHERE batch.state <> 'finished' ORDER BY job.id",
        )?
        .query_map([], |row| {
            Ok((Fence { job: JobId(row.get(0)?), claim: row.get(1)? }, BatchId(row.get(2)?)))
        })?
        .collect::<Result<_, _>>()?)
}

/// Leaders that ended while followers still wait; the process died between two transactions. Index: job_follower,
/// over unfinished batches.
fn left_behind(tx: &Transaction<'_>) -> Result<Vec<JobId>, StoreError> {
    Ok(tx
        .prepare(
            "SELECT DISTINCT leader.id FROM batch INDEXED BY batch_live
               JOIN job AS follower INDEXED BY job_follower
                 ON follower.batch_id = batch.id AND follower.leader_id IS NOT NULL
               JOIN job AS leader ON leader.id = follower.leader_id
              WHERE batch.state <> 'finished' AND leader.state IN ('done', 'failed', 'cancelled') LIMIT 500",
        )?
        .query_map([], |row| row.get(0).map(JobId))?
        .collect::<Result<_, _>>()?)
}

/// Batches with nothing left that have not finished.
fn perhaps_over(tx: &Transaction<'_>) -> Result<Vec<BatchId>, StoreError> {
    Ok(tx
        .prepare(
            "SELECT id FROM batch INDEXED BY batch_live
              WHERE state <> 'finished' AND open = 0 AND queued = 0 AND running = 0",
        )?
        .query_map([], |row| row.get(0).map(BatchId))?
        .collect::<Result<_, _>>()?)
}

fn find_open(tx: &Transaction<'_>, recovered: &mut Recovered) -> Result<(), StoreError> {
    let mut rows = tx.prepare(
        "SELECT id FROM batch INDEXED BY batch_live WHERE state <> 'finished' AND open = 1 ORDER BY id",
    )?;
    recovered.open = rows.query_map([], |row| row.get(0).map(BatchId))?.collect::<Result<_, _>>()?;
    Ok(())
}

impl Library {
    /// Retries that are not through, whoever makes them.
    ///
    /// # Errors
    /// When the library fails.
    pub fn retries_under_way(&self) -> Result<Vec<Retrying>, StoreError> {
        self.read(interrupted)
    }

    /// What is still to be added to a batch; `None` when it takes no more photos.
    ///
    /// # Errors
    /// When the library fails.
    pub fn unfilled(&self, batch: BatchId) -> Result<Option<Unfilled>, StoreError> {
        self.read(|tx| {
            let found: Option<(String, Option<String>, Option<String>)> = tx
                .query_row(
                    "SELECT kind, roots, scope FROM batch WHERE id = ?1 AND open = 1 AND state IN ('active', 'paused')",
                    [batch.0],
                    |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
                )
                .optional()?;
            Ok(found.map(|(kind, roots, scope)| {
                if kind == BatchKind::Import.name() {
                    Unfilled::Import(roots.map(|json| roots_from(&json)).unwrap_or_default())
                } else {
                    Unfilled::Vision(scope.unwrap_or_default())
                }
            }))
        })
    }
}
