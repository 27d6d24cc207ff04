//! A claim: a term, and the fact that makes it true, as a short sentence in the language of the words.

use pothos_model::Language;

use crate::term::Term;

/// A term with the fact behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Claim {
    pub term: Term,
    pub because: String,
}

/// The claims of one photo, gathered by the topics.
#[derive(Debug)]
pub(crate) struct Claims {
    pub language: Language,
    pub found: Vec<Claim>,
}

impl Claims {
    pub fn new(language: Language) -> Self {
        Self { language, found: Vec::new() }
    }

    /// Claims `term`, because of the fact, told in both languages.
    pub fn add(&mut self, term: Term, english: impl Into<String>, chinese: impl Into<String>) {
        let because = match self.language {
            Language::English => english.into(),
            Language::Chinese => chinese.into(),
        };
        self.found.push(Claim { term, because });
    }

    /// Whether `term` is claimed.
    pub fn has(&self, term: Term) -> bool {
        self.found.iter().any(|claim| claim.term == term)
    }
}
