//! Keeps comparing photos while the program runs: half a second behind whatever made some due. What comparing is stands in
//! `comparing`.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use pothos_store::StoreError;

use crate::inner::Inner;

/// How long finished photos gather before they are compared, so that an import is not disturbed by each of them.
const GATHER: Duration = Duration::from_millis(500);
/// How long to wait after an error, such as a full disk.
const AGAIN: Duration = Duration::from_secs(30);
/// Comparing that takes no longer is not worth a word.
const UNSAID: Duration = Duration::from_secs(1);
/// Between two words on how much is left.
const BETWEEN: Duration = Duration::from_millis(500);

/// When it is time to say how many photos are left.
struct Said {
    next: Instant,
}

impl Said {
    fn from(now: Instant) -> Self {
        Self { next: now + UNSAID }
    }

    fn is_due(&mut self, now: Instant) -> bool {
        let due = now >= self.next;
        if due {
            self.next = now + BETWEEN;
        }
        due
    }
}

/// Compares all that is due unless the user has paused that, and pushes how much is left while it takes its time.
fn compare(inner: &Inner) -> Result<bool, StoreError> {
    let comparing = &inner.comparing;
    let tell = || comparing.view(&inner.library).map(|view| inner.feed.comparing(view));
    let mut said = Said::from(Instant::now());
    let changed = comparing.compare(&inner.library, &mut || {
        if inner.stop.is_cancelled() || comparing.is_paused() {
            return ControlFlow::Break(());
        }
        if said.is_due(Instant::now()) {
            comparing.set_long(true);
            // The next step meets the same error, and says so.
            let _ = tell();
        }
        ControlFlow::Continue(())
    })?;
    let told = comparing.set_long(false);
    if told || comparing.is_paused() {
        tell()?;
    }
    Ok(changed)
}

/// Compares whenever something is due, until the program ends.
pub(crate) async fn keep_comparing(inner: Arc<Inner>) {
    loop {
        tokio::select! {
            () = inner.stop.cancelled() => return,
            () = inner.comparing.woken() => {}
        }
        let mut pause = GATHER;
        loop {
            tokio::select! {
                () = inner.stop.cancelled() => return,
                () = tokio::time::sleep(pause) => {}
            }
            let comparing = inner.clone();
            let done = tokio::task::spawn_blocking(move || compare(&comparing)).await;
            match done {
                Ok(Ok(changed)) => {
                    if changed {
                        inner.feed.facets_changed();
                    }
                    break;
                }
                Ok(Err(error)) => {
                    tracing::warn!(%error, "photos could not be compared; tried again soon");
                    pause = AGAIN;
                }
                Err(error) => {
                    tracing::error!(%error, "comparing photos ended unexpectedly");
                    return;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_work_says_nothing_and_long_work_says_it_now_and_then() {
        let began = Instant::now();
        let mut said = Said::from(began);
        let due: Vec<u64> =
            (0..3_000).step_by(100).filter(|ms| said.is_due(began + Duration::from_millis(*ms))).collect();
        assert_eq!(due, [1_000, 1_500, 2_000, 2_500]);
        assert!(!Said::from(began).is_due(began + Duration::from_millis(900)));
    }
}
