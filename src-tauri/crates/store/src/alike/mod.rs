//! Which photos are alike: leaders, those that are like them, and the frames of bursts, kept up to date as photos come, change and
//! go. Searches no hashes: who is near comes in through [`Likenesses`], and every answer is checked against the library.
//!
//! A photo *leads* unless a better photo that it is like leads. So no two leaders are alike, every other photo is beside all the
//! leaders that it is like, and a chain of photos, each like the next, never becomes one group. What a change sets off is
//! written down with it (`alike_due`) and worked off in small transactions; ended at any point, it goes on where it was.

mod burst;
mod due;
mod facts;
mod group;
mod part;
mod rehash;
mod settle;
mod within;

pub use burst::MOST_FRAMES;
pub use facts::{AlikeKind, Known, LikeKey};
pub use group::{AlikePhoto, AlikeRow, GroupKind, GroupRow};
pub use settle::{Among, LikenessRow, Likenesses, Settled};
pub use within::Alike;

pub(crate) use group::group_count;

#[cfg(test)]
mod tests;
