//! The same library from a terminal. Every use case is a call into `pothos-app`; this crate reads arguments,
//! waits, prints, and chooses the exit code.

mod analyze;
mod args;
mod control;
mod doctor;
mod duplicates;
mod end;
mod follow;
mod format;
mod history;
mod out;
mod presets;
mod progress;
mod read;
mod record;
mod review;
mod sample;
mod session;
mod signal;

use std::{ffi::OsString, process::ExitCode};

use clap::Parser as _;

use crate::{
    args::{Args, Command},
    end::{End, Fault},
    out::Out,
};

fn main() -> ExitCode {
    if let Some(code) = pothos_app::serve_if_asked() {
        return code;
    }
    match Args::try_parse_from(std::env::args_os()) {
        Ok(args) => run(args),
        Err(error) => {
            // Exit code 2 means failed photos here, so a misunderstood command line is an ordinary 1.
            let misunderstood = error.use_stderr();
            let _ = error.print();
            if misunderstood { ExitCode::FAILURE } else { ExitCode::SUCCESS }
        }
    }
}

fn run(args: Args) -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("pothos-cli: this system gives no threads to work with ({error}).");
            return ExitCode::FAILURE;
        }
    };
    let ended = runtime.block_on(dispatch(args));
    // A decoder in the middle of a photo does not hold up the exit: its job was given back.
    runtime.shutdown_background();
    match ended {
        Ok(end) => end.code(),
        Err(fault) => fault.tell(),
    }
}

async fn dispatch(args: Args) -> Result<End, Fault> {
    let out = Out::new(args.json);
    let dir = match args.library.or_else(pothos_app::library_dir) {
        Some(dir) => dir,
        None => {
            return Err(Fault::said(
                "No home folder is known to keep the library in. Name one with --library DIR.",
            ));
        }
    };
    match args.command {
        Command::Add { paths } => analyze::add(&dir, paths, &out).await,
        Command::Analyze(wish) => analyze::analyze(&dir, wish, &out).await,
        Command::Batches(wish) => read::batches(&dir, wish, &out).await,
        Command::Undo { id } => control::undo(&dir, id, &out).await,
        Command::Compare { first, second } => history::compare(&dir, first, second, &out).await,
        Command::Batch { id } => read::batch(&dir, id, &out).await,
        Command::Cancel { id } => control::cancel(&dir, id, &out).await,
        Command::Pause { id } => control::pause(&dir, id, &out).await,
        Command::Resume { id } => control::resume(&dir, id, &out).await,
        Command::Retry { id, missing: true, .. } => control::ask_missing(&dir, id, &out).await,
        Command::Retry { id, reason, .. } => control::retry(&dir, id, reason, &out).await,
        Command::Search { query, limit, meaning } => {
            read::search(&dir, query.join(" "), limit, meaning, &out).await
        }
        Command::Meaning => analyze::meaning(&dir, &out).await,
        Command::Show { photo } => read::show(&dir, &photo, &out).await,
        Command::List { state } => read::list(&dir, state, &out).await,
        Command::Stats => read::stats(&dir, &out).await,
        Command::Export { format, file } => read::export(&dir, format, file, &out).await,
        Command::Settings { changes } => read::settings(&dir, changes, &out).await,
        Command::Review(wish) => review::review(&dir, wish, &out).await,
        Command::Duplicates(wish) => duplicates::duplicates(&dir, wish, &out).await,
        Command::Presets(wish) => presets::presets(&dir, wish, &out).await,
        Command::Doctor(wish) => doctor::doctor(&dir, wish, &out).await,
    }
}

/// The key for model servers, never an argument: arguments are seen by every user of the machine.
fn api_key() -> Option<String> {
    let key = std::env::var_os("POTHOS_API_KEY").map(OsString::into_string)?;
    key.ok().filter(|key| !key.trim().is_empty())
}
