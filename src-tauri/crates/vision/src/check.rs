//! The doctor: from the address to a picture that the model has really seen, one line a step.

use std::sync::Arc;

use pothos_model::{Failure, FailureClass, FailureCode, Language, Task, TaskSet, VisionOptions};
use tokio::time::Instant;

use crate::client::Inner;
use crate::fault::{FaultKind, Where, failure};
use crate::guard::Doubts;
use crate::http::Unsent;
use crate::reply::first_object;
use crate::send::{Ready, Said, send};
use crate::speak::{BodyParts, Manner, Schema, budget, chat_body, context_size, probe_prompt};
use crate::survey::survey;
use crate::{Check, Endpoint, Privacy, PromptFacts, Question, Survey, Verdict, parse_address};

/// Requests for the probe at most: each but the last was refused.
const MAX_SENDS: u32 = 5;
/// Slower than this a photo is worth a warning: 1,000 photos would take most of a day.
const SLOW_SECONDS: f32 = 60.0;

fn line(name: &'static str, verdict: Verdict, text: impl Into<String>) -> Check {
    Check { name, verdict, code: None, text: text.into() }
}

fn failed(name: &'static str, failure: &Failure) -> Check {
    Check { name, verdict: Verdict::Failed, code: Some(failure.code), text: failure.message.clone() }
}

/// Runs the checks and stops at the first that makes the next ones pointless.
pub(crate) async fn check(
    inner: &Inner,
    endpoint: &Endpoint,
    model: &str,
    probe_jpeg: &[u8],
    digits: &str,
    language: Language,
) -> Vec<Check> {
    let address = match parse_address(&endpoint.url) {
        Ok(address) => address,
        Err(bad) => return vec![failed("address", &bad)],
    };
    let place = Where { address: &address, endpoint, model };
    let mut lines = vec![address_line(&place)];
    let survey = match survey(&inner.http, &place, None).await {
        Ok(survey) => survey,
        Err(refused) if refused.code == FailureCode::Unauthorized => {
            lines.push(line("server", Verdict::Ok, format!("{} answers.", place.server())));
            lines.push(failed("key", &refused));
            return lines;
        }
        Err(gone) => {
            lines.push(failed("server", &gone));
            return lines;
        }
    };
    inner.known.put_survey(&place, survey.clone());
    let count = survey.models.len();
    let models = if count == 1 { "1 model".to_owned() } else { format!("{count} models") };
    lines.push(line(
        "server",
        Verdict::Ok,
        format!("{} answers at {} with {models}.", survey.product, place.server()),
    ));
    let key = if endpoint.key.is_some() { "The server takes the key." } else { "The server wants no key." };
    lines.push(line("key", Verdict::Ok, key));
    if let Err(missing) = crate::catalogue::judge(&survey.models, survey.kind, &place) {
        let name = if missing.code == FailureCode::ModelCannotSee { "vision" } else { "model" };
        lines.push(failed(name, &missing));
        return lines;
    }
    lines.push(model_line(&survey, &place));
    let started = Instant::now();
    match probe(inner, &place, &survey, probe_jpeg).await {
        Ok((said, manner)) => {
            let seconds = started.elapsed().as_secs_f32();
            let seen = probe_lines(&said, manner, digits, &survey, &place);
            let blind = seen.iter().any(|line| line.verdict == Verdict::Failed);
            lines.extend(seen);
            if !blind {
                lines.push(language_line(inner, place, probe_jpeg, language).await);
            }
            let verdict = if seconds > SLOW_SECONDS { Verdict::Warning } else { Verdict::Ok };
            lines.push(line("speed", verdict, format!("The test picture took {seconds:.1} seconds.")));
        }
        Err(blind) => lines.push(failed("vision", &blind)),
    }
    lines
}

fn address_line(place: &Where<'_>) -> Check {
    let server = place.server();
    match place.address.privacy() {
        Privacy::ThisMachine => {
            line("address", Verdict::Ok, format!("{server} is this machine: photos stay here."))
        }
        Privacy::YourNetwork => {
            line("address", Verdict::Ok, format!("{server} is in your network: photos stay in it."))
        }
        Privacy::TheInternet if server.starts_with("http://") => line(
            "address",
            Verdict::Warning,
            format!(
                "{server} is on the internet and not encrypted: photos and the key can be read on the way. Use https://."
            ),
        ),
        Privacy::TheInternet => {
            line("address", Verdict::Ok, format!("{server} is on the internet: photos are sent there."))
        }
    }
}

fn model_line(survey: &Survey, place: &Where<'_>) -> Check {
    let name = place.model;
    match crate::catalogue::find(&survey.models, name, survey.kind) {
        Some(model) if model.name != name && !model.name.starts_with(name) => line(
            "model",
            Verdict::Warning,
            format!(
                "The server has one model, {}, and answers with it whatever name is asked for.",
                model.name
            ),
        ),
        Some(model) if model.thinks == Some(true) => line(
            "model",
            Verdict::Ok,
            format!("{} is there. It can think; it is told not to, which is faster.", model.name),
        ),
        Some(model) => line("model", Verdict::Ok, format!("{} is there.", model.name)),
        None => line("model", Verdict::Warning, format!("The server does not tell whether it has {name}.")),
    }
}

