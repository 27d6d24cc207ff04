//! The states of a job and a batch, and the only transitions there are. Never touches a database: the same
//! rules stand there as CHECKs and fenced updates.

use serde::{Deserialize, Serialize};

/// Where one photo's work stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Waiting for a worker.
    Queued,
    /// A worker has it.
    Running,
    /// Finished with a result. Final.
    Done,
    /// Finished without a result.
    Failed,
    /// The user stopped it.
    Cancelled,
}

impl JobState {
    /// Every state.
    pub const ALL: [JobState; 5] =
        [JobState::Queued, JobState::Running, JobState::Done, JobState::Failed, JobState::Cancelled];

    /// The state's stored and wire name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            JobState::Queued => "queued",
            JobState::Running => "running",
            JobState::Done => "done",
            JobState::Failed => "failed",
            JobState::Cancelled => "cancelled",
        }
    }

    /// The state with that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// What can happen to a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JobEvent {
    /// A worker took it.
    Claim,
    /// A worker finished it.
    Succeed,
    /// It failed for good, or ran out of attempts.
    Fail,
    /// It goes back: a transient failure, a pause by the server, a clean shutdown, a crash.
    Requeue,
    /// The user cancelled.
    Cancel,
    /// The user pressed retry.
    Retry,
}

impl JobEvent {
    /// Every event.
    pub const ALL: [JobEvent; 6] = [
        JobEvent::Claim,
        JobEvent::Succeed,
        JobEvent::Fail,
        JobEvent::Requeue,
        JobEvent::Cancel,
        JobEvent::Retry,
    ];
}

/// A transition that does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a job that is {} cannot take {event:?}", state.name())]
pub struct IllegalTransition {
    /// The state the job is in.
    pub state: JobState,
    /// What was asked of it.
    pub event: JobEvent,
}

/// The state after `event`. Total: every pair has an answer.
///
/// # Errors
/// [`IllegalTransition`] where the specification has no arrow.
pub fn job_transition(state: JobState, event: JobEvent) -> Result<JobState, IllegalTransition> {
    use JobEvent as E;
    use JobState as S;
    match (state, event) {
        (S::Queued, E::Claim) => Ok(S::Running),
        (S::Running, E::Succeed) => Ok(S::Done),
        (S::Running, E::Fail) => Ok(S::Failed),
        (S::Running, E::Requeue) | (S::Failed | S::Cancelled, E::Retry) => Ok(S::Queued),
        (S::Queued | S::Running, E::Cancel) => Ok(S::Cancelled),
        (S::Queued, E::Succeed | E::Fail | E::Requeue | E::Retry)
        | (S::Running, E::Claim | E::Retry)
        | (S::Done, E::Claim | E::Succeed | E::Fail | E::Requeue | E::Cancel | E::Retry)
        | (S::Failed | S::Cancelled, E::Claim | E::Succeed | E::Fail | E::Requeue | E::Cancel) => {
            Err(IllegalTransition { state, event })
        }
    }
}

/// Why a batch does not go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PauseReason {
    /// The user paused it; only the user resumes it.
    User,
    /// The model server cannot serve; resumes by itself when a probe succeeds, or by the user.
    Server,
    /// The library cannot be written (disk full, read-only).
    Disk,
}

impl PauseReason {
    /// The reason's stored and wire name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            PauseReason::User => "user",
            PauseReason::Server => "server",
            PauseReason::Disk => "disk",
        }
    }

    /// The reason with that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [PauseReason::User, PauseReason::Server, PauseReason::Disk].into_iter().find(|r| r.name() == name)
    }
}

/// How a finished batch ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Every job is done.
    Completed,
    /// Every job ended, some failed.
    CompletedWithFailures,
    /// The user cancelled it.
    Cancelled,
}

impl Outcome {
    /// The outcome's stored and wire name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Completed => "completed",
            Outcome::CompletedWithFailures => "completed_with_failures",
            Outcome::Cancelled => "cancelled",
        }
    }

    /// The outcome with that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Outcome::Completed, Outcome::CompletedWithFailures, Outcome::Cancelled]
            .into_iter()
            .find(|o| o.name() == name)
    }
}

