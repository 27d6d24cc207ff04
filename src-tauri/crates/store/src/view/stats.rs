//! Counts over the whole library, for the terminal and the settings page. Reads whole indexes: some 100 ms at a
//! million photos, and only when asked.

use std::collections::BTreeMap;

use pothos_model::{Source, Timestamp};
use rusqlite::Transaction;

use crate::StoreError;
use crate::db::Library;

/// What is in the library, and how analysis went.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LibraryStats {
    /// All photos.
    pub photos: u32,
    /// Known, not looked at yet.
    pub new: u32,
    /// Indexed and analysed.
    pub ready: u32,
    /// Could not be read.
    pub failed: u32,
    /// Folders.
    pub folders: u32,
    /// Words that are not rejected, by who said them.
    pub words: BTreeMap<Source, u32>,
    /// Photos with a model's result.
    pub seen_by_model: u32,
    /// Mean time of a basic analysis in ms; 0 when there is none.
    pub mean_basic_ms: f64,
    /// Mean time of a model's answer in ms; 0 when there is none.
    pub mean_answer_ms: f64,
    /// 95 of 100 answers were no slower than this, in ms; 0 when there is none.
    pub slow_answer_ms: i64,
    /// Prompt tokens in all.
    pub prompt_tokens: i64,
    /// Answer tokens in all.
    pub answer_tokens: i64,
    /// Latest end of a job.
    pub last_activity: Option<Timestamp>,
}

impl Library {
    /// Counts over the library.
    ///
    /// # Errors
    /// When the library fails.
    pub fn stats(&self) -> Result<LibraryStats, StoreError> {
        self.read(|tx| {
            let mut stats = LibraryStats::default();
            photos(tx, &mut stats)?;
            words(tx, &mut stats)?;
            work(tx, &mut stats)?;
            Ok(stats)
        })
    }
}

fn photos(tx: &Transaction<'_>, stats: &mut LibraryStats) -> Result<(), StoreError> {
    // Indexes: photo_new, photo_failed.
    (stats.photos, stats.folders, stats.new, stats.failed) = tx.query_row(
        "SELECT coalesce(sum(photos), 0), count(*), (SELECT count(*) FROM photo WHERE state = 'new'),
           (SELECT count(*) FROM photo WHERE state = 'failed') FROM folder",
        [],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
    )?;
    stats.ready = stats.photos.saturating_sub(stats.new).saturating_sub(stats.failed);
    Ok(())
}

fn words(tx: &Transaction<'_>, stats: &mut LibraryStats) -> Result<(), StoreError> {
    // The whole table: an index for this alone would cost every word that is written.
    let mut query =
        tx.prepare("SELECT source, count(*) FROM word WHERE rejected_ms IS NULL GROUP BY source")?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let source: String = row.get(0)?;
        if let Some(source) = Source::from_name(&source) {
            stats.words.insert(source, row.get(1)?);
        }
    }
    Ok(())
}

fn work(tx: &Transaction<'_>, stats: &mut LibraryStats) -> Result<(), StoreError> {
    let answers: i64;
    (answers, stats.seen_by_model, stats.mean_answer_ms, stats.prompt_tokens, stats.answer_tokens) = tx.query_row(
        "SELECT count(*), count(DISTINCT photo_id), coalesce(avg(duration_ms), 0.0), coalesce(sum(prompt_tokens), 0),
           coalesce(sum(answer_tokens), 0) FROM result",
        [],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)),
    )?;
    if answers > 0 {
        stats.slow_answer_ms = tx.query_row(
            "SELECT duration_ms FROM result ORDER BY duration_ms LIMIT 1 OFFSET ?1",
            [(answers - 1) * 95 / 100],
            |row| row.get(0),
        )?;
    }
    (stats.mean_basic_ms, stats.last_activity) = tx.query_row(
        "SELECT coalesce(avg(CASE WHEN batch.kind = 'import' AND job.state = 'done' THEN duration_ms END), 0.0),
           max(job.finished_ms) FROM job JOIN batch ON batch.id = job.batch_id",
        [],
        |row| Ok((row.get(0)?, row.get::<_, Option<i64>>(1)?.map(Timestamp))),
    )?;
    Ok(())
}
