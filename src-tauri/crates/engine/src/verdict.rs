//! Decides what a failure means. Never sleeps, never touches the database.

use std::time::Duration;

use pothos_model::{BatchKind, Failure, FailureClass, PauseReason};

use crate::retry::next_retry;

/// What the engine does about a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The job goes back and waits that long; the attempt counts.
    Retry(Duration),
    /// The photo failed.
    Fail,
    /// The batch pauses; the job goes back, no attempt counts.
    Pause(PauseReason),
}

/// The verdict on a failure of attempt `attempt` (from 1). `jitter` is 0 to 1.
#[must_use]
pub fn verdict(kind: BatchKind, failure: &Failure, attempt: u32, jitter: f64) -> Verdict {
    let asked = failure.retry_after_ms.and_then(|ms| u64::try_from(ms).ok()).map(Duration::from_millis);
    match (failure.class(), kind) {
        (FailureClass::Transient, _) => {
            next_retry(attempt, asked, jitter).map_or(Verdict::Fail, Verdict::Retry)
        }
        (FailureClass::Ours, _) => Verdict::Pause(PauseReason::Disk),
        (FailureClass::Server, BatchKind::Vision) => Verdict::Pause(PauseReason::Server),
        // Basic analysis asks no server: such a code there is a fault of the photo's, not of a batch.
        (FailureClass::Permanent, _) | (FailureClass::Server, BatchKind::Import) => Verdict::Fail,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pothos_model::FailureCode;

    #[test]
    fn each_class_has_its_verdict_and_only_transient_ones_count_attempts() {
        for code in FailureCode::ALL {
            for attempt in [1, 3] {
                let got = verdict(BatchKind::Vision, &Failure::new(*code, "x"), attempt, 0.0);
                let expected = match (code.class(), attempt) {
                    (FailureClass::Transient, 1) => Verdict::Retry(Duration::from_secs(1)),
                    (FailureClass::Transient | FailureClass::Permanent, _) => Verdict::Fail,
                    (FailureClass::Server, _) => Verdict::Pause(PauseReason::Server),
                    (FailureClass::Ours, _) => Verdict::Pause(PauseReason::Disk),
                };
                assert_eq!(got, expected, "{code:?}, attempt {attempt}");
            }
        }
    }
}
