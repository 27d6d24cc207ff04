//! What is known about a photo without looking at what it shows.

use pothos_model::{Colour, Language, PhotoFacts, Place, Quality};

use crate::moment::Moment;
use crate::technique::{Shape, Technique};

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

/// What the facts mean, worked out once for all four kinds of words.
pub(crate) struct Known<'a> {
    pub input: &'a BasicInput<'a>,
    pub moment: Option<Moment>,
    pub techniques: Vec<Technique>,
    pub shape: Shape,
    pub colours: Vec<&'static str>,
    /// The country in the words' language.
    pub country: Option<String>,
    /// Maker and model as people say them.
    pub camera: Option<String>,
}
