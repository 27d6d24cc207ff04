//! What can be asked of a photo: the kinds of analysis, the vision tasks, their limits and options.

use serde::{Deserialize, Serialize};

/// A kind of analysis. `Basic` needs nothing; `Vision` needs a model server the user configured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnalysisKind {
    /// The embedded analyser: pixels and metadata only.
    Basic,
    /// A vision model behind a server.
    Vision,
}

/// One thing a vision model is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// One line naming the main subject.
    Title,
    /// Objective prose.
    Description,
    /// Broad, reusable shelves.
    Categories,
    /// Concrete keywords.
    Tags,
}

impl Task {
    /// All tasks in the order they are asked and shown.
    pub const ALL: [Task; 4] = [Task::Title, Task::Description, Task::Categories, Task::Tags];

    /// The task's stored and wire name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Task::Title => "title",
            Task::Description => "description",
            Task::Categories => "categories",
            Task::Tags => "tags",
        }
    }

    /// The task with that name, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|task| task.name() == name)
    }
}

/// A set of tasks, as four bits (bit 0 title, 1 description, 2 categories, 3 tags).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TaskSet(pub u8);

impl TaskSet {
    /// No task.
    pub const EMPTY: TaskSet = TaskSet(0);
    /// Title, description and tags: what runs when nothing was chosen.
    pub const STANDARD: TaskSet = TaskSet(0b1011);

    /// No words are asked for: what is said of the photo is made a vector of, for the search by meaning. Stands alone.
    pub const MEANING: TaskSet = TaskSet(0b1_0000);

    /// The set with `task` added.
    #[must_use]
    pub fn with(self, task: Task) -> Self {
        Self(self.0 | 1 << task as u8)
    }

    /// The set with `task` removed.
    #[must_use]
    pub fn without(self, task: Task) -> Self {
        Self(self.0 & !(1 << task as u8))
    }

    /// Whether `task` is in the set.
    #[must_use]
    pub fn contains(self, task: Task) -> bool {
        self.0 & (1 << task as u8) != 0
    }

    /// The tasks in the set, in the order of [`Task::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Task> {
        Task::ALL.into_iter().filter(move |task| self.contains(*task))
    }

    /// Whether the set is empty.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 & 0b1_1111 == 0
    }
}

impl FromIterator<Task> for TaskSet {
    fn from_iter<I: IntoIterator<Item = Task>>(tasks: I) -> Self {
        tasks.into_iter().fold(Self::EMPTY, Self::with)
    }
}

/// The language that words are written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Language {
    /// English.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Simplified Chinese.
    #[serde(rename = "zh-CN")]
    Chinese,
}

impl Language {
    /// The BCP 47 tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Chinese => "zh-CN",
        }
    }

    /// Its name in English, for sentences.
    #[must_use]
    pub fn english_name(self) -> &'static str {
        match self {
            Language::English => "English",
            Language::Chinese => "Simplified Chinese",
        }
    }

    /// The language with that BCP 47 tag (`en`, `en-GB`, `zh`, `zh-CN`, `zh-Hans` …).
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        match primary.as_str() {
            "en" => Some(Language::English),
            "zh" => Some(Language::Chinese),
            _ => None,
        }
    }
}

/// How many words a photo may get.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Limits {
    /// At most this many categories, 1 to 10.
    pub max_categories: u8,
    /// At most this many tags, 1 to 20.
    pub max_tags: u8,
}

impl Limits {
    /// Both limits brought into their ranges.
    #[must_use]
    pub fn clamped(self) -> Self {
        Self { max_categories: self.max_categories.clamp(1, 10), max_tags: self.max_tags.clamp(1, 20) }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_categories: 5, max_tags: 10 }
    }
}
