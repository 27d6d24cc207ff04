//! Finds out what answers at an address: five products are told apart by the paths they know, the surest first.

use futures_util::{StreamExt, stream};
use pothos_model::{Failure, FailureCode};
use serde_json::{Value, json};

use crate::catalogue;
use crate::fault::{Fault, FaultKind, Where, failure};
use crate::http::{Http, Reply};
use crate::{Dialect, ModelFacts, Product, Survey};

/// Models whose abilities are asked for one by one, on servers that do not list them; the rest stay unknown.
const MAX_SHOWN: usize = 64;
/// How many of these questions run at once.
const SHOWN_AT_ONCE: usize = 4;

/// What went wrong on the way, the most telling kept.
#[derive(Default)]
struct Trouble {
    first: Option<Fault>,
}

impl Trouble {
    fn note(&mut self, reply: &Reply) {
        let fault = reply.fault();
        let telling = |fault: &Fault| match fault.kind {
            FaultKind::Auth => 5,
            FaultKind::Loading => 4,
            FaultKind::Quota | FaultKind::Rate | FaultKind::Busy => 3,
            FaultKind::NotAServer | FaultKind::Moved => 2,
            FaultKind::NoSuchPath => 0,
            _ => 1,
        };
        if self.first.as_ref().is_none_or(|known| telling(&fault) > telling(known)) {
            self.first = Some(fault);
        }
    }
}

/// Asks what is there and which models it has. With `of` only that model's abilities are asked for.
pub(crate) async fn survey(http: &Http, place: &Where<'_>, of: Option<&str>) -> Result<Survey, Failure> {
    let mut trouble = Trouble::default();
    let is_openai = place.address.host() == "api.openai.com";
    if !is_openai {
        if let Some(version) = ollama_version(http, place, &mut trouble).await? {
            return ollama(http, place, version, of).await;
        }
        if let Some(found) = llama_server(http, place, &mut trouble).await? {
            return Ok(found);
        }
        if let Some(found) = lm_studio(http, place, &mut trouble).await? {
            return Ok(found);
        }
    }
    if let Some(found) = openai(http, place, is_openai, &mut trouble).await? {
        return Ok(found);
    }
    let lists_nothing = trouble.first.as_ref().is_none_or(|fault| fault.kind == FaultKind::NoSuchPath);
    match place.endpoint.dialect {
        // The user says what it is; some servers answer chats and nothing else.
        Dialect::OpenAi if lists_nothing => {
            Ok(found(Product::OpenAiCompatible, "OpenAI-compatible".to_owned(), place, Vec::new(), None))
        }
        Dialect::Auto | Dialect::Ollama | Dialect::OpenAi => Err(match trouble.first {
            Some(fault) if fault.kind != FaultKind::NoSuchPath => failure(&fault, place),
            _ => Failure::new(
                FailureCode::NotAModelServer,
                format!("What answers at {} is no model server we know. Check the address.", place.server()),
            ),
        }),
    }
}

fn found(
    kind: Product,
    product: String,
    place: &Where<'_>,
    models: Vec<ModelFacts>,
    slots: Option<u32>,
) -> Survey {
    let dialect = match place.endpoint.dialect {
        Dialect::Auto if kind == Product::Ollama => Dialect::Ollama,
        Dialect::Auto | Dialect::OpenAi => Dialect::OpenAi,
        Dialect::Ollama => Dialect::Ollama,
    };
    Survey { product, kind, dialect, models, slots }
}

async fn ollama_version(
    http: &Http,
    place: &Where<'_>,
    trouble: &mut Trouble,
) -> Result<Option<String>, Failure> {
    let reply = http.get(place, "/api/version").await?;
    // LM Studio answers 200 with an error to paths that it does not know.
    let version =
        reply.json().and_then(|body| body.get("version").and_then(Value::as_str).map(str::to_owned));
    if version.is_some() {
        return Ok(version);
    }
    trouble.note(&reply);
    if place.endpoint.dialect != Dialect::Ollama {
        return Ok(None);
    }
    let tags = http.get(place, "/api/tags").await?;
    let has_models = tags.json().is_some_and(|body| body.get("models").is_some_and(Value::is_array));
    if !has_models {
        trouble.note(&tags);
    }
    Ok(has_models.then(String::new))
}

