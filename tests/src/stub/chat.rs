//! One chat request: read, counted, treated as the plan says, answered.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hyper::Response;
use hyper::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use serde_json::{Value, json};

use super::answer;
use super::ledger::{Asked, InFlight};
use super::plan::Behaviour;
use super::reply::{Output, Script, Step, Wire, shred};
use super::request::{BadRequest, ChatRequest, read_ollama, read_openai};
use super::setup::{Dialect, Setup};
use super::shared::Shared;

pub(super) type Reply = Response<Script>;

/// A reply with a JSON body.
pub(super) fn json_reply(status: u16, body: &Value, flight: Option<InFlight>) -> Reply {
    typed(status, "application/json; charset=utf-8", Script::whole(body.to_string(), flight))
}

fn typed(status: u16, content_type: &'static str, body: Script) -> Reply {
    let mut reply = Response::new(body);
    *reply.status_mut() = hyper::StatusCode::from_u16(status).unwrap_or_default();
    reply.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    reply
}

/// An error body in the product's shape for this protocol.
pub(super) fn error_body(dialect: Dialect, wire: Wire, status: u16, kind: &str, text: &str) -> Value {
    match (dialect, wire) {
        (_, Wire::Ollama) => json!({ "error": text }),
        (Dialect::LmStudio, Wire::OpenAi) => json!({ "error": text }),
        (Dialect::LlamaServer | Dialect::Vllm, Wire::OpenAi) => {
            json!({"error": {"message": text, "type": kind, "param": null, "code": status}})
        }
        (Dialect::Ollama, Wire::OpenAi) => {
            json!({"error": {"message": text, "type": kind, "param": null, "code": null}})
        }
        (Dialect::OpenAi, Wire::OpenAi) => {
            json!({"error": {"message": text, "type": kind, "param": null, "code": kind}})
        }
    }
}

/// Answers one chat request. An error breaks the connection.
pub(super) async fn chat(shared: &Arc<Shared>, wire: Wire, path: &str, body: Bytes) -> io::Result<Reply> {
    let setup = shared.setup();
    let read = match wire {
        Wire::Ollama => read_ollama(&body),
        Wire::OpenAi => read_openai(&body),
    };
    drop(body);
    let mut asked = match read {
        Ok(asked) => asked,
        Err(wrong) => return Ok(refuse(&setup, wire, &wrong)),
    };
    let hash = asked.image_hash();
    let (nth, attempt) = shared.book.begin(hash.as_deref());
    let first_byte = hash.as_deref().and_then(|hash| u8::from_str_radix(&hash[..2], 16).ok()).unwrap_or(0);
    let treatment = setup.plan.treatment(nth, attempt, first_byte);
    let flight = InFlight::new(shared.book.clone(), hash.clone());
    shared.book.keep(Asked {
        path: path.to_owned(),
        model: asked.model.clone(),
        text: asked.text.clone(),
        schema: asked.schema.clone(),
        stream: asked.stream,
        image: hash,
        image_bytes: asked.image.as_ref().map_or(0, Vec::len),
        is_jpeg: asked.image.as_ref().is_some_and(|bytes| bytes.starts_with(&[0xFF, 0xD8, 0xFF])),
        body: std::mem::take(&mut asked.rest),
        treatment,
    });
    if !setup.pace.is_zero() {
        tokio::time::sleep(setup.pace).await;
    }
    if let Some((status, kind, text)) = model_error(&setup, wire, &asked) {
        return Ok(json_reply(status, &error_body(setup.dialect, wire, status, kind, &text), Some(flight)));
    }
    treat(&setup, wire, &asked, treatment, flight).await
}

fn refuse(setup: &Setup, wire: Wire, wrong: &BadRequest) -> Reply {
    // llama-server answers 500 to a body that is no JSON; the others 400.
    let status =
        if setup.dialect == Dialect::LlamaServer && *wrong == BadRequest::NotJson { 500 } else { 400 };
    let text = match wrong {
        BadRequest::NotJson => "invalid character in request body",
        BadRequest::NoModel => "model is required",
        BadRequest::BadPicture(text) => text,
    };
    json_reply(status, &error_body(setup.dialect, wire, status, "invalid_request_error", text), None)
}

const NO_EYES: &str =
    "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj";

fn no_eyes(dialect: Dialect) -> (u16, &'static str, String) {
    match dialect {
        // Ollama passes its engine's error on as JSON inside text.
        Dialect::Ollama => {
            let inner = json!({"error": {"code": 500, "message": NO_EYES, "type": "server_error"}});
            (500, "api_error", inner.to_string())
        }
        Dialect::LlamaServer => (500, "server_error", NO_EYES.to_owned()),
        Dialect::LmStudio => (
            400,
            "invalid_request_error",
            "Model does not support images. Please use a model that does.".to_owned(),
        ),
        Dialect::Vllm | Dialect::OpenAi => (
            400,
            "BadRequestError",
            "this model is not a multimodal model and does not support image input".to_owned(),
        ),
    }
}

