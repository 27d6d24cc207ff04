//! Batches on the wire.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{PriceView, Protocol, Query, ServerSettings, TaskPromptView};

/// Why something does not go on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CauseView {
    /// A [`pothos_model::FailureCode`] name.
    pub code: String,
    /// A sentence in English, for details; the window has its own sentence per code.
    pub message: String,
}

impl CauseView {
    /// Whether the batch goes on by itself when a probe succeeds; otherwise the user has to mend something first.
    #[must_use]
    pub fn heals_by_itself(&self) -> bool {
        pothos_model::FailureCode::from_name(&self.code)
            .is_some_and(pothos_model::FailureCode::heals_by_itself)
    }
}

/// A server of a vision batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct BatchServerView {
    /// Its address.
    pub url: String,
    /// What it calls the model.
    pub model: String,
    /// Requests at once, at most.
    pub concurrency: u8,
    /// Why it is left alone for now, while the batch's other servers go on.
    pub resting: Option<CauseView>,
}

/// A batch with its whole counters. `total = queued + running + done + failed + cancelled + skipped`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct BatchView {
    /// Its id.
    #[ts(type = "number")]
    pub batch: i64,
    /// `import` or `vision`.
    pub kind: String,
    /// What it is called.
    pub name: String,
    /// `active`, `paused`, `cancelling` or `finished`.
    pub state: String,
    /// While paused: `user`, `server` or `disk`.
    pub pause_reason: Option<String>,
    /// Once finished: `completed`, `completed_with_failures` or `cancelled`.
    pub outcome: Option<String>,
    /// The cause of a pause that is not the user's.
    pub cause: Option<CauseView>,
    /// All photos.
    pub total: u32,
    /// Waiting.
    pub queued: u32,
    /// Being worked on.
    pub running: u32,
    /// With a result.
    pub done: u32,
    /// Failed.
    pub failed: u32,
    /// Cancelled.
    pub cancelled: u32,
    /// Needed nothing: done before, or in the library before; and those of `unable`.
    pub skipped: u32,
    /// Of the skipped: photos that take no part because they cannot be read.
    pub unable: u32,
    /// Of the done, for an import: read again, because the file or its sidecar changed.
    pub renewed: u32,
    /// Done with a task missing.
    pub warned: u32,
    /// Whether photos may still be added (scanning).
    pub open: bool,
    /// Files seen by the scan.
    pub found: u32,
    /// Files that are no pictures.
    pub not_pictures: u32,
    /// Photos a second; 0 while measuring.
    pub rate: f64,
    /// When it will end, ms UTC; null while measuring or paused.
    #[ts(type = "number | null")]
    pub finish_ms: Option<i64>,
    /// The preferred server, for a vision batch.
    pub server: Option<String>,
    /// All servers that it may ask, the preferred one first.
    pub servers: Vec<BatchServerView>,
    /// The model, for a vision batch.
    pub model: Option<String>,
    /// Whether the batch was moved to one request a task.
    pub separate: bool,
    /// Whether it prepares the search by meaning, and asks for no words.
    pub meaning: bool,
    /// ms UTC.
    #[ts(type = "number")]
    pub created_ms: i64,
    /// ms UTC.
    #[ts(type = "number | null")]
    pub started_ms: Option<i64>,
    /// ms UTC.
    #[ts(type = "number | null")]
    pub finished_ms: Option<i64>,
    /// When its words were taken back, ms UTC.
    #[ts(type = "number | null")]
    pub undone_ms: Option<i64>,
    /// The library's revision at this picture of the batch; a smaller one is older news.
    #[ts(type = "number")]
    pub revision: i64,
}

/// Which batches to list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum BatchFilter {
    /// Those that have not finished.
    #[default]
    Live,
    /// All, the newest first, at most 200.
    All,
}

/// What the buttons do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "command", rename_all = "snake_case")]
#[ts(export)]
pub enum BatchCommand {
    /// Stop claiming; what is in flight is given back.
    Pause,
    /// Go on; also "Try now" for a batch that waits for a server.
    Resume,
    /// Stop for good, keep results.
    Cancel,
    /// Queue failed jobs again, all or those of one code.
    Retry {
        /// A failure code's name; null for all.
        code: Option<String>,
    },
    /// Queue the cancelled jobs again.
    RetryCancelled,
    /// Queue one photo's failed or cancelled job again.
    RetryPhoto {
        /// The photo.
        #[ts(type = "number")]
        photo: i64,
    },
    /// Ask these servers from now on, and go on if it waited for one.
    UseServers {
        /// The preferred one first.
        servers: Vec<ServerSettings>,
        /// Servers farther away than the first may be asked too: see [`VisionRequest::farther`].
        farther: bool,
    },
    /// Ask for what its photos still lack, in a batch of its own.
    AskMissing,
    /// Take the words of a finished run back; what a human wrote or accepted stays.
    UndoRun,
    /// Go before the others.
    Raise,
    /// Take a finished batch off the list; results stay.
    Remove,
}

