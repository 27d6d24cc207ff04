//! The application: opens a library, starts the engine, and offers every use case. One per process and library.

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use pothos_engine::{Engine, EngineOptions, RealClock};
use pothos_keys::Keychain;
use pothos_model::{BatchId, Language, PhotoId, Preset};
use pothos_store::{Library, WordEditCmd};
use pothos_vision::Client;
use tokio_util::sync::CancellationToken;

use crate::asking::batch_servers;
use crate::catching_up::keep_comparing;
use crate::comparing::Comparing;
use crate::control::retry_what;
use crate::duplicates::Duplicates;
use crate::error::Outcome;
use crate::feed::{Feed, Sink, Subscription};
use crate::fillers::Filling;
use crate::filling::fill_open;
use crate::history::undo_run;
use crate::importing::start_import;
use crate::inner::Inner;
use crate::lastasked::LastAsked;
use crate::listening::{StoreLookup, listener};
use crate::meaning::Meaning;
use crate::reader::{Estimates, Reader, now};
use crate::renditions::Rendition;
use crate::reviewing::Review;
use crate::scans::Scans;
use crate::seeing::Seeing;
use crate::servers::{Endpoints, origin};
use crate::settings::{kept_keys, timeouts, with_key};
use crate::views::word_edit;
use crate::wire::{
    BatchCommand, BatchFilter, BatchView, ErrorView, FeedEvent, FoundServer, KeyKept, PhotoView, PlanView,
    PresetView, PreviewView, ServerReport, ServerSettings, Settings, Snapshot, VisionRequest, WordEdit,
};
use crate::work::{Jobs, Port};

/// How long a scan may take to notice that the program ends.
const SCAN_STOP: Duration = Duration::from_millis(1_500);
/// Finished batches in a snapshot: those of the last day, at most this many with the live ones.
const SNAPSHOT_BATCHES: usize = 50;
const DAY_MS: i64 = 86_400_000;

/// How to open.
#[derive(Debug, Clone)]
pub struct OpenOptions {
    /// The library's folder; made when it is not there.
    pub library: PathBuf,
    /// Whether to look for new photos in the folders by itself, as Settings says. A terminal command does not.
    pub watch: bool,
}

/// The open application.
pub struct App {
    pub(crate) inner: Arc<Inner>,
    reader: Reader,
}

/// Everything that only reads is offered by the application too.
impl Deref for App {
    type Target = Reader;
    fn deref(&self) -> &Reader {
        &self.reader
    }
}

impl App {
    /// Opens the library, gives back what a crash left running, and goes on with every unfinished batch. Must run
    /// inside a tokio runtime.
    ///
    /// # Errors
    /// When the library cannot be opened; each with the next step.
    pub async fn open(options: OpenOptions) -> Outcome<Arc<Self>> {
        let dir = options.library.clone();
        let library = Arc::new(tokio::task::spawn_blocking(move || Library::open(&dir)).await??);
        let for_settings = library.clone();
        let (settings, comparing) = tokio::task::spawn_blocking(move || {
            let settings = crate::settings::load(&for_settings)?;
            // What is taken off the list here is swept by the engine.
            crate::history::clean(&for_settings, settings.history_days)?;
            Outcome::Ok((settings, Comparing::of(&for_settings)?))
        })
        .await??;
        let client = Client::new(timeouts(&settings))?;
        let endpoints = Arc::new(Endpoints::new(Keychain::of_environment()));
        endpoints.look_in_keychain(kept_keys(&settings));
        let word_language =
            Arc::new(RwLock::new(Language::from_tag(&settings.word_language).unwrap_or_default()));
        let feed = Feed::default();
        let estimates = Estimates::default();
        let jobs =
            Arc::new(Jobs::new(library.clone(), client.clone(), endpoints.clone(), word_language.clone()));
        let late = Arc::new(OnceLock::new());
        let (engine, recovered) = Engine::start(
            library.clone(),
            Arc::new(Port(jobs.clone())),
            Arc::new(RealClock),
            listener(library.clone(), feed.clone(), estimates.clone(), late.clone()),
            EngineOptions::default(),
        )
        .await?;
        let inner = Arc::new(Inner {
            library: library.clone(),
            engine,
            feed: feed.clone(),
            client,
            endpoints,
            asked: LastAsked::default(),
            deciding: tokio::sync::Mutex::default(),
            comparing,
            scans: Scans::default(),
            filling: Filling::default(),
            jobs,
            stop: CancellationToken::new(),
            estimates: estimates.clone(),
            word_language,
            watching: Mutex::new(None),
            dropped: Arc::default(),
            watch: options.watch,
        });
        tokio::spawn(feed.pump(Arc::new(StoreLookup(library.clone())), inner.stop.clone()));
        let _ = late.set(Arc::downgrade(&inner));
        // What the last run of the program left, if anything.
        inner.comparing.wake();
        tokio::spawn(keep_comparing(inner.clone()));
        for batch in recovered.open {
            let inner = inner.clone();
            std::thread::spawn(move || fill_open(&inner, batch));
        }
        let app = Arc::new(Self { inner, reader: Reader { library, estimates } });
        crate::inforce::watch_as(&app.inner, &settings);
        if options.watch {
            crate::watching::follow_drops(&app.inner);
        }
        Ok(app)
    }

