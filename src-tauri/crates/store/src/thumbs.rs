//! Thumbnails and previews, in a database of their own: all of it can be made again, so a missing or damaged file
//! is replaced without a word, and the truth beside it stays small. Knows nothing of the library's tables.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use pothos_model::PhotoId;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension};

use crate::StoreError;
use crate::damage::is_damage;
use crate::hold::lock;

/// Readers kept open: as many tiles are asked for at once as a browser's scheme handler has threads.
const IDLE_READERS: usize = 4;
const BUSY_WAIT: Duration = Duration::from_secs(5);
const VERSION: i64 = 1;
const SCHEMA: &str = include_str!("../migrations/thumbs_0001.sql");

/// Which rendition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Longest side 320 px.
    Thumb = 1,
    /// Longest side about 1500 px.
    Preview = 2,
}

/// The renditions' database.
pub(crate) struct Thumbs {
    path: PathBuf,
    /// `None` until first used, and after the file was replaced.
    writer: Mutex<Option<Connection>>,
    readers: Mutex<Vec<Connection>>,
    read_only: bool,
}

impl Thumbs {
    /// The renditions beside the library in `dir`. Never fails: what cannot be opened now is tried when used.
    pub(crate) fn open(dir: &Path) -> Self {
        let thumbs = Self {
            path: dir.join("thumbs.db"),
            writer: Mutex::new(None),
            readers: Mutex::new(Vec::new()),
            read_only: false,
        };
        if let Err(error) = thumbs.with_writer(|_| Ok(())) {
            tracing::warn!(%error, "the thumbnails cannot be opened");
        }
        thumbs
    }

    /// The same without ever writing.
    pub(crate) fn read_only(dir: &Path) -> Self {
        Self {
            path: dir.join("thumbs.db"),
            writer: Mutex::new(None),
            readers: Mutex::new(Vec::new()),
            read_only: true,
        }
    }

    /// Keeps both renditions; a newer one that is there already stays.
    pub(crate) fn put(
        &self,
        photo: PhotoId,
        version: u32,
        thumb: &[u8],
        preview: &[u8],
    ) -> Result<(), StoreError> {
        self.with_writer(|writer| {
            let tx = writer.transaction()?;
            for (kind, jpeg) in [(Kind::Thumb, thumb), (Kind::Preview, preview)] {
                tx.prepare_cached(
                    "INSERT INTO rendition(photo_id, kind, version, jpeg) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT (photo_id, kind) DO UPDATE SET version = excluded.version, jpeg = excluded.jpeg
                     WHERE excluded.version >= version",
                )?
                .execute((photo.0, kind as u8, version, jpeg))?;
            }
            tx.commit()
        })
    }

    /// Keeps cameras' own thumbnails of new photos as version 1, all in one transaction. What was made from the photo
    /// itself stays.
    pub(crate) fn put_first_sights(&self, jpegs: &[(PhotoId, &[u8])]) -> Result<(), StoreError> {
        if jpegs.is_empty() {
            return Ok(());
        }
        self.with_writer(|writer| {
            let tx = writer.transaction()?;
            for (photo, jpeg) in jpegs {
                tx.prepare_cached(
                    "INSERT INTO rendition(photo_id, kind, version, jpeg) VALUES (?1, ?2, 1, ?3)
                     ON CONFLICT (photo_id, kind) DO NOTHING",
                )?
                .execute((photo.0, Kind::Thumb as u8, jpeg))?;
            }
            tx.commit()
        })
    }

    /// A rendition with its version.
    pub(crate) fn get(&self, photo: PhotoId, kind: Kind) -> Result<Option<(u32, Vec<u8>)>, StoreError> {
        let idle = lock(&self.readers).pop();
        let reader = match idle.map_or_else(|| self.reader(), Ok) {
            Ok(reader) => reader,
            Err(error) if is_gone(&error) => return Ok(None),
            Err(error) if is_damage(&error) => return self.replace_and_miss(),
            Err(error) => return Err(error.into()),
        };
        let found = reader
            .prepare_cached("SELECT version, jpeg FROM rendition WHERE photo_id = ?1 AND kind = ?2")
            .and_then(|mut query| {
                query.query_row((photo.0, kind as u8), |row| Ok((row.get(0)?, row.get(1)?))).optional()
            });
        match found {
            Ok(found) => {
                let mut readers = lock(&self.readers);
                if readers.len() < IDLE_READERS {
                    readers.push(reader);
                }
                Ok(found)
            }
            Err(error) if is_damage(&error) => {
                drop(reader);
                self.replace_and_miss()
            }
            Err(error) => Err(error.into()),
        }
    }

    fn replace_and_miss<T>(&self) -> Result<Option<T>, StoreError> {
        if !self.read_only {
            let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
            *writer = None;
            self.remove();
            *writer = Some(self.connect()?);
        }
        Ok(None)
    }

    /// Runs `work` on the writer; when the file turns out to be damaged, once more on a fresh one.
    fn with_writer<T>(
        &self,
        mut work: impl FnMut(&mut Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        if self.read_only {
            return Err(StoreError::ReadOnly);
        }
        let mut slot = lock(&self.writer);
        for fresh in [false, true] {
            let attempt = match slot.as_mut() {
                Some(writer) => work(writer),
                None => self.connect().and_then(|writer| work(slot.insert(writer))),
            };
            match attempt {
                Err(error) if is_damage(&error) && !fresh => {
                    tracing::warn!(%error, "the thumbnails are damaged and will be made again");
                    *slot = None;
                    self.remove();
                }
                other => return Ok(other?),
            }
        }
        unreachable!("BUG: the second round always returns")
    }

    fn connect(&self) -> rusqlite::Result<Connection> {
        let writer = Connection::open(&self.path)?;
        writer.busy_timeout(BUSY_WAIT)?;
        // 8 KiB pages: thumbnails are 5 to 30 KB, previews ten times that; fewer overflow pages to chain through.
        writer.execute_batch(
            "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
             PRAGMA journal_size_limit = 67108864;",
        )?;
        let version: i64 = writer.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        if version == 0 {
            writer.execute_batch(&format!("BEGIN; {SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;"))?;
        } else if version != VERSION {
            // Another version's renditions are of no use to this one; they count as damaged.
            return Err(rusqlite::Error::SqliteFailure(
                rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT),
                Some("another version".to_owned()),
            ));
        }
        Ok(writer)
    }

    fn reader(&self) -> rusqlite::Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let reader = Connection::open_with_flags(&self.path, flags)?;
        reader.busy_timeout(BUSY_WAIT)?;
        Ok(reader)
    }

    fn remove(&self) {
        lock(&self.readers).clear();
        for tail in ["", "-wal", "-shm"] {
            let mut name = self.path.as_os_str().to_os_string();
            name.push(tail);
            if let Err(error) = std::fs::remove_file(&name)
                && error.kind() != std::io::ErrorKind::NotFound
            {
                tracing::warn!(%error, ?name, "a damaged thumbnail file could not be removed");
            }
        }
    }
}

fn is_gone(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::CannotOpen)
}
