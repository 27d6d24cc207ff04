//! One question about one photo: put in the manner that the model takes, adapted when the server refuses it,
//! read, guarded, and asked once more when the language is wrong. Other retries are the engine's.

use std::time::Duration;

use futures_util::future::join_all;
use pothos_model::{Failure, FailureCode, PartialFailure, RequestForm, Task, TaskSet};
use tokio::time::Instant;

use crate::client::Inner;
use crate::fault::{Fault, FaultKind, Refusal, Where, failure};
use crate::guard::{Guarded, doubt, guard_with};
use crate::http::Unsent;
use crate::reply::{Repairs, Wanted, read_answer};
use crate::send::{Ready, Said, send};
use crate::speak::{BodyParts, Manner, Schema, Shape, budget, chat_body, context_size, sampling, spoken};
use crate::stream::Runaway;
use crate::{Answer, Question, Survey};

/// Requests for one question at most: the manner is adapted step by step, and each step is one refusal.
const MAX_SENDS: u32 = 8;
/// How long a loading server is left alone: a hundredth of the patience for a first word, at most a second.
const LOADING_PAUSE: Duration = Duration::from_secs(1);
/// The stored raw reply, in bytes.
const MAX_RAW: usize = 16 * 1024;

/// Asks about one photo.
pub(crate) async fn ask(inner: &Inner, place: Where<'_>, question: &Question) -> Result<Answer, Failure> {
    let started = Instant::now();
    let deadline = started + inner.http.timeouts.whole;
    let survey = inner.known.survey(&inner.http, &place).await?;
    if let Err(unfit) = crate::catalogue::judge(&survey.models, survey.kind, &place) {
        // The user will mend it at the server; the next question must see that.
        inner.known.forget_survey(&place);
        return Err(unfit);
    }
    let tasks = match (question.tasks.is_empty(), question.options.tasks.is_empty()) {
        (false, _) => question.tasks,
        (true, false) => question.options.tasks,
        (true, true) => TaskSet::STANDARD,
    };
    let learnt = inner.known.learnt(&place, survey.kind);
    let several = tasks.iter().count() > 1;
    let separate = several && (question.options.form == RequestForm::Separate || learnt.separate);
    let turn = Turn { inner, place, survey: &survey, question, deadline };
    let parts = if separate {
        let each = tasks.iter().map(|task| turn.part(TaskSet::EMPTY.with(task)));
        join_all(each).await
    } else {
        vec![turn.part(tasks).await]
    };
    let mut answer = merged(parts, &turn);
    if several && !separate {
        let usable = match &answer {
            Ok(_) => Some(true),
            Err(failure) if is_about_the_answer(failure.code) => Some(false),
            Err(_) => None,
        };
        if let Some(usable) = usable {
            inner.known.combined(&place, survey.kind, usable);
        }
    }
    if let Ok(answer) = &mut answer {
        doubt(&mut answer.words, question.doubts, &question.vocabulary, &question.given());
        answer.duration_ms = started.elapsed().as_millis().try_into().unwrap_or(i64::MAX);
        if separate && learnt.separate && question.options.form == RequestForm::Combined {
            answer.repairs.push("asked_separately".to_owned());
        }
        let asked = inner.known.learnt(&place, survey.kind).manner.shape;
        inner.known.shaped(&place, survey.kind, asked.for_attempt(question.attempt, survey.kind));
        let fallback = match asked {
            Shape::Bounded | Shape::Unbounded => None,
            Shape::Json => Some("asked_for_json"),
            Shape::Plain => Some("asked_plainly"),
        };
        answer.repairs.extend(fallback.map(str::to_owned));
    }
    if answer.as_ref().is_err_and(|failure| server_may_have_changed(failure.code)) {
        inner.known.forget_survey(&place);
    }
    answer
}

fn is_about_the_answer(code: FailureCode) -> bool {
    matches!(code, FailureCode::UnreadableAnswer | FailureCode::RunawayAnswer | FailureCode::NoUsableWords)
}

fn server_may_have_changed(code: FailureCode) -> bool {
    matches!(
        code,
        FailureCode::Unreachable
            | FailureCode::ModelMissing
            | FailureCode::ModelCannotSee
            | FailureCode::NotAModelServer
            | FailureCode::Unauthorized
    )
}

/// One request's share of an answer.
struct Part {
    tasks: TaskSet,
    guarded: Guarded,
    said: Said,
    prompt_tokens: Option<u32>,
    answer_tokens: Option<u32>,
}

struct Turn<'a> {
    inner: &'a Inner,
    place: Where<'a>,
    survey: &'a Survey,
    question: &'a Question,
    deadline: Instant,
}

