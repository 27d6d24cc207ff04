//! The one way a picture fails: a code for the machine, a sentence for people, and what could be read anyway.

use pothos_model::{FailureCode, PhotoFacts};

/// Why a file gave no pixels.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct MediaError {
    /// The code the screen branches on.
    pub code: FailureCode,
    /// An English sentence with the file's name and the next step.
    pub message: String,
    /// The metadata that could be read although the pixels could not.
    pub facts: Option<Box<PhotoFacts>>,
}
