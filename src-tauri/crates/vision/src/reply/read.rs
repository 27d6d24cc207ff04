//! The ladder: strict JSON, JSON somewhere in the text, labels, bare lists, bare text. Each rung is tried only
//! when the one before gave nothing.

use pothos_model::Task;

use super::coerce::{self, whole_sentences};
use super::draft::{Draft, Wanted};
use super::find::find;
use super::value::Val;
use super::{labels, lists, think};

/// A reply is read up to this, in bytes; the stream's watch stops far earlier.
const MAX_REPLY: usize = 64 * 1024;

/// Reads an answer. `content` is what the model said, `reasoning` what came in its own field for thoughts.
#[must_use]
pub fn read_answer(content: &str, reasoning: &str, wanted: &Wanted) -> Draft {
    let content = head(content);
    let mut draft = strictly(content, wanted).unwrap_or_else(|| tolerantly(content, head(reasoning), wanted));
    settle(&mut draft);
    draft
}

fn head(text: &str) -> &str {
    let mut end = text.len().min(MAX_REPLY);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

fn strictly(content: &str, wanted: &Wanted) -> Option<Draft> {
    let value: Val = serde_json::from_str(content.trim()).ok()?;
    let mut draft = Draft::default();
    if let Val::Text { text: inner, .. } = &value
        && inner.contains('{')
    {
        draft = tolerantly(inner, "", wanted);
        draft.repairs.add("encoded_twice");
        return Some(draft);
    }
    coerce::fill(&value, wanted, &mut draft, 0);
    wanted.tasks.iter().any(|task| !draft.lacks(task)).then_some(draft)
}

fn tolerantly(content: &str, reasoning: &str, wanted: &Wanted) -> Draft {
    let mut draft = Draft::default();
    let parted = think::part(content, &mut draft.repairs);
    let answer = parted.answer.trim();
    if answer.is_empty() {
        // All of it was thought; some servers put the answer there too.
        for thoughts in [parted.thoughts.as_str(), reasoning] {
            if let Some(value) = find(thoughts, wanted, &mut draft.repairs) {
                draft.repairs.add("answer_in_thoughts");
                coerce::fill(&value, wanted, &mut draft, 0);
                return draft;
            }
        }
        return draft;
    }
    let found = find(answer, wanted, &mut draft.repairs);
    if let Some(value @ (Val::Map(_) | Val::List(_))) = &found {
        coerce::fill(value, wanted, &mut draft, 0);
        if wanted.tasks.iter().any(|task| !draft.lacks(task)) {
            if answer.contains("```") {
                draft.repairs.add("fences");
            } else if !answer.starts_with(['{', '[']) || !answer.ends_with(['}', ']']) {
                draft.repairs.add("text_around");
            }
            return draft;
        }
    }
    if declines(answer) {
        draft.declined = Some(answer.to_owned());
        return draft;
    }
    let answer = think::after_marker(answer, &mut draft.repairs).trim();
    if take_labelled(answer, wanted, &mut draft) {
        return draft;
    }
    if let Some(Val::List(items)) = found {
        draft.repairs.add("bare_list");
        let task = if wanted.tasks.contains(Task::Tags) { Task::Tags } else { only(wanted) };
        coerce::take(task, &Val::List(items), &mut draft);
        return draft;
    }
    take_bare(answer, wanted, &mut draft);
    draft
}

fn take_labelled(answer: &str, wanted: &Wanted, draft: &mut Draft) -> bool {
    let sections = labels::sections(answer);
    let last = sections.len().saturating_sub(1);
    let mut taken = false;
    for (index, (task, body)) in sections.iter().enumerate() {
        let fits = wanted.tasks.contains(*task) && draft.lacks(*task) && !body.is_empty();
        if fits {
            draft.repairs.add("labels");
            take_text(*task, body, wanted.cut && index == last, draft);
            taken = true;
        }
    }
    taken
}

/// Text without JSON and labels. With one task asked it is that task's; with several, lines with bullets are
/// tags and sentences are the description: a title is not guessed.
fn take_bare(answer: &str, wanted: &Wanted, draft: &mut Draft) {
    let text = unfenced(answer);
    if text.starts_with(['{', '[']) {
        return;
    }
    let mut tasks = wanted.tasks.iter();
    if let (Some(task), None) = (tasks.next(), tasks.next()) {
        draft.repairs.add("plain_text");
        take_text(task, &without_intro(&text), wanted.cut, draft);
        return;
    }
    let bulleted: Vec<&str> = text.lines().filter(|line| is_bulleted(line)).collect();
    if wanted.tasks.contains(Task::Tags) && (bulleted.len() >= 3 || lists::is_word_list(&text)) {
        draft.repairs.add("bare_list");
        let list = if bulleted.len() >= 3 { bulleted.join("\n") } else { text.clone() };
        take_text(Task::Tags, &list, wanted.cut, draft);
    } else if wanted.tasks.contains(Task::Description) && lists::word_count(&text) >= 8 {
        draft.repairs.add("plain_text");
        take_text(Task::Description, &without_intro(&text), wanted.cut, draft);
    }
}

fn take_text(task: Task, body: &str, cut: bool, draft: &mut Draft) {
    let body = body.trim();
    let encoded = body.starts_with('[').then(|| {
        let chars: Vec<char> = body.chars().collect();
        super::lenient::read(&chars, &mut draft.repairs)
    });
    match (task, encoded.flatten()) {
        (Task::Categories | Task::Tags, Some((value, _))) => coerce::take(task, &value, draft),
        (Task::Categories | Task::Tags, None) => {
            let mut entries = lists::split(&unfenced(body), &mut draft.repairs);
            if cut {
                draft.repairs.add("cut_word_dropped");
                entries.pop();
            }
            if task == Task::Tags { draft.tags = entries } else { draft.categories = entries }
        }
        (Task::Title, _) => {
            let line = body.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
            let whole = !cut || body.lines().filter(|line| !line.trim().is_empty()).count() > 1;
            if whole && !line.is_empty() {
                draft.title = Some(lists::strip_bullet(line, &mut draft.repairs).to_owned());
            }
        }
        (Task::Description, _) => {
            let lines: Vec<&str> = body.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            let text = lines.join(if lines.iter().all(|line| is_bulleted(line)) { "\n" } else { " " });
            draft.description =
                if cut { whole_sentences(&text) } else { Some(text).filter(|text| !text.is_empty()) };
        }
    }
}

/// What the ladder read is brought into its task's form.
fn settle(draft: &mut Draft) {
    for (task, text) in [(Task::Title, &mut draft.title), (Task::Description, &mut draft.description)] {
        if let Some((label, rest)) = text.as_deref().and_then(|text| text.split_once([':', '：']))
            && label.chars().count() <= 16
            && super::keys::task_of(label) == Some(task)
            && !rest.trim().is_empty()
        {
            draft.repairs.add("labels");
            *text = Some(rest.trim().to_owned());
        }
    }
    if let Some(title) = &draft.title
        && let Some(parts) = lists::title_as_list(title)
    {
        draft.repairs.add("title_was_list");
        let han = parts.iter().all(|part| part.chars().any(lists::is_han));
        let words: Vec<&str> = match han {
            true => parts.iter().map(String::as_str).take(5).collect(),
            false => parts.iter().flat_map(|part| part.split_whitespace()).take(5).collect(),
        };
        draft.title = Some(words.join(if han { "" } else { " " }));
    }
    if draft.description.as_deref().is_some_and(lists::is_word_list) {
        draft.repairs.add("description_was_list");
        let list = draft.description.take().unwrap_or_default();
        let words = lists::split(list.trim_end_matches(['.', '。']), &mut draft.repairs);
        draft.tags.extend(words);
        draft.description_was_list = true;
    }
}

fn only(wanted: &Wanted) -> Task {
    if wanted.tasks.contains(Task::Categories) { Task::Categories } else { Task::Tags }
}

fn is_bulleted(line: &str) -> bool {
    let line = line.trim();
    let mut repairs = super::draft::Repairs::default();
    lists::strip_bullet(line, &mut repairs).len() < line.len()
}

/// Text without fence lines.
fn unfenced(text: &str) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("```")).collect();
    lines.join("\n").trim().trim_matches('`').trim().to_owned()
}

