//! Looks for new photos in the library's folders while the program runs, by the system's own notices.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, Weak};
use std::time::Duration;

use pothos_library::Watcher;

use crate::importing::start_import;
use crate::inner::Inner;
use crate::wire::NoticeLevel;

/// A folder rests this long before it is scanned: a copy of a card is one import, not a thousand.
const REST: Duration = Duration::from_secs(2);

/// Watches every folder the user dropped, or none. Blocks: setting up walks every folder once.
pub(crate) fn watch(inner: &Arc<Inner>, wanted: bool) {
    let mut watching = inner.watching.lock().unwrap_or_else(PoisonError::into_inner);
    *watching = if wanted { watch_folders(inner) } else { None };
}

/// From now on also watches what is dropped, as soon as it has been scanned.
pub(crate) fn follow_drops(inner: &Arc<Inner>) {
    let (weak, dropped, stop) = (Arc::downgrade(inner), inner.dropped.clone(), inner.stop.clone());
    tokio::spawn(async move {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = dropped.notified() => {}
            }
            let Some(inner) = weak.upgrade() else { return };
            // One after the other; a panic in one has nothing to tell the next.
            let _ = tokio::task::spawn_blocking(move || watch_new_roots(&inner)).await;
        }
    });
}

fn watch_new_roots(inner: &Arc<Inner>) {
    let wanted = crate::settings::load(&inner.library).is_ok_and(|settings| settings.watch_folders);
    let mut watching = inner.watching.lock().unwrap_or_else(PoisonError::into_inner);
    let known = watching.as_ref().map_or(&[][..], |(roots, _)| roots);
    if wanted && !inner.stop.is_cancelled() && roots(inner) != known {
        *watching = watch_folders(inner);
    }
}

fn roots(inner: &Inner) -> Vec<PathBuf> {
    inner.library.roots().unwrap_or_default().into_iter().map(|root| root.path).collect()
}

/// `None` when there is nothing to watch, or the system cannot; that is said.
fn watch_folders(inner: &Arc<Inner>) -> Option<(Vec<PathBuf>, Watcher)> {
    let roots = roots(inner);
    if roots.is_empty() {
        return None;
    }
    let weak: Weak<Inner> = Arc::downgrade(inner);
    let on_change = Box::new(move |changed: Vec<PathBuf>| {
        let Some(inner) = weak.upgrade() else { return };
        // A folder that is gone again by now has nothing to add.
        let _ = start_import(&inner, changed, true);
    });
    match pothos_library::watch(&roots, REST, on_change) {
        Ok(watcher) => Some((roots, watcher)),
        Err(error) => {
            inner.notice(NoticeLevel::Warning, "cannot_watch", &error.to_string(), &[]);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use pothos_media::draw::{SampleSpec, Scene, sample_jpeg};
    use pothos_model::PhotoFacts;
    use tokio::sync::mpsc::unbounded_channel;

    use crate::app::{App, OpenOptions};
    use crate::wire::FeedEvent;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_folder_is_watched_from_the_drop_on_and_an_edit_beside_a_photo_is_seen() {
        let dir = tempfile::tempdir().expect("a folder");
        let photos = dir.path().join("photos");
        std::fs::create_dir(&photos).expect("a folder of photos");
        let facts = PhotoFacts::default();
        let spec = SampleSpec { width: 160, height: 120, seed: 4, scene: Scene::Lake, quality: 90, facts };
        std::fs::write(photos.join("a.jpg"), sample_jpeg(&spec)).expect("a picture");
        let open = OpenOptions { library: dir.path().join("library"), watch: true };
        let app = App::open(open).await.expect("a library");
        let (send, mut frames) = unbounded_channel();
        let _subscription = app.subscribe(Box::new(move |events| drop(send.send(events))));
        app.import(vec![photos.clone()]).await.expect("an import");
        let over =
            |events: &[FeedEvent]| events.iter().any(|event| matches!(event, FeedEvent::BatchFinished(_)));
        while !over(&frames.recv().await.expect("the window is told of the import")) {}
        while app.inner.watching.lock().expect("nobody panicked").is_none() {
            tokio::task::yield_now().await;
        }
        let xmp = r#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
            <rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="4"/></rdf:RDF></x:xmpmeta>"#;
        std::fs::write(photos.join("a.xmp"), xmp).expect("an edit");
        let seen = |events: &[FeedEvent]| {
            events.iter().any(|event| match event {
                FeedEvent::Photos { changed, .. } => changed.iter().any(|tile| tile.rating == 4),
                _ => false,
            })
        };
        while !seen(&frames.recv().await.expect("the window is told of the edit")) {}
        app.shutdown().await;
    }
}
