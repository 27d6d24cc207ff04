//! The photo side of the store at its boundary, on real SQLite in temporary folders.

mod checkpoint;
mod fixture;
mod grid;
mod import;
mod meaning;
mod open;
mod pair;
pub(crate) mod plan;
mod rendition;
mod review;
mod search;
mod side_bar;
mod word;
mod word_history;
