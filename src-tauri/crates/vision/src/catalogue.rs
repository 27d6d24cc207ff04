//! Reads the model lists of the five products. Pure.

use pothos_model::{Failure, FailureCode};
use serde_json::Value;

use crate::fault::Where;
use crate::{ModelFacts, Privacy, Product};

/// Models shown from one server.
const MAX_MODELS: usize = 2_000;
/// Names offered in a message.
const NAMED: usize = 5;

fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value.get(field).and_then(Value::as_str).unwrap_or_default()
}

fn list<'v>(value: &'v Value, field: &str) -> impl Iterator<Item = &'v Value> {
    value.get(field).and_then(Value::as_array).into_iter().flatten().take(MAX_MODELS)
}

fn number(value: Option<&Value>) -> Option<u64> {
    value.and_then(Value::as_u64).filter(|number| *number > 0)
}

fn tokens(value: Option<&Value>) -> Option<u32> {
    number(value).and_then(|number| u32::try_from(number).ok())
}

/// Ollama's `/api/tags`. Its `remote_host` and the names of its cloud models tell that pictures would leave.
pub(crate) fn ollama_tags(body: &Value) -> Vec<ModelFacts> {
    list(body, "models")
        .filter_map(|entry| {
            let name =
                [text(entry, "model"), text(entry, "name")].into_iter().find(|name| !name.is_empty())?;
            let mut model = ModelFacts {
                name: name.to_owned(),
                cloud: is_cloud_name(name)
                    || !text(entry, "remote_host").is_empty()
                    || !text(entry, "remote_model").is_empty(),
                bytes: number(entry.get("size")),
                ..ModelFacts::default()
            };
            take_capabilities(entry, &mut model);
            Some(model)
        })
        .filter(|model| model.name.len() < 300)
        .collect()
}

/// Ollama's `/api/show` of one model.
pub(crate) fn ollama_show(body: &Value, model: &mut ModelFacts) {
    take_capabilities(body, model);
    model.cloud |= !text(body, "remote_host").is_empty() || !text(body, "remote_model").is_empty();
    let info = body.get("model_info");
    let architecture = info.map(|info| text(info, "general.architecture")).unwrap_or_default();
    model.context =
        tokens(info.and_then(|info| info.get(format!("{architecture}.context_length")))).or(model.context);
    if model.vision.is_none() {
        // Servers before 0.6 had no capabilities; the projector's family told.
        let families =
            body.get("details").and_then(|details| details.get("families")).and_then(Value::as_array);
        let sees = families.is_some_and(|families| {
            families.iter().any(|name| matches!(name.as_str(), Some("clip" | "mllama")))
        });
        let projector = body.get("projector_info").is_some_and(|info| !info.is_null());
        model.vision = (sees || projector).then_some(true);
    }
}

/// Names of the models in Ollama's memory, from `/api/ps`.
pub(crate) fn ollama_loaded(body: &Value) -> Vec<String> {
    list(body, "models").map(|entry| text(entry, "name").to_owned()).collect()
}

fn take_capabilities(entry: &Value, model: &mut ModelFacts) {
    let Some(capabilities) =
        entry.get("capabilities").and_then(Value::as_array).filter(|list| !list.is_empty())
    else {
        return;
    };
    let has = |name: &str| capabilities.iter().any(|capability| capability.as_str() == Some(name));
    model.vision = Some(has("vision"));
    model.thinks = Some(has("thinking"));
}

/// Names by which Ollama marks models that run on its own machines.
pub(crate) fn is_cloud_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with("-cloud") || name.ends_with(":cloud")
}

