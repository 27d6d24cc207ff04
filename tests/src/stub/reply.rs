//! Turns an answer into the bytes of a protocol, piece by piece, and plays them with pauses, loops and breaks.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use serde_json::{Value, json};

use super::ledger::InFlight;

/// How fast an endless answer is written: about what a quick model does, so that a test burns no processor.
const LOOP_PAUSE: Duration = Duration::from_millis(2);

/// One step of a reply's body.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Bytes(Bytes),
    Wait(Duration),
    /// Nothing more until the client leaves.
    Forever,
    /// These bytes over and over until the client leaves.
    Loop(Bytes),
    /// The connection breaks.
    Break,
}

/// A reply's body: the steps, and the request they belong to.
#[derive(Debug)]
pub(super) struct Script {
    steps: VecDeque<Step>,
    timer: Option<Pin<Box<tokio::time::Sleep>>>,
    flight: Option<InFlight>,
}

impl Script {
    pub(super) fn new(steps: impl IntoIterator<Item = Step>, flight: Option<InFlight>) -> Self {
        Self { steps: steps.into_iter().collect(), timer: None, flight }
    }

    pub(super) fn whole(body: impl Into<Bytes>, flight: Option<InFlight>) -> Self {
        Self::new([Step::Bytes(body.into())], flight)
    }

    fn pause(&mut self, time: Duration) {
        self.timer = Some(Box::pin(tokio::time::sleep(time)));
    }

    fn close(&mut self) {
        if let Some(mut flight) = self.flight.take() {
            flight.done();
        }
    }
}

impl Body for Script {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let script = &mut *self;
        loop {
            if let Some(timer) = &mut script.timer {
                if timer.as_mut().poll(cx).is_pending() {
                    return Poll::Pending;
                }
                script.timer = None;
            }
            match script.steps.pop_front() {
                Some(Step::Bytes(bytes)) => {
                    if script.steps.is_empty() {
                        script.close();
                    }
                    return Poll::Ready(Some(Ok(Frame::data(bytes))));
                }
                Some(Step::Wait(time)) => script.pause(time),
                Some(Step::Forever) => {
                    script.steps.push_front(Step::Forever);
                    return Poll::Pending;
                }
                Some(Step::Loop(bytes)) => {
                    script.steps.push_front(Step::Loop(bytes.clone()));
                    script.pause(LOOP_PAUSE);
                    return Poll::Ready(Some(Ok(Frame::data(bytes))));
                }
                Some(Step::Break) => {
                    script.close();
                    return Poll::Ready(Some(Err(io::Error::other("the stub breaks the connection"))));
                }
                None => {
                    script.close();
                    return Poll::Ready(None);
                }
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.steps.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        // One step only is a whole body: it gets a length. A stream is chunked.
        match self.steps.iter().collect::<Vec<_>>().as_slice() {
            [] => SizeHint::with_exact(0),
            [Step::Bytes(bytes)] => SizeHint::with_exact(bytes.len() as u64),
            _ => SizeHint::default(),
        }
    }
}

/// The protocol that a chat request came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wire {
    Ollama,
    OpenAi,
}

/// A model's output: what it thought, what it said, and how it ended.
#[derive(Debug, Clone)]
pub(super) struct Output {
    pub(super) thinking: String,
    pub(super) content: String,
    /// `stop`, `length` or `content_filter`; `None` when the final mark never comes.
    pub(super) end: Option<&'static str>,
}

impl Output {
    pub(super) fn said(content: impl Into<String>) -> Self {
        Self { thinking: String::new(), content: content.into(), end: Some("stop") }
    }

    fn tokens(&self) -> usize {
        (self.content.len() + self.thinking.len()).div_ceil(4)
    }
}

/// `text` in at most `pieces` pieces of about equal length, never inside a character.
pub(super) fn cut(text: &str, pieces: usize) -> Vec<&str> {
    let size = text.len().div_ceil(pieces.max(1)).max(1);
    let (mut rest, mut parts) = (text, Vec::new());
    while !rest.is_empty() {
        let mut at = size.min(rest.len());
        while !rest.is_char_boundary(at) {
            at += 1;
        }
        let (part, tail) = rest.split_at(at);
        parts.push(part);
        rest = tail;
    }
    parts
}

