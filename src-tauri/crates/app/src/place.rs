//! Where things are on this machine: the library's standard folder, and the file behind a photo. Makes nothing.

use std::{env, path::PathBuf};

use pothos_model::PhotoId;

use crate::{error::Outcome, reader::Reader};

/// The folder of the library that opens when nobody names another: `POTHOS_LIBRARY`, or `pothos` where this
/// system keeps a user's data. The window and the terminal share it. `None` where not even a home is known.
#[must_use]
pub fn library_dir() -> Option<PathBuf> {
    let folder = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    folder("POTHOS_LIBRARY").or_else(|| data_dir(&folder).map(|data| data.join("pothos")))
}

#[cfg(target_os = "macos")]
fn data_dir(folder: &dyn Fn(&'static str) -> Option<PathBuf>) -> Option<PathBuf> {
    folder("HOME").map(|home| home.join("Library/Application Support"))
}

#[cfg(windows)]
fn data_dir(folder: &dyn Fn(&'static str) -> Option<PathBuf>) -> Option<PathBuf> {
    folder("APPDATA")
}

/// The XDG base directory specification: a relative `XDG_DATA_HOME` counts as not set.
#[cfg(not(any(target_os = "macos", windows)))]
fn data_dir(folder: &dyn Fn(&'static str) -> Option<PathBuf>) -> Option<PathBuf> {
    let named = folder("XDG_DATA_HOME").filter(|dir| dir.is_absolute());
    named.or_else(|| folder("HOME").map(|home| home.join(".local/share")))
}

impl Reader {
    /// The file of a photo, byte for byte, for the system's file manager.
    ///
    /// # Errors
    /// `not_found`, or when the library fails.
    pub async fn photo_file(&self, photo: i64) -> Outcome<PathBuf> {
        self.blocking(move |library| Ok(library.photo_source(PhotoId(photo))?.path)).await
    }
}
