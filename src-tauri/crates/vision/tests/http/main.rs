//! The client against a server in the test's own process.

mod asking;
mod server;
mod trouble;
