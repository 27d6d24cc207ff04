//! The embedded analyser: turns facts and figures into an honest title, description, categories and tags.
//! Pure: no network, no model, no clock, no database. Nothing it writes pretends to have looked at content.

mod gazetteer;
mod words;

pub use gazetteer::Gazetteer;
pub use words::{BasicInput, words};
