//! Starting a vision batch: what it would do, the checks before it, and the photos it takes, added in chunks so
//! that a batch of half a million photos starts at once.

use std::sync::Arc;

use pothos_model::{
    BatchId, FailureClass, Language, Limits, PhotoId, PhotoQuery, PhotoState, RequestForm, Task, TaskSet,
    VisionOptions,
};
use pothos_store::NewVision;

use crate::error::Outcome;
use crate::inner::Inner;
use crate::reader::{Reader, now};
use crate::servers::protocol_name;
use crate::views::{batch_view, photo_query};
use crate::wire::{BatchView, ErrorView, NoticeLevel, PlanView, Protocol, Scope, Settings, VisionRequest};

/// Photos added to a batch in one transaction; stays well under 50 ms of the writer.
const CHUNK: usize = 500;

/// A request with everything it left open filled in from Settings.
struct Resolved {
    server: String,
    model: String,
    protocol: Protocol,
    concurrency: u8,
    options: VisionOptions,
}

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
        let server = request.server.clone().unwrap_or(settings.server.url);
        let (photos, unreadable) = match &request.scope {
            Scope::Photos { ids } => {
                let tiles = self.reader.tiles(ids.clone()).await?;
                let failed = tiles.iter().filter(|tile| tile.state == PhotoState::Failed.name()).count();
                (count(ids.len()), count(failed))
            }
            Scope::Query { query } => {
                let all = photo_query(query, now())?;
                let failed = PhotoQuery { state: Some(PhotoState::Failed), ..all.clone() };
                self.reader
                    .blocking(move |library| {
                        Ok((count(library.ids(&all)?.len()), count(library.ids(&failed)?.len())))
                    })
                    .await?
            }
        };
        let address = pothos_vision::parse_address(&server);
        Ok(PlanView {
            photos,
            unreadable,
            privacy: pothos_vision::privacy(&server).name().to_owned(),
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
        let resolved = resolve(&request, &self.reader.settings().await?)?;
        let endpoint = inner.endpoints.endpoint(&resolved.server, resolved.protocol)?;
        inner.client.forget(&endpoint, &resolved.model);
        let fit = inner.client.reachable(&endpoint, &resolved.model).await;
        let name = if request.name.trim().is_empty() { resolved.model.clone() } else { request.name.clone() };
        let new = NewVision {
            name,
            options: resolved.options,
            server: endpoint.url.clone(),
            model: resolved.model,
            protocol: protocol_name(resolved.protocol).to_owned(),
            concurrency: resolved.concurrency,
            again: request.again,
            scope: serde_json::to_string(&request.scope).map_err(|error| {
                ErrorView::new("internal", format!("The selection cannot be kept: {error}."))
            })?,
        };
        let chosen = Chosen::of(request.scope)?;
        let batch = self.reader.blocking(move |library| library.create_vision(&new, now())).await?;
        if let Err(failure) = fit
            && failure.class() == FailureClass::Server
        {
            inner.engine.pause_for(batch, failure).await?;
        }
        let first = self.reader.blocking(move |library| library.batch(batch)).await?;
        let view = batch_view(&first, pothos_model::Estimate::default());
        inner.feed.progress(view.clone());
        tokio::task::spawn_blocking(move || choose(&inner, batch, chosen));
        Ok(view)
    }
}

enum Chosen {
    Ids(Vec<PhotoId>),
    Query(PhotoQuery),
}

impl Chosen {
    fn of(scope: Scope) -> Outcome<Self> {
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

/// Adds the chosen photos and seals the batch.
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
            inner.library.add_vision_chunk(batch, chunk, now())?;
            inner.engine.wake();
            inner.publish(&inner.library.batch(batch)?);
        }
        inner.library.seal(batch, now())?;
        Ok::<bool, pothos_store::StoreError>(true)
    })();
    if let Err(error) = added {
        inner.notice(
            NoticeLevel::Error,
            "batch_not_filled",
            &format!("Not every photo could be added to the batch. {error}"),
            &[],
        );
    }
    inner.engine.wake();
}

fn resolve(request: &VisionRequest, settings: &Settings) -> Outcome<Resolved> {
    let server = request.server.clone().unwrap_or_else(|| settings.server.url.clone());
    let model = request.model.clone().unwrap_or_else(|| settings.server.model.clone());
    if server.trim().is_empty() {
        return Err(ErrorView::new(
            "no_server",
            "No model server is set. Enter its address in Settings, for example http://127.0.0.1:11434 for Ollama.",
        ));
    }
    if model.trim().is_empty() {
        return Err(ErrorView::new(
            "no_model",
            "No model is chosen. Choose one that sees pictures in Settings.",
        ));
    }
    let mut tasks = TaskSet::EMPTY;
    for name in &request.tasks {
        let task = Task::from_name(name.trim()).ok_or_else(|| {
            ErrorView::bad_input(format!("{name:?} is no task; use title, description, categories or tags."))
        })?;
        tasks = tasks.with(task);
    }
    let language = Language::from_tag(&request.language).ok_or_else(|| {
        ErrorView::bad_input(format!(
            "{:?} is no language Pothos asks in; use en or zh-CN.",
            request.language
        ))
    })?;
    let local = pothos_vision::privacy(&server) == pothos_vision::Privacy::ThisMachine;
    let standard = if local { 1 } else { 4 };
    let concurrency = request.concurrency.or(settings.server.concurrency).unwrap_or(standard).clamp(1, 64);
    let defaults = VisionOptions::default();
    Ok(Resolved {
        server,
        model: model.trim().to_owned(),
        protocol: request.protocol.unwrap_or(settings.server.protocol),
        concurrency,
        options: VisionOptions {
            tasks: if tasks.is_empty() { TaskSet::STANDARD } else { tasks },
            limits: Limits { max_categories: request.max_categories, max_tags: request.max_tags }.clamped(),
            language,
            instruction: request.instruction.trim().to_owned(),
            form: if request.separate { RequestForm::Separate } else { RequestForm::Combined },
            image_side: settings.image_side,
            send_date: settings.send_date,
            send_place: settings.send_place,
            send_folder: settings.send_folder,
            send_keywords: settings.send_keywords,
            ..defaults
        },
    })
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
