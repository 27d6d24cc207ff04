//! The queue through its verbs, on a real library: stories, random histories against the model, query plans.

mod adding;
mod bursts;
mod following;
mod history;
mod lanes;
mod past;
mod plan;
mod recovering;
mod stories;

use std::path::{Path, PathBuf};

use pothos_model::{
    BasicRecord, Batch, BatchId, BatchServer, Failure, FailureCode, FileStamp, Format, ModelStamp, NewWord,
    Peek, PhotoFacts, PhotoId, Quality, Task, TaskSet, Timestamp, VisionOptions, VisionRecord, WordKind,
};
use tempfile::TempDir;

use crate::table::analysis::apply_basic;
use crate::{Claimed, Effect, Fence, Finished, FoundFile, Library, NewVision, Room, StoreError};

const NOW: Timestamp = Timestamp(1_795_313_553_000);

/// A library that goes with its folder.
struct World {
    library: Library,
    dir: TempDir,
}

impl World {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        Self { library: Library::open_at(dir.path(), NOW).expect("a library"), dir }
    }

    /// Ends the process as `kill -9` does, and starts it again.
    fn killed(self) -> Self {
        drop(self.library);
        Self { library: Library::open_at(self.dir.path(), NOW).expect("the library again"), dir: self.dir }
    }

    /// An open import with the photos `names`, each with its basic job.
    fn import(&self, names: &[&str]) -> (BatchId, Vec<PhotoId>) {
        let root = PathBuf::from("/p");
        let batch = self.library.create_import(&[root], "p", NOW).expect("a batch");
        (batch, self.add_files(batch, names))
    }

    fn add_files(&self, batch: BatchId, names: &[&str]) -> Vec<PhotoId> {
        let files: Vec<FoundFile> = names.iter().map(|name| found(name, 1000)).collect();
        let imported = self.library.import_chunk(batch, Path::new("/p"), &files, NOW).expect("an import");
        imported.added.iter().map(|added| added.id).collect()
    }

    /// Analysed photos, one for each content; the same number is the same content. Their import is finished.
    fn photos(&self, contents: &[u8]) -> Vec<PhotoId> {
        let names: Vec<String> = (0..contents.len()).map(|n| format!("{n:04}.jpg")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let (batch, photos) = self.import(&names);
        self.library.seal(batch, NOW).expect("sealed");
        for claimed in self.claim(batch, 1_000) {
            let at = photos.iter().position(|photo| *photo == claimed.photo).expect("one of them");
            self.finish(claimed.fence, &Effect::Basic(basic(contents[at])));
        }
        photos
    }

    /// A sealed vision batch of these photos.
    fn vision(&self, photos: &[PhotoId]) -> BatchId {
        self.vision_with(photos, |_| {})
    }

    /// What every vision batch here begins as.
    fn new_vision() -> NewVision {
        NewVision {
            name: "test".into(),
            options: VisionOptions { tasks: TaskSet::EMPTY.with(Task::Title), ..VisionOptions::default() },
            servers: vec![BatchServer {
                url: "http://127.0.0.1:11434".into(),
                model: "llava".into(),
                protocol: "ollama".into(),
                concurrency: 4,
                allow_cloud: false,
                price: None,
            }],
            again: false,
            scope: "all".into(),
        }
    }

    fn vision_with(&self, photos: &[PhotoId], change: impl FnOnce(&mut NewVision)) -> BatchId {
        let mut new = Self::new_vision();
        change(&mut new);
        let batch = self.library.create_vision(&new, NOW).expect("a batch");
        self.library.add_vision_chunk(batch, photos, NOW).expect("added");
        self.library.seal(batch, NOW).expect("sealed");
        batch
    }

    fn claim(&self, batch: BatchId, limit: u32) -> Vec<Claimed> {
        self.library.claim(batch, limit, NOW).expect("a claim")
    }

    fn claim_one(&self, batch: BatchId) -> Claimed {
        self.claim(batch, 1).pop().expect("a job is due")
    }

    fn finish(&self, fence: Fence, effect: &Effect) -> Finished {
        self.library.finish(fence, effect, NOW).expect("finished")
    }

    fn batch(&self, batch: BatchId) -> Batch {
        self.library.batch(batch).expect("the batch")
    }

    fn sweep(&self, batch: BatchId) {
        while self.library.sweep_cancelled(batch, 2, NOW).expect("swept").more {}
    }

    fn titles(&self, photo: PhotoId) -> Vec<String> {
        self.text(
            "SELECT text FROM word WHERE photo_id = ?1 AND source = 'model' AND kind = 'title' ORDER BY id",
            photo.0,
        )
    }

    fn text(&self, sql: &str, id: i64) -> Vec<String> {
        self.library
            .read(|tx| Ok(tx.prepare(sql)?.query_map([id], |row| row.get(0))?.collect::<Result<_, _>>()?))
            .expect("a query")
    }

    fn number(&self, sql: &str) -> i64 {
        self.library.read(|tx| Ok(tx.query_row(sql, [], |row| row.get(0))?)).expect("a query")
    }

    fn run(&self, sql: &str) -> Result<usize, StoreError> {
        self.library.write(|tx| Ok(tx.execute(sql, [])?))
    }

    /// The whole queue as text.
    fn picture(&self) -> String {
        self.library.queue_picture().expect("the queue")
    }

    /// Every batch's counts are counts of its own rows, and nothing waits for what has ended.
    fn check(&self) {
        for state in ["queued", "running", "done", "failed", "cancelled"] {
            let wrong = self.number(&format!(
                "SELECT count(*) FROM batch WHERE removed_ms IS NULL AND {state} <>
                   (SELECT count(*) FROM job WHERE job.batch_id = batch.id AND job.state = '{state}')"
            ));
            assert_eq!(wrong, 0, "a batch's {state} is not the count of its jobs\n{}", self.picture());
        }
        let wrong = self.number(
            "SELECT count(*) FROM batch WHERE removed_ms IS NULL AND (skipped <>
               (SELECT count(*) FROM left_out WHERE left_out.batch_id = batch.id)
              OR warned <> (SELECT count(*) FROM job WHERE job.batch_id = batch.id AND warning IS NOT NULL)
              OR renewed <> (SELECT count(*) FROM job WHERE job.batch_id = batch.id AND state = 'done' AND renewed))",
        );
        assert_eq!(wrong, 0, "skipped, warned or renewed is not the count\n{}", self.picture());
        let both = self.number("SELECT count(*) FROM left_out JOIN job USING (batch_id, photo_id)");
        assert_eq!(both, 0, "a photo is left out or has a job, never both");
        let over = self.number(
            "SELECT count(*) FROM batch WHERE state <> 'finished' AND open = 0 AND queued = 0 AND running = 0",
        );
        assert_eq!(over, 0, "a batch with nothing left has finished\n{}", self.picture());
        let newer = self.number("SELECT count(*) FROM batch WHERE revision > (SELECT value FROM revision)");
        assert_eq!(newer, 0, "a batch's revision is one of the library's");
    }
}

