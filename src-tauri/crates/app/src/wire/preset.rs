//! Prompt presets on the wire, and what a request would send.

use pothos_model::{Example, Preset, STANDARD_PRESET, Task, TaskPrompt};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Other words for one task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TaskPromptView {
    /// `title`, `description`, `categories` or `tags`.
    pub task: String,
    /// What is asked.
    pub text: String,
    /// Instead of the built-in words; otherwise after them.
    pub replaces: bool,
}

/// A wanted answer, for a photo that is described in words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export)]
pub struct ExampleView {
    /// What the photo shows.
    pub photo: String,
    /// The wanted title; empty for none.
    pub title: String,
    /// The wanted description; empty for none.
    pub description: String,
    /// The wanted categories.
    pub categories: Vec<String>,
    /// The wanted tags.
    pub tags: Vec<String>,
}

/// A way to ask.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export)]
pub struct PresetView {
    /// Its name; `standard` is built in and cannot be changed.
    pub name: String,
    /// Rises with every change; what is sent here is ignored when saving.
    pub version: u32,
    /// Who the model is; empty for the built-in words.
    pub system: String,
    /// Other words for some tasks.
    pub prompts: Vec<TaskPromptView>,
    /// At most five.
    pub examples: Vec<ExampleView>,
}

/// What a request would send for its first photo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PreviewView {
    /// The photo.
    #[ts(type = "number")]
    pub photo: i64,
    /// Its file name, which is not sent.
    pub name: String,
    /// The texts, one entry a request.
    pub requests: Vec<SpokenView>,
    /// Size of the picture that goes with each, bytes.
    #[ts(type = "number")]
    pub picture_bytes: u64,
    /// Longest side of that picture, pixels.
    pub picture_side: u32,
    /// To whom, the preferred server first.
    pub servers: Vec<String>,
    /// The model's name.
    pub model: String,
    /// `this_machine`, `your_network` or `the_internet`: the farthest of the servers.
    pub privacy: String,
}

/// The two texts of one request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SpokenView {
    /// Who the model is.
    pub system: String,
    /// What is asked.
    pub user: String,
}

/// Task prompts whose task is one.
pub(crate) fn prompts(views: &[TaskPromptView]) -> Result<Vec<TaskPrompt>, String> {
    views
        .iter()
        .map(|view| {
            let task = Task::from_name(view.task.trim()).ok_or_else(|| {
                format!("{:?} is no task; use title, description, categories or tags.", view.task)
            })?;
            Ok(TaskPrompt { task, text: view.text.clone(), replaces: view.replaces })
        })
        .collect()
}

impl TryFrom<PresetView> for Preset {
    type Error = String;

    fn try_from(view: PresetView) -> Result<Self, String> {
        let examples = view.examples.into_iter().map(|example| Example {
            photo: example.photo,
            title: example.title,
            description: example.description,
            categories: example.categories,
            tags: example.tags,
        });
        Preset {
            name: view.name,
            version: view.version,
            system: view.system,
            prompts: prompts(&view.prompts)?,
            examples: examples.collect(),
        }
        .checked()
    }
}

impl From<Preset> for PresetView {
    fn from(preset: Preset) -> Self {
        Self {
            name: preset.name,
            version: preset.version,
            system: preset.system,
            prompts: preset
                .prompts
                .into_iter()
                .map(|prompt| TaskPromptView {
                    task: prompt.task.name().to_owned(),
                    text: prompt.text,
                    replaces: prompt.replaces,
                })
                .collect(),
            examples: preset
                .examples
                .into_iter()
                .map(|example| ExampleView {
                    photo: example.photo,
                    title: example.title,
                    description: example.description,
                    categories: example.categories,
                    tags: example.tags,
                })
                .collect(),
        }
    }
}

impl PresetView {
    /// The preset that is built in.
    #[must_use]
    pub fn standard(version: u32) -> Self {
        Self { name: STANDARD_PRESET.to_owned(), version, ..Self::default() }
    }
}