impl Turn<'_> {
    /// Asks for `tasks` in one request, and once more for what came in another language.
    async fn part(&self, tasks: TaskSet) -> Result<Part, (TaskSet, Failure)> {
        let said = self.said(tasks, false).await.map_err(|failure| (tasks, failure))?;
        let guarded = self.read(&said, tasks);
        let mut part = Part {
            tasks,
            guarded,
            prompt_tokens: said.prompt_tokens,
            answer_tokens: said.answer_tokens,
            said,
        };
        let foreign = part.guarded.foreign;
        if foreign.is_empty() {
            return Ok(part);
        }
        part.guarded.repairs.add("asked_again_for_language");
        // What was read already is kept, whatever becomes of the second question.
        if let Ok(again) = self.said(foreign, true).await {
            let second = self.read(&again, foreign);
            part.prompt_tokens = sum(part.prompt_tokens, again.prompt_tokens);
            part.answer_tokens = sum(part.answer_tokens, again.answer_tokens);
            part.guarded.missing.retain(|missing| !foreign.contains(missing.task));
            part.guarded.missing.extend(second.missing);
            part.guarded.words.extend(second.words);
            part.guarded.repairs.merge(&second.repairs);
            part.said.content.push_str("\n\n");
            part.said.content.push_str(&again.content);
        }
        Ok(part)
    }

    fn read(&self, said: &Said, tasks: TaskSet) -> Guarded {
        let wanted = Wanted { cut: said.cut, ..Wanted::new(tasks, &self.question.options) };
        let draft = read_answer(&said.content, &said.reasoning, &wanted);
        let mut guarded = guard_with(&draft, &wanted, &self.question.vocabulary);
        for missing in &mut guarded.missing {
            if let Some(why) = said.runaway {
                missing.code = FailureCode::RunawayAnswer;
                missing.message =
                    format!("The model was stopped before its {} was done: {why}.", missing.task.name());
            } else if said.cut && draft.lacks(missing.task) {
                missing.message = format!(
                    "The model's answer was cut at its limit before its {} was done.",
                    missing.task.name()
                );
            }
        }
        guarded
    }

    /// Sends until the server takes the question, each time asking for less.
    async fn said(&self, tasks: TaskSet, insist: bool) -> Result<Said, Failure> {
        let product = self.survey.kind;
        let mut manner = self.inner.known.learnt(&self.place, product).manner;
        let mut refused: Option<Fault> = None;
        let patience = self.inner.http.timeouts.first_byte;
        let (loading_until, pause) = (Instant::now() + patience, LOADING_PAUSE.min(patience / 100));
        let mut sends = 0;
        while sends < MAX_SENDS {
            let shape = manner.shape.for_attempt(self.question.attempt, product);
            match send(&self.inner.http, self.ready(tasks, insist, manner, shape)?).await {
                Ok(said) if self.thought_it_all_away(&said, &mut manner) => {
                    self.inner.known.learn(&self.place, product, manner);
                }
                Ok(said) => return Ok(said),
                Err(Unsent::Failure(failure)) => return Err(failure),
                Err(Unsent::Fault(fault)) if fault.kind == FaultKind::Loading => {
                    // A loading model is no refusal: it is waited for like a first word.
                    if Instant::now() + pause >= loading_until.min(self.deadline) {
                        return Err(failure(&fault, &self.place));
                    }
                    tokio::time::sleep(pause).await;
                    continue;
                }
                Err(Unsent::Fault(fault)) => {
                    let Some(next) = adapted(manner, shape, &fault, self) else {
                        return Err(failure(&fault, &self.place));
                    };
                    manner = next;
                    self.inner.known.learn(&self.place, product, manner);
                    refused = Some(fault);
                }
            }
            sends += 1;
        }
        Err(match refused {
            Some(fault) => failure(&fault, &self.place),
            None => Failure::new(
                FailureCode::UnreadableAnswer,
                format!(
                    "{} at {} thinks but does not answer. Choose another model.",
                    self.place.model,
                    self.place.server()
                ),
            ),
        })
    }

    /// Whether the model spent its whole budget on thoughts; then it gets a larger one, once.
    fn thought_it_all_away(&self, said: &Said, manner: &mut Manner) -> bool {
        let empty = said.content.trim().is_empty() && !said.reasoning.contains('{');
        if empty && !said.reasoning.is_empty() && !manner.thinks && said.runaway.is_none() {
            manner.thinks = true;
            return true;
        }
        false
    }

    fn ready(
        &self,
        tasks: TaskSet,
        insist: bool,
        manner: Manner,
        shape: Shape,
    ) -> Result<Ready<'_>, Failure> {
        let question = self.question;
        let schema =
            Schema::Words { tasks, limits: question.options.limits, bounded: shape == Shape::Bounded };
        let words = spoken(tasks, &question.options, &question.facts, shape, insist);
        let (temperature, seed) = sampling(question.attempt + u32::from(insist));
        let body = chat_body(&BodyParts {
            product: self.survey.kind,
            dialect: self.survey.dialect,
            model: self.place.model,
            system: &words.system,
            user: &words.user,
            jpeg: &question.jpeg,
            schema,
            manner: Manner { shape, ..manner },
            temperature,
            seed,
            budget: budget(tasks, manner.thinks),
            context: context_size(
                self.place.model,
                question.options.image_side,
                manner.enlarged || manner.thinks,
            ),
        })
        .map_err(|error| {
            Failure::new(FailureCode::ServerError, format!("The question could not be written: {error}."))
        })?;
        Ok(Ready {
            place: self.place,
            product: self.survey.kind,
            dialect: self.survey.dialect,
            body,
            keys: tasks.iter().map(Task::name).collect(),
            deadline: self.deadline,
        })
    }
}

