//! Checks a model server without a library: works beside a running Pothos, and before there is one.

use pothos_vision::{Client, Timeouts};

use crate::{
    servers::{Endpoints, report},
    wire::{ServerReport, ServerSettings},
};

/// Tests a server and model as [`crate::App::test_server`] does; sends one drawn picture, none of the user's.
pub async fn check_server(server: &ServerSettings, key: Option<&str>) -> ServerReport {
    let endpoints = Endpoints::default();
    if let Some(key) = key {
        endpoints.set_key(&server.url, key);
    }
    report(&Client::new(Timeouts::default()), &endpoints, server).await
}
