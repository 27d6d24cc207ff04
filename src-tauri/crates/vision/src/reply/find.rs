//! Finds the JSON in a text: strict at every brace first, then lenient; the object with the most of the wanted
//! keys wins, and among equals the last, because models draft before they answer.

use pothos_model::Task;
use serde_json::Value;

use super::draft::{Repairs, Wanted};
use super::keys::{is_caption, task_of};
use super::lenient;
use super::value::Val;

/// Braces that are tried as a beginning.
const MAX_TRIES: usize = 48;

/// The best object or list in `text`, and whether anything but white space stood around it.
pub(crate) fn find(text: &str, wanted: &Wanted, repairs: &mut Repairs) -> Option<Val> {
    let mut best: Option<(usize, Val, Repairs)> = None;
    let mut consider = |value: Val, made: Repairs| {
        let score = score(&value, wanted, 0);
        if score > 0 && best.as_ref().is_none_or(|(top, ..)| score >= *top) {
            best = Some((score, value, made));
        }
    };
    let mut at = 0;
    let mut tries = 0;
    while let Some(step) = text.get(at..).and_then(|rest| rest.find(['{', '['])) {
        at += step;
        tries += 1;
        if tries > MAX_TRIES {
            break;
        }
        let rest = text.get(at..).unwrap_or_default();
        let mut stream = serde_json::Deserializer::from_str(rest).into_iter::<Val>();
        if let Some(Ok(value)) = stream.next() {
            consider(value, Repairs::default());
            at += stream.byte_offset().max(1);
            continue;
        }
        let mut made = Repairs::default();
        let chars: Vec<char> = rest.chars().collect();
        match lenient::read(&chars, &mut made) {
            Some((value, taken)) => {
                let useful = score_of_mended(&value, wanted);
                consider(value, made);
                let bytes: usize = chars.iter().take(taken).map(|c| c.len_utf8()).sum();
                // A brace in prose swallows the text behind it: what it gave must have been worth it.
                at += if useful { bytes.max(1) } else { 1 };
            }
            None => at += 1,
        }
    }
    best.map(|(_, value, made)| {
        repairs.merge(&made);
        value
    })
}

/// The first JSON object in a text, for the probe.
pub(crate) fn first_object(text: &str) -> Option<serde_json::Map<String, Value>> {
    text.match_indices('{').take(MAX_TRIES).find_map(|(at, _)| {
        let rest = text.get(at..)?;
        match serde_json::Deserializer::from_str(rest).into_iter::<Value>().next() {
            Some(Ok(Value::Object(object))) => Some(object),
            _ => None,
        }
    })
}

fn score_of_mended(value: &Val, wanted: &Wanted) -> bool {
    score(value, wanted, 0) >= 10
}

/// 10 for each wanted task that has a value, 1 for a list of words or an object that may be one.
fn score(value: &Val, wanted: &Wanted, depth: u32) -> usize {
    if depth > 4 {
        return 0;
    }
    match value {
        Val::Map(entries) => {
            let tasks = wanted
                .tasks
                .iter()
                .filter(|task| entries.iter().any(|(key, value)| gives(key, value, *task)));
            let own = tasks.count() * 10;
            let inner = entries.iter().map(|(_, value)| match value {
                Val::Map(_) | Val::List(_) => score(value, wanted, depth + 1),
                Val::Nothing | Val::Number(_) | Val::Text { .. } => 0,
            });
            own.max(inner.max().unwrap_or(0))
        }
        Val::List(items) => {
            let objects: usize = items
                .iter()
                .take(8)
                .map(|item| if matches!(item, Val::Map(_)) { score(item, wanted, depth + 1) } else { 0 })
                .sum();
            let words = items.iter().any(|item| matches!(item, Val::Text { .. }));
            objects.max(usize::from(words && depth == 0))
        }
        Val::Nothing | Val::Number(_) | Val::Text { .. } => 0,
    }
}

fn gives(key: &str, value: &Val, task: Task) -> bool {
    let named =
        task_of(key) == Some(task) || (is_caption(key) && matches!(task, Task::Title | Task::Description));
    named && !matches!(value, Val::Nothing)
}
