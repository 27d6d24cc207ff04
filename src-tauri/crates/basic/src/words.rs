//! Facts to words.

use pothos_model::{Colour, Language, NewWord, PhotoFacts, Place, Quality};

/// All that is known about a photo without looking at what it shows.
#[derive(Debug, Clone, Copy)]
pub struct BasicInput<'a> {
    /// What the file says.
    pub facts: &'a PhotoFacts,
    /// Where it was taken, by the gazetteer.
    pub place: Option<&'a Place>,
    /// The measured figures.
    pub quality: &'a Quality,
    /// The dominant colours, the largest first.
    pub colours: &'a [Colour],
    /// Upright width in pixels.
    pub width: u32,
    /// Upright height in pixels.
    pub height: u32,
    /// The file's name as shown.
    pub display_name: &'a str,
    /// The language to write in.
    pub language: Language,
}

/// Title, description, categories and tags from facts alone.
#[must_use]
pub fn words(input: &BasicInput<'_>) -> Vec<NewWord> {
    let _ = input;
    Vec::new()
}
