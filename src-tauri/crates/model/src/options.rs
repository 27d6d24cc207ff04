//! How a vision batch asks: everything that shapes its questions.

use serde::{Deserialize, Serialize};

use crate::analysis::{Language, Limits, TaskSet};
use crate::preset::{Example, Preset, STANDARD_PRESET, TaskPrompt};

/// Whether the tasks of a photo share one request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestForm {
    /// All tasks in a single structured request.
    #[default]
    Combined,
    /// One request a task, in parallel.
    Separate,
}

/// Everything that decides what a vision batch asks; stored with the batch, part of each job's work key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisionOptions {
    /// The tasks to run; never empty.
    pub tasks: TaskSet,
    /// How many words a photo may get.
    pub limits: Limits,
    /// The language to answer in.
    pub language: Language,
    /// The user's instruction, added to every task's prompt; empty for none.
    pub instruction: String,
    /// One request or one a task.
    pub form: RequestForm,
    /// The prompt preset's name.
    pub preset: String,
    /// The prompt preset's version.
    pub preset_version: u32,
    /// Who the model is, in the preset's words; empty for the built-in ones.
    #[serde(default)]
    pub system: String,
    /// Other words for some tasks: the preset's, then the batch's own.
    #[serde(default)]
    pub prompts: Vec<TaskPrompt>,
    /// The preset's wanted answers.
    #[serde(default)]
    pub examples: Vec<Example>,
    /// The longest side of the JPEG that is sent, in pixels, 256 to 2048.
    pub image_side: u32,
    /// Whether the capture date is given to the model.
    pub send_date: bool,
    /// Whether the place name is given to the model.
    pub send_place: bool,
    /// Whether the folder's name is given to the model.
    pub send_folder: bool,
    /// Whether keywords already in the file are given to the model.
    pub send_keywords: bool,
    /// Whether the names of people in the file are given to the model.
    #[serde(default)]
    pub send_people: bool,
    /// Describe one frame of a burst and hand its words to the others. No part of what makes work the same.
    #[serde(default)]
    pub one_a_burst: bool,
}

impl Default for VisionOptions {
    fn default() -> Self {
        Self {
            tasks: TaskSet::STANDARD,
            limits: Limits::default(),
            language: Language::English,
            instruction: String::new(),
            form: RequestForm::Combined,
            preset: STANDARD_PRESET.to_owned(),
            preset_version: 1,
            system: String::new(),
            prompts: Vec::new(),
            examples: Vec::new(),
            image_side: 1024,
            send_date: true,
            send_place: true,
            send_folder: false,
            send_keywords: true,
            send_people: false,
            one_a_burst: false,
        }
    }
}

impl VisionOptions {
    /// These options, asked in the preset's way.
    #[must_use]
    pub fn asked_as(self, preset: &Preset) -> Self {
        Self {
            preset: preset.name.clone(),
            preset_version: preset.version,
            system: preset.system.clone(),
            prompts: preset.prompts.clone(),
            examples: preset.examples.clone(),
            ..self
        }
    }
}
