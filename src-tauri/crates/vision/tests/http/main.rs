//! The client against a server in the test's own process.

// Helpers outside `#[test]` functions fail a test just the same.
#![allow(clippy::unwrap_used)]

mod asking;
mod doctor;
mod server;
mod trouble;
