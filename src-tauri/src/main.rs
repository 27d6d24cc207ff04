//! The desktop program. Everything is in the library beside it, so that this file never grows.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    pothos_shell::run()
}
