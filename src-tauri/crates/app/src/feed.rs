//! The event feed: gathers what happened, and pushes it as frames, at most ten a second, the last one always.
//! Knows no store: what must be looked up for a frame comes through a port.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::wire::{AddedPhoto, BatchView, ComparingView, Facets, FeedEvent, FolderView, TileView};

/// The shortest time between two frames: ten a second.
const FRAME: Duration = Duration::from_millis(100);
/// The shortest time between two looks at tags, folders and the like: they cost a query over the library.
const SLOW_FRAME: Duration = Duration::from_secs(2);
/// New photos told in one frame; more are told as `stale`.
const ADDED_IN_FRAME: usize = 500;
/// Changed tiles told in one frame; more are told as `stale`.
const CHANGED_IN_FRAME: usize = 64;
/// Single events (failures, notices) kept between two frames; the batch's counters still tell of the rest.
const SINGLES_IN_FRAME: usize = 5_000;

/// What a frame must look up.
pub trait Lookup: Send + Sync + 'static {
    /// The tiles of these photos.
    fn tiles(&self, ids: &[i64]) -> Vec<TileView>;
    /// Photos in the library, and its revision.
    fn total(&self) -> (u32, i64);
    /// The folders.
    fn folders(&self) -> Vec<FolderView>;
    /// Tags, categories, cameras.
    fn facets(&self) -> Facets;
}

/// Receives frames. Called from one task, in order.
pub type Sink = Box<dyn Fn(Vec<FeedEvent>) + Send + Sync>;

#[derive(Default)]
struct Pending {
    progress: BTreeMap<i64, BatchView>,
    finished: Vec<BatchView>,
    singles: Vec<FeedEvent>,
    added: Vec<AddedPhoto>,
    changed: BTreeSet<i64>,
    stale: bool,
    folders: bool,
    facets: bool,
    /// How far comparing is, when that was told.
    comparing: Option<ComparingView>,
}

impl Pending {
    fn is_empty(&self) -> bool {
        self.progress.is_empty()
            && self.finished.is_empty()
            && self.singles.is_empty()
            && self.comparing.is_none()
            && !self.photos()
    }

    fn photos(&self) -> bool {
        self.stale || !self.added.is_empty() || !self.changed.is_empty()
    }
}

struct Inner {
    pending: Mutex<Pending>,
    sinks: Mutex<Vec<(u64, Arc<Sink>)>>,
    next_sink: Mutex<u64>,
    wake: Notify,
}

/// The feed; clones share it.
#[derive(Clone)]
pub struct Feed {
    inner: Arc<Inner>,
}

/// Ends the subscription when dropped.
pub struct Subscription {
    id: u64,
    inner: Weak<Inner>,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if let Some(inner) = self.inner.upgrade() {
            lock(&inner.sinks).retain(|(id, _)| *id != self.id);
        }
    }
}

impl Default for Feed {
    fn default() -> Self {
        Self {
            inner: Arc::new(Inner {
                pending: Mutex::default(),
                sinks: Mutex::default(),
                next_sink: Mutex::new(0),
                wake: Notify::new(),
            }),
        }
    }
}

impl Feed {
    /// From now on `sink` receives every frame.
    #[must_use]
    pub fn subscribe(&self, sink: Sink) -> Subscription {
        let mut next = lock(&self.inner.next_sink);
        *next += 1;
        lock(&self.inner.sinks).push((*next, Arc::new(sink)));
        Subscription { id: *next, inner: Arc::downgrade(&self.inner) }
    }

    /// A batch's newest counters; an older revision never replaces a newer one.
    pub fn progress(&self, view: BatchView) {
        self.put(|pending| {
            let newer = pending.progress.get(&view.batch).is_none_or(|old| old.revision <= view.revision);
            if newer {
                pending.progress.insert(view.batch, view);
            }
        });
    }

    /// A batch ended, or stopped paused for whoever waits for it.
    pub fn finished(&self, view: BatchView) {
        self.put(|pending| {
            pending.progress.remove(&view.batch);
            pending.finished.push(view);
            pending.facets = true;
        });
    }