async fn ollama(
    http: &Http,
    place: &Where<'_>,
    version: String,
    of: Option<&str>,
) -> Result<Survey, Failure> {
    let reply = http.get(place, "/api/tags").await?;
    let Some(body) = reply.json() else { return Err(failure(&reply.fault(), place)) };
    let mut models = catalogue::ollama_tags(&body);
    let asked =
        of.and_then(|name| catalogue::find(&models, name, Product::Ollama)).map(|model| model.name.clone());
    let unknown: Vec<usize> = models
        .iter()
        .enumerate()
        .filter(|(_, model)| model.vision.is_none() && (of.is_none() || asked.as_ref() == Some(&model.name)))
        .map(|(index, _)| index)
        .take(MAX_SHOWN)
        .collect();
    let questions = unknown.into_iter().map(|index| {
        let name = models.get(index).map(|model| model.name.clone()).unwrap_or_default();
        async move { (index, show(http, place, &name).await) }
    });
    let shown: Vec<(usize, Option<Value>)> =
        stream::iter(questions).buffer_unordered(SHOWN_AT_ONCE).collect().await;
    for (index, body) in shown {
        if let (Some(model), Some(body)) = (models.get_mut(index), body) {
            catalogue::ollama_show(&body, model);
        }
    }
    if of.is_none()
        && let Ok(reply) = http.get(place, "/api/ps").await
        && let Some(body) = reply.json()
    {
        let loaded = catalogue::ollama_loaded(&body);
        for model in &mut models {
            model.loaded = Some(loaded.contains(&model.name));
        }
    }
    let product = format!("Ollama {}", short(&version)).trim().to_owned();
    Ok(found(Product::Ollama, product, place, models, None))
}

/// What a server tells of one model; a server that cannot tell leaves it unknown.
async fn show(http: &Http, place: &Where<'_>, name: &str) -> Option<Value> {
    let body = serde_json::to_vec(&json!({"model": name})).ok()?;
    http.post(place, "/api/show", body).await.ok()?.json()
}

async fn llama_server(
    http: &Http,
    place: &Where<'_>,
    trouble: &mut Trouble,
) -> Result<Option<Survey>, Failure> {
    let reply = http.get(place, "/props").await?;
    let props = reply.json().filter(|body| {
        ["total_slots", "default_generation_settings", "modalities"]
            .iter()
            .any(|field| body.get(*field).is_some())
    });
    let Some(props) = props else {
        trouble.note(&reply);
        return Ok(None);
    };
    let models = http.get(place, "/v1/models").await?;
    let Some(body) = models.json() else { return Err(failure(&models.fault(), place)) };
    let slots = props.get("total_slots").and_then(Value::as_u64).and_then(|slots| u32::try_from(slots).ok());
    let build = props.get("build_info").and_then(Value::as_str).unwrap_or_default();
    let product = format!("llama.cpp {}", short(build)).trim().to_owned();
    Ok(Some(found(Product::LlamaServer, product, place, catalogue::llama_models(&body, Some(&props)), slots)))
}

async fn lm_studio(http: &Http, place: &Where<'_>, trouble: &mut Trouble) -> Result<Option<Survey>, Failure> {
    let new = http.get(place, "/api/v1/models").await?;
    if let Some(models) = new.json().as_ref().and_then(catalogue::lmstudio_v1) {
        return Ok(Some(found(Product::LmStudio, "LM Studio".to_owned(), place, models, None)));
    }
    trouble.note(&new);
    let old = http.get(place, "/api/v0/models").await?;
    if let Some(models) = old.json().as_ref().and_then(catalogue::lmstudio_v0) {
        return Ok(Some(found(Product::LmStudio, "LM Studio".to_owned(), place, models, None)));
    }
    Ok(None)
}

async fn openai(
    http: &Http,
    place: &Where<'_>,
    is_openai: bool,
    trouble: &mut Trouble,
) -> Result<Option<Survey>, Failure> {
    let reply = http.get(place, "/v1/models").await?;
    let Some((models, owner)) = reply.json().as_ref().and_then(catalogue::openai_models) else {
        trouble.note(&reply);
        return Ok(None);
    };
    let (kind, product) = match owner.as_str() {
        _ if is_openai => (Product::OpenAi, "OpenAI".to_owned()),
        "vllm" => (Product::Vllm, vllm_name(http, place).await),
        "llamacpp" => (Product::LlamaServer, "llama.cpp".to_owned()),
        _ if reply.server.starts_with("llama.cpp") => (Product::LlamaServer, "llama.cpp".to_owned()),
        // Ollama behind a proxy that lets only the OpenAI paths through.
        "library" => (Product::OpenAiCompatible, "Ollama (OpenAI paths only)".to_owned()),
        _ => (Product::OpenAiCompatible, "OpenAI-compatible".to_owned()),
    };
    Ok(Some(found(kind, product, place, models, None)))
}

async fn vllm_name(http: &Http, place: &Where<'_>) -> String {
    let version = match http.get(place, "/version").await {
        Ok(reply) => reply.json().and_then(|body| body.get("version").and_then(Value::as_str).map(short)),
        Err(_) => None,
    };
    format!("vLLM {}", version.unwrap_or_default()).trim().to_owned()
}

/// A version as it is shown; servers may say anything.
fn short(version: &str) -> String {
    version.chars().filter(|c| !c.is_control()).take(40).collect()
}
