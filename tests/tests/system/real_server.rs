//! A real llama-server with a small model, when `POTHOS_LLAMA_SERVER` names its binary. Words of a model with random
//! weights mean nothing; the protocol, the queue, the picture decoder and the cancelling are real.

use std::time::{Duration, Instant};

use pothos_model::{FailureCode, Task, TaskSet, VisionOptions};
use pothos_tests::llama::{Llama, MODEL, installed};
use pothos_vision::{Client, Endpoint, PromptFacts, Question, Timeouts};
use serde_json::Value;

use crate::terminal::LIMIT;
use crate::world::{World, picture};

/// Looks until that many slots generate; how long it took.
#[track_caller]
fn until_busy(llama: &Llama, wanted: usize) -> Duration {
    let began = Instant::now();
    while llama.busy() != wanted {
        assert!(began.elapsed() < LIMIT, "{} slots generate, not {wanted}", llama.busy());
    }
    began.elapsed()
}

/// Starts the server of a test, or ends the test.
macro_rules! llama {
    ($($word:expr),*) => {
        match installed() {
            Some((binary, models)) => Llama::start(&binary, &models, &[$($word),*]).unwrap(),
            None => {
                eprintln!("not run: POTHOS_LLAMA_SERVER names no llama-server");
                return;
            }
        }
    };
}

fn analyze<'a>(url: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut words = vec!["analyze", "--all", "--server", url, "--model", MODEL, "--concurrency", "2"];
    words.extend(more);
    words
}

/// The counters of the analysis.
fn batch(world: &World) -> Value {
    world.terminal.batch("2")
}

#[test]
fn a_hundred_photos_go_through_two_slots() {
    let llama = llama!("-c", "4096");
    let world = World::with_photos(100);
    let url = llama.url();
    world.terminal.run(&analyze(&url, &[])).expect(0);
    let batch = batch(&world);
    assert_eq!((&batch["done"], &batch["failed"]), (&100.into(), &0.into()), "{batch}");
    assert_eq!(llama.busy(), 0);
}

#[test]
fn a_cancel_in_the_middle_of_an_answer_frees_the_slots_at_once() {
    let llama = llama!("-c", "4096");
    let world = World::with_photos(60);
    let url = llama.url();
    let mut running = world.terminal.start(&analyze(&url, &[]));
    let id = running.seen_batch();
    until_busy(&llama, 2);
    world.terminal.run(&["cancel", &id]).expect(0);
    let freed = until_busy(&llama, 0);
    println!("both slots were free {freed:?} after the cancel returned");
    running.end();
    let batch = world.terminal.batch(&id);
    assert_eq!(batch["outcome"], "cancelled", "{batch}");
    assert!(batch["done"].as_u64() < Some(60), "it was in the middle: {batch}");
}

#[test]
fn a_server_that_is_killed_and_comes_back_costs_no_photo() {
    let mut llama = llama!("-c", "4096");
    let world = World::with_photos(20);
    let url = llama.url();
    let mut running = world.terminal.start(&analyze(&url, &[]));
    running.until(|line| line["done"].as_u64().is_some_and(|done| done >= 3) && line["total"] == 20);
    llama.kill().unwrap();
    running.until(|line| line["pause_reason"] == "server");
    llama.restart().unwrap();
    running.end().expect(0);
    let batch = batch(&world);
    assert_eq!((&batch["done"], &batch["failed"]), (&20.into(), &0.into()), "{batch}");
}

#[test]
fn a_context_that_is_too_small_is_said_so_for_each_photo() {
    let llama = llama!("-c", "256");
    let world = World::with_photos(2);
    let url = llama.url();
    let ran = world.terminal.run(&analyze(&url, &[]));
    let failed: Vec<&Value> = ran.events("photo_failed").collect();
    assert!(!failed.is_empty(), "{:?}", ran.lines);
    assert!(failed.iter().all(|event| event["code"] == "context_too_small"), "{failed:?}");
}

#[test]
fn a_wrong_key_pauses_the_batch_and_the_right_one_goes_on() {
    let llama = llama!("-c", "4096", "--api-key", "right");
    let world = World::with_photos(3);
    let url = llama.url();
    let words: Vec<&str> = std::iter::once("--json").chain(analyze(&url, &[])).collect();
    let with = |key: &str, words: &[&str]| {
        let output = world.terminal.command(words).env("POTHOS_API_KEY", key).output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let (code, said) = with("wrong", &words);
    assert!(code != Some(0) && said.contains("unauthorized"), "{code:?}: {said}");
    assert_eq!(with("right", &["--json", "resume"]).0, Some(0));
    assert_eq!(batch(&world)["done"], 3);
}

#[test]
fn a_picture_that_cannot_be_decoded_is_told_from_a_server_that_fails() {
    let llama = llama!("-c", "4096");
    let endpoint = Endpoint::new(llama.url());
    let client = Client::new(Timeouts::default()).unwrap();
    let question = |jpeg: Vec<u8>| Question {
        jpeg: jpeg.into(),
        tasks: TaskSet::EMPTY.with(Task::Title),
        options: VisionOptions::default(),
        facts: PromptFacts::default(),
        vocabulary: Default::default(),
        doubts: Default::default(),
        attempt: 1,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let bad = runtime.block_on(client.ask(&endpoint, MODEL, &question(b"no picture at all".to_vec())));
    assert_eq!(bad.unwrap_err().code, FailureCode::PictureRejected);
    runtime.block_on(client.ask(&endpoint, MODEL, &question(picture(1)))).unwrap();
}
