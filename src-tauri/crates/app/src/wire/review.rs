//! Words that wait for the user, on the wire.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::TileView;

/// One waiting word, over all its photos.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct HeldView {
    /// `category` or `tag`.
    pub kind: String,
    /// As a model wrote it.
    pub text: String,
    /// Whether it is a name that nothing known of the photos gives; else it is new to the library.
    pub is_name: bool,
    /// Photos it waits on.
    pub photos: u32,
    /// Up to six of them.
    pub some: Vec<TileView>,
}

/// The words that wait, the most frequent first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ReviewView {
    /// At most 200.
    pub words: Vec<HeldView>,
    /// Whether there are more.
    pub more: bool,
}

/// What becomes of a word on all photos where it waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "verdict", rename_all = "snake_case")]
#[ts(export)]
pub enum VerdictView {
    /// It is the user's from now on.
    Keep,
    /// It is written so from now on, here and whenever a model says it again.
    WriteAs {
        /// The user's word for it.
        text: String,
    },
    /// It is refused on these photos.
    Drop,
    /// It is refused, and no model's answer adds it again.
    Never,
}

/// The user's decision about one word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DecisionView {
    /// `category` or `tag`.
    pub kind: String,
    /// The word.
    pub text: String,
    /// What becomes of it.
    pub verdict: VerdictView,
}

/// What a decision did; with it the decision can be taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Decided {
    /// The decision.
    pub decision: DecisionView,
    /// When, ms UTC.
    #[ts(type = "number")]
    pub at_ms: i64,
    /// Photos it was about.
    pub photos: u32,
    /// Whether it added something to the settings: a blocked word, or an alias.
    pub remembered: bool,
    /// The alias that it replaced, if any.
    pub alias_before: Option<String>,
}
