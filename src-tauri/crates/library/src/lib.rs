//! Folders on disk: which files are there, which of them are worth a look, and what changed. Knows no
//! database and opens no picture: whoever scans brings the eye that looks into a file.

mod chunk;
mod error;
mod found;
mod ignore;
mod peek;
mod roots;
mod scan;
mod sidecar;
mod walk;
mod watch;

pub use error::LibraryError;
pub use found::{Found, PassedOver, ScanEvent, ScanSummary, Seen};
pub use ignore::{is_companion, is_ignored_file, is_ignored_folder, is_sidecar};
pub use roots::canonical_roots;
pub use scan::{scan, scan_with_clock};
pub use watch::{Watcher, watch};
