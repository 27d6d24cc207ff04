//! `cargo xtask run`: the window, or, without a display, the main job in the terminal on pictures of our own.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::packages::{self, Need};
use crate::step::{self, Done, Failed};
use crate::{tree, ui};

/// Builds what is needed and does the main job.
///
/// # Errors
/// When something cannot be installed, built or run.
pub fn run(root: &Path) -> Done {
    if has_display() { window(root) } else { terminal(root) }
}

fn has_display() -> bool {
    ["WAYLAND_DISPLAY", "DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// The development profile: a few minutes from nothing, seconds after a change; its codecs are optimised all the same.
fn window(root: &Path) -> Done {
    step::say("set up");
    packages::ensure(&[Need::Core, Need::Window])?;
    packages::offer();
    step::say("build the interface");
    ui::build(root)?;
    step::say("build the application (the first time takes some minutes)");
    step::run(tree::cargo(root).args(["build", "--locked", "-p", "pothos"]))?;
    step::say("open the window");
    step::run(Command::new(tree::target(root)?.join("debug/pothos")).current_dir(root))
}

fn terminal(root: &Path) -> Done {
    println!("No display (DISPLAY and WAYLAND_DISPLAY are empty): the main job runs in the terminal.");
    step::say("set up");
    packages::ensure(&[Need::Core])?;
    packages::offer();
    step::say("build the terminal program (the first time takes some minutes)");
    // One call: two would choose two sets of features and compile the codecs twice.
    let both =
        ["-p", "pothos-cli", "-p", "pothos-tests", "--bin", "pothos-cli", "--example", "draw-pictures"];
    step::run(tree::cargo(root).args(["build", "--locked"]).args(both))?;
    let target = tree::target(root)?;
    let (cli, place) = (target.join("debug/pothos-cli"), target.join("first-run"));
    let (photos, library) = (place.join("photos"), place.join("library"));

    step::say("draw sample pictures");
    let mut draw = Command::new(target.join("debug/examples/draw-pictures"));
    step::run(draw.arg(&photos))?;

    step::say("index and analyse them");
    let mut add = Command::new(&cli);
    step::run(add.arg("--library").arg(&library).arg("add").arg(&photos))?;

    step::say("what Pothos knows about them now");
    let mut list = Command::new(&cli);
    list.arg("--library").arg(&library).args(["--json", "list"]);
    let output = list.output().map_err(|error| Failed(format!("cannot start pothos-cli: {error}")))?;
    if !output.status.success() {
        return Err(Failed(format!("pothos-cli list failed: {}", String::from_utf8_lossy(&output.stderr))));
    }
    let rows: Vec<Row> = String::from_utf8_lossy(&output.stdout).lines().filter_map(Row::read).collect();
    if rows.is_empty() {
        return Err(Failed("the library lists no photo, which must not happen".to_owned()));
    }
    print!("{}", table(&rows));
    println!("\nThe pictures are in {}, the library in {}.", photos.display(), library.display());
    println!("On your own photos:  {} add FOLDER", cli.display());
    println!("With a vision model: {} analyze --all --server URL --model NAME", cli.display());
    println!(
        "The window: run `cargo xtask run` where there is a display, or `xvfb-run -a cargo xtask run` without one."
    );
    Ok(())
}

/// One photo of the table.
#[derive(Debug, PartialEq, Eq)]
struct Row {
    name: String,
    score: String,
    title: String,
    tags: String,
}

impl Row {
    /// Reads one line of `pothos-cli --json list`; other lines are events.
    fn read(line: &str) -> Option<Self> {
        let photo: Value = serde_json::from_str(line).ok()?;
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let words = photo["words"].as_array();
        let of_kind = |kind: &str| {
            let hits = words.into_iter().flatten().filter(|word| word["kind"].as_str() == Some(kind));
            let mut texts: Vec<&str> = hits.filter_map(|word| word["text"].as_str()).collect();
            // The file and the facts may both have said it.
            let mut said = BTreeSet::new();
            texts.retain(|text| said.insert(text.to_lowercase()));
            texts
        };
        Some(Row {
            name: text(&photo["name"])?,
            score: photo["quality"]["score"]
                .as_u64()
                .map_or_else(|| "-".to_owned(), |score| score.to_string()),
            title: of_kind("title").first().map_or_else(|| "-".to_owned(), |title| (*title).to_owned()),
            tags: of_kind("tag").join(", "),
        })
    }
}

/// The rows with aligned columns; long texts are shortened.
fn table(rows: &[Row]) -> String {
    let mut lines = vec![["photo", "score", "title", "tags"].map(str::to_owned)];
    lines.extend(
        rows.iter().map(|row| [row.name.clone(), row.score.clone(), cut(&row.title, 44), cut(&row.tags, 60)]),
    );
    let width = |column: usize| lines.iter().map(|line| columns(&line[column])).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2), 0];
    let pad = |text: &str, to: usize| format!("{text}{}", " ".repeat(to.saturating_sub(columns(text))));
    let line = |cells: &[String; 4]| {
        let padded: Vec<String> = cells.iter().zip(widths).map(|(cell, width)| pad(cell, width)).collect();
        format!("{}\n", padded.join("  ").trim_end())
    };
    lines.iter().map(line).collect()
}

/// How many terminal columns a text takes: CJK letters take two.
fn columns(text: &str) -> usize {
    text.chars()
        .map(|letter| if ('\u{1100}'..'\u{FFE7}').contains(&letter) && letter > '\u{2E80}' { 2 } else { 1 })
        .sum()
}

fn cut(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    text.chars().take(limit - 1).chain(['\u{2026}']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listed_photo_becomes_a_row_and_an_event_does_not() {
        let line = r#"{"name":"a.jpg","quality":{"score":71},"words":[{"kind":"title","text":"Tromsø"},{"kind":"tag","text":"night"},{"kind":"tag","text":"winter"},{"kind":"tag","text":"Night"}]}"#;
        let row = Row::read(line);
        let tags = row.as_ref().map(|row| (row.score.as_str(), row.title.as_str(), row.tags.as_str()));
        assert_eq!(tags, Some(("71", "Tromsø", "night, winter")));
        assert_eq!(Row::read(r#"{"event":"batch_progress"}"#), None);
    }

    #[test]
    fn columns_line_up_with_wide_letters() {
        let row = |name: &str| Row {
            name: name.to_owned(),
            score: "1".to_owned(),
            title: "t".to_owned(),
            tags: String::new(),
        };
        let text = table(&[row("西湖.jpg"), row("abcdefgh")]);
        let starts: Vec<usize> =
            text.lines().map(|line| columns(line.rsplit_once('t').map_or("", |(head, _)| head))).collect();
        assert_eq!(starts[1], starts[2], "{text}");
    }
}
