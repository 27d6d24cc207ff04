//! The embedded analyser: turns facts and figures into an honest title, description, categories and tags.
//! Pure: no network, no model, no clock, no database. Nothing it writes pretends to have looked at content.

mod colour;
mod country;
mod description;
mod file_words;
mod gazetteer;
mod known;
mod moment;
mod phrase;
mod sun;
mod technique;
mod words;

pub use gazetteer::Gazetteer;
pub use known::BasicInput;
pub use words::words;
