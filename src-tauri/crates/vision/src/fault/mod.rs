//! What a refusal means: a server's words first, its status second, because the same fault comes with 400 from
//! one server and 500 from the next. Pure; decides nothing about retries.

mod classify;
mod message;
mod said;

pub(crate) use classify::{Fault, FaultKind, Refusal, classify};
pub(crate) use message::{Where, failure};
