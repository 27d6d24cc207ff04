//! The vector of the last question: what is shown is looked up again whenever photos change, and the server is not asked
//! again for that.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Server, model and text.
pub(crate) type Asked = (String, String, String);

/// The last question with its vector, and until when the server is left alone.
#[derive(Debug, Default)]
pub(crate) struct LastAsked {
    last: Mutex<Option<(Asked, Vec<f32>)>>,
    rests_until: Mutex<Option<Instant>>,
}

impl LastAsked {
    /// The vector, if this was the last question.
    pub(crate) fn vector(&self, asked: &Asked) -> Option<Vec<f32>> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.as_ref().filter(|(of, _)| of == asked).map(|(_, vector)| vector.clone())
    }

    /// Keeps it in place of the one before, and gives it back.
    pub(crate) fn keep(&self, asked: Asked, vector: Vec<f32>) -> Vec<f32> {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some((asked, vector.clone()));
        vector
    }

    /// Whether the server is left alone.
    pub(crate) fn is_resting(&self) -> bool {
        let until = *self.rests_until.lock().unwrap_or_else(PoisonError::into_inner);
        until.is_some_and(|until| Instant::now() < until)
    }

    /// Leaves the server alone for so long.
    pub(crate) fn rest(&self, time: Duration) {
        *self.rests_until.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now() + time);
    }

    /// Asks again: the server answered after all, or the settings name another.
    pub(crate) fn wake(&self) {
        *self.rests_until.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
