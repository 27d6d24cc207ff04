//! The engine on a real library with scripted work and a scripted clock. No story waits for real time: the clock
//! moves only when the engine sleeps.

// The stage is shared by stories and no test function itself: an expectation that fails there fails the story.
#![allow(clippy::expect_used)]

mod clockwork;
mod play;
mod stage;

mod alike;
mod basics;
mod crashes;
mod disk;
mod failing;
mod faults;
mod lanes;
mod pictures;
mod servers;
mod sharing;
mod stopping;
