//! Model servers as the user set them: addresses, protocols, and keys, which live in memory only.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use pothos_model::{BatchServer, Failure, FailureCode};
use pothos_vision::{ApiKey, Client, Dialect, Endpoint, ModelFacts};

use crate::wire::{ModelView, Protocol, ReportLine, ServerReport, ServerSettings};

/// The keys of this session, by host, and how to speak to each address.
#[derive(Default)]
pub(crate) struct Endpoints {
    keys: Mutex<HashMap<String, ApiKey>>,
}

impl Endpoints {
    /// The key for one server's host and port: a key typed for one server is never sent to another.
    pub(crate) fn set_key(&self, url: &str, key: &str) {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        match ApiKey::new(key) {
            Some(key) => drop(keys.insert(origin(url), key)),
            None => drop(keys.remove(&origin(url))),
        }
    }

    /// The endpoint for an address.
    pub(crate) fn endpoint(&self, url: &str, protocol: Protocol) -> Result<Endpoint, Failure> {
        let address = pothos_vision::parse_address(url)?;
        let url = address.shown();
        let key = self.keys.lock().unwrap_or_else(PoisonError::into_inner).get(&origin(&url)).cloned();
        Ok(Endpoint { dialect: dialect(protocol), key, ..Endpoint::new(url) })
    }

    /// The endpoint of a batch's server.
    pub(crate) fn of(&self, server: &BatchServer) -> Result<Endpoint, Failure> {
        self.endpoint(&server.url, protocol_from_name(&server.protocol))
    }
}

/// Scheme, host and port; a path behind them does not make another server.
fn origin(url: &str) -> String {
    let shown = pothos_vision::parse_address(url).map_or_else(|_| url.trim().to_owned(), |a| a.shown());
    let host_from = shown.find("://").map_or(0, |at| at + 3);
    let end = shown[host_from..].find('/').map_or(shown.len(), |at| host_from + at);
    shown[..end].to_ascii_lowercase()
}

fn dialect(protocol: Protocol) -> Dialect {
    match protocol {
        Protocol::Auto => Dialect::Auto,
        Protocol::Ollama => Dialect::Ollama,
        Protocol::Openai => Dialect::OpenAi,
    }
}

pub(crate) fn protocol_of(dialect: Dialect) -> Protocol {
    match dialect {
        Dialect::Auto => Protocol::Auto,
        Dialect::Ollama => Protocol::Ollama,
        Dialect::OpenAi => Protocol::Openai,
    }
}

pub(crate) fn model_view(model: ModelFacts) -> ModelView {
    ModelView {
        name: model.name,
        vision: model.vision,
        thinks: model.thinks,
        cloud: model.cloud,
        loaded: model.loaded,
        bytes: model.bytes,
    }
}

/// The stored and typed name of a protocol.
pub(crate) fn protocol_name(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Auto => "auto",
        Protocol::Ollama => "ollama",
        Protocol::Openai => "openai",
    }
}

fn protocol_from_name(name: &str) -> Protocol {
    match name {
        "ollama" => Protocol::Ollama,
        "openai" => Protocol::Openai,
        _ => Protocol::Auto,
    }
}

/// Checks a server and a model as Settings has them, and says in one line a check what was found.
pub(crate) async fn report(client: &Client, endpoints: &Endpoints, server: &ServerSettings) -> ServerReport {
    let empty = ServerReport {
        ok: false,
        product: String::new(),
        protocol: server.protocol,
        privacy: pothos_vision::privacy(&server.url).name().to_owned(),
        models: Vec::new(),
        lines: Vec::new(),
    };
    let endpoint = match endpoints.endpoint(&server.url, server.protocol) {
        Ok(endpoint) => endpoint,
        Err(failure) => return ServerReport { lines: vec![failed_line("address", failure)], ..empty },
    };
    let survey = match client.survey(&endpoint).await {
        Ok(survey) => survey,
        Err(failure) => {
            let check = if failure.code == FailureCode::Unauthorized { "key" } else { "server" };
            return ServerReport { lines: vec![failed_line(check, failure)], ..empty };
        }
    };
    let mut lines = vec![ReportLine {
        check: "server".to_owned(),
        verdict: "ok".to_owned(),
        code: None,
        text: format!(
            "{} answers at {} with {}.",
            survey.product,
            endpoint.url,
            match survey.models.len() {
                1 => "one model".to_owned(),
                count => format!("{count} models"),
            }
        ),
    }];
    if server.model.is_empty() {
        lines.push(ReportLine {
            check: "model".to_owned(),
            verdict: "warning".to_owned(),
            code: None,
            text: "No model is chosen yet. Choose one that sees pictures.".to_owned(),
        });
    } else {
        let digits = probe_digits();
        let colour = [200, 40, 40];
        let picture = pothos_media::probe_picture(&digits, colour);
        let checks = client.check(&endpoint, &server.model, &picture, &digits).await;
        lines.extend(checks.into_iter().filter(|check| check.name != "server").map(|check| ReportLine {
            check: check.name.to_owned(),
            verdict: check.verdict.name().to_owned(),
            code: check.code.map(|code| code.name().to_owned()),
            text: check.text,
        }));
    }
    ServerReport {
        ok: !server.model.is_empty() && lines.iter().all(|line| line.verdict != "failed"),
        product: survey.product,
        protocol: protocol_of(survey.dialect),
        models: survey.models.into_iter().map(model_view).collect(),
        lines,
        ..empty
    }
}

/// Four digits that change from test to test, so that a model cannot have learnt them.
fn probe_digits() -> String {
    let now = crate::reader::now().0.unsigned_abs();
    format!("{:04}", 1000 + (now.wrapping_mul(2_654_435_761) >> 7) % 9000)
}

fn failed_line(check: &str, failure: Failure) -> ReportLine {
    ReportLine {
        check: check.to_owned(),
        verdict: "failed".to_owned(),
        code: Some(failure.code.name().to_owned()),
        text: failure.message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_goes_to_its_own_server_only() {
        let endpoints = Endpoints::default();
        endpoints.set_key("http://127.0.0.1:8080/v1", "secret");
        let key = |url: &str| endpoints.endpoint(url, Protocol::Auto).map(|e| e.key.is_some());
        assert_eq!(key("http://127.0.0.1:8080"), Ok(true), "the same server without the path");
        assert_eq!(key("http://127.0.0.1:9090"), Ok(false), "another port is another server");
        endpoints.set_key("http://127.0.0.1:8080", " ");
        assert_eq!(key("http://127.0.0.1:8080"), Ok(false), "an empty key takes it away");
    }
}
