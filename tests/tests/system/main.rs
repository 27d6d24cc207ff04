//! The whole system from outside: the terminal program on real folders, a real library and the stub model server.
//! Nothing here knows a crate of the application; pictures are drawn by the media room's generator.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at what it did not expect, in its helper functions too"
)]

mod adding;
mod analysing;
mod bad_input;
mod disk;
mod duplicates;
mod fault_table;
mod healing;
mod interrupting;
mod killing;
mod meaning;
mod private;
mod real_files;
mod real_server;
mod reviewing;
mod runs;
mod servers;
mod soak;
mod terminal;
mod world;
