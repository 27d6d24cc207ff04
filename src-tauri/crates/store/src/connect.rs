//! Where the library's database is, and a read-only connection to it. Makes and changes nothing.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::StoreError;

/// How long SQLite waits for another process before it says busy.
pub(crate) const BUSY_WAIT: Duration = Duration::from_secs(5);
/// 8 MB of cache a reader. No memory map: a library on a disk that is pulled out would end the process.
pub(crate) const READER_PRAGMAS: &str =
    "PRAGMA query_only = ON; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY;";

/// The database file in a library's folder.
pub(crate) fn database(dir: &Path) -> PathBuf {
    dir.join("library.db")
}

/// A new read-only connection.
pub(crate) fn reader(dir: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let reader = Connection::open_with_flags(database(dir), flags)?;
    reader.busy_timeout(BUSY_WAIT)?;
    reader.execute_batch(READER_PRAGMAS)?;
    reader.set_prepared_statement_cache_capacity(64);
    Ok(reader)
}

/// An error as SQLite would give it.
pub(crate) fn failure(code: i32, message: &str) -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), Some(message.to_owned()))
}