/// llama-server's `/v1/models` and `/props`.
pub(crate) fn llama_models(models: &Value, props: Option<&Value>) -> Vec<ModelFacts> {
    let sees = props
        .and_then(|props| props.get("modalities"))
        .and_then(|kinds| kinds.get("vision"))
        .and_then(Value::as_bool);
    let context = props
        .and_then(|props| props.get("default_generation_settings"))
        .and_then(|settings| tokens(settings.get("n_ctx")));
    let single = list(models, "data").count() == 1;
    let mut found: Vec<ModelFacts> = list(models, "data")
        .filter(|entry| !text(entry, "id").is_empty())
        .map(|entry| {
            let name = text(entry, "id");
            let twin = list(models, "models").find(|twin| text(twin, "name") == name);
            let told = twin.and_then(|twin| twin.get("capabilities")).and_then(Value::as_array).map(
                |capabilities| {
                    capabilities.iter().any(|capability| capability.as_str() == Some("multimodal"))
                },
            );
            let meta = entry.get("meta");
            ModelFacts {
                name: name.to_owned(),
                // With several models the properties speak of one of them only.
                vision: if single { sees.or(told) } else { told },
                loaded: single.then_some(true),
                bytes: meta.and_then(|meta| number(meta.get("size"))),
                context: context.or(meta.and_then(|meta| tokens(meta.get("n_ctx")))),
                ..ModelFacts::default()
            }
        })
        .collect();
    let alias = props.map(|props| text(props, "model_alias")).unwrap_or_default();
    if found.is_empty() && !alias.is_empty() {
        found.push(ModelFacts { name: alias.to_owned(), vision: sees, context, ..ModelFacts::default() });
    }
    found
}

/// LM Studio's `/api/v1/models`; `None` when it is not that.
pub(crate) fn lmstudio_v1(body: &Value) -> Option<Vec<ModelFacts>> {
    let entries = body.get("models")?.as_array()?;
    if !entries.is_empty() && entries.iter().all(|entry| text(entry, "key").is_empty()) {
        return None;
    }
    let found = entries
        .iter()
        .take(MAX_MODELS)
        .filter(|entry| text(entry, "type") != "embedding" && !text(entry, "key").is_empty())
        .map(|entry| {
            let capabilities = entry.get("capabilities");
            let loaded = entry.get("loaded_instances").and_then(Value::as_array);
            ModelFacts {
                name: text(entry, "key").to_owned(),
                vision: capabilities.and_then(|kinds| kinds.get("vision")).and_then(Value::as_bool),
                thinks: capabilities
                    .map(|kinds| kinds.get("reasoning").is_some_and(|reasoning| !reasoning.is_null())),
                loaded: loaded.map(|instances| !instances.is_empty()),
                bytes: number(entry.get("size_bytes")),
                context: tokens(entry.get("max_context_length")),
                cloud: false,
            }
        })
        .collect();
    Some(found)
}

/// LM Studio's older `/api/v0/models`; `None` when it is not that.
pub(crate) fn lmstudio_v0(body: &Value) -> Option<Vec<ModelFacts>> {
    let entries = body.get("data")?.as_array()?;
    let is_it = entries.iter().any(|entry| matches!(text(entry, "type"), "llm" | "vlm" | "embeddings"));
    is_it.then(|| {
        let chat =
            entries.iter().take(MAX_MODELS).filter(|entry| matches!(text(entry, "type"), "llm" | "vlm"));
        chat.map(|entry| ModelFacts {
            name: text(entry, "id").to_owned(),
            vision: Some(text(entry, "type") == "vlm"),
            loaded: Some(text(entry, "state") == "loaded"),
            context: tokens(entry.get("max_context_length")),
            ..ModelFacts::default()
        })
        .collect()
    })
}

/// A plain `/v1/models`: the models, and who says to own them.
pub(crate) fn openai_models(body: &Value) -> Option<(Vec<ModelFacts>, String)> {
    let entries = body
        .get("data")
        .or_else(|| body.get("models"))
        .and_then(Value::as_array)
        .or_else(|| body.as_array())?;
    let owner = entries.first().map(|entry| text(entry, "owned_by").to_ascii_lowercase()).unwrap_or_default();
    let found = entries
        .iter()
        .take(MAX_MODELS)
        .filter(|entry| !text(entry, "id").is_empty())
        .map(|entry| {
            // OpenRouter and others tell the kinds of input.
            let inputs = entry
                .get("architecture")
                .and_then(|kinds| kinds.get("input_modalities"))
                .or_else(|| entry.get("input_modalities"))
                .and_then(Value::as_array);
            ModelFacts {
                name: text(entry, "id").to_owned(),
                vision: inputs.map(|kinds| kinds.iter().any(|kind| kind.as_str() == Some("image"))),
                context: tokens(entry.get("max_model_len")).or(tokens(entry.get("context_length"))),
                ..ModelFacts::default()
            }
        })
        .collect();
    Some((found, owner))
}

