//! The embedded analyser: turns facts and figures into an honest title, description, categories and tags.
//! Pure: no network, no model, no clock, no database. Nothing it writes pretends to have looked at content.

mod city;
mod claim;
mod colour;
mod country;
mod daytime;
mod description;
mod device;
mod distance;
mod exposure;
mod file_words;
mod frame;
mod gazetteer;
mod known;
mod lens;
mod locality;
mod moment;
mod phrase;
mod region;
mod scene;
mod sky;
mod sphere;
mod sun;
mod term;
mod title;
mod tone;
mod towns;
mod words;

pub use gazetteer::Gazetteer;
pub use known::BasicInput;
pub use words::words;
