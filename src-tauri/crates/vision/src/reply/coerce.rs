//! Takes the tasks' words out of a JSON value of any shape: wrapped, nested, lists for texts, texts for lists.

use pothos_model::Task;

use super::draft::{Draft, Repairs, Wanted};
use super::keys::{is_caption, task_of};
use super::lists;
use super::value::Val;

/// Deeper wrapping is not looked into.
const MAX_DEPTH: u32 = 6;
/// Entries taken before the limits apply.
const MAX_ENTRIES: usize = 200;
/// Names under which models put the word of an entry that is an object.
const WORD_FIELDS: [&str; 14] = [
    "tag",
    "name",
    "label",
    "value",
    "text",
    "keyword",
    "category",
    "word",
    "term",
    "title",
    "content",
    "标签",
    "名称",
    "关键词",
];

/// Fills `draft` from `value`.
pub(crate) fn fill(value: &Val, wanted: &Wanted, draft: &mut Draft, depth: u32) {
    if depth > MAX_DEPTH {
        return;
    }
    match value {
        Val::Map(entries) => {
            for (key, value) in entries {
                match task_of(key) {
                    Some(task) if wanted.tasks.contains(task) && draft.lacks(task) => {
                        take(task, value, draft)
                    }
                    _ => (),
                }
            }
            for (key, value) in entries {
                if is_caption(key) {
                    let task = if draft.lacks(Task::Title) && wanted.tasks.contains(Task::Title) {
                        Task::Title
                    } else {
                        Task::Description
                    };
                    if wanted.tasks.contains(task) && draft.lacks(task) {
                        draft.repairs.add("other_keys");
                        take(task, value, draft);
                    }
                }
            }
            let lacking = wanted.tasks.iter().any(|task| draft.lacks(task));
            for (key, value) in entries {
                let known = task_of(key).is_some_and(|task| wanted.tasks.contains(task));
                if lacking
                    && !known
                    && matches!(value, Val::Map(_) | Val::List(_))
                    && holds_task(value, wanted, 0)
                {
                    draft.repairs.add("nested");
                    fill(value, wanted, draft, depth + 1);
                }
            }
        }
        Val::List(items) if items.iter().any(|item| matches!(item, Val::Map(_))) => {
            draft.repairs.add("list_of_objects");
            for item in items.iter().take(MAX_ENTRIES) {
                fill(item, wanted, draft, depth + 1);
            }
        }
        Val::List(_) | Val::Nothing | Val::Number(_) | Val::Text { .. } => (),
    }
}

fn holds_task(value: &Val, wanted: &Wanted, depth: u32) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    match value {
        Val::Map(entries) => entries.iter().any(|(key, value)| {
            task_of(key).is_some_and(|task| wanted.tasks.contains(task))
                || holds_task(value, wanted, depth + 1)
        }),
        Val::List(items) => items.iter().take(8).any(|item| holds_task(item, wanted, depth + 1)),
        Val::Nothing | Val::Number(_) | Val::Text { .. } => false,
    }
}

/// Takes a task's value.
pub(crate) fn take(task: Task, value: &Val, draft: &mut Draft) {
    if is_schema(value) {
        draft.repairs.add("schema_echo");
        return;
    }
    match task {
        Task::Title => draft.title = line_of(value, &mut draft.repairs),
        Task::Description => draft.description = prose_of(value, &mut draft.repairs),
        Task::Categories => draft.categories = list_of(value, &mut draft.repairs),
        Task::Tags => draft.tags = list_of(value, &mut draft.repairs),
    }
}

/// `{"type": "string", "maxLength": 80}`: our own schema, echoed.
fn is_schema(value: &Val) -> bool {
    let Val::Map(entries) = value else { return false };
    let has = |name: &str| entries.iter().any(|(key, _)| key == name);
    has("type")
        && (has("maxLength") || has("items") || has("properties") || has("minLength") || entries.len() == 1)
}

fn line_of(value: &Val, repairs: &mut Repairs) -> Option<String> {
    match value {
        Val::Nothing => None,
        Val::Number(number) => Some(number.clone()),
        Val::Text { cut: true, .. } => {
            repairs.add("cut_word_dropped");
            None
        }
        Val::Text { text, .. } => filled(text),
        Val::List(items) => {
            repairs.add("list_for_text");
            let parts = texts(items);
            filled(&parts.join(", "))
        }
        Val::Map(entries) => {
            repairs.add("nested");
            entries.iter().find_map(|(_, value)| line_of(value, &mut Repairs::default()))
        }
    }
}

