//! The library on disk: SQLite and nothing else. The only crate that knows rusqlite; its types never leave.
//! One writer connection behind a mutex, a pool of read-only ones. Knows no pictures, no servers, no tokio.
//! Every function here blocks: callers that wait run it on a blocking thread.

mod alike;
mod checkpoint;
mod connect;
mod damage;
mod dated;
mod db;
mod edit;
mod error;
#[cfg(any(test, feature = "testing"))]
mod fault;
mod hold;
mod import;
mod migrate;
mod open;
mod os_path;
mod queue;
mod renditions;
mod review;
mod search_text;
mod table;
mod thumbs;
mod view;

#[cfg(test)]
mod tests;

pub use alike::{
    Alike, AlikeKind, AlikePhoto, AlikeRow, Among, GroupKind, GroupRow, Known, LikeKey, LikenessRow,
    Likenesses, MOST_FRAMES, Settled,
};
pub use db::Library;
pub use edit::{Edited, WordEditCmd};
pub use error::{OpenError, StoreError};
#[cfg(any(test, feature = "testing"))]
pub use fault::WriteFault;
pub use import::{AddedRow, FoundFile, Imported};
pub use queue::{
    Added, BatchStats, Claimed, Compared, Effect, EndedPhoto, FailedRow, FailureGroupRow, FailureRows, Fence,
    Finished, HistoryFilter, LeftOutGroup, LeftOutReason, MOST_ADDED_AT_ONCE, Mended, NewVision, Recovered,
    Retried, Retries, RetryWhat, Retrying, Room, SaidOf, ServerStats, Swept, Undone, Unfilled, Window,
};
pub use review::{HeldRow, Verdict};
pub use view::{
    FacetRow, FacetRows, FolderRow, GridRow, LibraryStats, MomentRow, Near, PairHalf, PhotoRow, PhotoSource,
    RootRow, RunRow, TileRow,
};
