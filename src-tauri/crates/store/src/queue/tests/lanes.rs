//! Slow formats wait in a lane of their own.

use pothos_model::{Lane, PauseReason};

use super::*;
use crate::RetryWhat;

fn room(quick: u32, slow: u32) -> Room {
    Room { quick, slow }
}

impl World {
    /// What a claim with that room gives, by file name.
    fn names(&self, batch: BatchId, room: Room, first: &[PhotoId]) -> Vec<String> {
        let window = self.library.claim_window(batch, room, first, NOW).expect("a claim");
        window.jobs.iter().map(|job| self.name(job.photo)).collect()
    }

    fn name(&self, photo: PhotoId) -> String {
        self.text("SELECT display FROM photo WHERE id = ?1", photo.0).remove(0)
    }

    fn lane(&self, batch: BatchId, photo: PhotoId) -> i64 {
        self.number(&format!("SELECT lane FROM job WHERE batch_id = {batch} AND photo_id = {photo}"))
    }
}

#[test]
fn every_format_has_its_lane() {
    let world = World::new();
    let names: Vec<String> = Format::ALL.iter().map(|format| format!("a.{}", format.name())).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let (batch, photos) = world.import(&names);
    let slow = [Format::Heic, Format::Avif, Format::Jxl, Format::Raw];
    for (format, photo) in Format::ALL.into_iter().zip(&photos) {
        let expected = if slow.contains(&format) { Lane::Slow } else { Lane::Quick };
        assert_eq!(
            (Lane::of(format), world.lane(batch, *photo)),
            (expected, expected.number()),
            "{format:?}"
        );
    }
    for job in world.claim(batch, 100) {
        let at = photos.iter().position(|photo| *photo == job.photo).expect("one of them");
        assert_eq!(job.lane, Lane::of(Format::ALL[at]), "a claim says it");
    }
}

#[test]
fn a_claim_gives_of_each_lane_what_it_has_room_for() {
    let world = World::new();
    let (batch, _) = world.import(&["a.heic", "b.heic", "c.heic", "d.jpeg", "e.png", "f.jpeg"]);
    assert_eq!(world.names(batch, room(0, 0), &[]), [""; 0]);
    assert_eq!(world.names(batch, room(1, 1), &[]), ["d.jpeg", "a.heic"]);
    assert_eq!(world.names(batch, room(0, 1), &[]), ["b.heic"]);
    assert_eq!(world.names(batch, room(9, 0), &[]), ["e.png", "f.jpeg"]);
    assert_eq!(world.names(batch, room(9, 9), &[]), ["c.heic"]);
    world.check();
}

#[test]
fn a_plain_claim_takes_both_lanes_and_no_more_than_it_says() {
    let world = World::new();
    let (batch, _) = world.import(&["a.heic", "b.raw", "c.jpeg"]);
    assert_eq!(world.claim(batch, 2).len(), 2);
    assert_eq!(world.claim(batch, 2).len(), 1);
}

#[test]
fn photos_on_the_screen_go_first_as_far_as_their_lane_has_room() {
    let world = World::new();
    let (batch, photos) = world.import(&["a.jpeg", "b.jpeg", "c.heic", "d.heic", "e.heic", "f.jpeg"]);
    let screen = [photos[4], photos[3], photos[5]];
    assert_eq!(world.names(batch, room(2, 1), &screen), ["e.heic", "f.jpeg", "a.jpeg"]);
    assert_eq!(world.names(batch, room(0, 2), &screen), ["d.heic", "c.heic"]);
}

#[test]
fn a_back_off_holds_up_its_own_lane_only_and_says_when_it_ends() {
    let world = World::new();
    let (batch, photos) = world.import(&["a.heic", "b.jpeg", "c.jpeg"]);
    let slow = world.library.claim_window(batch, room(0, 1), &[], NOW).expect("a claim").jobs.remove(0);
    let due = NOW.plus_ms(2_000);
    let wait = Effect::Requeue { not_before: Some(due), burn: true, failure: None, server: None };
    world.finish(slow.fence, &wait);
    let quick = world.library.claim_window(batch, room(1, 1), &[], NOW).expect("a claim");
    assert_eq!((quick.jobs.len(), quick.next_due), (1, Some(due)), "there was room for the one that waits");
    let full = world.library.claim_window(batch, room(1, 0), &[], NOW).expect("a claim");
    assert_eq!((full.jobs.len(), full.next_due), (1, None), "nothing more was asked for");
    let later = world.library.claim_window(batch, room(1, 1), &[], due).expect("a claim").jobs;
    assert_eq!((later[0].photo, later[0].lane, later[0].attempt), (photos[0], Lane::Slow, 2));
}

