//! The passed_over table: files that are no pictures and folders that could not be read.

use std::path::Path;

use pothos_model::{BatchId, FailureCode};
use rusqlite::Transaction;

use crate::StoreError;
use crate::os_path;

/// Lists a path once a batch; tells whether it was new.
pub(crate) fn insert(
    tx: &Transaction<'_>,
    batch: BatchId,
    path: &Path,
    code: FailureCode,
    message: &str,
) -> Result<bool, StoreError> {
    let rows = tx
        .prepare_cached(
            "INSERT INTO passed_over(batch_id, path, display, code, message) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO NOTHING",
        )?
        .execute((
            batch.0,
            os_path::to_bytes(path.as_os_str()),
            os_path::display(path.as_os_str()),
            code.name(),
            message,
        ))?;
    Ok(rows > 0)
}
