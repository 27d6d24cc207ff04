//! What the child may use: memory, processor time, no files to write, no core dump, a lower priority. A decoder that
//! wants more is ended by the system instead of taking the machine down. On systems without such limits the parent's
//! clock is all that bounds it.

use std::io;
use std::time::Duration;

/// Address space of a child: 170 megapixels as the decoder holds them, as RGB, and once more while they are packed,
/// with room for the libraries themselves.
#[cfg(target_os = "linux")]
const MEMORY_BYTES: u64 = 3 << 30;
/// Behind whatever the parent does.
#[cfg(unix)]
const NICENESS: i32 = 5;

/// The pipe to the parent, out of the reach of libraries that print: their standard output is the error output.
#[cfg(unix)]
pub(crate) fn take_stdout() -> io::Result<std::fs::File> {
    let answers = rustix::io::fcntl_dupfd_cloexec(io::stdout(), 3)?;
    rustix::stdio::dup2_stdout(io::stderr())?;
    Ok(answers.into())
}

/// The pipe to the parent.
#[cfg(not(unix))]
pub(crate) fn take_stdout() -> io::Result<io::Stdout> {
    Ok(io::stdout())
}

/// Sets the limits that hold for the life of the process. One that cannot be set is left out: the parent's still hold.
pub(crate) fn bound_this_process() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, nice};
        #[cfg(target_os = "linux")]
        bound(Resource::As, MEMORY_BYTES);
        bound(Resource::Core, 0);
        bound(Resource::Fsize, 0);
        let _ = nice(NICENESS);
    }
}

/// Allows as much processor time more as a request may take wall time, on each of a few threads.
pub(crate) fn bound_processor_time(limit: Duration) {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        const THREADS: u64 = 4;
        let used = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime).tv_sec;
        let seconds = u64::try_from(used).unwrap_or(0) + (limit.as_secs() + 1) * THREADS;
        // The hard limit stays: what was lowered could not be raised for the next request.
        let maximum = getrlimit(Resource::Cpu).maximum;
        let _ = setrlimit(Resource::Cpu, Rlimit { current: Some(seconds), maximum });
    }
    #[cfg(not(unix))]
    let _ = limit;
}

#[cfg(unix)]
fn bound(resource: rustix::process::Resource, most: u64) {
    use rustix::process::{Rlimit, getrlimit, setrlimit};
    let most = getrlimit(resource).maximum.map_or(most, |hard| hard.min(most));
    let _ = setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) });
}
