//! Checks a model server without a library: works beside a running Pothos, and before there is one.

use pothos_keys::Keychain;
use pothos_model::Language;
use pothos_vision::{Client, Timeouts};

use crate::{
    error::Outcome,
    servers::{Endpoints, report},
    wire::{ServerReport, ServerSettings},
};

/// Tests a server and model as [`crate::App::test_server`] does; sends one drawn picture, none of the user's.
///
/// # Errors
/// When this machine cannot speak HTTP at all.
pub async fn check_server(
    server: &ServerSettings,
    key: Option<&str>,
    language: &str,
) -> Outcome<ServerReport> {
    let endpoints = Endpoints::new(Keychain::Off);
    if let Some(key) = key {
        endpoints.set_key(&server.url, key);
    }
    Ok(report(
        &Client::new(Timeouts::default())?,
        &endpoints,
        server,
        Language::from_tag(language).unwrap_or_default(),
    )
    .await)
}