    /// One event that is told as it is.
    pub fn single(&self, event: FeedEvent) {
        self.put(|pending| {
            if pending.singles.len() < SINGLES_IN_FRAME {
                pending.singles.push(event);
            }
        });
    }

    /// New photos.
    pub fn added(&self, photos: &[AddedPhoto]) {
        self.put(|pending| {
            let room = ADDED_IN_FRAME.saturating_sub(pending.added.len());
            pending.stale |= photos.len() > room;
            pending.added.extend(photos.iter().take(room));
            pending.folders = true;
        });
    }

    /// A photo changed.
    pub fn changed(&self, photo: i64) {
        self.put(|pending| {
            if pending.changed.len() < CHANGED_IN_FRAME || pending.changed.contains(&photo) {
                pending.changed.insert(photo);
            } else {
                pending.stale = true;
            }
        });
    }

    /// What is shown may not be what the query gives any more.
    pub fn outdated(&self) {
        self.put(|pending| pending.stale = true);
    }

    /// Tags or cameras may have changed.
    pub fn facets_changed(&self) {
        self.put(|pending| pending.facets = true);
    }

    /// How far comparing is; the last word of a frame counts.
    pub fn comparing(&self, view: ComparingView) {
        self.put(|pending| pending.comparing = Some(view));
    }

    fn put(&self, change: impl FnOnce(&mut Pending)) {
        change(&mut lock(&self.inner.pending));
        self.inner.wake.notify_one();
    }

    /// Pushes frames until the feed and all its clones but this are gone or `stop` fires.
    pub async fn pump(self, lookup: Arc<dyn Lookup>, stop: tokio_util::sync::CancellationToken) {
        let mut slow_due = Instant::now();
        let mut owes_facets = false;
        let mut owes_folders = false;
        loop {
            let owed = owes_facets || owes_folders;
            tokio::select! {
                () = stop.cancelled() => break,
                () = self.inner.wake.notified() => {}
                () = tokio::time::sleep_until(slow_due), if owed => {}
            }
            let mut pending = std::mem::take(&mut *lock(&self.inner.pending));
            owes_facets |= std::mem::take(&mut pending.facets);
            owes_folders |= std::mem::take(&mut pending.folders);
            let slow = (owes_facets || owes_folders) && Instant::now() >= slow_due;
            let (facets, folders) = if slow {
                slow_due = Instant::now() + SLOW_FRAME;
                (std::mem::take(&mut owes_facets), std::mem::take(&mut owes_folders))
            } else {
                (false, false)
            };
            if pending.is_empty() && !facets && !folders {
                continue;
            }
            let lookup = lookup.clone();
            let built =
                tokio::task::spawn_blocking(move || frame(pending, facets, folders, lookup.as_ref())).await;
            if let Ok(events) = built {
                self.push(&events);
            }
            tokio::time::sleep(FRAME).await;
        }
        // What was gathered since the last frame is still told.
        let pending = std::mem::take(&mut *lock(&self.inner.pending));
        if !pending.is_empty() {
            let built =
                tokio::task::spawn_blocking(move || frame(pending, false, false, lookup.as_ref())).await;
            if let Ok(events) = built {
                self.push(&events);
            }
        }
    }

    fn push(&self, events: &[FeedEvent]) {
        let sinks: Vec<Arc<Sink>> = lock(&self.inner.sinks).iter().map(|(_, sink)| sink.clone()).collect();
        for sink in sinks {
            sink(events.to_vec());
        }
    }
}

