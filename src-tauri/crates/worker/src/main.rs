//! A program that is nothing but the decoder process: for tests, whose own program cannot be started as one.

use std::process::ExitCode;

fn main() -> ExitCode {
    pothos_worker::serve_if_asked().unwrap_or_else(|| {
        eprintln!("pothos-worker decodes pictures for Pothos, which starts it by itself.");
        ExitCode::FAILURE
    })
}
