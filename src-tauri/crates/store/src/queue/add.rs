//! Adding photos to an open batch without ever queueing the same work twice.

use pothos_model::{
    Batch, BatchId, BatchState, FileStamp, JobId, Lane, PhotoId, PhotoState, TaskSet, Timestamp,
};
use rusqlite::{OptionalExtension, Transaction, params};

use super::batch_row::{read_batch, strange};
use super::burst::{follow_frame, other_half, shown_frame};
use super::follow::leader_for;
use super::key::{WorkKey, basic_key, meaning_key, vision_key};
use super::lane::basic_lane;
use super::left_out::{LeftOutReason, leave_out};
use super::settle::settle_one;
use super::{job, share};
use crate::table::meaning;
use crate::{Library, StoreError};

/// Photos added in one transaction, so that it stays well under 50 ms.
pub const MOST_ADDED_AT_ONCE: usize = 500;

/// What became of photos that were added to a batch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Added {
    /// Got a job that will ask the model, or wait for an identical photo that does.
    pub queued: u32,
    /// Identical in content to a photo that is done under the same key, and got its words at once.
    pub shared: u32,
    /// Done under the same key.
    pub already_done: u32,
    /// Queued or running under the same key in another batch.
    pub already_queued: u32,
    /// Not looked at yet, or unreadable.
    pub left_out: u32,
    /// In this batch already, or no photo of this library.
    pub known: u32,
    /// The first batch that already had one of the photos queued.
    pub existing: Option<BatchId>,
}

impl Library {
    /// Adds up to [`MOST_ADDED_AT_ONCE`] photos to an open vision batch. Adding a photo twice changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when the batch takes no more photos (sealed, cancelled), is no vision batch, or
    /// there are too many photos; otherwise when the library fails.
    pub fn add_vision_chunk(
        &self,
        batch: BatchId,
        photos: &[PhotoId],
        now: Timestamp,
    ) -> Result<Added, StoreError> {
        if photos.len() > MOST_ADDED_AT_ONCE {
            return Err(StoreError::Refused(format!(
                "At most {MOST_ADDED_AT_ONCE} photos are added at once."
            )));
        }
        self.write(|tx| {
            let asked = Asked::of(tx, open_batch(tx, batch)?)?;
            let mut added = Added::default();
            for photo in photos {
                add_photo(tx, &asked, *photo, now, &mut added)?;
            }
            settle_one(tx, batch, now)?;
            Ok(added)
        })
    }
}

/// What a vision batch asks, read once a chunk.
struct Asked {
    batch: Batch,
    options: pothos_model::VisionOptions,
    model: String,
    again: bool,
}

impl Asked {
    fn of(tx: &Transaction<'_>, batch: Batch) -> Result<Self, StoreError> {
        let (Some(options), Some(model)) = (batch.options.clone(), batch.model.clone()) else {
            return Err(StoreError::Refused(format!("Batch {} is no vision batch.", batch.id)));
        };
        let again = tx.query_row("SELECT again FROM batch WHERE id = ?1", [batch.id.0], |row| row.get(0))?;
        Ok(Self { batch, options, model, again })
    }
}

fn add_photo(
    tx: &Transaction<'_>,
    asked: &Asked,
    photo: PhotoId,
    now: Timestamp,
    added: &mut Added,
) -> Result<(), StoreError> {
    let batch = asked.batch.id;
    let content = content(tx, photo)?;
    if matches!(content, Content::NoPhoto) || job_in_batch(tx, batch, photo)?.is_some() {
        added.known += 1;
        return Ok(());
    }
    let mut pass = |reason| pass_over(tx, batch, photo, reason, added);
    let hash = match content {
        Content::Known(hash) => hash,
        Content::Unread => return pass(LeftOutReason::NotIndexed),
        Content::Failed | Content::NoPhoto => return pass(LeftOutReason::Unreadable),
    };
    let for_search = asked.options.tasks == TaskSet::MEANING;
    let key = if for_search {
        let text = meaning::text(tx, photo, &asked.options)?;
        if text.is_empty() {
            return pass(LeftOutReason::NotIndexed);
        }
        meaning_key(photo, &text, &asked.model)
    } else {
        vision_key(&hash, &asked.options, &asked.model)
    };
    if let Some(existing) = live_for_photo(tx, photo, &key)? {
        pass(LeftOutReason::AlreadyQueued)?;
        added.existing.get_or_insert(existing);
        return Ok(());
    }
    let mut tasks = asked.options.tasks;
    let vector_gone = for_search && !meaning::is_there(tx, photo, &key, &asked.model)?;
    if !asked.again && !vector_gone {
        tasks = TaskSet(tasks.0 & !share::tasks_done(tx, photo, &key)?.0);
        if tasks.is_empty() {
            return pass(LeftOutReason::AlreadyDone);
        }
    }
    forget_left_out(tx, batch, photo)?;
    let leader = leader_for(tx, &key)?;
    let mut frame = None;
    if leader.is_none() && !for_search {
        frame = other_half(tx, batch, photo, tasks)?;
    }
    if leader.is_none() && frame.is_none() && asked.options.one_a_burst {
        frame = shown_frame(tx, batch, photo, tasks)?;
    }
    let new = job::insert(tx, batch, photo, (&key, tasks, Lane::Quick), leader, now)?;
    if let Some(frame) = &frame {
        follow_frame(tx, new, frame)?;
    }
    let ended = match &frame {
        Some(frame) => frame.done && share::end_from_frame(tx, new, now)?,
        None => leader.is_none() && !asked.again && !for_search && share::end_from_result(tx, new, now)?,
    };
    if ended {
        added.shared += 1;
    } else {
        added.queued += 1;
    }
    Ok(())
}