/// One frame: photos first, then counters, then single events, ends last.
fn frame(pending: Pending, facets: bool, folders: bool, lookup: &dyn Lookup) -> Vec<FeedEvent> {
    let mut events = Vec::new();
    if pending.photos() {
        let ids: Vec<i64> = pending.changed.iter().copied().collect();
        let changed = if ids.is_empty() { Vec::new() } else { lookup.tiles(&ids) };
        let (total, revision) = lookup.total();
        events.push(FeedEvent::Photos {
            added: pending.added,
            changed,
            stale: pending.stale,
            total,
            revision,
        });
    }
    events.extend(pending.progress.into_values().map(FeedEvent::BatchProgress));
    events.extend(pending.singles);
    events.extend(pending.comparing.map(FeedEvent::Comparing));
    if folders {
        events.push(FeedEvent::Folders { folders: lookup.folders() });
    }
    if facets {
        events.push(FeedEvent::Facets { facets: lookup.facets() });
    }
    events.extend(pending.finished.into_iter().map(FeedEvent::BatchFinished));
    events
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use pothos_model::{Batch, BatchId, BatchKind, BatchState, Counters, Estimate, Revision, Timestamp};
    use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

    struct Nothing;

    impl Lookup for Nothing {
        fn tiles(&self, _: &[i64]) -> Vec<TileView> {
            Vec::new()
        }
        fn total(&self) -> (u32, i64) {
            (0, 0)
        }
        fn folders(&self) -> Vec<FolderView> {
            Vec::new()
        }
        fn facets(&self) -> Facets {
            Facets::default()
        }
    }

    fn view(revision: i64, done: u32) -> BatchView {
        let batch = Batch {
            id: BatchId(1),
            kind: BatchKind::Vision,
            name: "b".into(),
            state: BatchState::Active,
            cause: None,
            options: None,
            servers: Vec::new(),
            model: None,
            open: false,
            found: 0,
            not_pictures: 0,
            renewed: 0,
            counters: Counters { done, queued: 1_000 - done, ..Counters::default() },
            warned: 0,
            priority: 0,
            separate: false,
            created: Timestamp(0),
            started: None,
            finished: None,
            revision: Revision(revision),
            unable: 0,
            undone: None,
        };
        crate::views::batch_view(&batch, &Estimate::default())
    }

    fn window(feed: &Feed) -> (Subscription, UnboundedReceiver<Vec<FeedEvent>>) {
        let (send, frames) = unbounded_channel();
        let subscription = feed.subscribe(Box::new(move |events| drop(send.send(events))));
        (subscription, frames)
    }

    /// What a window shows of the batch in the end, and how many frames that took.
    async fn shown(frames: &mut UnboundedReceiver<Vec<FeedEvent>>, until: u32) -> (u32, usize) {
        let mut count = 0;
        while let Some(events) = frames.recv().await {
            count += 1;
            for event in events {
                if let FeedEvent::BatchProgress(view) = event
                    && view.done == until
                {
                    return (view.done, count);
                }
            }
        }
        (0, count)
    }

    #[tokio::test]
    async fn every_window_hears_whole_counters_at_a_bounded_rate_and_the_last_one_always() {
        let feed = Feed::default();
        let stop = tokio_util::sync::CancellationToken::new();
        let pump = tokio::spawn(feed.clone().pump(Arc::new(Nothing), stop.clone()));
        let (_first, mut one) = window(&feed);
        let (second, mut other) = window(&feed);
        let began = Instant::now();
        for step in 1..=1_000 {
            feed.progress(view(i64::from(step), step));
            // Older news that comes late changes nothing.
            feed.progress(view(1, 0));
            tokio::task::yield_now().await;
        }
        let (done, frames) = shown(&mut one, 1_000).await;
        let most = began.elapsed().as_millis() / FRAME.as_millis() + 2;
        assert_eq!(done, 1_000);
        assert!(frames as u128 <= most, "{frames} frames where {most} may be");
        assert_eq!(shown(&mut other, 1_000).await.0, 1_000, "a second window hears the same");
        drop(second);
        feed.progress(view(1_001, 999));
        stop.cancel();
        pump.await.expect("the pump ends");
        assert!(other.recv().await.is_none(), "a window that is gone hears nothing more");
        assert_eq!(shown(&mut one, 999).await.0, 999, "what was gathered last is told at the end");
    }

    #[test]
    fn of_what_is_left_to_compare_the_last_word_of_a_frame_counts() {
        let feed = Feed::default();
        (0..100).rev().for_each(|left| feed.comparing(ComparingView { left, paused: false }));
        let pending = std::mem::take(&mut *lock(&feed.inner.pending));
        assert!(!pending.is_empty());
        assert_eq!(frame(pending, false, false, &Nothing), [FeedEvent::Comparing(ComparingView::default())]);
    }
}
