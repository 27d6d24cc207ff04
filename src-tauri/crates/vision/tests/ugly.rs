//! A table of ugly answers, in both languages, with what is stored for each. A row is data: the tasks that were
//! asked (t, d, c, g), what the model said, and the words that are kept, with `no …` for a task without any.

use pothos_model::{Language, Task, TaskSet, VisionOptions, WordKind};
use pothos_vision::{Wanted, guard, read_answer};

#[path = "ugly/chinese.rs"]
mod chinese;
#[path = "ugly/english.rs"]
mod english;
#[path = "ugly/forms.rs"]
mod forms;

/// One answer.
#[derive(Clone, Copy)]
pub struct Row {
    tasks: &'static str,
    said: &'static str,
    stored: &'static str,
}

/// A row of the table.
pub const fn row(tasks: &'static str, said: &'static str, stored: &'static str) -> Row {
    Row { tasks, said, stored }
}

fn tasks_of(letters: &str) -> TaskSet {
    letters.chars().fold(TaskSet::EMPTY, |set, letter| match letter {
        't' => set.with(Task::Title),
        'd' => set.with(Task::Description),
        'c' => set.with(Task::Categories),
        'g' => set.with(Task::Tags),
        _ => set,
    })
}

/// What is stored, as one line. `|` at the end of the letters marks an answer cut at the output limit.
fn stored(language: Language, letters: &str, said: &str) -> String {
    let options = VisionOptions { language, ..VisionOptions::default() };
    let wanted = Wanted { cut: letters.ends_with('|'), ..Wanted::new(tasks_of(letters), &options) };
    let (said, reasoning) = said.split_once("⟪thoughts⟫").unwrap_or((said, ""));
    let guarded = guard(&read_answer(said, reasoning, &wanted), &wanted);
    let mut parts: Vec<String> = Vec::new();
    for kind in WordKind::ALL {
        let words: Vec<&str> =
            guarded.words.iter().filter(|word| word.kind == kind).map(|word| word.text.as_str()).collect();
        if !words.is_empty() {
            parts.push(format!("{}: {}", kind.name(), words.join(", ")));
        }
    }
    parts.extend(guarded.missing.iter().map(|missing| format!("no {}", missing.task.name())));
    parts.join(" / ")
}

fn check(language: Language, rows: &[Row]) {
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|row| {
            let stored = stored(language, row.tasks, row.said);
            (stored != row.stored)
                .then(|| format!("said:     {}\nexpected: {}\nstored:   {stored}\n", row.said, row.stored))
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {} answers are stored otherwise:\n{}",
        wrong.len(),
        rows.len(),
        wrong.join("\n")
    );
}

#[test]
fn english_answers_are_stored_as_the_table_says() {
    check(Language::English, english::ROWS);
}

#[test]
fn chinese_answers_are_stored_as_the_table_says() {
    check(Language::Chinese, chinese::ROWS);
}

#[test]
fn answers_of_every_form_are_stored_as_the_table_says() {
    check(Language::English, forms::ROWS);
}

#[test]
fn the_share_of_ugly_answers_that_give_words() {
    let all = [english::ROWS, chinese::ROWS, forms::ROWS].concat();
    let usable =
        all.iter().filter(|row| row.stored.split(" / ").any(|part| !part.starts_with("no "))).count();
    println!("{usable} of {} ugly answers gave usable words", all.len());
    assert!(usable * 2 > all.len(), "most can be used");
}

#[test]
fn the_table_is_long_enough_to_mean_something() {
    let rows = english::ROWS.len() + chinese::ROWS.len() + forms::ROWS.len();
    assert!(rows >= 200, "{rows} rows");
}
