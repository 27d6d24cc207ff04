//! Lines to pieces: newline-delimited JSON, server-sent events and a plain JSON body are told apart line by
//! line, so that a server that ignores `stream` is understood too. Bounded by its caller's byte limit.

use serde_json::Value;

use super::lines::{LineTooLong, Lines};
use super::piece::Piece;

/// What could not be read as a record is kept up to this size, to say what it was.
const MAX_STRAY: usize = 16 * 1024;

/// Bytes in, pieces out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Parser {
    lines: Lines,
    /// `data:` lines of one event that is not complete yet.
    event: String,
    /// Lines that were no record: a body over several lines, or HTML.
    stray: String,
    records: usize,
    ended: bool,
}

impl Parser {
    /// Takes bytes; hands each piece they complete to `sink`.
    pub(crate) fn feed(&mut self, bytes: &[u8], mut sink: impl FnMut(Piece)) -> Result<(), LineTooLong> {
        let Self { lines, event, stray, records, ended } = self;
        lines.feed(bytes, |line| take_line(line, event, stray, records, ended, &mut sink))
    }

    /// Takes the end of the body.
    pub(crate) fn finish(&mut self, mut sink: impl FnMut(Piece)) {
        let Self { lines, event, stray, records, ended } = self;
        lines.finish(|line| take_line(line, event, stray, records, ended, &mut sink));
        let body = std::mem::take(stray);
        if let Some(piece) = record(&body) {
            *records += 1;
            sink(piece);
        } else {
            *stray = body;
        }
    }

    /// Whether the server said that nothing follows.
    pub(crate) fn ended(&self) -> bool {
        self.ended
    }

    /// Whether anything was understood.
    pub(crate) fn understood(&self) -> bool {
        self.records > 0
    }

    /// What was no record, for the error.
    pub(crate) fn stray(&self) -> &str {
        &self.stray
    }
}

fn take_line(
    line: &[u8],
    event: &mut String,
    stray: &mut String,
    records: &mut usize,
    ended: &mut bool,
    sink: &mut impl FnMut(Piece),
) {
    let text = String::from_utf8_lossy(line);
    let text = text.trim_start_matches('\u{feff}');
    let mut emit = |piece: Piece| {
        *records += 1;
        *ended |= piece.last;
        sink(piece);
    };
    // `error:` is how older llama-servers report a fault in a stream.
    if let Some(data) = text.strip_prefix("data:").or_else(|| text.strip_prefix("error:")) {
        let data = data.trim();
        if data == "[DONE]" {
            *ended = true;
            *records += 1;
            return;
        }
        event.push_str(data);
        if let Some(piece) = record(event) {
            event.clear();
            emit(piece);
        } else if event.len() > super::lines::MAX_LINE {
            event.clear();
        } else {
            event.push('\n');
        }
        return;
    }
    if text.trim().is_empty() {
        event.clear();
        return;
    }
    // Comments (`: ping`) and the other fields of an event say nothing.
    if text.starts_with(':') || ["event:", "id:", "retry:"].iter().any(|field| text.starts_with(field)) {
        return;
    }
    match record(text) {
        Some(piece) => emit(piece),
        None if stray.len() + text.len() <= MAX_STRAY => {
            stray.push_str(text);
            stray.push('\n');
        }
        None => (),
    }
}

fn record(text: &str) -> Option<Piece> {
    let text = text.trim();
    if !text.starts_with('{') {
        return None;
    }
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(_) => serde_json::from_str(&without_lone_surrogates(text)).ok()?,
    };
    Piece::read(&value)
}

/// A server that escapes an emoji in halves over two records writes `\ud83d` alone, which is no JSON.
fn without_lone_surrogates(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("\\u") {
        let (head, tail) = rest.split_at(at);
        clean.push_str(head);
        let unit =
            |from: usize| tail.get(from + 2..from + 6).and_then(|hex| u32::from_str_radix(hex, 16).ok());
        let pair =
            tail.get(6..8) == Some("\\u") && unit(6).is_some_and(|low| (0xDC00..0xE000).contains(&low));
        let taken = match unit(0) {
            Some(high) if (0xD800..0xDC00).contains(&high) && pair => 12,
            Some(lone) if (0xD800..0xE000).contains(&lone) => {
                clean.push_str("\\ufffd");
                rest = tail.get(6..).unwrap_or_default();
                continue;
            }
            _ => 2,
        };
        clean.push_str(tail.get(..taken).unwrap_or(tail));
        rest = tail.get(taken..).unwrap_or_default();
    }
    clean.push_str(rest);
    clean
}