fn missing(dialect: Dialect, model: &str) -> (u16, &'static str, String) {
    match dialect {
        Dialect::Ollama => (404, "not_found_error", format!("model '{model}' not found")),
        _ => (404, "model_not_found", format!("The model `{model}` does not exist.")),
    }
}

/// What the product says when the model is not there or has no eyes for the picture that came.
fn model_error(setup: &Setup, _wire: Wire, asked: &ChatRequest) -> Option<(u16, &'static str, String)> {
    let named = setup.models.iter().find(|model| model.name == asked.model);
    // llama-server serves one model and takes any name for it.
    let model = if setup.dialect == Dialect::LlamaServer { named.or(setup.models.first()) } else { named };
    match model {
        None => Some(missing(setup.dialect, &asked.model)),
        Some(model) if !model.vision && asked.image.is_some() => Some(no_eyes(setup.dialect)),
        Some(_) => None,
    }
}

/// The good answer to a request, as the model would write it.
fn good(setup: &Setup, asked: &ChatRequest) -> Output {
    let object = answer::object(asked.schema.as_ref(), &asked.text, asked.image.as_deref(), asked.tongue());
    let thinks = setup.models.iter().any(|model| model.name == asked.model && model.thinks);
    let mut output = Output::said(answer::written(&object));
    // Thinking is on for a model that can, unless the client switched it off.
    if thinks && asked.think != Some(false) {
        THOUGHTS.clone_into(&mut output.thinking);
    }
    output
}

const THOUGHTS: &str =
    "So, let me look at the picture. There is something in the middle, and a background behind it.";

async fn treat(
    setup: &Setup,
    wire: Wire,
    asked: &ChatRequest,
    how: Behaviour,
    flight: InFlight,
) -> io::Result<Reply> {
    let error = |status: u16, kind: &str, text: &str, flight: InFlight| {
        Ok(json_reply(status, &error_body(setup.dialect, wire, status, kind, text), Some(flight)))
    };
    let output = good(setup, asked);
    match how {
        Behaviour::Answer => Ok(answer_with(setup, wire, asked, &output, None, flight.will_be_good())),
        Behaviour::Delay(time) => {
            tokio::time::sleep(time).await;
            Ok(answer_with(setup, wire, asked, &output, None, flight.will_be_good()))
        }
        Behaviour::SlowFirstByte(time) => {
            Ok(answer_with(setup, wire, asked, &output, Some(time), flight.will_be_good()))
        }
        Behaviour::RateLimited(seconds) => {
            let text = format!("Rate limit reached for {}. Please try again in {seconds}s.", asked.model);
            let mut reply = error(429, "rate_limit_exceeded", &text, flight)?;
            reply.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
            Ok(reply)
        }
        Behaviour::Quota => error(
            429,
            "insufficient_quota",
            "You exceeded your current quota, please check your plan and billing details.",
            flight,
        ),
        Behaviour::Loading => error(503, "unavailable_error", "Loading model", flight),
        Behaviour::Busy => error(
            503,
            "api_error",
            "server busy, please try again.  maximum pending requests exceeded",
            flight,
        ),
        Behaviour::ServerError => error(500, "server_error", "something went wrong", flight),
        Behaviour::Unauthorized => error(401, "authentication_error", "Invalid API Key", flight),
        Behaviour::ModelMissing => {
            let (status, kind, text) = missing(setup.dialect, &asked.model);
            error(status, kind, &text, flight)
        }
        Behaviour::CannotSee => {
            let (status, kind, text) = no_eyes(setup.dialect);
            error(status, kind, &text, flight)
        }
        Behaviour::ContextTooSmall => error(
            400,
            "exceed_context_size_error",
            "the request exceeds the available context size. try increasing the context size",
            flight,
        ),
        Behaviour::PictureRejected => {
            error(400, "invalid_request_error", "Failed to load image or audio file", flight)
        }
        Behaviour::OutOfMemory => error(
            500,
            "api_error",
            "model runner has unexpectedly stopped: cudaMalloc failed: out of memory",
            flight,
        ),
        Behaviour::Html => {
            let page = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>";
            Ok(typed(502, "text/html", Script::whole(page, Some(flight))))
        }
        Behaviour::Reset => Err(io::Error::other("the stub resets the connection")),
        Behaviour::Stall
        | Behaviour::Whitespace
        | Behaviour::Repeat
        | Behaviour::Cut
        | Behaviour::ErrorMidway => Ok(broken_stream(wire, asked, how, &output, flight)),
        words => Ok(answer_with(setup, wire, asked, &twisted(asked, words, output), None, flight)),
    }
}

