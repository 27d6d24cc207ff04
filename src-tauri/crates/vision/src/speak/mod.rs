//! What is said to a model: the words of a prompt, the schema of its answer, and the request's body for each
//! dialect. Pure, and the only place that knows how a server wants to be asked.

mod body;
mod chinese;
mod english;
mod manner;
mod preset;
mod prompt;
mod schema;

pub(crate) use body::{BodyParts, chat_body};
pub(crate) use manner::{Manner, Shape, budget, context_size, sampling};
pub use prompt::{PRESET_VERSION, Spoken};
pub(crate) use prompt::{probe_prompt, spoken};
pub(crate) use schema::Schema;
