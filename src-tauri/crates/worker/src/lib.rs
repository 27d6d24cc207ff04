//! Runs the decoders that may crash, hang or be missing (libheif for HEIC and AVIF, LibRaw for raw files) in a child
//! process, so that the application loses one photo at most. Parent and child are the same program: the parent starts
//! itself with a hidden argument and talks to the child over its pipes. Knows no database, no network and no window.

mod child;
mod heif;
mod library;
mod limits;
mod line;
mod pool;
mod program;
mod raw;
mod watch;
mod wire;

pub use child::serve_if_asked;
pub use pool::{Pool, PoolOptions};
pub use program::Program;
