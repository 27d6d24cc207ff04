//! The engine from outside: starting it, the user's commands, stopping it.

use std::sync::{Arc, Mutex, PoisonError};

use pothos_model::{BatchId, BatchServer, Failure, FailureClass, PauseReason, PhotoId};
use pothos_store::{Library, Recovered, RetryWhat, StoreError};
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::cpu::start_threads;
use crate::event::Listener;
use crate::foreman::{Foreman, Outside};
use crate::input::{Command, Input};
use crate::ports::{Clock, Entropy, Random, Work};

/// Reports and commands that may wait for the foreman. Reports are bounded by the jobs in flight; a worker that
/// finds the channel full waits, which is what should happen.
const INPUTS: usize = 1_024;
/// Photos that may go first: each is looked up at every claim.
const MOST_FIRST: usize = 100;
/// Photos analysed at once are no more than this: each may hold one decoded picture, about 100 MB at worst.
const MOST_CPU_LANES: usize = 16;
/// And no fewer, also with one core: with one alone, a photo on a disk that hangs would keep all others waiting.
const FEWEST_CPU_LANES: usize = 2;

/// How the engine runs.
#[derive(Clone)]
pub struct EngineOptions {
    /// Basic jobs that compute at once: 2 to 16.
    pub cpu_lanes: usize,
    /// Where jitter comes from.
    pub random: Arc<dyn Random>,
}

impl Default for EngineOptions {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Self { cpu_lanes: cores.min(MOST_CPU_LANES), random: Arc::new(Entropy) }
    }
}

/// The running engine of one library. Dropping it without [`Engine::shutdown`] is like a crash: nothing is lost,
/// but the jobs in flight are counted as interrupted.
pub struct Engine {
    inputs: mpsc::Sender<Input>,
    news: Arc<Notify>,
    foreman: Mutex<Option<JoinHandle<()>>>,
}

impl Engine {
    /// Sets the queue right after whatever ended the process before, and goes on with every unfinished batch. Must
    /// run inside a tokio runtime, in the process that holds the library's lock.
    ///
    /// # Errors
    /// When the library cannot be written, or no thread can be started.
    pub async fn start(
        library: Arc<Library>,
        work: Arc<dyn Work>,
        clock: Arc<dyn Clock>,
        listener: Listener,
        options: EngineOptions,
    ) -> Result<(Self, Recovered), StoreError> {
        let (inputs, received) = mpsc::channel(INPUTS);
        let news = Arc::new(Notify::new());
        let threads = options.cpu_lanes.clamp(FEWEST_CPU_LANES, MOST_CPU_LANES);
        let cpu = start_threads(threads, &work, &clock, &inputs).map_err(|error| {
            StoreError::Refused(format!("The engine's threads could not be started: {error}."))
        })?;
        let outside = Outside {
            library,
            work,
            clock,
            listener,
            random: options.random,
            reports: inputs.clone(),
            cpu,
            threads,
        };
        let mut foreman = Foreman::new(outside, received, news.clone());
        let recovered = foreman.begin().await?;
        let foreman = Mutex::new(Some(tokio::spawn(foreman.run())));
        Ok((Self { inputs, news, foreman }, recovered))
    }

    /// Something changed in the library without the engine: photos were added, a batch was made or sealed. The
    /// engine reads what changed, tells it and goes on. Cheap; may be called from any thread.
    pub fn wake(&self) {
        self.news.notify_one();
    }

    /// Pauses a batch for the user; requests in flight are aborted and given back.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when it has ended; otherwise when the library fails.
    pub async fn pause(&self, batch: BatchId) -> Result<(), StoreError> {
        self.tell(|reply| Command::Pause { batch, why: PauseReason::User, cause: None, reply }).await
    }

