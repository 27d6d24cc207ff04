//! Leaders and followers: of several live jobs that would do the same work, one is claimed and the others wait
//! for its end. Knows which job leads; what an ending gives its followers is in `share`.

use pothos_model::{BatchId, JobId, PhotoId, TaskSet};
use rusqlite::{OptionalExtension, Transaction, params};

use super::key::WorkKey;
use crate::StoreError;

/// A job that waits for another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Follower {
    pub id: JobId,
    pub batch: BatchId,
    pub photo: PhotoId,
    pub tasks: TaskSet,
    /// Its own key: another than its leader's for a frame of a burst.
    pub key: WorkKey,
    /// The frame that is asked about in place of this one.
    pub similar_to: Option<PhotoId>,
}

/// The live job that does this work, if there is one. Index: job_live_work.
pub(super) fn leader_for(tx: &Transaction<'_>, key: &WorkKey) -> Result<Option<JobId>, StoreError> {
    Ok(tx
        .prepare_cached(
            "SELECT id FROM job INDEXED BY job_live_work
              WHERE work_key = ?1 AND state IN ('queued', 'running') AND leader_id IS NULL",
        )?
        .query_row([key], |row| row.get(0).map(JobId))
        .optional()?)
}

/// Up to `limit` followers of a job, identical ones first, the first added first. Index: job_leader.
pub(super) fn followers(
    tx: &Transaction<'_>,
    leader: JobId,
    limit: u32,
) -> Result<Vec<Follower>, StoreError> {
    Ok(tx
        .prepare_cached(
            "SELECT id, batch_id, photo_id, tasks, work_key, similar_to FROM job INDEXED BY job_leader
              WHERE leader_id = ?1 ORDER BY similar_to IS NOT NULL, id LIMIT ?2",
        )?
        .query_map(params![leader.0, limit], |row| {
            Ok(Follower {
                id: JobId(row.get(0)?),
                batch: BatchId(row.get(1)?),
                photo: PhotoId(row.get(2)?),
                tasks: TaskSet(row.get(3)?),
                key: row.get(4)?,
                similar_to: row.get::<_, Option<i64>>(5)?.map(PhotoId),
            })
        })?
        .collect::<Result<_, _>>()?)
}

/// Makes `next` lead in place of `old`, which must have ended or be queued. In the second case `old` follows too.
pub(super) fn hand_over(tx: &Transaction<'_>, old: JobId, next: JobId) -> Result<(), StoreError> {
    // In this order, so that at no moment two jobs lead the same work: that the unique index refuses.
    tx.prepare_cached("UPDATE job SET leader_id = ?2 WHERE id = ?1 AND state = 'queued'")?
        .execute([old.0, next.0])?;
    tx.prepare_cached("UPDATE job SET leader_id = NULL, similar_to = NULL WHERE id = ?1")?
        .execute([next.0])?;
    // Frames of a burst are like the new leader now.
    tx.prepare_cached(
        "UPDATE job SET leader_id = ?2,
                similar_to = iif(similar_to IS NULL, NULL, (SELECT photo_id FROM job WHERE id = ?2))
          WHERE leader_id = ?1",
    )?
    .execute([old.0, next.0])?;
    Ok(())
}

/// The job `leader` was cancelled with its batch: the first follower in another batch leads from now on. The
/// followers in its own batch are swept with it. The batches that changed.
pub(super) fn replace_cancelled(
    tx: &Transaction<'_>,
    leader: JobId,
    cancelled: BatchId,
) -> Result<Option<BatchId>, StoreError> {
    let heir: Option<(JobId, BatchId)> = tx
        .prepare_cached(
            "SELECT id, batch_id FROM job INDEXED BY job_leader
              WHERE leader_id = ?1 AND batch_id <> ?2 ORDER BY id LIMIT 1",
        )?
        .query_row([leader.0, cancelled.0], |row| Ok((JobId(row.get(0)?), BatchId(row.get(1)?))))
        .optional()?;
    let Some((heir, batch)) = heir else { return Ok(None) };
    hand_over(tx, leader, heir)?;
    Ok(Some(batch))
}

/// Lets followers of this batch lead where their leader waits in a batch that is not active: a paused batch must
/// not hold up another. How many lead now.
pub(super) fn take_the_lead(tx: &Transaction<'_>, batch: BatchId, limit: u32) -> Result<u32, StoreError> {
    // Index: job_follower, then two look-ups by id a row.
    let held: Vec<(JobId, JobId)> = tx
        .prepare_cached(
            "SELECT follower.leader_id, min(follower.id)
               FROM job AS follower INDEXED BY job_follower
               JOIN job AS leader ON leader.id = follower.leader_id
               JOIN batch ON batch.id = leader.batch_id
              WHERE follower.batch_id = ?1 AND follower.leader_id IS NOT NULL
                AND leader.state = 'queued' AND batch.state <> 'active'
              GROUP BY follower.leader_id LIMIT ?2",
        )?
        .query_map(params![batch.0, limit], |row| Ok((JobId(row.get(0)?), JobId(row.get(1)?))))?
        .collect::<Result<_, _>>()?;
    for (leader, heir) in &held {
        hand_over(tx, *leader, *heir)?;
    }
    Ok(u32::try_from(held.len()).unwrap_or(u32::MAX))
}
