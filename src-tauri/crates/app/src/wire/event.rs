//! What is pushed. Coalesced to at most ten frames a second; whole counters with a rising revision, so that
//! losing one does no harm.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{BatchView, Facets, FolderView, Settings, TileView};

/// A photo that came into the library, enough to place its tile: `[id, width, height, day]` as an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AddedPhoto {
    /// The photo.
    #[ts(type = "number")]
    pub id: i64,
    /// Upright width.
    pub width: u32,
    /// Upright height.
    pub height: u32,
    /// The timeline's sort key: local ms.
    #[ts(type = "number")]
    pub day_ms: i64,
    /// The folder.
    #[ts(type = "number")]
    pub folder: i64,
    /// Its thumbnail's version: 1 when the camera's own is shown until the photo has been looked at, 0 without one.
    pub version: u32,
}

/// How serious a notice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum NoticeLevel {
    /// Good to know.
    Info,
    /// Something needs a look.
    Warning,
    /// Something went wrong.
    Error,
}

/// How far photos have been compared with all others, for duplicates and bursts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ComparingView {
    /// Photos not compared yet. 0 when it is done, and while it takes no more than a moment.
    pub left: u32,
    /// Whether the user has paused it.
    pub paused: bool,
}

/// One pushed event. The terminal prints the same, one JSON object a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "event", rename_all = "snake_case")]
#[ts(export)]
pub enum FeedEvent {
    /// A batch's whole counters.
    BatchProgress(BatchView),
    /// The last word of a batch: it finished, or (in the terminal) stopped paused. `outcome` is set.
    BatchFinished(BatchView),
    /// A batch was taken off the list.
    BatchRemoved {
        /// The batch.
        #[ts(type = "number")]
        batch: i64,
    },
    /// A photo failed.
    PhotoFailed {
        /// The batch.
        #[ts(type = "number")]
        batch: i64,
        /// The photo.
        #[ts(type = "number")]
        photo: i64,
        /// Its path for people.
        path: String,
        /// The code.
        code: String,
        /// The sentence.
        message: String,
    },
    /// A file was passed over: not a picture, or a folder that cannot be read.
    FileSkipped {
        /// The batch.
        #[ts(type = "number")]
        batch: i64,
        /// Its path for people.
        path: String,
        /// The code.
        code: String,
        /// The sentence.
        message: String,
    },
    /// Photos came or changed. `stale` says that more changed than is told here: ask again for what is shown.
    Photos {
        /// New ones, at most 500 a frame.
        added: Vec<AddedPhoto>,
        /// Tiles that changed, at most 64 a frame.
        changed: Vec<TileView>,
        /// More changed than this frame tells.
        stale: bool,
        /// Photos in the library.
        total: u32,
        /// The library's revision.
        #[ts(type = "number")]
        revision: i64,
    },
    /// The side bar changed.
    Folders {
        /// All folders.
        folders: Vec<FolderView>,
    },
    /// Tags, categories or cameras changed (at most once in two seconds).
    Facets {
        /// The new lists.
        facets: Facets,
    },
    /// How far the search for duplicates is.
    Comparing(ComparingView),
    /// Settings changed.
    Settings {
        /// All of them.
        settings: Settings,
    },
    /// Something is held over the window, or not any more.
    Dragging {
        /// Whether it is still held.
        active: bool,
        /// How many folders.
        folders: u32,
        /// How many files.
        files: u32,
    },
    /// A sentence for the user. `code` is a key of the message table; `text` is the English of it.
    Notice {
        /// How serious.
        level: NoticeLevel,
        /// Key, e.g. `already_there`, `import_started`.
        code: String,
        /// English text, complete.
        text: String,
        /// Values for the message, by name.
        #[ts(type = "Record<string, string>")]
        values: std::collections::BTreeMap<String, String>,
    },
}

/// The whole picture a window starts from; after it, events only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Snapshot {
    /// The library's revision.
    #[ts(type = "number")]
    pub revision: i64,
    /// Where the library is, for people.
    pub library: String,
    /// Photos in it.
    pub total: u32,
    /// Settings.
    pub settings: Settings,
    /// Folders.
    pub folders: Vec<FolderView>,
    /// Facets.
    pub facets: Facets,
    /// Unfinished batches and those finished within the last day, the newest first, at most 50.
    pub batches: Vec<BatchView>,
    /// How far photos have been compared with each other.
    pub comparing: ComparingView,
    /// The program's version.
    pub version: String,
}