/// Asks for a sentence about the test picture, and looks in which language it comes.
async fn language_line(inner: &Inner, place: Where<'_>, jpeg: &[u8], language: Language) -> Check {
    let options =
        VisionOptions { tasks: TaskSet::EMPTY.with(Task::Description), language, ..VisionOptions::default() };
    let question = Question {
        jpeg: jpeg.into(),
        tasks: options.tasks,
        options,
        facts: PromptFacts::default(),
        vocabulary: Arc::default(),
        doubts: Doubts::default(),
        attempt: 1,
    };
    let (model, tongue) = (place.model, language.english_name());
    match crate::ask::ask(inner, place, &question).await {
        Ok(answer) if answer.repairs.iter().any(|repair| repair == "asked_again_for_language") => line(
            "language",
            Verdict::Warning,
            format!("{model} writes {tongue} only when it is asked twice, which takes twice as long."),
        ),
        Ok(_) => line("language", Verdict::Ok, format!("{model} writes {tongue}.")),
        Err(failure) if failure.class() == FailureClass::Server => failed("language", &failure),
        Err(_) => line(
            "language",
            Verdict::Warning,
            format!(
                "{model} gave no usable sentence in {tongue} about the test picture. Try it on a few photos first."
            ),
        ),
    }
}

/// Sends the probe in the manner that the server takes.
async fn probe(
    inner: &Inner,
    place: &Where<'_>,
    survey: &Survey,
    jpeg: &[u8],
) -> Result<(Said, Manner), Failure> {
    let mut manner = inner.known.learnt(place, survey.kind).manner;
    let prompt = probe_prompt();
    let deadline = Instant::now() + inner.http.timeouts.whole;
    let mut last = None;
    for _ in 0..MAX_SENDS {
        let body = chat_body(&BodyParts {
            product: survey.kind,
            dialect: survey.dialect,
            model: place.model,
            system: &prompt.system,
            user: &prompt.user,
            jpeg,
            schema: Schema::Probe,
            manner,
            temperature: 0.0,
            seed: 1,
            budget: budget(TaskSet::EMPTY, manner.thinks),
            // The same as for photos, or the model would be loaded twice.
            context: context_size(place.model, 1_024, manner.enlarged || manner.thinks),
        })
        .map_err(|error| {
            Failure::new(FailureCode::ServerError, format!("The test could not be written: {error}."))
        })?;
        let ready = Ready {
            place: *place,
            product: survey.kind,
            dialect: survey.dialect,
            body,
            keys: Schema::Probe.keys(),
            deadline,
        };
        match send(&inner.http, ready).await {
            Ok(said) => return Ok((said, manner)),
            Err(Unsent::Failure(failure)) => return Err(failure),
            Err(Unsent::Fault(fault)) => {
                let failure = failure(&fault, place);
                let weaker = manner.shape.weaker(survey.kind);
                match (fault.kind, weaker) {
                    (FaultKind::Schema | FaultKind::JsonMode, Some(shape)) => manner.shape = shape,
                    (FaultKind::Field(_), _) => {
                        manner.quiet_fields = false;
                        manner.sampling = false;
                        manner.usage = false;
                    }
                    _ => return Err(failure),
                }
                last = Some(failure);
            }
        }
    }
    Err(last.unwrap_or_else(|| {
        Failure::new(FailureCode::ServerError, format!("{} would not take the test picture.", place.server()))
    }))
}

fn probe_lines(said: &Said, manner: Manner, digits: &str, survey: &Survey, place: &Where<'_>) -> Vec<Check> {
    let object = first_object(&said.content).or_else(|| first_object(&said.reasoning));
    let read: String = match object.as_ref().and_then(|object| object.get("digits")) {
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(number) => number.to_string(),
        None => said.content.clone(),
    };
    let read: String = read.chars().filter(char::is_ascii_digit).take(40).collect();
    let right = !digits.is_empty() && read.contains(digits);
    let (model, server) = (place.model, place.server());
    let says = crate::catalogue::find(&survey.models, model, survey.kind).and_then(|model| model.vision);
    let vision = match (right, says) {
        (true, _) => line("vision", Verdict::Ok, format!("{model} read the test picture.")),
        // Small models see shapes and misread digits; the server's word counts for something.
        (false, Some(true)) => line(
            "vision",
            Verdict::Warning,
            format!("{model} takes pictures but misread the test picture. Try it on a few photos first."),
        ),
        (false, _) => Check {
            name: "vision",
            verdict: Verdict::Failed,
            code: Some(FailureCode::ModelCannotSee),
            text: format!(
                "{model} at {server} answered but did not see the test picture. Choose a vision model."
            ),
        },
    };
    let schema = match object {
        Some(_) if manner.shape <= crate::speak::Shape::Unbounded => {
            line("schema", Verdict::Ok, "The server keeps the answer in the form that was asked for.")
        }
        Some(_) => line(
            "schema",
            Verdict::Warning,
            "The server does not take a schema; answers are read tolerantly.",
        ),
        None => line(
            "schema",
            Verdict::Warning,
            "The answer was not in the form that was asked for; answers are read tolerantly.",
        ),
    };
    vec![vision, schema]
}
