//! One look at each file: what an ingest costs beside programs that do a part of it, in processor time of the whole
//! process. What each format costs is next door.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::pairs::{Pair, in_turns};
use super::pictures::{self, SET_24MP, SET_45MP, mean_megabytes};
use super::{Bench, Figure, formats, process, text};
use crate::step::{self, Done, Failed};

/// Hashes among which near ones are searched.
const HASHES: &str = "1000000";
/// Names in the folder whose first sight is measured.
const MANY: usize = 10_000;

pub(super) fn run(bench: &Bench) -> Done<Vec<Figure>> {
    let mut figures = Vec::new();
    let mut drawn = Vec::new();
    for set in [SET_24MP, SET_45MP] {
        let (_, count, size) = set;
        step::say(&format!("an ingest of {count} JPEGs of {size}"));
        let (folder, files) = pictures::ready(bench, set)?;
        figures.extend(ingest(bench, size, &folder, &files)?);
        figures.push(czkawka(bench, &folder, &files)?);
        drawn.push(files);
    }
    if let Some(files) = drawn.first() {
        figures.extend(first_sight(bench, files)?);
    }
    figures.extend(duplicates(bench)?);
    figures.extend(formats::run(bench)?);
    Ok(figures)
}

/// Everything of an ingest against parts of it.
fn ingest(bench: &Bench, size: &str, folder: &Path, files: &[PathBuf]) -> Done<Vec<Figure>> {
    let count = files.len() as f64;
    let ours = || {
        bench.fresh("library-pixels")?;
        Ok(vec![bench.cli("library-pixels", &["add", text(folder)?])])
    };
    let mut figures =
        vec![Figure(format!("{size}: {count} JPEGs of {:.1} MB on average", mean_megabytes(files)))];
    let mut against = |name: &str, goal: &str, theirs: &dyn Fn() -> Done<Command>| -> Done<()> {
        let pair = in_turns(ours, theirs)?;
        figures.push(line(&format!("ingest against {name}"), goal, &pair, count));
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
        "  {name}: {:.2} of its CPU ({:.2} to {:.2}; goal {goal}); {:.0} against {:.0} ms a photo; \
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

/// A folder of ten thousand names of the same few photos.
fn first_sight(bench: &Bench, files: &[PathBuf]) -> Done<Vec<Figure>> {
    step::say(&format!("the first sight of {MANY} photos"));
    let folder = bench.place.join("camera-many");
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

/// An ingest with its search for duplicates beside czkawka, which does little else.
fn czkawka(bench: &Bench, folder: &Path, files: &[PathBuf]) -> Done<Figure> {
    if step::answer("czkawka_cli", &["--version"]).is_none() {
        return Ok(Figure(
            "  ingest and duplicates against czkawka_cli image: left out, it is not there (cargo install --locked czkawka_cli)"
                .to_owned(),
        ));
    }
    step::say("an ingest with its search for duplicates beside czkawka");
    let ours = || {
        bench.fresh("library-pixels")?;
        let add = bench.cli("library-pixels", &["add", text(folder)?]);
        Ok(vec![add, bench.cli("library-pixels", &["duplicates"])])
    };
    let theirs = || {
        // A place of its own and empty, or it remembers what it saw in the run before.
        let memory = bench.place.join("czkawka");
        if memory.exists() {
            std::fs::remove_dir_all(&memory)
                .map_err(|error| Failed(format!("cannot empty {}: {error}", memory.display())))?;
        }
        let mut command = Command::new("czkawka_cli");
        command.args(["image", "-d"]).arg(folder);
        for place in ["XDG_CACHE_HOME", "XDG_CONFIG_HOME"] {
            command.env(place, &memory);
        }
        Ok(command)
    };
    let pair = in_turns(ours, theirs)?;
    Ok(line("ingest and duplicates against czkawka_cli image, cold cache", "0.35", &pair, files.len() as f64))
}

/// The search for duplicates among a million photos, beside comparing a tenth of them each with each.
fn duplicates(bench: &Bench) -> Done<Vec<Figure>> {
    step::say("near duplicates of 1,000,000 hashes");
    let part = |part| {
        let mut command = bench.example("alike");
        command.args([HASHES, part]);
        Ok(command)
    };
    let mut figures = Vec::new();
    for (name, other) in [("", "all"), (" in plain loops", "plain")] {
        let pair = in_turns(|| Ok(vec![part("search")?]), || part(other))?;
        figures.push(Figure(format!(
            "near duplicates of 1,000,000 hashes (distance up to 6, complete) against all pairs of 100,000{name}: \
             {:.2} of its CPU ({:.2} to {:.2}; goal 0.3); {:.2} against {:.2} s; peak {:.0} against {:.0} MiB",
            pair.ratio, pair.spread.0, pair.spread.1, pair.ours, pair.theirs, pair.peaks.0, pair.peaks.1,
        )));
    }
    Ok(figures)
}
