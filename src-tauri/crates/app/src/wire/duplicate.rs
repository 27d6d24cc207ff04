//! Photos that are alike, on the wire.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which groups.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum DuplicateSort {
    /// Identical files and nearly the same pictures.
    #[default]
    Copies,
    /// Frames of bursts.
    Bursts,
}

/// A page of groups.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default, rename_all = "camelCase")]
#[ts(export, optional_fields)]
pub struct DuplicatesQuery {
    /// Which groups.
    pub sort: DuplicateSort,
    /// Only those below this one: the last of the page before.
    #[ts(optional, type = "number")]
    pub below: Option<i64>,
    /// At most this many, 1 to 200; 0 for as many as fit.
    pub limit: u32,
}

/// Why a photo is the one that is suggested to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum KeepReason {
    /// It has the most pixels.
    Largest,
    /// Of the largest it has the highest score.
    BestScore,
    /// Of equals it is the oldest, or was there first.
    Oldest,
    /// It is the sharpest frame.
    Sharpest,
}

/// One photo of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DuplicatePhoto {
    /// The photo.
    #[ts(type = "number")]
    pub id: i64,
    /// As in a tile: rises when the pixels were looked at anew.
    pub version: u32,
    /// The file's name.
    pub name: String,
    /// Its whole path for people.
    pub path: String,
    /// `jpeg`, `png` …
    pub format: String,
    /// Size of the file.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Upright width in pixels.
    pub width: u32,
    /// Upright height in pixels.
    pub height: u32,
    /// Local capture time `YYYY-MM-DDTHH:MM:SS`, where known.
    pub taken: Option<String>,
    /// Overall quality, 0 to 100, once measured.
    pub score: Option<u8>,
    /// Sharpness, 0 to 100, once measured.
    pub sharpness: Option<u8>,
    /// -1 rejected, 0 none, 1 to 5 stars.
    pub rating: i8,
    /// `exact` or `near`: how it is like the one to keep; null for that one itself, and in a burst.
    pub alike: Option<String>,
    /// Bits of 64 in which it differs from the one to keep.
    pub bits: u32,
    /// EXIF orientation, 1 to 8, that turns it to look like the one to keep; 1 for not at all.
    pub turn: u8,
}

/// Photos that are alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DuplicateGroup {
    /// Its number, by which pages go on. It may be another's tomorrow.
    #[ts(type = "number")]
    pub id: i64,
    /// `exact`, `near` or `burst`.
    pub kind: String,
    /// The photo that is suggested to be kept.
    #[ts(type = "number")]
    pub keep: i64,
    /// Why that one.
    pub reason: KeepReason,
    /// At most 200 of its photos; the one to keep first, in a burst in the order of time.
    pub photos: Vec<DuplicatePhoto>,
    /// All its photos.
    pub total: u32,
}

/// A page of groups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DuplicatesView {
    /// The groups, those with the newest photos first.
    pub groups: Vec<DuplicateGroup>,
    /// Whether there are more.
    pub more: bool,
    /// Photos that have not been compared yet, counted up to 1,000.
    pub waiting: u32,
}

/// What becomes of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum DuplicateVerdict {
    /// All stay; these photos are never shown as duplicates of each other again.
    KeepAll,
    /// The others are marked as rejected. No file is touched.
    RejectOthers,
}

/// The user's decision about a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DuplicateDecision {
    /// Its photos.
    #[ts(type = "number[]")]
    pub photos: Vec<i64>,
    /// The one to keep.
    #[ts(type = "number")]
    pub keep: i64,
    /// What becomes of it.
    pub verdict: DuplicateVerdict,
}

/// A photo's stars before a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RatingBefore {
    /// The photo.
    #[ts(type = "number")]
    pub photo: i64,
    /// -1 rejected, 0 none, 1 to 5.
    pub rating: i8,
}

/// What a decision did; with it the decision can be taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DuplicateDecided {
    /// The decision.
    pub decision: DuplicateDecision,
    /// What remembers that they are no duplicates.
    #[ts(type = "number | null")]
    pub parted: Option<i64>,
    /// The stars of the photos that were rejected.
    pub before: Vec<RatingBefore>,
}
