//! The guard's judgement of one answer: which words are kept, and why a task has none.

use pothos_model::{FailureCode, Language, NewWord, PartialFailure, Task, TaskSet, WordKind, fold_word};

use super::vocabulary::{Place, Vocabulary};
use super::{clean, junk, script};
use crate::reply::{Draft, Repairs, Wanted, declines, is_han, strip_bullet, whole_sentences, word_count};

/// The longest stored title, in characters.
const MAX_TITLE: usize = 200;
/// The longest stored description.
const MAX_DESCRIPTION: usize = 1_000;
/// The longest stored tag or category.
const MAX_ENTRY: usize = 50;
/// The most words of a tag or category; three Han characters count as one.
const MAX_WORDS: usize = 4;

/// What the guard let through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guarded {
    /// The words to store, in the order of the tasks.
    pub words: Vec<NewWord>,
    /// Tasks without a usable word.
    pub missing: Vec<PartialFailure>,
    /// Tasks that were answered in another script or language, for one more question.
    pub foreign: TaskSet,
    /// Whether the model declined to answer.
    pub declined: bool,
    /// What was mended while reading and guarding, each once.
    pub repairs: Repairs,
}

impl Default for TaskOutcome {
    fn default() -> Self {
        Self { words: Vec::new(), why: "gave nothing for it", foreign: false }
    }
}

/// One task's words, or why there are none.
struct TaskOutcome {
    words: Vec<String>,
    why: &'static str,
    foreign: bool,
}

/// Judges a draft for somebody without words of their own.
#[must_use]
pub fn guard(draft: &Draft, wanted: &Wanted) -> Guarded {
    guard_with(draft, wanted, &Vocabulary::default())
}

/// Judges a draft; the user's vocabulary wins.
#[must_use]
pub fn guard_with(draft: &Draft, wanted: &Wanted, own: &Vocabulary) -> Guarded {
    let mut guarded = Guarded {
        words: Vec::new(),
        missing: Vec::new(),
        foreign: TaskSet::EMPTY,
        declined: draft.declined.is_some(),
        repairs: draft.repairs.clone(),
    };
    for task in wanted.tasks.iter() {
        let outcome = match task {
            Task::Title => title(draft, wanted, &mut guarded),
            Task::Description => description(draft, wanted, &mut guarded),
            Task::Categories => entries(
                &draft.categories,
                wanted.limits.clamped().max_categories,
                (wanted, own),
                &mut guarded.repairs,
            ),
            Task::Tags => {
                entries(&draft.tags, wanted.limits.clamped().max_tags, (wanted, own), &mut guarded.repairs)
            }
        };
        accept(task, outcome, &mut guarded);
    }
    // A word list that stood where prose was asked is kept although no tags were asked for.
    if draft.description_was_list && !wanted.tasks.contains(Task::Tags) {
        let outcome =
            entries(&draft.tags, wanted.limits.clamped().max_tags, (wanted, own), &mut guarded.repairs);
        guarded.words.extend(outcome.words.into_iter().map(|text| NewWord::new(WordKind::Tag, text)));
    }
    guarded
}

fn accept(task: Task, outcome: TaskOutcome, guarded: &mut Guarded) {
    let kind = match task {
        Task::Title => WordKind::Title,
        Task::Description => WordKind::Description,
        Task::Categories => WordKind::Category,
        Task::Tags => WordKind::Tag,
    };
    if outcome.words.is_empty() {
        if outcome.foreign {
            guarded.foreign = guarded.foreign.with(task);
        }
        guarded.missing.push(PartialFailure {
            task,
            code: FailureCode::UnreadableAnswer,
            message: format!("The model's answer has no usable {}: it {}.", task.name(), outcome.why),
        });
    }
    guarded.words.extend(outcome.words.into_iter().map(|text| NewWord::new(kind, text)));
}

fn nothing(why: &'static str) -> TaskOutcome {
    TaskOutcome { words: Vec::new(), why, foreign: false }
}

