//! Names a fault from what was said and the status it came with.

use super::said::{Said, said};

/// Retry-After is obeyed up to this, as openai-python does.
const MAX_RETRY_AFTER_MS: i64 = 120_000;

/// What went wrong, finer than a failure's code: some of these are mended by asking differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FaultKind {
    /// The model is being loaded.
    Loading,
    /// Too much to do, or a gateway without its server.
    Busy,
    /// Slow down.
    Rate,
    /// No credit.
    Quota,
    /// Key wanted or refused.
    Auth,
    /// No such model.
    ModelMissing,
    /// The model takes no pictures.
    NoVision,
    /// This picture is not taken.
    BadPicture,
    /// Prompt and picture do not fit.
    Context,
    /// A schema or its keywords are not taken.
    Schema,
    /// JSON mode is not taken.
    JsonMode,
    /// A field of the request is not taken.
    Field(Refusal),
    /// Not enough memory.
    Memory,
    /// A content filter.
    Filtered,
    /// No such path: another kind of server, or a wrong base address.
    NoSuchPath,
    /// A web page or another thing that is no model server.
    NotAServer,
    /// A redirect.
    Moved,
    /// The server's own time limit.
    Timeout,
    /// Anything else.
    Other,
}

/// A field that a server does not take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// `temperature` or `seed`.
    Sampling,
    /// `max_tokens`.
    LimitName,
    /// What switches thinking off.
    Quiet,
    /// `stream_options`.
    Usage,
}

/// A classified refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) kind: FaultKind,
    pub(crate) status: u16,
    /// The server's own words; not yet redacted.
    pub(crate) said: String,
    pub(crate) retry_after_ms: Option<i64>,
}

/// Classifies an answer that is no success, or an error inside one (then with status 200).
/// `retry_after` and `retry_after_ms` are the headers of those names.
pub(crate) fn classify(
    status: u16,
    retry_after: Option<&str>,
    retry_after_ms: Option<&str>,
    body: &str,
) -> Fault {
    let said = said(body);
    let exact = retry_after_ms.and_then(|text| text.trim().parse::<f64>().ok());
    let seconds =
        retry_after.and_then(|text| text.trim().parse::<f64>().ok()).map(|seconds| seconds * 1_000.0);
    let wish = exact.or(seconds).filter(|ms| ms.is_finite() && *ms >= 0.0);
    Fault {
        kind: kind(status, &said),
        status,
        said: said.message,
        retry_after_ms: wish.map(|ms| (ms as i64).min(MAX_RETRY_AFTER_MS)),
    }
}

/// Words that name a fault whatever the status. The order matters: a sentence about a missing projector also
/// says "image", one about the schema also says "not supported".
const BY_TEXT: &[(FaultKind, &[&str])] = &[
    (
        FaultKind::Quota,
        &[
            "insufficient_quota",
            "exceeded your current quota",
            "credit_balance_exhausted",
            "credit balance is too low",
            "spend_limit_exceeded",
            "usage_limit_exceeded",
            "insufficient credits",
            "insufficient balance",
            "billing_hard_limit",
            "payment required",
        ],
    ),
    (
        FaultKind::Auth,
        &[
            "invalid api key",
            "invalid_api_key",
            "incorrect api key",
            "authentication_error",
            "unauthorized",
            "signin_url",
            "missing api key",
            "api key required",
            "no api key",
            "didn't provide an api key",
        ],
    ),
    (
        FaultKind::NoVision,
        &[
            "image input is not supported",
            "does not support image",
            "doesn't support image",
            "not support images",
            "does not support multimodal",
            "is not a multimodal model",
            "does not support vision",
            "at most 0 image",
            "only supported by certain models",
            "support image input",
            "missing data required for image input",
            "need to provide the mmproj",
        ],
    ),
    (
        FaultKind::Context,
        &[
            "exceed_context_size",
            "exceeds the available context",
            "longer than the context length",
            "prompt too long",
            "prompt is too long",
            "longer than the maximum model length",
            "maximum context length",
            "context_length_exceeded",
            "pre-allocated encoder cache",
            "input is too long",
            "too large to process. increase the physical batch size",
        ],
    ),
    (
        FaultKind::JsonMode,
        &["must be 'json_schema' or 'text'", "json_object is not supported", "'json_object' is not"],
    ),
    (
        FaultKind::Schema,
        &[
            "failed to parse grammar",
            "json schema error",
            "failed to initialize samplers",
            "invalid schema for response_format",
            "grammar error",
            "json schema conversion failed",
            "response_format",
            "json_schema",
            "guided_json",
            "structured output",
            "unsupported schema",
            "invalid format",
        ],
    ),
    (
        FaultKind::Memory,
        &[
            "out of memory",
            "failed to allocate",
            "cudamalloc failed",
            "requires more system memory",
            "more system memory",
            "insufficient memory",
            "not enough memory",
            "insufficient system resources",
            "model loading was stopped due to insufficient",
        ],
    ),
    (
        FaultKind::Loading,
        &[
            "loading model",
            "model is loading",
            "timed out waiting for llama",
            "is still loading",
            "warming up",
        ],
    ),
    (
        FaultKind::BadPicture,
        &[
            "failed to load image",
            "invalid uri format",
            "invalid base64",
            "illegal base64",
            "base64 encoded image",
            "invalid image",
            "image: unknown format",
            "could not process image",
            "unable to process image",
            "unable to decode image",
            "failed to decode image",
            "failed to process image",
            "cannot identify image",
            "unsupported image",
            "image_parse_error",
            "multimodal data",
            "cannot make get request",
        ],
    ),
    (
        FaultKind::Filtered,
        &[
            "content_filter",
            "content_policy",
            "content policy",
            "content management policy",
            "safety system",
            "responsible ai",
        ],
    ),
    (
        FaultKind::Rate,
        &["rate limit", "rate_limit", "slow_down", "too many requests", "tokens per min", "requests per min"],
    ),
    (
        FaultKind::Busy,
        &[
            "server busy",
            "maximum pending requests",
            "overloaded",
            "no slot available",
            "temporarily unavailable",
            "server_is_overloaded",
        ],
    ),
];

