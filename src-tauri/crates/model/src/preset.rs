//! Prompt presets: what a model is asked, in the user's own words.

use serde::{Deserialize, Serialize};

use crate::analysis::Task;

/// The name of the preset that is built in.
pub const STANDARD_PRESET: &str = "standard";
/// The longest text of one prompt, in characters: a model's context is a few thousand tokens.
const MAX_TEXT: usize = 2_000;
/// The most examples of one preset.
const MAX_EXAMPLES: usize = 5;
/// The longest name, in characters.
const MAX_NAME: usize = 60;

/// Other words for one task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskPrompt {
    /// The task.
    pub task: Task,
    /// What is asked.
    pub text: String,
    /// Instead of the built-in words; otherwise after them.
    pub replaces: bool,
}

/// An answer as it is wanted, for a photo that is described in words: the model sees no other picture.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
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

/// A named and versioned way to ask. Every change of its words makes a new version, because results name the version that
/// they come from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preset {
    /// Unique among the presets.
    pub name: String,
    /// From 1 on.
    pub version: u32,
    /// Who the model is and which rules hold; empty for the built-in words.
    pub system: String,
    /// Other words for some tasks.
    pub prompts: Vec<TaskPrompt>,
    /// Wanted answers, at most five.
    pub examples: Vec<Example>,
}

impl Preset {
    /// The preset with its texts trimmed and what is empty left out.
    ///
    /// # Errors
    /// A sentence: what is too long or too many, or a name that is none.
    pub fn checked(mut self) -> Result<Self, String> {
        self.name = self.name.trim().to_owned();
        if self.name.is_empty() || self.name.chars().count() > MAX_NAME {
            return Err(format!("A preset needs a name of 1 to {MAX_NAME} characters."));
        }
        if self.name == STANDARD_PRESET {
            return Err("The standard preset cannot be changed. Save yours under another name.".to_owned());
        }
        self.system = text(&self.system, "The system prompt")?;
        for prompt in &mut self.prompts {
            prompt.text = text(&prompt.text, &format!("The prompt for {}", prompt.task.name()))?;
        }
        self.prompts.retain(|prompt| !prompt.text.is_empty());
        if self.examples.len() > MAX_EXAMPLES {
            return Err(format!("At most {MAX_EXAMPLES} examples fit into a prompt."));
        }
        for example in &mut self.examples {
            example.photo = text(&example.photo, "An example's photo")?;
            example.title = text(&example.title, "An example's title")?;
            example.description = text(&example.description, "An example's description")?;
            for words in [&mut example.categories, &mut example.tags] {
                words.iter_mut().for_each(|word| *word = word.trim().chars().take(50).collect());
                words.retain(|word| !word.is_empty());
                words.truncate(20);
            }
        }
        self.examples.retain(|example| *example != Example::default());
        Ok(self)
    }
}

fn text(text: &str, what: &str) -> Result<String, String> {
    let text = text.trim();
    if text.chars().count() > MAX_TEXT {
        return Err(format!("{what} is longer than {MAX_TEXT} characters."));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preset_is_trimmed_and_what_is_too_long_is_said() {
        let preset = Preset {
            name: " Birds ".into(),
            prompts: vec![
                TaskPrompt { task: Task::Title, text: " The species. ".into(), replaces: true },
                TaskPrompt { task: Task::Tags, text: "  ".into(), replaces: false },
            ],
            examples: vec![Example::default()],
            ..Preset::default()
        };
        let checked = preset.clone().checked().expect("it is one");
        assert_eq!((checked.name.as_str(), checked.prompts.len(), checked.examples.len()), ("Birds", 1, 0));
        assert_eq!(checked.prompts[0].text, "The species.");
        assert!(Preset { name: "standard".into(), ..preset.clone() }.checked().is_err());
        assert!(Preset { system: "x".repeat(2_001), ..preset.clone() }.checked().is_err());
        assert!(Preset { name: " ".into(), ..preset }.checked().is_err());
    }
}
