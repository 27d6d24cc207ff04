//! Walks folders and hands pictures on, the first few at once, the rest in chunks that suit the import.
//! Decides nothing about what is already known: that is the importer's to compare.

use std::{
    mem,
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use tokio_util::sync::CancellationToken;

use crate::{
    chunk::{self, FIRST, LARGEST, LONGEST_WAIT},
    found::{PassedOver, ScanEvent, ScanSummary},
    peek::{Eye, look_into},
    roots::settle,
    walk::{Listed, Step, Walk},
};

/// Scans `roots`, which may be folders or files, may repeat and may lie inside each other. Blocks; ends early
/// when the token is cancelled (checked at each file) or the sink breaks. What cannot be read is told and passed
/// over: a scan has no error.
pub fn scan(
    roots: &[PathBuf],
    eye: Eye<'_>,
    cancel: &CancellationToken,
    sink: &mut dyn FnMut(ScanEvent) -> ControlFlow<()>,
) -> ScanSummary {
    let start = Instant::now();
    scan_with_clock(roots, eye, cancel, &|| start.elapsed(), sink)
}

/// [`scan`] with the time since the start from outside.
pub fn scan_with_clock(
    roots: &[PathBuf],
    eye: Eye<'_>,
    cancel: &CancellationToken,
    clock: &dyn Fn() -> Duration,
    sink: &mut dyn FnMut(ScanEvent) -> ControlFlow<()>,
) -> ScanSummary {
    let settled = settle(roots);
    let refused = settled.refused.iter();
    let mut hand = Hand {
        eye,
        cancel,
        clock,
        sink,
        root: None,
        pending: Vec::new(),
        passed: refused.map(|(path, error)| PassedOver::unreadable(path, "file or folder", error)).collect(),
        size: FIRST,
        last: clock(),
        told: 0,
        summary: ScanSummary::default(),
    };
    let mut walk = Walk::new(settled.roots);
    hand.summary.stopped = walk.try_for_each(|step| hand.take(step)).is_break() || hand.hand_on().is_break();
    hand.summary
}

/// What has been listed and not yet handed on.
struct Hand<'a> {
    eye: Eye<'a>,
    cancel: &'a CancellationToken,
    clock: &'a dyn Fn() -> Duration,
    sink: &'a mut dyn FnMut(ScanEvent) -> ControlFlow<()>,
    root: Option<Arc<Path>>,
    pending: Vec<Listed>,
    passed: Vec<PassedOver>,
    size: usize,
    last: Duration,
    told: u64,
    summary: ScanSummary,
}

impl Hand<'_> {
    fn take(&mut self, step: Step) -> ControlFlow<()> {
        if self.cancel.is_cancelled() {
            return ControlFlow::Break(());
        }
        match step {
            Step::File(file) => {
                if self.root.as_ref() != Some(&file.root) {
                    self.hand_on()?;
                    self.root = Some(file.root.clone());
                }
                self.pending.push(file);
            }
            Step::Passed(passed) => self.passed.push(passed),
            Step::Tick => {}
        }
        let full = self.pending.len() >= self.size || self.passed.len() >= LARGEST;
        let waited = (self.clock)().saturating_sub(self.last) >= LONGEST_WAIT;
        if full || waited { self.hand_on() } else { ControlFlow::Continue(()) }
    }

    fn hand_on(&mut self) -> ControlFlow<()> {
        let began = (self.clock)();
        let listed = mem::take(&mut self.pending);
        let was_full = listed.len() >= self.size;
        self.summary.files += listed.len() as u64;
        let mut files = Vec::new();
        for looked in look_into(listed, self.eye, self.cancel).into_iter().flatten() {
            match looked {
                Ok(found) => files.push(found),
                Err(passed) => self.passed.push(passed),
            }
        }
        if self.cancel.is_cancelled() {
            return ControlFlow::Break(());
        }
        if let (Some(root), false) = (&self.root, files.is_empty()) {
            self.summary.pictures += files.len() as u64;
            (self.sink)(ScanEvent::Found { root: root.to_path_buf(), files })?;
        }
        while !self.passed.is_empty() {
            let rest = self.passed.split_off(self.passed.len().min(LARGEST));
            let passed = mem::replace(&mut self.passed, rest);
            self.summary.passed_over += passed.len() as u64;
            (self.sink)(ScanEvent::PassedOver(passed))?;
        }
        if self.summary.files > self.told {
            self.told = self.summary.files;
            (self.sink)(ScanEvent::Progress { files: self.told })?;
        }
        self.last = (self.clock)();
        if was_full {
            self.size = chunk::next_size(self.size, self.last.saturating_sub(began));
        }
        ControlFlow::Continue(())
    }
}
