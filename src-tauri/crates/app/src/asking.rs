//! What a request asks, and whom, with everything it left open filled in from Settings. Sends nothing.

use pothos_model::{
    Batch, BatchServer, Language, Limits, Preset, Price, RequestForm, STANDARD_PRESET, Task, TaskSet,
    VisionOptions,
};
use pothos_vision::Privacy;

use crate::error::Outcome;
use crate::servers::{origin, protocol_name};
use crate::wire::{ErrorView, ServerSettings, Settings, VisionRequest, prompts};

/// A request with nothing left open.
pub(crate) struct Resolved {
    /// The preferred one first; at least one.
    pub(crate) servers: Vec<BatchServer>,
    pub(crate) options: VisionOptions,
}

/// Fills in what the request left open.
///
/// # Errors
/// What cannot be used: no server, no model, a bad address, an unknown task or language, a server farther away than
/// was allowed.
pub(crate) fn resolve(request: &VisionRequest, settings: &Settings, presets: &[Preset]) -> Outcome<Resolved> {
    let preferred = settings.preferred();
    let first = ServerSettings {
        url: request.server.clone().unwrap_or_else(|| preferred.url.clone()),
        model: request.model.clone().unwrap_or_else(|| preferred.model.clone()),
        protocol: request.protocol.unwrap_or(preferred.protocol),
        concurrency: request.concurrency.or(preferred.concurrency),
        off: false,
        allow_cloud: request.allow_cloud || (request.server.is_none() && preferred.allow_cloud),
        key_kept: false,
        price: match (&request.price, &request.server) {
            (Some(price), _) => Some(price.clone()),
            (None, Some(other)) if *other != preferred.url => None,
            (None, _) => preferred.price,
        },
    };
    let mut wishes = vec![first];
    wishes.extend(request.more_servers.iter().cloned());
    let servers = servers_of(&wishes, request.farther)?;
    let mut tasks = TaskSet::EMPTY;
    for name in &request.tasks {
        let task = Task::from_name(name.trim()).ok_or_else(|| {
            ErrorView::bad_input(format!("{name:?} is no task; use title, description, categories or tags."))
        })?;
        tasks = tasks.with(task);
    }
    let language = Language::from_tag(&request.language).ok_or_else(|| {
        ErrorView::bad_input(format!(
            "{:?} is no language Pothos asks in; use en or zh-CN.",
            request.language
        ))
    })?;
    let options = VisionOptions::default().asked_as(&preset_of(request, settings, presets)?);
    let mut words = options.prompts;
    words.extend(prompts(&request.prompts).map_err(ErrorView::bad_input)?);
    Ok(Resolved {
        servers,
        options: VisionOptions {
            preset: options.preset,
            preset_version: options.preset_version,
            system: options.system,
            prompts: words,
            examples: options.examples,
            tasks: if tasks.is_empty() { TaskSet::STANDARD } else { tasks },
            limits: Limits { max_categories: request.max_categories, max_tags: request.max_tags }.clamped(),
            language,
            instruction: request.instruction.trim().to_owned(),
            form: if request.separate { RequestForm::Separate } else { RequestForm::Combined },
            image_side: settings.image_side,
            send_date: settings.send_date,
            send_place: settings.send_place,
            send_folder: settings.send_folder,
            send_keywords: settings.send_keywords,
            send_people: settings.send_people,
            one_a_burst: request.one_a_burst,
        },
    })
}

/// The preset that the request names, or else Settings.
fn preset_of(request: &VisionRequest, settings: &Settings, presets: &[Preset]) -> Outcome<Preset> {
    let standard = || Preset {
        name: STANDARD_PRESET.to_owned(),
        version: pothos_vision::PRESET_VERSION,
        ..Preset::default()
    };
    let of = |name: &str| presets.iter().find(|preset| preset.name == name.trim()).cloned();
    match request.preset.as_deref().map(str::trim) {
        // One that was taken off the list since is no reason not to start.
        None => Ok(of(&settings.preset).unwrap_or_else(standard)),
        Some("" | STANDARD_PRESET) => Ok(standard()),
        Some(wanted) => of(wanted).ok_or_else(|| {
            ErrorView::bad_input(format!(
                "There is no preset {wanted:?}. Choose another, or save one of that name in Settings."
            ))
        }),
    }
}

