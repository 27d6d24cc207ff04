//! What the user is looking at: one value for the search box, the filters and the side bar.

use crate::{BatchId, FolderId, PhotoState, Source};

/// The order of the grid.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum SortOrder {
    /// Newest capture first; photos without a date by their file's time.
    #[default]
    NewestFirst,
    /// Oldest capture first.
    OldestFirst,
    /// Latest added first.
    RecentlyAdded,
    /// Best quality score first.
    BestFirst,
    /// By file name.
    Name,
}

/// Which photos; an empty query is the whole library. All parts must hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PhotoQuery {
    /// Words that must occur in title, description, tags, categories, place or file name; the last one as a prefix.
    pub text: String,
    /// In this folder or one below it.
    pub folder: Option<FolderId>,
    /// With each of these tags, without regard to case.
    pub tags: Vec<String>,
    /// With each of these categories.
    pub categories: Vec<String>,
    /// Taken on or after this local time, ms as [`crate::LocalTime::local_ms`].
    pub taken_from: Option<i64>,
    /// Taken before this local time.
    pub taken_before: Option<i64>,
    /// By this camera, as shown in the camera list.
    pub camera: Option<String>,
    /// At least this many stars.
    pub min_rating: Option<i8>,
    /// In this state.
    pub state: Option<PhotoState>,
    /// With at least one word from this source.
    pub words_from: Option<Source>,
    /// With a job in this batch.
    pub batch: Option<BatchId>,
    /// Added at or after this instant, ms UTC.
    pub added_from: Option<i64>,
    /// Of each pair of RAW and JPEG without the raw half.
    pub one_a_pair: bool,
    /// The order.
    pub sort: SortOrder,
}
