//! What was asked and what has been read so far.

use pothos_model::{Language, Limits, Task, TaskSet, VisionOptions};

/// What an answer is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// The tasks that were asked.
    pub tasks: TaskSet,
    /// How many words a photo may get.
    pub limits: Limits,
    /// The language that was asked for.
    pub language: Language,
    /// Whether the server stopped before the model did: the last word may be cut.
    pub cut: bool,
}

impl Wanted {
    /// What these options want for `tasks`, of an answer that is whole.
    #[must_use]
    pub fn new(tasks: TaskSet, options: &VisionOptions) -> Self {
        Self { tasks, limits: options.limits.clamped(), language: options.language, cut: false }
    }
}

/// An answer as read, before the guard.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// The title.
    pub title: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// The categories.
    pub categories: Vec<String>,
    /// The tags.
    pub tags: Vec<String>,
    /// A word list that stood where prose was asked; kept as tags.
    pub description_was_list: bool,
    /// The model's own words when it declined instead of answering.
    pub declined: Option<String>,
    /// What had to be mended, each once, in order.
    pub repairs: Repairs,
}

impl Draft {
    /// Whether nothing was read for `task`.
    #[must_use]
    pub fn lacks(&self, task: Task) -> bool {
        match task {
            Task::Title => self.title.is_none(),
            Task::Description => self.description.is_none(),
            Task::Categories => self.categories.is_empty(),
            Task::Tags => self.tags.is_empty(),
        }
    }
}

/// Names of repairs, each once, in the order they were made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Repairs(Vec<&'static str>);

impl Repairs {
    /// Records a repair.
    pub fn add(&mut self, name: &'static str) {
        if !self.0.contains(&name) {
            self.0.push(name);
        }
    }

    /// The names.
    #[must_use]
    pub fn names(&self) -> &[&'static str] {
        &self.0
    }

    /// Adds another set's names.
    pub fn merge(&mut self, other: &Repairs) {
        for name in &other.0 {
            self.add(name);
        }
    }
}
