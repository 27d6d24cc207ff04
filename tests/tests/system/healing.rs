//! Misbehaving servers: what heals by itself heals without a lost photo; what only the user can mend is said.

use pothos_tests::stub::{Plan, Setup, StubServer};

use crate::terminal::LIMIT;
use crate::world::{World, assert_each_titled_once, text};

/// Everything that passes: each strikes once, at another request, and every photo must come through.
#[test]
fn transient_faults_heal_without_a_failed_photo() {
    let faults = [
        "429:0",
        "busy",
        "loading",
        "cut",
        "reset",
        "done-false",
        "nonsense",
        "html",
        "500",
        "whitespace",
        "repeat",
        "wrong-language",
        "thinking-exhausted",
        "error-midway",
        "length",
        "empty",
    ];
    let plan: Vec<String> =
        faults.iter().enumerate().map(|(nth, fault)| format!("{fault}@nth={}", 3 * nth + 2)).collect();
    let world = World::with_photos(60);
    let stub = StubServer::with_plan(&plan.join(",")).unwrap();
    // One task: a batch whose model fails often goes over to a request a task, and a photo may then keep a part.
    let ran = world.analyze_all(&stub, &["--concurrency", "4", "--tasks", "title"]);
    let failed: Vec<_> = ran.events("photo_failed").collect();
    assert!(ran.code == 0 && failed.is_empty(), "{failed:?}\n{}", ran.err);
    assert_each_titled_once(&world.terminal.list());
    assert!(stub.ledger().asked > 60, "the faults must have struck: {}", stub.ledger().asked);
    assert!(stub.ledger().most_sent() <= 3, "at most three attempts a photo");
}

#[test]
fn a_photo_whose_answers_stay_useless_fails_after_three_attempts_and_can_be_retried_by_reason() {
    let world = World::with_photos(6);
    let stub = StubServer::start(Setup::default()).unwrap();
    stub.set_plan("nonsense@share=50".parse().unwrap());
    let ran = world.analyze_all(&stub, &["--concurrency", "3", "--tasks", "title"]).expect(2);
    let finished = ran.last("batch_finished").clone();
    let failed = finished["failed"].as_u64().unwrap();
    assert!(failed > 0 && finished["done"].as_u64() == Some(6 - failed), "{finished}");
    assert_eq!(stub.ledger().most_sent(), 3, "three attempts in all");
    let code = ran.last("photo_failed")["code"].as_str().unwrap().to_owned();
    stub.set_plan(Plan::default());
    let batch = finished["batch"].to_string();
    let none = world.terminal.run(&["retry", &batch, "--reason", "timeout"]);
    assert!(matches!(none.code, 0 | 2), "nothing failed for that reason, which is no fault: {}", none.err);
    assert_eq!(
        world.terminal.batch(&batch)["failed"].as_u64(),
        Some(failed),
        "another reason retries nothing"
    );
    world.terminal.run(&["retry", &batch, "--reason", &code]).expect(0);
    assert_each_titled_once(&world.terminal.list());
    assert_eq!(world.terminal.batch(&batch)["failed"].as_u64(), Some(0));
}

#[test]
fn a_server_that_goes_away_and_comes_back_costs_no_photo() {
    let world = World::with_photos(20);
    let stub =
        StubServer::start(Setup { pace: std::time::Duration::from_millis(30), ..Setup::default() }).unwrap();
    let url = stub.url();
    let mut running = world.terminal.start(&World::analyze(&url, &["--concurrency", "2"]));
    assert!(stub.wait(LIMIT, |ledger| ledger.good >= 5));
    stub.go_away();
    running.until(|line| line.to_string().contains("paused") || line.to_string().contains("unreachable"));
    assert!(!running.is_over(), "it waits and probes");
    stub.come_back();
    let ran = running.end().expect(0);
    assert_eq!(ran.last("batch_finished")["failed"].as_u64(), Some(0));
    assert_each_titled_once(&world.terminal.list());
}

/// A fault that only the user can mend: said at once, the batch waits, and goes on once it is mended.
fn check_mendable(plan: &str, said: &str) {
    let world = World::with_photos(5);
    let stub = StubServer::with_plan(plan).unwrap();
    let ran = world.analyze_all(&stub, &[]);
    assert_eq!(ran.code, 1, "{plan}: {}", ran.err);
    assert!(ran.err.to_lowercase().contains(said), "{plan}: the reason is on standard error: {}", ran.err);
    assert_eq!(ran.events("photo_failed").count(), 0, "{plan}: no photo is to blame");
    assert_eq!(ran.last("batch_finished")["outcome"], "paused", "{plan}");
    stub.set_plan(Plan::default());
    let resumed = world.terminal.run(&["resume"]);
    assert_eq!(resumed.code, 0, "{plan}: {}", resumed.err);
    assert_each_titled_once(&world.terminal.list());
    assert_eq!(stub.ledger().good_by_image.values().max(), Some(&1), "{plan}: nothing twice");
}

#[test]
fn a_refused_key_pauses_the_batch() {
    check_mendable("401@first=1000", "key");
}

#[test]
fn a_missing_model_pauses_the_batch() {
    check_mendable("answer@first=2, 404@first=1000", "model");
}

#[test]
fn a_model_without_eyes_pauses_the_batch() {
    check_mendable("answer@first=2, blind@first=1000", "see");
}

#[test]
fn a_model_that_is_not_listed_or_is_blind_is_said_before_any_photo_is_sent() {
    let world = World::with_photos(2);
    let stub = StubServer::start(Setup::default()).unwrap();
    let url = stub.url();
    for (model, said) in [("no-such-model", "no-such-model"), ("stub-text:1b", "see")] {
        let ran = world.terminal.run(&["analyze", "--all", "--server", &url, "--model", model]).expect(1);
        assert!(ran.err.contains(said), "{model}: {}", ran.err);
    }
    assert_eq!(stub.ledger().good, 0);
}

#[test]
fn an_address_that_is_none_and_a_server_that_is_none_are_said() {
    let world = World::with_photos(1);
    let folder = world.photos.clone();
    for (url, said) in [("not an address", "address"), ("ftp://127.0.0.1", "http://")] {
        let ran = world.terminal.run(&["analyze", text(&folder), "--server", url, "--model", "m"]).expect(1);
        assert!(ran.err.contains(said), "{url}: {}", ran.err);
    }
    let pages = Page::start();
    let ran = world.terminal.run(&["analyze", text(&folder), "--server", &pages.0, "--model", "m"]).expect(1);
    assert!(ran.err.contains(&pages.0), "the address is named: {}", ran.err);
}

/// A web server that has pages and no models.
struct Page(String);

impl Page {
    fn start() -> Self {
        use std::io::{Read as _, Write as _};
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let _ = stream.read(&mut [0; 4096]);
                let page = "<!doctype html><title>A router</title>";
                let head = format!(
                    "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
                    page.len()
                );
                let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(page.as_bytes()));
            }
        });
        Self(url)
    }
}
