//! Queries, folders and facets on the wire.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The order of the grid.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SortBy {
    /// Newest capture first.
    #[default]
    Newest,
    /// Oldest capture first.
    Oldest,
    /// Latest added first.
    Added,
    /// Best score first.
    Best,
    /// By file name.
    Name,
    /// With a text: photos with all its words first, then those that mean something like it, where vectors are there.
    Match,
}

/// Which photos; every part left out does not restrict. `{}` is the whole library.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default, rename_all = "camelCase")]
#[ts(export, optional_fields)]
pub struct Query {
    /// Words, all of which must occur; the last one as a prefix.
    pub text: Option<String>,
    /// A folder and all below it.
    #[ts(optional, type = "number")]
    pub folder: Option<i64>,
    /// All of these tags.
    pub tags: Option<Vec<String>>,
    /// All of these categories.
    pub categories: Option<Vec<String>>,
    /// First local day, `YYYY-MM-DD`, included.
    pub from: Option<String>,
    /// Last local day, `YYYY-MM-DD`, included.
    pub to: Option<String>,
    /// A camera as the facet names it.
    pub camera: Option<String>,
    /// At least this many stars.
    pub min_rating: Option<i8>,
    /// `new`, `ready` or `failed`.
    pub state: Option<String>,
    /// `human`, `file`, `basic` or `model`: photos with at least one such word.
    pub words_from: Option<String>,
    /// Photos of this batch.
    #[ts(optional, type = "number")]
    pub batch: Option<i64>,
    /// Added within this many days.
    pub added_days: Option<u32>,
    /// Of each pair of RAW and JPEG without the RAW.
    pub one_a_pair: Option<bool>,
    /// The order.
    pub sort: Option<SortBy>,
}

/// A folder in the side bar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FolderView {
    /// Its id.
    #[ts(type = "number")]
    pub id: i64,
    /// The folder above it in the library, if any.
    #[ts(type = "number | null")]
    pub parent: Option<i64>,
    /// Its own name.
    pub name: String,
    /// Its whole path for people.
    pub path: String,
    /// Photos in it and below.
    pub photos: u32,
}

/// A value that occurs, and in how many photos.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FacetCount {
    /// The value as shown.
    pub value: String,
    /// Photos with it.
    pub photos: u32,
}

/// What the filters can offer, most frequent first, each list at most 200 long.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Facets {
    /// Tags.
    pub tags: Vec<FacetCount>,
    /// Categories.
    pub categories: Vec<FacetCount>,
    /// Cameras.
    pub cameras: Vec<FacetCount>,
    /// Different words that wait for the user's review; 100 stands for 100 and more.
    pub waiting: u32,
    /// Groups of copies to decide about; 1,000 stands for 1,000 and more.
    pub duplicates: u32,
    /// Whether there is a pair of RAW and JPEG.
    pub pairs: bool,
    /// Whether photos can be searched by meaning: some have a vector of the model in Settings.
    pub by_meaning: bool,
}
