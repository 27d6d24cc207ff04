//! Starting a vision batch: what it would do, the checks before it, and the photos it takes, added in chunks so
//! that a batch of half a million photos starts at once.

use std::sync::Arc;

use pothos_model::{BatchId, BatchServer, Failure, FailureClass, PhotoId, PhotoQuery, PhotoState};
use pothos_store::NewVision;

use crate::asking::resolve;
use crate::error::Outcome;
use crate::inner::Inner;
use crate::patience::patiently;
use crate::reader::{Reader, now};
use crate::sample::{handed, sample};
use crate::views::{batch_view, photo_query};
use crate::wire::{BatchView, ErrorView, NoticeLevel, PlanView, Scope, VisionRequest};

/// Photos added to a batch in one transaction; stays well under 50 ms of the writer.
const CHUNK: usize = 250;
/// Photos of a sample.
const MOST_SAMPLED: u8 = 50;

/// Vision batches of one open library.
pub(crate) struct Seeing<'a> {
    pub(crate) inner: &'a Arc<Inner>,
    pub(crate) reader: &'a Reader,
}

impl Seeing<'_> {
    /// What the request would do; sends nothing.
    ///
    /// # Errors
    /// When no server is set, or the query cannot be understood.
    pub(crate) async fn plan(&self, request: VisionRequest) -> Outcome<PlanView> {
        let settings = self.reader.settings().await?;
        let preferred = settings.preferred();
        let cloud = request.allow_cloud || (request.server.is_none() && preferred.allow_cloud);
        let server = request.server.clone().unwrap_or(preferred.url);
        let chosen = Chosen::of(request.scope)?;
        let bursts = request.one_a_burst;
        let (photos, unreadable, handed) = self
            .reader
            .blocking(move |library| {
                let (ids, failed) = match chosen {
                    Chosen::Ids(ids) => {
                        let tiles = library.tiles(&ids)?;
                        let failed = tiles.iter().filter(|tile| tile.state == PhotoState::Failed).count();
                        (ids, failed)
                    }
                    Chosen::Query(all) => {
                        let failed = PhotoQuery { state: Some(PhotoState::Failed), ..all.clone() };
                        (library.ids(&all)?, library.ids(&failed)?.len())
                    }
                };
                let handed = if bursts { handed(&library.moments(&ids)?) } else { 0 };
                Ok((count(ids.len()), count(failed), handed))
            })
            .await?;
        let address = pothos_vision::parse_address(&server);
        Ok(PlanView {
            photos,
            unreadable,
            handed,
            privacy: if cloud {
                pothos_vision::Privacy::TheInternet
            } else {
                pothos_vision::privacy(&server)
            }
            .name()
            .to_owned(),
            host: address.map(|address| address.host().to_owned()).unwrap_or_default(),
        })
    }

    /// Starts a vision batch and gives its first picture; photos are still being added when it returns. A server
    /// that cannot serve now leaves the batch paused with the reason, nothing sent.
    ///
    /// # Errors
    /// When the request itself cannot be used: no server, no model, a bad address, an unknown task.
    pub(crate) async fn start(&self, request: VisionRequest) -> Outcome<BatchView> {
        let inner = self.inner.clone();
        let presets = self.reader.blocking(pothos_store::Library::presets).await?;
        let resolved = resolve(&request, &self.reader.settings().await?, &presets)?;
        let trouble = self.first_look(&resolved.servers).await?;
        let scope = match request.sample {
            None => request.scope.clone(),
            Some(count) => self.sample(&request.scope, count).await?,
        };
        let model = resolved.servers.first().map(|server| server.model.clone()).unwrap_or_default();
        let new = NewVision {
            name: if request.name.trim().is_empty() { model } else { request.name.clone() },
            options: resolved.options,
            servers: resolved.servers,
            again: request.again,
            scope: serde_json::to_string(&scope).map_err(|error| {
                ErrorView::new("internal", format!("The selection cannot be kept: {error}."))
            })?,
        };
        let chosen = Chosen::of(scope)?;
        self.begin(&inner, new, chosen, trouble).await
    }

    /// Asks for what a finished batch's photos still lack, as it was asked before: only the missing tasks, in a batch
    /// of its own. Its first picture.
    ///
    /// # Errors
    /// `bad_input` when nothing is missing, or it is no vision batch.
    pub(crate) async fn ask_missing(&self, batch: BatchId) -> Outcome<BatchView> {
        let inner = self.inner.clone();
        let (stored, photos) = self
            .reader
            .blocking(move |library| Ok((library.batch(batch)?, library.photos_with_a_part_missing(batch)?)))
            .await?;
        let Some(options) = stored.options.clone().filter(|_| !photos.is_empty()) else {
            return Err(ErrorView::bad_input("No photo of this batch has a part missing."));
        };
        let ids: Vec<i64> = photos.iter().map(|photo| photo.0).collect();
        let scope = serde_json::to_string(&Scope::Photos { ids })
            .map_err(|error| ErrorView::new("internal", format!("The selection cannot be kept: {error}.")))?;
        let trouble = self.first_look(&stored.servers).await?;
        let new = NewVision { name: stored.name, options, servers: stored.servers, again: false, scope };
        self.begin(&inner, new, Chosen::Ids(photos), trouble).await
    }

    /// Makes the batch, and adds its photos beside.
    pub(crate) async fn begin(
        &self,
        inner: &Arc<Inner>,
        new: NewVision,
        chosen: Chosen,
        trouble: Option<Failure>,
    ) -> Outcome<BatchView> {
        let making = inner.clone();
        let batch = self
            .reader
            .blocking(move |library| making.filling.begin(|| library.create_vision(&new, now())))
            .await?;
        if let Some(failure) = trouble {
            inner.engine.pause_for(batch, failure).await?;
        }
        let first = self.reader.blocking(move |library| library.batch(batch)).await?;
        let view = batch_view(&first, &pothos_model::Estimate::default());
        inner.feed.progress(view.clone());
        let inner = inner.clone();
        tokio::task::spawn_blocking(move || {
            choose(&inner, batch, chosen);
            inner.filling.end(batch);
        });
        Ok(view)
    }

    /// The photos of a sample, as a scope of its own, so that it stays the same after a crash.
    async fn sample(&self, scope: &Scope, count: u8) -> Outcome<Scope> {
        let chosen = Chosen::of(scope.clone())?;
        let count = usize::from(count.clamp(1, MOST_SAMPLED));
        let ids = self
            .reader
            .blocking(move |library| {
                let photos = match chosen {
                    Chosen::Ids(ids) => ids,
                    Chosen::Query(query) => library.ids(&query)?,
                };
                sample(library, &photos, count)
            })
            .await?;
        if ids.is_empty() {
            return Err(ErrorView::bad_input(
                "None of these photos can be read, so there is nothing to try.",
            ));
        }
        Ok(Scope::Photos { ids: ids.into_iter().map(|photo| photo.0).collect() })
    }

    /// Asks every server whether it can serve; why the batch has to wait when none can. What was learnt about them
    /// before is forgotten.
    async fn first_look(&self, servers: &[BatchServer]) -> Outcome<Option<Failure>> {
        let mut waits = None;
        let mut serves = false;
        for server in servers {
            let endpoint = self.inner.endpoints.of(server).await?;
            self.inner.client.forget(&endpoint, &server.model);
            match self.inner.client.reachable(&endpoint, &server.model).await {
                Err(failure) if failure.class() == FailureClass::Server => {
                    // One that heals by itself is the better news.
                    if waits.as_ref().is_none_or(|known: &Failure| !known.code.heals_by_itself()) {
                        waits = Some(failure);
                    }
                }
                Ok(()) | Err(_) => serves = true,
            }
        }
        Ok(waits.filter(|_| !serves))
    }
}

