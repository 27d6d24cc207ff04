//! What the user configured, and what a server tells about itself. Values only; nothing here is sent.

use std::fmt;

use pothos_model::FailureCode;

/// How to speak to a server.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// Found out by asking.
    #[default]
    Auto,
    /// Ollama's own API.
    Ollama,
    /// OpenAI-compatible chat completions.
    OpenAi,
}

/// A server's key. It has no `Display`, its `Debug` shows no character of it, and it is wiped from every
/// message this crate writes.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey(String);

impl ApiKey {
    /// The key, trimmed; `None` when nothing is left.
    #[must_use]
    pub fn new(key: &str) -> Option<Self> {
        let key = key.trim();
        (!key.is_empty()).then(|| Self(key.to_owned()))
    }

    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// One model server as the user set it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// The address as typed, e.g. `localhost:11434` or `https://api.openai.com/v1`.
    pub url: String,
    /// How to speak to it.
    pub dialect: Dialect,
    /// Its key, if it wants one.
    pub key: Option<ApiKey>,
    /// Whether a model that answers from the cloud behind a local address may be used.
    pub allow_cloud: bool,
}

impl Endpoint {
    /// An endpoint without a key that speaks whatever is found there and keeps photos off the cloud.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), dialect: Dialect::Auto, key: None, allow_cloud: false }
    }
}

/// What answers at an address, as far as it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Product {
    /// Ollama.
    Ollama,
    /// llama.cpp's llama-server.
    LlamaServer,
    /// LM Studio.
    LmStudio,
    /// vLLM.
    Vllm,
    /// OpenAI itself.
    OpenAi,
    /// Anything else that lists models as OpenAI does.
    OpenAiCompatible,
}

/// What a server tells about one of its models.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ModelFacts {
    /// Its name, as it must be asked for.
    pub name: String,
    /// Whether it sees pictures; `None` when the server does not tell.
    pub vision: Option<bool>,
    /// Whether it thinks before it answers; `None` when the server does not tell.
    pub thinks: Option<bool>,
    /// Whether it answers from the cloud although the server is local.
    pub cloud: bool,
    /// Whether it is in memory now; `None` when the server does not tell.
    pub loaded: Option<bool>,
    /// Its size in bytes, if told.
    pub bytes: Option<u64>,
    /// The context it runs with or could run with, in tokens, if told.
    pub context: Option<u32>,
}

/// What a server is and offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// What it is called, with its version if it told one: `Ollama 0.12.3`, `llama.cpp b10488`.
    pub product: String,
    /// Which product it is.
    pub kind: Product,
    /// How it will be spoken to.
    pub dialect: Dialect,
    /// Its models that can chat, in the server's order.
    pub models: Vec<ModelFacts>,
    /// Answers it works on at once, if told.
    pub slots: Option<u32>,
}

/// How a check went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// As it should be.
    Ok,
    /// Photos can be analysed, with a reservation.
    Warning,
    /// Photos cannot be analysed like this.
    Failed,
}

impl Verdict {
    /// The wire name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Ok => "ok",
            Verdict::Warning => "warning",
            Verdict::Failed => "failed",
        }
    }
}

/// One line of the doctor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// `address`, `server`, `key`, `model`, `vision`, `schema`, `speed`.
    pub name: &'static str,
    /// How it went.
    pub verdict: Verdict,
    /// The failure's code, if it failed.
    pub code: Option<FailureCode>,
    /// A sentence: what was found, and what to do.
    pub text: String,
}
