//! A library, an engine, and everything the engine said.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use pothos_engine::{Engine, EngineEvent, EngineOptions, Random, Recovered};
use pothos_model::{
    Batch, BatchId, BatchKind, BatchServer, BatchState, FileStamp, Format, PauseReason, Peek, PhotoId, Task,
    TaskSet, Timestamp, VisionOptions,
};
use pothos_store::{FoundFile, Library, NewVision};
use tempfile::TempDir;
use tokio::sync::Notify;

use crate::clockwork::Clockwork;
use crate::play::Play;

pub const START: Timestamp = Timestamp(1_795_313_553_000);

/// Everything the engine said, and whether it kept the order.
#[derive(Default)]
pub struct Told {
    events: Mutex<Vec<EngineEvent>>,
    wrong: Mutex<Vec<String>>,
    changed: Notify,
}

impl Told {
    fn hear(&self, event: EngineEvent) {
        let mut events = self.events.lock().expect("events");
        if let EngineEvent::Batch(batch, _) | EngineEvent::BatchFinished(batch, _) = &event {
            let last = events.iter().rev().find_map(|earlier| batch_of(earlier).filter(|b| b.id == batch.id));
            if last.is_some_and(|last| last.revision > batch.revision) {
                self.wrong.lock().expect("wrong").push(format!("older news after newer: {batch:?}"));
            }
        }
        events.push(event);
        drop(events);
        self.changed.notify_waiters();
    }

    /// Requests that must be in flight by what was told. While the disk is full, ended ones count as running.
    fn running(&self) -> Option<u32> {
        let mut latest: HashMap<BatchId, Batch> = HashMap::new();
        for batch in self.events.lock().expect("events").iter().filter_map(batch_of) {
            latest.insert(batch.id, batch.clone());
        }
        latest.retain(|_, batch| batch.kind == BatchKind::Vision);
        let full = latest.values().any(|batch| batch.state == BatchState::Paused(PauseReason::Disk));
        (!full).then(|| latest.values().map(|batch| batch.counters.running).sum())
    }
}

fn batch_of(event: &EngineEvent) -> Option<&Batch> {
    match event {
        EngineEvent::Batch(batch, _) | EngineEvent::BatchFinished(batch, _) => Some(batch),
        EngineEvent::PhotoDone { .. } | EngineEvent::PhotoFailed { .. } => None,
    }
}

/// No chance: every wait is in the middle of its range.
struct Middle;

impl Random for Middle {
    fn fraction(&self) -> f64 {
        0.5
    }
}

pub struct Stage {
    pub engine: Engine,
    pub library: Arc<Library>,
    pub clock: Arc<Clockwork>,
    pub play: Arc<Play>,
    pub told: Arc<Told>,
    pub recovered: Recovered,
    pub dir: TempDir,
    files: std::cell::Cell<u32>,
}