fn kind(status: u16, said: &Said) -> FaultKind {
    if (300..400).contains(&status) {
        return FaultKind::Moved;
    }
    if said.html {
        return match status {
            401 | 403 => FaultKind::Auth,
            429 => FaultKind::Rate,
            408 | 504 => FaultKind::Timeout,
            500..=599 => FaultKind::Busy,
            _ => FaultKind::NotAServer,
        };
    }
    let text = format!("{} {}", said.message.to_lowercase(), said.codes);
    if let Some(kind) = missing_model(status, &text) {
        return kind;
    }
    if let Some(refusal) = refused_field(&text) {
        return FaultKind::Field(refusal);
    }
    let by_text = BY_TEXT.iter().find(|(_, phrases)| phrases.iter().any(|phrase| text.contains(phrase)));
    if let Some((kind, _)) = by_text {
        return *kind;
    }
    match status {
        401 | 403 => FaultKind::Auth,
        402 => FaultKind::Quota,
        404 | 405 | 410 | 501 => FaultKind::NoSuchPath,
        408 | 504 => FaultKind::Timeout,
        409 | 425 | 502 | 503 | 529 => FaultKind::Busy,
        413 | 415 => FaultKind::BadPicture,
        429 => FaultKind::Rate,
        _ => FaultKind::Other,
    }
}

fn missing_model(status: u16, text: &str) -> Option<FaultKind> {
    let named = text.contains("model");
    let gone = text.contains("not found, try pulling")
        || text.contains("model_not_found")
        || text.contains("no models loaded")
        || text.contains("no model loaded")
        || text.contains("invalid model identifier")
        || (named && text.contains("not found") && !text.contains("model file"))
        || (named && text.contains("does not exist"))
        || (named && text.contains("is not loaded") && status == 404);
    (gone && !text.contains("file not found")).then_some(FaultKind::ModelMissing)
}

fn refused_field(text: &str) -> Option<Refusal> {
    let refuses = [
        "unsupported parameter",
        "unsupported value",
        "unsupported_parameter",
        "unsupported_value",
        "unrecognized request argument",
        "unknown field",
        "unknown parameter",
        "unknown name",
        "extra inputs are not permitted",
        "extra fields not permitted",
        "is not supported with this model",
        "does not support thinking",
        "does not support think",
        "unexpected keyword",
        "not permitted",
        "invalid think value",
        "think value",
    ];
    if !refuses.iter().any(|phrase| text.contains(phrase)) {
        return None;
    }
    let names = |fields: &[&str]| fields.iter().any(|field| text.contains(field));
    if names(&["max_tokens", "max_completion_tokens"]) {
        Some(Refusal::LimitName)
    } else if names(&["temperature", "seed", "top_p"]) {
        Some(Refusal::Sampling)
    } else if names(&["think", "reasoning_effort", "chat_template_kwargs", "reasoning"]) {
        Some(Refusal::Quiet)
    } else if names(&["stream_options", "include_usage"]) {
        Some(Refusal::Usage)
    } else {
        None
    }
}
