//! Which program is started as the decoder process.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

/// The hidden argument.
pub(crate) const ARGUMENT: &str = "--pothos-decoder-process";
/// The small program that serves where this one does not, as in tests.
const SMALL: &str = if cfg!(windows) { "pothos-worker.exe" } else { "pothos-worker" };

/// Whether this program answers to [`ARGUMENT`].
static SERVES: AtomicBool = AtomicBool::new(false);

/// Notes that this program's `main` begins by serving.
pub(crate) fn this_program_serves() {
    SERVES.store(true, Ordering::Relaxed);
}

/// A program and its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// The file that is started.
    pub path: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
}

impl Program {
    /// The program at `path`, started as a decoder process.
    #[must_use]
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), arguments: vec![ARGUMENT.into()] }
    }

    /// This program itself, when it serves; else the one named by `POTHOS_WORKER`; else `pothos-worker` beside this
    /// one or in the folder above, where cargo puts it.
    #[must_use]
    pub fn found() -> Option<Self> {
        let this = std::env::current_exe().ok();
        if SERVES.load(Ordering::Relaxed) {
            return this.map(|path| Self::at(still_there(path)));
        }
        let named = std::env::var_os("POTHOS_WORKER").map(PathBuf::from);
        let beside = this.as_deref().map(Path::ancestors).into_iter().flatten().skip(1).take(2);
        named.into_iter().chain(beside.map(|dir| dir.join(SMALL))).find(|path| path.is_file()).map(Self::at)
    }
}

/// An update may have replaced the running program; on Linux it can still be started by this name.
fn still_there(path: PathBuf) -> PathBuf {
    let running = Path::new("/proc/self/exe");
    if cfg!(target_os = "linux") && !path.exists() && running.exists() { running.to_owned() } else { path }
}
