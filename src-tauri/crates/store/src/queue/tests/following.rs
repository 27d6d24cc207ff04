//! Identical content is analysed once.

use pothos_model::{BatchState, JobId, Outcome, PauseReason};

use super::*;
use crate::RetryWhat;

/// One photo in each of two batches, the same content: the second follows the first.
fn pair() -> (World, Vec<PhotoId>, BatchId, BatchId) {
    let world = World::new();
    let photos = world.photos(&[7, 7]);
    let first = world.vision(&photos[..1]);
    let second = world.vision(&photos[1..]);
    (world, photos, first, second)
}

#[test]
fn identical_photos_are_asked_about_once_and_all_get_the_words() {
    let world = World::new();
    let photos = world.photos(&[7, 7, 7, 8]);
    let batch = world.vision(&photos);
    let jobs = world.claim(batch, 10);
    assert_eq!(jobs.iter().map(|job| job.photo).collect::<Vec<_>>(), [photos[0], photos[3]]);
    let done = world.finish(jobs[0].fence, &answer(batch, "Harbour"));
    assert_eq!(done.photos.len(), 3, "the photo and its two copies");
    for photo in &photos[..3] {
        assert_eq!(world.titles(*photo), ["Harbour"]);
    }
    assert_eq!(world.number("SELECT sum(answer_tokens) FROM result"), 40, "one answer was paid for");
    world.check();
}

#[test]
fn a_follower_in_another_batch_gets_the_words_with_its_own_batchs_stamp() {
    let (world, photos, first, second) = pair();
    assert!(world.claim(second, 1).is_empty(), "it waits for the other");
    let job = world.claim_one(first);
    let done = world.finish(job.fence, &answer(first, "Harbour"));
    let ended: Vec<_> = done.batches.iter().map(|batch| (batch.id, batch.state)).collect();
    let completed = BatchState::Finished(Outcome::Completed);
    assert_eq!(ended, [(first, completed), (second, completed)]);
    let stamps = world.text("SELECT CAST(batch_id AS TEXT) FROM word WHERE photo_id = ?1", photos[1].0);
    assert_eq!(stamps, [second.to_string()]);
    world.check();
}

#[test]
fn a_cancelled_leader_leaves_its_place_to_a_follower_of_another_batch() {
    let (world, photos, first, second) = pair();
    let job = world.claim_one(first);
    world.library.cancel(first, NOW).expect("cancelled");
    world.sweep(first);
    assert!(world.finish(job.fence, &answer(first, "Late")).stale);
    let heir = world.claim_one(second);
    world.finish(heir.fence, &answer(second, "Harbour"));
    assert_eq!(world.titles(photos[1]), ["Harbour"]);
    assert!(world.titles(photos[0]).is_empty());
    world.check();
}

#[test]
fn a_paused_batch_does_not_hold_up_a_copy_in_another() {
    let (world, photos, first, second) = pair();
    world.library.pause(first, PauseReason::User, None, NOW).expect("paused");
    let heir = world.claim_one(second);
    let done = world.finish(heir.fence, &answer(second, "Harbour"));
    assert_eq!(done.batches.len(), 2, "the paused one ended with it");
    assert_eq!(world.titles(photos[0]), ["Harbour"]);
    assert_eq!(world.batch(first).state, BatchState::Finished(Outcome::Completed), "nothing of it is left");
    world.check();
}

#[test]
fn followers_fail_with_their_leader() {
    let (world, _, first, second) = pair();
    let job = world.claim_one(first);
    let done = world.finish(job.fence, &failed(FailureCode::Refused));
    assert_eq!(done.photos.len(), 2);
    assert_eq!(world.batch(second).counters.failed, 1);
    world.check();
}

#[test]
fn a_copy_is_tried_itself_when_only_the_leaders_file_is_gone() {
    let (world, photos, first, second) = pair();
    let job = world.claim_one(first);
    world.finish(job.fence, &failed(FailureCode::Missing));
    let heir = world.claim_one(second);
    assert_eq!(heir.photo, photos[1]);
    world.check();
}

#[test]
fn a_copy_added_after_the_answer_shares_it_without_a_request() {
    let world = World::new();
    let photos = world.photos(&[7, 7]);
    let first = world.vision(&photos[..1]);
    let job = world.claim_one(first);
    world.finish(job.fence, &answer(first, "Harbour"));
    let second = world.vision(&photos[1..]);
    assert_eq!(world.batch(second).counters.done, 1);
    assert_eq!(world.batch(second).state, BatchState::Finished(Outcome::Completed));
    assert_eq!(world.titles(photos[1]), ["Harbour"]);
    let third = world.vision(&photos[1..]);
    assert_eq!(world.batch(third).counters.skipped, 1, "now it is done itself");
    world.check();
}

#[test]
fn a_retried_job_follows_when_another_batch_does_the_same_work_by_now() {
    let (world, _, first, second) = pair();
    world.library.cancel(first, NOW).expect("cancelled");
    world.sweep(first);
    let leader = world.claim_one(second);
    world.library.retry(first, RetryWhat::Cancelled, JobId(0), 10, NOW).expect("retried");
    assert!(world.claim(first, 1).is_empty(), "the same work is under way");
    world.finish(leader.fence, &answer(second, "Harbour"));
    assert_eq!(world.batch(first).counters.done, 1);
    world.check();
}

#[test]
fn a_file_with_a_hundred_copies_ends_in_pieces() {
    let world = World::new();
    let photos = world.photos(&[7; 101]);
    let batch = world.vision(&photos);
    let job = world.claim_one(batch);
    let mut done = world.finish(job.fence, &answer(batch, "Harbour"));
    let mut pieces = 1;
    while done.more_followers {
        done = world.library.end_followers(job.fence.job, NOW).expect("a piece");
        pieces += 1;
    }
    assert!(pieces >= 3, "a transaction ends a bounded number");
    assert_eq!(world.batch(batch).counters.done, 101);
    world.check();
}