/// Where a batch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BatchState {
    /// Its jobs may be claimed.
    Active,
    /// Nothing of it is claimed.
    Paused(PauseReason),
    /// The user cancelled; its queued jobs are being swept in chunks.
    Cancelling,
    /// Every job has ended.
    Finished(Outcome),
}

impl BatchState {
    /// The state's stored and wire name, without reason or outcome.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            BatchState::Active => "active",
            BatchState::Paused(_) => "paused",
            BatchState::Cancelling => "cancelling",
            BatchState::Finished(_) => "finished",
        }
    }
}

/// What can happen to a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BatchAction {
    /// Stop claiming, for this reason.
    Pause(PauseReason),
    /// Go on.
    Resume,
    /// Stop for good, keep what is finished.
    Cancel,
    /// The last job ended.
    Finish(Outcome),
    /// Some of its failed or cancelled jobs were queued again.
    Reopen,
}

/// The state after `action`, or `None` where the specification has no arrow. A user's pause outlives a
/// server's: pausing a batch again only ever makes the reason the user's.
#[must_use]
pub fn batch_transition(state: BatchState, action: BatchAction) -> Option<BatchState> {
    use BatchAction as A;
    use BatchState as S;
    match (state, action) {
        (S::Active, A::Pause(reason)) => Some(S::Paused(reason)),
        (S::Paused(_), A::Pause(PauseReason::User)) => Some(S::Paused(PauseReason::User)),
        (S::Paused(_), A::Resume) | (S::Finished(_), A::Reopen) => Some(S::Active),
        (S::Active | S::Paused(_), A::Reopen) => Some(state),
        (S::Active | S::Paused(_), A::Cancel) => Some(S::Cancelling),
        // Cancelled: some of a cancelled batch were retried, and the others still have no result.
        (S::Active, A::Finish(outcome)) => Some(S::Finished(outcome)),
        (S::Cancelling, A::Finish(Outcome::Cancelled)) => Some(S::Finished(Outcome::Cancelled)),
        (S::Active, A::Resume)
        | (S::Paused(_), A::Pause(PauseReason::Server | PauseReason::Disk) | A::Finish(_))
        | (
            S::Cancelling,
            A::Pause(_)
            | A::Resume
            | A::Cancel
            | A::Reopen
            | A::Finish(Outcome::Completed | Outcome::CompletedWithFailures),
        )
        | (S::Finished(_), A::Pause(_) | A::Resume | A::Cancel | A::Finish(_)) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_done_job_takes_nothing_more() {
        for event in JobEvent::ALL {
            assert!(
                job_transition(JobState::Done, event).is_err(),
                "done is final, {event:?} must be refused"
            );
        }
    }

    #[test]
    fn the_arrows_are_exactly_those_of_the_specification() {
        let mut arrows = Vec::new();
        for state in JobState::ALL {
            for event in JobEvent::ALL {
                if let Ok(next) = job_transition(state, event) {
                    arrows.push(format!("{} -{event:?}-> {}", state.name(), next.name()));
                }
            }
        }
        assert_eq!(
            arrows,
            [
                "queued -Claim-> running",
                "queued -Cancel-> cancelled",
                "running -Succeed-> done",
                "running -Fail-> failed",
                "running -Requeue-> queued",
                "running -Cancel-> cancelled",
                "failed -Retry-> queued",
                "cancelled -Retry-> queued",
            ]
        );
    }

    #[test]
    fn a_user_pause_outlives_a_server_pause() {
        let paused = BatchState::Paused(PauseReason::User);
        assert_eq!(batch_transition(paused, BatchAction::Pause(PauseReason::Server)), None);
        let server = BatchState::Paused(PauseReason::Server);
        assert_eq!(batch_transition(server, BatchAction::Pause(PauseReason::User)), Some(paused));
    }
}
