//! A result on its way into the library.

use pothos_store::{Effect, Fence};

/// An effect on its way into the library.
pub(super) type Ending = (Fence, Effect);
