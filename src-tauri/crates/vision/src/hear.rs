//! Listens to a stream until there is nothing more worth hearing: the end mark, the wanted object closed, a
//! runaway, a silence, a fault. The stream comes in as an argument; the clock is tokio's.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use tokio::time::{Instant, timeout_at};

use crate::stream::{Finish, Parser, Piece, RootWatch, Runaway, Watch};

/// The longest body heard: an answer's text is a few KB, its records some 300 bytes a token.
const MAX_BODY: usize = 8 << 20;
/// The longest answer text; the largest schema allows some 2 KB.
const MAX_CONTENT: usize = 24 << 10;
/// The longest thoughts; a model that thinks more has lost its way.
const MAX_REASONING: usize = 96 << 10;
/// After the object is closed: how long the end mark with its counts is waited for.
const GRACE: Duration = Duration::from_millis(400);
/// After the end mark: how long the body's own end is waited for, so that the connection can be used again.
const BODY_END: Duration = Duration::from_millis(50);

/// When to give up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patience {
    /// The model must have said something by then.
    pub(crate) first: Instant,
    /// The longest silence after that.
    pub(crate) stall: Duration,
    /// All must be over by then.
    pub(crate) whole: Instant,
}

/// Why listening ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum End<E> {
    /// The server said that it was done.
    Marked,
    /// The wanted object was closed.
    Closed,
    /// The body ended without an end mark.
    Unmarked,
    /// The model lost its way.
    Runaway(Runaway),
    /// Nothing was said in time.
    Silent,
    /// The model stopped in the middle.
    Stalled,
    /// The whole took too long.
    Overdue,
    /// The connection broke.
    Broken(E),
    /// The server reported an error, as JSON text.
    Fault(String),
}

/// What was heard.
#[derive(Debug)]
pub(crate) struct Heard<E> {
    pub(crate) content: String,
    pub(crate) reasoning: String,
    pub(crate) refusal: String,
    pub(crate) finish: Option<Finish>,
    pub(crate) prompt_tokens: Option<u32>,
    pub(crate) answer_tokens: Option<u32>,
    /// What was no record at all.
    pub(crate) stray: String,
    pub(crate) end: End<E>,
}

/// Listens. `spoke` is set when the model says its first word, for whoever watches over the wait.
pub(crate) async fn hear<S, B, E>(
    mut body: S,
    wanted: Vec<&'static str>,
    patience: Patience,
    spoke: &AtomicBool,
) -> Heard<E>
where
    S: Stream<Item = Result<B, E>> + Unpin,
    B: AsRef<[u8]>,
{
    let mut parser = Parser::default();
    let mut ear = Ear::new(wanted);
    let mut length = 0;
    let mut last_word: Option<Instant> = None;
    let mut closed: Option<Instant> = None;
    let end = loop {
        let deadline = match (closed, last_word) {
            (Some(at), _) => at + GRACE,
            (None, Some(at)) => at + patience.stall,
            (None, None) => patience.first,
        };
        let chunk = match timeout_at(deadline.min(patience.whole), body.next()).await {
            Err(_) if closed.is_some() => break End::Closed,
            Err(_) if Instant::now() >= patience.whole => break End::Overdue,
            Err(_) if last_word.is_some() => break End::Stalled,
            Err(_) => break End::Silent,
            Ok(None) => {
                parser.finish(|piece| ear.take(piece));
                break ear.at_end(parser.ended());
            }
            Ok(Some(Err(error))) => break if closed.is_some() { End::Closed } else { End::Broken(error) },
            Ok(Some(Ok(chunk))) => chunk,
        };
        length += chunk.as_ref().len();
        let fed = parser.feed(chunk.as_ref(), |piece| ear.take(piece));
        if fed.is_err() || length > MAX_BODY {
            break End::Runaway(Runaway::TooLong);
        }
        if let Some(fault) = ear.fault.take() {
            break End::Fault(fault);
        }
        if parser.ended() {
            // Reading the body's end keeps the connection; whatever it brings is of no interest.
            let _end = tokio::time::timeout(BODY_END, body.next()).await;
            break End::Marked;
        }
        if let Some(runaway) = ear.runaway {
            break End::Runaway(runaway);
        }
        if ear.beyond {
            break End::Closed;
        }
        if ear.fresh {
            ear.fresh = false;
            last_word = Some(Instant::now());
            spoke.store(true, Ordering::Relaxed);
        }
        if closed.is_none() && ear.root.closed() {
            closed = Some(Instant::now());
        }
    };
    Heard {
        content: ear.content,
        reasoning: ear.reasoning,
        refusal: ear.refusal,
        finish: ear.finish,
        prompt_tokens: ear.prompt_tokens,
        answer_tokens: ear.answer_tokens,
        stray: if parser.understood() { String::new() } else { parser.stray().to_owned() },
        end,
    }
}

/// Gathers pieces.
struct Ear {
    root: RootWatch,
    content_watch: Watch,
    thought_watch: Watch,
    content: String,
    reasoning: String,
    refusal: String,
    finish: Option<Finish>,
    prompt_tokens: Option<u32>,
    answer_tokens: Option<u32>,
    fault: Option<String>,
    runaway: Option<Runaway>,
    /// Something was said since this was last cleared.
    fresh: bool,
    /// Something was said after the object was closed.
    beyond: bool,
}

impl Ear {
    fn new(wanted: Vec<&'static str>) -> Self {
        Self {
            root: RootWatch::new(wanted),
            content_watch: Watch::new(MAX_CONTENT),
            thought_watch: Watch::new(MAX_REASONING),
            content: String::new(),
            reasoning: String::new(),
            refusal: String::new(),
            finish: None,
            prompt_tokens: None,
            answer_tokens: None,
            fault: None,
            runaway: None,
            fresh: false,
            beyond: false,
        }
    }

    fn take(&mut self, piece: Piece) {
        self.fresh |= piece.speaks();
        self.finish = piece.finish.or(self.finish);
        self.prompt_tokens = piece.prompt_tokens.or(self.prompt_tokens);
        self.answer_tokens = piece.answer_tokens.or(self.answer_tokens);
        self.fault = self.fault.take().or(piece.error);
        if self.runaway.is_some() {
            return;
        }
        if self.root.closed() {
            self.beyond |= piece.content.chars().any(|c| !c.is_whitespace());
        } else {
            for c in piece.content.chars() {
                self.runaway = self.runaway.or(self.content_watch.take(c, self.root.in_string()));
                if self.runaway.is_some() {
                    break;
                }
                self.content.push(c);
                self.root.feed(c.encode_utf8(&mut [0; 4]));
            }
        }
        for c in piece.reasoning.chars() {
            self.runaway = self.runaway.or(self.thought_watch.take(c, true));
            if self.runaway.is_some() {
                break;
            }
            self.reasoning.push(c);
        }
        let room = MAX_CONTENT.saturating_sub(self.refusal.len());
        self.refusal.extend(piece.refusal.chars().take(room));
    }

    fn at_end<E>(&mut self, ended: bool) -> End<E> {
        match (self.fault.take(), self.runaway) {
            (Some(fault), _) => End::Fault(fault),
            (None, Some(runaway)) => End::Runaway(runaway),
            (None, None) if ended || self.finish.is_some() => End::Marked,
            (None, None) if self.root.closed() => End::Closed,
            (None, None) => End::Unmarked,
        }
    }
}