/// `Sure! Here is a title for your photo:` and its kin before the answer.
fn without_intro(text: &str) -> String {
    let mut lines = text.lines();
    let first = lines.next().unwrap_or_default().trim();
    let rest: Vec<&str> = lines.collect();
    let rest = rest.join("\n").trim().to_owned();
    let lower = first.to_lowercase();
    let starts = [
        "sure",
        "certainly",
        "of course",
        "here is",
        "here's",
        "here are",
        "okay",
        "ok,",
        "好的",
        "当然",
        "以下是",
        "这是",
    ];
    if !starts.iter().any(|start| lower.starts_with(start)) {
        return text.to_owned();
    }
    if !rest.is_empty() {
        return rest;
    }
    // All on one line: what follows the colon is the answer.
    match first.split_once([':', '：']) {
        Some((_, said)) if !said.trim().is_empty() => said.trim().to_owned(),
        _ => text.to_owned(),
    }
}

/// Whether a text declines instead of answering.
pub(crate) fn declines(text: &str) -> bool {
    let start: String =
        text.trim_start_matches(['"', '*', ' ', '“']).chars().take(120).collect::<String>().to_lowercase();
    let start = start.replace('’', "'");
    let openings = [
        "i'm sorry",
        "i am sorry",
        "sorry, ",
        "i can't",
        "i cannot",
        "i can not",
        "i'm unable",
        "i am unable",
        "i'm not able",
        "i am not able",
        "unfortunately, i",
        "as an ai",
        "i won't",
        "i must decline",
        "i apologize",
        "i don't see an",
        "i do not see an",
        "there is no image",
        "no image was",
        "no image provided",
        "please provide an image",
        "please upload",
        "抱歉",
        "很抱歉",
        "对不起",
        "對不起",
        "我无法",
        "我無法",
        "我不能",
        "作为一个ai",
        "作为ai",
        "请提供图片",
        "请上传",
        "没有看到图片",
        "我看不到",
    ];
    openings.iter().any(|opening| start.starts_with(opening))
}
