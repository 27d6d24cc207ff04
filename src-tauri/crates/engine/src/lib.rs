//! The batch engine: takes queued jobs from the store, runs them through its [`Work`] port, and decides what a
//! failure means. Knows the store and its own ports; no pictures, no servers, no window.
//!
//! One task, the foreman, owns every change of the queue, so that events leave in the order of the commits they
//! tell of. Basic jobs run on threads of their own; requests to models are futures that are dropped, and thereby
//! aborted, when their batch stops.

mod adapt;
mod board;
mod breaker;
mod cpu;
mod event;
mod fair;
mod foreman;
mod handle;
mod input;
mod lanes;
mod ports;
mod rate;
mod retry;
mod verdict;

pub use event::{EngineEvent, Listener};
pub use handle::{Engine, EngineOptions};
pub use ports::{BoxFuture, Clock, Entropy, Random, RealClock, Work};
pub use pothos_store::{Claimed, Recovered, RetryWhat};
pub use retry::next_retry;
pub use verdict::{Verdict, verdict};
