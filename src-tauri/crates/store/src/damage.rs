//! A damaged library: how it is recognised and kept. Never deletes, never repairs.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode};

use crate::OpenError;
use crate::connect::{database, failure};

/// Up to this size a library is checked whole at every start: about 50 ms. A larger one is checked when its last run
/// met an error that it could not name.
const CHECKED_BYTES: u64 = 16 << 20;
/// Stands beside the library when it is to be checked whole at the next start.
const SUSPECT: &str = "library.suspect";

/// Whether the error says that the file is damaged.
pub(crate) fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt))
}

/// Asks for a check of the whole library at the next start: seconds for a large one, so never while it is used.
pub(crate) fn suspect(dir: &Path) {
    if let Err(error) = std::fs::write(dir.join(SUSPECT), "Checked when Pothos starts.\n") {
        tracing::warn!(%error, "the library cannot be marked for a check");
    }
}

/// What a check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Health {
    /// Nothing wrong, or nothing was looked at.
    Sound,
    /// The search index is damaged; it is made anew from the rest, which is sound.
    SearchDamaged,
}

/// Checks the whole library if it is small or was suspected.
pub(crate) fn check(dir: &Path, connection: &Connection) -> rusqlite::Result<Health> {
    let mark = dir.join(SUSPECT);
    let bytes = std::fs::metadata(database(dir)).map_or(0, |meta| meta.len());
    let suspected = mark.exists();
    let mut health = Health::Sound;
    if bytes > 0 && (suspected || bytes <= CHECKED_BYTES) {
        let mut check = connection.prepare("PRAGMA quick_check")?;
        let mut lines = check.query([])?;
        while let Some(line) = lines.next()? {
            let line: String = line.get(0)?;
            if line.contains("photo_fts") {
                health = Health::SearchDamaged;
            } else if line != "ok" {
                return Err(failure(rusqlite::ffi::SQLITE_CORRUPT, &line));
            }
        }
    }
    if suspected && let Err(error) = std::fs::remove_file(&mark) {
        tracing::warn!(%error, "the library will be checked again");
    }
    Ok(health)
}

/// Renames the damaged file, and its log with it, to a dated name: a truth is never deleted.
pub(crate) fn set_aside(dir: &Path, stamp: &str, error: &rusqlite::Error) -> OpenError {
    let path = database(dir);
    let free = |n: u32| {
        let name = if n == 0 { String::new() } else { format!("-{n}") };
        dir.join(format!("library-damaged-{stamp}{name}.db"))
    };
    let kept = (0..100).map(free).find(|kept| !kept.exists()).unwrap_or_else(|| free(100));
    if let Err(source) = std::fs::rename(&path, &kept) {
        return OpenError::NotWritable { path: dir.to_path_buf(), source };
    }
    for tail in ["-wal", "-shm"] {
        let with = |path: &Path| {
            let mut name = path.as_os_str().to_os_string();
            name.push(tail);
            PathBuf::from(name)
        };
        if let Err(error) = std::fs::rename(with(&path), with(&kept))
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(%error, tail, "a damaged library's log could not be kept");
        }
    }
    // The fresh library that comes next is under no suspicion.
    let _ = std::fs::remove_file(dir.join(SUSPECT));
    OpenError::Corrupt { path: dir.to_path_buf(), kept, detail: error.to_string() }
}
