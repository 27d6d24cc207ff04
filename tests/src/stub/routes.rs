//! The endpoints that are no chat: model lists, versions, health. Bodies follow the products' own.

use hyper::Method;
use serde_json::{Value, json};

use super::setup::{Dialect, Model, Setup};

/// A status and a JSON body.
pub(super) type Plain = (u16, Value);

fn details() -> Value {
    json!({"parent_model": "", "format": "gguf", "family": "stub", "families": ["stub"],
        "parameter_size": "4B", "quantization_level": "Q4_K_M"})
}

fn capabilities(model: &Model) -> Vec<&'static str> {
    let mut all = vec!["completion"];
    all.extend(model.vision.then_some("vision"));
    all.extend(model.thinks.then_some("thinking"));
    all
}

fn ollama_entry(model: &Model) -> Value {
    let mut entry = json!({"name": model.name, "model": model.name, "modified_at": "2026-01-01T00:00:00Z",
        "size": 3_300_000_000u64, "digest": blake3::hash(model.name.as_bytes()).to_hex().as_str(),
        "details": details(), "capabilities": capabilities(model)});
    if model.cloud {
        entry["remote_host"] = json!("https://ollama.com:443");
        entry["remote_model"] = json!(model.name);
    }
    entry
}

fn openai_list(setup: &Setup) -> Value {
    let owner = match setup.dialect {
        Dialect::Ollama => "library",
        Dialect::LlamaServer => "llamacpp",
        Dialect::LmStudio => "organization_owner",
        Dialect::Vllm => "vllm",
        Dialect::OpenAi => "organization-owner",
    };
    let entry = |model: &Model| {
        let mut entry =
            json!({"id": model.name, "object": "model", "created": 1_760_000_000, "owned_by": owner});
        if setup.dialect == Dialect::Vllm {
            entry["max_model_len"] = json!(32_768);
        }
        if setup.dialect == Dialect::LlamaServer {
            entry["meta"] = json!({"n_ctx": 4096, "n_ctx_train": 8192, "n_params": 4_000_000_000u64});
        }
        entry
    };
    let mut list = json!({"object": "list", "data": setup.models.iter().map(entry).collect::<Vec<_>>()});
    if setup.dialect == Dialect::LlamaServer {
        let multimodal = |model: &Model| {
            json!({"name": model.name, "model": model.name,
            "capabilities": if model.vision { vec!["completion", "multimodal"] } else { vec!["completion"] }})
        };
        list["models"] = setup.models.iter().map(multimodal).collect();
    }
    list
}

fn lm_studio_entry(model: &Model) -> Value {
    json!({"type": "llm", "publisher": "stub", "key": model.name, "display_name": model.name,
        "architecture": "stub", "size_bytes": 3_300_000_000u64, "params_string": "4B", "loaded_instances": [],
        "max_context_length": 32_768, "format": "gguf",
        "capabilities": {"vision": model.vision, "trained_for_tool_use": false}})
}

/// A vector for each text: its words thrown into 64 buckets, so that texts with the same words are near each other.
fn vectors(body: &[u8]) -> Vec<Vec<f64>> {
    let asked: Value = serde_json::from_slice(body).unwrap_or_default();
    let texts = asked["input"].as_array().cloned().unwrap_or_else(|| vec![asked["input"].clone()]);
    let vector = |text: &Value| {
        let mut buckets = vec![-0.05; 64];
        let text = text.as_str().unwrap_or_default().to_lowercase();
        for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 2) {
            let hash = blake3::hash(word.as_bytes());
            buckets[usize::from(hash.as_bytes()[0]) % 64] += 1.0;
        }
        buckets
    };
    texts.iter().map(vector).collect()
}

/// The answer to a request that is no chat; `None` when the product has no such path.
pub(super) fn plain(setup: &Setup, method: &Method, path: &str, body: &[u8]) -> Option<Plain> {
    let get = method == Method::GET;
    let ok = |value: Value| Some((200, value));
    match (setup.dialect, path) {
        (Dialect::Ollama, "/api/embed") if !get => {
            ok(json!({"embeddings": vectors(body), "prompt_eval_count": 12}))
        }
        (_, "/v1/embeddings") if !get => {
            let entry = |(index, vector): (usize, Vec<f64>)| json!({"object": "embedding", "index": index, "embedding": vector});
            let data: Vec<Value> = vectors(body).into_iter().enumerate().map(entry).collect();
            ok(json!({"object": "list", "data": data, "usage": {"prompt_tokens": 12, "total_tokens": 12}}))
        }
        (Dialect::Ollama, "/api/version") if get => ok(json!({"version": "0.30.1"})),
        (Dialect::Ollama, "/api/tags") if get => {
            ok(json!({"models": setup.models.iter().map(ollama_entry).collect::<Vec<_>>()}))
        }
        (Dialect::Ollama, "/api/ps") if get => ok(json!({"models": []})),
        (Dialect::Ollama, "/api/show") if !get => Some(show(setup, body)),
        (Dialect::LlamaServer | Dialect::Vllm, "/health") if get => ok(json!({"status": "ok"})),
        (Dialect::LlamaServer, "/props") if get => ok(props(setup)),
        (Dialect::LmStudio, "/api/v1/models") if get => {
            ok(json!({"models": setup.models.iter().map(lm_studio_entry).collect::<Vec<_>>()}))
        }
        (Dialect::Vllm, "/version") if get => ok(json!({"version": "0.12.0"})),
        (_, "/v1/models") if get => ok(openai_list(setup)),
        _ => None,
    }
}

fn show(setup: &Setup, body: &[u8]) -> Plain {
    let asked: Value = serde_json::from_slice(body).unwrap_or_default();
    let name = asked["model"].as_str().or_else(|| asked["name"].as_str()).unwrap_or_default();
    match setup.models.iter().find(|model| model.name == name) {
        Some(model) => (
            200,
            json!({"parameters": "temperature 1", "template": "{{ .Prompt }}", "details": details(),
                "model_info": {"general.architecture": "stub", "stub.context_length": 32_768},
                "capabilities": capabilities(model)}),
        ),
        None => (404, json!({"error": format!("model '{name}' not found")})),
    }
}

fn props(setup: &Setup) -> Value {
    let sees = setup.models.first().is_some_and(|model| model.vision);
    json!({"default_generation_settings": {"n_ctx": 4096}, "total_slots": 4,
        "model_alias": setup.models.first().map(|model| model.name.as_str()),
        "modalities": {"vision": sees, "audio": false}, "build_info": "b10488-stub"})
}

/// What the product says to a path that it does not have.
pub(super) fn unknown(dialect: Dialect, method: &Method, path: &str) -> Plain {
    match dialect {
        Dialect::LlamaServer => {
            (404, json!({"error": {"message": "File Not Found", "type": "not_found_error", "code": 404}}))
        }
        Dialect::LmStudio => {
            (200, json!({"error": format!("Unexpected endpoint or method. ({method} {path})")}))
        }
        Dialect::Vllm | Dialect::OpenAi => (404, json!({"detail": "Not Found"})),
        Dialect::Ollama => (404, json!({"error": "404 page not found"})),
    }
}
