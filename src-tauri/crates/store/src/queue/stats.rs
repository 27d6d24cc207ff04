//! Figures of one batch, from its own jobs and results.

use pothos_model::{BatchId, Timestamp};
use rusqlite::params;

use crate::{Library, StoreError};

/// How long a batch's photos took. Durations are of done jobs, claim to finish, in ms.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct BatchStats {
    /// Mean duration; `None` before the first end.
    pub mean_ms: Option<f64>,
    /// Nine of ten, and half of the tenth, took less: the 95th percentile, nearest rank.
    pub p95_ms: Option<i64>,
    /// Prompt tokens, where the server told.
    pub prompt_tokens: i64,
    /// Answer tokens, where the server told.
    pub answer_tokens: i64,
    /// When the latest job ended.
    pub last_activity: Option<Timestamp>,
}

impl Library {
    /// The figures of one batch. Reads all its done jobs' durations, from an index.
    ///
    /// # Errors
    /// When the library fails.
    pub fn batch_stats(&self, batch: BatchId) -> Result<BatchStats, StoreError> {
        self.read(|tx| {
            // Index: job_done.
            let (count, mean_ms): (i64, Option<f64>) = tx.query_row(
                "SELECT count(*), avg(duration_ms) FROM job INDEXED BY job_done WHERE batch_id = ?1 AND state = 'done'",
                [batch.0],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?;
            let rank = (count * 95 + 99) / 100;
            let p95_ms = if count == 0 {
                None
            } else {
                Some(tx.query_row(
                    "SELECT duration_ms FROM job INDEXED BY job_done WHERE batch_id = ?1 AND state = 'done'
                      ORDER BY duration_ms LIMIT 1 OFFSET ?2",
                    params![batch.0, rank - 1],
                    |row| row.get(0),
                )?)
            };
            // Index: result_batch.
            let (prompt_tokens, answer_tokens) = tx.query_row(
                "SELECT coalesce(sum(prompt_tokens), 0), coalesce(sum(answer_tokens), 0)
                   FROM result INDEXED BY result_batch WHERE batch_id = ?1",
                [batch.0],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?;
            let last: Option<i64> = tx.query_row(
                "SELECT max(finished_ms) FROM job WHERE batch_id = ?1",
                [batch.0],
                |row| row.get(0),
            )?;
            Ok(BatchStats { mean_ms, p95_ms, prompt_tokens, answer_tokens, last_activity: last.map(Timestamp) })
        })
    }
}