/// The entry for a model's name as users write it.
pub(crate) fn find<'m>(models: &'m [ModelFacts], name: &str, product: Product) -> Option<&'m ModelFacts> {
    let exact = models.iter().find(|model| model.name == name);
    let loose = |model: &&ModelFacts| {
        let (left, right) = (model.name.to_lowercase(), name.to_lowercase());
        let bare = |name: &str| name.strip_suffix(":latest").unwrap_or(name).to_owned();
        match product {
            Product::Ollama => bare(&left) == bare(&right),
            // A variant such as `gemma@q4_k_m` belongs to its model.
            Product::LmStudio => left == right || right.split('@').next() == Some(left.as_str()),
            Product::LlamaServer | Product::Vllm | Product::OpenAi | Product::OpenAiCompatible => {
                left == right
            }
        }
    };
    // llama-server answers with its one model whatever name it is given.
    let only = || (product == Product::LlamaServer && models.len() == 1).then(|| models.first()).flatten();
    exact.or_else(|| models.iter().find(loose)).or_else(only)
}

/// Whether photos may be sent to this model.
pub(crate) fn judge(models: &[ModelFacts], product: Product, place: &Where<'_>) -> Result<(), Failure> {
    match allowed(models, product, place)? {
        Some(model) if model.vision == Some(false) => Err(Failure::new(
            FailureCode::ModelCannotSee,
            format!(
                "{} at {} cannot see pictures. Choose a vision model. {}",
                place.model,
                place.server(),
                offer_seeing(models)
            ),
        )),
        Some(_) | None => Ok(()),
    }
}

/// Whether the model is there and may be asked, whatever it can do.
pub(crate) fn allowed<'m>(
    models: &'m [ModelFacts],
    product: Product,
    place: &Where<'_>,
) -> Result<Option<&'m ModelFacts>, Failure> {
    let server = place.server();
    let name = place.model;
    if name.trim().is_empty() {
        return Err(Failure::new(
            FailureCode::ModelMissing,
            format!("No model is chosen for {server}. {}", offer(models)),
        ));
    }
    let near = place.address.privacy() != Privacy::TheInternet;
    let known = find(models, name, product);
    if near
        && !place.endpoint.allow_cloud
        && (known.is_some_and(|model| model.cloud) || (product == Product::Ollama && is_cloud_name(name)))
    {
        return Err(Failure::new(
            FailureCode::CloudModel,
            format!(
                "{name} at {server} runs in the cloud: photos would leave your network. Choose a local model, or allow \
                 cloud models for this server."
            ),
        ));
    }
    match known {
        Some(model) => Ok(Some(model)),
        // A server that lists nothing cannot be asked which models it has.
        None if models.is_empty() && product != Product::Ollama => Ok(None),
        None => Err(Failure::new(
            FailureCode::ModelMissing,
            format!(
                "{server} does not have the model {name}. Choose one of its models, or install it there. {}",
                offer(models)
            ),
        )),
    }
}

fn offer(models: &[ModelFacts]) -> String {
    let names: Vec<&str> = models.iter().map(|model| model.name.as_str()).take(NAMED).collect();
    if names.is_empty() { "It offers none.".to_owned() } else { format!("It offers {}.", names.join(", ")) }
}

fn offer_seeing(models: &[ModelFacts]) -> String {
    let seeing: Vec<ModelFacts> = models.iter().filter(|model| model.vision == Some(true)).cloned().collect();
    if seeing.is_empty() { String::new() } else { offer(&seeing) }
}
