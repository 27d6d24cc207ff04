//! Words about a photo, each with who said it.

use serde::{Deserialize, Serialize};

use crate::{BatchId, PhotoId, Timestamp};

/// What kind of word it is. A photo shows one title and one description, many categories and tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WordKind {
    /// The title.
    Title,
    /// The description.
    Description,
    /// A category.
    Category,
    /// A tag.
    Tag,
}

impl WordKind {
    /// Every kind.
    pub const ALL: [WordKind; 4] =
        [WordKind::Title, WordKind::Description, WordKind::Category, WordKind::Tag];

    /// The stored and wire name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            WordKind::Title => "title",
            WordKind::Description => "description",
            WordKind::Category => "category",
            WordKind::Tag => "tag",
        }
    }

    /// The kind with that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether a photo shows only one word of this kind.
    #[must_use]
    pub fn is_single(self) -> bool {
        matches!(self, WordKind::Title | WordKind::Description)
    }
}

/// Who said a word. The order is the precedence of a title or description: a human over the file, the file
/// over a model, a model over basic facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The embedded analyser, from facts.
    Basic,
    /// A vision model.
    Model,
    /// The file's own metadata.
    File,
    /// The user, by typing it or by accepting a machine's word.
    Human,
}

impl Source {
    /// Every source.
    pub const ALL: [Source; 4] = [Source::Basic, Source::Model, Source::File, Source::Human];

    /// The stored and wire name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Source::Basic => "basic",
            Source::Model => "model",
            Source::File => "file",
            Source::Human => "human",
        }
    }

    /// The source with that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.name() == name)
    }
}

/// Which model said it, how it was asked, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelStamp {
    /// The server's address, without user or key.
    pub server: String,
    /// The model's name.
    pub model: String,
    /// The prompt preset's name.
    pub preset: String,
    /// The prompt preset's version.
    pub preset_version: u32,
    /// The batch.
    pub batch: BatchId,
    /// The photo that the model was shown, when it was another frame of the same burst.
    pub similar_to: Option<PhotoId>,
}

/// Why a machine's word is not simply believed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// The user has no such word yet and wants to see new ones first.
    Unknown,
    /// These names are in it, and nothing that is known of the photo gives them.
    Names(Vec<String>),
}

/// A word to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWord {
    /// What it is.
    pub kind: WordKind,
    /// The text, trimmed, NFC, never empty.
    pub text: String,
    /// Whether a human should look at it first.
    pub doubt: Option<Doubt>,
    /// The fact that it rests on, as a short sentence without a full stop in the language of the word, where one is
    /// known: `Shutter time 4 s`.
    pub because: Option<String>,
}

impl NewWord {
    /// A word that nobody doubts.
    #[must_use]
    pub fn new(kind: WordKind, text: impl Into<String>) -> Self {
        Self { kind, text: text.into(), doubt: None, because: None }
    }

    /// The word with the fact that it rests on.
    #[must_use]
    pub fn because(self, fact: impl Into<String>) -> Self {
        Self { because: Some(fact.into()), ..self }
    }
}

/// A stored word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Its row id.
    pub id: i64,
    /// What it is.
    pub kind: WordKind,
    /// The text.
    pub text: String,
    /// Who said it.
    pub source: Source,
    /// For a model's word: which and how.
    pub stamp: Option<ModelStamp>,
    /// When it was stored.
    pub created: Timestamp,
    /// When a human accepted it; `None` for a word nobody accepted.
    pub accepted: Option<Timestamp>,
    /// For a model's title or description: names in it that nothing known of the photo gives.
    pub names: Vec<String>,
}

/// The form in which two tags are the same: lower case, white space folded. The caller has done NFC.
#[must_use]
pub fn fold_word(text: &str) -> String {
    let lower = text.to_lowercase();
    let mut folded = String::with_capacity(lower.len());
    for part in lower.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(part);
    }
    folded
}