fn pass_over(
    tx: &Transaction<'_>,
    batch: BatchId,
    photo: PhotoId,
    reason: LeftOutReason,
    added: &mut Added,
) -> Result<(), StoreError> {
    let new = leave_out(tx, batch, photo, reason)?;
    let count = match reason {
        _ if !new => &mut added.known,
        LeftOutReason::Unchanged | LeftOutReason::AlreadyDone => &mut added.already_done,
        LeftOutReason::AlreadyQueued => &mut added.already_queued,
        LeftOutReason::NotIndexed | LeftOutReason::Unreadable => &mut added.left_out,
    };
    *count += 1;
    Ok(())
}

/// A photo that is to be looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ToRead {
    /// Which.
    pub photo: PhotoId,
    /// It was looked at before, and is no gain for the library: [`Batch::renewed`].
    pub again: bool,
}

/// Queues the basic analysis of photos whose rows are up to date; part of an import's own transaction, which
/// moves the revision. Gives how many were queued; the others have a live job for the same file already.
///
/// # Errors
/// [`StoreError::Refused`] when the batch takes no more photos: the caller's whole transaction then falls.
pub(crate) fn queue_basic_jobs(
    tx: &Transaction<'_>,
    batch: BatchId,
    photos: &[ToRead],
    now: Timestamp,
) -> Result<u32, StoreError> {
    open_batch(tx, batch)?;
    let mut queued = 0;
    for ToRead { photo, again } in photos {
        let key = basic_key(*photo, stamp(tx, *photo)?);
        if let Some((old, old_key)) = job_in_batch(tx, batch, *photo)? {
            if old_key == key {
                continue;
            }
            // The file changed since this batch queued it (a scan that began again after a crash): a late finish
            // of the old job finds no row, and has no effect.
            tx.prepare_cached("DELETE FROM job WHERE id = ?1")?.execute([old.0])?;
        }
        if leader_for(tx, &key)?.is_some() {
            leave_out(tx, batch, *photo, LeftOutReason::AlreadyQueued)?;
            continue;
        }
        forget_left_out(tx, batch, *photo)?;
        let new = job::insert(tx, batch, *photo, (&key, TaskSet::EMPTY, basic_lane(tx, *photo)?), None, now)?;
        if *again {
            tx.prepare_cached("UPDATE job SET renewed = 1 WHERE id = ?1")?.execute([new.0])?;
        }
        queued += 1;
    }
    Ok(queued)
}

/// The batch, if photos may be added to it.
fn open_batch(tx: &Transaction<'_>, id: BatchId) -> Result<Batch, StoreError> {
    let batch = read_batch(tx, id)?;
    match batch.state {
        BatchState::Active | BatchState::Paused(_) if batch.open => Ok(batch),
        BatchState::Active | BatchState::Paused(_) => {
            Err(StoreError::Refused(format!("Batch {id} takes no more photos.")))
        }
        BatchState::Cancelling | BatchState::Finished(_) => {
            Err(StoreError::Refused(format!("Batch {id} was stopped and takes no more photos.")))
        }
    }
}

enum Content {
    NoPhoto,
    Unread,
    Failed,
    Known([u8; 32]),
}

fn content(tx: &Transaction<'_>, photo: PhotoId) -> Result<Content, StoreError> {
    let row: Option<(String, Option<[u8; 32]>)> = tx
        .prepare_cached("SELECT state, content_hash FROM photo WHERE id = ?1")?
        .query_row([photo.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((state, hash)) = row else { return Ok(Content::NoPhoto) };
    let state = PhotoState::from_name(&state).ok_or_else(|| strange("photo state", &state))?;
    Ok(match (state, hash) {
        (PhotoState::Failed, _) => Content::Failed,
        (PhotoState::New | PhotoState::Ready, Some(hash)) => Content::Known(hash),
        (PhotoState::New | PhotoState::Ready, None) => Content::Unread,
    })
}

fn stamp(tx: &Transaction<'_>, photo: PhotoId) -> Result<FileStamp, StoreError> {
    let (bytes, modified): (i64, i64) = tx
        .prepare_cached("SELECT bytes, modified_ms FROM photo WHERE id = ?1")?
        .query_row([photo.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
        .ok_or_else(|| StoreError::NotFound { what: "photo", id: photo.to_string() })?;
    Ok(FileStamp { size: bytes.unsigned_abs(), modified: Timestamp(modified) })
}

fn job_in_batch(
    tx: &Transaction<'_>,
    batch: BatchId,
    photo: PhotoId,
) -> Result<Option<(JobId, WorkKey)>, StoreError> {
    Ok(tx
        .prepare_cached("SELECT id, work_key FROM job WHERE batch_id = ?1 AND photo_id = ?2")?
        .query_row(params![batch.0, photo.0], |row| Ok((JobId(row.get(0)?), row.get(1)?)))
        .optional()?)
}

/// The batch in which this very photo waits or runs under this key, as leader or follower.
fn live_for_photo(
    tx: &Transaction<'_>,
    photo: PhotoId,
    key: &WorkKey,
) -> Result<Option<BatchId>, StoreError> {
    Ok(tx
        .prepare_cached(
            "SELECT batch_id FROM job INDEXED BY job_photo
              WHERE photo_id = ?1 AND work_key = ?2 AND state IN ('queued', 'running')",
        )?
        .query_row(params![photo.0, key], |row| row.get(0).map(BatchId))
        .optional()?)
}

fn forget_left_out(tx: &Transaction<'_>, batch: BatchId, photo: PhotoId) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM left_out WHERE batch_id = ?1 AND photo_id = ?2")?
        .execute(params![batch.0, photo.0])?;
    Ok(())
}