impl Stage {
    pub async fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let clock = Clockwork::starting(START);
        Self::open(dir, Play::new(clock.clone()), clock, 0).await
    }

    async fn open(dir: TempDir, play: Arc<Play>, clock: Arc<Clockwork>, files: u32) -> Self {
        let library = Arc::new(Library::open_at(dir.path(), START).expect("a library"));
        let told = Arc::new(Told::default());
        let (ear, nudged) = (told.clone(), clock.clone());
        let (engine, recovered) = Engine::start(
            library.clone(),
            play.clone(),
            clock.clone(),
            Box::new(move |event| {
                ear.hear(event);
                nudged.nudge();
            }),
            EngineOptions { cpu_lanes: 2, random: Arc::new(Middle) },
        )
        .await
        .expect("an engine");
        // What was told to run waits for the story: no request is on its way, and no report.
        let (seen, acting) = (told.clone(), play.clone());
        clock.watch(move || seen.running().is_none_or(|running| running as usize == acting.hanging()));
        Self { engine, library, clock, play, told, recovered, dir, files: std::cell::Cell::new(files) }
    }

    /// Ends the engine as a crash does, and starts another on the same library.
    pub async fn crash(self) -> Self {
        let Self { engine, library, clock, play, dir, files, .. } = self;
        drop(engine);
        play.release();
        Self::reopen(library, dir, play, clock, files.get()).await
    }

    /// [`Stage::crash`], after which what hung on its thread hangs again.
    pub async fn crash_hanging(self) -> Self {
        let Self { engine, library, clock, play, dir, files, .. } = self;
        drop(engine);
        Self::reopen(library, dir, play, clock, files.get()).await
    }

    /// Stops the engine, and starts another.
    pub async fn restart(self) -> Self {
        self.engine.shutdown().await;
        let Self { library, clock, play, dir, files, engine, .. } = self;
        drop(engine);
        Self::reopen(library, dir, play, clock, files.get()).await
    }

    async fn reopen(
        library: Arc<Library>,
        dir: TempDir,
        play: Arc<Play>,
        clock: Arc<Clockwork>,
        files: u32,
    ) -> Self {
        // The threads of the old engine let the library go when their last job ends.
        let mut library = Some(library);
        while let Some(last) = library.take() {
            match Arc::try_unwrap(last) {
                Ok(last) => drop(last),
                Err(shared) => {
                    library = Some(shared);
                    tokio::task::yield_now().await;
                }
            }
        }
        Self::open(dir, play, clock, files).await
    }

    /// An open import of so many new JPEGs.
    pub fn files(&self, count: u32) -> (BatchId, Vec<PhotoId>) {
        self.files_of(&[(Format::Jpeg, count)])
    }

    /// An open import of so many new files of each format, in that order.
    pub fn files_of(&self, formats: &[(Format, u32)]) -> (BatchId, Vec<PhotoId>) {
        let formats: Vec<Format> = formats
            .iter()
            .flat_map(|(format, count)| std::iter::repeat_n(*format, *count as usize))
            .collect();
        let batch = self.library.create_import(&[PathBuf::from("/p")], "p", START).expect("a batch");
        let from = self.files.get();
        let to = from + u32::try_from(formats.len()).expect("a few files");
        self.files.set(to);
        let files: Vec<FoundFile> = (from..to)
            .zip(formats)
            .map(|(n, format)| FoundFile {
                folder: PathBuf::from("/p"),
                name: format!("{n:05}.{}", format.name()).into(),
                stamp: FileStamp { size: 1, modified: START },
                peek: Peek { size: Some((60, 40)), ..Peek::of(format) },
            })
            .collect();
        let mut photos = Vec::new();
        for chunk in files.chunks(500) {
            let added =
                self.library.import_chunk(batch, Path::new("/p"), chunk, START).expect("an import").added;
            photos.extend(added.iter().map(|row| row.id));
        }
        (batch, photos)
    }

    /// So many analysed photos.
    pub async fn photos(&self, count: u32) -> Vec<PhotoId> {
        let (batch, photos) = self.files(count);
        self.library.seal(batch, START).expect("sealed");
        self.engine.wake();
        self.finished(batch).await;
        photos
    }

    /// A sealed vision batch of these photos, one at a time.
    pub fn vision(&self, photos: &[PhotoId]) -> BatchId {
        self.vision_with(photos, |_| {})
    }

    pub fn vision_with(&self, photos: &[PhotoId], change: impl FnOnce(&mut NewVision)) -> BatchId {
        let mut new = NewVision {
            name: "test".into(),
            options: VisionOptions { tasks: TaskSet::EMPTY.with(Task::Title), ..VisionOptions::default() },
            servers: vec![BatchServer {
                url: "http://one".into(),
                model: "llava".into(),
                protocol: "ollama".into(),
                concurrency: 1,
                allow_cloud: false,
                price: None,
            }],
            again: false,
            scope: String::new(),
        };
        change(&mut new);
        let batch = self.library.create_vision(&new, START).expect("a batch");
        for chunk in photos.chunks(500) {
            self.library.add_vision_chunk(batch, chunk, START).expect("added");
        }
        self.library.seal(batch, START).expect("sealed");
        self.engine.wake();
        batch
    }

    /// Waits until what was told is as the story says.
    pub async fn until<T>(&self, what: &str, find: impl Fn(&[EngineEvent]) -> Option<T>) -> T {
        let wait = async {
            loop {
                let changed = self.told.changed.notified();
                tokio::pin!(changed);
                changed.as_mut().enable();
                if let Some(found) = find(&self.told.events.lock().expect("events")) {
                    return found;
                }
                changed.await;
            }
        };
        let found = tokio::time::timeout(Duration::from_secs(20), wait).await;
        let wrong = self.told.wrong.lock().expect("wrong").clone();
        assert!(wrong.is_empty(), "{wrong:?}");
        found.unwrap_or_else(|_| {
            let latest: HashMap<BatchId, Batch> = self
                .events()
                .iter()
                .filter_map(|event| batch_of(event).map(|batch| (batch.id, batch.clone())))
                .collect();
            panic!("never told: {what}; the latest was {latest:#?}")
        })
    }

    /// Waits for a picture of the batch.
    pub async fn told_of(&self, batch: BatchId, what: &str, stands: impl Fn(&Batch) -> bool) -> Batch {
        self.until(what, |events| {
            events
                .iter()
                .filter_map(batch_of)
                .rfind(|told| told.id == batch)
                .filter(|told| stands(told))
                .cloned()
        })
        .await
    }

    pub async fn told_state(&self, batch: BatchId, state: BatchState) -> Batch {
        self.told_of(batch, &format!("{state:?}"), |told| told.state == state).await
    }

    /// Waits until the batch's end was told.
    pub async fn finished(&self, batch: BatchId) -> Batch {
        self.told_of(batch, "its end", |told| matches!(told.state, BatchState::Finished(_))).await
    }

    pub fn events(&self) -> Vec<EngineEvent> {
        self.told.events.lock().expect("events").clone()
    }

    /// Forgets what was told.
    pub fn forget(&self) {
        self.told.events.lock().expect("events").clear();
    }

    pub fn batch(&self, batch: BatchId) -> Batch {
        self.library.batch(batch).expect("the batch")
    }

    /// The model's title of a photo.
    pub fn title(&self, photo: PhotoId) -> Option<String> {
        let row = self.library.photo(photo).expect("the photo");
        row.words.iter().find(|word| word.source == pothos_model::Source::Model).map(|word| word.text.clone())
    }
}
