//! A model that does not see its pictures gives every photo the same words. Pure but for the hash.

use std::hash::{DefaultHasher, Hash, Hasher};

use pothos_model::{Failure, FailureCode, VisionRecord};

/// Equal answers in a row after which a batch waits.
const ALARM: u32 = 5;

/// The answers that came last from one server.
#[derive(Default)]
pub(super) struct Same {
    last: u64,
    in_a_row: u32,
    /// The user was told of this answer once; who goes on all the same knows why.
    told: Option<u64>,
}

impl Same {
    /// Counts an answer; the reason to wait, when it is one too many of the same. A title alone may well be true of five
    /// frames in a row; prose and tags are not.
    pub(super) fn count(&mut self, record: &VisionRecord) -> Option<Failure> {
        if record.words.len() < 2 {
            return None;
        }
        let mut hasher = DefaultHasher::new();
        record.words.iter().for_each(|word| (word.kind, &word.text).hash(&mut hasher));
        let this = hasher.finish();
        self.in_a_row = if this == self.last { self.in_a_row + 1 } else { 1 };
        self.last = this;
        if self.in_a_row < ALARM || self.told == Some(this) {
            return None;
        }
        self.told = Some(this);
        let said = record.words.first().map(|word| word.text.as_str()).unwrap_or_default();
        Some(Failure::new(
            FailureCode::SameAnswers,
            format!(
                "{} at {} gave the same words for {ALARM} photos in a row (\u{201c}{said}\u{201d}): most likely it does not see \
                 them. Test the server in Settings, or resume if the photos are alike.",
                record.stamp.model, record.stamp.server
            ),
        ))
    }
}
