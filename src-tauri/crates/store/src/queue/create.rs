//! Making batches, and closing them to further photos.

use std::path::{Path, PathBuf};

use pothos_model::{Batch, BatchId, BatchKind, BatchServer, BatchState, Timestamp, VisionOptions};
use rusqlite::{Transaction, params};

use super::batch_row::read_batch;
use super::pause::refused;
use super::settle::settle_one;
use crate::db::bump;
use crate::os_path::{from_bytes, to_bytes};
use crate::{Library, StoreError};

/// A vision batch to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewVision {
    /// What it is called.
    pub name: String,
    /// What it asks.
    pub options: VisionOptions,
    /// The servers it may ask, the preferred one first: at least one. Requests at once are brought into 1 to 64.
    pub servers: Vec<BatchServer>,
    /// Also photos that are done under the same key.
    pub again: bool,
    /// Which photos, in the caller's own words: given back by [`Library::recover`] when the process died before
    /// the batch was sealed, so that the caller adds the photos again. Adding twice counts once.
    pub scope: String,
}

impl Library {
    /// Makes an import that is open for photos. `roots` are kept until it is sealed, to scan again after a crash.
    ///
    /// # Errors
    /// When the library cannot be written.
    pub fn create_import(
        &self,
        roots: &[PathBuf],
        name: &str,
        now: Timestamp,
    ) -> Result<BatchId, StoreError> {
        let hex: Vec<String> = roots.iter().map(|root| hex_of(root)).collect();
        let roots = json(&hex)?;
        self.write(|tx| {
            let revision = bump(tx)?;
            tx.execute(
                "INSERT INTO batch (kind, name, state, roots, open, created_ms, revision)
                 VALUES (?1, ?2, 'active', ?3, 1, ?4, ?5)",
                params![BatchKind::Import.name(), name, roots, now.0, revision.0],
            )?;
            Ok(BatchId(tx.last_insert_rowid()))
        })
    }

    /// Makes a vision batch that is open for photos.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when no task is asked; otherwise when the library cannot be written.
    pub fn create_vision(&self, new: &NewVision, now: Timestamp) -> Result<BatchId, StoreError> {
        if new.options.tasks.is_empty() {
            return Err(StoreError::Refused("A vision batch needs at least one task.".to_owned()));
        }
        let servers = bounded(&new.servers)?;
        let Some(first) = servers.first() else {
            return Err(StoreError::Refused("A vision batch needs at least one server.".to_owned()));
        };
        let options = json(&new.options)?;
        self.write(|tx| {
            let revision = bump(tx)?;
            tx.execute(
                "INSERT INTO batch (kind, name, state, options, server, model, protocol, concurrency, servers,
                                    again, scope, open, created_ms, revision)
                 VALUES (?1, ?2, 'active', ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 1, ?11, ?12)",
                params![
                    BatchKind::Vision.name(),
                    new.name,
                    options,
                    first.url,
                    first.model,
                    first.protocol,
                    first.concurrency,
                    json(&servers)?,
                    new.again,
                    new.scope,
                    now.0,
                    revision.0
                ],
            )?;
            Ok(BatchId(tx.last_insert_rowid()))
        })
    }

    /// Lets an unfinished vision batch ask these servers from now on, the preferred one first. What makes its work
    /// the same as other work stays: the model it was started for.
    ///
    /// # Errors
    /// [`StoreError::Refused`] without a server, or when the batch is no vision batch or has ended.
    pub fn set_servers(
        &self,
        batch: BatchId,
        servers: &[BatchServer],
        now: Timestamp,
    ) -> Result<Batch, StoreError> {
        let servers = bounded(servers)?;
        if servers.is_empty() {
            return Err(StoreError::Refused("A vision batch needs at least one server.".to_owned()));
        }
        self.write(|tx| {
            let stored = read_batch(tx, batch)?;
            let open = matches!(stored.state, BatchState::Active | BatchState::Paused(_));
            if stored.kind != BatchKind::Vision || !open {
                return Err(refused(&stored, "given another server"));
            }
            tx.execute("UPDATE batch SET servers = ?2 WHERE id = ?1", params![batch.0, json(&servers)?])?;
            settle_one(tx, batch, now)
        })
    }

    /// No more photos will be added: the scan or selection is complete. Finishes the batch in this transaction
    /// when none of it is left. Sealing twice, or a cancelled batch, changes nothing.
    ///
    /// # Errors
    /// When there is no such batch, or the library cannot be written.
    pub fn seal(&self, batch: BatchId, now: Timestamp) -> Result<Batch, StoreError> {
        self.write(|tx| {
            if !read_batch(tx, batch)?.open {
                return read_batch(tx, batch);
            }
            close(tx, batch)?;
            settle_one(tx, batch, now)
        })
    }
}

/// Closes the batch to further photos and forgets what was kept to add them again.
pub(super) fn close(tx: &Transaction<'_>, batch: BatchId) -> Result<(), StoreError> {
    tx.execute("UPDATE batch SET open = 0, roots = NULL, scope = NULL WHERE id = ?1", [batch.0])?;
    Ok(())
}

fn json(value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Database(error.to_string()))
}

/// Each address once, with 1 to 64 requests at once.
fn bounded(servers: &[BatchServer]) -> Result<Vec<BatchServer>, StoreError> {
    let mut kept: Vec<BatchServer> = Vec::with_capacity(servers.len());
    for server in servers {
        if kept.iter().any(|known| known.url == server.url) {
            return Err(StoreError::Refused(format!("{} is named twice.", server.url)));
        }
        kept.push(BatchServer { concurrency: server.concurrency.clamp(1, 64), ..server.clone() });
    }
    Ok(kept)
}

fn hex_of(path: &Path) -> String {
    to_bytes(path.as_os_str()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The paths that `create_import` stored; an entry that is no hex was not written by Pothos and is left out.
pub(super) fn roots_from(json: &str) -> Vec<PathBuf> {
    let hex: Vec<String> = serde_json::from_str(json).unwrap_or_default();
    hex.iter().filter_map(|text| bytes_of(text)).map(|bytes| PathBuf::from(from_bytes(bytes))).collect()
}

fn bytes_of(hex: &str) -> Option<Vec<u8>> {
    if !hex.len().is_multiple_of(2) || !hex.is_ascii() {
        return None;
    }
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok()).collect()
}
