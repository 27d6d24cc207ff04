//! The vector of the last question: what is shown is looked up again whenever photos change, and the server is not asked
//! again for that.

use std::sync::{Mutex, PoisonError};

/// Server, model and text.
pub(crate) type Asked = (String, String, String);

/// The last question with its vector.
#[derive(Debug, Default)]
pub(crate) struct LastAsked(Mutex<Option<(Asked, Vec<f32>)>>);

impl LastAsked {
    /// The vector, if this was the last question.
    pub(crate) fn vector(&self, asked: &Asked) -> Option<Vec<f32>> {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.as_ref().filter(|(of, _)| of == asked).map(|(_, vector)| vector.clone())
    }

    /// Keeps it in place of the one before, and gives it back.
    pub(crate) fn keep(&self, asked: Asked, vector: Vec<f32>) -> Vec<f32> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((asked, vector.clone()));
        vector
    }
}
