//! Duplicates and bursts: shown by pages, and what the user decides about them. Nothing here deletes a photo.

use std::ops::ControlFlow;
use std::sync::Arc;

use pothos_alike::pairs;
use pothos_model::{MOST_NEAR_BITS, PhotoId};
use pothos_store::{Alike, LikeKey};

use crate::error::Outcome;
use crate::inner::Inner;
use crate::reader::{Reader, now};
use crate::views::group_view;
use crate::wire::{
    ComparingView, DuplicateDecided, DuplicateDecision, DuplicateGroup, DuplicateSort, DuplicateVerdict,
    DuplicatesQuery, DuplicatesView, ErrorView, RatingBefore,
};

/// Groups of a page, unless another number is asked for.
const PAGE: u32 = 50;
/// The most groups of a page.
const MOST_GROUPS: u32 = 199;
/// Photos that wait to be compared are counted no further.
const MOST_WAITING: u32 = 1_000;

/// The duplicates of one open library.
pub struct Duplicates<'a> {
    pub(crate) inner: &'a Arc<Inner>,
    pub(crate) reader: &'a Reader,
}

impl Reader {
    /// A page of groups.
    ///
    /// # Errors
    /// When the library fails.
    pub async fn duplicates(&self, query: DuplicatesQuery) -> Outcome<DuplicatesView> {
        self.blocking(move |library| {
            let limit = if query.limit == 0 { PAGE } else { query.limit.min(MOST_GROUPS) } as usize;
            let mut groups = match query.sort {
                DuplicateSort::Copies => library.alike_groups(query.below, limit + 1)?,
                DuplicateSort::Bursts => library.bursts(query.below, limit + 1)?,
            };
            let more = groups.len() > limit;
            groups.truncate(limit);
            let waiting = library.alike_due(MOST_WAITING)?.min(MOST_WAITING);
            Ok(DuplicatesView { groups: groups.into_iter().map(group_view).collect(), more, waiting })
        })
        .await
    }
}

/// Near pairs of different hashes that are held in memory: 64 MB.
const MOST_PAIRS: usize = 4_000_000;

impl Reader {
    /// All groups of photos that differ in at most `bits` bits from their leader, the largest first: searched anew, over all photos that have
    /// been compared.
    ///
    /// # Errors
    /// `bad_input` for more than 12 bits, or when so many photos are that near that nothing is told by it; otherwise when the
    /// library fails.
    pub async fn duplicates_within(&self, bits: u32) -> Outcome<Vec<DuplicateGroup>> {
        if bits > MOST_NEAR_BITS {
            return Err(ErrorView::bad_input(format!(
                "Photos that differ in {bits} of 64 bits have nothing in common; use 0 to {MOST_NEAR_BITS}."
            )));
        }
        let library = self.library.clone();
        tokio::task::spawn_blocking(move || {
            let mut places: Vec<(LikeKey, PhotoId)> = Vec::new();
            library.likenesses(|row| places.push((row.key, row.photo)))?;
            let all = alike(places, bits).ok_or_else(|| {
                ErrorView::bad_input(format!("Too many photos differ in at most {bits} bits; ask for fewer."))
            })?;
            Ok(library.groups_within(&all, bits)?.into_iter().map(group_view).collect())
        })
        .await?
    }
}

