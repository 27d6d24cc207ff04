//! Why a folder cannot be watched, in sentences for people.

use std::path::{Path, PathBuf};

/// A folder that cannot be watched. Scanning has no error of its own: what cannot be read is reported and
/// passed over.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// The system's limit of watched folders is reached.
    #[error(
        "Pothos cannot watch {} for new photos: this system allows no more watched folders. Raise \
         fs.inotify.max_user_watches, or drop the folder again when it has new photos",
        .path.display()
    )]
    WatchLimit {
        /// The folder that was one too many.
        path: PathBuf,
    },
    /// The folder is not there any more.
    #[error("{} is not there any more, so it is not watched. Bring it back, or drop its new place", .path.display())]
    Gone {
        /// The folder.
        path: PathBuf,
    },
    /// The system refused for another reason.
    #[error("Pothos cannot watch {} for new photos ({source}). Drop the folder again when it has new ones", .path.display())]
    Watch {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: notify::Error,
    },
}

impl LibraryError {
    pub(crate) fn from_notify(path: &Path, source: notify::Error) -> Self {
        let path = path.to_owned();
        match &source.kind {
            notify::ErrorKind::MaxFilesWatch => Self::WatchLimit { path },
            notify::ErrorKind::PathNotFound | notify::ErrorKind::WatchNotFound => Self::Gone { path },
            notify::ErrorKind::Io(io) => match io.raw_os_error() {
                // ENOSPC from inotify_add_watch and EMFILE from inotify_init are limits, not a full disk.
                Some(28 | 24) => Self::WatchLimit { path },
                _ if io.kind() == std::io::ErrorKind::NotFound => Self::Gone { path },
                _ => Self::Watch { path, source },
            },
            notify::ErrorKind::Generic(_) | notify::ErrorKind::InvalidConfig(_) => {
                Self::Watch { path, source }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reached_watch_limit_says_which_limit_and_what_to_do() {
        let no_space = notify::Error::io(std::io::Error::from_raw_os_error(28));
        let limit = notify::Error::new(notify::ErrorKind::MaxFilesWatch);
        for source in [no_space, limit] {
            let told = LibraryError::from_notify(Path::new("/p"), source).to_string();
            assert!(told.contains("max_user_watches"), "names the limit to raise: {told}");
        }
    }
}
