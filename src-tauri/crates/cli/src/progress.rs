//! A batch's progress for people: a bar on a terminal, a line now and then elsewhere. Silent with JSON, but for
//! what belongs on stderr.

use std::{
    io::{self, IsTerminal as _},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use pothos_app::wire::BatchView;

use crate::{
    format::{count, duration, middle, photos, quoted},
    out::Out,
};

/// Failures told one by one; the rest are counted.
const FAILURES_TOLD: u32 = 20;
/// Between two lines where there is no terminal to draw on.
const LINE_EVERY: Duration = Duration::from_secs(2);

/// Draws progress.
pub(crate) struct Progress {
    out: Out,
    bar: Option<ProgressBar>,
    told: u32,
    last_line: Option<Instant>,
}

impl Progress {
    pub(crate) fn new(out: Out) -> Self {
        let draws = out == Out::Text && io::stderr().is_terminal();
        let bar = draws.then(|| {
            let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template("{bar:32} {msg}");
            style.map_or(bar.clone(), |style| bar.with_style(style.progress_chars("━━╌")))
        });
        Self { out, bar, told: 0, last_line: None }
    }

    /// A new picture of the batch.
    pub(crate) fn picture(&mut self, batch: &BatchView) -> io::Result<()> {
        let line = line(batch);
        if let Some(bar) = &self.bar {
            bar.set_length(u64::from(batch.total));
            bar.set_position(u64::from(batch.total - batch.queued - batch.running));
            bar.set_message(line);
            return Ok(());
        }
        if self.last_line.is_some_and(|at| at.elapsed() < LINE_EVERY) {
            return Ok(());
        }
        self.last_line = Some(Instant::now());
        self.out.text(&format!("{}: {line}", batch.name))
    }

    /// A photo that failed.
    pub(crate) fn failure(&mut self, path: &str, message: &str) -> io::Result<()> {
        self.told += 1;
        match self.told {
            ..=FAILURES_TOLD if message.contains(path) => self.note(&format!("failed: {message}")),
            ..=FAILURES_TOLD => self.note(&format!("failed: {}: {message}", middle(path, 80))),
            _ => Ok(()),
        }
    }

    /// A sentence among the results.
    pub(crate) fn note(&mut self, text: &str) -> io::Result<()> {
        match &self.bar {
            Some(bar) => bar.suspend(|| self.out.text(text)),
            None => self.out.text(text),
        }
    }

    /// A sentence that a script's user must see as well.
    pub(crate) fn warn(&mut self, text: &str) -> io::Result<()> {
        let say = || eprintln!("{text}");
        match &self.bar {
            Some(bar) => bar.suspend(say),
            None => say(),
        }
        Ok(())
    }

    /// The batch has ended: what came of it.
    pub(crate) fn ended(&mut self, batch: &BatchView) -> io::Result<()> {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        if self.told > FAILURES_TOLD {
            self.note(&format!("… and {} more failed", count(self.told - FAILURES_TOLD)))?;
        }
        self.note(&summary(batch))
    }
}

/// The figures while it runs.
fn line(batch: &BatchView) -> String {
    let mut parts = Vec::new();
    let ended = batch.total - batch.queued - batch.running;
    parts.push(format!("{} of {}", count(ended), count(batch.total)));
    if batch.open && batch.found > batch.total {
        parts.push(format!("{} files found", count(batch.found)));
    }
    if batch.failed > 0 {
        parts.push(format!("{} failed", count(batch.failed)));
    }
    if batch.rate > 0.0 {
        parts.push(format!("{:.1} photos/s", batch.rate));
    }
    if let Some(left) = batch.finish_ms.and_then(seconds_until) {
        parts.push(format!("{} left", duration(left)));
    }
    parts.join(" · ")
}

/// The figures of a batch that has ended.
fn summary(batch: &BatchView) -> String {
    let verb = match batch.kind.as_str() {
        "vision" if batch.meaning => "prepared",
        "vision" => "analysed",
        _ => "added",
    };
    let mut parts = Vec::new();
    if batch.renewed == 0 || batch.renewed < batch.done {
        parts.push(format!("{} {verb}", photos(batch.done - batch.renewed)));
    }
    if batch.renewed > 0 {
        parts.push(format!("{} read again", photos(batch.renewed)));
    }
    for (number, what) in [
        (batch.skipped - batch.unable, "already done"),
        (batch.unable, "that cannot be read"),
        (batch.failed, "failed"),
        (batch.cancelled, "cancelled"),
        (batch.warned, "with a task missing"),
        (
            batch.not_pictures,
            if batch.not_pictures == 1 { "other file passed over" } else { "other files passed over" },
        ),
    ] {
        if number > 0 {
            parts.push(format!("{} {what}", count(number)));
        }
    }
    let mut text = format!("{}: {}", quoted(&batch.name), parts.join(", "));
    if let (Some(started), Some(finished)) = (batch.started_ms, batch.finished_ms) {
        let seconds = u64::try_from((finished - started + 999) / 1000).unwrap_or(0);
        text.push_str(&format!(", in {}", duration(seconds)));
    }
    text.push('.');
    if batch.failed > 0 {
        text.push_str(&format!(" Why: pothos-cli batch {0}. Again: pothos-cli retry {0}", batch.batch));
    }
    text
}

fn seconds_until(ms: i64) -> Option<u64> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_millis();
    u64::try_from(i128::from(ms) - i128::try_from(now).ok()?).ok().map(|left| left / 1000)
}
