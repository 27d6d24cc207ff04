//! How a question is put: its shape, its budget, its sampling. Each send of a photo is put differently, because
//! asking the same thing the same way gives the same unusable answer. See docs/decisions/0048.

use pothos_model::{Task, TaskSet};

use crate::Product;

/// How strongly the answer's form is enforced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Shape {
    /// A schema with lengths and counts.
    Bounded,
    /// A schema without them: some servers refuse the keywords.
    Unbounded,
    /// Any JSON object.
    Json,
    /// Only the words of the prompt.
    Plain,
}

impl Shape {
    /// What a server is asked with first. OpenAI's strict schemas know no `maxLength`.
    pub(crate) fn first_for(product: Product) -> Self {
        match product {
            Product::OpenAi => Shape::Unbounded,
            Product::Ollama
            | Product::LlamaServer
            | Product::LmStudio
            | Product::Vllm
            | Product::OpenAiCompatible => Shape::Bounded,
        }
    }

    /// The next weaker one; `None` when nothing is weaker. LM Studio refuses JSON mode.
    pub(crate) fn weaker(self, product: Product) -> Option<Self> {
        match self {
            Shape::Bounded => Some(Shape::Unbounded),
            Shape::Unbounded if product == Product::LmStudio => Some(Shape::Plain),
            Shape::Unbounded => Some(Shape::Json),
            Shape::Json => Some(Shape::Plain),
            Shape::Plain => None,
        }
    }

    /// The shape for a photo's send: the third gives the schema up, which some models only loop in.
    pub(crate) fn for_attempt(self, attempt: u32, product: Product) -> Self {
        let loose = if product == Product::LmStudio { Shape::Plain } else { Shape::Json };
        if attempt >= 3 { self.max(loose) } else { self }
    }
}

/// Temperature and seed of a photo's send: calm first, then shaken.
pub(crate) fn sampling(attempt: u32) -> (f32, u32) {
    match attempt {
        0 | 1 => (0.1, 1),
        2 => (0.4, 7_919),
        later => (0.4, later.wrapping_mul(104_729)),
    }
}

/// Output tokens for these tasks. Measured: a full answer takes some 350 in English; 160 cut captions short.
pub(crate) fn budget(tasks: TaskSet, thinks: bool) -> u32 {
    if thinks {
        return 4_096;
    }
    let one = |task: Task| match task {
        Task::Title => 96,
        Task::Description => 512,
        Task::Categories => 192,
        Task::Tags => 320,
    };
    let mut tasks_left = tasks.iter();
    match (tasks_left.next(), tasks_left.next()) {
        (Some(task), None) => one(task),
        _ => 768,
    }
}

/// The context that Ollama is asked for: one value per model and picture size, because every change reloads the
/// model. Qwen's vision models spend over 1,024 tokens on a picture above one megapixel.
pub(crate) fn context_size(model: &str, image_side: u32, enlarged: bool) -> u32 {
    let hungry = model.to_ascii_lowercase().contains("qwen") && image_side > 1_184;
    if enlarged || hungry || image_side > 1_536 { 8_192 } else { 4_096 }
}

/// What a server turned out not to take, learnt from its refusals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Manner {
    /// How the answer's form is enforced.
    pub(crate) shape: Shape,
    /// Whether sampling may be set.
    pub(crate) sampling: bool,
    /// Whether the limit is called `max_completion_tokens`.
    pub(crate) new_limit_name: bool,
    /// Whether thinking may be switched off by our fields.
    pub(crate) quiet_fields: bool,
    /// Whether usage may be asked for.
    pub(crate) usage: bool,
    /// Whether the model thinks whatever it is told, so that it needs a larger budget.
    pub(crate) thinks: bool,
    /// Whether the context was too small once.
    pub(crate) enlarged: bool,
}

impl Manner {
    /// What is known of a product's models before the first word.
    pub(crate) fn first_for(product: Product, model: &str) -> Self {
        let reasoning = product == Product::OpenAi && is_openai_reasoner(model);
        Self {
            shape: Shape::first_for(product),
            sampling: !reasoning,
            new_limit_name: product == Product::OpenAi,
            quiet_fields: true,
            usage: true,
            thinks: reasoning || model.to_ascii_lowercase().contains("gpt-oss"),
            enlarged: false,
        }
    }
}

/// OpenAI's reasoning models refuse a temperature and spend output tokens on hidden thoughts.
fn is_openai_reasoner(model: &str) -> bool {
    let name = model.rsplit('/').next().unwrap_or(model);
    ["o1", "o3", "o4", "gpt-5"].iter().any(|family| name.starts_with(family))
}