/// The manner that a refusal asks for; `None` when asking differently does not help.
fn adapted(manner: Manner, shape: Shape, fault: &Fault, turn: &Turn<'_>) -> Option<Manner> {
    let mut next = manner;
    match fault.kind {
        FaultKind::Schema | FaultKind::JsonMode => next.shape = shape.weaker(turn.survey.kind)?,
        FaultKind::Field(Refusal::Sampling) if manner.sampling => next.sampling = false,
        FaultKind::Field(Refusal::LimitName) if !manner.new_limit_name => next.new_limit_name = true,
        FaultKind::Field(Refusal::Quiet) if manner.quiet_fields => next.quiet_fields = false,
        FaultKind::Field(Refusal::Usage) if manner.usage => next.usage = false,
        FaultKind::Context if !manner.enlarged && turn.survey.dialect == crate::Dialect::Ollama => {
            next.enlarged = true
        }
        _ => return None,
    }
    Some(next)
}

fn merged(parts: Vec<Result<Part, (TaskSet, Failure)>>, turn: &Turn<'_>) -> Result<Answer, Failure> {
    let mut answer = Answer::default();
    let mut repairs = Repairs::default();
    let mut declined = false;
    let mut runaway: Option<Runaway> = None;
    let mut failures: Vec<(TaskSet, Failure)> = Vec::new();
    let several = parts.len() > 1;
    for part in parts {
        match part {
            Ok(part) => {
                let heading = several.then(|| part.tasks.iter().next().map(Task::name)).flatten();
                add_raw(&mut answer.raw_reply, heading, &part.said);
                answer.words.extend(part.guarded.words);
                answer.missing.extend(part.guarded.missing);
                answer.prompt_tokens = sum(answer.prompt_tokens, part.prompt_tokens);
                answer.answer_tokens = sum(answer.answer_tokens, part.answer_tokens);
                repairs.merge(&part.guarded.repairs);
                declined |= part.guarded.declined;
                runaway = runaway.or(part.said.runaway);
            }
            Err(failed) => failures.push(failed),
        }
    }
    // A fault of the server stops the batch: storing half an answer would hide it.
    if let Some(at) =
        failures.iter().position(|(_, failure)| failure.class() == pothos_model::FailureClass::Server)
    {
        return Err(failures.swap_remove(at).1);
    }
    answer.repairs = repairs.names().iter().map(|name| (*name).to_owned()).collect();
    if answer.words.is_empty() {
        return Err(match failures.into_iter().next() {
            Some((_, failure)) => failure,
            None => unusable(&answer, declined, runaway, turn),
        });
    }
    for (tasks, failure) in failures {
        answer.missing.extend(tasks.iter().map(|task| PartialFailure {
            task,
            code: failure.code,
            message: failure.message.clone(),
        }));
    }
    answer.missing.sort_by_key(|missing| missing.task);
    answer.words.sort_by_key(|word| word.kind);
    Ok(answer)
}

fn unusable(answer: &Answer, declined: bool, runaway: Option<Runaway>, turn: &Turn<'_>) -> Failure {
    let (server, model) = (turn.place.server(), turn.place.model);
    if declined {
        return Failure::new(
            FailureCode::Refused,
            format!(
                "{model} at {server} declined to describe this photo. Describe it yourself, or ask another model."
            ),
        );
    }
    let why = match (&runaway, answer.missing.first()) {
        (Some(why), _) => format!("it was stopped, because {why}"),
        (None, Some(missing)) => missing.message.trim_end_matches('.').replacen("The", "the", 1),
        (None, None) => "it was empty".to_owned(),
    };
    let last = turn.question.attempt >= 3;
    let code = match runaway {
        _ if last => FailureCode::NoUsableWords,
        Some(_) => FailureCode::RunawayAnswer,
        None => FailureCode::UnreadableAnswer,
    };
    let next =
        if last { "Ask another model, or write the words yourself." } else { "It is tried again by itself." };
    Failure::new(code, format!("{model} at {server} gave no usable word: {why}. {next}"))
}

fn add_raw(raw: &mut String, heading: Option<&str>, said: &Said) {
    if let Some(heading) = heading {
        raw.push_str(&format!("[{heading}]\n"));
    }
    raw.push_str(&said.content);
    if said.content.trim().is_empty() && !said.reasoning.is_empty() {
        raw.push_str(&format!("[thoughts]\n{}", said.reasoning));
    }
    if heading.is_some() {
        raw.push('\n');
    }
    let mut end = raw.len().min(MAX_RAW);
    while !raw.is_char_boundary(end) {
        end -= 1;
    }
    raw.truncate(end);
}

fn sum(left: Option<u32>, right: Option<u32>) -> Option<u32> {
    match (left, right) {
        (Some(left), Some(right)) => Some(left.saturating_add(right)),
        (some, None) | (None, some) => some,
    }
}