pub(crate) enum Chosen {
    Ids(Vec<PhotoId>),
    Query(PhotoQuery),
}

impl Chosen {
    pub(crate) fn of(scope: Scope) -> Outcome<Self> {
        Ok(match scope {
            Scope::Photos { ids } => Self::Ids(ids.into_iter().map(PhotoId).collect()),
            Scope::Query { query } => Self::Query(photo_query(&query, now())?),
        })
    }
}

/// Goes on adding photos to a batch that was still open when the process ended. Photos it has already are known
/// to the queue and not added twice.
pub(crate) fn choose_again(inner: &Arc<Inner>, batch: BatchId, scope: &str) {
    let scope: Outcome<Scope> = serde_json::from_str(scope).map_err(|error| {
        ErrorView::new("internal", format!("The batch's selection cannot be read: {error}."))
    });
    match scope.and_then(Chosen::of) {
        Ok(chosen) => choose(inner, batch, chosen),
        Err(error) => {
            inner.notice(NoticeLevel::Error, "batch_not_filled", &error.message, &[]);
            // What was added before is still worth doing.
            if inner.library.seal(batch, now()).is_ok() {
                inner.engine.wake();
            }
        }
    }
}

/// Adds the chosen photos and seals the batch. One that was cancelled meanwhile keeps what it has.
fn choose(inner: &Arc<Inner>, batch: BatchId, chosen: Chosen) {
    let added = (|| {
        let ids = match chosen {
            Chosen::Ids(ids) => ids,
            Chosen::Query(query) => inner.library.ids(&query)?,
        };
        for chunk in ids.chunks(CHUNK) {
            if inner.stop.is_cancelled() {
                return Ok(false);
            }
            patiently(inner, &inner.stop, |library| library.add_vision_chunk(batch, chunk, now()))?;
            inner.engine.wake();
            inner.publish(&inner.library.batch(batch)?);
        }
        patiently(inner, &inner.stop, |library| library.seal(batch, now()))?;
        Ok::<bool, pothos_store::StoreError>(true)
    })();
    let open = || inner.library.unfilled(batch).is_ok_and(|unfilled| unfilled.is_some());
    if let Err(error) = added
        && open()
    {
        inner.notice(
            NoticeLevel::Error,
            "batch_not_filled",
            &format!("Not every photo could be added to the batch. {error}"),
            &[],
        );
    }
    inner.engine.wake();
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
