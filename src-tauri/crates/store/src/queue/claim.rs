//! Claiming: handing queued jobs of one active batch to workers, a small window at a time, each lane for itself.

use pothos_model::{Batch, BatchId, BatchKind, BatchState, JobId, Lane, PhotoId, TaskSet, Timestamp};
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
    /// Where it waited; a model's jobs are all in the quick lane.
    pub lane: Lane,
    /// Was running when the process died: it may be what killed it, and should run with no other beside it.
    pub suspect: bool,
}

/// How many jobs of each lane a claim may give, at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Room {
    /// Of the quick lane, where a model's jobs are too.
    pub quick: u32,
    /// Of the slow lane.
    pub slow: u32,
}

impl Room {
    /// That of one lane.
    #[must_use]
    pub fn of(self, lane: Lane) -> u32 {
        match lane {
            Lane::Quick => self.quick,
            Lane::Slow => self.slow,
        }
    }

    /// That of both.
    #[must_use]
    pub fn all(self) -> u32 {
        self.quick.saturating_add(self.slow)
    }
}

/// Jobs claimed at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    /// The jobs; none when the batch is not active, or nothing is due.
    pub jobs: Vec<Claimed>,
    /// The batch as it is now; `None` when it was taken off the list.
    pub batch: Option<Batch>,
    /// When there was room for more than was due: when the next job that waits out a back-off will be.
    pub next_due: Option<Timestamp>,
}

/// Jobs whose back-off is over, the longest waiting first. Index: job_claim.
const DUE: &str = "SELECT id, photo_id, fence, attempts, tasks, crashes, lane FROM job INDEXED BY job_claim
    WHERE batch_id = ?1 AND lane = ?4 AND state = 'queued' AND leader_id IS NULL
      AND not_before_ms > 0 AND not_before_ms <= ?2
    ORDER BY not_before_ms, id LIMIT ?3";
/// Jobs that never waited, in the order they were added. Index: job_claim.
const FRESH: &str = "SELECT id, photo_id, fence, attempts, tasks, crashes, lane FROM job INDEXED BY job_claim
    WHERE batch_id = ?1 AND lane = ?4 AND state = 'queued' AND leader_id IS NULL AND not_before_ms = ?2
    ORDER BY id LIMIT ?3";
/// Jobs that wait for longer than any back-off. Index: job_claim.
const STRANDED: &str =
    "SELECT id, photo_id, fence, attempts, tasks, crashes, lane FROM job INDEXED BY job_claim
    WHERE batch_id = ?1 AND lane = ?4 AND state = 'queued' AND leader_id IS NULL AND not_before_ms > ?2
    ORDER BY not_before_ms, id LIMIT ?3";
/// When the next job of a lane that waits out a back-off will be due. Index: job_claim.
const NEXT_DUE: &str = "SELECT min(not_before_ms) FROM job INDEXED BY job_claim
    WHERE batch_id = ?1 AND lane = ?2 AND state = 'queued' AND leader_id IS NULL AND not_before_ms > ?3";

/// One photo's job, when it waits for nothing. Index: the unique (batch_id, photo_id).
const FIRST: &str = "SELECT id, photo_id, fence, attempts, tasks, crashes, lane FROM job
    WHERE batch_id = ?1 AND photo_id = ?2 AND state = 'queued' AND leader_id IS NULL AND not_before_ms = 0
      AND crashes = 0";

struct Candidate {
    id: JobId,
    photo: PhotoId,
    claim: i64,
    attempts: u32,
    tasks: TaskSet,
    crashes: u32,
    lane: Lane,
}

/// What a claim may take, in the order it is taken.
#[derive(Default)]
struct Found {
    /// Jobs of photos on the screen; no suspect is among them.
    first: Vec<Candidate>,
    /// Those of each lane, in their order, without the former.
    lanes: [Vec<Candidate>; 2],
}

impl Found {
    fn is_empty(&self) -> bool {
        self.first.is_empty() && self.lanes.iter().all(Vec::is_empty)
    }
}

impl Library {
    /// Claims up to `limit` jobs of the batch that are due, quick ones first; none unless the batch is active. A
    /// suspect (see [`Claimed::suspect`]) comes alone, and only while nothing else of its batch runs.
    ///
    /// # Errors
    /// When the library cannot be written.
    pub fn claim(&self, batch: BatchId, limit: u32, now: Timestamp) -> Result<Vec<Claimed>, StoreError> {
        let room = Room { quick: limit, slow: limit };
        Ok(self.claim_most(batch, room, limit, &[], now)?.jobs)
    }

    /// [`Library::claim`] with room for each lane, the batch as it is after it, and when to come again if less was due
    /// than there is room for. Jobs of the photos in `first` (a screenful: each is looked up) go before all others, as
    /// far as their lane has room.
    ///
    /// # Errors
    /// When the library cannot be written.
    pub fn claim_window(
        &self,
        batch: BatchId,
        room: Room,
        first: &[PhotoId],
        now: Timestamp,
    ) -> Result<Window, StoreError> {
        self.claim_most(batch, room, room.all(), first, now)
    }

