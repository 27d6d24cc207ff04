//! What the foreman is told, by lanes, probes and the application.

use pothos_model::{BatchId, Failure, PauseReason, PhotoFacts, PhotoId};
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
    pub outcome: Outcome,
}

/// What the foreman is told.
pub(crate) enum Input {
    /// A job left its lane.
    Report(Report),
    /// A look at a batch's server ended.
    Probed { batch: BatchId, generation: u64, answer: Result<(), Failure> },
    /// The user, or the application for them.
    Command(Command),
}

/// What the engine's handle passes on.
pub(crate) enum Command {
    Pause { batch: BatchId, why: PauseReason, cause: Option<Failure>, reply: Reply },
    Resume { batch: BatchId, reply: Reply },
    Cancel { batch: BatchId, reply: Reply },
    Retry { batch: BatchId, what: RetryWhat, reply: Reply },
    Raise { batch: BatchId, reply: Reply },
    Remove { batch: BatchId, reply: Reply },
    First { photos: Vec<PhotoId> },
    Shutdown { reply: oneshot::Sender<()> },
}
