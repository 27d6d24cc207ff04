//! What the shell keeps while it runs: the application as it opens, and the window's end of the feed.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use pothos_app::{
    App, OpenOptions, Outcome, Subscription,
    wire::{ErrorView, FeedEvent, NoticeLevel, Snapshot},
};
use tauri::ipc::Channel;
use tokio::sync::watch;

/// Frames go to the window through this.
pub(crate) type Feed = Channel<Vec<FeedEvent>>;

/// Shared by commands, the picture scheme and window events; clones share it.
#[derive(Clone)]
pub(crate) struct Shell {
    opened: watch::Receiver<Option<Outcome<Arc<App>>>>,
    line: Arc<Mutex<Option<Line>>>,
}

/// The feed's way to the page that is loaded now. A reloaded page replaces it.
struct Line {
    feed: Feed,
    _subscription: Subscription,
}

impl Shell {
    /// Starts opening the library beside the window: neither waits for the other.
    pub(crate) fn open(library: PathBuf) -> Self {
        let (done, opened) = watch::channel(None);
        tauri::async_runtime::spawn(async move {
            let outcome = App::open(OpenOptions { library, watch: true }).await;
            // Nobody left to tell means that the program is ending.
            let _ = done.send(Some(outcome));
        });
        Self { opened, line: Arc::default() }
    }

    /// The application, once it is open; or why it did not open.
    pub(crate) async fn app(&self) -> Outcome<Arc<App>> {
        let mut opened = self.opened.clone();
        match opened.wait_for(Option::is_some).await.as_deref() {
            Ok(Some(outcome)) => outcome.clone(),
            Ok(None) | Err(_) => Err(ErrorView::new(
                "internal",
                "The library stopped while it was being opened. Start Pothos again.",
            )),
        }
    }

    /// The application, if it is open by now.
    pub(crate) fn app_now(&self) -> Option<Arc<App>> {
        self.opened.borrow().as_ref()?.as_ref().ok().cloned()
    }

    /// Whether the library did not open.
    pub(crate) fn refused(&self) -> bool {
        matches!(&*self.opened.borrow(), Some(Err(_)))
    }

    /// Connects the page to the feed, and gives it the picture to start from: first the one, then the other, so
    /// that nothing falls between.
    pub(crate) async fn connect(&self, feed: Feed) -> Outcome<Snapshot> {
        let app = self.app().await?;
        let sink = feed.clone();
        let subscription = app.subscribe(Box::new(move |events| {
            // A page that is gone hears nothing, and misses nothing.
            let _ = sink.send(events);
        }));
        *self.line() = Some(Line { feed, _subscription: subscription });
        app.snapshot().await
    }

    /// Tells the window of an error that no command of its own can answer with, such as a refused drop.
    pub(crate) fn tell(&self, error: ErrorView) {
        if let Some(line) = &*self.line() {
            let notice = FeedEvent::Notice {
                level: NoticeLevel::Error,
                code: error.code,
                text: error.message,
                values: std::collections::BTreeMap::new(),
            };
            let _ = line.feed.send(vec![notice]);
        }
    }

    /// Ends the feed to the window.
    pub(crate) fn disconnect(&self) {
        *self.line() = None;
    }

    fn line(&self) -> MutexGuard<'_, Option<Line>> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
