//! `kill -9` in the middle of everything: the next start goes on, nothing is lost, nothing is done twice.

use std::time::Duration;

use pothos_tests::stub::{Setup, StubServer};

use crate::terminal::LIMIT;
use crate::world::{World, assert_each_titled_once};

const LANES: u64 = 4;

/// How often to kill: 10 times over 80 photos, or POTHOS_KILLS times over half as many photos again.
fn kills_and_photos() -> (u64, u64) {
    let wished = std::env::var("POTHOS_KILLS").ok().and_then(|text| text.parse().ok());
    wished.map_or((10, 80), |kills: u64| (kills.max(1), kills + kills.div_ceil(2)))
}

/// Numbers that look random and are the same at every run (splitmix64).
pub fn random(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *seed;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

#[test]
fn kills_at_random_moments_of_a_batch_lose_nothing_and_repeat_only_what_was_in_flight() {
    let (kills, all) = kills_and_photos();
    let world = World::with_photos(all);
    let stub = StubServer::start(Setup { pace: Duration::from_millis(15), ..Setup::default() }).unwrap();
    let url = stub.url();
    let lanes = LANES.to_string();
    let first = World::analyze(&url, &["--concurrency", &lanes]);
    let mut seed = 20_261_122;
    for kill in 0..kills {
        let before = stub.ledger();
        let running =
            if kill == 0 { world.terminal.start(&first) } else { world.terminal.start(&["resume"]) };
        // A moment is a state of the server: after so many answers, at the next question or the next answer.
        let answers = before.good + random(&mut seed) % (all / kills);
        if random(&mut seed).is_multiple_of(2) {
            assert!(stub.wait(LIMIT, |ledger| ledger.good > answers), "kill {kill}: {:?}", stub.ledger());
        } else {
            let asked = before.asked + answers - before.good;
            assert!(stub.wait(LIMIT, |ledger| ledger.asked > asked), "kill {kill}: {:?}", stub.ledger());
        }
        running.kill();
        assert!(stub.wait(LIMIT, |ledger| ledger.in_flight == 0), "the dead hold no connection");
    }
    let resumed = world.terminal.run(&["resume"]).expect(0);
    let finished = resumed.last("batch_finished");
    assert_eq!((finished["done"].as_u64(), finished["failed"].as_u64()), (Some(all), Some(0)), "{finished}");
    let photos = world.terminal.list();
    assert_eq!(photos.len() as u64, all);
    assert_each_titled_once(&photos);
    let ledger = stub.ledger();
    let repeated: u64 = ledger.sent.values().map(|times| times - 1).sum();
    assert!(
        repeated <= kills * LANES,
        "{repeated} requests were repeated, more than were in flight at {kills} kills"
    );
}

#[test]
fn kills_in_the_middle_of_an_import_lose_nothing() {
    let world = World::new();
    world.draw(0..120);
    let photos = world.photos.to_str().unwrap().to_owned();
    for done in [1, 20, 60] {
        let mut running = world.terminal.start(&["add", &photos]);
        running.until(|line| {
            let settled = |name: &str| line[name].as_u64().unwrap_or(0);
            settled("done") + settled("skipped") >= done || line["event"] == "batch_finished"
        });
        running.kill();
    }
    world.terminal.run(&["resume"]).expect(0);
    world.add().expect(0);
    let photos = world.terminal.list();
    assert_eq!(photos.len(), 120);
    assert!(photos.iter().all(|photo| photo["state"] == "ready"));
}
