//! Claiming: handing queued jobs of one active batch to workers, a small window at a time.

use pothos_model::{Batch, BatchId, BatchKind, BatchState, JobId, PhotoId, TaskSet, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::batch_row::find_batch;
use super::follow::take_the_lead;
use super::job::Fence;
use super::settle::settle_one;
use crate::{Library, StoreError};

/// No back-off is longer: a job that seems to wait for more was queued before the clock was set back, and is due.
pub(super) const LONGEST_WAIT_MS: i64 = 3_600_000;

/// A job for a worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// What a finish must name.
    pub fence: Fence,
    /// Its batch.
    pub batch: BatchId,
    /// Basic analysis for an import, a model's for a vision batch.
    pub kind: BatchKind,
    /// The photo.
    pub photo: PhotoId,
    /// Which attempt this is, from 1.
    pub attempt: u32,
    /// The tasks still to do; empty for basic analysis.
    pub tasks: TaskSet,
    /// Was running when the process died: it may be what killed it, and should run with no other beside it.
    pub suspect: bool,
}

/// Jobs claimed at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    /// The jobs; none when the batch is not active, or nothing is due.
    pub jobs: Vec<Claimed>,
    /// The batch as it is now; `None` when it was taken off the list.
    pub batch: Option<Batch>,
    /// When nothing was due: when the next job that waits out a back-off will be.
    pub next_due: Option<Timestamp>,
}

/// Jobs whose back-off is over, the longest waiting first. Index: job_claim.
const DUE: &str = "SELECT id, photo_id, fence, attempts, tasks, crashes FROM job INDEXED BY job_claim
    WHERE batch_id = ?1 AND state = 'queued' AND leader_id IS NULL AND not_before_ms > 0 AND not_before_ms <= ?2
    ORDER BY not_before_ms, id LIMIT ?3";
/// Jobs that never waited, in the order they were added. Index: job_claim.
const FRESH: &str = "SELECT id, photo_id, fence, attempts, tasks, crashes FROM job INDEXED BY job_claim
    WHERE batch_id = ?1 AND state = 'queued' AND leader_id IS NULL AND not_before_ms = ?2
    ORDER BY id LIMIT ?3";
/// Jobs that wait for longer than any back-off. Index: job_claim.
const STRANDED: &str = "SELECT id, photo_id, fence, attempts, tasks, crashes FROM job INDEXED BY job_claim
    WHERE batch_id = ?1 AND state = 'queued' AND leader_id IS NULL AND not_before_ms > ?2
    ORDER BY not_before_ms, id LIMIT ?3";

/// One photo's job, when it waits for nothing. Index: the unique (batch_id, photo_id).
const FIRST: &str = "SELECT id, photo_id, fence, attempts, tasks, crashes FROM job
    WHERE batch_id = ?1 AND photo_id = ?2 AND state = 'queued' AND leader_id IS NULL AND not_before_ms = 0
      AND crashes = 0";

struct Candidate {
    id: JobId,
    photo: PhotoId,
    claim: i64,
    attempts: u32,
    tasks: TaskSet,
    crashes: u32,
}

impl Library {
    /// Claims up to `limit` jobs of the batch that are due; none unless the batch is active. A suspect (see
    /// [`Claimed::suspect`]) comes alone, and only while nothing else of its batch runs.
    ///
    /// # Errors
    /// When the library cannot be written.
    pub fn claim(&self, batch: BatchId, limit: u32, now: Timestamp) -> Result<Vec<Claimed>, StoreError> {
        Ok(self.claim_window(batch, limit, &[], now)?.jobs)
    }

    /// [`Library::claim`] with the batch as it is after it, and when to come again if nothing was due. Jobs of the
    /// photos in `first` (a screenful: each is looked up) go before all others.
    ///
    /// # Errors
    /// When the library cannot be written.
    pub fn claim_window(
        &self,
        batch: BatchId,
        limit: u32,
        first: &[PhotoId],
        now: Timestamp,
    ) -> Result<Window, StoreError> {
        self.write(|tx| {
            let nothing = |batch| Ok(Window { jobs: Vec::new(), batch, next_due: None });
            let Some(stored) = find_batch(tx, batch)? else { return nothing(None) };
            if stored.state != BatchState::Active || stored.counters.queued == 0 {
                return nothing(Some(stored));
            }
            let mut found = candidates(tx, batch, limit, first, now)?;
            if found.is_empty() && take_the_lead(tx, batch, limit)? > 0 {
                found = candidates(tx, batch, limit, first, now)?;
            }
            let others_run = stored.counters.running > 0;
            if others_run && suspect_runs(tx, batch, suspect_from(stored.kind))? {
                found.clear();
            }
            alone_if_suspect(&mut found, suspect_from(stored.kind), others_run);
            if found.is_empty() {
                return Ok(Window { jobs: Vec::new(), batch: Some(stored), next_due: next_due(tx, batch)? });
            }
            let jobs = found
                .into_iter()
                .map(|candidate| take(tx, batch, stored.kind, candidate, now))
                .collect::<Result<Vec<_>, _>>()?;
            if stored.started.is_none() {
                tx.prepare_cached("UPDATE batch SET started_ms = ?2 WHERE id = ?1")?
                    .execute(params![batch.0, now.0])?;
            }
            Ok(Window { jobs, batch: Some(settle_one(tx, batch, now)?), next_due: None })
        })
    }
}

