//! One batch, several servers.

use std::time::Duration;

use pothos_tests::stub::{Setup, StubServer};

use crate::terminal::LIMIT;
use crate::world::{World, assert_each_titled_once};

fn slow() -> StubServer {
    StubServer::start(Setup { pace: Duration::from_millis(40), ..Setup::default() }).unwrap()
}

#[test]
fn two_servers_share_a_batch_and_no_photo_is_sent_twice() {
    let world = World::with_photos(30);
    let (one, two) = (slow(), slow());
    let second = two.url();
    world.analyze_all(&one, &["--server", &second, "--concurrency", "2"]).expect(0);
    let (at_one, at_two) = (one.ledger(), two.ledger());
    assert_eq!(at_one.good + at_two.good, 30);
    assert!(at_one.good >= 5 && at_two.good >= 5, "{} and {}", at_one.good, at_two.good);
    assert!(at_one.in_flight_max <= 2 && at_two.in_flight_max <= 2);
    assert_each_titled_once(&world.terminal.list());
}

#[test]
fn a_server_that_dies_in_the_middle_leaves_its_photos_to_the_other() {
    let world = World::with_photos(30);
    let (one, two) = (slow(), slow());
    let (first, second) = (one.url(), two.url());
    let mut running =
        world.terminal.start(&World::analyze(&first, &["--server", &second, "--concurrency", "2"]));
    assert!(two.wait(LIMIT, |ledger| ledger.good >= 3));
    two.go_away();
    let resting = running.until(|line| {
        line["servers"]
            .as_array()
            .is_some_and(|servers| servers.iter().any(|server| !server["resting"].is_null()))
    });
    assert_eq!(resting["state"], "active", "the batch goes on");
    let ran = running.end().expect(0);
    assert_eq!(ran.last("batch_finished")["failed"].as_u64(), Some(0));
    assert_each_titled_once(&world.terminal.list());
}

#[test]
fn a_server_farther_away_is_refused_until_it_is_allowed() {
    let world = World::with_photos(1);
    let home = slow();
    let ran = world.analyze_all(&home, &["--server", "https://models.example"]).expect(1);
    assert!(ran.err.contains("farther away"), "{}", ran.err);
    assert_eq!(home.ledger().asked, 0, "nothing was sent anywhere");
}
