//! A library of 100,000 photos: how quickly it answers, and how quickly the window is there.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::{Bench, Figure, text};
use crate::step::{self, Done, Failed};

const COUNT: &str = "100000";
/// Starts of the window; the first one also fills the system's file cache.
const STARTS: usize = 4;

pub(super) fn run(bench: &Bench) -> Done<Vec<Figure>> {
    step::say("a library of 100,000 photos");
    let library = bench.place.join("library-100k");
    let complete = bench.place.join("library-100k.complete");
    if !complete.exists() {
        bench.fresh("library-100k")?;
        step::run(bench.example("library-at-size").args(["fill", text(&library)?, COUNT]))?;
        std::fs::write(&complete, COUNT)
            .map_err(|error| Failed(format!("cannot write the target directory: {error}")))?;
    }
    let output = bench.example("library-at-size").args(["measure", text(&library)?]).output();
    let output = output.map_err(|error| Failed(format!("cannot measure the library: {error}")))?;
    let measured: Value = serde_json::from_slice(&output.stdout)
        .map_err(|_| Failed(format!("no figures: {}", String::from_utf8_lossy(&output.stderr))))?;
    let ms = |name: &str| measured[name].as_f64().unwrap_or(f64::NAN);
    let mut figures = vec![Figure(format!(
        "100,000 photos: whole grid {:.1} ms, page of {} tiles {:.2} ms, facets {:.1} ms (middle of the runs)",
        ms("grid_ms"),
        measured["page_tiles"],
        ms("page_ms"),
        ms("facets_ms")
    ))];
    for search in measured["searches"].as_array().into_iter().flatten() {
        let (text, hits) = (search["text"].as_str().unwrap_or_default(), &search["hits"]);
        figures.push(Figure(format!(
            "search \"{text}\": {hits} hits in {:.1} ms",
            search["ms"].as_f64().unwrap_or(f64::NAN)
        )));
    }
    figures.push(window(bench, &library)?);
    Ok(figures)
}

fn window(bench: &Bench, library: &Path) -> Done<Figure> {
    step::say("from process start to the first interactive window");
    let mut times = Vec::new();
    for _ in 0..STARTS {
        times.push(start_window(bench, library)?);
    }
    let first = times.remove(0);
    times.sort_unstable();
    let middle = times.get(times.len() / 2).copied().unwrap_or(first);
    Ok(Figure(format!(
        "process start to interactive window on it: {middle} ms (middle of {}), first start {first} ms",
        times.len()
    )))
}

/// Opens the window on a display of its own, waits for its mark on standard error, closes it.
fn start_window(bench: &Bench, library: &Path) -> Done<u64> {
    let wrong = |error: std::io::Error| Failed(format!("cannot start the window: {error}"));
    let program = bench.target.join("release/pothos");
    // The shell says its process id before it becomes the window, so that the window alone can be closed.
    let script = "echo pid $$ >&2; exec \"$0\" --library \"$1\"";
    let mut command = Command::new("xvfb-run");
    command.args(["-a", "-s", "-screen 0 1400x1000x24", "dbus-run-session", "--", "sh", "-c", script]);
    command.arg(&program).arg(library).env("POTHOS_TRACE_START", "1").env("HOME", bench.place.join("home"));
    // xvfb-run mixes the program's standard error into its own standard output or error, by version.
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().map_err(wrong)?;
    let lines = child
        .stderr
        .take()
        .into_iter()
        .flat_map(|stream| BufReader::new(stream).lines().map_while(Result::ok));
    let (mut pid, mut ready) = (None, None);
    for line in lines {
        if let Some(number) = line.strip_prefix("pid ") {
            pid = Some(number.to_owned());
        }
        if let Some((_, after)) = line.split_once("window ready after ") {
            ready = after.trim_end_matches(" ms").parse().ok();
            if let Some(pid) = &pid {
                step::answer("sh", &["-c", &format!("kill {pid}")]);
            }
        }
    }
    let _ = child.wait();
    ready.ok_or_else(|| Failed("the window never said that it was ready".to_owned()))
}
