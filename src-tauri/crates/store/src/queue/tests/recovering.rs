//! After a crash.

use std::ffi::OsString;
use std::path::PathBuf;

use pothos_model::{BatchState, JobId, Outcome};

use super::*;
use crate::{RetryWhat, Retrying, Unfilled};

#[test]
fn running_jobs_go_back_and_a_finish_from_before_the_crash_has_no_effect() {
    let world = World::new();
    let photos = world.photos(&[1, 2]);
    let batch = world.vision(&photos);
    let lost = world.claim_one(batch);
    let world = world.killed();
    let recovered = world.library.recover(NOW).expect("recovered");
    assert_eq!(recovered.requeued, 1);
    assert!(world.finish(lost.fence, &answer(batch, "From before")).stale);
    let again = world.claim_one(batch);
    assert_eq!((again.photo, again.attempt), (lost.photo, 1), "a crash burns no attempt");
    world.check();
}

#[test]
fn a_photo_that_kills_the_process_fails_after_three_crashes_and_blames_no_other() {
    let mut world = World::new();
    let (batch, photos) = world.import(&["poison.jpg", "good.jpg", "fine.jpg"]);
    world.library.seal(batch, NOW).expect("sealed");
    for crash in 1..=3 {
        let claimed = world.claim(batch, 3);
        assert_eq!(claimed[0].photo, photos[0]);
        let beside = if crash == 1 { 3 } else { 1 };
        assert_eq!(claimed.len(), beside, "a suspect runs alone");
        world = world.killed();
        world.library.recover(NOW).expect("recovered");
    }
    let failures = world.library.failures(batch).expect("failures").failed;
    assert_eq!((failures[0].code.as_str(), failures[0].count), ("crashed", 1));
    while let Some(job) = world.claim(batch, 3).pop() {
        world.finish(job.fence, &Effect::Basic(basic(1)));
    }
    assert_eq!(world.batch(batch).counters.done, 2);
    assert_eq!(world.batch(batch).state, BatchState::Finished(Outcome::CompletedWithFailures));
    world.check();
}

#[test]
fn an_unfinished_scan_is_reported_with_its_roots_whatever_their_bytes() {
    let world = World::new();
    let odd = PathBuf::from(odd_name());
    let roots = vec![PathBuf::from("/photos/Zürich 东京"), odd];
    let batch = world.library.create_import(&roots, "p", NOW).expect("a batch");
    let world = world.killed();
    let recovered = world.library.recover(NOW).expect("recovered");
    assert_eq!(recovered.open, [batch]);
    assert_eq!(world.library.unfilled(batch).expect("read"), Some(Unfilled::Import(roots)));
    world.library.seal(batch, NOW).expect("sealed");
    assert!(world.library.recover(NOW).expect("recovered").open.is_empty());
}

#[cfg(unix)]
fn odd_name() -> OsString {
    use std::os::unix::ffi::OsStringExt;
    OsString::from_vec(b"/photos/caf\xe9\xff".to_vec())
}

#[cfg(not(unix))]
fn odd_name() -> OsString {
    "/photos/odd".into()
}

#[test]
fn scanning_again_after_a_crash_counts_each_photo_once() {
    let world = World::new();
    let (old, _) = world.import(&["old.jpg"]);
    let job = world.claim_one(old);
    world.finish(job.fence, &Effect::Basic(basic(1)));
    world.library.seal(old, NOW).expect("sealed");
    let (batch, _) = world.import(&["old.jpg", "a.jpg"]);
    let before = world.batch(batch).counters;
    let world = world.killed();
    world.library.recover(NOW).expect("recovered");
    world.add_files(batch, &["old.jpg", "a.jpg", "b.jpg"]);
    let after = world.batch(batch).counters;
    assert_eq!((before.total(), after.total()), (2, 3));
    assert_eq!((after.queued, after.skipped), (2, 1));
    world.check();
}