fn prose_of(value: &Val, repairs: &mut Repairs) -> Option<String> {
    match value {
        Val::Nothing => None,
        Val::Number(number) => Some(number.clone()),
        Val::Text { text, cut: true } => {
            repairs.add("cut_sentence_dropped");
            whole_sentences(text)
        }
        Val::Text { text, .. } => filled(text),
        Val::List(items) => {
            repairs.add("list_for_text");
            let parts = texts(items);
            // Sentences are put one after the other; words stay a list and are judged as one.
            let prose = parts.iter().filter(|part| lists::word_count(part) > 3).count() * 2 > parts.len();
            filled(&parts.join(if prose { " " } else { ", " }))
        }
        Val::Map(entries) => {
            repairs.add("nested");
            let parts: Vec<String> =
                entries.iter().filter_map(|(_, value)| prose_of(value, &mut Repairs::default())).collect();
            filled(&parts.join(" "))
        }
    }
}

/// The entries of a value that should be a list.
pub(crate) fn list_of(value: &Val, repairs: &mut Repairs) -> Vec<String> {
    let mut entries = Vec::new();
    match value {
        Val::Text { text, cut } => {
            let encoded = text.trim_start().starts_with('[');
            if encoded && let Ok(inner) = serde_json::from_str::<Val>(text) {
                repairs.add("encoded_twice");
                gather(&inner, &mut entries, repairs, 0);
                return entries;
            }
            repairs.add("text_for_list");
            entries = lists::split(text, repairs);
            if *cut {
                repairs.add("cut_word_dropped");
                entries.pop();
            }
        }
        Val::Nothing | Val::Number(_) | Val::List(_) | Val::Map(_) => gather(value, &mut entries, repairs, 0),
    }
    entries.truncate(MAX_ENTRIES);
    entries
}

fn gather(value: &Val, entries: &mut Vec<String>, repairs: &mut Repairs, depth: u32) {
    if depth > MAX_DEPTH || entries.len() > MAX_ENTRIES {
        return;
    }
    match value {
        Val::Nothing => (),
        Val::Number(number) => entries.push(number.clone()),
        Val::Text { cut: true, .. } => repairs.add("cut_word_dropped"),
        Val::Text { text, .. } if lists::holds_several(text) => {
            repairs.add("split_entries");
            entries.extend(lists::split(text, repairs));
        }
        Val::Text { text, .. } => entries.push(lists::strip_bullet(text, repairs).to_owned()),
        Val::List(items) => {
            if depth > 0 {
                repairs.add("nested");
            }
            for item in items {
                gather(item, entries, repairs, depth + 1);
            }
        }
        Val::Map(fields) => {
            repairs.add("nested");
            let word = fields.iter().find(|(key, value)| {
                WORD_FIELDS.contains(&key.to_lowercase().as_str()) && matches!(value, Val::Text { .. })
            });
            let scored = !fields.is_empty()
                && fields.iter().all(|(_, value)| matches!(value, Val::Number(_) | Val::Nothing));
            match word {
                Some((_, value)) => gather(value, entries, repairs, depth + 1),
                // `{"sunset": 0.9, "beach": 0.8}`
                None if scored => entries.extend(fields.iter().map(|(key, _)| key.clone())),
                None => fields.iter().for_each(|(_, value)| gather(value, entries, repairs, depth + 1)),
            }
        }
    }
}

fn texts(items: &[Val]) -> Vec<String> {
    let mut entries = Vec::new();
    let mut repairs = Repairs::default();
    for item in items.iter().take(MAX_ENTRIES) {
        match item {
            Val::Text { text, cut: false } => entries.push(text.trim().to_owned()),
            Val::Text { cut: true, .. } => (),
            Val::Nothing | Val::Number(_) | Val::List(_) | Val::Map(_) => {
                gather(item, &mut entries, &mut repairs, 1)
            }
        }
    }
    entries.retain(|entry| !entry.is_empty());
    entries
}

/// The sentences of a cut text that are whole; `None` when none is.
pub(crate) fn whole_sentences(text: &str) -> Option<String> {
    let ends = |at: usize, c: char| match c {
        '。' | '！' | '？' => true,
        // A dot inside a number ends nothing.
        '.' | '!' | '?' => {
            text.get(at + 1..).is_none_or(|rest| rest.is_empty() || rest.starts_with([' ', '\n', '"']))
        }
        _ => false,
    };
    let (at, mark) = text.char_indices().rev().find(|(at, c)| ends(*at, *c))?;
    let end = at + mark.len_utf8();
    text.get(..end).and_then(filled)
}

fn filled(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