/// When the next job of the batch that waits out a back-off is due. Index: job_claim.
fn next_due(tx: &Connection, batch: BatchId) -> Result<Option<Timestamp>, StoreError> {
    let due: Option<i64> = tx
        .prepare_cached(
            "SELECT min(not_before_ms) FROM job INDEXED BY job_claim
              WHERE batch_id = ?1 AND state = 'queued' AND leader_id IS NULL AND not_before_ms > 0",
        )?
        .query_row([batch.0], |row| row.get(0))?;
    Ok(due.map(Timestamp))
}

fn candidates(
    tx: &Connection,
    batch: BatchId,
    limit: u32,
    first: &[PhotoId],
    now: Timestamp,
) -> Result<Vec<Candidate>, StoreError> {
    let mut found: Vec<Candidate> = Vec::new();
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut one = tx.prepare_cached(FIRST)?;
    for photo in first {
        if found.len() >= most {
            return Ok(found);
        }
        found.extend(one.query_row(params![batch.0, photo.0], candidate).optional()?);
    }
    for (sql, bound) in [(DUE, now.0), (FRESH, 0), (STRANDED, now.plus_ms(LONGEST_WAIT_MS).0)] {
        let room = limit.saturating_sub(u32::try_from(found.len()).unwrap_or(u32::MAX));
        if room == 0 {
            break;
        }
        // Some of the next may be there already.
        let room = room.saturating_add(u32::try_from(first.len()).unwrap_or(u32::MAX));
        let mut rows = tx.prepare_cached(sql)?;
        let rows = rows.query_map(params![batch.0, bound, room], candidate)?;
        for row in rows {
            let next = row?;
            if found.len() < most && found.iter().all(|known| known.id != next.id) {
                found.push(next);
            }
        }
    }
    Ok(found)
}

fn candidate(row: &Row<'_>) -> rusqlite::Result<Candidate> {
    Ok(Candidate {
        id: JobId(row.get(0)?),
        photo: PhotoId(row.get(1)?),
        claim: row.get(2)?,
        attempts: row.get(3)?,
        tasks: TaskSet(row.get(4)?),
        crashes: row.get(5)?,
    })
}

/// Ends of the process after which a vision job goes alone: a request runs elsewhere, and is hardly ever to blame.
pub(super) const VISION_SUSPECT: u32 = 3;

/// Ends of the process that make a job a suspect.
fn suspect_from(kind: BatchKind) -> u32 {
    match kind {
        BatchKind::Import => 1,
        BatchKind::Vision => VISION_SUSPECT,
    }
}

/// Whether a suspect of the batch runs: nothing may start beside it. Index: job_running.
fn suspect_runs(tx: &Connection, batch: BatchId, from: u32) -> Result<bool, StoreError> {
    Ok(tx
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM job INDEXED BY job_running
              WHERE batch_id = ?1 AND state = 'running' AND crashes >= ?2)",
        )?
        .query_row(params![batch.0, from], |row| row.get(0))?)
}

/// A suspect goes alone: were it claimed with others and killed the process again, they would be blamed with it.
fn alone_if_suspect(found: &mut Vec<Candidate>, from: u32, others_run: bool) {
    match found.iter().position(|candidate| candidate.crashes >= from) {
        None => {}
        Some(0) if others_run => found.clear(),
        Some(0) => found.truncate(1),
        Some(first) => found.truncate(first),
    }
}

fn take(
    tx: &Transaction<'_>,
    batch: BatchId,
    kind: BatchKind,
    candidate: Candidate,
    now: Timestamp,
) -> Result<Claimed, StoreError> {
    tx.prepare_cached(
        "UPDATE job SET state = 'running', fence = fence + 1, attempts = attempts + 1, error_code = NULL,
                error_message = NULL, not_before_ms = 0, started_ms = coalesce(started_ms, ?2), claimed_ms = ?2
          WHERE id = ?1",
    )?
    .execute(params![candidate.id.0, now.0])?;
    Ok(Claimed {
        fence: Fence { job: candidate.id, claim: candidate.claim + 1 },
        batch,
        kind,
        photo: candidate.photo,
        attempt: candidate.attempts + 1,
        tasks: candidate.tasks,
        suspect: candidate.crashes >= suspect_from(kind),
    })
}

#[cfg(test)]
pub(super) const CLAIM_QUERIES: [&str; 3] = [DUE, FRESH, STRANDED];
#[cfg(test)]
pub(super) const CLAIM_FIRST: &str = FIRST;
