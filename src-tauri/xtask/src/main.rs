//! The project's own commands: `cargo xtask run|test|bench|fuzz|gen|setup|walls`. Knows the build, and nothing of photos.

mod bench;
mod checks;
mod fuzz;
mod packages;
mod run;
mod step;
mod tree;
mod ui;
mod walls;
mod wire_types;

use std::process::ExitCode;

use packages::Need;
use step::{Done, Failed};

const USAGE: &str = "cargo xtask COMMAND
  run     install what is missing, build, open the window; without a display, do the main job in the terminal
  test    install what is missing, run every check
  bench   print figures from the release build: index, batch, engine, vision, library, or all
  fuzz    feed the readers arbitrary bytes for SECONDS each (60 when none are named); TARGETS behind it choose some
  setup   install what is missing, nothing else
  gen     write the TypeScript wire types anew
  walls   check the invariants that sources and manifests show";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match command(&words.iter().map(String::as_str).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failed(text)) => {
            eprintln!("xtask: {text}");
            ExitCode::FAILURE
        }
    }
}

fn command(words: &[&str]) -> Done {
    let root = tree::root();
    match words {
        ["run"] => run::run(&root),
        ["test"] => checks::all(&root),
        ["bench", parts @ ..] => bench::run(&root, parts),
        ["fuzz"] => fuzz::run(&root, "60", &[]),
        ["fuzz", seconds, targets @ ..] => fuzz::run(&root, seconds, targets),
        ["setup"] => {
            packages::ensure(&[Need::Core, Need::Window, Need::Checks])?;
            ui::ensure(&root)
        }
        ["gen"] => wire_types::generate(&root),
        ["walls"] => walls::check_tree(&root).map(|files| println!("{files} files keep the walls")),
        _ => Err(Failed(USAGE.to_owned())),
    }
}
