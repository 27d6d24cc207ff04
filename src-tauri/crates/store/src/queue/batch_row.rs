//! A batch as a row: reading it, and the names its columns have. Decides nothing.

use pothos_model::{
    Batch, BatchId, BatchKind, BatchServer, BatchState, Counters, FailureCode, Outcome, PauseReason,
    Revision, Timestamp, VisionOptions,
};
use rusqlite::{OptionalExtension, Row, Transaction};

use crate::StoreError;

/// What [`batch_from`] reads, in its order.
pub(super) const COLUMNS: &str = "id, kind, name, state, pause_reason, outcome, cause_code, cause_message, \
     options, servers, model, open, found, not_pictures, queued, running, done, failed, \
     cancelled, skipped, warned, priority, separate, created_ms, started_ms, finished_ms, revision, unable, undone_ms, renewed";

/// Reads a row of [`COLUMNS`].
pub(super) fn batch_from(row: &Row<'_>) -> Result<Batch, StoreError> {
    let kind: String = row.get(1)?;
    let kind = BatchKind::from_name(&kind).ok_or_else(|| strange("kind", &kind))?;
    let cause = row
        .get::<_, Option<String>>(6)?
        .zip(row.get::<_, Option<String>>(7)?)
        .map(|(code, message)| (FailureCode::from_name(&code).unwrap_or(FailureCode::Internal), message));
    let options = row
        .get::<_, Option<String>>(8)?
        .map(|json| serde_json::from_str::<VisionOptions>(&json).map_err(|_| strange("options", &json)))
        .transpose()?;
    let servers = row
        .get::<_, Option<String>>(9)?
        .map(|json| serde_json::from_str::<Vec<BatchServer>>(&json).map_err(|_| strange("servers", &json)))
        .transpose()?
        .unwrap_or_default();
    Ok(Batch {
        id: BatchId(row.get(0)?),
        kind,
        name: row.get(2)?,
        state: state_from(row)?,
        cause,
        options,
        servers,
        model: row.get(10)?,
        open: row.get(11)?,
        found: row.get(12)?,
        not_pictures: row.get(13)?,
        counters: Counters {
            queued: row.get(14)?,
            running: row.get(15)?,
            done: row.get(16)?,
            failed: row.get(17)?,
            cancelled: row.get(18)?,
            skipped: row.get(19)?,
        },
        warned: row.get(20)?,
        priority: row.get(21)?,
        separate: row.get(22)?,
        created: Timestamp(row.get(23)?),
        started: row.get::<_, Option<i64>>(24)?.map(Timestamp),
        finished: row.get::<_, Option<i64>>(25)?.map(Timestamp),
        revision: Revision(row.get(26)?),
        unable: row.get(27)?,
        undone: row.get::<_, Option<i64>>(28)?.map(Timestamp),
        renewed: row.get(29)?,
    })
}

fn state_from(row: &Row<'_>) -> Result<BatchState, StoreError> {
    let state: String = row.get(3)?;
    let reason: Option<String> = row.get(4)?;
    let outcome: Option<String> = row.get(5)?;
    match state.as_str() {
        "active" => Some(BatchState::Active),
        "paused" => reason.as_deref().and_then(PauseReason::from_name).map(BatchState::Paused),
        "cancelling" => Some(BatchState::Cancelling),
        "finished" => outcome.as_deref().and_then(Outcome::from_name).map(BatchState::Finished),
        _ => None,
    }
    .ok_or_else(|| strange("state", &state))
}

/// The batch; one that was taken off the list is gone.
pub(super) fn read_batch(tx: &Transaction<'_>, id: BatchId) -> Result<Batch, StoreError> {
    find_batch(tx, id)?.ok_or_else(|| StoreError::NotFound { what: "batch", id: id.to_string() })
}

pub(super) fn find_batch(tx: &Transaction<'_>, id: BatchId) -> Result<Option<Batch>, StoreError> {
    tx.prepare_cached(&format!("SELECT {COLUMNS} FROM batch WHERE id = ?1 AND removed_ms IS NULL"))?
        .query_row([id.0], |row| Ok(batch_from(row)))
        .optional()?
        .transpose()
}

/// A stored value that no version of Pothos writes.
pub(super) fn strange(what: &str, value: &str) -> StoreError {
    StoreError::Database(format!("a batch or job has the unknown {what} {value:?}"))
}
