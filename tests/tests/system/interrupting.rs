//! The user stops things: Ctrl-C, cancel and pause from another terminal. It takes effect at once, aborts what is in
//! flight, keeps what is done, and goes on when asked.

use std::time::{Duration, Instant};

use pothos_tests::stub::{Plan, StubServer};

use crate::terminal::{LIMIT, Running};
use crate::world::{World, assert_each_titled_once, words};

/// A batch of 30 photos whose first requests are answered and whose later ones hang.
fn hanging(world: &World, stub: &StubServer) -> Running {
    let url = stub.url();
    let running = world.terminal.start(&World::analyze(&url, &["--concurrency", "3"]));
    assert!(stub.wait(LIMIT, |ledger| ledger.good >= 8 && ledger.in_flight == 3), "{:?}", stub.ledger());
    running
}

fn stub() -> StubServer {
    StubServer::with_plan("answer@first=8, stall").unwrap()
}

#[test]
fn control_c_ends_within_two_seconds_and_the_batch_goes_on_where_it_was() {
    let world = World::with_photos(30);
    let stub = stub();
    let running = hanging(&world, &stub);
    let pressed = Instant::now();
    running.interrupt();
    let ran = running.end().expect(130);
    assert!(pressed.elapsed() < Duration::from_secs(2), "{:?}", pressed.elapsed());
    assert!(
        stub.wait(LIMIT, |ledger| ledger.in_flight == 0 && ledger.aborted == 3),
        "requests in flight are aborted"
    );
    let done = ran.events("batch_progress").filter_map(|event| event["done"].as_u64()).max().unwrap_or(0);
    stub.set_plan(Plan::default());
    let resumed = world.terminal.run(&["resume"]).expect(0);
    let finished = resumed.last("batch_finished");
    assert_eq!(finished["done"].as_u64(), Some(30), "{finished}, {done} were done before");
    assert_each_titled_once(&world.terminal.list());
    let again = stub.ledger().good_by_image.values().filter(|times| **times > 1).count();
    assert_eq!(again, 0, "no photo with a finished answer is asked again");
}

#[test]
fn control_c_in_the_middle_of_an_import_loses_nothing() {
    let world = World::new();
    world.draw(0..150);
    let photos = world.photos.to_str().unwrap().to_owned();
    let mut running = world.terminal.start(&["add", &photos]);
    running.until(|line| line["done"].as_u64().is_some_and(|done| done >= 5));
    running.interrupt();
    running.end().expect(130);
    world.terminal.run(&["resume"]).expect(0);
    let photos = world.terminal.list();
    // What the scan had not reached yet is not known; adding the folder again completes it.
    assert!(photos.iter().all(|photo| photo["state"] == "ready"));
    world.add().expect(0);
    assert_eq!(world.terminal.list().len(), 150);
}

#[test]
fn another_terminal_cancels_within_a_second_and_finished_words_stay() {
    let world = World::with_photos(30);
    let stub = stub();
    let mut running = hanging(&world, &stub);
    let batch = running.seen_batch();
    let pressed = Instant::now();
    world.terminal.run(&["cancel", &batch]).expect(0);
    assert!(stub.wait(LIMIT, |ledger| ledger.in_flight == 0), "requests in flight are aborted");
    assert!(pressed.elapsed() < Duration::from_secs(2), "{:?}", pressed.elapsed());
    let ran = running.end();
    let finished = ran.last("batch_finished");
    assert_eq!(finished["outcome"], "cancelled", "{finished}");
    let (done, cancelled) = (finished["done"].as_u64().unwrap(), finished["cancelled"].as_u64().unwrap());
    assert!(done >= 8 && done + cancelled == 30, "{finished}");
    let titled =
        world.terminal.list().iter().filter(|photo| !words(photo, "title", "model").is_empty()).count();
    assert_eq!(titled as u64, done, "finished results stay");
    let asked = stub.ledger().asked;
    stub.set_plan(Plan::default());
    world.terminal.run(&["resume"]);
    assert_eq!(stub.ledger().asked, asked, "a cancelled batch never starts another job");
    world.terminal.run(&["retry", &batch]).expect(0);
    assert_each_titled_once(&world.terminal.list());
}

#[test]
fn another_terminal_pauses_and_resumes() {
    let world = World::with_photos(12);
    let stub = StubServer::with_plan("answer@first=4, stall").unwrap();
    let url = stub.url();
    let mut running = world.terminal.start(&World::analyze(&url, &["--concurrency", "2"]));
    assert!(stub.wait(LIMIT, |ledger| ledger.good >= 4 && ledger.in_flight == 2));
    let batch = running.seen_batch();
    world.terminal.run(&["pause", &batch]).expect(0);
    let ran = running.end();
    assert_eq!(ran.last("batch_finished")["outcome"], "paused", "{}", ran.err);
    stub.set_plan(Plan::default());
    world.terminal.run(&["resume", &batch]).expect(0);
    assert_each_titled_once(&world.terminal.list());
}
