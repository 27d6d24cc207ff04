//! What arrives while a model writes: bytes to lines, lines to pieces, and the watch that says when to stop
//! listening. Pure: it is fed, it never waits.

mod lines;
mod parse;
mod piece;
mod root;
mod watch;

pub(crate) use parse::Parser;
pub(crate) use piece::{Finish, Piece};
pub(crate) use root::RootWatch;
pub(crate) use watch::{Runaway, Watch};
