//! The threads of basic analysis. Which job a free one takes is the board's to say. Never touches the queue.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use pothos_model::{BatchId, Failure, FailureCode};
use pothos_store::{Claimed, Effect};
use tokio::sync::mpsc;

use crate::board::{Board, CpuJob, Taken};
use crate::input::{Input, Outcome, Report};
use crate::lanes::{Rank, most_threads};
use crate::ports::{Clock, Work};

/// The board, and what the threads need beside it.
struct Shared {
    board: Mutex<Board>,
    /// Told after every change that may let a job begin. One thread is woken; it wakes the next when there is more.
    changed: Condvar,
    clock: Arc<dyn Clock>,
}

impl Shared {
    fn board(&self) -> MutexGuard<'_, Board> {
        // A thread that panicked while it held the board had not changed it half-way: jobs panic elsewhere.
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the board, and wakes a thread if a job may begin.
    fn change(&self, change: impl FnOnce(&mut Board)) {
        let mut board = self.board();
        change(&mut board);
        if board.has_one(self.clock.now()) {
            self.changed.notify_one();
        }
    }
}

/// The threads and their board.
pub(crate) struct Threads {
    shared: Arc<Shared>,
    handles: Vec<JoinHandle<()>>,
}

impl Threads {
    /// A job waits for a thread from now on.
    pub(crate) fn take(&self, job: CpuJob) {
        self.shared.change(|board| board.put(job));
    }

    /// See [`Board::regard`]. Also drops waiting jobs of batches that have stopped.
    pub(crate) fn regard(&self, quick_to_come: bool, ranks: impl Iterator<Item = (BatchId, Rank)>) {
        self.shared.change(|board| board.regard(quick_to_come, ranks));
    }

    /// Closes the board; the threads end after what they have.
    pub(crate) fn close(mut self) -> Vec<JoinHandle<()>> {
        std::mem::take(&mut self.handles)
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        self.shared.board().close();
        self.shared.changed.notify_all();
    }
}

/// Starts the threads, for so many photos at once.
pub(crate) fn start_threads(
    at_once: usize,
    work: &Arc<dyn Work>,
    clock: &Arc<dyn Clock>,
    reports: &mpsc::Sender<Input>,
) -> std::io::Result<Threads> {
    let shared = Arc::new(Shared {
        board: Mutex::new(Board::new(at_once)),
        changed: Condvar::new(),
        clock: clock.clone(),
    });
    // Dropped with an error, it ends those that were started.
    let mut threads = Threads { shared: shared.clone(), handles: Vec::new() };
    for thread in 0..most_threads(at_once) {
        let (shared, work, reports) = (shared.clone(), work.clone(), reports.clone());
        threads.handles.push(
            std::thread::Builder::new()
                .name(format!("basic-{thread}"))
                .spawn(move || serve(&shared, work.as_ref(), &reports))?,
        );
    }
    Ok(threads)
}

fn serve(shared: &Shared, work: &dyn Work, reports: &mpsc::Sender<Input>) {
    let mut board = shared.board();
    while board.is_open() {
        let Some(taken) = board.take(shared.clock.now()) else {
            board = shared.changed.wait(board).unwrap_or_else(PoisonError::into_inner);
            continue;
        };
        if board.has_one(shared.clock.now()) {
            shared.changed.notify_one();
        }
        drop(board);
        let (job, seat, outcome) = match taken {
            Taken::Dropped(job) => (job, None, Outcome::Aborted),
            Taken::Begins(job, seat) => {
                let outcome = run(work, &job.claimed);
                (job, Some(seat), outcome)
            }
        };
        let report = Report { claimed: job.claimed, generation: job.generation, server: None, outcome };
        if reports.blocking_send(Input::Report(report)).is_err() {
            return;
        }
        board = shared.board();
        if let Some(seat) = seat {
            board.leave(seat);
        }
    }
}

fn run(work: &dyn Work, claimed: &Claimed) -> Outcome {
    match catch_unwind(AssertUnwindSafe(|| work.basic(claimed))) {
        Ok(Ok(record)) => Outcome::Done(Effect::Basic(record)),
        Ok(Err((failure, facts))) => Outcome::Failed(failure, facts),
        Err(panic) => Outcome::Failed(panicked(panic.as_ref()), None),
    }
}

/// The failure that a panic in the work becomes.
pub(crate) fn panicked(panic: &(dyn std::any::Any + Send)) -> Failure {
    let said = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no reason given".to_owned());
    Failure::new(
        FailureCode::Internal,
        format!(
            "A fault in Pothos stopped the work on this photo ({said}). Retry it; if it happens again, report it."
        ),
    )
}
