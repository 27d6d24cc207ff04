//! Opens a library: takes the lock, keeps a damaged file aside, migrates, sets the pragmas. Knows no table.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use parking_lot::FairMutex;
use pothos_model::Timestamp;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::OpenError;
use crate::checkpoint::Checkpoints;
use crate::connect::{BUSY_WAIT, READER_PRAGMAS, database, failure};
use crate::damage::{Health, check, is_damage, set_aside};
use crate::dated::dated;
use crate::db::Library;
use crate::migrate::{MIGRATIONS, Migrated, known, migrate, version};
use crate::thumbs::Thumbs;

/// "POTH": tells our file from any other SQLite database.
const APPLICATION_ID: i64 = 0x504F_5448;

impl Library {
    /// Opens or makes the library in `dir` and locks it for this process until the value is dropped.
    ///
    /// # Errors
    /// [`OpenError`], each with the next step.
    pub fn open(dir: &Path) -> Result<Self, OpenError> {
        Self::open_at(dir, SystemTime::now().into())
    }

    /// The same with the time given: it names what is kept aside, a damaged file or a copy before a migration.
    ///
    /// # Errors
    /// [`OpenError`], each with the next step.
    pub fn open_at(dir: &Path, now: Timestamp) -> Result<Self, OpenError> {
        let not_writable = |source| OpenError::NotWritable { path: dir.to_path_buf(), source };
        std::fs::create_dir_all(dir).map_err(not_writable)?;
        let lock = File::options()
            .write(true)
            .create(true)
            .truncate(false)
            .open(dir.join("library.lock"))
            .map_err(not_writable)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(OpenError::Locked { path: dir.to_path_buf() }),
            // A file system without locks (some network mounts): SQLite's own locking still guards the file.
            Err(TryLockError::Error(error)) => tracing::warn!(%error, "the library cannot be locked"),
        }
        let stamp = dated(now);
        let (mut writer, health) = match writable(dir) {
            Ok(opened) => opened,
            Err(error) if is_damage(&error) => return Err(set_aside(dir, &stamp, &error)),
            Err(error) => return Err(open_error(dir, &error)),
        };
        match migrate(&mut writer, MIGRATIONS, dir, &stamp) {
            Ok(Migrated::Newer { found }) => {
                return Err(OpenError::Newer { path: dir.to_path_buf(), found, known: known(MIGRATIONS) });
            }
            Ok(Migrated::Raised { backup }) => tracing::info!(?backup, "the library was brought up to date"),
            Ok(Migrated::Made | Migrated::Current) => {}
            Err(error) if is_damage(&error) => {
                drop(writer);
                return Err(set_aside(dir, &stamp, &error));
            }
            Err(error) => return Err(open_error(dir, &error)),
        }
        if let Err(error) = set_up_writer(&writer) {
            return Err(open_error(dir, &error));
        }
        let writer = Arc::new(FairMutex::new(writer));
        let checkpoints = Checkpoints::start(dir, &writer).map_err(|error| open_error(dir, &error))?;
        let library = Self {
            dir: dir.to_path_buf(),
            _flushed: Some(checkpoints.flushed()),
            checkpoints: Some(checkpoints),
            writer: Some(writer),
            readers: Mutex::new(Vec::new()),
            thumbs: Thumbs::open(dir),
            #[cfg(any(test, feature = "testing"))]
            faults: crate::fault::Faults::default(),
            _lock: Some(lock),
        };
        if health == Health::SearchDamaged {
            tracing::warn!("the search index is damaged and is made anew");
            library
                .rebuild_search()
                .map_err(|error| OpenError::Other { path: dir.to_path_buf(), detail: error.to_string() })?;
        }
        Ok(library)
    }

    /// Opens a library for reading only, also while another Pothos has it open. Every write is refused with
    /// [`StoreError::ReadOnly`].
    ///
    /// # Errors
    /// [`OpenError`], also when there is no library in `dir`.
    pub fn open_read_only(dir: &Path) -> Result<Self, OpenError> {
        let reader = current(dir, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        reader.execute_batch(READER_PRAGMAS).map_err(|error| open_error(dir, &error))?;
        Ok(Self {
            dir: dir.to_path_buf(),
            _flushed: None,
            checkpoints: None,
            writer: None,
            readers: Mutex::new(vec![reader]),
            thumbs: Thumbs::read_only(dir),
            #[cfg(any(test, feature = "testing"))]
            faults: crate::fault::Faults::default(),
            _lock: None,
        })
    }

    /// Opens a library that another Pothos has open, for short control writes: pause, resume, cancel a batch. That
    /// process notices them by [`Library::data_version`]. Takes no lock and never migrates.
    ///
    /// # Errors
    /// [`OpenError`], also when there is no library in `dir`.
    pub fn open_control(dir: &Path) -> Result<Self, OpenError> {
        let writer = current(dir, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        set_up_writer(&writer).map_err(|error| open_error(dir, &error))?;
        Ok(Self {
            dir: dir.to_path_buf(),
            _flushed: None,
            checkpoints: None,
            writer: Some(Arc::new(FairMutex::new(writer))),
            readers: Mutex::new(Vec::new()),
            thumbs: Thumbs::read_only(dir),
            #[cfg(any(test, feature = "testing"))]
            faults: crate::fault::Faults::default(),
            _lock: None,
        })
    }
}

fn set_up_writer(writer: &Connection) -> rusqlite::Result<()> {
    writer.set_prepared_statement_cache_capacity(128);
    // NORMAL: a machine's work lost to a power cut is done again; what the user made is written with FULL, see
    // `Library::write_durably` and docs/decisions/0010. A checkpoint each 16 MB keeps bulk imports off the disk; see
    // `checkpoint.rs`, which takes it over once the library is open.
    writer.execute_batch(
        "PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -32000; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864;",
    )
}

/// A connection that can write, with its file looked over. Changes nothing in a file that is not ours or newer.
fn writable(dir: &Path) -> rusqlite::Result<(Connection, Health)> {
    let path = database(dir);
    let writer = Connection::open(&path)?;
    writer.busy_timeout(BUSY_WAIT)?;
    let id: i64 = writer.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    let tables: i64 = writer.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables > 0 && id != APPLICATION_ID {
        return Err(failure(rusqlite::ffi::SQLITE_MISUSE, "library.db is a database of another program"));
    }
    if version(&writer)? > known(MIGRATIONS) {
        return Ok((writer, Health::Sound));
    }
    let health = check(dir, &writer)?;
    if writer.is_readonly(rusqlite::MAIN_DB)? {
        return Err(failure(rusqlite::ffi::SQLITE_READONLY, "the file is write-protected"));
    }
    if tables == 0 {
        writer.pragma_update(None, "application_id", APPLICATION_ID)?;
    }
    writer.pragma_update(None, "journal_mode", "WAL")?;
    Ok((writer, health))
}

/// A connection to a library that exists and has our schema.
fn current(dir: &Path, access: OpenFlags) -> Result<Connection, OpenError> {
    let path = database(dir);
    let other = |detail: &str| OpenError::Other { path: dir.to_path_buf(), detail: detail.to_owned() };
    if !path.exists() {
        return Err(other(
            "there is no library in this folder yet. Add photos first, or name another folder",
        ));
    }
    let open = || {
        let connection = Connection::open_with_flags(&path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        connection.busy_timeout(BUSY_WAIT)?;
        let found = version(&connection)?;
        Ok((connection, found))
    };
    let (connection, found) = open().map_err(|error: rusqlite::Error| open_error(dir, &error))?;
    let known = known(MIGRATIONS);
    if found > known {
        return Err(OpenError::Newer { path: dir.to_path_buf(), found, known });
    }
    if found < known {
        return Err(other(
            "it was made by an older Pothos. Open it in the window or add to it once, then try again",
        ));
    }
    Ok(connection)
}

fn open_error(dir: &Path, error: &rusqlite::Error) -> OpenError {
    let path = dir.to_path_buf();
    match error.sqlite_error_code() {
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
            let source = std::io::Error::new(std::io::ErrorKind::PermissionDenied, error.to_string());
            OpenError::NotWritable { path, source }
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => OpenError::Locked { path },
        _ => OpenError::Other { path, detail: error.to_string() },
    }
}
