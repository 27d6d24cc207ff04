//! Counts over the library, on the wire.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What is in the library, and how analysis went.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct StatsView {
    /// All photos.
    pub photos: u32,
    /// Known, not looked at yet.
    pub new: u32,
    /// Indexed and analysed.
    pub ready: u32,
    /// Could not be read.
    pub failed: u32,
    /// Folders.
    pub folders: u32,
    /// Words by who said them: `human`, `file`, `basic`, `model`.
    pub words: std::collections::BTreeMap<String, u32>,
    /// Photos with a model's result.
    pub seen_by_model: u32,
    /// Mean time of a model's answer in ms; 0 when there is none.
    pub mean_answer_ms: f64,
    /// Prompt tokens in all.
    #[ts(type = "number")]
    pub prompt_tokens: i64,
    /// Answer tokens in all.
    #[ts(type = "number")]
    pub answer_tokens: i64,
    /// Latest end of a job, ms UTC.
    #[ts(type = "number | null")]
    pub last_activity_ms: Option<i64>,
}
