//! The lane for basic jobs: threads of its own, as many as cores may be used. Never touches the queue.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use pothos_model::{Failure, FailureCode};
use pothos_store::{Claimed, Effect};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::input::{Input, Outcome, Report};
use crate::ports::Work;

/// A basic job on its way to a thread.
pub(crate) struct CpuJob {
    pub claimed: Claimed,
    /// Cancelled when the batch stopped: a job that has not begun is dropped.
    pub token: CancellationToken,
    pub generation: u64,
}

/// The threads and their queue.
pub(crate) struct Lanes {
    queue: SyncSender<CpuJob>,
    threads: Vec<JoinHandle<()>>,
}

impl Lanes {
    /// Queues a job; whether there was room.
    pub(crate) fn take(&self, job: CpuJob) -> bool {
        self.queue.try_send(job).is_ok()
    }

    /// Closes the queue; the threads end after what they have.
    pub(crate) fn close(self) -> Vec<JoinHandle<()>> {
        self.threads
    }
}

/// Starts the threads.
pub(crate) fn start_lanes(
    lanes: usize,
    queue: usize,
    work: &Arc<dyn Work>,
    reports: &mpsc::Sender<Input>,
) -> std::io::Result<Lanes> {
    let (sender, receiver) = sync_channel::<CpuJob>(queue);
    let receiver = Arc::new(Mutex::new(receiver));
    let mut threads = Vec::with_capacity(lanes);
    for lane in 0..lanes {
        let receiver = receiver.clone();
        let work = work.clone();
        let reports = reports.clone();
        let thread = std::thread::Builder::new()
            .name(format!("basic-{lane}"))
            .spawn(move || serve(&receiver, work.as_ref(), &reports))?;
        threads.push(thread);
    }
    Ok(Lanes { queue: sender, threads })
}

fn serve(receiver: &Mutex<Receiver<CpuJob>>, work: &dyn Work, reports: &mpsc::Sender<Input>) {
    loop {
        // The lock is held while waiting: the other lanes wait for it instead of for the channel.
        let next = receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = next else { return };
        let outcome = if job.token.is_cancelled() { Outcome::Aborted } else { run(work, &job.claimed) };
        let report = Report { claimed: job.claimed, generation: job.generation, server: None, outcome };
        if reports.blocking_send(Input::Report(report)).is_err() {
            return;
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