#[test]
fn a_job_that_goes_back_to_the_queue_stays_in_its_lane() {
    let mut world = World::new();
    let (batch, photos) = world.import(&["a.heic", "b.jpeg"]);
    world.library.seal(batch, NOW).expect("sealed");
    let lanes = |world: &World| (world.lane(batch, photos[0]), world.lane(batch, photos[1]));
    world.claim(batch, 2);
    world.library.pause(batch, PauseReason::User, None, NOW).expect("paused");
    world.library.resume(batch, NOW).expect("resumed");
    assert_eq!(lanes(&world), (1, 0), "after a pause");
    world.claim(batch, 2);
    world = world.killed();
    assert_eq!(world.library.recover(NOW).expect("recovered").requeued, 2);
    assert_eq!(lanes(&world), (1, 0), "after a crash");
    world.library.cancel(batch, NOW).expect("cancelled");
    world.sweep(batch);
    world.library.retry(batch, RetryWhat::Cancelled, pothos_model::JobId(0), 10, NOW).expect("retried");
    assert_eq!(lanes(&world), (1, 0), "after a cancel that was taken back");
    world.check();
}

#[test]
fn a_file_that_became_another_format_changes_its_lane() {
    let world = World::new();
    let (batch, photos) = world.import(&["a.heic"]);
    let job = world.claim_one(batch);
    world.finish(job.fence, &failed(FailureCode::Damaged));
    let mut file = found("a.heic", 2_000);
    file.peek.format = Format::Jpeg;
    let other = world.library.create_import(&[PathBuf::from("/p")], "p", NOW).expect("a batch");
    world.library.import_chunk(other, Path::new("/p"), &[file], NOW).expect("an import");
    assert_eq!(world.lane(other, photos[0]), 0);
    world.library.retry(batch, RetryWhat::Failed, pothos_model::JobId(0), 10, NOW).expect("retried");
    assert_eq!(world.lane(batch, photos[0]), 0, "a retry looks again");
}

#[test]
fn a_models_jobs_have_one_lane_whatever_the_format() {
    let world = World::new();
    let (import, photos) = world.import(&["a.heic", "b.jpeg"]);
    world.library.seal(import, NOW).expect("sealed");
    for (content, job) in (1..).zip(world.claim(import, 2)) {
        world.finish(job.fence, &Effect::Basic(basic(content)));
    }
    let batch = world.vision(&photos);
    assert_eq!(world.names(batch, room(0, 9), &[]), [""; 0]);
    assert_eq!(world.names(batch, room(9, 0), &[]), ["a.heic", "b.jpeg"]);
}

#[test]
fn a_suspect_of_the_slow_lane_holds_up_its_batch_until_it_has_gone_alone() {
    let world = World::new();
    let (batch, _) = world.import(&["a.heic", "b.jpeg", "c.jpeg", "d.jpeg", "e.heic"]);
    world.library.claim_window(batch, room(0, 1), &[], NOW).expect("a claim");
    let world = world.killed();
    assert_eq!(world.library.recover(NOW).expect("recovered").requeued, 1);
    let alone = world.claim(batch, 5);
    assert_eq!(alone.len(), 1, "nothing runs yet, and its turn has come: it goes before quick ones");
    assert!(alone[0].suspect);
    assert!(world.claim(batch, 5).is_empty(), "nothing goes beside it");
    world.finish(alone[0].fence, &Effect::Basic(basic(1)));
    assert_eq!(world.names(batch, room(9, 9), &[]), ["b.jpeg", "c.jpeg", "d.jpeg", "e.heic"]);
}

#[test]
fn a_suspect_waits_until_what_runs_beside_it_has_ended_and_lets_nothing_else_begin() {
    let world = World::new();
    let (batch, photos) = world.import(&["a.jpeg", "b.heic", "c.jpeg", "d.jpeg"]);
    world.library.claim_window(batch, room(0, 1), &[], NOW).expect("a claim");
    let world = world.killed();
    world.library.recover(NOW).expect("recovered");
    // The screen's photos go before a suspect.
    let beside = world.library.claim_window(batch, room(1, 1), &photos[..1], NOW).expect("a claim").jobs;
    assert_eq!(beside.len(), 1);
    assert_eq!(world.names(batch, room(9, 9), &[]), [""; 0], "quick ones would put it off for ever");
    world.finish(beside[0].fence, &Effect::Basic(basic(1)));
    assert_eq!(world.names(batch, room(9, 9), &[]), ["b.heic"]);
}

#[test]
fn what_is_due_already_and_waits_for_a_suspect_is_not_waited_for_by_the_clock() {
    let world = World::new();
    let (batch, _) = world.import(&["a.heic", "b.jpeg"]);
    let [quick, slow] = world.claim(batch, 2).try_into().expect("two");
    let due = NOW.plus_ms(2_000);
    let wait = Effect::Requeue { not_before: Some(due), burn: true, failure: None, server: None };
    world.finish(quick.fence, &wait);
    let world = world.killed();
    world.library.recover(NOW).expect("recovered");
    let alone = world.library.claim_window(batch, room(2, 2), &[], due).expect("a claim");
    assert_eq!((alone.jobs.len(), alone.jobs[0].photo, alone.next_due), (1, slow.photo, None));
    let beside = world.library.claim_window(batch, room(2, 2), &[], due).expect("a claim");
    assert_eq!((beside.jobs.len(), beside.next_due), (0, None), "it comes when the suspect has ended");
    world.finish(alone.jobs[0].fence, &Effect::Basic(basic(1)));
    assert_eq!(world.names(batch, room(2, 2), &[]), [""; 0], "its time has not come at the earlier hour");
    assert_eq!(world.library.claim(batch, 2, due).expect("a claim").len(), 1);
}
