//! Retries of many jobs are made in pieces. Between two of them the batch remembers how far each has come, so that it does
//! not finish too early and a crash does not end the retry.

use std::collections::BTreeMap;

use pothos_model::{BatchId, FailureCode, JobId, PhotoId};
use rusqlite::{Transaction, params};

use crate::StoreError;

/// Which jobs of a batch to queue again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryWhat {
    /// All that failed.
    Failed,
    /// Those that failed with this code.
    Code(FailureCode),
    /// One photo's, failed or cancelled.
    Photo(PhotoId),
    /// All that were cancelled, and those that had not been added yet: the batch is open again, see
    /// [`Library::unfilled`].
    Cancelled,
}

/// A retry that is not through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retrying {
    /// Its batch.
    pub batch: BatchId,
    /// Which jobs.
    pub what: RetryWhat,
    /// Those up to this one are queued.
    pub after: JobId,
}

/// Notes how far a retry has come; `None` when it is through.
pub(super) fn note(
    tx: &Transaction<'_>,
    batch: BatchId,
    what: RetryWhat,
    next: Option<JobId>,
) -> Result<(), StoreError> {
    let mut known = read(tx, batch)?;
    let changed = match next {
        Some(after) => known.insert(name(what), after.0) != Some(after.0),
        None => known.remove(&name(what)).is_some(),
    };
    if !changed {
        return Ok(());
    }
    let json = if known.is_empty() {
        None
    } else {
        Some(serde_json::to_string(&known).map_err(|error| StoreError::Database(error.to_string()))?)
    };
    tx.execute("UPDATE batch SET retrying = ?2 WHERE id = ?1", params![batch.0, json])?;
    Ok(())
}

/// Whether a retry of the batch is not through.
pub(super) fn is_under_way(tx: &Transaction<'_>, batch: BatchId) -> Result<bool, StoreError> {
    Ok(tx
        .prepare_cached("SELECT retrying IS NOT NULL FROM batch WHERE id = ?1")?
        .query_row([batch.0], |row| row.get(0))?)
}

/// Retries that are not through, of batches that go on.
pub(super) fn interrupted(tx: &Transaction<'_>) -> Result<Vec<Retrying>, StoreError> {
    let batches: Vec<BatchId> = tx
        .prepare(
            "SELECT id FROM batch INDEXED BY batch_live
              WHERE state <> 'finished' AND retrying IS NOT NULL ORDER BY id",
        )?
        .query_map([], |row| row.get(0).map(BatchId))?
        .collect::<Result<_, _>>()?;
    let mut found = Vec::new();
    for batch in batches {
        let known = read(tx, batch)?;
        found.extend(known.iter().filter_map(|(name, after)| {
            Some(Retrying { batch, what: from_name(name)?, after: JobId(*after) })
        }));
    }
    Ok(found)
}

fn read(tx: &Transaction<'_>, batch: BatchId) -> Result<BTreeMap<String, i64>, StoreError> {
    let json: Option<String> = tx
        .prepare_cached("SELECT retrying FROM batch WHERE id = ?1")?
        .query_row([batch.0], |row| row.get(0))?;
    Ok(json.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
}

fn name(what: RetryWhat) -> String {
    match what {
        RetryWhat::Failed => "failed".to_owned(),
        RetryWhat::Cancelled => "cancelled".to_owned(),
        RetryWhat::Code(code) => format!("code:{}", code.name()),
        RetryWhat::Photo(photo) => format!("photo:{}", photo.0),
    }
}

fn from_name(name: &str) -> Option<RetryWhat> {
    match name.split_once(':') {
        None if name == "failed" => Some(RetryWhat::Failed),
        None if name == "cancelled" => Some(RetryWhat::Cancelled),
        Some(("code", code)) => FailureCode::from_name(code).map(RetryWhat::Code),
        Some(("photo", photo)) => photo.parse().ok().map(|id| RetryWhat::Photo(PhotoId(id))),
        None | Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_retry_is_read_as_it_was_written() {
        for what in [
            RetryWhat::Failed,
            RetryWhat::Cancelled,
            RetryWhat::Code(FailureCode::Timeout),
            RetryWhat::Photo(PhotoId(7)),
        ] {
            assert_eq!(from_name(&name(what)), Some(what));
        }
        assert_eq!(from_name("something newer"), None);
    }
}