impl Wire {
    pub(super) fn stream_type(self) -> &'static str {
        match self {
            Wire::Ollama => "application/x-ndjson",
            Wire::OpenAi => "text/event-stream",
        }
    }

    fn line(self, value: &Value) -> Bytes {
        match self {
            Wire::Ollama => format!("{value}\n").into(),
            Wire::OpenAi => format!("data: {value}\n\n").into(),
        }
    }

    /// One streamed piece of content or of thinking.
    pub(super) fn piece(self, model: &str, content: &str, thinking: bool) -> Bytes {
        let value = match (self, thinking) {
            (Wire::Ollama, false) => json!({"model": model, "created_at": NOW, "done": false,
                "message": {"role": "assistant", "content": content}}),
            (Wire::Ollama, true) => json!({"model": model, "created_at": NOW, "done": false,
                "message": {"role": "assistant", "content": "", "thinking": content}}),
            (Wire::OpenAi, false) => chunk(model, &json!({"content": content}), None),
            (Wire::OpenAi, true) => chunk(model, &json!({"reasoning_content": content}), None),
        };
        self.line(&value)
    }

    /// What comes before the first piece.
    pub(super) fn head(self, model: &str) -> Option<Bytes> {
        match self {
            Wire::Ollama => None,
            // llama-server's first delta has a null content.
            Wire::OpenAi => {
                Some(self.line(&chunk(model, &json!({"role": "assistant", "content": null}), None)))
            }
        }
    }

    /// The final marks.
    pub(super) fn tail(self, model: &str, output: &Output) -> Vec<Bytes> {
        let Some(end) = output.end else { return Vec::new() };
        match self {
            Wire::Ollama => vec![self.line(&self.last(model, output, "", end))],
            Wire::OpenAi => vec![
                self.line(&chunk(model, &json!({}), Some(end))),
                self.line(&json!({"id": "chatcmpl-stub", "object": "chat.completion.chunk", "created": CREATED, "model": model,
                    "choices": [], "usage": usage(output)})),
                Bytes::from_static(b"data: [DONE]\n\n"),
            ],
        }
    }

    /// An error in the middle of a stream whose status was 200.
    pub(super) fn error_line(self, text: &str) -> Bytes {
        match self {
            Wire::Ollama => self.line(&json!({ "error": text })),
            Wire::OpenAi => {
                self.line(&json!({"error": {"message": text, "type": "server_error", "code": 500}}))
            }
        }
    }

    fn last(self, model: &str, output: &Output, content: &str, end: &str) -> Value {
        json!({"model": model, "created_at": NOW, "done": true, "done_reason": end,
            "message": {"role": "assistant", "content": content},
            "total_duration": 52_000_000u64, "load_duration": 1_000_000u64,
            "prompt_eval_count": PROMPT_TOKENS, "prompt_eval_duration": 30_000_000u64,
            "eval_count": output.tokens(), "eval_duration": 20_000_000u64})
    }

    /// The whole reply to a request that did not ask for a stream.
    pub(super) fn whole(self, model: &str, output: &Output) -> Value {
        match self {
            Wire::Ollama => {
                let mut value = self.last(model, output, &output.content, output.end.unwrap_or("stop"));
                if !output.thinking.is_empty() {
                    value["message"]["thinking"] = json!(output.thinking);
                }
                if output.end.is_none() {
                    value["done"] = json!(false);
                }
                value
            }
            Wire::OpenAi => {
                let mut message = json!({"role": "assistant", "content": output.content});
                if !output.thinking.is_empty() {
                    message["reasoning_content"] = json!(output.thinking);
                }
                json!({"id": "chatcmpl-stub", "object": "chat.completion", "created": CREATED, "model": model,
                    "choices": [{"index": 0, "message": message, "finish_reason": output.end}], "usage": usage(output)})
            }
        }
    }

    /// All pieces of a streamed reply, in order.
    pub(super) fn pieces(self, model: &str, output: &Output, pieces: usize) -> Vec<Bytes> {
        let mut all: Vec<Bytes> = self.head(model).into_iter().collect();
        all.extend(cut(&output.thinking, pieces).into_iter().map(|part| self.piece(model, part, true)));
        all.extend(cut(&output.content, pieces).into_iter().map(|part| self.piece(model, part, false)));
        all.extend(self.tail(model, output));
        all
    }
}

const NOW: &str = "2026-01-01T00:00:00Z";
const CREATED: u64 = 1_767_225_600;
/// What a picture and a prompt cost a usual model; a client may take far fewer for a cut prompt.
const PROMPT_TOKENS: u64 = 1_300;

fn usage(output: &Output) -> Value {
    let tokens = output.tokens() as u64;
    json!({"prompt_tokens": PROMPT_TOKENS, "completion_tokens": tokens, "total_tokens": PROMPT_TOKENS + tokens})
}

fn chunk(model: &str, delta: &Value, end: Option<&str>) -> Value {
    json!({"id": "chatcmpl-stub", "object": "chat.completion.chunk", "created": CREATED, "model": model,
        "choices": [{"index": 0, "delta": delta, "finish_reason": end}]})
}

/// The same bytes in odd sizes, so that borders fall inside lines and inside UTF-8 characters.
pub(super) fn shred(pieces: &[Bytes]) -> Vec<Bytes> {
    let all = Bytes::from(pieces.concat());
    let sizes = [1, 2, 3, 5, 7, 11, 64].into_iter().cycle();
    let (mut at, mut parts) = (0, Vec::new());
    for size in sizes {
        if at >= all.len() {
            break;
        }
        let end = (at + size).min(all.len());
        parts.push(all.slice(at..end));
        at = end;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_join_to_the_whole_text_whatever_the_cut() {
        for pieces in 1..12 {
            assert_eq!(cut("红色的小船停在港湾", pieces).concat(), "红色的小船停在港湾");
        }
        let bytes = [Bytes::from_static("红色的小船".as_bytes()), Bytes::from_static(b"abc")];
        assert_eq!(shred(&bytes).concat(), bytes.concat());
    }
}
