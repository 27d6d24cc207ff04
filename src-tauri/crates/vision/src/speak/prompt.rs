//! Puts a prompt together: who the model is, what is asked, what is known, what the user wishes. The wishes
//! follow the tasks and never replace them, so that four tasks stay four questions.

use pothos_model::{Example, Language, Task, TaskPrompt, TaskSet, VisionOptions};

use super::manner::Shape;
use super::preset::Preset;
use super::{chinese, english};
use crate::PromptFacts;

/// The version of the built-in presets: raised with every change of their words, because it is part of a
/// result's provenance.
pub const PRESET_VERSION: u32 = 1;

/// What the user's instruction and one fact may add, in characters: the context is a few thousand tokens.
const MAX_INSTRUCTION: usize = 2_000;
const MAX_FACT: usize = 120;
const MAX_KEYWORDS: usize = 20;

/// The two texts of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoken {
    /// Who the model is and which rules hold.
    pub system: String,
    /// What is asked about this photo.
    pub user: String,
}

fn preset(language: Language) -> &'static Preset {
    match language {
        Language::English => &english::PRESET,
        Language::Chinese => &chinese::PRESET,
    }
}

/// The prompt for `tasks`. `insist` is set when the last answer came in another script.
pub(crate) fn spoken(
    tasks: TaskSet,
    options: &VisionOptions,
    facts: &PromptFacts,
    shape: Shape,
    insist: bool,
) -> Spoken {
    let preset = preset(options.language);
    let limits = options.limits.clamped();
    let mut user = preset.opening.to_owned();
    for task in tasks.iter() {
        let question = match task {
            Task::Title => preset.title.to_owned(),
            Task::Description => preset.description.to_owned(),
            Task::Categories => (preset.categories)(limits),
            Task::Tags => (preset.tags)(limits),
        };
        user.push_str(&format!("\n- {}: {}", task.name(), in_own_words(task, question, &options.prompts)));
    }
    let examples = examples(tasks, &options.examples);
    if !examples.is_empty() {
        user.push_str(&format!("\n\n{}\n{}", preset.examples, examples.join("\n")));
    }
    let known = known(preset, options, facts);
    if !known.is_empty() {
        user.push_str(&format!("\n\n{}\n{}", preset.facts, known.join("\n")));
    }
    let wish = bounded(&options.instruction, MAX_INSTRUCTION);
    if !wish.is_empty() {
        user.push_str(&format!("\n\n{}\n{wish}", preset.wish));
    }
    // With a schema the form is enforced; naming it again sends some models into loops.
    if matches!(shape, Shape::Json | Shape::Plain) {
        let names: Vec<&str> = tasks.iter().map(Task::name).collect();
        user.push_str(&format!("\n\n{} {}: {}.", preset.object, preset.keys, names.join(", ")));
    }
    if insist {
        user.push_str(&format!("\n\n{}", preset.insist));
    }
    let own = bounded(&options.system, MAX_INSTRUCTION);
    Spoken { system: if own.is_empty() { preset.system.to_owned() } else { own }, user }
}

/// A task's question with what the user adds to it, or as the user puts it.
fn in_own_words(task: Task, question: String, prompts: &[TaskPrompt]) -> String {
    prompts.iter().filter(|prompt| prompt.task == task).fold(question, |question, prompt| {
        let text = bounded(&prompt.text, MAX_INSTRUCTION);
        match (text.is_empty(), prompt.replaces) {
            (true, _) => question,
            (false, true) => text,
            (false, false) => format!("{question} {text}"),
        }
    })
}

/// Wanted answers as plain lines: samples of JSON beside a schema send some models into loops (facts in
/// docs/decisions/0046).
fn examples(tasks: TaskSet, examples: &[Example]) -> Vec<String> {
    let one = |example: &Example| {
        let wanted: Vec<String> = tasks
            .iter()
            .filter_map(|task| {
                let words = match task {
                    Task::Title => bounded(&example.title, MAX_INSTRUCTION),
                    Task::Description => bounded(&example.description, MAX_INSTRUCTION),
                    Task::Categories => example.categories.join(", "),
                    Task::Tags => example.tags.join(", "),
                };
                (!words.is_empty()).then(|| format!("{}: {words}", task.name()))
            })
            .collect();
        (!wanted.is_empty())
            .then(|| format!("- {} → {}", bounded(&example.photo, MAX_INSTRUCTION), wanted.join("; ")))
    };
    examples.iter().filter_map(one).collect()
}

fn known(preset: &Preset, options: &VisionOptions, facts: &PromptFacts) -> Vec<String> {
    let mut lines = Vec::new();
    let mut tell = |allowed: bool, label: &str, fact: Option<&str>| {
        let fact = fact.map(|fact| bounded(fact, MAX_FACT)).unwrap_or_default();
        if allowed && !fact.is_empty() && !looks_like_coordinates(&fact) {
            lines.push(format!("- {label}: {fact}"));
        }
    };
    tell(options.send_date, preset.date, facts.date.as_deref());
    tell(options.send_place, preset.place, facts.place.as_deref());
    tell(options.send_folder, preset.folder, facts.folder.as_deref());
    let mut list = |allowed: bool, label: &str, facts: &[String]| {
        let facts: Vec<String> = facts
            .iter()
            .map(|fact| bounded(fact, 50))
            .filter(|fact| !fact.is_empty() && !looks_like_coordinates(fact))
            .take(MAX_KEYWORDS)
            .collect();
        if allowed && !facts.is_empty() {
            lines.push(format!("- {label}: {}", facts.join(", ")));
        }
    };
    list(options.send_people, preset.people, &facts.people);
    list(options.send_keywords, preset.keywords, &facts.keywords);
    lines
}

/// One line of at most `max` characters.
fn bounded(text: &str, max: usize) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let words: Vec<&str> = clean.split_whitespace().collect();
    words.join(" ").chars().take(max).collect()
}

/// Geotagging programs write positions into keywords and folder names (`geo:lat=43.84`, `43.8430, 10.5079`);
/// positions are never sent.
fn looks_like_coordinates(text: &str) -> bool {
    let lower = text.to_lowercase();
    if lower.contains("geo:") || lower.contains("gps") {
        return true;
    }
    let degrees = text.contains('°') && text.chars().any(|c| c.is_ascii_digit());
    let fine_decimals = |part: &str| {
        part.split_once('.').is_some_and(|(whole, digits)| {
            whole.trim_start_matches(['-', '+']).chars().all(|c| c.is_ascii_digit())
                && digits.chars().take_while(char::is_ascii_digit).count() >= 3
        })
    };
    degrees || text.split([',', ' ', ';', '/', '_', '=']).filter(|part| fine_decimals(part)).count() >= 1
}

/// Asks for the number and colour that are drawn in the probe picture.
pub(crate) fn probe_prompt() -> Spoken {
    Spoken {
        system: "You read test pictures exactly.".to_owned(),
        user: "The picture shows a coloured shape and a number of four digits. Answer with one JSON object with \
               the keys digits (the four digits you see) and colour (the shape's colour)."
            .to_owned(),
    }
}
