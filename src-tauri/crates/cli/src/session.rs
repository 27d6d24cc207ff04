//! An open library with its engine and its feed, for the length of one command.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use pothos_app::{App, OpenOptions, Outcome, Subscription, wire::FeedEvent};
use tokio::sync::mpsc;

use crate::signal::Interrupts;

/// Frames kept while the terminal does not take them: minutes of them. Beyond that whole counters are asked for
/// again, so losing one does no harm.
const FRAMES: usize = 4096;
/// How long giving running jobs back may take, so that Ctrl-C ends within two seconds.
const LONGEST_GOODBYE: Duration = Duration::from_millis(1500);

/// One open library.
pub(crate) struct Session {
    pub app: Arc<App>,
    pub interrupts: Interrupts,
    frames: mpsc::Receiver<Vec<FeedEvent>>,
    lost: Arc<AtomicBool>,
    _subscription: Subscription,
}

/// What a command hears while it waits.
pub(crate) enum Heard {
    /// Events, in order.
    Frame(Vec<FeedEvent>),
    /// Some were lost: ask for the whole picture.
    Lost,
    /// Somebody asked to stop.
    Interrupt,
}

impl Session {
    /// Opens the library; goes on with what was left unfinished.
    pub(crate) async fn open(dir: &Path) -> Outcome<Self> {
        let interrupts = Interrupts::listen();
        let app = App::open(OpenOptions { library: dir.to_owned(), watch: false }).await?;
        let (send, frames) = mpsc::channel(FRAMES);
        let lost = Arc::new(AtomicBool::new(false));
        let losing = lost.clone();
        let subscription = app.subscribe(Box::new(move |events| {
            if send.try_send(events).is_err() {
                losing.store(true, Ordering::Release);
            }
        }));
        Ok(Self { app, interrupts, frames, lost, _subscription: subscription })
    }

    /// The next thing that happens.
    pub(crate) async fn hear(&mut self) -> Heard {
        if self.interrupts.asked() {
            return Heard::Interrupt;
        }
        if self.lost.swap(false, Ordering::AcqRel) {
            return Heard::Lost;
        }
        tokio::select! {
            frame = self.frames.recv() => frame.map_or(Heard::Lost, Heard::Frame),
            () = self.interrupts.wait() => Heard::Interrupt,
        }
    }

    /// Frames that are there already.
    pub(crate) fn drain(&mut self) -> Vec<FeedEvent> {
        let mut events = Vec::new();
        while let Ok(frame) = self.frames.try_recv() {
            events.extend(frame);
        }
        events
    }

    /// Gives running jobs back and ends the engine. What was not given back in time is recovered at the next start.
    pub(crate) async fn end(&self) {
        let _ = tokio::time::timeout(LONGEST_GOODBYE, self.app.shutdown()).await;
    }
}
