//! What can go wrong with the library, named for what the caller can do about it.

use std::path::PathBuf;

use pothos_model::FailureCode;

/// The library could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder cannot be made or written.
    #[error(
        "Pothos cannot write its library folder {path}: {source}. Choose another folder or mend its permissions."
    )]
    NotWritable {
        /// The library folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Another Pothos has it open.
    #[error(
        "The library {path} is open in another Pothos. Close that one first, or use another library folder."
    )]
    Locked {
        /// The library folder.
        path: PathBuf,
    },
    /// A newer Pothos made it.
    #[error(
        "The library {path} was made by a newer Pothos (schema {found}, this one knows {known}). Install the newer version; nothing was changed."
    )]
    Newer {
        /// The library folder.
        path: PathBuf,
        /// Its schema version.
        found: i64,
        /// Ours.
        known: i64,
    },
    /// It is damaged. It was moved aside, not deleted.
    #[error(
        "The library {path} is damaged ({detail}). It was kept as {kept}; start Pothos again for a fresh one, or put a backup in its place."
    )]
    Corrupt {
        /// The library folder.
        path: PathBuf,
        /// Where the damaged file is now.
        kept: PathBuf,
        /// What SQLite said.
        detail: String,
    },
    /// Anything else.
    #[error("The library {path} could not be opened: {detail}")]
    Other {
        /// The library folder.
        path: PathBuf,
        /// What happened.
        detail: String,
    },
}

/// A call on an open library failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk is full.
    #[error("The disk that holds the library is full. Free some space; nothing that was stored is lost.")]
    DiskFull,
    /// The library cannot be written.
    #[error(
        "The library cannot be written (read-only disk or folder). Mend its permissions; nothing that was stored is lost."
    )]
    ReadOnly,
    /// Another process held the library for too long.
    #[error("The library was busy for too long. Try again.")]
    Busy,
    /// There is no such thing.
    #[error("There is no {what} {id} in this library.")]
    NotFound {
        /// `photo`, `batch` …
        what: &'static str,
        /// What was asked for.
        id: String,
    },
    /// The thing is in a state that does not allow it.
    #[error("{0}")]
    Refused(String),
    /// SQLite or the data is not as it should be.
    #[error("The library's database failed: {0}")]
    Database(String),
}

impl StoreError {
    /// The failure code under which a batch pauses for it.
    #[must_use]
    pub fn code(&self) -> FailureCode {
        match self {
            StoreError::DiskFull => FailureCode::DiskFull,
            StoreError::ReadOnly => FailureCode::LibraryReadOnly,
            StoreError::Busy
            | StoreError::NotFound { .. }
            | StoreError::Refused(_)
            | StoreError::Database(_) => FailureCode::LibraryBusy,
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as C;
        match error.sqlite_error_code() {
            Some(C::DiskFull) => StoreError::DiskFull,
            Some(C::ReadOnly) => StoreError::ReadOnly,
            Some(C::DatabaseBusy | C::DatabaseLocked) => StoreError::Busy,
            _ => StoreError::Database(error.to_string()),
        }
    }
}
