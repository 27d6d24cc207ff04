//! What a scan tells: pictures, files passed over, and how far it is.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use pothos_model::{FailureCode, FileStamp, Peek};

/// What a look at a file's first bytes says.
#[derive(Debug, Clone, PartialEq)]
pub enum Seen {
    /// A picture, or a file whose name claims to be one.
    Picture(Peek),
    /// Nothing for the library: neither content nor name is a picture's.
    Passed {
        /// Why.
        code: FailureCode,
        /// A sentence for people.
        message: String,
    },
}

/// A picture on disk.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The folder, absolute, links resolved.
    pub folder: PathBuf,
    /// The file's name, byte for byte.
    pub name: OsString,
    /// Length and modification time when it was listed.
    pub stamp: FileStamp,
    /// What its first bytes say.
    pub peek: Peek,
}

impl Found {
    /// The whole path.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.folder.join(&self.name)
    }
}

/// A file or folder that does not come into the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedOver {
    /// Which.
    pub path: PathBuf,
    /// Why.
    pub code: FailureCode,
    /// A sentence for people, with the next step where there is one.
    pub message: String,
}

impl PassedOver {
    pub(crate) fn new(path: &Path, code: FailureCode, message: String) -> Self {
        Self { path: path.to_owned(), code, message }
    }

    /// For what the system would not let us list, stat or open.
    pub(crate) fn unreadable(path: &Path, what: &str, error: &std::io::Error) -> Self {
        let shown = path.display();
        match error.kind() {
            std::io::ErrorKind::PermissionDenied => Self::new(
                path,
                FailureCode::NoPermission,
                format!(
                    "the {what} {shown} may not be read. Give yourself permission to read it, then add it again"
                ),
            ),
            std::io::ErrorKind::NotFound => Self::new(
                path,
                FailureCode::Missing,
                format!("{shown} is not there any more. Bring it back, then add it again"),
            ),
            _ => Self::new(
                path,
                FailureCode::Unreadable,
                format!("the {what} {shown} could not be read ({error}). Check the disk, then add it again"),
            ),
        }
    }
}

/// One piece of news from a scan, in the order of the walk.
#[derive(Debug, Clone, PartialEq)]
pub enum ScanEvent {
    /// Pictures, at most [`crate::chunk::LARGEST`] at a time, the first few at once.
    Found {
        /// The folder that was asked for (or led to by a link) and holds all of them.
        root: PathBuf,
        /// The pictures.
        files: Vec<Found>,
    },
    /// Files and folders passed over, each path once, at most [`crate::chunk::LARGEST`] at a time.
    PassedOver(Vec<PassedOver>),
    /// How many files have been looked at since the start.
    Progress {
        /// Files, pictures or not.
        files: u64,
    },
}

/// How a scan ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ScanSummary {
    /// Files looked at.
    pub files: u64,
    /// Of them, pictures.
    pub pictures: u64,
    /// Files and folders passed over.
    pub passed_over: u64,
    /// Whether it was stopped before the end, by the token or by the listener.
    pub stopped: bool,
}
