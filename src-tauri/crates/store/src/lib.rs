//! The library on disk: SQLite and nothing else. The only crate that knows rusqlite; its types never leave.
//! One writer connection behind a mutex, a pool of read-only ones. Knows no pictures, no servers, no tokio.
//! Every function here blocks: callers that wait run it on a blocking thread.

mod db;
mod error;
mod migrate;
mod open;
mod os_path;
mod search_text;
mod table;
mod thumbs;

pub use db::Library;
pub use error::{OpenError, StoreError};
