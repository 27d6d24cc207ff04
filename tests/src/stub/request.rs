//! Reads a chat request of either protocol into one shape. Tolerates what a real server tolerates, no more.

use base64::Engine as _;
use serde_json::Value;

use super::answer::Tongue;

/// What a client asked, without the protocol.
#[derive(Debug, Clone)]
pub(super) struct ChatRequest {
    pub(super) model: String,
    pub(super) text: String,
    pub(super) schema: Option<Value>,
    pub(super) stream: bool,
    pub(super) image: Option<Vec<u8>>,
    /// Whether the client switched thinking off; `None` when it said nothing, which means on.
    pub(super) think: Option<bool>,
    /// The request without its pictures.
    pub(super) rest: Value,
}

/// Why a request is refused before the plan is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum BadRequest {
    NotJson,
    NoModel,
    BadPicture(String),
}

fn decode(text: &str) -> Result<Vec<u8>, BadRequest> {
    let bytes = base64::engine::general_purpose::STANDARD.decode(text.trim());
    bytes.map_err(|_| BadRequest::BadPicture("illegal base64 data at input byte 4".to_owned()))
}

fn take_messages(body: &mut Value) -> Vec<Value> {
    match body.get_mut("messages").map(Value::take) {
        Some(Value::Array(messages)) => messages,
        _ => Vec::new(),
    }
}

fn model_of(body: &Value) -> Result<String, BadRequest> {
    body["model"].as_str().map(str::to_owned).ok_or(BadRequest::NoModel)
}

/// Reads the body of Ollama's `/api/chat`.
pub(super) fn read_ollama(bytes: &[u8]) -> Result<ChatRequest, BadRequest> {
    let mut body: Value = serde_json::from_slice(bytes).map_err(|_| BadRequest::NotJson)?;
    let messages = take_messages(&mut body);
    let mut text = String::new();
    let mut image = None;
    for message in &messages {
        text.push_str(message["content"].as_str().unwrap_or_default());
        text.push('\n');
        if let Some(picture) = message["images"].as_array().and_then(|images| images.first()) {
            image = Some(decode(picture.as_str().unwrap_or_default())?);
        }
    }
    let schema = body.get("format").filter(|format| format.is_object()).cloned();
    Ok(ChatRequest {
        model: model_of(&body)?,
        text,
        schema,
        // Ollama streams unless told otherwise.
        stream: body["stream"].as_bool().unwrap_or(true),
        image,
        think: body["think"].as_bool(),
        rest: body,
    })
}

/// Reads the body of `/v1/chat/completions`.
pub(super) fn read_openai(bytes: &[u8]) -> Result<ChatRequest, BadRequest> {
    let mut body: Value = serde_json::from_slice(bytes).map_err(|_| BadRequest::NotJson)?;
    let messages = take_messages(&mut body);
    let mut text = String::new();
    let mut image = None;
    for message in &messages {
        let Some(parts) = message["content"].as_array() else {
            text.push_str(message["content"].as_str().unwrap_or_default());
            text.push('\n');
            continue;
        };
        for part in parts {
            text.push_str(part["text"].as_str().unwrap_or_default());
            text.push('\n');
            if let Some(url) = part["image_url"]["url"].as_str() {
                let data = url
                    .strip_prefix("data:image/jpeg;base64,")
                    .or_else(|| url.strip_prefix("data:image/png;base64,"));
                let wrong = || {
                    BadRequest::BadPicture(format!(
                        "Invalid uri format: {}",
                        url.chars().take(40).collect::<String>()
                    ))
                };
                image = Some(decode(data.ok_or_else(wrong)?)?);
            }
        }
    }
    let schema = body["response_format"]["json_schema"].get("schema").cloned();
    let effort = body["reasoning_effort"].as_str().map(|effort| !matches!(effort, "none" | "minimal"));
    let template = body["chat_template_kwargs"]["enable_thinking"].as_bool();
    Ok(ChatRequest {
        model: model_of(&body)?,
        text,
        schema,
        stream: body["stream"].as_bool().unwrap_or(false),
        image,
        think: effort.or(template),
        rest: body,
    })
}

impl ChatRequest {
    /// The language that the prompt asks for.
    pub(super) fn tongue(&self) -> Tongue {
        let asks = ["Chinese", "中文", "zh-CN", "汉语"].iter().any(|mark| self.text.contains(mark));
        if asks { Tongue::Chinese } else { Tongue::English }
    }

    /// The hash of the picture's bytes, in hex.
    pub(super) fn image_hash(&self) -> Option<String> {
        self.image.as_ref().map(|bytes| blake3::hash(bytes).to_hex().to_string())
    }
}
