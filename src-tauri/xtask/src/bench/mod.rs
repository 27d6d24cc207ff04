//! `cargo xtask bench`: figures and ratios on this machine, from the release build, through the programs a user runs.

mod batch;
mod engine;
mod formats;
mod index;
mod library;
mod pairs;
mod pictures;
mod pixels;
mod process;
mod vision;

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::packages::{self, Need};
use crate::step::{self, Done, Failed};
use crate::{tree, ui};

/// Which parts to run; all when none is named.
const PARTS: [&str; 6] = ["pixels", "index", "batch", "engine", "vision", "library"];

/// Where the programs and the made-up material are.
struct Bench {
    root: PathBuf,
    target: PathBuf,
    place: PathBuf,
}

/// One printed figure.
struct Figure(String);

/// Runs the named parts and prints their figures together at the end.
///
/// # Errors
/// When something cannot be built, drawn or run, or a part is not known.
pub fn run(root: &Path, parts: &[&str]) -> Done {
    if let Some(unknown) = parts.iter().find(|part| !PARTS.contains(part)) {
        return Err(Failed(format!("no part \"{unknown}\"; there are: {}", PARTS.join(", "))));
    }
    let wanted = |part: &str| parts.is_empty() || parts.contains(&part);
    step::say("set up");
    packages::ensure(&[Need::Core, Need::Bench])?;
    let target = tree::target(root)?;
    let bench = Bench { root: root.to_path_buf(), place: target.join("bench"), target };
    std::fs::create_dir_all(&bench.place)
        .map_err(|error| Failed(format!("cannot write the target directory: {error}")))?;
    step::say("build for release");
    // One call: several would choose several sets of features and compile the codecs as often.
    let core =
        ["build", "--release", "--locked", "-p", "pothos-cli", "-p", "pothos-tests", "--bins", "--examples"];
    let mut build = core.to_vec();
    if wanted("engine") {
        build.extend(["-p", "pothos-engine"]);
    }
    if wanted("pixels") {
        build.extend(["-p", "pothos-media", "-p", "pothos-worker", "-p", "pothos-alike"]);
    }
    if wanted("library") {
        packages::ensure(&[Need::Window, Need::Checks])?;
        ui::build(root)?;
        build.extend(["-p", "pothos"]);
    }
    step::run(&mut bench.cargo(&build))?;
    let mut figures = Vec::new();
    if wanted("pixels") {
        figures.extend(pixels::run(&bench)?);
    }
    if wanted("index") {
        figures.extend(index::run(&bench)?);
    }
    if wanted("batch") {
        figures.extend(batch::run(&bench)?);
    }
    if wanted("engine") {
        figures.extend(engine::run(&bench)?);
    }
    if wanted("vision") {
        figures.extend(vision::run(&bench)?);
    }
    if wanted("library") {
        figures.extend(library::run(&bench)?);
    }
    step::say(&format!("figures ({})", machine()));
    for Figure(text) in figures {
        println!("   {text}");
    }
    Ok(())
}

fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("?");
    format!("{cores} cores, load {load} at the end")
}

impl Bench {
    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = tree::cargo(&self.root);
        command.args(arguments);
        command
    }

    fn program(&self, name: &str) -> Command {
        Command::new(self.target.join("release").join(name))
    }

    fn example(&self, name: &str) -> Command {
        Command::new(self.target.join("release/examples").join(name))
    }

    /// `pothos-cli --json` on the bench's library of that name.
    fn cli(&self, library: &str, words: &[&str]) -> Command {
        let mut command = self.program("pothos-cli");
        command.arg("--library").arg(self.place.join(library)).arg("--json").args(words);
        command
    }

    /// Draws pictures once; they stay for the next bench. As heavy as a camera's with the detail "camera", a third of it as "drawn".
    fn draw(&self, name: &str, count: &str, size: &str, detail: &str) -> Done<PathBuf> {
        let folder = self.place.join(name);
        let mut draw = self.example("draw-pictures");
        step::run(draw.arg(&folder).args(["--count", count, "--size", size, "--detail", detail]))?;
        Ok(folder)
    }

    /// An empty library of that name.
    fn fresh(&self, library: &str) -> Done {
        let folder = self.place.join(library);
        if folder.exists() {
            std::fs::remove_dir_all(&folder)
                .map_err(|error| Failed(format!("cannot empty {}: {error}", folder.display())))?;
        }
        Ok(())
    }
}

/// A path as an argument.
fn text(path: &Path) -> Done<&str> {
    path.to_str().ok_or_else(|| Failed(format!("{} is not UTF-8", path.display())))
}