    /// Pauses a batch for a failure that somebody else met, e.g. when its server was asked before the start. It
    /// resumes by itself where the failure heals by itself.
    ///
    /// # Errors
    /// When the library fails.
    pub async fn pause_for(&self, batch: BatchId, failure: Failure) -> Result<(), StoreError> {
        let why = match failure.class() {
            FailureClass::Ours => PauseReason::Disk,
            FailureClass::Server | FailureClass::Transient | FailureClass::Permanent => PauseReason::Server,
        };
        self.tell(|reply| Command::Pause { batch, why, cause: Some(failure), reply }).await
    }

    /// Lets a paused batch go on, whatever paused it.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when it has ended; otherwise when the library fails.
    pub async fn resume(&self, batch: BatchId) -> Result<(), StoreError> {
        self.tell(|reply| Command::Resume { batch, reply }).await
    }

    /// Stops a batch for good: returns when nothing of it runs any more; its waiting jobs are swept beside.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when it has ended; otherwise when the library fails.
    pub async fn cancel(&self, batch: BatchId) -> Result<(), StoreError> {
        self.tell(|reply| Command::Cancel { batch, reply }).await
    }

    /// Queues failed or cancelled jobs again, with all their attempts.
    ///
    /// # Errors
    /// [`StoreError::Refused`] while it is being cancelled; otherwise when the library fails.
    pub async fn retry(&self, batch: BatchId, what: RetryWhat) -> Result<(), StoreError> {
        self.tell(|reply| Command::Retry { batch, what, reply }).await
    }

    /// Lets a vision batch ask these servers from now on, and go on if it waited for one.
    ///
    /// # Errors
    /// [`StoreError::Refused`] without a server, or when the batch has ended; otherwise when the library fails.
    pub async fn use_servers(&self, batch: BatchId, servers: Vec<BatchServer>) -> Result<(), StoreError> {
        self.tell(|reply| Command::UseServers { batch, servers, reply }).await
    }

    /// Puts a batch before all others.
    ///
    /// # Errors
    /// When the library fails.
    pub async fn raise(&self, batch: BatchId) -> Result<(), StoreError> {
        self.tell(|reply| Command::Raise { batch, reply }).await
    }

    /// Looks at these photos before all others, in place of those named before. More than 100 are cut off: a
    /// screenful is meant.
    pub async fn look_first(&self, mut photos: Vec<PhotoId>) {
        photos.truncate(MOST_FIRST);
        // Nobody waits for it, and an engine that has stopped looks at nothing.
        let _ = self.inputs.send(Input::Command(Command::First { photos })).await;
    }

    /// Tells which batch the user looks at, if any: it goes before others of its priority.
    pub async fn look_at(&self, batch: Option<BatchId>) {
        // Nobody waits for it.
        let _ = self.inputs.send(Input::Command(Command::OnScreen { batch })).await;
    }

    /// Takes a finished batch off the list; its results stay.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when it has not finished; otherwise when the library fails.
    pub async fn remove(&self, batch: BatchId) -> Result<(), StoreError> {
        self.tell(|reply| Command::Remove { batch, reply }).await
    }

    /// Stops: requests in flight are aborted, running jobs are given back with no attempt burnt, the last events
    /// are told. Stopping twice does nothing.
    pub async fn shutdown(&self) {
        let (reply, done) = oneshot::channel();
        if self.inputs.send(Input::Command(Command::Shutdown { reply })).await.is_ok() {
            // An error here says that the foreman is gone already.
            let _ = done.await;
        }
        let foreman = self.foreman.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(foreman) = foreman {
            let _ = foreman.await;
        }
    }

    async fn tell(
        &self,
        command: impl FnOnce(oneshot::Sender<Result<(), StoreError>>) -> Command,
    ) -> Result<(), StoreError> {
        let stopped = || StoreError::Refused("The engine has stopped.".to_owned());
        let (reply, answer) = oneshot::channel();
        self.inputs.send(Input::Command(command(reply))).await.map_err(|_| stopped())?;
        answer.await.map_err(|_| stopped())?
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        if let Some(foreman) = self.foreman.lock().unwrap_or_else(PoisonError::into_inner).take() {
            foreman.abort();
        }
    }
}
