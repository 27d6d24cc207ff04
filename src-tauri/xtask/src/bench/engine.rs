//! The engine alone: its speed with answers of several durations, and its single calls at several sizes.

use super::{Bench, Figure};
use crate::step::{self, Done, Failed};

/// Jobs of the active batch, and as many paused ones in front of it.
const SIZES: [&str; 3] = ["10000", "100000", "1000000"];

pub(super) fn run(bench: &Bench) -> Done<Vec<Figure>> {
    step::say("the engine alone");
    let mut figures = lines(bench, &["speed"])?;
    figures.extend(lines(bench, &["starts"])?);
    for size in SIZES {
        figures.extend(lines(bench, &["calls", size])?);
    }
    Ok(figures)
}

fn lines(bench: &Bench, words: &[&str]) -> Done<Vec<Figure>> {
    let output = bench
        .example("pace")
        .args(words)
        .output()
        .map_err(|error| Failed(format!("cannot start pace: {error}")))?;
    if !output.status.success() {
        return Err(Failed(format!("pace failed: {}", String::from_utf8_lossy(&output.stderr))));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.lines().map(|line| Figure(line.to_owned())).collect())
}
