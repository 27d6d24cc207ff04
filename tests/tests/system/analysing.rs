//! Photos to a model server and back: once each, as asked, and never beyond the limits.

use std::time::Duration;

use pothos_tests::stub::{Dialect, Model, Setup, StubServer};
use serde_json::Value;

use crate::world::{World, assert_each_titled_once, picture, words};

#[test]
fn every_photo_is_sent_once_and_gets_the_models_words() {
    let world = World::with_photos(12);
    let stub = StubServer::start(Setup::default()).unwrap();
    let ran = world.analyze_all(&stub, &["--concurrency", "4"]).expect(0);
    let finished = ran.last("batch_finished");
    assert_eq!((finished["outcome"].as_str(), finished["done"].as_u64()), (Some("completed"), Some(12)));
    let photos = world.terminal.list();
    assert_each_titled_once(&photos);
    let ledger = stub.ledger();
    assert!(ledger.last.iter().all(|asked| asked.is_jpeg && asked.stream && asked.schema.is_some()));
    let photos_sent = ledger.sent.values().filter(|times| **times > 0).count();
    assert!(
        (12..=13).contains(&photos_sent) && ledger.most_sent() == 1,
        "twelve photos, at most one probe: {ledger:?}"
    );
    let stamp = &photos[0]["words"]
        .as_array()
        .unwrap()
        .iter()
        .find(|word| word["source"] == "model")
        .unwrap()["stamp"];
    assert_eq!(stamp["model"], "stub-vl:4b", "provenance names the model: {stamp}");
}

#[test]
fn analysing_twice_sends_nothing_and_again_sends_everything() {
    let world = World::with_photos(4);
    let stub = StubServer::start(Setup::default()).unwrap();
    world.analyze_all(&stub, &[]).expect(0);
    let first = stub.ledger().sent;
    let second = world.analyze_all(&stub, &[]).expect(0);
    let finished = second.last("batch_finished");
    assert_eq!((finished["done"].as_u64(), finished["skipped"].as_u64()), (Some(0), Some(4)), "{finished}");
    assert_eq!(stub.ledger().good_by_image.len(), first.len(), "nothing new was sent");
    assert_eq!(stub.ledger().most_sent(), 1);
    world.analyze_all(&stub, &["--again"]).expect(0);
    assert_eq!(stub.ledger().good_by_image.values().filter(|times| **times == 2).count(), 4);
    assert_each_titled_once(&world.terminal.list());
}

#[test]
fn two_files_with_the_same_content_are_sent_once_and_both_get_the_words() {
    let world = World::new();
    std::fs::write(world.photos.join("one.jpg"), picture(1)).unwrap();
    std::fs::write(world.photos.join("copy.jpg"), picture(1)).unwrap();
    world.add().expect(0);
    let stub = StubServer::start(Setup::default()).unwrap();
    world.analyze_all(&stub, &["--concurrency", "2"]).expect(0);
    assert_eq!(stub.ledger().most_sent(), 1, "{:?}", stub.ledger().sent);
    let photos = world.terminal.list();
    assert_each_titled_once(&photos);
    assert_eq!(words(&photos[0], "title", "model"), words(&photos[1], "title", "model"));
}

#[test]
fn concurrency_is_used_and_never_exceeded() {
    let world = World::with_photos(12);
    let stub = StubServer::start(Setup { pace: Duration::from_millis(60), ..Setup::default() }).unwrap();
    world.analyze_all(&stub, &["--concurrency", "3"]).expect(0);
    assert_eq!(stub.ledger().in_flight_max, 3);
}

#[test]
fn tasks_limits_language_and_prompt_reach_the_model_and_bind_the_answer() {
    let world = World::with_photos(2);
    let stub = StubServer::start(Setup::default()).unwrap();
    let asked = [
        "--tasks",
        "title,categories,tags",
        "--max-tags",
        "2",
        "--max-categories",
        "1",
        "--language",
        "zh-CN",
    ];
    let prompt = ["--prompt", "Mention the weather."];
    world.analyze_all(&stub, &[asked.as_slice(), &prompt].concat()).expect(0);
    assert!(stub.ledger().last.iter().any(|asked| asked.text.contains("Mention the weather.")));
    for photo in world.terminal.list() {
        assert_eq!(words(&photo, "tag", "model").len(), 2, "{photo}");
        assert_eq!(words(&photo, "category", "model").len(), 1, "{photo}");
        assert!(words(&photo, "description", "model").is_empty(), "not asked: {photo}");
        let title = words(&photo, "title", "model").remove(0);
        assert!(title.chars().any(|letter| ('\u{4E00}'..='\u{9FFF}').contains(&letter)), "{title}");
    }
}

#[test]
fn separate_requests_ask_one_task_each() {
    let world = World::with_photos(1);
    let stub = StubServer::start(Setup::default()).unwrap();
    world.analyze_all(&stub, &["--separate", "--tasks", "title,tags"]).expect(0);
    let of_the_photo: Vec<Value> =
        stub.ledger().last.iter().filter_map(|asked| asked.schema.clone()).collect();
    let fields = |schema: &Value| schema["properties"].as_object().map_or(0, serde_json::Map::len);
    assert!(of_the_photo.iter().filter(|schema| fields(schema) == 1).count() >= 2, "{of_the_photo:?}");
    let photo = &world.terminal.list()[0];
    assert!(words(photo, "title", "model").len() == 1 && !words(photo, "tag", "model").is_empty());
}

#[test]
fn every_product_is_understood() {
    for dialect in [Dialect::Ollama, Dialect::LlamaServer, Dialect::LmStudio, Dialect::Vllm, Dialect::OpenAi]
    {
        let world = World::with_photos(2);
        let models = vec![Model::seeing("stub-vl:4b")];
        let stub = StubServer::start(Setup { dialect, models, shred: true, ..Setup::default() }).unwrap();
        let ran = world.analyze_all(&stub, &[]);
        assert_eq!(ran.code, 0, "{dialect:?}: {}", ran.err);
        assert_each_titled_once(&world.terminal.list());
    }
}

#[test]
fn a_thinking_model_is_told_not_to_think() {
    let world = World::with_photos(1);
    let models = vec![Model { thinks: true, ..Model::seeing("stub-vl:4b") }];
    let stub = StubServer::start(Setup { models, ..Setup::default() }).unwrap();
    world.analyze_all(&stub, &[]).expect(0);
    assert!(stub.ledger().last.iter().all(|asked| asked.body["think"] == false), "{:?}", stub.ledger().last);
}

#[test]
fn answers_in_odd_wrappings_are_read_without_asking_again() {
    for wrapping in ["fences", "prose", "thinking-only", "think-leak", "labels"] {
        let world = World::with_photos(2);
        let stub = StubServer::with_plan(wrapping).unwrap();
        let ran = world.analyze_all(&stub, &[]);
        assert_eq!(ran.code, 0, "{wrapping}: {}", ran.err);
        assert_each_titled_once(&world.terminal.list());
        assert_eq!(stub.ledger().most_sent(), 1, "{wrapping}: read at the first try");
    }
}
