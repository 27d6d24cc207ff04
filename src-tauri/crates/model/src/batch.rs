//! A batch as it is counted and shown.

use crate::price::Price;
use serde::{Deserialize, Serialize};

use crate::{BatchId, BatchState, FailureCode, Revision, Timestamp, VisionOptions};

/// What a batch does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BatchKind {
    /// Scan, metadata, thumbnails and basic analysis.
    Import,
    /// Vision analysis of photos that are already in the library.
    Vision,
}

impl BatchKind {
    /// The stored and wire name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            BatchKind::Import => "import",
            BatchKind::Vision => "vision",
        }
    }

    /// The kind with that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [BatchKind::Import, BatchKind::Vision].into_iter().find(|kind| kind.name() == name)
    }
}

/// A batch's counts of its own jobs. `total` is the sum of the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counters {
    /// Jobs waiting.
    pub queued: u32,
    /// Jobs a worker has.
    pub running: u32,
    /// Jobs with a result.
    pub done: u32,
    /// Jobs that failed.
    pub failed: u32,
    /// Jobs the user cancelled.
    pub cancelled: u32,
    /// Photos that needed no job: already done under the same key, or already in the library.
    pub skipped: u32,
}

impl Counters {
    /// All photos of the batch.
    #[must_use]
    pub fn total(self) -> u32 {
        self.queued + self.running + self.done + self.failed + self.cancelled + self.skipped
    }

    /// Jobs that have not ended.
    #[must_use]
    pub fn left(self) -> u32 {
        self.queued + self.running
    }
}

/// One server that a vision batch may ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchServer {
    /// Its address, without user or key.
    pub url: String,
    /// What it calls the model.
    pub model: String,
    /// `auto`, `ollama` or `openai`.
    pub protocol: String,
    /// Requests at once, 1 to 64.
    pub concurrency: u8,
    /// Whether a model that answers from the cloud behind a local address may be asked.
    #[serde(default)]
    pub allow_cloud: bool,
    /// What it asks for its work, when the user said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Price>,
}

/// A server of a batch that is left alone for now, while the batch's other servers go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resting {
    /// Its address.
    pub url: String,
    /// Why.
    pub code: FailureCode,
    /// Why, in a sentence.
    pub message: String,
}

/// How a batch goes: its speed, from a sliding window of its latest ends, and its servers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Estimate {
    /// Photos a second; 0 while measuring (fewer than five ends seen).
    pub photos_per_second: f64,
    /// When the batch will end at this rate; `None` while measuring or paused.
    pub finish: Option<Timestamp>,
    /// Servers that are left alone for now.
    pub resting: Vec<Resting>,
}

/// A batch as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// Its id.
    pub id: BatchId,
    /// What it does.
    pub kind: BatchKind,
    /// What it is called on the screen: the dropped folder's name, or the model's.
    pub name: String,
    /// Where it stands.
    pub state: BatchState,
    /// While paused or after a server failure: the code and sentence of the cause.
    pub cause: Option<(FailureCode, String)>,
    /// Its counts.
    pub counters: Counters,
    /// Whether photos may still be added (a scan is under way).
    pub open: bool,
    /// For an open import: files seen so far.
    pub found: u32,
    /// For an import: files that are no pictures.
    pub not_pictures: u32,
    /// Of the skipped: photos that take no part because they cannot be read.
    pub unable: u32,
    /// Of the done: photos that were in the library before and were read again, because their file or sidecar changed.
    pub renewed: u32,
    /// Photos done with a task missing.
    pub warned: u32,
    /// Whether the batch was moved to one request a task.
    pub separate: bool,
    /// Higher goes first.
    pub priority: i32,
    /// The vision options; `None` for an import.
    pub options: Option<VisionOptions>,
    /// The model whose words are asked for; `None` for an import. Part of what makes two pieces of work the same.
    pub model: Option<String>,
    /// The servers it may ask, the preferred one first; empty for an import.
    pub servers: Vec<BatchServer>,
    /// When it was asked for.
    pub created: Timestamp,
    /// When its first job ran.
    pub started: Option<Timestamp>,
    /// When it finished.
    pub finished: Option<Timestamp>,
    /// When its words were taken back.
    pub undone: Option<Timestamp>,
    /// The library's revision at its last change.
    pub revision: Revision,
}