    fn claim_most(
        &self,
        batch: BatchId,
        room: Room,
        most: u32,
        first: &[PhotoId],
        now: Timestamp,
    ) -> Result<Window, StoreError> {
        self.write(|tx| {
            let nothing = |batch| Ok(Window { jobs: Vec::new(), batch, next_due: None });
            let Some(stored) = find_batch(tx, batch)? else { return nothing(None) };
            if stored.state != BatchState::Active || stored.counters.queued == 0 {
                return nothing(Some(stored));
            }
            let mut found = candidates(tx, batch, room, first, now)?;
            if found.is_empty() && take_the_lead(tx, batch, most)? > 0 {
                found = candidates(tx, batch, room, first, now)?;
            }
            let suspect = suspect_from(stored.kind);
            let others_run = stored.counters.running > 0;
            let mut chosen = if others_run && suspect_runs(tx, batch, suspect)? {
                Vec::new()
            } else {
                alone_if_suspect(found, suspect, others_run)
            };
            chosen.truncate(usize::try_from(most).unwrap_or(usize::MAX));
            let next_due = next_due(tx, batch, room, &chosen, now)?;
            if chosen.is_empty() {
                return Ok(Window { jobs: Vec::new(), batch: Some(stored), next_due });
            }
            let jobs = chosen
                .into_iter()
                .map(|candidate| take(tx, batch, stored.kind, candidate, now))
                .collect::<Result<Vec<_>, _>>()?;
            if stored.started.is_none() {
                tx.prepare_cached("UPDATE batch SET started_ms = ?2 WHERE id = ?1")?
                    .execute(params![batch.0, now.0])?;
            }
            Ok(Window { jobs, batch: Some(settle_one(tx, batch, now)?), next_due })
        })
    }
}

/// When the next job of the batch that waits out a back-off will be due, in the lanes that gave less than there was room
/// for. What is due already and not chosen waits for the end of a suspect, not for the time.
fn next_due(
    tx: &Connection,
    batch: BatchId,
    room: Room,
    chosen: &[Candidate],
    now: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    let given = |lane| chosen.iter().filter(|candidate| candidate.lane == lane).count();
    let mut next: Option<i64> = None;
    for lane in Lane::ALL {
        if given(lane) < usize::try_from(room.of(lane)).unwrap_or(usize::MAX) {
            let due: Option<i64> = tx
                .prepare_cached(NEXT_DUE)?
                .query_row(params![batch.0, lane.number(), now.0], |row| row.get(0))?;
            next = next.into_iter().chain(due).min();
        }
    }
    Ok(next.map(Timestamp))
}

fn candidates(
    tx: &Connection,
    batch: BatchId,
    room: Room,
    first: &[PhotoId],
    now: Timestamp,
) -> Result<Found, StoreError> {
    let mut found = Found::default();
    let mut left = room;
    let mut one = tx.prepare_cached(FIRST)?;
    for photo in first {
        if left.all() == 0 {
            return Ok(found);
        }
        let Some(next) = one.query_row(params![batch.0, photo.0], candidate).optional()? else { continue };
        let room = match next.lane {
            Lane::Quick => &mut left.quick,
            Lane::Slow => &mut left.slow,
        };
        if *room > 0 {
            *room -= 1;
            found.first.push(next);
        }
    }
    for (lane, jobs) in Lane::ALL.into_iter().zip(&mut found.lanes) {
        *jobs = in_lane(tx, batch, lane, left.of(lane), &found.first, now)?;
    }
    Ok(found)
}

/// Up to `limit` jobs of one lane that are due, those in `known` left out.
fn in_lane(
    tx: &Connection,
    batch: BatchId,
    lane: Lane,
    limit: u32,
    known: &[Candidate],
    now: Timestamp,
) -> Result<Vec<Candidate>, StoreError> {
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut found: Vec<Candidate> = Vec::new();
    for (sql, bound) in [(DUE, now.0), (FRESH, 0), (STRANDED, now.plus_ms(LONGEST_WAIT_MS).0)] {
        if found.len() >= most {
            break;
        }
        // Those that are known may come again.
        let rows = limit.saturating_add(u32::try_from(known.len()).unwrap_or(u32::MAX));
        let mut search = tx.prepare_cached(sql)?;
        for row in search.query_map(params![batch.0, bound, rows, lane.number()], candidate)? {
            let next = row?;
            if found.len() < most && known.iter().chain(&found).all(|other| other.id != next.id) {
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
        lane: if row.get::<_, i64>(6)? == Lane::Slow.number() { Lane::Slow } else { Lane::Quick },
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

/// A suspect goes alone: were it claimed with others and killed the process again, they would be blamed with it. One
/// whose turn has come in either lane holds up both, until nothing of its batch runs.
fn alone_if_suspect(found: Found, from: u32, others_run: bool) -> Vec<Candidate> {
    let is_suspect = |candidate: &Candidate| candidate.crashes >= from;
    let Found { first, lanes } = found;
    let its_turn = first.is_empty() && lanes.iter().any(|lane| lane.first().is_some_and(is_suspect));
    if its_turn && others_run {
        return Vec::new();
    }
    if its_turn {
        return lanes
            .into_iter()
            .filter_map(|lane| lane.into_iter().next())
            .find(is_suspect)
            .into_iter()
            .collect();
    }
    let before = |lane: Vec<Candidate>| lane.into_iter().take_while(|candidate| !is_suspect(candidate));
    first.into_iter().chain(lanes.into_iter().flat_map(before)).collect()
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
        lane: candidate.lane,
        suspect: candidate.crashes >= suspect_from(kind),
    })
}

#[cfg(test)]
pub(super) const CLAIM_QUERIES: [&str; 3] = [DUE, FRESH, STRANDED];
#[cfg(test)]
pub(super) const CLAIM_NEXT_DUE: &str = NEXT_DUE;
#[cfg(test)]
pub(super) const CLAIM_FIRST: &str = FIRST;
