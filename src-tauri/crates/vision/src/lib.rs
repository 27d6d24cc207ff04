//! Model servers: addresses, what answers there, one question a photo, and the careful reading of its answer.
//! The only room that speaks HTTP. Knows no database, no picture codecs, no batches and no screen; it sends
//! nothing unless it is called with an endpoint, and it never tries again on its own beyond one question's
//! protocol negotiation: retries are the engine's.

mod address;
mod ask;
mod catalogue;
mod check;
mod client;
mod embed;
mod endpoint;
mod fault;
mod guard;
mod hear;
mod http;
mod known;
mod question;
#[cfg(test)]
mod replay;
mod reply;
mod send;
mod speak;
mod stream;
mod survey;

pub use address::{Address, Privacy, parse_address, privacy};
pub use client::{Client, Timeouts};
pub use embed::{Embedded, Purpose};
pub use endpoint::{ApiKey, Check, Dialect, Endpoint, ModelFacts, Product, Survey, Verdict};
pub use guard::{Doubts, Given, Guarded, Vocabulary, doubt, guard, guard_with};
pub use question::{Answer, PromptFacts, Question, side_for_attempt};
pub use reply::{Draft, Repairs, Wanted, read_answer};
pub use speak::{PRESET_VERSION, Spoken};

/// Reads a stream cut into pieces by its own first byte; for the fuzz target alone.
#[cfg(fuzzing)]
pub fn read_stream(bytes: &[u8]) {
    let [size, rest @ ..] = bytes else { return };
    let mut parser = stream::Parser::default();
    let mut watch = stream::Watch::new(1 << 16);
    for piece in rest.chunks(usize::from(*size).max(1)) {
        let fed = parser.feed(piece, |piece| {
            piece.content.chars().for_each(|c| drop(watch.take(c, false)));
        });
        if fed.is_err() || parser.ended() {
            return;
        }
    }
    parser.finish(|_| ());
}
