//! What the foreman is told, by lanes, probes and the application.

use pothos_model::{BatchId, BatchServer, Failure, PauseReason, PhotoFacts, PhotoId};
use pothos_store::{Claimed, Effect, RetryWhat, StoreError};
use tokio::sync::oneshot;

type Reply = oneshot::Sender<Result<(), StoreError>>;

/// What a worker says of a job.
pub(crate) enum Outcome {
    /// It gave this.
    Done(Effect),
    /// It failed.
    Failed(Failure, Option<Box<PhotoFacts>>),
    /// Its batch stopped before it ended.
    Aborted,
}

/// A job that left its lane.
pub(crate) struct Report {
    pub claimed: Claimed,
    /// The run of the batch it was started in; after a pause the batch is in another.
    pub generation: u64,
    /// The server that was asked; `None` for a basic job.
    pub server: Option<String>,
    pub outcome: Outcome,
}

/// What the foreman is told.
pub(crate) enum Input {
    /// A job left its lane.
    Report(Report),
    /// A look at a batch's servers ended. `server` is the one that answers, or the one of several that was looked at.
    Probed { batch: BatchId, generation: u64, server: Option<String>, answer: Result<(), Failure> },
    /// The user, or the application for them.
    Command(Command),
}

/// What the engine's handle passes on.
pub(crate) enum Command {
    Pause { batch: BatchId, why: PauseReason, cause: Option<Failure>, reply: Reply },
    Resume { batch: BatchId, reply: Reply },
    Cancel { batch: BatchId, reply: Reply },
    Retry { batch: BatchId, what: RetryWhat, reply: Reply },
    UseServers { batch: BatchId, servers: Vec<BatchServer>, reply: Reply },
    Raise { batch: BatchId, reply: Reply },
    Remove { batch: BatchId, reply: Reply },
    First { photos: Vec<PhotoId> },
    OnScreen { batch: Option<BatchId> },
    Shutdown { reply: oneshot::Sender<()> },
}