#[test]
fn an_unfilled_vision_batch_is_reported_with_its_scope() {
    let world = World::new();
    let photos = world.photos(&[1, 2]);
    let new = NewVision {
        name: "test".into(),
        options: VisionOptions::default(),
        servers: vec![BatchServer {
            url: "http://127.0.0.1:11434".into(),
            model: "llava".into(),
            protocol: "auto".into(),
            concurrency: 200,
            allow_cloud: false,
            price: None,
        }],
        again: false,
        scope: r#"{"scope":"photos"}"#.into(),
    };
    let batch = world.library.create_vision(&new, NOW).expect("a batch");
    world.library.add_vision_chunk(batch, &photos[..1], NOW).expect("added");
    let world = world.killed();
    let recovered = world.library.recover(NOW).expect("recovered");
    assert_eq!(recovered.open, [batch]);
    let scope = Unfilled::Vision(r#"{"scope":"photos"}"#.into());
    assert_eq!(world.library.unfilled(batch).expect("read"), Some(scope));
    world.library.add_vision_chunk(batch, &photos, NOW).expect("added again");
    let sealed = world.library.seal(batch, NOW).expect("sealed");
    assert_eq!(sealed.counters.total(), 2);
    assert_eq!(sealed.servers[0].concurrency, 64, "brought into its range");
}

#[test]
fn a_cancel_that_was_not_swept_goes_on() {
    let world = World::new();
    let batch = world.vision(&world.photos(&[1, 2, 3]));
    world.claim_one(batch);
    world.library.cancel(batch, NOW).expect("cancelled");
    let world = world.killed();
    world.library.recover(NOW).expect("recovered");
    assert_eq!(world.batch(batch).state, BatchState::Cancelling);
    world.sweep(batch);
    assert_eq!(world.batch(batch).counters.cancelled, 3);
    world.check();
}

#[test]
fn followers_left_behind_by_a_crash_end_with_their_leader() {
    let world = World::new();
    let photos = world.photos(&[7; 60]);
    let batch = world.vision(&photos);
    let job = world.claim_one(batch);
    assert!(world.finish(job.fence, &answer(batch, "Harbour")).more_followers);
    let world = world.killed();
    world.library.recover(NOW).expect("recovered");
    assert_eq!(world.batch(batch).state, BatchState::Finished(Outcome::Completed));
    assert_eq!(world.titles(photos[59]), ["Harbour"]);
    world.check();
}

#[test]
fn a_retry_that_a_crash_interrupts_goes_on_and_the_batch_waits_for_it() {
    let world = World::new();
    let photos = world.photos(&[1, 2, 3]);
    let batch = world.vision(&photos);
    world.library.cancel(batch, NOW).expect("cancelled");
    world.library.sweep_cancelled(batch, 10, NOW).expect("swept");
    let first = world.library.retry(batch, RetryWhat::Cancelled, JobId(0), 1, NOW).expect("a piece");
    let after = first.next.expect("more is left");
    let job = world.claim_one(batch);
    world.finish(job.fence, &answer(batch, "Harbour"));
    assert_eq!(world.batch(batch).state, BatchState::Active, "the rest is on its way");
    let world = world.killed();
    let recovered = world.library.recover(NOW).expect("recovered");
    assert_eq!(recovered.retries, [Retrying { batch, what: RetryWhat::Cancelled, after }]);
    let second = world.library.retry(batch, RetryWhat::Cancelled, after, 2, NOW).expect("a piece");
    for job in world.claim(batch, 2) {
        world.finish(job.fence, &answer(batch, "Harbour"));
    }
    let last = world
        .library
        .retry(batch, RetryWhat::Cancelled, second.next.expect("perhaps"), 2, NOW)
        .expect("none");
    assert_eq!(last.batch.state, BatchState::Finished(Outcome::Completed));
    assert!(world.library.recover(NOW).expect("recovered").retries.is_empty());
    world.check();
}

#[test]
fn a_cancelled_batch_of_which_one_photo_was_retried_is_still_a_cancelled_one() {
    let world = World::new();
    let photos = world.photos(&[1, 2]);
    let batch = world.vision(&photos);
    world.library.cancel(batch, NOW).expect("cancelled");
    world.library.sweep_cancelled(batch, 10, NOW).expect("swept");
    world.library.retry(batch, RetryWhat::Photo(photos[0]), JobId(0), 10, NOW).expect("one");
    let job = world.claim_one(batch);
    world.finish(job.fence, &answer(batch, "Harbour"));
    assert_eq!(world.batch(batch).state, BatchState::Finished(Outcome::Cancelled));
    assert_eq!(world.batch(batch).counters.cancelled, 1);
}

#[test]
fn a_batch_cancelled_before_all_its_photos_were_in_it_is_filled_when_it_is_retried() {
    let world = World::new();
    let photos = world.photos(&[1, 2, 3]);
    for had in [0, 1] {
        let new = NewVision { scope: format!("scope {had}"), again: true, ..World::new_vision() };
        let batch = world.library.create_vision(&new, NOW).expect("a batch");
        world.library.add_vision_chunk(batch, &photos[..had], NOW).expect("added");
        world.library.cancel(batch, NOW).expect("cancelled");
        world.library.sweep_cancelled(batch, 10, NOW).expect("swept");
        assert_eq!(world.batch(batch).state, BatchState::Finished(Outcome::Cancelled));
        assert_eq!(world.library.unfilled(batch).expect("read"), None, "nobody fills a cancelled batch");
        let retried =
            world.library.retry(batch, RetryWhat::Cancelled, JobId(0), 10, NOW).expect("retried").batch;
        assert_eq!((retried.state, retried.open), (BatchState::Active, true));
        let scope = Unfilled::Vision(format!("scope {had}"));
        assert_eq!(world.library.unfilled(batch).expect("read"), Some(scope));
        world.library.add_vision_chunk(batch, &photos, NOW).expect("added again");
        world.library.seal(batch, NOW).expect("sealed");
        assert_eq!(world.batch(batch).counters.queued, 3, "each once");
        world.library.cancel(batch, NOW).expect("cancelled");
        world.library.sweep_cancelled(batch, 10, NOW).expect("swept");
        let again = world.library.retry(batch, RetryWhat::Cancelled, JobId(0), 10, NOW).expect("retried");
        assert!(!again.batch.open, "it was filled to its end");
        world.library.cancel(batch, NOW).expect("cancelled");
        world.library.sweep_cancelled(batch, 10, NOW).expect("swept");
    }
    world.check();
}
