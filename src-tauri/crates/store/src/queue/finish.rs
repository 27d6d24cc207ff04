//! Finishing: the effect of one claimed job, its new state, the batch's counts and end, and the revision, in one
//! transaction behind the job's fence. Does not decide what a failure means: the engine says requeue or fail.

use std::collections::BTreeSet;

use pothos_model::{
    BasicRecord, Batch, BatchId, BatchKind, Failure, FailureCode, JobId, PhotoFacts, Timestamp, VisionRecord,
};
use rusqlite::{OptionalExtension, Transaction, params};

use super::ended::EndedPhoto;
use super::follow::replace_cancelled;
use super::job::{End, Fence, RunningJob, end, running};
use super::settle::settle;
use super::share::{Shared, put_result, share_failure, share_stored, share_success, warning};
use crate::table::analysis::{apply_basic, apply_vision, mark_photo_failed};
use crate::table::meaning;
use crate::{Library, StoreError};

/// What becomes of a claimed job.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Basic analysis gave this.
    Basic(Box<BasicRecord>),
    /// A model gave this.
    Vision(Box<VisionRecord>),
    /// It failed for good; the facts that could be read although the pixels could not.
    Failed(Failure, Option<Box<PhotoFacts>>),
    /// It goes back to the queue.
    Requeue {
        /// Not claimed before this instant; `None` for at once.
        not_before: Option<Timestamp>,
        /// Whether the attempt counts.
        burn: bool,
        /// Why, to be shown while it waits.
        failure: Option<Failure>,
        /// The server that failed, for the statistics.
        server: Option<String>,
    },
    /// The user stopped it.
    Cancelled,
}

/// What a finish did.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Finished {
    /// The fence was old: the job was claimed again, given back or swept. Nothing happened.
    pub stale: bool,
    /// The batches that changed, as they are after it: the job's own and those of its followers.
    pub batches: Vec<Batch>,
    /// The photos whose jobs ended: the job's own and its followers.
    pub photos: Vec<EndedPhoto>,
    /// More followers wait: call [`Library::end_followers`] until none do.
    pub more_followers: bool,
}

impl Library {
    /// Applies `effect` to the job behind `fence`, once.
    ///
    /// # Errors
    /// When the library cannot be written; nothing has happened then, and the call may be repeated.
    pub fn finish(&self, fence: Fence, effect: &Effect, now: Timestamp) -> Result<Finished, StoreError> {
        self.write(|tx| {
            let Some(job) = running(tx, fence)? else {
                return Ok(Finished { stale: true, ..Finished::default() });
            };
            let mut finished = Finished::default();
            let shared = apply(tx, &job, effect, now, &mut finished.photos)?;
            let mut batches = shared.batches;
            batches.insert(job.batch);
            finished.batches = settle(tx, &batches, now)?;
            finished.photos.extend(shared.photos);
            finished.more_followers = shared.more;
            Ok(finished)
        })
    }

    /// Ends some more followers of a job that ended, as [`Finished::more_followers`] asks.
    ///
    /// # Errors
    /// When the library cannot be written.
    pub fn end_followers(&self, leader: JobId, now: Timestamp) -> Result<Finished, StoreError> {
        self.write(|tx| {
            let shared = end_left_behind(tx, leader, now)?;
            let batches = settle(tx, &shared.batches, now)?;
            Ok(Finished { stale: false, batches, photos: shared.photos, more_followers: shared.more })
        })
    }
}