fn found(name: &str, size: u64) -> FoundFile {
    FoundFile {
        folder: PathBuf::from("/p"),
        name: name.into(),
        stamp: FileStamp { size, modified: Timestamp(1_700_000_000_000) },
        peek: Peek { size: Some((600, 400)), ..Peek::of(format_of(name)) },
    }
}

/// What a file of that name is here: its extension is its format's name, or it is a JPEG.
fn format_of(name: &str) -> Format {
    name.rsplit('.').next().and_then(Format::from_name).unwrap_or(Format::Jpeg)
}

fn basic(content: u8) -> Box<BasicRecord> {
    Box::new(BasicRecord {
        width: 6000,
        height: 4000,
        content_hash: [content; 32],
        perceptual_hash: Some(1),
        facts: PhotoFacts::default(),
        place: None,
        quality: Quality {
            score: 50,
            sharpness: 50,
            exposure: 50,
            contrast: 50,
            colourfulness: 50,
            noise: 5,
            clipped_high: 0.0,
            clipped_low: 0.0,
            mean_luma: 120.0,
            reasons: Vec::new(),
            ..Quality::default()
        },
        colours: Vec::new(),
        words: Vec::new(),
    })
}

/// A model's answer with this title.
fn answer(batch: BatchId, title: &str) -> Effect {
    Effect::Vision(Box::new(VisionRecord {
        stamp: ModelStamp {
            server: "http://127.0.0.1:11434".into(),
            model: "llava".into(),
            preset: "standard".into(),
            preset_version: 1,
            batch,
            similar_to: None,
        },
        words: vec![NewWord::new(WordKind::Title, title)],
        missing: Vec::new(),
        duration_ms: 900,
        prompt_tokens: Some(700),
        answer_tokens: Some(40),
        raw_reply: "{}".into(),
        repairs: Vec::new(),
        meaning: None,
    }))
}

fn failed(code: FailureCode) -> Effect {
    Effect::Failed(Failure::new(code, "It did not work. Try again."), None)
}

fn back(burn: bool) -> Effect {
    Effect::Requeue { not_before: None, burn, failure: None, server: None }
}

/// Gives a photo the analysis of this content without a batch.
fn look_at(world: &World, photo: PhotoId, content: u8) {
    world.library.write(|tx| apply_basic(tx, photo, &basic(content), NOW)).expect("looked at");
}
