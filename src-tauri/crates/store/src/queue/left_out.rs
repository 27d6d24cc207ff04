//! Photos of a batch that get no job, each with its reason. A photo of a batch is either here or has a job, so
//! that adding it twice counts it once.

use pothos_model::{BatchId, PhotoId};
use rusqlite::{Transaction, params};

use crate::{Library, StoreError};

/// Photos shown of each group.
const SHOWN: u32 = 50;

/// Why a photo takes no part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LeftOutReason {
    /// Already in the library, its file unchanged.
    Unchanged,
    /// Done under the same key.
    AlreadyDone,
    /// Queued or running under the same key, in another batch.
    AlreadyQueued,
    /// Not looked at yet: its content is not known.
    NotIndexed,
    /// Could not be read.
    Unreadable,
}

impl LeftOutReason {
    const ALL: [LeftOutReason; 5] = [
        LeftOutReason::Unchanged,
        LeftOutReason::AlreadyDone,
        LeftOutReason::AlreadyQueued,
        LeftOutReason::NotIndexed,
        LeftOutReason::Unreadable,
    ];

    /// The stored and wire name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            LeftOutReason::Unchanged => "unchanged",
            LeftOutReason::AlreadyDone => "already_done",
            LeftOutReason::AlreadyQueued => "already_queued",
            LeftOutReason::NotIndexed => "not_indexed",
            LeftOutReason::Unreadable => "unreadable",
        }
    }
}

/// The photos left out for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOutGroup {
    /// Why.
    pub reason: LeftOutReason,
    /// How many.
    pub count: u32,
    /// The first 50.
    pub photos: Vec<PhotoId>,
}

/// Lists the photo as taking no part; whether that was new. A photo that has a job in the batch stays in it.
pub(crate) fn leave_out(
    tx: &Transaction<'_>,
    batch: BatchId,
    photo: PhotoId,
    reason: LeftOutReason,
) -> Result<bool, StoreError> {
    let added = tx
        .prepare_cached(
            "INSERT OR IGNORE INTO left_out (batch_id, photo_id, reason)
             SELECT ?1, ?2, ?3 WHERE NOT EXISTS (SELECT 1 FROM job WHERE batch_id = ?1 AND photo_id = ?2)",
        )?
        .execute(params![batch.0, photo.0, reason.name()])?;
    Ok(added == 1)
}

impl Library {
    /// The photos of a batch that took no part, by reason.
    ///
    /// # Errors
    /// When the library fails.
    pub fn left_out(&self, batch: BatchId) -> Result<Vec<LeftOutGroup>, StoreError> {
        self.read(|tx| {
            let mut groups = Vec::new();
            for reason in LeftOutReason::ALL {
                // Index: left_out_reason.
                let count: u32 = tx
                    .prepare_cached("SELECT count(*) FROM left_out WHERE batch_id = ?1 AND reason = ?2")?
                    .query_row(params![batch.0, reason.name()], |row| row.get(0))?;
                if count == 0 {
                    continue;
                }
                let photos = tx
                    .prepare_cached(
                        "SELECT photo_id FROM left_out WHERE batch_id = ?1 AND reason = ?2
                          ORDER BY photo_id LIMIT ?3",
                    )?
                    .query_map(params![batch.0, reason.name(), SHOWN], |row| row.get(0).map(PhotoId))?
                    .collect::<Result<_, _>>()?;
                groups.push(LeftOutGroup { reason, count, photos });
            }
            Ok(groups)
        })
    }
}
