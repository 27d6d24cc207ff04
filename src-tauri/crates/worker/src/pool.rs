//! The parent's side: up to a few children, started at first need and ended when nobody needs them. A child that
//! crashes, hangs or answers nonsense costs one photo; the next one gets a fresh child. Knows no decoder.

use std::io;
use std::process::ExitStatus;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use pothos_media::{OutsideAsk, OutsideDecoder, OutsideDecoders, OutsideFailure, OutsidePicture};
use pothos_model::FailureCode;

use crate::line::{Ender, Line};
use crate::program::Program;
use crate::wire::Request;

/// Libraries leak: a child is replaced after this many answers.
const ANSWERS_OF_A_CHILD: u32 = 500;
/// How long the warden sleeps when nothing is due; it is woken when something is.
const IDLE_ROUND: Duration = Duration::from_secs(60);

/// How many children there may be, and how long each thing may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolOptions {
    /// Children at a time, at least 1.
    pub processes: usize,
    /// Until a child has started.
    pub starting: Duration,
    /// Until a HEIC or AVIF picture is decoded.
    pub picture: Duration,
    /// Until a raw file is developed.
    pub raw: Duration,
    /// How long a child waits for the next photo before it is ended.
    pub idle: Duration,
}

impl Default for PoolOptions {
    fn default() -> Self {
        // Half of the processors: the photos that need no child are decoded beside.
        let processors = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            processes: (processors / 2).clamp(2, 4),
            starting: Duration::from_secs(20),
            picture: Duration::from_secs(30),
            raw: Duration::from_secs(90),
            idle: Duration::from_secs(60),
        }
    }
}

/// The children of this process.
pub struct Pool {
    shared: Arc<Shared>,
}

impl Default for Pool {
    fn default() -> Self {
        Self::new(None, PoolOptions::default())
    }
}

impl Pool {
    /// A pool that starts `program`, or what [`Program::found`] finds at the time.
    #[must_use]
    pub fn new(program: Option<Program>, options: PoolOptions) -> Self {
        let shared = Shared {
            program,
            options,
            state: Mutex::default(),
            freed: Condvar::new(),
            changed: Condvar::new(),
        };
        Self { shared: Arc::new(shared) }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        let idle = {
            let mut state = self.shared.lock();
            state.live -= state.idle.len();
            std::mem::take(&mut state.idle)
        };
        drop(idle);
        self.shared.changed.notify_all();
    }
}

impl OutsideDecoders for Pool {
    fn decode(
        &self,
        decoder: OutsideDecoder,
        data: &[u8],
        ask: &OutsideAsk,
    ) -> Result<OutsidePicture, OutsideFailure> {
        let limit = match decoder {
            OutsideDecoder::Heic | OutsideDecoder::Avif => self.shared.options.picture,
            OutsideDecoder::Raw => self.shared.options.raw,
        };
        let limit = for_pixels(limit, ask);
        let request = Request { decoder, ask: *ask, limit, data };
        loop {
            let mut line = self.shared.acquire().map_err(|error| not_started(&error))?;
            let is_fresh = line.answered == 0;
            let (asked, overdue) = self.shared.timed(line.ender(), limit, || line.ask(&request));
            match asked {
                Ok(answer) => {
                    // A library that was missing is looked for anew by a fresh child.
                    let is_missing = matches!(&answer, Err(failure) if failure.code == decoder.missing());
                    if is_missing || line.answered >= ANSWERS_OF_A_CHILD {
                        self.shared.retire(line);
                    } else {
                        self.shared.release(line);
                    }
                    return answer;
                }
                Err(error) => {
                    let ended = self.shared.retire(line);
                    // It may have carried something over from the photos before, or was gone already.
                    if is_fresh || overdue {
                        return Err(reason(&error, ended, overdue, limit));
                    }
                }
            }
        }
    }
}

struct Shared {
    program: Option<Program>,
    options: PoolOptions,
    state: Mutex<State>,
    /// A child was given back, or ended.
    freed: Condvar,
    /// The warden has something to look at.
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// Children without work, since when.
    idle: Vec<(Line, Instant)>,
    /// Children in all.
    live: usize,
    running: Vec<Running>,
    next: u64,
    /// Whether the warden's thread runs.
    warden: bool,
}

