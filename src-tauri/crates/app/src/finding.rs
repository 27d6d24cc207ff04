//! Looks for model servers on this machine, only when the user asks for it.

use std::time::Duration;

use pothos_vision::{Client, Survey};
use tokio::task::JoinSet;

use crate::servers::{Endpoints, model_view, protocol_of};
use crate::wire::{FoundServer, Protocol};

/// Where servers listen when nothing else is set: Ollama, LM Studio, llama-server, vLLM, Jan, KoboldCpp.
const USUAL_PORTS: [u16; 6] = [11434, 1234, 8080, 8000, 1337, 5001];
/// A server on this machine says what it has at once.
const PATIENCE: Duration = Duration::from_secs(3);

/// Asks every usual port what is there. Those that answer, in the order of the ports.
pub(crate) async fn find_servers(client: &Client, endpoints: &Endpoints) -> Vec<FoundServer> {
    let urls = USUAL_PORTS.map(|port| format!("http://127.0.0.1:{port}"));
    found_at(client, endpoints, &urls).await
}

async fn found_at(client: &Client, endpoints: &Endpoints, urls: &[String]) -> Vec<FoundServer> {
    let mut asked = JoinSet::new();
    for (nth, url) in urls.iter().enumerate() {
        let Ok(endpoint) = endpoints.endpoint(url, Protocol::Auto, false).await else { continue };
        let client = client.clone();
        asked.spawn(async move {
            let survey = tokio::time::timeout(PATIENCE, client.survey(&endpoint)).await;
            survey.ok().and_then(Result::ok).map(|survey| (nth, found(endpoint.url, survey)))
        });
    }
    let mut servers: Vec<(usize, FoundServer)> = asked.join_all().await.into_iter().flatten().collect();
    servers.sort_by_key(|(nth, _)| *nth);
    servers.into_iter().map(|(_, server)| server).collect()
}

fn found(url: String, survey: Survey) -> FoundServer {
    FoundServer {
        url,
        product: survey.product,
        protocol: protocol_of(survey.dialect),
        models: survey.models.into_iter().map(model_view).collect(),
    }
}
