//! What is asked of the library, one file a question. Reads only.

mod export;
mod facet;
mod filter;
mod folders;
mod grid;
mod id_set;
mod moment;
mod nearest;
mod own_words;
mod photo;
mod runs;
mod source;
mod stats;
mod tile;

pub use facet::{FacetRow, FacetRows};
pub use folders::{FolderRow, RootRow};
pub use grid::GridRow;
pub use moment::MomentRow;
pub use nearest::Near;
pub use photo::PhotoRow;
pub use runs::RunRow;
pub use source::PhotoSource;
pub use stats::LibraryStats;
pub use tile::{PairHalf, TileRow};
