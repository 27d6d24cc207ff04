//! Where results go: lines for people, or one JSON object a line. Each line is flushed, so that a script sees it
//! when it happens.

use std::io::{self, Write as _};

use serde::Serialize;

/// The command's output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Out {
    /// For people.
    Text,
    /// For scripts.
    Json,
    /// For nobody: a step on the way to the answer.
    Silent,
}

impl Out {
    pub(crate) fn new(json: bool) -> Self {
        if json { Self::Json } else { Self::Text }
    }

    /// One JSON line, when that was asked for.
    pub(crate) fn json(self, value: &impl Serialize) -> io::Result<()> {
        if self != Self::Json {
            return Ok(());
        }
        let mut line = serde_json::to_vec(value)?;
        line.push(b'\n');
        put(&line)
    }

    /// Text for people, when that was asked for.
    pub(crate) fn text(self, text: &str) -> io::Result<()> {
        if self == Self::Text { put(format!("{text}\n").as_bytes()) } else { Ok(()) }
    }
}

fn put(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()
}
