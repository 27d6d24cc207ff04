//! Finds hashes that differ in few bits, among a million and more: every one of them, without comparing all with all.
//! CPU only. Knows no pictures, no database and no groups: hashes in, pairs out.

mod chunk;
mod index;
mod kernel;
mod level;
mod pairs;

pub use index::{Index, Near};
pub use kernel::every_pair;
pub use pairs::{Pair, pairs};
