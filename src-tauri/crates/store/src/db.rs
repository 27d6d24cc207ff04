//! An open library: the one writer, the readers, the revision. Knows no table but `revision`.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use parking_lot::FairMutex;
use pothos_model::Revision;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::StoreError;
use crate::checkpoint::Checkpoints;
use crate::connect;
use crate::damage;
use crate::hold::lock;
use crate::thumbs::Thumbs;

/// Readers kept open for reuse; more are opened when all are in use, and closed again.
const IDLE_READERS: usize = 4;

/// An open library.
pub struct Library {
    pub(crate) dir: PathBuf,
    /// First, so that it ends before the writer is closed; `None` where SQLite checkpoints by itself.
    #[cfg_attr(not(test), allow(dead_code, reason = "held, not used"))]
    pub(crate) checkpoints: Option<Checkpoints>,
    /// `None` when opened for reading only.
    /// Fair: who writes much, such as a selection of half a million photos, never keeps the others waiting for more
    /// than one transaction.
    pub(crate) writer: Option<Arc<FairMutex<Connection>>>,
    pub(crate) readers: Mutex<Vec<Connection>>,
    pub(crate) thumbs: Thumbs,
    /// Writes that are to fail.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) faults: crate::fault::Faults,
    /// Closed after every connection, see [`Checkpoints::flushed`].
    pub(crate) _flushed: Option<Arc<File>>,
    /// Held, not used: the lock goes when the file is closed, also when the process is killed.
    pub(crate) _lock: Option<File>,
}

impl Library {
    /// The library's folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The revision of the last committed change.
    ///
    /// # Errors
    /// When the library fails.
    pub fn revision(&self) -> Result<Revision, StoreError> {
        self.read(|tx| {
            let value = tx.query_row("SELECT value FROM revision WHERE id = 1", [], |row| row.get(0))?;
            Ok(Revision(value))
        })
    }

    /// A number that changes when another process has committed to this library, and only then. Costs no disk
    /// access worth the name; the running Pothos asks before a claim to notice a terminal's pause or cancel.
    ///
    /// # Errors
    /// When the library fails or was opened for reading only.
    pub fn data_version(&self) -> Result<i64, StoreError> {
        let writer = self.writer.as_ref().ok_or(StoreError::ReadOnly)?.lock();
        Ok(writer.query_row("PRAGMA data_version", [], |row| row.get(0))?)
    }

    /// Runs `work` in one write transaction; commits when it returns `Ok`.
    pub(crate) fn write<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut writer = self.writer.as_ref().ok_or(StoreError::ReadOnly)?.lock();
        #[cfg(any(test, feature = "testing"))]
        if let Some(fault) = self.faults.strikes() {
            return fault.spoil(&mut writer, work);
        }
        self.watched(transact(&mut writer, work))
    }

    /// Like [`Library::write`], for what the user made: on disk when it returns, also through a power cut. About a
    /// disk flush slower, and it makes every earlier commit durable too.
    pub(crate) fn write_durably<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut writer = self.writer.as_ref().ok_or(StoreError::ReadOnly)?.lock();
        writer.execute_batch("PRAGMA synchronous = FULL")?;
        let result = transact(&mut writer, work);
        writer.execute_batch("PRAGMA synchronous = NORMAL")?;
        self.watched(result)
    }

    /// Runs `work` on a read-only connection, inside one read transaction, so that it sees one state.
    pub(crate) fn read<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let idle = lock(&self.readers).pop();
        let mut reader = match idle {
            Some(reader) => reader,
            None => connect::reader(&self.dir)?,
        };
        let result = {
            let tx = reader.transaction_with_behavior(TransactionBehavior::Deferred)?;
            work(&tx)
        };
        let mut readers = lock(&self.readers);
        if readers.len() < IDLE_READERS {
            readers.push(reader);
        }
        drop(readers);
        self.watched(result)
    }

    /// An error that SQLite did not blame on the disk or another process may be damage: look at the next start.
    fn watched<T>(&self, result: Result<T, StoreError>) -> Result<T, StoreError> {
        if let Err(StoreError::Database(detail)) = &result
            && self._lock.is_some()
        {
            tracing::error!(detail, "the library failed");
            damage::suspect(&self.dir);
        }
        result
    }
}

pub(crate) fn transact<T>(
    writer: &mut Connection,
    work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let tx = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let value = work(&tx)?;
    tx.commit()?;
    Ok(value)
}

/// Moves the revision on; every transaction that changes what is shown calls it once.
pub(crate) fn bump(tx: &Transaction<'_>) -> Result<Revision, StoreError> {
    let value = tx
        .prepare_cached("UPDATE revision SET value = value + 1 WHERE id = 1 RETURNING value")?
        .query_row([], |row| row.get(0))?;
    Ok(Revision(value))
}
