//! A batch over three servers while one of them comes and goes, and other terminals pause, cancel and retry at random:
//! in the end every photo has its words once, and the counts are right. Seconds by default; POTHOS_SOAK=600 and
//! POTHOS_SOAK_PHOTOS=20000 make it long.

use std::time::{Duration, Instant};

use pothos_tests::stub::{Setup, StubServer};

use crate::killing::random;
use crate::terminal::Running;
use crate::world::{World, assert_each_titled_once};

fn number(name: &str, standard: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(standard)
}

/// Memory of the process that runs the batch.
const MOST_KIB: u64 = 500 * 1024;

#[test]
fn three_servers_of_which_one_flaps_and_a_restless_user_lose_nothing() {
    let photos = number("POTHOS_SOAK_PHOTOS", 150);
    let until = Instant::now() + Duration::from_secs(number("POTHOS_SOAK", 6));
    let world = World::with_photos(photos);
    // A long soak is not to end with its photos.
    let slower = if photos > 1_000 { 6 } else { 1 };
    let servers: Vec<StubServer> = [20, 35, 15]
        .map(|ms| ms * slower)
        .map(|ms| StubServer::start(Setup { pace: Duration::from_millis(ms), ..Setup::default() }).unwrap())
        .into();
    let urls: Vec<String> = servers.iter().map(StubServer::url).collect();
    let words = World::analyze(&urls[0], &["--server", &urls[1], "--server", &urls[2], "--concurrency", "2"]);
    let mut seed = 20_261_122;
    let mut running = world.terminal.start(&words);
    let batch = running.seen_batch();
    let (mut peak, mut away, mut turns) = (0, false, 0_u32);
    let mut guest: Option<Running> = None;
    while Instant::now() < until {
        turns += 1;
        match random(&mut seed) % 5 {
            0 | 1 if away => {
                servers[2].come_back();
                away = false;
            }
            0 | 1 => {
                servers[2].go_away();
                away = true;
            }
            // Whoever runs the batch notices; it may have ended just before.
            2 => drop(world.terminal.run(&["pause", &batch])),
            // Where nobody runs the batch, this one does, until it is killed at the next such turn.
            3 => drop(guest.replace(world.terminal.start(&["resume", &batch]))),
            _ => drop(world.terminal.run(&["cancel", &batch])),
        }
        let before = servers[0].ledger().good;
        // The next turn comes after some answers, or when nothing moves.
        servers[0].wait(Duration::from_millis(400), |ledger| ledger.good > before + 3);
        if running.is_over() {
            let ran = running.end();
            peak = peak.max(ran.peak_kib);
            let again = if world.terminal.batch(&batch)["state"] == "finished" { "retry" } else { "resume" };
            running = world.terminal.start(&[again, &batch]);
        }
    }
    if away {
        servers[2].come_back();
    }
    drop(guest);
    drop(running);
    for _ in 0..4 {
        let state = world.terminal.batch(&batch);
        if state["outcome"] == "completed" {
            break;
        }
        let again = if state["state"] == "finished" { "retry" } else { "resume" };
        let mut last = world.terminal.start(&[again, &batch]);
        while !last.is_over() {
            let before = servers[0].ledger().good;
            servers[0].wait(Duration::from_millis(400), |ledger| ledger.good > before + 3);
        }
        peak = peak.max(last.end().peak_kib);
    }
    let end = world.terminal.batch(&batch);
    let count = |name: &str| end[name].as_u64().unwrap();
    assert_eq!(
        (count("done"), count("failed"), count("queued"), count("running"), count("cancelled")),
        (photos, 0, 0, 0, 0),
        "after {turns} turns: {end}"
    );
    assert_each_titled_once(&world.terminal.list());
    assert!(peak < MOST_KIB, "{peak} KiB");
    println!("{turns} turns, {photos} photos, peak {} MiB", peak / 1024);
}
