//! Sends one prepared request and listens to it, watching over the wait for the first word.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::StreamExt;
use pothos_model::{Failure, FailureCode};
use tokio::time::Instant;

use crate::fault::{Fault, FaultKind, Where, classify};
use crate::hear::{End, Heard, Patience, hear};
use crate::http::{Http, Unsent, broken};
use crate::stream::{Finish, Runaway};
use crate::{Dialect, Product};

/// How often the server is looked at while it is silent.
const LOOK: Duration = Duration::from_secs(10);
/// Looks in a row that find nobody before the wait is given up.
const DEAD_LOOKS: u32 = 2;

/// A request that is ready to go.
pub(crate) struct Ready<'a> {
    pub(crate) place: Where<'a>,
    pub(crate) product: Product,
    pub(crate) dialect: Dialect,
    pub(crate) body: Vec<u8>,
    /// The keys of the object that ends the answer.
    pub(crate) keys: Vec<&'static str>,
    pub(crate) deadline: Instant,
}

/// What a model said, as far as it is of use.
#[derive(Debug, Default)]
pub(crate) struct Said {
    pub(crate) content: String,
    pub(crate) reasoning: String,
    pub(crate) prompt_tokens: Option<u32>,
    pub(crate) answer_tokens: Option<u32>,
    /// Whether the output limit cut it.
    pub(crate) cut: bool,
    /// Whether it was stopped because the model lost its way.
    pub(crate) runaway: Option<Runaway>,
}

/// Sends and listens. Dropping the future closes the connection, which frees the server.
pub(crate) async fn send(http: &Http, ready: Ready<'_>) -> Result<Said, Unsent> {
    let spoke = AtomicBool::new(false);
    let place = ready.place;
    let talk = talk(http, ready, &spoke);
    let guard = look_after(http, &place, &spoke);
    tokio::select! {
        biased;
        said = talk => said,
        dead = guard => Err(Unsent::Failure(dead)),
    }
}

async fn talk(http: &Http, ready: Ready<'_>, spoke: &AtomicBool) -> Result<Said, Unsent> {
    let Ready { place, product, dialect, body, keys, deadline } = ready;
    let timeouts = http.timeouts;
    let path = match dialect {
        Dialect::Ollama => "/api/chat",
        Dialect::Auto | Dialect::OpenAi => "/v1/chat/completions",
    };
    let first = (Instant::now() + timeouts.first_byte).min(deadline);
    let response = match tokio::time::timeout_at(first, http.stream(&place, path, body)).await {
        Ok(response) => response?,
        Err(_) => return Err(Unsent::Failure(silent(&place, timeouts.first_byte))),
    };
    let stream = Box::pin(response.bytes_stream());
    let heard =
        hear(stream.fuse(), keys, Patience { first, stall: timeouts.stall, whole: deadline }, spoke).await;
    judge(heard, &place, product, &timeouts)
}

/// Ends only when the server is gone: nobody takes connections at its address any more. A server that is merely
/// too busy to answer a look is alive.
async fn look_after(http: &Http, place: &Where<'_>, spoke: &AtomicBool) -> Failure {
    let mut dead = 0;
    loop {
        tokio::time::sleep(LOOK).await;
        if spoke.load(Ordering::Relaxed) {
            return std::future::pending().await;
        }
        match http.get(place, "/v1/models").await {
            Err(failure)
                if failure.code == FailureCode::Unreachable
                    && failure.message.contains("cannot be reached") =>
            {
                dead += 1;
                if dead >= DEAD_LOOKS {
                    return failure;
                }
            }
            Ok(_) | Err(_) => dead = 0,
        }
    }
}

fn silent(place: &Where<'_>, waited: Duration) -> Failure {
    Failure::new(
        FailureCode::Timeout,
        format!(
            "{} said nothing with {} for {} seconds. It is tried again by itself; if it stays, choose a smaller model.",
            place.server(),
            place.model,
            seconds(waited)
        ),
    )
}

fn seconds(duration: Duration) -> u64 {
    (duration.as_millis().div_ceil(1_000)).try_into().unwrap_or(u64::MAX)
}

fn judge(
    heard: Heard<reqwest::Error>,
    place: &Where<'_>,
    product: Product,
    timeouts: &crate::Timeouts,
) -> Result<Said, Unsent> {
    let server = place.server();
    let model = place.model;
    let fail = |code: FailureCode, message: String| Err(Unsent::Failure(Failure::new(code, message)));
    let nothing = heard.content.trim().is_empty() && heard.reasoning.trim().is_empty();
    let mut said = Said {
        content: heard.content,
        reasoning: heard.reasoning,
        prompt_tokens: heard.prompt_tokens,
        answer_tokens: heard.answer_tokens,
        cut: heard.finish == Some(Finish::Length),
        runaway: None,
    };
    if !heard.refusal.trim().is_empty() || heard.finish == Some(Finish::Filtered) {
        let fault =
            Fault { kind: FaultKind::Filtered, status: 200, said: heard.refusal, retry_after_ms: None };
        return Err(Unsent::Fault(fault));
    }
    match heard.end {
        End::Fault(error) => Err(Unsent::Fault(classify(200, None, None, &error))),
        End::Broken(error) => Err(Unsent::Failure(broken(&error, place))),
        End::Silent => Err(Unsent::Failure(silent(place, timeouts.first_byte))),
        End::Stalled => fail(
            FailureCode::Timeout,
            format!(
                "{server} stopped in the middle of an answer with {model} and said nothing for {} seconds. It is tried \
                 again by itself.",
                seconds(timeouts.stall)
            ),
        ),
        End::Overdue => fail(
            FailureCode::Timeout,
            format!(
                "{server} did not finish an answer with {model} within {} seconds. It is tried again by itself; if it \
                 stays, choose a smaller model.",
                seconds(timeouts.whole)
            ),
        ),
        End::Runaway(why) => {
            said.runaway = Some(why);
            said.cut = true;
            Ok(said)
        }
        // Ollama stops a model that repeats itself without an end mark.
        End::Unmarked if product == Product::Ollama && !nothing => {
            said.runaway = Some(Runaway::Repeats);
            said.cut = true;
            Ok(said)
        }
        End::Unmarked if !heard.stray.trim().is_empty() => {
            let mut fault = classify(200, None, None, &heard.stray);
            if matches!(fault.kind, FaultKind::Other) {
                fault.kind = FaultKind::NotAServer;
            }
            Err(Unsent::Fault(fault))
        }
        End::Unmarked => fail(
            FailureCode::Disconnected,
            format!("{server} ended the connection in the middle of an answer. It is tried again by itself."),
        ),
        End::Marked if heard.finish == Some(Finish::Load) && nothing => fail(
            FailureCode::Busy,
            format!("{server} only loaded {model} and gave no answer. It is tried again by itself."),
        ),
        End::Marked | End::Closed => Ok(said),
    }
}
