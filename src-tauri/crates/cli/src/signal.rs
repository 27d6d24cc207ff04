//! Ctrl-C and a polite kill. The first asks for a clean stop, the second does not wait for one.

use tokio::sync::watch;

/// Waits for the first request to stop; every clone hears it.
#[derive(Clone)]
pub(crate) struct Interrupts(watch::Receiver<bool>);

impl Interrupts {
    /// Listens from now on. Must run inside a runtime.
    pub(crate) fn listen() -> Self {
        let (send, receive) = watch::channel(false);
        tokio::spawn(async move {
            next().await;
            send.send_replace(true);
            next().await;
            std::process::exit(130);
        });
        Self(receive)
    }

    /// Returns once somebody asked to stop.
    pub(crate) async fn wait(&mut self) {
        if self.0.wait_for(|asked| *asked).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Whether somebody asked to stop.
    pub(crate) fn asked(&self) -> bool {
        *self.0.borrow()
    }
}

#[cfg(unix)]
async fn next() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut interrupt), Ok(mut terminate)) =
        (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
}

#[cfg(not(unix))]
async fn next() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
