//! The history of batches on the wire: which to list, their figures, two runs side by side.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which batches of the list to show; what is left out restricts nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export)]
pub struct HistoryQuery {
    /// `import` or `vision`.
    pub kind: Option<String>,
    /// `active`, `paused`, `cancelling` or `finished`.
    pub state: Option<String>,
    /// `completed`, `completed_with_failures` or `cancelled`.
    pub outcome: Option<String>,
    /// Only those made before this one: the last of the page before.
    #[ts(type = "number | null")]
    pub before: Option<i64>,
    /// At most this many; 0 for 50, never more than 200.
    pub limit: u32,
}

/// What one server did for a batch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ServerStatsView {
    /// Its address.
    pub server: String,
    /// What it called the model.
    pub model: String,
    /// Photos it answered for.
    pub photos: u32,
    /// Mean duration of an answer, ms.
    pub mean_ms: f64,
    /// 95 of 100 answers took no longer, ms.
    #[ts(type = "number")]
    pub p95_ms: i64,
    /// Prompt tokens, where it told.
    #[ts(type = "number")]
    pub prompt_tokens: i64,
    /// Answer tokens, where it told.
    #[ts(type = "number")]
    pub answer_tokens: i64,
    /// Answer tokens for each second of its work; null when it tells none.
    pub tokens_per_second: Option<f64>,
}

/// Answers of one model in which one thing had to be mended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct MendedView {
    /// The model.
    pub model: String,
    /// What was mended: `fences`, `repeats` and so on.
    pub repair: String,
    /// How many answers.
    pub answers: u32,
}

/// Money.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CostView {
    /// How much.
    pub amount: f64,
    /// A sign or a code, `$` or `EUR`.
    pub currency: String,
}

/// Attempts that failed and were made again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RetriesView {
    /// The server; empty for work that asks none.
    pub server: String,
    /// The reason's code.
    pub code: String,
    /// How many.
    pub count: u32,
}

/// The figures of one batch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct BatchStatsView {
    /// Mean duration of a photo, claim to finish, ms; null before the first.
    pub mean_ms: Option<f64>,
    /// 95 of 100 photos took no longer, ms.
    #[ts(type = "number | null")]
    pub p95_ms: Option<i64>,
    /// Prompt tokens, where servers told.
    #[ts(type = "number")]
    pub prompt_tokens: i64,
    /// Answer tokens, where servers told.
    #[ts(type = "number")]
    pub answer_tokens: i64,
    /// What the servers that have a price asked for their answers so far, one a currency.
    pub costs: Vec<CostView>,
    /// When the latest photo ended, ms UTC.
    #[ts(type = "number | null")]
    pub last_activity_ms: Option<i64>,
    /// The servers, the one with the most photos first.
    pub servers: Vec<ServerStatsView>,
    /// Retries, the most frequent reason first.
    pub retries: Vec<RetriesView>,
    /// What had to be mended in the answers, by model, the most frequent first.
    pub mended: Vec<MendedView>,
}

/// What a run said of a photo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SaidView {
    /// Empty when it gave none.
    pub title: String,
    /// Empty when it gave none.
    pub description: String,
    /// In the model's order.
    pub categories: Vec<String>,
    /// In the model's order.
    pub tags: Vec<String>,
    /// Request to end of the answer, ms; 0 for an answer shared with an identical photo.
    #[ts(type = "number")]
    pub duration_ms: i64,
}

/// One photo that two runs answered for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ComparedView {
    /// The photo.
    #[ts(type = "number")]
    pub photo: i64,
    /// Its file name.
    pub name: String,
    /// What the first run said.
    pub first: SaidView,
    /// What the second run said.
    pub second: SaidView,
}
