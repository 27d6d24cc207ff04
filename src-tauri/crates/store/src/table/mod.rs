//! One file a table: its statements and nothing else; beside them, what an analysis does to several of them.
//! Each function works inside the caller's transaction.

pub(crate) mod analysis;
pub(crate) mod folder;
pub(crate) mod held;
pub(crate) mod meaning;
pub(crate) mod pair;
pub(crate) mod passed_over;
pub(crate) mod photo;
pub(crate) mod preset;
mod setting;
pub(crate) mod shown;
pub(crate) mod word;
