//! The one way a picture fails: a code for the machine, a sentence for people, and what could be read anyway.

use std::path::Path;

use pothos_model::{FailureCode, PhotoFacts};

/// Why a file gave no pixels.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct MediaError {
    /// The code the screen branches on.
    pub code: FailureCode,
    /// An English sentence with the file's name and the next step.
    pub message: String,
    /// The metadata that could be read although the pixels could not.
    pub facts: Option<Box<PhotoFacts>>,
}

impl MediaError {
    /// Adds the facts that could be read, unless there are none.
    pub(crate) fn with_facts(mut self, facts: PhotoFacts) -> Self {
        self.facts = (facts != PhotoFacts::default()).then(|| Box::new(facts));
        self
    }
}

/// A failure before it has a file's name: what the decoders return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trouble {
    /// What went wrong.
    pub code: FailureCode,
    /// A short clause with the particulars, without a full stop; may be empty.
    pub detail: String,
}

impl Trouble {
    /// A trouble with its particulars.
    pub fn new(code: FailureCode, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }

    /// A file whose bytes contradict themselves.
    pub fn damaged(detail: impl Into<String>) -> Self {
        Self::new(FailureCode::Damaged, detail)
    }

    /// A file that may be sound, of a kind that is not read.
    pub fn unsupported(detail: impl Into<String>) -> Self {
        Self::new(FailureCode::Unsupported, detail)
    }

    /// The full error for the file at `path`.
    pub fn of(self, path: &Path) -> MediaError {
        let message = sentence(self.code, &file_name(path), &self.detail);
        MediaError { code: self.code, message, facts: None }
    }

    /// What an I/O error means for a picture.
    pub fn from_io(error: &std::io::Error) -> Self {
        let code = match error.kind() {
            std::io::ErrorKind::NotFound => FailureCode::Missing,
            std::io::ErrorKind::PermissionDenied => FailureCode::NoPermission,
            _ => FailureCode::Unreadable,
        };
        Self::new(code, error.to_string())
    }
}

/// The file's own name as text; bytes that are not UTF-8 are shown as replacement characters.
pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// What happened to which file, and what to do next.
pub(crate) fn sentence(code: FailureCode, name: &str, detail: &str) -> String {
    let particulars = if detail.is_empty() { String::new() } else { format!(" ({detail})") };
    match code {
        FailureCode::Empty => {
            format!("“{name}” is empty. Copy it again from the camera or a backup.")
        }
        FailureCode::NotAPicture => format!(
            "“{name}” is not a picture, whatever its name says{particulars}. Rename it, or restore it from a backup."
        ),
        FailureCode::Truncated => format!(
            "“{name}” ends in the middle of the picture{particulars}. Copy it again from the camera or a backup."
        ),
        FailureCode::Damaged => {
            format!("“{name}” is damaged and cannot be decoded{particulars}. Restore it from a backup.")
        }
        FailureCode::TooLarge => {
            format!("“{name}” is too large to decode{particulars}. Export a smaller copy to see it here.")
        }
        FailureCode::NeedsHeic => needs(name, "a HEIC picture", LIBHEIF, detail),
        FailureCode::NeedsAvif => needs(name, "an AVIF picture", LIBHEIF, detail),
        FailureCode::NeedsJxl => format!(
            "“{name}” is a JPEG XL picture, which this version cannot decode yet. Export it as JPEG to see it here."
        ),
        FailureCode::NeedsRaw => needs(name, "a raw file without a preview", LIBRAW, detail),
        FailureCode::Missing => {
            format!("“{name}” is not there any more. Put it back, or remove its folder from the library.")
        }
        FailureCode::NoPermission => {
            format!("“{name}” may not be read. Give yourself permission to read it and try again.")
        }
        FailureCode::Unreadable => {
            format!("“{name}” could not be read{particulars}. Check the disk and try again.")
        }
        _ => format!(
            "“{name}” uses a feature that this version cannot decode{particulars}. Export it as JPEG to see it here."
        ),
    }
}

/// What to install for HEIC and AVIF on this system.
const LIBHEIF: &str = if cfg!(target_os = "macos") {
    "libheif (brew install libheif)"
} else if cfg!(windows) {
    "libheif (put heif.dll beside the program)"
} else {
    "libheif (on Debian and Ubuntu the package libheif1)"
};

/// What to install for raw files on this system.
const LIBRAW: &str = if cfg!(target_os = "macos") {
    "LibRaw (brew install libraw)"
} else if cfg!(windows) {
    "LibRaw (put libraw.dll beside the program)"
} else {
    "LibRaw (on Debian and Ubuntu the package libraw23 or libraw20)"
};

/// The library that is missing; `instead` names another one when it is there and lacks a part of itself.
fn needs(name: &str, what: &str, library: &str, instead: &str) -> String {
    let missing = if instead.is_empty() { library } else { instead };
    format!("“{name}” is {what}. To see it here, install {missing} and try again, or export it as JPEG.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_library_is_named_with_the_way_to_get_it() {
        let whole = sentence(FailureCode::NeedsHeic, "a.heic", "");
        assert!(whole.contains("“a.heic”") && whole.contains("install libheif"), "{whole}");
        let part = sentence(FailureCode::NeedsAvif, "a.avif", "libheif-plugin-dav1d");
        assert!(part.contains("install libheif-plugin-dav1d and") && !part.contains("libheif1"), "{part}");
    }
}