fn foreign(language: Language) -> TaskOutcome {
    let why = match language {
        Language::English => "is not in English",
        Language::Chinese => "is not in Simplified Chinese",
    };
    TaskOutcome { words: Vec::new(), why, foreign: true }
}

fn one(text: String) -> TaskOutcome {
    TaskOutcome { words: vec![text], ..TaskOutcome::default() }
}

fn title(draft: &Draft, wanted: &Wanted, guarded: &mut Guarded) -> TaskOutcome {
    let Some(raw) = draft.title.as_deref() else { return TaskOutcome::default() };
    let mut text = clean::line(strip_bullet(raw, &mut guarded.repairs));
    if declines(&text) {
        guarded.declined = true;
        return nothing("declines to answer");
    }
    let (opened, stripped) = junk::without_opening(&text);
    if stripped {
        guarded.repairs.add("boilerplate");
        text = clean::line(&opened);
    }
    text = text.trim_end_matches(['.', '。', ',', '，', ';', '；', ':', '：']).trim().to_owned();
    if text.chars().count() > MAX_TITLE {
        // A paragraph where a line was asked: its first sentence may be one.
        let first = first_sentence(&text).filter(|sentence| sentence.chars().count() <= MAX_TITLE);
        let Some(first) = first else { return nothing("is far too long") };
        guarded.repairs.add("shortened");
        text = first;
    }
    if junk::has_no_letter(&text) {
        return nothing("has no word in it");
    }
    if junk::is_generic_title(&text) {
        return nothing("names no subject");
    }
    if text.chars().count() < 2 {
        return nothing("is a single letter");
    }
    if script::is_foreign(&text, wanted.language) {
        return foreign(wanted.language);
    }
    one(text)
}

fn first_sentence(text: &str) -> Option<String> {
    let end = text.find(". ").or_else(|| text.find('。'))?;
    text.get(..end).map(str::to_owned)
}

fn description(draft: &Draft, wanted: &Wanted, guarded: &mut Guarded) -> TaskOutcome {
    if draft.description_was_list {
        return nothing("is a list of words instead of sentences");
    }
    let Some(raw) = draft.description.as_deref() else { return TaskOutcome::default() };
    let mut text = clean::line(raw);
    if declines(&text) {
        guarded.declined = true;
        return nothing("declines to answer");
    }
    let (opened, stripped) = junk::without_opening(&text);
    if stripped {
        guarded.repairs.add("boilerplate");
        text = opened;
    }
    if junk::has_no_letter(&text) {
        return nothing("has no word in it");
    }
    if junk::is_placeholder(&text) || junk::is_generic_title(&text) {
        return nothing("describes nothing");
    }
    let words = word_count(&text);
    let han = text.chars().filter(|c| is_han(*c)).count();
    if words < 3 && han < 6 {
        return nothing("is too short to describe anything");
    }
    let (told_once, repeated) = without_repeats(&text);
    if repeated {
        guarded.repairs.add("repeats");
        text = told_once;
    }
    if is_babble(&text) {
        return nothing("repeats the same words");
    }
    if script::is_foreign(&text, wanted.language) {
        return foreign(wanted.language);
    }
    if text.chars().count() > MAX_DESCRIPTION {
        guarded.repairs.add("shortened");
        text = clean::shortened(&text, MAX_DESCRIPTION);
    }
    one(text)
}

/// `text` with each sentence once.
fn without_repeats(text: &str) -> (String, bool) {
    let mut seen: Vec<String> = Vec::new();
    let mut kept = String::new();
    let mut repeated = false;
    let mut rest = text;
    while !rest.is_empty() {
        let sentence = match whole_sentence_at(rest) {
            Some(end) => rest.get(..end).unwrap_or(rest),
            None => rest,
        };
        rest = rest.get(sentence.len()..).unwrap_or_default();
        let folded = fold_word(sentence);
        // A description has few sentences; beyond these a repetition costs nothing.
        if folded.chars().count() > 8 && seen.contains(&folded) {
            repeated = true;
            continue;
        }
        if seen.len() < 200 {
            seen.push(folded);
        }
        kept.push_str(sentence);
    }
    (kept.trim().to_owned(), repeated)
}