/// The servers for a batch that exists. Without a model, a server is asked for the batch's own.
///
/// # Errors
/// As [`resolve`]. A batch goes no farther from this machine than its servers did, unless that is allowed.
pub(crate) fn batch_servers(
    batch: &Batch,
    wishes: &[ServerSettings],
    farther: bool,
) -> Outcome<Vec<BatchServer>> {
    let named: Vec<ServerSettings> = wishes
        .iter()
        .map(|wish| ServerSettings {
            model: if wish.model.trim().is_empty() {
                batch.model.clone().unwrap_or_default()
            } else {
                wish.model.clone()
            },
            ..wish.clone()
        })
        .collect();
    let servers = servers_of(&named, true)?;
    let reach = batch.servers.iter().map(distance).max().unwrap_or(0);
    within(&servers, reach, farther)?;
    Ok(servers)
}

fn servers_of(wishes: &[ServerSettings], farther: bool) -> Outcome<Vec<BatchServer>> {
    let mut servers: Vec<BatchServer> = Vec::with_capacity(wishes.len());
    for wish in wishes {
        let model = match (wish.model.trim(), servers.first()) {
            ("", None) => {
                return Err(ErrorView::new(
                    "no_model",
                    "No model is chosen. Choose one that sees pictures in Settings.",
                ));
            }
            ("", Some(first)) => first.model.clone(),
            (named, _) => named.to_owned(),
        };
        if wish.url.trim().is_empty() {
            return Err(ErrorView::new(
                "no_server",
                "No model server is set. Enter its address in Settings, for example http://127.0.0.1:11434 for Ollama.",
            ));
        }
        let url = pothos_vision::parse_address(&wish.url)?.shown();
        let local = pothos_vision::privacy(&url) == Privacy::ThisMachine;
        let standard = if local { 1 } else { 4 };
        if servers.iter().any(|known| known.url == url) {
            return Err(ErrorView::bad_input(format!("{url} is named twice. Name each server once.")));
        }
        servers.push(BatchServer {
            url,
            model,
            protocol: protocol_name(wish.protocol).to_owned(),
            concurrency: wish.concurrency.unwrap_or(standard).clamp(1, 64),
            allow_cloud: wish.allow_cloud,
            price: match &wish.price {
                None => None,
                Some(price) => Some(
                    Price::try_from(price)
                        .map_err(|why| ErrorView::bad_input(format!("The price of {}: {why}.", wish.url)))?,
                ),
            },
        });
    }
    let reach = servers.first().map_or(0, distance);
    within(&servers, reach, farther)?;
    Ok(servers)
}

/// The server of the search by meaning.
///
/// # Errors
/// When none is set, or its address is none.
pub(crate) fn meaning_servers(settings: &Settings) -> Outcome<Vec<BatchServer>> {
    let meaning = &settings.meaning;
    if meaning.url.trim().is_empty() || meaning.model.trim().is_empty() {
        return Err(ErrorView::new(
            "no_meaning_model",
            "No embedding model is set. Enter a server and a model for the search by meaning in Settings, for example \
             nomic-embed-text at http://127.0.0.1:11434.",
        ));
    }
    let mut known = std::iter::once(&settings.server).chain(&settings.more_servers);
    let like = known.find(|server| origin(&server.url) == origin(&meaning.url)).cloned().unwrap_or_default();
    if like.off {
        return Err(ErrorView::new(
            "meaning_server_off",
            format!(
                "{} is switched off, so nothing is sent to it. Switch it on in Settings, or enter another server for the search \
                 by meaning.",
                like.url
            ),
        ));
    }
    let wish = ServerSettings {
        url: meaning.url.clone(),
        model: meaning.model.clone(),
        price: None,
        // A model that answers from the cloud behind this address was allowed to see, not to read every word.
        allow_cloud: false,
        ..like
    };
    servers_of(&[wish], false)
}