/// Something a child is doing.
struct Running {
    id: u64,
    due: Instant,
    ender: Ender,
    overdue: bool,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A child that has greeted: an idle one, or a new one when there may be more, or the next that is given back.
    fn acquire(self: &Arc<Self>) -> io::Result<Line> {
        let mut state = self.lock();
        while state.live >= self.options.processes.max(1) && state.idle.is_empty() {
            state = self.freed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if let Some((line, _)) = state.idle.pop() {
            return Ok(line);
        }
        state.live += 1;
        let keeping = self.keep_watch(&mut state);
        drop(state);
        keeping.and_then(|()| self.start()).inspect_err(|_| self.one_less())
    }

    fn start(&self) -> io::Result<Line> {
        let program = self.program.clone().or_else(Program::found);
        let program = program.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
        let mut line = Line::start(&program)?;
        self.timed(line.ender(), self.options.starting, || line.greeted()).0?;
        Ok(line)
    }

    fn release(&self, line: Line) {
        self.lock().idle.push((line, Instant::now()));
        self.freed.notify_one();
        self.changed.notify_one();
    }

    fn retire(&self, line: Line) -> Option<ExitStatus> {
        let ended = line.end();
        self.one_less();
        ended
    }

    fn one_less(&self) {
        self.lock().live -= 1;
        self.freed.notify_one();
    }

    /// Does `work` on a child's pipes; ends the child when that takes longer than `limit`, and says whether it did.
    fn timed<T>(
        &self,
        ender: Ender,
        limit: Duration,
        work: impl FnOnce() -> io::Result<T>,
    ) -> (io::Result<T>, bool) {
        let id = {
            let mut state = self.lock();
            state.next += 1;
            let (id, due) = (state.next, Instant::now() + limit);
            state.running.push(Running { id, due, ender, overdue: false });
            id
        };
        self.changed.notify_one();
        let done = work();
        let mut state = self.lock();
        let at = state.running.iter().position(|one| one.id == id);
        let overdue = at.is_some_and(|at| state.running.swap_remove(at).overdue);
        (done, overdue)
    }

    /// Makes sure that the warden's thread runs.
    fn keep_watch(self: &Arc<Self>, state: &mut State) -> io::Result<()> {
        if !state.warden {
            let shared = self.clone();
            std::thread::Builder::new().name("decoder warden".to_owned()).spawn(move || shared.warden())?;
            state.warden = true;
        }
        Ok(())
    }

    /// Ends children that take too long or that nobody needs; ends itself with the last of them.
    fn warden(&self) {
        let mut state = self.lock();
        while state.live > 0 {
            let now = Instant::now();
            for one in state.running.iter_mut().filter(|one| one.due <= now && !one.overdue) {
                one.overdue = true;
                one.ender.end();
            }
            let is_old = |since: &Instant| *since + self.options.idle <= now;
            let (old, kept): (Vec<_>, Vec<_>) =
                std::mem::take(&mut state.idle).into_iter().partition(|(_, since)| is_old(since));
            state.idle = kept;
            state.live -= old.len();
            if !old.is_empty() {
                // Ending a process may wait for the system; nobody else shall wait for that.
                drop(state);
                drop(old);
                state = self.lock();
                continue;
            }
            let dues = state.running.iter().filter(|one| !one.overdue).map(|one| one.due);
            let next = dues.chain(state.idle.iter().map(|(_, since)| *since + self.options.idle)).min();
            let rest = next.map_or(IDLE_ROUND, |next| next.saturating_duration_since(now));
            state = self.changed.wait_timeout(state, rest).unwrap_or_else(PoisonError::into_inner).0;
        }
        state.warden = false;
    }
}

fn not_started(error: &io::Error) -> OutsideFailure {
    OutsideFailure::new(FailureCode::Internal, format!("the decoder process could not be started: {error}"))
}

/// So many pixels take as long again as a usual photo may.
const PIXELS_OF_A_LIMIT: u64 = 100_000_000;

/// The limit for a picture of the size that its header tells of, which is bounded: three and a half times as long at most.
fn for_pixels(limit: Duration, ask: &OutsideAsk) -> Duration {
    let share = ask.pixels.min(ask.max_pixels) as f64 / PIXELS_OF_A_LIMIT as f64;
    limit.mul_f64(1.0 + share)
}

/// Why a child gave no answer.
fn reason(error: &io::Error, ended: Option<ExitStatus>, overdue: bool, limit: Duration) -> OutsideFailure {
    let (code, detail) = if overdue || ended.is_some_and(|status| signal(status) == Some(SIGXCPU)) {
        (FailureCode::Damaged, format!("its decoder did not finish within {} seconds", limit.as_secs()))
    } else if error.kind() == io::ErrorKind::OutOfMemory {
        (FailureCode::TooLarge, "there is not enough memory for it".to_owned())
    } else if error.kind() == io::ErrorKind::InvalidData {
        (FailureCode::Damaged, format!("its decoder gave {error}"))
    } else if ended.is_some_and(|status| signal(status) == Some(SIGKILL)) {
        (FailureCode::TooLarge, "the system ended its decoder, which takes too much memory".to_owned())
    } else {
        (FailureCode::Damaged, "its decoder gave up on it".to_owned())
    };
    OutsideFailure::new(code, detail)
}

// POSIX leaves the number of SIGXCPU open; Linux on our processors and macOS agree.
const SIGXCPU: i32 = 24;
const SIGKILL: i32 = 9;

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> Option<i32> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_picture_has_more_time_and_none_has_any_amount() {
        let check = |pixels: u64, expected: u64| {
            let ask = OutsideAsk { side: None, pixels, max_pixels: 250_000_000, max_bytes: 0 };
            assert_eq!(for_pixels(Duration::from_secs(30), &ask), Duration::from_secs(expected));
        };
        check(0, 30);
        check(200_000_000, 90);
        check(u64::MAX, 105);
    }
}