fn whole_sentence_at(text: &str) -> Option<usize> {
    text.char_indices().find_map(|(at, c)| {
        let after = at + c.len_utf8();
        let rest = text.get(after..)?;
        match c {
            '。' | '！' | '？' => Some(after),
            '.' | '!' | '?' if rest.starts_with(' ') => Some(after + 1),
            _ => None,
        }
    })
}

/// Whether a text has hardly any different words: a loop that the stream's watch let pass.
fn is_babble(text: &str) -> bool {
    let folded = fold_word(text);
    let words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.len() < 20 {
        return false;
    }
    let different: std::collections::HashSet<&str> = words.iter().copied().collect();
    different.len() * 5 < words.len()
}

fn entries(
    raw: &[String],
    limit: u8,
    (wanted, own): (&Wanted, &Vocabulary),
    repairs: &mut Repairs,
) -> TaskOutcome {
    let mut kept: Vec<String> = Vec::new();
    let mut folded: Vec<String> = Vec::new();
    let mut strangers = 0_usize;
    for word in raw {
        let text = clean::entry(strip_bullet(&clean::line(word), repairs));
        let mut text = without_lead(&text);
        let place = own.place(&text);
        match place {
            Place::Blocked => {
                repairs.add("blocked");
                continue;
            }
            Place::Own(spelled) if spelled != text => {
                repairs.add("vocabulary");
                text = spelled;
            }
            Place::Own(_) | Place::Unknown => {}
        }
        if !is_usable_entry(&text) {
            repairs.add("junk_dropped");
            continue;
        }
        if script::is_foreign_entry(&text, wanted.language) {
            strangers += 1;
            continue;
        }
        let fold = fold_word(&text);
        if folded.contains(&fold) {
            repairs.add("repeats");
            continue;
        }
        folded.push(fold);
        kept.push(text);
    }
    if strangers > 0 {
        repairs.add("other_script_dropped");
    }
    // Mostly another script: what is left are strays, and the list is asked for again.
    if strangers > kept.len() {
        return foreign(wanted.language);
    }
    if kept.len() > usize::from(limit) {
        repairs.add("over_limit");
        kept.truncate(usize::from(limit));
    }
    match (kept.is_empty(), raw.is_empty()) {
        (true, true) => TaskOutcome::default(),
        (true, false) => nothing("holds only junk"),
        (false, _) => TaskOutcome { words: kept, ..TaskOutcome::default() },
    }
}

/// `a red boat` as `red boat`, `等` at the end of a Chinese list's last entry taken off.
fn without_lead(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let lead = ["and ", "a ", "an ", "the "].iter().find(|lead| lower.starts_with(**lead));
    let rest = lead.and_then(|lead| text.get(lead.len()..)).unwrap_or(text).trim();
    let han = rest.chars().filter(|c| is_han(*c)).count();
    match rest.strip_suffix('等') {
        Some(shorter) if han > 2 => shorter.to_owned(),
        _ => rest.to_owned(),
    }
}

fn is_usable_entry(text: &str) -> bool {
    let characters = text.chars().count();
    let single = characters == 1 && !text.chars().all(is_han);
    characters > 0
        && characters <= MAX_ENTRY
        && !single
        && word_count(text) <= MAX_WORDS
        && !junk::has_no_letter(text)
        && !junk::is_placeholder(text)
        && !junk::is_true_of_every_photo(text)
        && !declines(text)
        && !text.contains(['{', '}', '[', ']', '<', '>', '\\'])
        && whole_sentences(text).is_none_or(|sentence| sentence != *text)
}
