//! The chat request's body for each dialect. Always streaming: a server notices a dropped stream at once, a
//! dropped whole answer only when it is idle. See docs/decisions/0045.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_json::{Value, json};

use super::manner::{Manner, Shape};
use super::schema::Schema;
use crate::{Dialect, Product};

/// How long Ollama keeps the model after a photo, so that the next one finds it loaded.
const KEEP_ALIVE: &str = "10m";

/// Everything a body is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BodyParts<'a> {
    pub(crate) product: Product,
    pub(crate) dialect: Dialect,
    pub(crate) model: &'a str,
    pub(crate) system: &'a str,
    pub(crate) user: &'a str,
    pub(crate) jpeg: &'a [u8],
    pub(crate) schema: Schema,
    pub(crate) manner: Manner,
    pub(crate) temperature: f32,
    pub(crate) seed: u32,
    /// Output tokens at most.
    pub(crate) budget: u32,
    /// Context in tokens, for servers that let the client say it.
    pub(crate) context: u32,
}

/// The body as JSON bytes.
///
/// # Errors
/// Never for these values; the type is serde's.
pub(crate) fn chat_body(parts: &BodyParts<'_>) -> Result<Vec<u8>, serde_json::Error> {
    match parts.dialect {
        Dialect::Ollama => serde_json::to_vec(&ollama(parts)),
        Dialect::Auto | Dialect::OpenAi => serde_json::to_vec(&openai(parts)),
    }
}

#[derive(Serialize)]
struct OllamaBody<'a> {
    model: &'a str,
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    think: Option<bool>,
    keep_alive: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<OllamaFormat>,
    options: Value,
    messages: [Value; 2],
}

#[derive(Serialize)]
#[serde(untagged)]
enum OllamaFormat {
    Schema(Schema),
    Json(&'static str),
}

fn ollama<'a>(parts: &BodyParts<'a>) -> OllamaBody<'a> {
    let mut options = json!({"num_ctx": parts.context, "num_predict": parts.budget});
    if parts.manner.sampling {
        options["temperature"] = json!(rounded(parts.temperature));
        options["seed"] = json!(parts.seed);
    }
    OllamaBody {
        model: parts.model,
        stream: true,
        // Left out, it means "on" for every model that can think.
        think: parts.manner.quiet_fields.then_some(false),
        keep_alive: KEEP_ALIVE,
        format: match parts.manner.shape {
            Shape::Bounded | Shape::Unbounded => Some(OllamaFormat::Schema(parts.schema)),
            Shape::Json => Some(OllamaFormat::Json("json")),
            Shape::Plain => None,
        },
        options,
        messages: [
            json!({"role": "system", "content": parts.system}),
            // Raw base64: Ollama refuses a data URL here.
            json!({"role": "user", "content": parts.user, "images": [STANDARD.encode(parts.jpeg)]}),
        ],
    }
}

#[derive(Serialize)]
struct OpenAiBody<'a> {
    model: &'a str,
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    stream_options: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_completion_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chat_template_kwargs: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning_effort: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_format: Option<ResponseFormat>,
    messages: [Value; 2],
}

#[derive(Serialize)]
struct ResponseFormat {
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    json_schema: Option<NamedSchema>,
}

#[derive(Serialize)]
struct NamedSchema {
    name: &'static str,
    strict: bool,
    schema: Schema,
}

fn openai<'a>(parts: &BodyParts<'a>) -> OpenAiBody<'a> {
    let manner = parts.manner;
    let (kwargs, effort) = quiet(parts.product, manner);
    let picture = format!("data:image/jpeg;base64,{}", STANDARD.encode(parts.jpeg));
    OpenAiBody {
        model: parts.model,
        stream: true,
        stream_options: manner.usage.then(|| json!({"include_usage": true})),
        temperature: manner.sampling.then(|| rounded(parts.temperature)),
        seed: manner.sampling.then_some(parts.seed),
        max_tokens: (!manner.new_limit_name).then_some(parts.budget),
        max_completion_tokens: manner.new_limit_name.then_some(parts.budget),
        chat_template_kwargs: kwargs,
        reasoning_effort: effort,
        response_format: match manner.shape {
            Shape::Bounded | Shape::Unbounded => Some(ResponseFormat {
                r#type: "json_schema",
                json_schema: Some(NamedSchema { name: "photo", strict: true, schema: parts.schema }),
            }),
            Shape::Json => Some(ResponseFormat { r#type: "json_object", json_schema: None }),
            Shape::Plain => None,
        },
        messages: [
            json!({"role": "system", "content": parts.system}),
            json!({"role": "user", "content": [
                {"type": "text", "text": parts.user},
                {"type": "image_url", "image_url": {"url": picture}},
            ]}),
        ],
    }
}

/// How each product is told not to think.
fn quiet(product: Product, manner: Manner) -> (Option<Value>, Option<&'static str>) {
    if !manner.quiet_fields {
        return (None, None);
    }
    match product {
        Product::LlamaServer | Product::Vllm | Product::LmStudio => {
            (Some(json!({"enable_thinking": false})), None)
        }
        Product::Ollama => (None, Some("none")),
        Product::OpenAi => (None, manner.thinks.then_some("minimal")),
        // An unknown server may refuse fields it does not know.
        Product::OpenAiCompatible => (None, None),
    }
}

/// 0.1 as `f32` would be sent as 0.10000000149.
fn rounded(value: f32) -> f64 {
    (f64::from(value) * 100.0).round() / 100.0
}
