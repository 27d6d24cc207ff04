//! A large vision batch against a model server that costs nothing: what is left is our own work.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStdin, Stdio};

use serde_json::Value;

use super::process;
use super::{Bench, Figure, text};
use crate::step::{self, Done, Failed};

const COUNT: &str = "10000";
const PHOTOS: f64 = 10_000.0;
/// One of the folders that `draw-pictures` makes.
const SLOW_PHOTOS: f64 = 1_000.0;
const SLOW_LANES: f64 = 8.0;
const SLOW_SECONDS: f64 = 0.2;
const LIBRARY: &str = "library-10k";

pub(super) fn run(bench: &Bench) -> Done<Vec<Figure>> {
    step::say("a batch of 10,000 photos against a server that answers at once");
    let folder = bench.draw("photos-10k", COUNT, "640x427", "drawn")?;
    bench.fresh(LIBRARY)?;
    let add = process::measure(&mut bench.cli(LIBRARY, &["add", text(&folder)?]))?;
    let mut figures = vec![Figure(format!(
        "index + basic analysis of 10,000 small JPEGs: {:.0} photos/s, {:.2} ms CPU a photo, peak {:.0} MiB",
        add.per_second(PHOTOS),
        add.cpu_ms_each(PHOTOS),
        add.peak_mib
    ))];
    let stub = Stub::start(bench, &[])?;
    let words = ["analyze", "--all", "--server", &stub.url, "--model", MODEL, "--concurrency", "16"];
    let cost = process::measure(&mut bench.cli(LIBRARY, &words))?;
    expect_done(&cost.last, PHOTOS)?;
    figures.push(Figure(format!(
        "10,000-photo batch, instant answers, concurrency 16: {:.0} photos/s, our CPU {:.2} ms a photo, peak {:.0} MiB",
        cost.per_second(PHOTOS),
        cost.cpu_ms_each(PHOTOS),
        cost.peak_mib
    )));
    drop(stub);

    step::say("1,000 photos against answers of 200 ms, eight at a time");
    let stub = Stub::start(bench, &["--pace", "200"])?;
    let part = folder.join("part-00");
    let path = text(&part)?;
    let words = ["analyze", path, "--again", "--server", &stub.url, "--model", MODEL, "--concurrency", "8"];
    let cost = process::measure(&mut bench.cli(LIBRARY, &words))?;
    expect_done(&cost.last, SLOW_PHOTOS)?;
    let (rate, ideal) = (cost.per_second(SLOW_PHOTOS), SLOW_LANES / SLOW_SECONDS);
    figures.push(Figure(format!(
        "1,000 photos, answers of 200 ms, concurrency 8: {rate:.1} photos/s, {:.0} % of the ideal {ideal:.0}, start and end \
         of the program included",
        100.0 * rate / ideal
    )));
    Ok(figures)
}

const MODEL: &str = "stub-vl:4b";

/// A figure counts only when everything was really done.
fn expect_done(last: &str, photos: f64) -> Done {
    let event: Value = serde_json::from_str(last).unwrap_or_default();
    if event["event"] == "batch_finished" && event["done"].as_f64() == Some(photos) {
        return Ok(());
    }
    Err(Failed(format!("the batch did not do its {photos} photos: {last}")))
}

/// The stub in a process of its own, so that its work is not counted as ours.
struct Stub {
    child: Child,
    /// It ends when its input does.
    input: Option<ChildStdin>,
    url: String,
}

impl Stub {
    fn start(bench: &Bench, words: &[&str]) -> Done<Self> {
        let wrong = |error: std::io::Error| Failed(format!("cannot start the stub server: {error}"));
        let mut command = bench.program("stub-server");
        let mut child =
            command.args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(wrong)?;
        let mut url = String::new();
        if let Some(output) = child.stdout.take() {
            BufReader::new(output).read_line(&mut url).map_err(wrong)?;
        }
        Ok(Self { input: child.stdin.take(), child, url: url.trim().to_owned() })
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.child.wait();
    }
}
