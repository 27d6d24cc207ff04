//! One frame a burst: the first frame of a burst is asked about, the others of the batch wait for its words. Of RAW and
//! JPEG of one release one is asked about in every batch: they show the same.

use pothos_model::{BURST_MS, BatchId, JobId, PhotoId, TaskSet, same_burst};
use rusqlite::{OptionalExtension, Transaction, params};

use crate::StoreError;

/// The frame that is asked about.
pub(super) struct Shown {
    pub job: JobId,
    pub photo: PhotoId,
    /// Its words are there already.
    pub done: bool,
}

/// The frame of the batch whose words this photo may have, if there is one: the most alike.
pub(super) fn shown_frame(
    tx: &Transaction<'_>,
    batch: BatchId,
    photo: PhotoId,
    tasks: TaskSet,
) -> Result<Option<Shown>, StoreError> {
    let own: Option<(i64, i64)> = tx
        .prepare_cached(
            "SELECT taken_local_ms, perceptual_hash FROM photo
              WHERE id = ?1 AND taken_local_ms IS NOT NULL AND perceptual_hash IS NOT NULL",
        )?
        .query_row([photo.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((taken, hash)) = own else { return Ok(None) };
    let mut rows = tx.prepare_cached(FRAMES)?;
    let mut rows = rows.query(params![
        batch.0,
        photo.0,
        taken.saturating_sub(BURST_MS),
        taken.saturating_add(BURST_MS),
        tasks.0
    ])?;
    let mut best: Option<(u32, Shown)> = None;
    while let Some(row) = rows.next()? {
        let other: i64 = row.get(3)?;
        let frame = (row.get(4)?, other.cast_unsigned());
        if !same_burst((taken, hash.cast_unsigned()), frame) {
            continue;
        }
        let apart = (hash ^ other).count_ones();
        if best.as_ref().is_none_or(|(least, _)| apart < *least) {
            let shown = Shown { job: JobId(row.get(0)?), photo: PhotoId(row.get(1)?), done: row.get(2)? };
            best = Some((apart, shown));
        }
    }
    Ok(best.map(|(_, shown)| shown))
}

/// The other half of a pair of RAW and JPEG, when it is asked about itself in this batch.
pub(super) fn other_half(
    tx: &Transaction<'_>,
    batch: BatchId,
    photo: PhotoId,
    tasks: TaskSet,
) -> Result<Option<Shown>, StoreError> {
    Ok(tx
        .prepare_cached(OTHER_HALF)?
        .query_row(params![batch.0, photo.0, tasks.0], |row| {
            Ok(Shown { job: JobId(row.get(0)?), photo: PhotoId(row.get(1)?), done: row.get(2)? })
        })
        .optional()?)
}

/// Indexes: the key of photo, the unique (batch_id, photo_id).
pub(super) const OTHER_HALF: &str = "SELECT job.id, job.photo_id, job.state = 'done' FROM photo
   JOIN job ON job.batch_id = ?1 AND job.photo_id = photo.pair_id
  WHERE photo.id = ?2 AND job.leader_id IS NULL AND job.similar_to IS NULL
    AND job.state IN ('queued', 'running', 'done') AND ?3 & ~job.tasks = 0";

/// Frames of the same folder and camera around a moment that are asked about themselves. Indexes: photo_day, the
/// unique (batch_id, photo_id).
pub(super) const FRAMES: &str = "SELECT job.id, frame.id, job.state = 'done', frame.perceptual_hash, frame.taken_local_ms
   FROM photo AS own
   JOIN photo AS frame INDEXED BY photo_day
     ON frame.day_local_ms BETWEEN ?3 AND ?4 AND frame.folder_id = own.folder_id AND frame.camera IS own.camera
   JOIN job ON job.batch_id = ?1 AND job.photo_id = frame.id
  WHERE own.id = ?2 AND frame.id <> own.id AND frame.taken_local_ms IS NOT NULL
    AND frame.perceptual_hash IS NOT NULL AND job.leader_id IS NULL AND job.similar_to IS NULL
    AND job.state IN ('queued', 'running', 'done') AND ?5 & ~job.tasks = 0";

/// Makes a job wait for the frame that is asked about.
pub(super) fn follow_frame(tx: &Transaction<'_>, job: JobId, shown: &Shown) -> Result<(), StoreError> {
    let leader = (!shown.done).then_some(shown.job.0);
    tx.prepare_cached("UPDATE job SET leader_id = ?2, similar_to = ?3 WHERE id = ?1")?.execute(params![
        job.0,
        leader,
        shown.photo.0
    ])?;
    Ok(())
}