/// Photos by their hash, each with the hashes near it; those that are near no other are left out. `None` when there are too many pairs.
fn alike(mut places: Vec<(LikeKey, PhotoId)>, bits: u32) -> Option<Vec<Alike>> {
    let order = |key: &LikeKey| match key {
        LikeKey::Seen(hash) => (false, *hash),
        LikeKey::Blank(hash) => (true, *hash),
    };
    places.sort_by_key(|(key, photo)| (order(key), *photo));
    let same: Vec<&[(LikeKey, PhotoId)]> = places.chunk_by(|a, b| a.0 == b.0).collect();
    let hashes: Vec<u64> = same
        .iter()
        .filter_map(|same| match same.first() {
            Some((LikeKey::Seen(hash), _)) => Some(*hash),
            Some((LikeKey::Blank(_), _)) | None => None,
        })
        .collect();
    let mut all: Vec<Alike> = same
        .iter()
        .map(|same| Alike { photos: same.iter().map(|(_, photo)| *photo).collect(), near: Vec::new() })
        .collect();
    let mut found = 0;
    let ended = pairs(&hashes, bits, true, |pair| {
        for (at, other) in [(pair.a, pair.b), (pair.b, pair.a)] {
            if let Some(alike) = all.get_mut(at as usize)
                && !alike.near.contains(&other)
            {
                alike.near.push(other);
            }
        }
        found += 1;
        if found > MOST_PAIRS { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    if ended.is_break() {
        return None;
    }
    // Who is alone leads nobody and follows nobody; its place stays, for others are named by theirs.
    for alike in &mut all {
        if alike.photos.len() < 2 && alike.near.is_empty() {
            alike.photos.clear();
        }
    }
    Some(all)
}

impl Duplicates<'_> {
    /// Compares everything that has not been compared yet, and waits for that; also while comparing is paused.
    ///
    /// # Errors
    /// When the library fails.
    pub async fn compare(&self) -> Outcome<()> {
        let inner = self.inner.clone();
        let changed = tokio::task::spawn_blocking(move || {
            inner.comparing.compare(&inner.library, &mut || {
                if inner.stop.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })
        })
        .await??;
        if changed {
            self.inner.feed.facets_changed();
        }
        self.inner.comparing.wake();
        Ok(())
    }

    /// How far the comparing is that goes on beside all other work.
    ///
    /// # Errors
    /// When the library fails.
    pub(crate) async fn comparing(&self) -> Outcome<ComparingView> {
        let inner = self.inner.clone();
        Ok(tokio::task::spawn_blocking(move || inner.comparing.view(&inner.library)).await??)
    }

    /// Pauses the comparing that goes on beside all other work, or lets it go on, also after the next start. What came
    /// meanwhile is compared then.
    ///
    /// # Errors
    /// When the library fails.
    pub async fn pause(&self, paused: bool) -> Outcome<()> {
        let inner = self.inner.clone();
        let view = tokio::task::spawn_blocking(move || {
            inner.comparing.pause(&inner.library, paused)?;
            inner.comparing.view(&inner.library)
        })
        .await??;
        self.inner.feed.comparing(view);
        self.inner.comparing.wake();
        Ok(())
    }

    /// Decides about a group.
    ///
    /// # Errors
    /// `bad_input` when the one to keep is none of the photos, or when the library fails.
    pub async fn decide(&self, decision: DuplicateDecision) -> Outcome<DuplicateDecided> {
        if !decision.photos.contains(&decision.keep) {
            return Err(ErrorView::bad_input("The photo to keep is not one of the group."));
        }
        let photos: Vec<PhotoId> = decision.photos.iter().copied().map(PhotoId).collect();
        let keep = PhotoId(decision.keep);
        let (parted, before) = match decision.verdict {
            DuplicateVerdict::KeepAll => {
                (Some(self.reader.blocking(move |library| library.part(&photos, now())).await?), Vec::new())
            }
            DuplicateVerdict::RejectOthers => {
                let rest: Vec<PhotoId> = photos.into_iter().filter(|photo| *photo != keep).collect();
                let before = self
                    .reader
                    .blocking(move |library| {
                        let tiles = library.tiles(&rest)?;
                        library.set_rating(&rest, -1)?;
                        Ok(tiles)
                    })
                    .await?;
                let before =
                    before.into_iter().map(|tile| RatingBefore { photo: tile.id.0, rating: tile.rating });
                (None, before.collect())
            }
        };
        self.tell(&decision.photos);
        Ok(DuplicateDecided { decision, parted, before })
    }

    /// Takes a decision back.
    ///
    /// # Errors
    /// When the library fails; then it can be called again.
    pub async fn undo(&self, decided: DuplicateDecided) -> Outcome<()> {
        let before = decided.before.clone();
        self.reader
            .blocking(move |library| {
                if let Some(parted) = decided.parted {
                    library.unpart(parted)?;
                }
                for rating in -1..=5 {
                    let rated = before.iter().filter(|before| before.rating == rating);
                    let photos: Vec<PhotoId> = rated.map(|before| PhotoId(before.photo)).collect();
                    library.set_rating(&photos, rating)?;
                }
                Ok(())
            })
            .await?;
        self.tell(&decided.decision.photos);
        Ok(())
    }

    fn tell(&self, photos: &[i64]) {
        photos.iter().for_each(|photo| self.inner.feed.changed(*photo));
        self.inner.comparing.wake();
    }
}

#[cfg(test)]
mod tests {
    use pothos_media::draw::{SampleSpec, Scene, sample_jpeg};
    use pothos_model::PhotoFacts;
    use tempfile::TempDir;
    use tokio::sync::mpsc::unbounded_channel;

    use super::*;
    use crate::app::{App, OpenOptions};
    use crate::wire::FeedEvent;

    /// An application whose library holds a large and a small copy of one picture, compared.
    async fn with_a_copy() -> (Arc<App>, TempDir) {
        let dir = TempDir::new().expect("a folder");
        let photos = dir.path().join("photos");
        std::fs::create_dir(&photos).expect("a folder of photos");
        for (name, width) in [("large.jpg", 480), ("small.jpg", 240)] {
            let facts = PhotoFacts::default();
            let spec =
                SampleSpec { width, height: width * 2 / 3, seed: 4, scene: Scene::Lake, quality: 90, facts };
            std::fs::write(photos.join(name), sample_jpeg(&spec)).expect("a picture");
        }
        let open = OpenOptions { library: dir.path().join("library"), watch: false };
        let app = App::open(open).await.expect("a library");
        let (send, mut frames) = unbounded_channel();
        let _subscription = app.subscribe(Box::new(move |events| drop(send.send(events))));
        app.import(vec![photos]).await.expect("an import");
        while let Some(events) = frames.recv().await {
            if events.iter().any(|event| matches!(event, FeedEvent::BatchFinished(_))) {
                break;
            }
        }
        app.duplicates_in().compare().await.expect("compared");
        (app, dir)
    }

    async fn groups(app: &App) -> Vec<DuplicateGroup> {
        app.duplicates_in().compare().await.expect("compared");
        let view = app.duplicates(DuplicatesQuery::default()).await.expect("groups");
        assert_eq!((view.more, view.waiting), (false, 0));
        view.groups
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_decision_holds_until_it_is_taken_back() {
        let (app, _dir) = with_a_copy().await;
        let found = groups(&app).await;
        let [group] = &found[..] else { panic!("one group: {found:?}") };
        let names: Vec<&str> = group.photos.iter().map(|photo| photo.name.as_str()).collect();
        assert_eq!(names, ["large.jpg", "small.jpg"], "the larger one is suggested");
        assert_eq!(group.reason, crate::wire::KeepReason::Largest);
        assert_eq!(app.facets().await.expect("facets").duplicates, 1);
        let photos: Vec<i64> = group.photos.iter().map(|photo| photo.id).collect();
        for verdict in [DuplicateVerdict::RejectOthers, DuplicateVerdict::KeepAll] {
            let decision = DuplicateDecision { photos: photos.clone(), keep: group.keep, verdict };
            let decided = app.duplicates_in().decide(decision).await.expect("decided");
            assert!(groups(&app).await.is_empty(), "{verdict:?}");
            let rejected = app.photo(photos[1]).await.expect("the small one").rating == -1;
            assert_eq!(rejected, verdict == DuplicateVerdict::RejectOthers, "{verdict:?}");
            app.duplicates_in().undo(decided).await.expect("taken back");
            assert_eq!(groups(&app).await.len(), 1, "{verdict:?} was taken back");
            assert_eq!(app.photo(photos[1]).await.expect("the small one").rating, 0);
        }
        app.shutdown().await;
    }

    /// Waits until the library tells that of its comparing.
    async fn told(app: &App, wanted: ComparingView) {
        let (send, mut frames) = unbounded_channel();
        let _subscription = app.subscribe(Box::new(move |events| drop(send.send(events))));
        while app.snapshot().await.expect("a snapshot").comparing != wanted {
            let _ = frames.recv().await.expect("the feed goes on");
        }
    }

    #[test]
    fn a_pause_of_comparing_holds_over_the_next_start_and_then_everything_is_compared() {
        // One after the other: what ends with a runtime is really over.
        let runtime = || tokio::runtime::Runtime::new().expect("a runtime");
        let dir = runtime().block_on(async {
            let (app, dir) = with_a_copy().await;
            app.duplicates_in().pause(true).await.expect("paused");
            told(&app, ComparingView { left: 0, paused: true }).await;
            let small = groups(&app).await[0].photos[1].id;
            app.set_rating(vec![small], -1).await.expect("rejected");
            told(&app, ComparingView { left: 1, paused: true }).await;
            app.shutdown().await;
            dir
        });
        runtime().block_on(async {
            let open = OpenOptions { library: dir.path().join("library"), watch: false };
            let app = App::open(open).await.expect("the library again");
            told(&app, ComparingView { left: 1, paused: true }).await;
            let page = app.duplicates(DuplicatesQuery::default()).await.expect("groups");
            assert_eq!((page.groups.len(), page.waiting), (1, 1), "nothing was compared meanwhile");
            app.duplicates_in().pause(false).await.expect("goes on");
            told(&app, ComparingView::default()).await;
            let page = app.duplicates(DuplicatesQuery::default()).await.expect("groups");
            assert_eq!((page.groups.len(), page.waiting), (0, 0));
            app.shutdown().await;
        });
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_is_no_decision_is_refused() {
        let (app, _dir) = with_a_copy().await;
        let decision = DuplicateDecision { photos: vec![1, 2], keep: 3, verdict: DuplicateVerdict::KeepAll };
        assert_eq!(
            app.duplicates_in().decide(decision).await.expect_err("not of the group").code,
            "bad_input"
        );
        assert_eq!(app.duplicates_within(13).await.expect_err("too far").code, "bad_input");
        assert_eq!(app.duplicates_within(9).await.expect("searched").len(), 1);
        app.shutdown().await;
    }
}