fn apply(
    tx: &Transaction<'_>,
    job: &RunningJob,
    effect: &Effect,
    now: Timestamp,
    photos: &mut Vec<EndedPhoto>,
) -> Result<Shared, StoreError> {
    match effect {
        Effect::Basic(record) => {
            apply_basic(tx, job.photo, record, now)?;
            end(tx, job.id, End::Done { warning: None }, now)?;
            photos.push(EndedPhoto::done(job.batch, job.photo));
            Ok(Shared::default())
        }
        Effect::Vision(record) => {
            apply_vision(tx, job.photo, record, now)?;
            if let Some(meaning) = &record.meaning {
                meaning::put(tx, job.photo, job.batch, &record.stamp.model, &meaning.numbers())?;
            }
            put_result(tx, job, record, now)?;
            end(tx, job.id, End::Done { warning: warning(&record.missing)?.as_deref() }, now)?;
            photos.push(EndedPhoto::done(job.batch, job.photo));
            share_success(tx, job, record, now)
        }
        Effect::Failed(failure, facts) => {
            fail(tx, job, failure, facts.as_deref(), now)?;
            photos.push(EndedPhoto::failed(job.batch, job.photo, failure.clone()));
            share_failure(tx, job.id, failure, now)
        }
        Effect::Requeue { not_before, burn, failure, server } => {
            requeue(tx, job, *not_before, *burn, failure.as_ref())?;
            if let (true, Some(failure)) = (*burn, failure) {
                count_retry(tx, job.batch, server.as_deref().unwrap_or_default(), failure)?;
            }
            Ok(Shared::default())
        }
        Effect::Cancelled => {
            end(tx, job.id, End::Cancelled, now)?;
            let heir = replace_cancelled(tx, job.id, job.batch)?;
            Ok(Shared { batches: heir.into_iter().collect(), ..Shared::default() })
        }
    }
}

/// Fails a running job. A file that basic analysis cannot read is a photo that cannot be read; a model that fails
/// says nothing about the photo itself.
pub(super) fn fail(
    tx: &Transaction<'_>,
    job: &RunningJob,
    failure: &Failure,
    facts: Option<&PhotoFacts>,
    now: Timestamp,
) -> Result<(), StoreError> {
    if job.kind == BatchKind::Import {
        mark_photo_failed(tx, job.photo, failure, facts, now)?;
    }
    end(tx, job.id, End::Failed(failure), now)
}

fn requeue(
    tx: &Transaction<'_>,
    job: &RunningJob,
    not_before: Option<Timestamp>,
    burn: bool,
    failure: Option<&Failure>,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE job SET state = 'queued', not_before_ms = ?2, attempts = max(0, attempts - ?3),
                error_code = ?4, error_message = ?5
          WHERE id = ?1",
    )?
    .execute(params![
        job.id.0,
        not_before.map_or(0, |at| at.0.max(0)),
        i64::from(!burn),
        failure.map(|failure| failure.code.name()),
        failure.map(|failure| failure.message.as_str())
    ])?;
    Ok(())
}

fn count_retry(
    tx: &Transaction<'_>,
    batch: BatchId,
    server: &str,
    failure: &Failure,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO retried (batch_id, server, code, count) VALUES (?1, ?2, ?3, 1)
         ON CONFLICT DO UPDATE SET count = count + 1",
    )?
    .execute(params![batch.0, server, failure.code.name()])?;
    Ok(())
}

/// Gives followers of a job that has ended what it ended with: after a finish with more followers than one
/// transaction takes, or after a crash between two of them.
pub(super) fn end_left_behind(
    tx: &Transaction<'_>,
    leader: JobId,
    now: Timestamp,
) -> Result<Shared, StoreError> {
    let ended: Option<(String, i64, Option<String>, Option<String>)> = tx
        .prepare_cached("SELECT state, batch_id, error_code, error_message FROM job WHERE id = ?1")?
        .query_row([leader.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    let Some((state, batch, code, message)) = ended else { return Ok(Shared::default()) };
    match state.as_str() {
        "failed" => {
            let code = code.as_deref().and_then(FailureCode::from_name).unwrap_or(FailureCode::Internal);
            share_failure(tx, leader, &Failure::new(code, message.unwrap_or_default()), now)
        }
        "done" => share_stored(tx, leader, now),
        "cancelled" => {
            let heir = replace_cancelled(tx, leader, BatchId(batch))?;
            Ok(Shared { batches: heir.into_iter().collect::<BTreeSet<_>>(), ..Shared::default() })
        }
        // Queued or running: it will end by itself, and its followers with it.
        _ => Ok(Shared::default()),
    }
}