    /// From now on `sink` receives every frame of events.
    #[must_use]
    pub fn subscribe(&self, sink: Sink) -> Subscription {
        self.inner.feed.subscribe(sink)
    }

    /// The whole picture a window starts from. Subscribe first, then ask: nothing falls between.
    ///
    /// # Errors
    /// When the library fails.
    pub async fn snapshot(&self) -> Outcome<Snapshot> {
        let (total, revision) =
            self.blocking(|library| Ok((library.photo_total()?, library.revision()?))).await?;
        let since = now().0 - DAY_MS;
        let mut batches = self.batches(BatchFilter::All).await?;
        batches.retain(|batch| batch.finished_ms.is_none_or(|at| at >= since));
        batches.truncate(SNAPSHOT_BATCHES);
        Ok(Snapshot {
            revision: revision.0,
            library: self.inner.library.dir().display().to_string(),
            total,
            settings: self.settings().await?,
            folders: self.folders().await?,
            facets: self.facets().await?,
            batches,
            comparing: self.duplicates_in().comparing().await?,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        })
    }

    /// Starts an import and answers at once with its batch; the scan goes on beside.
    ///
    /// # Errors
    /// When nothing given is there, or the library cannot be written.
    pub async fn import(&self, paths: Vec<PathBuf>) -> Outcome<i64> {
        self.import_as(paths, false).await
    }

    pub(crate) async fn import_as(&self, paths: Vec<PathBuf>, quiet: bool) -> Outcome<i64> {
        let inner = self.inner.clone();
        tokio::task::spawn_blocking(move || start_import(&inner, paths, quiet)).await?
    }

    /// What the request would do; sends nothing.
    ///
    /// # Errors
    /// When no server is set, or the query cannot be understood.
    pub async fn plan_vision(&self, request: VisionRequest) -> Outcome<PlanView> {
        self.seeing().plan(request).await
    }

    /// What the request would send for its first photo, word for word, and to whom. Sends nothing.
    ///
    /// # Errors
    /// As [`App::start_vision`]; `bad_input` when none of the photos can be read.
    pub async fn preview_vision(&self, request: VisionRequest) -> Outcome<PreviewView> {
        crate::preview::preview(&self.inner, &self.reader, request).await
    }

    /// Saves a prompt preset as the next version of its name.
    ///
    /// # Errors
    /// `bad_input` for one that is none; otherwise when the library fails.
    pub async fn save_preset(&self, preset: PresetView) -> Outcome<PresetView> {
        let preset = Preset::try_from(preset).map_err(ErrorView::bad_input)?;
        self.blocking(move |library| Ok(library.save_preset(preset, now())?.into())).await
    }

