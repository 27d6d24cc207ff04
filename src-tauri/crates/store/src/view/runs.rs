//! The vision runs over a photo: what was asked of whom, what it cost, what came back.

use pothos_model::{BatchId, PhotoId, Timestamp};
use rusqlite::Transaction;

use crate::StoreError;

/// Runs shown of a photo.
const MOST: u32 = 50;

/// One vision run over a photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRow {
    /// The batch.
    pub batch: BatchId,
    /// The server's address.
    pub server: String,
    /// The model.
    pub model: String,
    /// From sending the request to the end of the answer, in ms.
    pub duration_ms: i64,
    /// Prompt tokens, if told.
    pub prompt_tokens: Option<u32>,
    /// Answer tokens, if told.
    pub answer_tokens: Option<u32>,
    /// Which try gave it.
    pub attempts: u32,
    /// Repairs the reader made.
    pub repairs: Vec<String>,
    /// The raw reply, at most 16 KiB.
    pub raw_reply: String,
    /// When.
    pub created: Timestamp,
}

/// A photo's runs, the newest first.
pub(super) fn runs(tx: &Transaction<'_>, photo: PhotoId) -> Result<Vec<RunRow>, StoreError> {
    // Index: result_photo.
    let mut query = tx.prepare_cached(
        "SELECT batch_id, server, model, duration_ms, prompt_tokens, answer_tokens, attempts, repairs, raw_reply,
           created_ms
         FROM result WHERE photo_id = ?1 ORDER BY created_ms DESC LIMIT ?2",
    )?;
    let rows = query
        .query_map((photo.0, MOST), |row| {
            let repairs: String = row.get(7)?;
            Ok(RunRow {
                batch: BatchId(row.get(0)?),
                server: row.get(1)?,
                model: row.get(2)?,
                duration_ms: row.get(3)?,
                prompt_tokens: row.get(4)?,
                answer_tokens: row.get(5)?,
                attempts: row.get(6)?,
                repairs: serde_json::from_str(&repairs).unwrap_or_default(),
                raw_reply: row.get(8)?,
                created: Timestamp(row.get(9)?),
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}
