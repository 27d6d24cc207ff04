//! Keeps comparing photos while the program runs: half a second behind whatever made some due. What comparing is stands in
//! `comparing`.

use std::sync::Arc;
use std::time::Duration;

use crate::inner::Inner;

/// How long finished photos gather before they are compared, so that an import is not disturbed by each of them.
const GATHER: Duration = Duration::from_millis(500);
/// How long to wait after an error, such as a full disk.
const AGAIN: Duration = Duration::from_secs(30);
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
            let done = tokio::task::spawn_blocking(move || {
                comparing.comparing.compare(&comparing.library, &comparing.stop)
            })
            .await;
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
