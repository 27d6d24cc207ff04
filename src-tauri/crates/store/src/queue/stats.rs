//! Figures of one batch, from its own jobs and results.

use pothos_model::{BatchId, Timestamp};
use rusqlite::{Transaction, params};

use crate::{Library, StoreError};

/// How long a batch's photos took. Durations are of done jobs, claim to finish, in ms.
#[derive(Debug, Clone, Default, PartialEq)]
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
    /// The servers that gave answers, the one with the most first.
    pub servers: Vec<ServerStats>,
    /// Attempts that failed and were made again, the most frequent reason first.
    pub retries: Vec<Retries>,
    /// What had to be mended in the answers, by model, the most frequent first.
    pub mended: Vec<Mended>,
}

/// Answers of one model in which one thing had to be mended before their words could be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// What the model is called.
    pub model: String,
    /// What was mended: `fences`, `repeats` and so on.
    pub repair: String,
    /// How many answers.
    pub answers: u32,
}

/// What one server did for a batch. Durations are of its answers, request to end, in ms.
#[derive(Debug, Clone, PartialEq)]
pub struct ServerStats {
    /// Its address.
    pub server: String,
    /// What it called the model.
    pub model: String,
    /// Photos it answered for.
    pub photos: u32,
    /// Mean duration of an answer.
    pub mean_ms: f64,
    /// The 95th percentile, nearest rank.
    pub p95_ms: i64,
    /// Prompt tokens, where it told.
    pub prompt_tokens: i64,
    /// Answer tokens, where it told.
    pub answer_tokens: i64,
}

impl ServerStats {
    /// Answer tokens for each second that it worked on an answer; `None` when it tells no tokens.
    #[must_use]
    pub fn tokens_per_second(&self) -> Option<f64> {
        let seconds = self.mean_ms * f64::from(self.photos) / 1_000.0;
        (self.answer_tokens > 0 && seconds > 0.0).then(|| self.answer_tokens as f64 / seconds)
    }
}

/// Attempts that failed for one reason at one server, and were made again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retries {
    /// The server; empty for work that asks none.
    pub server: String,
    /// The reason's code.
    pub code: String,
    /// How many.
    pub count: u32,
}

impl Library {
    /// The figures of one batch. Reads all its done jobs' durations, from an index, and its results.
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
            let p95_ms = if count == 0 {
                None
            } else {
                Some(tx.query_row(
                    "SELECT duration_ms FROM job INDEXED BY job_done WHERE batch_id = ?1 AND state = 'done'
                      ORDER BY duration_ms LIMIT 1 OFFSET ?2",
                    params![batch.0, rank95(count)],
                    |row| row.get(0),
                )?)
            };
            let servers = servers(tx, batch)?;
            let last: Option<i64> = tx.query_row(
                "SELECT max(finished_ms) FROM job WHERE batch_id = ?1",
                [batch.0],
                |row| row.get(0),
            )?;
            Ok(BatchStats {
                mean_ms,
                p95_ms,
                prompt_tokens: servers.iter().map(|server| server.prompt_tokens).sum(),
                answer_tokens: servers.iter().map(|server| server.answer_tokens).sum(),
                last_activity: last.map(Timestamp),
                servers,
                retries: retries(tx, batch)?,
                mended: mended(tx, batch)?,
            })
        })
    }
}

/// Rows before the 95th percentile of `count`, nearest rank.
fn rank95(count: i64) -> i64 {
    (count * 95 + 99) / 100 - 1
}

/// Photos that shared another's answer are not counted: no server worked for them. Index: result_batch.
fn servers(tx: &Transaction<'_>, batch: BatchId) -> Result<Vec<ServerStats>, StoreError> {
    let mut stats: Vec<ServerStats> = tx
        .prepare_cached(
            "SELECT server, model, count(*), avg(duration_ms), coalesce(sum(prompt_tokens), 0),
                    coalesce(sum(answer_tokens), 0)
               FROM result INDEXED BY result_batch WHERE batch_id = ?1 AND duration_ms > 0
              GROUP BY server, model ORDER BY count(*) DESC, server",
        )?
        .query_map([batch.0], |row| {
            Ok(ServerStats {
                server: row.get(0)?,
                model: row.get(1)?,
                photos: row.get(2)?,
                mean_ms: row.get(3)?,
                p95_ms: 0,
                prompt_tokens: row.get(4)?,
                answer_tokens: row.get(5)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    for one in &mut stats {
        one.p95_ms = tx
            .prepare_cached(
                "SELECT duration_ms FROM result INDEXED BY result_batch
                  WHERE batch_id = ?1 AND duration_ms > 0 AND server = ?2 AND model = ?3
                  ORDER BY duration_ms LIMIT 1 OFFSET ?4",
            )?
            .query_row(params![batch.0, one.server, one.model, rank95(i64::from(one.photos))], |row| {
                row.get(0)
            })?;
    }
    Ok(stats)
}

/// Index: result_batch.
fn mended(tx: &Transaction<'_>, batch: BatchId) -> Result<Vec<Mended>, StoreError> {
    Ok(tx
        .prepare_cached(
            "SELECT model, repair.value, count(*)
               FROM result INDEXED BY result_batch, json_each(result.repairs) AS repair
              WHERE batch_id = ?1 AND duration_ms > 0 AND repairs <> '[]'
              GROUP BY model, repair.value ORDER BY count(*) DESC, repair.value",
        )?
        .query_map([batch.0], |row| {
            Ok(Mended { model: row.get(0)?, repair: row.get(1)?, answers: row.get(2)? })
        })?
        .collect::<Result<_, _>>()?)
}

/// Index: the primary key.
fn retries(tx: &Transaction<'_>, batch: BatchId) -> Result<Vec<Retries>, StoreError> {
    Ok(tx
        .prepare_cached(
            "SELECT server, code, count FROM retried WHERE batch_id = ?1 ORDER BY count DESC, code",
        )?
        .query_map([batch.0], |row| {
            Ok(Retries { server: row.get(0)?, code: row.get(1)?, count: row.get(2)? })
        })?
        .collect::<Result<_, _>>()?)
}
