//! One look at each file: what an ingest costs beside programs that do a part of it, in processor time of the whole
//! process, and what each format costs.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::index::collect;
use super::pairs::{Pair, in_turns};
use super::{Bench, Figure, process, text};
use crate::step::{self, Done, Failed};

/// Drawn once and looked at by every program: name, how many, size.
const SETS: [(&str, &str, &str); 2] = [("pixels-24mp", "24", "6000x4000"), ("pixels-45mp", "8", "8192x5464")];
/// Names in the folder whose first sight is measured.
const MANY: usize = 10_000;

pub(super) fn run(bench: &Bench) -> Done<Vec<Figure>> {
    let mut figures = Vec::new();
    let mut drawn = Vec::new();
    for (name, count, size) in SETS {
        step::say(&format!("an ingest of {count} JPEGs of {size}"));
        let folder = bench.draw(name, count, size)?;
        let mut files = Vec::new();
        collect(&folder, &mut files);
        for file in &files {
            std::fs::read(file)
                .map_err(|error| Failed(format!("cannot read {}: {error}", file.display())))?;
        }
        figures.extend(ingest(bench, size, &folder, &files)?);
        drawn.push((folder, files));
    }
    if let Some((folder, files)) = drawn.first() {
        figures.extend(first_sight(bench, files)?);
        figures.extend(duplicates(bench, folder)?);
    }
    figures.extend(real_files(bench)?);
    Ok(figures)
}

/// Everything of an ingest against parts of it.
fn ingest(bench: &Bench, size: &str, folder: &Path, files: &[PathBuf]) -> Done<Vec<Figure>> {
    let count = files.len() as f64;
    let ours = || {
        bench.fresh("library-pixels")?;
        Ok(bench.cli("library-pixels", &["add", text(folder)?]))
    };
    let mut figures = vec![Figure(format!("{size}: {count} JPEGs, {:.1} MB each", mean_megabytes(files)))];
    let mut against = |name: &str, goal: &str, theirs: &dyn Fn() -> Done<Command>| -> Done<()> {
        let pair = in_turns(ours, theirs)?;
        figures.push(line(name, goal, &pair, count));
        Ok(())
    };
    for (side, goal) in [("320", "1.0"), ("1600", "0.40")] {
        if step::answer("vipsthumbnail", &["--vips-version"]).is_some() {
            against(&format!("vipsthumbnail --size {side}"), goal, &|| vips(bench, side, files))?;
        }
    }
    against("the decode at an eighth alone", "1.6", &|| {
        let mut floor = bench.example("floor");
        floor.args(files);
        Ok(floor)
    })?;
    Ok(figures)
}

fn line(name: &str, goal: &str, pair: &Pair, count: f64) -> Figure {
    Figure(format!(
        "  ingest against {name}: {:.2} of its CPU ({:.2} to {:.2}; goal {goal}); {:.0} against {:.0} ms a photo; \
         peak {:.0} against {:.0} MiB; {:.1} photos/s",
        pair.ratio,
        pair.spread.0,
        pair.spread.1,
        pair.ours * 1000.0 / count,
        pair.theirs * 1000.0 / count,
        pair.peaks.0,
        pair.peaks.1,
        count / pair.wall.max(1e-9),
    ))
}

fn vips(bench: &Bench, side: &str, files: &[PathBuf]) -> Done<Command> {
    let out = bench.place.join("vips-out");
    std::fs::create_dir_all(&out)
        .map_err(|error| Failed(format!("cannot write {}: {error}", out.display())))?;
    let mut command = Command::new("vipsthumbnail");
    command.args(["--size", side, "-o"]).arg(out.join("%s.jpg")).args(files);
    Ok(command)
}

fn mean_megabytes(files: &[PathBuf]) -> f64 {
    let bytes: u64 =
        files.iter().filter_map(|path| std::fs::metadata(path).ok()).map(|file| file.len()).sum();
    bytes as f64 / 1e6 / (files.len() as f64).max(1.0)
}

/// A folder of ten thousand names of the same few photos.
fn first_sight(bench: &Bench, files: &[PathBuf]) -> Done<Vec<Figure>> {
    step::say(&format!("the first sight of {MANY} photos"));
    let folder = bench.place.join("pixels-many");
    for (number, file) in files.iter().cycle().take(MANY).enumerate() {
        let part = folder.join(format!("part-{:02}", number / 1000));
        let name = part.join(format!("IMG_{number:05}.jpg"));
        if !name.exists() {
            std::fs::create_dir_all(&part)
                .and_then(|()| std::fs::hard_link(file, &name))
                .map_err(|error| Failed(format!("cannot write {}: {error}", name.display())))?;
        }
    }
    let cost = process::measure(bench.example("first-sight").arg(&folder))?;
    Ok(vec![Figure(format!(
        "first sight: {} ({:.2} ms CPU a photo)",
        cost.last,
        cost.cpu_ms_each(MANY as f64)
    ))])
}

/// The search for duplicates at size, and an ingest with it beside czkawka.
fn duplicates(bench: &Bench, folder: &Path) -> Done<Vec<Figure>> {
    if step::answer("czkawka_cli", &["--version"]).is_none() {
        return Ok(vec![Figure(
            "czkawka_cli is not there (cargo install czkawka_cli): no comparison".to_owned(),
        )]);
    }
    step::say("an ingest with its search for duplicates beside czkawka");
    let ours = || {
        bench.fresh("library-pixels")?;
        Ok(bench.cli("library-pixels", &["add", text(folder)?]))
    };
    let theirs = || {
        // Without what it remembers from the last run.
        let memory = bench.place.join("czkawka");
        let _ = std::fs::remove_dir_all(&memory);
        let mut command = Command::new("czkawka_cli");
        command
            .args(["image", "-d"])
            .arg(folder)
            .env("XDG_CACHE_HOME", &memory)
            .env("XDG_CONFIG_HOME", &memory);
        Ok(command)
    };
    let mut files = Vec::new();
    collect(folder, &mut files);
    Ok(vec![line(
        "czkawka_cli image, nothing remembered",
        "0.35",
        &in_turns(ours, theirs)?,
        files.len() as f64,
    )])
}

/// The folder of real photos beside the project, when it is there.
fn real_files(bench: &Bench) -> Done<Vec<Figure>> {
    let folder = bench.root.join("../shared/photos");
    if !folder.is_dir() {
        return Ok(vec![Figure(
            "no folder of real photos beside the project: formats and metadata not measured".to_owned(),
        )]);
    }
    step::say("each format, and the metadata");
    let mut figures = Vec::new();
    step::watch(bench.example("each-format").arg(&folder), |text| {
        figures.push(Figure(format!("look at real files: {text}")));
    })?;
    if step::answer("exiftool", &["-ver"]).is_some() {
        let mut files = Vec::new();
        collect(&folder, &mut files);
        let ours = || {
            let mut command = bench.example("metadata");
            command.args(&files);
            Ok(command)
        };
        let theirs = || {
            let mut command = Command::new("exiftool");
            command.args(["-q", "-q", "-fast2", "-json"]).args(&files);
            Ok(command)
        };
        let pair = in_turns(ours, theirs)?;
        figures.push(Figure(format!(
            "metadata of {} files against exiftool -fast2 -json: {:.4} of its CPU ({:.4} to {:.4}; goal 0.02); {:.2} against {:.1} ms a file",
            files.len(),
            pair.ratio,
            pair.spread.0,
            pair.spread.1,
            pair.ours * 1000.0 / files.len() as f64,
            pair.theirs * 1000.0 / files.len() as f64,
        )));
    }
    Ok(figures)
}
