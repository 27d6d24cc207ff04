//! The search by meaning, against a stub whose vectors are near each other when texts share words.

use pothos_tests::stub::{Dialect, Setup, StubServer};

use crate::world::{MODEL, World};

fn found(world: &World, words: &[&str]) -> Vec<i64> {
    let lines = world.terminal.run(words).expect(0).lines;
    lines.iter().filter_map(|line| line["id"].as_i64()).collect()
}

fn prepared(dialect: Dialect) {
    let world = World::with_photos(8);
    let stub = StubServer::start(Setup { dialect, ..Setup::default() }).unwrap();
    world.analyze_all(&stub, &["--tasks", "title,tags"]).expect(0);
    world.terminal.run(&["meaning"]).expect(1);
    let url = format!("meaning.url={}", stub.url());
    world.terminal.run(&["settings", &url, &format!("meaning.model={MODEL}")]).expect(0);
    let chats = stub.ledger().good;
    let ran = world.terminal.run(&["meaning"]).expect(0);
    assert_eq!(ran.last("batch_finished")["done"], 8, "{:?}", ran.lines.last());
    assert_eq!(stub.ledger().good, chats, "no picture was sent for it");
    let photo = world.terminal.list().remove(0);
    let title = photo["title"].as_str().unwrap();
    let words: Vec<&str> = title.split_whitespace().collect();
    // A word that is on no photo: only the meaning finds something, and what has the other words is the first.
    let asked: Vec<&str> =
        ["search", "--meaning", "zeppelin"].into_iter().chain(words.iter().copied()).collect();
    let near = found(&world, &asked);
    assert!(!near.is_empty(), "{title}");
    assert!(found(&world, &["search", "zeppelin"]).is_empty());
    // Prepared again, nothing is left to do: the words are the same.
    let again = world.terminal.run(&["meaning"]).expect(0);
    assert_eq!(again.last("batch_finished")["done"], 0, "{:?}", again.lines.last());
}

#[test]
fn photos_are_found_by_what_is_meant_over_ollama() {
    prepared(Dialect::Ollama);
}

#[test]
fn photos_are_found_by_what_is_meant_over_openai() {
    prepared(Dialect::Vllm);
}

#[test]
fn a_server_that_is_gone_pauses_the_preparation_and_leaves_the_words() {
    let world = World::with_photos(3);
    let stub = StubServer::start(Setup::default()).unwrap();
    let url = stub.url();
    drop(stub);
    world.terminal.run(&["settings", &format!("meaning.url={url}"), "meaning.model=any"]).expect(0);
    let mut running = world.terminal.start(&["meaning"]);
    let paused = running.until(|line| line["pause_reason"] == "server");
    assert_eq!(paused["cause"]["code"], "unreachable", "{paused}");
    running.interrupt();
    running.end();
    assert_eq!(found(&world, &["search", "photo"]).len(), 3, "words are found without it");
}
