//! The child's own watch: ends the process when the parent is gone in the middle of a decode, or when a decode takes
//! longer than it may. The parent does the same from its side; this one holds when the parent was killed.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How often the watch looks at the clock. Nothing waits for it but the end of a process nobody needs.
const ROUND: Duration = Duration::from_secs(1);
/// The thread only waits; the default of 2 MiB would count against the memory limit.
const STACK_BYTES: usize = 128 << 10;
/// No decode is running.
const NEVER: u64 = u64::MAX;

/// The watch over this process.
pub(crate) struct Watch {
    start: Instant,
    /// When the running decode must be done, in ms since `start`.
    due: Arc<AtomicU64>,
}

impl Watch {
    /// Starts watching; `answers` is the pipe to the parent.
    #[cfg(unix)]
    pub fn start(answers: &std::fs::File) -> io::Result<Self> {
        let pipe = answers.try_clone()?;
        Self::with(move || is_closed(&pipe))
    }

    /// Starts watching the clock; a pipe cannot be asked here.
    #[cfg(not(unix))]
    pub fn start(_answers: &io::Stdout) -> io::Result<Self> {
        Self::with(|| {
            std::thread::sleep(ROUND);
            false
        })
    }

    /// `is_over` waits one round and says whether the parent is gone.
    fn with(is_over: impl Fn() -> bool + Send + 'static) -> io::Result<Self> {
        let (start, due) = (Instant::now(), Arc::new(AtomicU64::new(NEVER)));
        let seen = due.clone();
        std::thread::Builder::new().name("watch".to_owned()).stack_size(STACK_BYTES).spawn(move || {
            while !is_over() && millis(start.elapsed()) < seen.load(Ordering::Relaxed) {}
            std::process::exit(1);
        })?;
        Ok(Self { start, due })
    }

    /// A decode begins that may take `limit`.
    pub fn begin(&self, limit: Duration) {
        // The parent's clock comes first, so that it is the one to give the reason.
        let due = self.start.elapsed().saturating_add(limit).saturating_add(ROUND * 2);
        self.due.store(millis(due), Ordering::Relaxed);
    }

    /// The decode is done.
    pub fn end(&self) {
        self.due.store(NEVER, Ordering::Relaxed);
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(NEVER - 1)
}

/// Waits one round for the reading end of the pipe to be closed.
#[cfg(unix)]
fn is_closed(pipe: &std::fs::File) -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let round = Timespec { tv_sec: ROUND.as_secs() as _, tv_nsec: 0 };
    let mut pipes = [PollFd::new(pipe, PollFlags::empty())];
    match poll(&mut pipes, Some(&round)) {
        Ok(0) | Err(rustix::io::Errno::INTR) => false,
        Ok(_) | Err(_) => true,
    }
}
