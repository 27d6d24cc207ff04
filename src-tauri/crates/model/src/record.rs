//! What a finished job hands to the store: the whole effect of one photo's analysis, committed at once.

use crate::{Colour, FailureCode, ModelStamp, NewWord, PhotoFacts, Place, Quality, Task};

/// The effect of a basic analysis.
#[derive(Debug, Clone, PartialEq)]
pub struct BasicRecord {
    /// Upright width in pixels, at least 1.
    pub width: u32,
    /// Upright height in pixels, at least 1.
    pub height: u32,
    /// BLAKE3 of the whole file.
    pub content_hash: [u8; 32],
    /// 64-bit DCT hash of the upright luma.
    pub perceptual_hash: Option<u64>,
    /// What the file says.
    pub facts: PhotoFacts,
    /// Where it was taken, by the gazetteer.
    pub place: Option<Place>,
    /// The figures.
    pub quality: Quality,
    /// Up to six dominant colours, the largest first.
    pub colours: Vec<Colour>,
    /// Title, description, categories and tags from facts alone.
    pub words: Vec<NewWord>,
}

/// A task that gave nothing while others did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartialFailure {
    /// The task.
    pub task: Task,
    /// The code.
    pub code: FailureCode,
    /// The sentence.
    pub message: String,
}

/// The effect of a vision analysis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisionRecord {
    /// Which model, how asked.
    pub stamp: ModelStamp,
    /// The words, guarded and limited.
    pub words: Vec<NewWord>,
    /// Tasks that gave nothing.
    pub missing: Vec<PartialFailure>,
    /// From sending the request to the end of the answer, in ms.
    pub duration_ms: i64,
    /// Prompt tokens, where the server tells.
    pub prompt_tokens: Option<u32>,
    /// Answer tokens, where the server tells.
    pub answer_tokens: Option<u32>,
    /// The raw reply, at most 16 KiB.
    pub raw_reply: String,
    /// Names of the repairs the reader made, e.g. `fences`.
    pub repairs: Vec<String>,
    /// For [`crate::TaskSet::MEANING`]: the vector of what is said of the photo; there are no words then.
    pub meaning: Option<Meaning>,
}

/// A vector of the photo's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meaning(Vec<u32>);

impl Meaning {
    /// From a model's numbers; `None` when one is not finite or all are zero.
    #[must_use]
    pub fn new(numbers: &[f32]) -> Option<Self> {
        let usable =
            numbers.iter().all(|number| number.is_finite()) && numbers.iter().any(|number| *number != 0.0);
        usable.then(|| Self(numbers.iter().map(|number| number.to_bits()).collect()))
    }

    /// The numbers.
    #[must_use]
    pub fn numbers(&self) -> Vec<f32> {
        self.0.iter().map(|bits| f32::from_bits(*bits)).collect()
    }
}
