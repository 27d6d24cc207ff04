//! Model servers as the user set them: addresses, protocols, and keys.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use pothos_keys::{KeyError, Keychain};
use pothos_model::{BatchServer, Failure, FailureCode, Language};
use pothos_vision::{ApiKey, Client, Dialect, Endpoint, ModelFacts};

use crate::wire::{KeyKept, ModelView, Protocol, ReportLine, ServerReport, ServerSettings};

/// A server's key.
enum Held {
    /// In memory: typed in this session, or read from the keychain.
    Key(ApiKey),
    /// In the keychain, and not read yet.
    InKeychain,
}

/// The keys by host, and how to speak to each address. A key is in the system's keychain or lives as long as the program; it
/// is in no file of ours.
pub(crate) struct Endpoints {
    keychain: Keychain,
    keys: Mutex<HashMap<String, Held>>,
    /// One look into the keychain at a time: it may ask its user for a password.
    reading: tokio::sync::Mutex<()>,
}

impl Endpoints {
    pub(crate) fn new(keychain: Keychain) -> Self {
        Self { keychain, keys: Mutex::default(), reading: tokio::sync::Mutex::default() }
    }

    /// Knows from now on that the keys of these servers are in the keychain.
    pub(crate) fn look_in_keychain<'a>(&self, urls: impl Iterator<Item = &'a str>) {
        let mut keys = lock(&self.keys);
        for url in urls {
            keys.entry(origin(url)).or_insert(Held::InKeychain);
        }
    }

    /// The key for one server's host and port, in memory: a key typed for one server is never sent to another.
    pub(crate) fn set_key(&self, url: &str, key: &str) {
        let mut keys = lock(&self.keys);
        match ApiKey::new(key) {
            Some(key) => drop(keys.insert(origin(url), Held::Key(key))),
            None => drop(keys.remove(&origin(url))),
        }
    }

    /// Keeps a key in the keychain too; an empty one is forgotten there.
    pub(crate) async fn keep_key(&self, url: &str, key: &str, was_kept: bool) -> KeyKept {
        self.set_key(url, key);
        let (keychain, origin, key) = (self.keychain, origin(url), key.trim().to_owned());
        let forgets = key.is_empty();
        let asked = tokio::task::spawn_blocking(move || match (key.is_empty(), was_kept) {
            (true, true) => keychain.forget(&origin).map(|()| "forgotten"),
            (true, false) => Ok("forgotten"),
            (false, _) => keychain.set(&origin, &key).map(|()| "keychain"),
        })
        .await;
        match asked {
            Ok(Ok(place)) => KeyKept { place: place.to_owned(), reason: None },
            Ok(Err(error)) => {
                let place = if forgets { "keychain" } else { "session" };
                KeyKept { place: place.to_owned(), reason: Some(error.to_string()) }
            }
            Err(error) => KeyKept { place: "session".to_owned(), reason: Some(error.to_string()) },
        }
    }

    /// The endpoint for an address, with its key.
    ///
    /// # Errors
    /// A bad address; a keychain that does not give the key.
    pub(crate) async fn endpoint(
        &self,
        url: &str,
        protocol: Protocol,
        allow_cloud: bool,
    ) -> Result<Endpoint, Failure> {
        let address = pothos_vision::parse_address(url)?;
        let url = address.shown();
        let key = self.key(&origin(&url)).await?;
        Ok(Endpoint { dialect: dialect(protocol), key, allow_cloud, ..Endpoint::new(url) })
    }

    async fn key(&self, origin: &str) -> Result<Option<ApiKey>, Failure> {
        let held = || match lock(&self.keys).get(origin) {
            None => Some(None),
            Some(Held::Key(key)) => Some(Some(key.clone())),
            Some(Held::InKeychain) => None,
        };
        if let Some(known) = held() {
            return Ok(known);
        }
        let _reading = self.reading.lock().await;
        if let Some(known) = held() {
            return Ok(known);
        }
        let (keychain, wanted) = (self.keychain, origin.to_owned());
        let read = tokio::task::spawn_blocking(move || keychain.get(&wanted)).await;
        let read = read.unwrap_or_else(|error| Err(KeyError::Refused(error.to_string())));
        match read {
            Ok(key) => {
                let key = key.and_then(|key| ApiKey::new(&key));
                let mut keys = lock(&self.keys);
                match &key {
                    Some(key) => drop(keys.insert(origin.to_owned(), Held::Key(key.clone()))),
                    None => drop(keys.remove(origin)),
                }
                Ok(key)
            }
            Err(error) => Err(Failure::new(
                FailureCode::Unauthorized,
                format!(
                    "The key for {origin} could not be read: {error}. Then try again, or enter the key anew in Settings."
                ),
            )),
        }
    }

    /// The endpoint of a batch's server.
    pub(crate) async fn of(&self, server: &BatchServer) -> Result<Endpoint, Failure> {
        self.endpoint(&server.url, protocol_from_name(&server.protocol), server.allow_cloud).await
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Scheme, host and port; a path behind them does not make another server.
pub(crate) fn origin(url: &str) -> String {
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
pub(crate) async fn report(
    client: &Client,
    endpoints: &Endpoints,
    server: &ServerSettings,
    language: Language,
) -> ServerReport {
    let empty = ServerReport {
        ok: false,
        product: String::new(),
        protocol: server.protocol,
        privacy: pothos_vision::privacy(&server.url).name().to_owned(),
        models: Vec::new(),
        lines: Vec::new(),
    };
    let endpoint = match endpoints.endpoint(&server.url, server.protocol, server.allow_cloud).await {
        Ok(endpoint) => endpoint,
        Err(failure) => {
            let check = if failure.code == FailureCode::Unauthorized { "key" } else { "address" };
            return ServerReport { lines: vec![failed_line(check, failure)], ..empty };
        }
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
        let checks = client.check(&endpoint, &server.model, &picture, &digits, language).await;
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

    #[tokio::test]
    async fn a_key_goes_to_its_own_server_only() {
        let endpoints = Endpoints::new(Keychain::Off);
        endpoints.set_key("http://127.0.0.1:8080/v1", "secret");
        let key =
            async |url: &str| endpoints.endpoint(url, Protocol::Auto, false).await.map(|e| e.key.is_some());
        assert_eq!(key("http://127.0.0.1:8080").await, Ok(true), "the same server without the path");
        assert_eq!(key("http://127.0.0.1:9090").await, Ok(false), "another port is another server");
        endpoints.set_key("http://127.0.0.1:8080", " ");
        assert_eq!(key("http://127.0.0.1:8080").await, Ok(false), "an empty key takes it away");
    }

    #[tokio::test]
    async fn without_a_keychain_a_key_lives_as_long_as_the_program_and_one_that_was_kept_is_missed() {
        let endpoints = Endpoints::new(Keychain::Off);
        let kept = endpoints.keep_key("http://127.0.0.1:8080", "secret", false).await;
        assert_eq!(kept.place, "session");
        assert!(
            endpoints
                .endpoint("http://127.0.0.1:8080", Protocol::Auto, false)
                .await
                .is_ok_and(|e| e.key.is_some())
        );
        endpoints.look_in_keychain(["https://api.example.com/v1"].into_iter());
        let missed = endpoints.endpoint("https://api.example.com", Protocol::Auto, false).await;
        assert!(
            missed.is_err_and(|failure| failure.code == FailureCode::Unauthorized),
            "nothing is sent without it"
        );
        endpoints.set_key("https://api.example.com", "typed again");
        assert!(
            endpoints
                .endpoint("https://api.example.com", Protocol::Auto, false)
                .await
                .is_ok_and(|e| e.key.is_some())
        );
    }
}
