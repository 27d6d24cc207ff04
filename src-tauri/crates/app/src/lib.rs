//! The boundary of Pothos: use cases, wire types, settings and the event feed. The shell and the terminal
//! both stand on this crate and on nothing below it. Knows no tauri.

mod app;
mod asking;
mod control;
mod doctor;
mod error;
mod export;
mod feed;
mod fillers;
mod filling;
mod finding;
mod history;
mod importing;
mod inforce;
mod inner;
mod listening;
mod ownwords;
mod patience;
mod place;
mod preview;
mod reader;
mod renditions;
mod reviewing;
mod sample;
mod scans;
mod seeing;
mod servers;
mod settings;
mod views;
mod watching;
pub mod wire;
mod work;

pub use app::{App, OpenOptions};
pub use control::control;
pub use doctor::check_server;
pub use error::Outcome;
pub use export::ExportFormat;
pub use feed::{Sink, Subscription};
pub use importing::ScanSummary;
pub use place::library_dir;
pub use reader::Reader;
pub use renditions::Rendition;
pub use reviewing::Review;
pub use settings::change_settings;