/// A whole answer, streamed or not, as the client asked.
fn answer_with(
    setup: &Setup,
    wire: Wire,
    asked: &ChatRequest,
    output: &Output,
    first: Option<Duration>,
    flight: InFlight,
) -> Reply {
    if !asked.stream {
        let whole = Bytes::from(wire.whole(&asked.model, output).to_string());
        let steps = first.map(Step::Wait).into_iter().chain([Step::Bytes(whole)]);
        return typed(200, "application/json; charset=utf-8", Script::new(steps, Some(flight)));
    }
    let mut pieces = wire.pieces(&asked.model, output, setup.pieces);
    if setup.shred {
        pieces = shred(&pieces);
    }
    let steps = first.map(Step::Wait).into_iter().chain(pieces.into_iter().map(Step::Bytes));
    typed(200, wire.stream_type(), Script::new(steps, Some(flight)))
}

/// A stream that begins well and never ends well.
fn broken_stream(
    wire: Wire,
    asked: &ChatRequest,
    how: Behaviour,
    output: &Output,
    flight: InFlight,
) -> Reply {
    let half: String = output.content.chars().take(output.content.chars().count() / 2).collect();
    let model = &asked.model;
    let begin = |text: &str| {
        let mut steps: Vec<Step> = wire.head(model).into_iter().map(Step::Bytes).collect();
        steps.push(Step::Bytes(wire.piece(model, text, false)));
        steps
    };
    let (text, end) = match how {
        Behaviour::Whitespace => ("{", Step::Loop(wire.piece(model, "  \n  ", false))),
        Behaviour::Repeat => {
            ("{\"title\": \"", Step::Loop(wire.piece(model, "a boat on the water and ", false)))
        }
        Behaviour::Cut => (half.as_str(), Step::Break),
        Behaviour::ErrorMidway => {
            (half.as_str(), Step::Bytes(wire.error_line("an error was encountered while running the model")))
        }
        _ => (half.as_str(), Step::Forever),
    };
    let mut steps = begin(text);
    steps.push(end);
    typed(200, wire.stream_type(), Script::new(steps, Some(flight)))
}

/// The model's output as the behaviour spoils it.
fn twisted(asked: &ChatRequest, how: Behaviour, good: Output) -> Output {
    let said = |content: String| Output { content, ..good.clone() };
    let half = good.content.chars().take(good.content.chars().count() / 2).collect::<String>();
    match how {
        Behaviour::DoneFalse => Output { content: half, end: None, ..good },
        Behaviour::CutByLength => Output { content: half, end: Some("length"), ..good },
        Behaviour::ThinkingOnly => Output { thinking: good.content, content: String::new(), end: good.end },
        Behaviour::ThinkingExhausted => {
            Output { thinking: THOUGHTS.to_owned(), content: String::new(), end: Some("length") }
        }
        Behaviour::ThinkLeak => said(format!("<think>{THOUGHTS} {{maybe}}</think>\n{}", good.content)),
        Behaviour::Fences => said(format!("```json\n{}\n```", good.content)),
        Behaviour::Prose => {
            said(format!("Sure! Here is what I see:\n\n{}\n\nI hope this helps.", good.content))
        }
        Behaviour::Labels => said(labels(asked)),
        Behaviour::WrongLanguage => {
            let object = answer::object(
                asked.schema.as_ref(),
                &asked.text,
                asked.image.as_deref(),
                asked.tongue().other(),
            );
            said(answer::written(&object))
        }
        Behaviour::Empty => said("{}".to_owned()),
        Behaviour::Refusal => {
            Output { end: Some("content_filter"), ..said("I'm sorry, I can't help with that.".to_owned()) }
        }
        _ => said("###".to_owned()),
    }
}

fn labels(asked: &ChatRequest) -> String {
    let words = answer::words(asked.image.as_deref(), asked.tongue());
    let list = |task: &str| {
        let entries = words[task].as_array().into_iter().flatten().filter_map(Value::as_str);
        entries.enumerate().map(|(nth, entry)| format!("{}. {entry}\n", nth + 1)).collect::<String>()
    };
    format!(
        "Title: {}\nDescription: {}\nCategories:\n{}Tags:\n{}",
        words["title"].as_str().unwrap_or_default(),
        words["description"].as_str().unwrap_or_default(),
        list("categories"),
        list("tags"),
    )
}
