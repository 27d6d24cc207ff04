//! Turns a fault into the failure that is stored and shown: what happened, to which server and model, and what
//! to do next.

use pothos_model::{Failure, FailureCode};

use super::classify::{Fault, FaultKind};
use super::said::redact;
use crate::{Address, Endpoint};

/// What a message is about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Where<'a> {
    pub(crate) address: &'a Address,
    pub(crate) endpoint: &'a Endpoint,
    pub(crate) model: &'a str,
}

impl Where<'_> {
    /// The server as it is shown.
    pub(crate) fn server(&self) -> String {
        self.address.shown()
    }

    /// `text` without the endpoint's key.
    pub(crate) fn clean(&self, text: &str) -> String {
        redact(text, self.endpoint.key.as_ref().map(crate::ApiKey::reveal))
    }
}

/// The failure for a fault.
pub(crate) fn failure(fault: &Fault, place: &Where<'_>) -> Failure {
    let server = place.server();
    let model = if place.model.is_empty() { "the model" } else { place.model };
    let said = quoted(&place.clean(&fault.said));
    let status = fault.status;
    let (code, message) = match fault.kind {
        FaultKind::Loading => (
            FailureCode::Busy,
            format!("{server} is still loading {model}{said}. It is tried again by itself."),
        ),
        FaultKind::Busy => {
            (FailureCode::Busy, format!("{server} is busy ({status}){said}. It is tried again by itself."))
        }
        FaultKind::Rate => (
            FailureCode::RateLimited,
            format!(
                "{server} asks to slow down{said}. It is tried again later by itself; fewer requests at once help."
            ),
        ),
        FaultKind::Quota => (
            FailureCode::QuotaExhausted,
            format!(
                "The account at {server} has no credit left{said}. Add credit there, or choose another server."
            ),
        ),
        FaultKind::Auth if place.endpoint.key.is_some() => (
            FailureCode::Unauthorized,
            format!("{server} refused the key{said}. Enter a valid key for this server."),
        ),
        FaultKind::Auth => {
            (FailureCode::Unauthorized, format!("{server} wants a key{said}. Enter this server's key."))
        }
        FaultKind::ModelMissing => (
            FailureCode::ModelMissing,
            format!(
                "{server} does not have the model {model}{said}. Choose one of its models, or install it there."
            ),
        ),
        FaultKind::NoVision => (
            FailureCode::ModelCannotSee,
            format!("{model} at {server} cannot see pictures{said}. Choose a vision model."),
        ),
        FaultKind::BadPicture => (
            FailureCode::PictureRejected,
            format!(
                "{server} would not take this picture{said}. Open the photo to see whether it is damaged."
            ),
        ),
        FaultKind::Context => (
            FailureCode::ContextTooSmall,
            format!(
                "The picture and the question do not fit the context of {model} at {server}{said}. Send smaller \
                 pictures, or give the model a larger context."
            ),
        ),
        FaultKind::Schema | FaultKind::JsonMode | FaultKind::Field(_) => (
            FailureCode::ServerError,
            format!(
                "{server} refused every way in which {model} was asked{said}. Choose another model or server."
            ),
        ),
        FaultKind::Memory => (
            FailureCode::ModelOutOfMemory,
            format!(
                "{model} does not fit the memory of {server}{said}. Choose a smaller model, or free memory there."
            ),
        ),
        FaultKind::Filtered => (
            FailureCode::Refused,
            format!(
                "The content filter of {server} refused this photo{said}. Describe it yourself, or ask another model."
            ),
        ),
        FaultKind::NoSuchPath => (
            FailureCode::NotAModelServer,
            format!(
                "{server} does not know the address that was asked ({status}){said}. Check the server's address and protocol."
            ),
        ),
        FaultKind::NotAServer => (
            FailureCode::NotAModelServer,
            format!(
                "What answers at {server} is a web page or another service, not a model server{said}. Check the address."
            ),
        ),
        FaultKind::Moved => (
            FailureCode::NotAModelServer,
            format!(
                "{server} sends requests on to another place{said}, which is not followed. Enter the real address."
            ),
        ),
        FaultKind::Timeout => (
            FailureCode::Timeout,
            format!("{server} gave up waiting for {model} ({status}){said}. It is tried again by itself."),
        ),
        FaultKind::Other => (
            FailureCode::ServerError,
            format!(
                "{server} could not answer with {model} ({status}){said}. It is tried again; if it stays, look at the server's log."
            ),
        ),
    };
    Failure { code, message, retry_after_ms: fault.retry_after_ms }
}

fn quoted(said: &str) -> String {
    let said = said.trim().trim_end_matches('.');
    if said.is_empty() { String::new() } else { format!(": “{said}”") }
}
