//! The facts behind a photo's basic words. They are worked out again from what is stored of the photo when somebody looks
//! at it: a sentence a word would make the library a third larger.

use std::collections::HashMap;

use pothos_basic::BasicInput;
use pothos_model::{Language, Quality, WordKind};
use pothos_store::PhotoRow;

/// The sentences by word. A word said in another language, or by an earlier version, has none.
pub(super) fn facts_behind(row: &PhotoRow) -> HashMap<(WordKind, String), String> {
    let Some(quality) = &row.quality else { return HashMap::new() };
    [Language::English, Language::Chinese]
        .into_iter()
        .flat_map(|language| said(row, quality, language))
        .collect()
}

fn said(
    row: &PhotoRow,
    quality: &Quality,
    language: Language,
) -> impl Iterator<Item = ((WordKind, String), String)> {
    let words = pothos_basic::words(&BasicInput {
        facts: &row.facts,
        place: row.place.as_ref(),
        quality,
        colours: &row.colours,
        width: row.width,
        height: row.height,
        display_name: &row.name,
        language,
    });
    words.into_iter().filter_map(|word| Some(((word.kind, word.text), word.because?)))
}
