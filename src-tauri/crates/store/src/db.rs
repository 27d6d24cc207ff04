//! Opens the library, migrates it, and hands out the one writer and the readers. Knows no table.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use crate::{OpenError, StoreError};

/// Readers kept open for reuse; more are opened when all are in use, and closed again.
const IDLE_READERS: usize = 4;
/// How long SQLite waits for another process before it says busy.
const BUSY_WAIT: Duration = Duration::from_secs(5);

/// An open library.
pub struct Library {
    dir: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

impl Library {
    /// Opens or makes the library in `dir`.
    ///
    /// # Errors
    /// [`OpenError`], each with the next step.
    pub fn open(dir: &Path) -> Result<Self, OpenError> {
        let other = |detail: String| OpenError::Other { path: dir.to_path_buf(), detail };
        std::fs::create_dir_all(dir)
            .map_err(|source| OpenError::NotWritable { path: dir.to_path_buf(), source })?;
        let writer = Connection::open(dir.join("library.db")).map_err(|e| other(e.to_string()))?;
        writer.busy_timeout(BUSY_WAIT).map_err(|e| other(e.to_string()))?;
        writer
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;",
            )
            .map_err(|e| other(e.to_string()))?;
        let version: i64 = writer
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .map_err(|e| other(e.to_string()))?;
        if version == 0 {
            writer
                .execute_batch(&format!(
                    "BEGIN; {} PRAGMA user_version = 1; COMMIT;",
                    include_str!("../migrations/0001_library.sql")
                ))
                .map_err(|e| other(e.to_string()))?;
        }
        Ok(Self { dir: dir.to_path_buf(), writer: Mutex::new(writer), readers: Mutex::new(Vec::new()) })
    }

    /// The library's folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Runs `work` in one write transaction; commits when it returns `Ok`.
    pub(crate) fn write<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut writer = lock(&self.writer);
        let tx = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let value = work(&tx)?;
        tx.commit()?;
        Ok(value)
    }

    /// Runs `work` on a read-only connection, inside one read transaction, so that it sees one state.
    pub(crate) fn read<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let idle = lock(&self.readers).pop();
        let mut reader = match idle {
            Some(reader) => reader,
            None => self.open_reader()?,
        };
        let result = {
            let tx = reader.transaction_with_behavior(TransactionBehavior::Deferred)?;
            work(&tx)
        };
        let mut readers = lock(&self.readers);
        if readers.len() < IDLE_READERS {
            readers.push(reader);
        }
        result
    }

    fn open_reader(&self) -> Result<Connection, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let reader = Connection::open_with_flags(self.dir.join("library.db"), flags)?;
        reader.busy_timeout(BUSY_WAIT)?;
        reader.execute_batch("PRAGMA query_only = ON;")?;
        Ok(reader)
    }
}

/// A poisoned mutex holds a connection whose transaction was rolled back when it was dropped: still good.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
