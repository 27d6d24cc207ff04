//! Taking a whole vision run back: its words go, and with its results the memory that the work was done. What a human
//! wrote, accepted or refused stays. In chunks, so that a run over half a million photos never holds the writer.

use pothos_model::{Batch, BatchId, BatchKind, BatchState, PhotoId, Timestamp};
use rusqlite::{Transaction, params};

use super::batch_row::read_batch;
use super::pause::refused;
use super::settle::settle_one;
use crate::db::bump;
use crate::table::{meaning, shown};
use crate::{Library, StoreError};

/// What a piece of an undo did.
#[derive(Debug, Clone, PartialEq)]
pub struct Undone {
    /// Photos that lost words, or the memory of them.
    pub photos: Vec<PhotoId>,
    /// The batch, once nothing more of it is left; until then call again.
    pub batch: Option<Batch>,
}

impl Library {
    /// Takes back the words and results of up to `limit` photos of a finished vision batch.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when it has not finished or is an import.
    pub fn undo_run(&self, batch: BatchId, limit: u32, now: Timestamp) -> Result<Undone, StoreError> {
        self.write(|tx| {
            let stored = read_batch(tx, batch)?;
            if stored.kind != BatchKind::Vision || !matches!(stored.state, BatchState::Finished(_)) {
                return Err(refused(&stored, "undone"));
            }
            let (photos, more) = touched(tx, batch, limit)?;
            for photo in &photos {
                // Index: word_once.
                tx.prepare_cached(
                    "DELETE FROM word WHERE photo_id = ?1 AND batch_id = ?2 AND origin = 'model'
                        AND accepted_ms IS NULL AND rejected_ms IS NULL",
                )?
                .execute([photo.0, batch.0])?;
                // Index: the table's UNIQUE.
                tx.prepare_cached(
                    "DELETE FROM held_word WHERE photo_id = ?1 AND batch_id = ?2 AND decided_ms IS NULL",
                )?
                .execute([photo.0, batch.0])?;
                meaning::take_back(tx, *photo, batch)?;
                // Index: result_photo.
                tx.prepare_cached("DELETE FROM result WHERE photo_id = ?1 AND batch_id = ?2")?
                    .execute([photo.0, batch.0])?;
                shown::refresh(tx, *photo)?;
            }
            if !more {
                tx.execute("UPDATE batch SET undone_ms = ?2 WHERE id = ?1", params![batch.0, now.0])?;
                return Ok(Undone { photos, batch: Some(settle_one(tx, batch, now)?) });
            }
            bump(tx)?;
            Ok(Undone { photos, batch: None })
        })
    }
}

/// Photos that have a result of the run, then those that have words of it that nobody took over or that
/// wait; whether there may be
/// more. A query each, from its index: a union would read the whole run for every piece. Indexes: result_batch,
/// word_batch.
fn touched(tx: &Transaction<'_>, batch: BatchId, limit: u32) -> Result<(Vec<PhotoId>, bool), StoreError> {
    for sql in [
        "SELECT photo_id FROM result INDEXED BY result_batch WHERE batch_id = ?1 LIMIT ?2",
        "SELECT photo_id FROM word INDEXED BY word_batch WHERE batch_id = ?1 AND origin = 'model'
            AND accepted_ms IS NULL AND rejected_ms IS NULL LIMIT ?2",
        "SELECT photo_id FROM held_word INDEXED BY held_batch WHERE batch_id = ?1 AND decided_ms IS NULL LIMIT ?2",
    ] {
        let mut photos: Vec<PhotoId> = tx
            .prepare_cached(sql)?
            .query_map(params![batch.0, limit], |row| row.get(0).map(PhotoId))?
            .collect::<Result<_, _>>()?;
        if !photos.is_empty() {
            photos.sort_unstable();
            photos.dedup();
            return Ok((photos, true));
        }
    }
    Ok((Vec::new(), false))
}
