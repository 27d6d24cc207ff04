//! The search by meaning, on the wire.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How far the search by meaning is prepared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct MeaningView {
    /// Photos with a vector of the model in Settings.
    pub photos: u32,
    /// Photos in the library.
    pub total: u32,
    /// `this_machine`, `your_network` or `the_internet`: where the words of photos go; empty while no server is set.
    pub privacy: String,
}
