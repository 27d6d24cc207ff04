//! What an ended job gives the jobs that waited for it: the same words, or the same failure. Also stores and
//! reads results, which outlive jobs.

use std::collections::BTreeSet;

use pothos_model::{
    BatchId, Failure, FailureCode, JobId, ModelStamp, PartialFailure, PhotoId, TaskSet, Timestamp,
    VisionRecord,
};
use rusqlite::{OptionalExtension, Transaction, params};

use super::ended::EndedPhoto;
use super::follow::{Follower, followers, hand_over};
use super::job::{End, RunningJob, end, start_unworked};
use super::key::WorkKey;
use super::said;
use crate::StoreError;
use crate::table::analysis::apply_vision;

/// Followers ended in one transaction; a folder with more copies of one file takes several.
const FOLLOWERS_AT_ONCE: u32 = 40;

/// What ending followers touched.
#[derive(Debug, Default)]
pub(super) struct Shared {
    pub batches: BTreeSet<BatchId>,
    pub photos: Vec<EndedPhoto>,
    /// More followers wait for the same end.
    pub more: bool,
}

/// The tasks that gave words to this photo under this key. Index: result_work.
pub(super) fn tasks_done(tx: &Transaction<'_>, photo: PhotoId, key: &WorkKey) -> Result<TaskSet, StoreError> {
    let sets: Vec<u8> = tx
        .prepare_cached("SELECT tasks FROM result WHERE work_key = ?1 AND photo_id = ?2")?
        .query_map(params![key, photo.0], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(TaskSet(sets.into_iter().fold(0, |all, set| all | set)))
}

/// Stores the result of a job that asked a model or shares an answer.
pub(super) fn put_result(
    tx: &Transaction<'_>,
    job: &RunningJob,
    record: &VisionRecord,
    now: Timestamp,
) -> Result<(), StoreError> {
    let json = |error: serde_json::Error| StoreError::Database(error.to_string());
    tx.prepare_cached(
        "INSERT INTO result (photo_id, work_key, batch_id, server, model, tasks, attempts, duration_ms,
                             prompt_tokens, answer_tokens, words, raw_reply, repairs, created_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
    )?
    .execute(params![
        job.photo.0,
        job.key,
        job.batch.0,
        record.stamp.server,
        record.stamp.model,
        given(job.tasks, &record.missing).0,
        job.attempts,
        record.duration_ms.max(0),
        record.prompt_tokens,
        record.answer_tokens,
        said::to_json(&record.words)?,
        record.raw_reply,
        serde_json::to_string(&record.repairs).map_err(json)?,
        now.0
    ])?;
    Ok(())
}

/// The tasks that gave words.
pub(super) fn given(asked: TaskSet, missing: &[PartialFailure]) -> TaskSet {
    missing.iter().fold(asked, |tasks, partial| tasks.without(partial.task))
}

/// The JSON of the tasks that gave nothing; `None` when all did.
pub(super) fn warning(missing: &[PartialFailure]) -> Result<Option<String>, StoreError> {
    if missing.is_empty() {
        return Ok(None);
    }
    let rows: Vec<_> = missing
        .iter()
        .map(|part| serde_json::json!({"task": part.task.name(), "code": part.code.name(), "message": part.message}))
        .collect();
    serde_json::to_string(&rows).map(Some).map_err(|error| StoreError::Database(error.to_string()))
}

/// Ends the followers of a job that is done: those whose tasks it covers get its words, the first other one leads.
pub(super) fn share_success(
    tx: &Transaction<'_>,
    leader: &RunningJob,
    record: &VisionRecord,
    now: Timestamp,
) -> Result<Shared, StoreError> {
    let covered = given(leader.tasks, &record.missing);
    let mut shared = Shared::default();
    let waiting = followers(tx, leader.id, FOLLOWERS_AT_ONCE)?;
    shared.more = waiting.len() == FOLLOWERS_AT_ONCE as usize;
    let mut heir = None;
    for follower in waiting {
        if follower.tasks.0 & !covered.0 == 0 {
            give(tx, leader, follower, record, now)?;
            shared.batches.insert(follower.batch);
            shared.photos.push(EndedPhoto::done(follower.batch, follower.photo));
        } else {
            heir.get_or_insert(follower);
        }
    }
    if let Some(heir) = heir {
        hand_over(tx, leader.id, heir.id)?;
        shared.batches.insert(heir.batch);
        shared.more = false;
    }
    Ok(shared)
}

/// Ends one follower with its leader's answer, stamped with its own batch.
fn give(
    tx: &Transaction<'_>,
    leader: &RunningJob,
    follower: Follower,
    record: &VisionRecord,
    now: Timestamp,
) -> Result<(), StoreError> {
    let own = VisionRecord {
        stamp: ModelStamp { batch: follower.batch, similar_to: follower.similar_to, ..record.stamp.clone() },
        // Nothing was asked for this photo: statistics must not count the answer twice.
        duration_ms: 0,
        prompt_tokens: None,
        answer_tokens: None,
        ..record.clone()
    };
    let job = RunningJob {
        id: follower.id,
        batch: follower.batch,
        photo: follower.photo,
        tasks: follower.tasks,
        key: follower.key,
        attempts: 0,
        ..leader.clone()
    };
    start_unworked(tx, follower.id, now)?;
    apply_vision(tx, follower.photo, &own, now)?;
    put_result(tx, &job, &own, now)?;
    end(tx, follower.id, End::Done { warning: None }, now)
}

/// Ends the followers of a job that failed with the same failure; where it lay in the leader's own file, or in
/// us, the first follower leads instead.
pub(super) fn share_failure(
    tx: &Transaction<'_>,
    leader: JobId,
    failure: &Failure,
    now: Timestamp,
) -> Result<Shared, StoreError> {
    let mut shared = Shared::default();
    let waiting = followers(tx, leader, FOLLOWERS_AT_ONCE)?;
    if lies_in_the_file(failure.code) {
        if let Some(heir) = waiting.first() {
            hand_over(tx, leader, heir.id)?;
            shared.batches.insert(heir.batch);
        }
        return Ok(shared);
    }
    shared.more = waiting.len() == FOLLOWERS_AT_ONCE as usize;
    for follower in waiting {
        // Another frame of a burst may well do better: the first of them is asked about instead.
        if follower.similar_to.is_some() {
            hand_over(tx, leader, follower.id)?;
            shared.batches.insert(follower.batch);
            shared.more = false;
            break;
        }
        start_unworked(tx, follower.id, now)?;
        end(tx, follower.id, End::Failed(failure), now)?;
        shared.batches.insert(follower.batch);
        shared.photos.push(EndedPhoto::failed(follower.batch, follower.photo, failure.clone()));
    }
    Ok(shared)
}

/// Whether an identical file elsewhere may well succeed.
fn lies_in_the_file(code: FailureCode) -> bool {
    matches!(
        code,
        FailureCode::Missing | FailureCode::NoPermission | FailureCode::Unreadable | FailureCode::Internal
    )
}

/// Ends a queued job with the stored answer of an identical photo, if one covers its tasks; whether it did.
pub(super) fn end_from_result(tx: &Transaction<'_>, job: JobId, now: Timestamp) -> Result<bool, StoreError> {
    // Index: result_work.
    end_stored(
        tx,
        job,
        "SELECT result.server, result.model, result.words, result.raw_reply, batch.options,
                job.batch_id, job.photo_id, job.work_key, job.tasks, NULL
           FROM job JOIN result ON result.work_key = job.work_key
           JOIN batch ON batch.id = job.batch_id
          WHERE job.id = ?1 AND job.tasks & ~result.tasks = 0
          ORDER BY result.id DESC LIMIT 1",
        now,
    )
}

/// Ends a queued job with what its batch stored for the frame of the burst that it is like; whether it did.
pub(super) fn end_from_frame(tx: &Transaction<'_>, job: JobId, now: Timestamp) -> Result<bool, StoreError> {
    // Index: result_photo.
    end_stored(
        tx,
        job,
        "SELECT result.server, result.model, result.words, result.raw_reply, batch.options,
                job.batch_id, job.photo_id, job.work_key, job.tasks, job.similar_to
           FROM job JOIN result ON result.photo_id = job.similar_to AND result.batch_id = job.batch_id
           JOIN batch ON batch.id = job.batch_id
          WHERE job.id = ?1 AND job.tasks & ~result.tasks = 0
          ORDER BY result.id DESC LIMIT 1",
        now,
    )
}

fn end_stored(tx: &Transaction<'_>, job: JobId, sql: &str, now: Timestamp) -> Result<bool, StoreError> {
    let found: Option<Stored> = tx.prepare_cached(sql)?.query_row([job.0], Stored::read).optional()?;
    let Some(found) = found else { return Ok(false) };
    let record = found.record()?;
    let leader = RunningJob {
        id: job,
        batch: found.batch,
        kind: pothos_model::BatchKind::Vision,
        photo: found.photo,
        key: found.key,
        tasks: found.tasks,
        attempts: 0,
    };
    let follower = Follower {
        id: job,
        batch: found.batch,
        photo: found.photo,
        tasks: found.tasks,
        key: found.key,
        similar_to: found.similar_to,
    };
    give(tx, &leader, follower, &record, now)?;
    Ok(true)
}

/// Ends followers of a job that is done with its stored answer; one that the answer does not cover leads.
pub(super) fn share_stored(
    tx: &Transaction<'_>,
    leader: JobId,
    now: Timestamp,
) -> Result<Shared, StoreError> {
    let mut shared = Shared::default();
    let waiting = followers(tx, leader, FOLLOWERS_AT_ONCE)?;
    shared.more = waiting.len() == FOLLOWERS_AT_ONCE as usize;
    for follower in waiting {
        shared.batches.insert(follower.batch);
        let ended = match follower.similar_to {
            Some(_) => end_from_frame(tx, follower.id, now)?,
            None => end_from_result(tx, follower.id, now)?,
        };
        if ended {
            shared.photos.push(EndedPhoto::done(follower.batch, follower.photo));
        } else {
            hand_over(tx, leader, follower.id)?;
            shared.more = false;
            break;
        }
    }
    Ok(shared)
}

struct Stored {
    server: String,
    model: String,
    words: String,
    raw_reply: String,
    options: String,
    batch: BatchId,
    photo: PhotoId,
    key: WorkKey,
    tasks: TaskSet,
    similar_to: Option<PhotoId>,
}

impl Stored {
    fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            server: row.get(0)?,
            model: row.get(1)?,
            words: row.get(2)?,
            raw_reply: row.get(3)?,
            options: row.get(4)?,
            batch: BatchId(row.get(5)?),
            photo: PhotoId(row.get(6)?),
            key: row.get(7)?,
            tasks: TaskSet(row.get(8)?),
            similar_to: row.get::<_, Option<i64>>(9)?.map(PhotoId),
        })
    }

    fn record(&self) -> Result<VisionRecord, StoreError> {
        let json = |error: serde_json::Error| StoreError::Database(error.to_string());
        let options: pothos_model::VisionOptions = serde_json::from_str(&self.options).map_err(json)?;
        Ok(VisionRecord {
            stamp: ModelStamp {
                server: self.server.clone(),
                model: self.model.clone(),
                preset: options.preset,
                preset_version: options.preset_version,
                batch: self.batch,
                similar_to: None,
            },
            words: said::from_json(&self.words)?,
            missing: Vec::new(),
            duration_ms: 0,
            prompt_tokens: None,
            answer_tokens: None,
            raw_reply: self.raw_reply.clone(),
            repairs: Vec::new(),
            meaning: None,
        })
    }
}