/// A photo that failed or was passed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FailedPhoto {
    /// The photo; null for a file that is no photo.
    #[ts(type = "number | null")]
    pub photo: Option<i64>,
    /// The path for people.
    pub path: String,
    /// The code.
    pub code: String,
    /// The sentence.
    pub message: String,
}

/// Failures of one code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FailureGroup {
    /// The code.
    pub code: String,
    /// How many.
    pub count: u32,
    /// Whether Retry makes sense at all (a file that is no picture stays none).
    pub retryable: bool,
    /// The first 50.
    pub photos: Vec<FailedPhoto>,
}

/// Why a batch's photos failed, the largest group first; and what its scan passed over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FailuresView {
    /// Failed jobs.
    pub failed: Vec<FailureGroup>,
    /// Files that are no pictures and folders that could not be read.
    pub passed_over: Vec<FailureGroup>,
}

/// Which photos a vision batch takes.
#[expect(clippy::large_enum_variant, reason = "one value a request, never in a collection")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "scope", rename_all = "snake_case")]
#[ts(export)]
pub enum Scope {
    /// These photos.
    Photos {
        /// Their ids.
        #[ts(type = "number[]")]
        ids: Vec<i64>,
    },
    /// All that match; `{}` is everything.
    Query {
        /// The query.
        query: Query,
    },
}

/// A request for vision analysis.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct VisionRequest {
    /// Which photos.
    pub scope: Scope,
    /// Further servers that offer the same model, perhaps by another name; work goes to whichever is free.
    #[serde(default)]
    pub more_servers: Vec<ServerSettings>,
    /// Whether `more_servers` may be farther away than the first: a batch for a server on this machine goes to the
    /// internet only if this says so.
    #[serde(default)]
    pub farther: bool,
    /// Only so many photos of the scope, as different from each other as can be found: to see what a model writes
    /// before all of them are sent. What they get is not asked for again by the whole batch. 1 to 50.
    #[serde(default)]
    pub sample: Option<u8>,
    /// What the batch is called; empty for the model's name.
    pub name: String,
    /// The server; null for the one in Settings.
    pub server: Option<String>,
    /// The model; null for the one in Settings.
    pub model: Option<String>,
    /// The protocol; null for the one in Settings.
    pub protocol: Option<Protocol>,
    /// Whether a model that answers from the cloud behind a local address may be used; for a server that is not the one in
    /// Settings.
    #[serde(default)]
    pub allow_cloud: bool,
    /// The prompt preset's name; null for the one in Settings.
    #[serde(default)]
    pub preset: Option<String>,
    /// Other words for some tasks, for this batch alone; they come after the preset's.
    #[serde(default)]
    pub prompts: Vec<TaskPromptView>,
    /// Task names; empty for title, description and tags.
    pub tasks: Vec<String>,
    /// 1 to 20.
    pub max_tags: u8,
    /// 1 to 10.
    pub max_categories: u8,
    /// `en` or `zh-CN`.
    pub language: String,
    /// The user's instruction.
    pub instruction: String,
    /// Requests at once, 1 to 64; null for the server's setting.
    pub concurrency: Option<u8>,
    /// What the server asks; null for the one in Settings, when it is that server.
    #[serde(default)]
    pub price: Option<PriceView>,
    /// One request a task.
    pub separate: bool,
    /// Describe one frame of a burst and hand its words to the others.
    #[serde(default)]
    pub one_a_burst: bool,
    /// Also photos that are done under the same key.
    pub again: bool,
}

/// What a request would do, before it is started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PlanView {
    /// Photos in the scope.
    pub photos: u32,
    /// Of them, photos that cannot be read and take no part.
    pub unreadable: u32,
    /// Of them, frames of bursts that would get the words of another frame; 0 unless that is wished.
    pub handed: u32,
    /// `this_machine`, `your_network` or `the_internet`: where the pictures go.
    pub privacy: String,
    /// The server's host.
    pub host: String,
}
