//! What a stub pretends to be: the product, its models, its key. Says nothing about misbehaviour.

use std::time::Duration;

use super::plan::Plan;

/// The product whose endpoints, headers and error bodies are spoken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Dialect {
    /// Ollama: the native API, and its OpenAI-compatible one beside it.
    #[default]
    Ollama,
    /// llama.cpp's server: `/props`, `/health`, any model name is accepted.
    LlamaServer,
    /// LM Studio: `/api/v1/models`; unknown paths answer 200 with an error text.
    LmStudio,
    /// vLLM: `/version`, `/health`, a model list with `max_model_len`.
    Vllm,
    /// A plain OpenAI-compatible service: a model list with ids only.
    OpenAi,
}

impl Dialect {
    /// The dialect with that name, as the command line gives it.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "ollama" => Some(Dialect::Ollama),
            "llama-server" => Some(Dialect::LlamaServer),
            "lm-studio" => Some(Dialect::LmStudio),
            "vllm" => Some(Dialect::Vllm),
            "openai" => Some(Dialect::OpenAi),
            _ => None,
        }
    }
}

/// One model that the stub lists.
#[derive(Debug, Clone)]
pub struct Model {
    /// The name that requests give.
    pub name: String,
    /// Whether it sees pictures. A picture sent to one that does not is answered with the engine's error.
    pub vision: bool,
    /// Whether it thinks before it answers unless told not to.
    pub thinks: bool,
    /// Whether the list says that it runs on somebody else's computer.
    pub cloud: bool,
}

impl Model {
    /// A model that sees and does not think.
    pub fn seeing(name: impl Into<String>) -> Self {
        Self { name: name.into(), vision: true, thinks: false, cloud: false }
    }

    /// A model for text only.
    pub fn blind(name: impl Into<String>) -> Self {
        Self { vision: false, ..Self::seeing(name) }
    }
}

/// Everything a stub is started with.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The product to pretend to be.
    pub dialect: Dialect,
    /// The models it lists.
    pub models: Vec<Model>,
    /// The bearer key it expects, if any.
    pub key: Option<String>,
    /// The port on 127.0.0.1; 0 lets the system choose.
    pub port: u16,
    /// How chat requests are answered.
    pub plan: Plan,
    /// How long every chat request takes before its first byte, whatever the plan says: a model's speed.
    pub pace: Duration,
    /// In how many pieces an answer is streamed.
    pub pieces: usize,
    /// Whether streams are cut at odd places, also inside a UTF-8 character.
    pub shred: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            dialect: Dialect::Ollama,
            models: vec![Model::seeing("stub-vl:4b"), Model::blind("stub-text:1b")],
            key: None,
            port: 0,
            plan: Plan::default(),
            pace: Duration::ZERO,
            pieces: 5,
            shred: false,
        }
    }
}
