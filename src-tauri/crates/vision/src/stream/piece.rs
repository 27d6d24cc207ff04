//! One record of an answer, whichever of the five servers wrote it: a streamed chunk, a whole answer or an
//! error. Tells the shapes apart by their fields, because proxies mix them.

use serde_json::Value;

/// Why a server stopped writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Finish {
    /// The model was done.
    Stop,
    /// The output limit or the context was reached: the text is cut.
    Length,
    /// A filter stopped it.
    Filtered,
    /// The server only loaded or unloaded the model.
    Load,
}

/// What one record adds.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Piece {
    /// Text of the answer.
    pub(crate) content: String,
    /// Text of the model's thoughts.
    pub(crate) reasoning: String,
    /// A refusal in its own field.
    pub(crate) refusal: String,
    /// The end mark.
    pub(crate) finish: Option<Finish>,
    /// Whether no record follows.
    pub(crate) last: bool,
    /// Prompt tokens.
    pub(crate) prompt_tokens: Option<u32>,
    /// Answer tokens.
    pub(crate) answer_tokens: Option<u32>,
    /// An error, as its JSON text.
    pub(crate) error: Option<String>,
}

impl Piece {
    /// Whether the model has said anything in it.
    pub(crate) fn speaks(&self) -> bool {
        !self.content.is_empty() || !self.reasoning.is_empty() || !self.refusal.is_empty()
    }

    /// Reads a record; `None` when it is of no known shape.
    pub(crate) fn read(record: &Value) -> Option<Self> {
        let record = record.as_object()?;
        let is_error = record.get("error").is_some_and(|error| !error.is_null())
            || text(record.get("object")) == "error"
            || text(record.get("type")) == "error";
        if is_error {
            let error = Value::Object(record.clone()).to_string();
            return Some(Self { error: Some(error), last: true, ..Self::default() });
        }
        if let Some(choices) = record.get("choices").and_then(Value::as_array) {
            return Some(Self::of_choices(choices, record.get("usage")));
        }
        if record.contains_key("done") || record.contains_key("message") || record.contains_key("response") {
            return Some(Self::of_ollama(record));
        }
        None
    }

    fn of_choices(choices: &[Value], usage: Option<&Value>) -> Self {
        let mut piece = Self::default();
        if let Some(choice) = choices.first() {
            let whole = choice.get("message").filter(|message| message.is_object());
            let said = whole.or_else(|| choice.get("delta"));
            piece.content = said.map(|said| content(said.get("content"))).unwrap_or_default();
            for field in ["reasoning_content", "reasoning", "thinking"] {
                if let Some(Value::String(thought)) = said.and_then(|said| said.get(field)) {
                    piece.reasoning.push_str(thought);
                    break;
                }
            }
            piece.refusal = said.map(|said| text(said.get("refusal")).to_owned()).unwrap_or_default();
            // Old completion servers put the text beside the choice.
            if said.is_none() {
                piece.content = text(choice.get("text")).to_owned();
            }
            piece.finish = finish(text(choice.get("finish_reason")));
            piece.last = whole.is_some();
        }
        let count = |name: &str| usage.and_then(|usage| usage.get(name)).and_then(tokens);
        piece.prompt_tokens = count("prompt_tokens");
        piece.answer_tokens = count("completion_tokens");
        piece
    }

    fn of_ollama(record: &serde_json::Map<String, Value>) -> Self {
        let message = record.get("message");
        let field = |name: &str| message.and_then(|message| message.get(name));
        let done = record.get("done").and_then(Value::as_bool).unwrap_or(false);
        let said = if message.is_some() {
            content(field("content"))
        } else {
            text(record.get("response")).to_owned()
        };
        let reason = finish(text(record.get("done_reason")));
        Self {
            content: said,
            reasoning: text(field("thinking").or_else(|| record.get("thinking"))).to_owned(),
            refusal: String::new(),
            // Servers before 0.4 gave no reason.
            finish: reason.or(done.then_some(Finish::Stop)),
            last: done,
            prompt_tokens: record.get("prompt_eval_count").and_then(tokens),
            answer_tokens: record.get("eval_count").and_then(tokens),
            error: None,
        }
    }
}

fn text(value: Option<&Value>) -> &str {
    value.and_then(Value::as_str).unwrap_or_default()
}

/// Content as a string or as OpenAI's list of parts.
fn content(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(said)) => said.clone(),
        Some(Value::Array(parts)) => parts.iter().map(|part| text(part.get("text"))).collect(),
        _ => String::new(),
    }
}

/// LM Studio reports zeros when it did not count.
fn tokens(value: &Value) -> Option<u32> {
    value.as_u64().and_then(|count| u32::try_from(count).ok()).filter(|count| *count > 0)
}

fn finish(reason: &str) -> Option<Finish> {
    match reason {
        "" => None,
        "length" | "max_tokens" | "model_length" => Some(Finish::Length),
        "content_filter" | "safety" | "SAFETY" => Some(Finish::Filtered),
        "load" | "unload" => Some(Finish::Load),
        _ => Some(Finish::Stop),
    }
}
