//! The user's own vocabulary: it wins over a model's words. Pure.

use std::collections::{HashMap, HashSet};

use pothos_model::fold_word;

/// Tags and categories as the user writes them, words that are written otherwise, and words that are never stored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabulary {
    own: HashMap<String, String>,
    aliases: HashMap<String, String>,
    blocked: HashSet<String>,
    /// Own words are known, and left as the model wrote them.
    as_said: bool,
}

/// What becomes of a word.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// It is one of the user's own, or stands for one: this is how the user writes it.
    Own(String),
    /// It is never stored.
    Blocked,
    /// The vocabulary says nothing of it.
    Unknown,
}

impl Vocabulary {
    /// `own`: words in the user's spelling. `aliases`: what a model says, and what the user writes for it. `blocked`: words
    /// that are dropped. All are compared without regard to case and spaces.
    pub fn new(
        own: impl IntoIterator<Item = String>,
        aliases: impl IntoIterator<Item = (String, String)>,
        blocked: impl IntoIterator<Item = String>,
    ) -> Self {
        Self {
            own: own.into_iter().map(|word| (fold_word(&word), word)).collect(),
            aliases: aliases.into_iter().map(|(from, to)| (fold_word(&from), to.trim().to_owned())).collect(),
            blocked: blocked.into_iter().map(|word| fold_word(&word)).collect(),
            as_said: false,
        }
    }

    /// The same, for somebody who wants no word rewritten but by an alias.
    #[must_use]
    pub fn left_as_said(self) -> Self {
        Self { as_said: true, ..self }
    }

    /// Whether the user chose this very word in place of another.
    pub(super) fn is_chosen(&self, word: &str) -> bool {
        self.aliases.values().any(|own| fold_word(own) == fold_word(word))
    }

    pub(super) fn place(&self, word: &str) -> Place {
        let folded = fold_word(word);
        if let Some(own) = self.aliases.get(&folded) {
            return if own.is_empty() { Place::Blocked } else { Place::Own(own.clone()) };
        }
        if self.blocked.contains(&folded) {
            return Place::Blocked;
        }
        if let Some(own) = self.own.get(&folded) {
            return Place::Own(if self.as_said { word.to_owned() } else { own.clone() });
        }
        // The user's "boat" is the model's "boats", and the other way round. Words of three letters are too short to tell.
        let other = numbers(&folded).into_iter().find_map(|form| self.own.get(&form));
        other.map_or(Place::Unknown, |own| {
            Place::Own(if self.as_said { word.to_owned() } else { own.clone() })
        })
    }
}

/// A word's singular and plural in English; none for what is no English word.
fn numbers(folded: &str) -> Vec<String> {
    if !folded.is_ascii() || folded.len() < 4 {
        return Vec::new();
    }
    let mut forms = vec![format!("{folded}s"), format!("{folded}es")];
    if let Some(stem) = folded.strip_suffix('y') {
        forms.push(format!("{stem}ies"));
    }
    if let Some(stem) = folded.strip_suffix("ies") {
        forms.push(format!("{stem}y"));
    }
    forms.extend(folded.strip_suffix("es").map(str::to_owned));
    forms.extend(folded.strip_suffix('s').filter(|stem| !stem.ends_with('s')).map(str::to_owned));
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|&word| word.to_owned()).collect()
    }

    #[test]
    fn the_users_spelling_wins_an_alias_goes_before_it_and_a_blocked_word_is_dropped() {
        let vocabulary = Vocabulary::new(
            words(&["Boat", "NYC", "City", "bus", "海边"]),
            [("sea shore".to_owned(), "Coast".to_owned()), ("nyc".to_owned(), "New York".to_owned())],
            words(&["Nature"]),
        );
        for (said, stored) in [
            ("boat", Some("Boat")),
            ("Boats", Some("Boat")),
            ("cities", Some("City")),
            ("Sea  Shore", Some("Coast")),
            ("NYC", Some("New York")),
            ("海边", Some("海边")),
            ("nature", None),
        ] {
            let expected = stored.map_or(Place::Blocked, |own| Place::Own(own.to_owned()));
            assert_eq!(vocabulary.place(said), expected, "{said}");
        }
        for strange in ["boa", "class", "bu", "sunset"] {
            assert_eq!(vocabulary.place(strange), Place::Unknown, "{strange}");
        }
    }
}
