//! Which of an answer's words a human should see first: names that nothing gives, and words that are new to the user.

use pothos_model::{Doubt, NewWord, WordKind};

use super::Vocabulary;
use super::names::{Given, is_strange_entry, is_styled, strange_names};
use super::vocabulary::Place;

/// What the user wants to see first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Doubts {
    /// Names that nothing known of the photo gives.
    pub names: bool,
    /// Tags and categories that are not in the vocabulary.
    pub unknown: bool,
}

/// Marks the words of one answer.
pub fn doubt(words: &mut [NewWord], wants: Doubts, own: &Vocabulary, given: &Given) {
    let of =
        |words: &[NewWord], kind| words.iter().find(|word| word.kind == kind).map(|word| word.text.clone());
    let (title, description) = (of(words, WordKind::Title), of(words, WordKind::Description));
    let listed = |word: &&NewWord| !word.kind.is_single();
    let styled = is_styled(words.iter().filter(listed).map(|word| word.text.as_str()));
    let prose =
        [description.as_deref(), title.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(". ");
    for word in words {
        let names = match word.kind {
            _ if !wants.names => Vec::new(),
            WordKind::Title => strange_names(&word.text, description.as_deref(), given),
            WordKind::Description => strange_names(&word.text, None, given),
            WordKind::Category | WordKind::Tag if own.is_chosen(&word.text) => Vec::new(),
            WordKind::Category | WordKind::Tag if is_strange_entry(&word.text, styled, &prose, given) => {
                vec![word.text.clone()]
            }
            WordKind::Category | WordKind::Tag => Vec::new(),
        };
        let known = own.is_chosen(&word.text) || own.place(&word.text) != Place::Unknown;
        let unknown = wants.unknown && !word.kind.is_single() && !known;
        word.doubt = match (names.is_empty(), unknown) {
            (false, _) => Some(Doubt::Names(names)),
            (true, true) => Some(Doubt::Unknown),
            (true, false) => None,
        };
    }
}