/// How far pictures go: 0 this machine, 1 the local network, 2 the internet. A server whose models may answer from the cloud
/// is as far away as the cloud.
pub(crate) fn distance(server: &BatchServer) -> u8 {
    match pothos_vision::privacy(&server.url) {
        _ if server.allow_cloud => 2,
        Privacy::ThisMachine => 0,
        Privacy::YourNetwork => 1,
        Privacy::TheInternet => 2,
    }
}

fn within(servers: &[BatchServer], reach: u8, farther: bool) -> Outcome<()> {
    match servers.iter().find(|server| !farther && distance(server) > reach) {
        None => Ok(()),
        Some(server) => Err(ErrorView::new(
            "farther_server",
            format!(
                "{} is farther away than the batch's own server: pictures would leave {}. Allow it, or leave this \
                 server out.",
                server.url,
                if reach == 0 { "this machine" } else { "your network" }
            ),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(url: &str, model: &str) -> ServerSettings {
        ServerSettings { url: url.to_owned(), model: model.to_owned(), ..ServerSettings::default() }
    }

    #[test]
    fn a_further_server_has_the_first_ones_model_unless_it_names_its_own() {
        let wishes = [
            wish("http://127.0.0.1:11434", "gemma3"),
            wish("http://127.0.0.1:1234/v1", ""),
            wish("http://localhost:8080", "g"),
        ];
        let servers = servers_of(&wishes, false).expect("all on this machine");
        let models: Vec<&str> = servers.iter().map(|server| server.model.as_str()).collect();
        assert_eq!(models, ["gemma3", "gemma3", "g"]);
        assert!(
            servers.iter().all(|server| server.concurrency == 1),
            "local servers get one request at once"
        );
    }

    #[test]
    fn the_search_asks_no_server_that_is_switched_off_and_no_cloud_that_was_allowed_for_pictures() {
        let server = ServerSettings { allow_cloud: true, ..wish("http://127.0.0.1:11434/", "gemma3") };
        let mut settings = Settings { server, ..Settings::default() };
        settings.meaning.url = "http://127.0.0.1:11434".to_owned();
        assert!(meaning_servers(&settings).is_err(), "no model yet");
        settings.meaning.model = "embed".to_owned();
        let servers = meaning_servers(&settings).expect("one server");
        assert_eq!((servers[0].model.as_str(), servers[0].allow_cloud), ("embed", false));
        settings.server.off = true;
        assert_eq!(meaning_servers(&settings).expect_err("it is off").code, "meaning_server_off");
    }

    #[test]
    fn pictures_go_no_farther_than_the_first_server_unless_that_is_allowed() {
        let home = wish("http://127.0.0.1:11434", "m");
        let near = wish("http://192.168.1.20:11434", "m");
        let far = wish("https://api.example.com/v1", "m");
        for (first, second, allowed, works) in [
            (&home, &near, false, false),
            (&home, &far, false, false),
            (&near, &far, false, false),
            (&far, &home, false, true),
            (&near, &home, false, true),
            (&home, &far, true, true),
        ] {
            let got = servers_of(&[first.clone(), second.clone()], allowed);
            assert_eq!(got.is_ok(), works, "{} then {}: {got:?}", first.url, second.url);
        }
    }

    #[test]
    fn a_server_that_is_named_twice_is_said() {
        let got = servers_of(&[wish("http://127.0.0.1:1", "m"), wish("127.0.0.1:1", "m")], false);
        assert!(got.is_err_and(|error| error.message.contains("twice")));
    }
}
