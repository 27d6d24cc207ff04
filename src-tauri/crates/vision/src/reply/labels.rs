//! Reads text with labels: `Title: …`, `**Tags**`, `标题：…`, `【标签】`, YAML, XML tags, table rows.

use pothos_model::Task;

use super::draft::Repairs;
use super::keys::task_of;
use super::lists::strip_bullet;

/// Labels that are looked at; a text with more is no answer.
const MAX_LABELS: usize = 40;

/// A label's place in the text and what stands behind it.
struct Label {
    task: Option<Task>,
    starts: usize,
    ends: usize,
}

/// The sections of a labelled text in order; empty when it has no label.
pub(crate) fn sections(text: &str) -> Vec<(Task, String)> {
    let text = normalised(text);
    let labels = labels(&text);
    let mut sections = Vec::new();
    for (index, label) in labels.iter().enumerate() {
        let end = labels.get(index + 1).map_or(text.len(), |next| next.starts);
        let body = text.get(label.ends..end).unwrap_or_default();
        if let Some(task) = label.task {
            sections.push((task, clean(body)));
        }
    }
    sections
}

/// Headings, table rows, XML tags and bracketed labels brought into the form `label: text`.
fn normalised(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    for line in text.lines() {
        let trimmed = line.trim();
        if trimmed.starts_with("```") {
            continue;
        }
        if let Some(row) = trimmed.strip_prefix('|') {
            let mut cells = row.split('|').map(str::trim);
            if let (Some(label), Some(value)) = (cells.next(), cells.next())
                && task_of(label).is_some()
            {
                out.push_str(&format!("{label}: {value}\n"));
                continue;
            }
        }
        if let Some((label, rest)) = bracketed(trimmed) {
            out.push_str(&format!("{label}: {rest}\n"));
            continue;
        }
        let heading = strip_bullet(trimmed.trim_start_matches('#'), &mut Repairs::default());
        let bare = heading.trim_matches(['*', '_', ' ', ':', '：', '"']);
        if bare.chars().count() <= 24 && task_of(bare).is_some() {
            out.push_str(&format!("{bare}:\n"));
            continue;
        }
        // `Title - Boats at dusk`
        if let Some((label, rest)) = heading.split_once(" - ").or_else(|| heading.split_once(" — "))
            && task_of(label).is_some()
            && label.chars().count() <= 20
        {
            out.push_str(&format!("{label}: {rest}\n"));
            continue;
        }
        out.push_str(line);
        out.push('\n');
    }
    untagged(&out)
}

/// `<title>Boats</title>` as `title: Boats`.
fn untagged(text: &str) -> String {
    if !text.contains("</") {
        return text.to_owned();
    }
    let mut out = text.to_owned();
    for name in ["title", "description", "categories", "category", "tags", "keywords"] {
        out = out.replace(&format!("<{name}>"), &format!("\n{name}: ")).replace(&format!("</{name}>"), "\n");
    }
    out
}

fn bracketed(line: &str) -> Option<(&str, &str)> {
    let inner = line.strip_prefix(['【', '[', '「', '〖'])?;
    let end = inner.find(['】', ']', '」', '〗'])?;
    let label = inner.get(..end)?;
    task_of(label)?;
    let rest = inner.get(end..)?.trim_start_matches(['】', ']', '」', '〗', ':', '：', ' ']);
    Some((label, rest))
}

fn labels(text: &str) -> Vec<Label> {
    let mut labels: Vec<Label> = Vec::new();
    for (at, colon) in text.char_indices().filter(|(_, c)| matches!(c, ':' | '：')) {
        let before = text.get(..at).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.get(line_start..).unwrap_or_default();
        let word_end = line.trim_end_matches(['*', '_', '"', '\'', ' ', '”', '`', ')', '）']).len();
        let named = line.get(..word_end).unwrap_or_default();
        let word_start = named
            .char_indices()
            .rev()
            .take_while(|(_, c)| c.is_alphabetic())
            .last()
            .map_or(word_end, |(start, _)| start);
        let word = named.get(word_start..).unwrap_or_default();
        if word.is_empty() {
            continue;
        }
        let lead = named.get(..word_start).unwrap_or_default();
        let alone = is_lead(lead);
        let task = task_of(word);
        // A label of another kind at the start of its line ends the section before it.
        let other = alone && lead.trim().is_empty() && word.chars().count() <= 12 && is_other(word);
        if task.is_none() && !other {
            continue;
        }
        let starts = line_start
            + if alone { 0 } else { lead.trim_end_matches(['*', '_', '"', '#', ' ', '“']).len() };
        labels.push(Label { task, starts, ends: at + colon.len_utf8() });
        if labels.len() >= MAX_LABELS {
            break;
        }
    }
    labels
}

/// Whether what stands before a label on its line belongs to the label.
fn is_lead(lead: &str) -> bool {
    lead.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).all(|word| {
        let word = word.to_lowercase();
        word.chars().all(|c| c.is_ascii_digit())
            || matches!(
                word.as_str(),
                "photo" | "image" | "picture" | "the" | "suggested" | "possible" | "my" | "short"
            )
    })
}

/// Fields that models add of their own.
fn is_other(word: &str) -> bool {
    matches!(
        word.to_lowercase().as_str(),
        "note"
            | "notes"
            | "mood"
            | "colors"
            | "colours"
            | "location"
            | "style"
            | "explanation"
            | "confidence"
            | "备注"
            | "注"
            | "说明"
            | "注意"
    )
}

/// A section's text without the marks around it.
fn clean(body: &str) -> String {
    let body = body.trim().trim_start_matches("**").trim_end_matches("**").trim();
    let body = body.trim_end_matches([',', '{', '}']).trim();
    // `"title": "Boats"` without its braces: the quotes belong together.
    let quoted =
        body.len() > 1 && body.starts_with('"') && body.ends_with('"') && body.matches('"').count() == 2;
    if quoted { body.trim_matches('"').to_owned() } else { body.to_owned() }
}