    /// Takes a prompt preset off the list; results that come from it keep naming it.
    ///
    /// # Errors
    /// When the library fails.
    pub async fn remove_preset(&self, name: String) -> Outcome<()> {
        self.blocking(move |library| library.remove_preset(&name, now())).await
    }

    /// Starts a vision batch and gives its first picture; photos are still being added when it returns. A server
    /// that cannot serve now leaves the batch paused with the reason, nothing sent.
    ///
    /// # Errors
    /// When the request itself cannot be used: no server, no model, a bad address, an unknown task.
    pub async fn start_vision(&self, request: VisionRequest) -> Outcome<BatchView> {
        self.seeing().start(request).await
    }

    /// Asks for what a batch's photos still lack; the first picture of the batch that does it.
    ///
    /// # Errors
    /// `bad_input` when nothing is missing; otherwise as [`App::start_vision`].
    pub async fn ask_missing(&self, batch: i64) -> Outcome<BatchView> {
        self.seeing().ask_missing(BatchId(batch)).await
    }

    fn seeing(&self) -> Seeing<'_> {
        Seeing { inner: &self.inner, reader: &self.reader }
    }

    /// Changes a photo's words; gives the photo as it is then.
    ///
    /// # Errors
    /// `not_found`, or when the text is empty or too long.
    pub async fn edit_word(&self, photo: i64, edit: WordEdit) -> Outcome<PhotoView> {
        let command: WordEditCmd = word_edit(edit)?;
        self.blocking(move |library| library.edit_word(PhotoId(photo), &command, now())).await?;
        self.inner.feed.changed(photo);
        self.inner.feed.facets_changed();
        self.photo(photo).await
    }

    /// The search by meaning.
    pub fn meaning(&self) -> Meaning<'_> {
        Meaning { inner: &self.inner, reader: &self.reader }
    }

    /// The words that wait for the user.
    pub fn review(&self) -> Review<'_> {
        Review { inner: &self.inner, reader: &self.reader }
    }

    /// Photos that are alike.
    pub fn duplicates_in(&self) -> Duplicates<'_> {
        Duplicates { inner: &self.inner, reader: &self.reader }
    }

    /// Rates photos: -1 rejected, 0 none, 1 to 5 stars.
    ///
    /// # Errors
    /// When the rating is none of these, or the library fails.
    pub async fn set_rating(&self, photos: Vec<i64>, rating: i8) -> Outcome<()> {
        if !(-1..=5).contains(&rating) {
            return Err(ErrorView::bad_input(format!("{rating} is no rating; use -1 to 5.")));
        }
        let ids: Vec<PhotoId> = photos.iter().copied().map(PhotoId).collect();
        self.blocking(move |library| library.set_rating(&ids, rating)).await?;
        photos.iter().for_each(|photo| self.inner.feed.changed(*photo));
        // Rejected photos take no part in duplicates.
        self.inner.comparing.wake();
        Ok(())
    }

    /// Looks at these photos before all others, in place of those named before: they are on the screen and have no
    /// thumbnail yet. At most 100; ids that do not exist, or wait for nothing, change nothing.
    pub async fn look_first(&self, ids: Vec<i64>) {
        self.inner.engine.look_first(ids.into_iter().map(PhotoId).collect()).await;
    }

    /// Tells which batch is on the screen, if any: it goes before others of its priority.
    pub async fn look_at(&self, batch: Option<i64>) {
        self.inner.engine.look_at(batch.map(BatchId)).await;
    }

    /// What the buttons of a batch do.
    ///
    /// # Errors
    /// `not_found`, `refused` when the batch's state does not allow it, or when the library fails.
    pub async fn batch_command(&self, batch: i64, command: BatchCommand) -> Outcome<()> {
        let id = BatchId(batch);
        let engine = &self.inner.engine;
        match command {
            BatchCommand::Pause => engine.pause(id).await?,
            BatchCommand::Resume => engine.resume(id).await?,
            BatchCommand::Cancel => {
                self.inner.scans.stop(id);
                engine.cancel(id).await?;
            }
            BatchCommand::Retry { .. } | BatchCommand::RetryCancelled | BatchCommand::RetryPhoto { .. } => {
                engine.retry(id, retry_what(command)?).await?;
            }
            BatchCommand::AskMissing => drop(self.seeing().ask_missing(id).await?),
            BatchCommand::UndoRun => undo_run(self.inner.clone(), id).await?,
            BatchCommand::UseServers { servers, farther } => {
                let stored = self.blocking(move |library| library.batch(id)).await?;
                let servers = batch_servers(&stored, &servers, farther)?;
                engine.use_servers(id, servers).await?;
            }
            BatchCommand::Raise => engine.raise(id).await?,
            BatchCommand::Remove => {
                engine.remove(id).await?;
                self.inner.feed.single(FeedEvent::BatchRemoved { batch });
            }
        }
        Ok(())
    }

    /// Stores settings; gives them as they are in force.
    ///
    /// # Errors
    /// When the library cannot be written.
    pub async fn save_settings(&self, settings: Settings) -> Outcome<Settings> {
        crate::inforce::save(&self.inner, settings).await
    }

    /// Keeps a key for one server's address in the system's keychain, or where there is none until the program ends. Empty
    /// takes it away. It is sent to no other server.
    ///
    /// # Errors
    /// When the library fails.
    pub async fn keep_server_key(&self, server: &str, key: &str) -> Outcome<KeyKept> {
        let before = self.settings().await?;
        let was_kept = kept_keys(&before).any(|url| origin(url) == origin(server));
        let kept = self.inner.endpoints.keep_key(server, key, was_kept).await;
        // Read anew: a keychain may wait a minute for its user, who changes other settings meanwhile.
        let settings = with_key(self.settings().await?, server, kept.place == "keychain");
        let library = self.inner.library.clone();
        let saved = tokio::task::spawn_blocking(move || crate::settings::save(&library, settings)).await??;
        self.inner.feed.single(FeedEvent::Settings { settings: saved });
        Ok(kept)
    }

    /// Keeps a key for one server's address, in memory, until the program ends. It is sent to no other.
    pub fn set_key_for(&self, server: &str, key: &str) {
        self.inner.endpoints.set_key(server, key);
    }

    /// Tests a server and model; sends one drawn picture, none of the user's.
    ///
    /// # Errors
    /// Never for what the server does: that stands in the report.
    pub async fn test_server(&self, server: ServerSettings) -> Outcome<ServerReport> {
        let language = Language::from_tag(&self.settings().await?.word_language).unwrap_or_default();
        Ok(crate::servers::report(&self.inner.client, &self.inner.endpoints, &server, language).await)
    }

    /// The model servers on the usual ports of this machine. Asks each for its models, and nothing else.
    pub async fn find_servers(&self) -> Vec<FoundServer> {
        crate::finding::find_servers(&self.inner.client, &self.inner.endpoints).await
    }

    /// Something is held over the window, or not any more.
    pub fn dragging(&self, active: bool, folders: u32, files: u32) {
        self.inner.feed.single(FeedEvent::Dragging { active, folders, files });
    }

    /// The bytes of a thumbnail, preview or photo with their media type. Blocks.
    ///
    /// # Errors
    /// `not_found`, or why the file cannot be read.
    pub fn rendition(&self, kind: Rendition, photo: i64) -> Outcome<(Vec<u8>, &'static str)> {
        self.inner.rendition(kind, PhotoId(photo))
    }

    /// Ends scans and jobs; what was running is given back and goes on at the next start. The last events are
    /// still pushed.
    pub async fn shutdown(&self) {
        self.inner.stop.cancel();
        *self.inner.watching.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let inner = self.inner.clone();
        // A scan that panicked has nothing left to stop.
        let _ = tokio::task::spawn_blocking(move || inner.scans.stop_all(SCAN_STOP)).await;
        self.inner.engine.shutdown().await;
    }
}
