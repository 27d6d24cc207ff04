//! Decides which of a model's words are worth storing: trimmed, NFC, within limits, in the right script, no
//! junk, nothing twice. Pure. Whatever a model answers, the limits hold.

mod clean;
mod doubt;
mod junk;
mod names;
mod places;
mod script;
mod verdict;
mod vocabulary;

pub use doubt::{Doubts, doubt};
pub use names::Given;
pub use verdict::{Guarded, guard, guard_with};
pub use vocabulary::Vocabulary;
