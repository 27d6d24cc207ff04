//! The queue: batches and jobs in SQLite, one file per verb. Owns what a state change writes beside the state:
//! timestamps, fences, followers, the batch's revision and its end. The counters themselves are kept by triggers.
//! Knows no clock (every verb takes `now`), no workers and no retry policy: those are the engine's.
//!
//! Every verb is one transaction, and every transaction that changes a batch writes the library's new revision
//! on it. Verbs that could touch a whole batch take a limit and say whether more is left.

mod add;
mod batch_row;
mod burst;
mod cancel;
mod claim;
mod compare;
mod create;
mod ended;
mod failures;
mod finish;
mod follow;
mod job;
mod key;
mod lane;
mod left_out;
mod pause;
mod recover;
mod remove;
mod retry;
mod retrying;
mod said;
mod settle;
mod share;
mod stats;
mod undo;
mod view;

pub use add::{Added, MOST_ADDED_AT_ONCE};
pub use cancel::Swept;
pub use claim::{Claimed, Room, Window};
pub use compare::{Compared, SaidOf};
pub use create::NewVision;
pub use ended::EndedPhoto;
pub use failures::{FailedRow, FailureGroupRow, FailureRows};
pub use finish::{Effect, Finished};
pub use job::Fence;
pub use left_out::{LeftOutGroup, LeftOutReason};
pub use recover::{Recovered, Unfilled};
pub use retry::Retried;
pub use retrying::{RetryWhat, Retrying};
pub use stats::{BatchStats, Mended, Retries, ServerStats};
pub use undo::Undone;
pub use view::HistoryFilter;

pub(crate) use add::{ToRead, queue_basic_jobs};
pub(crate) use left_out::leave_out;

#[cfg(test)]
mod tests;
