//! The project's own commands: `cargo xtask run|test|bench|gen|setup|walls`. Knows the build, and nothing of photos.

mod step;
mod tree;
mod walls;

use std::process::ExitCode;

use step::{Done, Failed};

const USAGE: &str = "cargo xtask COMMAND
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
        ["walls"] => walls::check_tree(&root).map(|files| println!("{files} files keep the walls")),
        _ => Err(Failed(USAGE.to_owned())),
    }
}
