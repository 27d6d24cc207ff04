//! Two vision runs side by side, photo by photo: what each model said at the time, whatever became of the words since.

use pothos_model::{BatchId, PhotoId};
use rusqlite::params;

use super::said;
use crate::{Library, StoreError};

/// What a run said of one photo.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SaidOf {
    /// Kind and text, in the model's order.
    pub words: Vec<(String, String)>,
    /// Request to end of the answer, in ms; 0 for an answer shared with an identical photo.
    pub duration_ms: i64,
}

/// One photo that both runs answered for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// The photo.
    pub photo: PhotoId,
    /// Its file name, for people.
    pub name: String,
    /// What the first run said.
    pub first: SaidOf,
    /// What the second run said.
    pub second: SaidOf,
}

impl Library {
    /// Photos that both runs answered for, in the order of their ids, from `after` on.
    ///
    /// # Errors
    /// When the library fails.
    pub fn compare_runs(
        &self,
        first: BatchId,
        second: BatchId,
        after: PhotoId,
        limit: u32,
    ) -> Result<Vec<Compared>, StoreError> {
        self.read(|tx| {
            // Indexes: result_batch, result_photo. A photo that was retried has several results: the latest counts.
            let mut rows = tx.prepare_cached(
                "SELECT a.photo_id, photo.display, a.words, a.duration_ms, b.words, b.duration_ms
                   FROM result AS a
                   JOIN result AS b ON b.photo_id = a.photo_id AND b.batch_id = ?2
                   JOIN photo ON photo.id = a.photo_id
                  WHERE a.batch_id = ?1 AND a.photo_id > ?3
                    AND a.id = (SELECT max(id) FROM result WHERE photo_id = a.photo_id AND batch_id = ?1)
                    AND b.id = (SELECT max(id) FROM result WHERE photo_id = a.photo_id AND batch_id = ?2)
                  ORDER BY a.photo_id LIMIT ?4",
            )?;
            let said = |words: String, duration_ms| SaidOf {
                words: said::from_json(&words)
                    .unwrap_or_default()
                    .into_iter()
                    .map(|word| (word.kind.name().to_owned(), word.text))
                    .collect(),
                duration_ms,
            };
            Ok(rows
                .query_map(params![first.0, second.0, after.0, limit], |row| {
                    Ok(Compared {
                        photo: PhotoId(row.get(0)?),
                        name: row.get(1)?,
                        first: said(row.get(2)?, row.get(3)?),
                        second: said(row.get(4)?, row.get(5)?),
                    })
                })?
                .collect::<Result<_, _>>()?)
        })
    }
}
