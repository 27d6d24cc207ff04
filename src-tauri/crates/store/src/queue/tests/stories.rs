//! One batch through its life.

use pothos_model::{BatchState, FailureCode, JobId, Outcome, PauseReason, Timestamp};

use super::*;
use crate::RetryWhat;

#[test]
fn a_batch_finishes_in_the_transaction_of_its_last_job() {
    let world = World::new();
    let (batch, _) = world.import(&["a.jpg", "b.jpg"]);
    world.library.seal(batch, NOW).expect("sealed");
    let jobs = world.claim(batch, 8);
    let first = world.finish(jobs[0].fence, &Effect::Basic(basic(1)));
    assert_eq!(first.batches[0].state, BatchState::Active);
    let last = world.finish(jobs[1].fence, &Effect::Basic(basic(2)));
    assert_eq!(last.batches[0].state, BatchState::Finished(Outcome::Completed));
    assert_eq!(last.batches[0].finished, Some(NOW));
    assert!(last.batches[0].revision > first.batches[0].revision, "revisions rise");
    world.check();
}

#[test]
fn an_open_batch_waits_for_its_seal_and_then_finishes_at_once() {
    let world = World::new();
    let (batch, _) = world.import(&["a.jpg"]);
    let job = world.claim_one(batch);
    world.finish(job.fence, &failed(FailureCode::Truncated));
    assert_eq!(world.batch(batch).state, BatchState::Active, "the scan may still find photos");
    let sealed = world.library.seal(batch, NOW).expect("sealed");
    assert_eq!(sealed.state, BatchState::Finished(Outcome::CompletedWithFailures));
    world.check();
}

#[test]
fn an_empty_scan_finishes_when_it_is_sealed() {
    let world = World::new();
    let (batch, _) = world.import(&[]);
    assert_eq!(
        world.library.seal(batch, NOW).expect("sealed").state,
        BatchState::Finished(Outcome::Completed)
    );
}

#[test]
fn a_finish_with_an_old_fence_has_no_effect() {
    let world = World::new();
    let photos = world.photos(&[1]);
    let batch = world.vision(&photos);
    let first = world.claim_one(batch);
    world.finish(first.fence, &back(true));
    let second = world.claim_one(batch);
    assert_eq!(second.attempt, 2);
    let late = world.finish(first.fence, &answer(batch, "Late"));
    assert!(late.stale && late.batches.is_empty());
    assert!(world.titles(photos[0]).is_empty(), "a late answer leaves no word");
    world.finish(second.fence, &answer(batch, "In time"));
    assert!(world.finish(second.fence, &answer(batch, "Twice")).stale, "an effect happens once");
    assert_eq!(world.titles(photos[0]), ["In time"]);
    assert_eq!(world.number("SELECT count(*) FROM result"), 1);
    world.check();
}

#[test]
fn a_pause_gives_running_jobs_back_and_burns_no_attempt() {
    let world = World::new();
    let photos = world.photos(&[1, 2, 3]);
    let batch = world.vision(&photos);
    let jobs = world.claim(batch, 2);
    world.library.pause(batch, PauseReason::User, None, NOW).expect("paused");
    assert!(world.claim(batch, 2).is_empty(), "nothing of a paused batch is claimed");
    assert!(world.finish(jobs[0].fence, &answer(batch, "Late")).stale);
    insta(
        &world,
        "
batch 2 Paused(User): queued 3 running 0 done 0 failed 0 cancelled 0 skipped 0
  1 queued attempts 0
  2 queued attempts 0
  3 queued attempts 0
",
    );
    world.library.resume(batch, NOW).expect("resumed");
    assert_eq!(world.claim_one(batch).attempt, 1);
    world.check();
}

#[test]
fn a_user_pause_replaces_a_servers_and_a_server_never_a_users() {
    let world = World::new();
    let batch = world.vision(&world.photos(&[1]));
    let down = Failure::new(FailureCode::Unreachable, "Nothing answers.");
    let paused = world.library.pause(batch, PauseReason::Server, Some(&down), NOW).expect("paused");
    assert_eq!(paused.cause.map(|(code, _)| code), Some(FailureCode::Unreachable));
    let user = world.library.pause(batch, PauseReason::User, None, NOW).expect("paused");
    assert_eq!((user.state, user.cause), (BatchState::Paused(PauseReason::User), None));
    let again = world.library.pause(batch, PauseReason::Server, Some(&down), NOW).expect("left alone");
    assert_eq!(again.state, BatchState::Paused(PauseReason::User));
}

#[test]
fn a_cancel_keeps_what_is_done_and_refuses_further_photos() {
    let world = World::new();
    let photos = world.photos(&[1, 2, 3, 4]);
    let batch = world.vision(&photos);
    let jobs = world.claim(batch, 2);
    world.finish(jobs[0].fence, &answer(batch, "Kept"));
    let flagged = world.library.cancel(batch, NOW).expect("cancelled");
    assert_eq!(flagged.state, BatchState::Cancelling);
    assert!(world.claim(batch, 4).is_empty(), "a cancelled batch never starts another job");
    world.sweep(batch);
    assert!(world.finish(jobs[1].fence, &answer(batch, "Late")).stale);
    insta(
        &world,
        "
batch 2 Finished(Cancelled): queued 0 running 0 done 1 failed 0 cancelled 3 skipped 0
  1 done attempts 1
  2 cancelled attempts 1
  3 cancelled attempts 0
  4 cancelled attempts 0
",
    );
    assert_eq!(world.titles(photos[0]), ["Kept"]);
    assert!(matches!(world.library.add_vision_chunk(batch, &photos, NOW), Err(StoreError::Refused(_))));
    world.check();
}

#[test]
fn a_cancelled_scan_cannot_add_photos_any_more() {
    let world = World::new();
    let (batch, _) = world.import(&["a.jpg"]);
    world.library.cancel(batch, NOW).expect("cancelled");
    let more = world.library.import_chunk(batch, Path::new("/p"), &[found("b.jpg", 1)], NOW);
    assert!(matches!(more, Err(StoreError::Refused(_))), "{more:?}");
    world.sweep(batch);
    assert_eq!(world.number("SELECT count(*) FROM photo"), 1, "the refused chunk fell whole");
    world.check();
}

#[test]
fn retry_by_reason_leaves_the_other_failures_and_reopens_the_batch() {
    let world = World::new();
    let photos = world.photos(&[1, 2, 3]);
    let batch = world.vision(&photos);
    let codes = [FailureCode::Timeout, FailureCode::Refused, FailureCode::Timeout];
    for (job, code) in world.claim(batch, 3).iter().zip(codes) {
        world.finish(job.fence, &failed(code));
    }
    assert_eq!(world.batch(batch).state, BatchState::Finished(Outcome::CompletedWithFailures));
    let retried = world
        .library
        .retry(batch, RetryWhat::Code(FailureCode::Timeout), JobId(0), 100, NOW)
        .expect("retried");
    assert_eq!(retried.retried, 2);
    insta(
        &world,
        "
batch 2 Active: queued 2 running 0 done 0 failed 1 cancelled 0 skipped 0
  1 queued attempts 0
  2 failed attempts 1 refused
  3 queued attempts 0
",
    );
    world.check();
}

#[test]
fn retrying_one_photo_or_the_cancelled_ones_takes_only_those() {
    let world = World::new();
    let photos = world.photos(&[1, 2, 3]);
    let batch = world.vision(&photos);
    for job in world.claim(batch, 2) {
        world.finish(job.fence, &failed(FailureCode::Timeout));
    }
    world.library.cancel(batch, NOW).expect("cancelled");
    world.sweep(batch);
    let retry = |what| world.library.retry(batch, what, JobId(0), 100, NOW).expect("retried").retried;
    assert_eq!(retry(RetryWhat::Photo(photos[1])), 1);
    assert_eq!(retry(RetryWhat::Cancelled), 1);
    assert_eq!(retry(RetryWhat::Cancelled), 0, "nothing is left to retry");
    insta(
        &world,
        "
batch 2 Active: queued 2 running 0 done 0 failed 1 cancelled 0 skipped 0
  1 failed attempts 1 timeout
  2 queued attempts 0
  3 queued attempts 0
",
    );
}

#[test]
fn a_retry_in_pieces_queues_each_job_once() {
    let world = World::new();
    let batch = world.vision(&world.photos(&[1, 2, 3]));
    for job in world.claim(batch, 3) {
        world.finish(job.fence, &failed(FailureCode::Timeout));
    }
    let first = world.library.retry(batch, RetryWhat::Failed, JobId(0), 2, NOW).expect("a piece");
    let next = first.next.expect("more is left");
    let job = world.claim_one(batch);
    world.finish(job.fence, &failed(FailureCode::Timeout));
    let second = world.library.retry(batch, RetryWhat::Failed, next, 2, NOW).expect("a piece");
    assert_eq!((second.retried, second.next), (1, None), "the one that failed anew is not retried twice");
}

#[test]
fn a_job_that_waits_is_claimed_when_its_time_has_come_and_before_fresh_ones() {
    let world = World::new();
    let batch = world.vision(&world.photos(&[1, 2, 3]));
    let first = world.claim_one(batch);
    let due = NOW.plus_ms(2_000);
    let wait = Effect::Requeue { not_before: Some(due), burn: true, failure: None, server: None };
    world.finish(first.fence, &wait);
    let others = world.claim(batch, 8);
    assert!(others.iter().all(|job| job.photo != first.photo), "it waits");
    let room = Room { quick: 1, slow: 0 };
    assert_eq!(world.library.claim_window(batch, room, &[], NOW).expect("a claim").next_due, Some(due));
    world.finish(others[0].fence, &back(true));
    let later = world.library.claim(batch, 1, due).expect("a claim");
    assert_eq!(later[0].photo, first.photo, "its time has come, and it goes before fresh ones");
}

#[test]
fn a_clock_that_jumps_back_makes_no_negative_duration_and_strands_no_job() {
    let world = World::new();
    let batch = world.vision(&world.photos(&[1, 2]));
    let job = world.claim_one(batch);
    let yesterday = Timestamp(NOW.0 - 86_400_000);
    let done = world.library.finish(job.fence, &answer(batch, "Fine"), yesterday).expect("finished");
    assert!(!done.stale);
    assert_eq!(world.number("SELECT duration_ms FROM job WHERE state = 'done' AND tasks > 0"), 0);
    let job = world.claim_one(batch);
    let wait =
        Effect::Requeue { not_before: Some(NOW.plus_ms(2_000)), burn: true, failure: None, server: None };
    world.finish(job.fence, &wait);
    let stranded = world.library.claim(batch, 1, yesterday).expect("a claim");
    assert_eq!(stranded.len(), 1, "a wait of a day is nobody's back-off");
    let end = world.library.finish(stranded[0].fence, &answer(batch, "Fine"), yesterday).expect("finished");
    assert!(end.batches[0].finished >= end.batches[0].started, "a batch ends after it began");
}

#[test]
fn the_database_itself_refuses_other_transitions() {
    let world = World::new();
    let photos = world.photos(&[1]);
    let batch = world.vision(&photos);
    let cases = [
        "UPDATE job SET state = 'done', finished_ms = 1, duration_ms = 0 WHERE state = 'queued'",
        "UPDATE job SET state = 'queued', finished_ms = NULL, duration_ms = NULL WHERE state = 'done'",
        "UPDATE job SET state = 'failed', finished_ms = 1, duration_ms = 0 WHERE state = 'queued'",
        "UPDATE job SET state = 'cancelled' WHERE state = 'queued'",
        "UPDATE batch SET queued = queued - 5 WHERE state = 'active'",
        "UPDATE batch SET state = 'finished', outcome = 'completed', finished_ms = 1 WHERE state = 'active'",
        "UPDATE batch SET state = 'cancelling' WHERE state = 'finished'",
        "INSERT INTO job (batch_id, photo_id, state, work_key, queued_ms, started_ms, claimed_ms)
           SELECT batch_id, 1, 'running', randomblob(32), 1, 1, 1 FROM job LIMIT 1",
    ];
    for sql in cases {
        assert!(world.run(sql).is_err(), "the database must refuse: {sql}");
    }
    assert_eq!(world.batch(batch).counters.queued, 1);
}

#[test]
fn a_removed_batch_is_gone_from_the_list_and_its_results_stay() {
    let world = World::new();
    let photos = world.photos(&[1]);
    let batch = world.vision(&photos);
    let job = world.claim_one(batch);
    assert!(matches!(world.library.remove(batch, NOW), Err(StoreError::Refused(_))), "it still runs");
    world.finish(job.fence, &answer(batch, "Harbour"));
    world.library.remove(batch, NOW).expect("removed");
    while world.library.sweep_removed(10).expect("swept") {}
    assert!(matches!(world.library.batch(batch), Err(StoreError::NotFound { .. })));
    assert_eq!(world.number(&format!("SELECT count(*) FROM job WHERE batch_id = {batch}")), 0);
    assert_eq!(world.titles(photos[0]), ["Harbour"]);
    let again = world.vision(&photos);
    assert_eq!(world.batch(again).counters.skipped, 1, "its result still counts as done");
    world.check();
}

#[test]
fn failures_are_grouped_by_reason_with_the_largest_first() {
    let world = World::new();
    let photos = world.photos(&[1, 2, 3]);
    let batch = world.vision(&photos);
    let codes = [FailureCode::Refused, FailureCode::Timeout, FailureCode::Timeout];
    for (job, code) in world.claim(batch, 3).iter().zip(codes) {
        world.finish(job.fence, &failed(code));
    }
    let failures = world.library.failures(batch).expect("failures").failed;
    let groups: Vec<_> = failures.iter().map(|group| (group.code.as_str(), group.count)).collect();
    assert_eq!(groups, [("timeout", 2), ("refused", 1)]);
    assert_eq!(failures[1].photos[0].path, "/p/0000.jpg");
}

#[test]
fn a_failed_basic_job_marks_the_photo_and_a_failed_vision_job_does_not() {
    let world = World::new();
    let (batch, photos) = world.import(&["a.jpg"]);
    let job = world.claim_one(batch);
    world.finish(job.fence, &failed(FailureCode::Damaged));
    assert_eq!(world.text("SELECT state FROM photo WHERE id = ?1", photos[0].0), ["failed"]);
    look_at(&world, photos[0], 3);
    let batch = world.vision(&photos);
    let job = world.claim_one(batch);
    world.finish(job.fence, &failed(FailureCode::Refused));
    assert_eq!(world.text("SELECT state FROM photo WHERE id = ?1", photos[0].0), ["ready"]);
}

#[test]
fn figures_of_a_batch_come_from_its_own_jobs() {
    let world = World::new();
    let photos = world.photos(&[1, 2]);
    let batch = world.vision(&photos);
    for (job, ms) in world.claim(batch, 2).iter().zip([100, 300]) {
        world.library.finish(job.fence, &answer(batch, "x"), NOW.plus_ms(ms)).expect("finished");
    }
    let stats = world.library.batch_stats(batch).expect("figures");
    assert_eq!((stats.mean_ms, stats.p95_ms), (Some(200.0), Some(300)));
    assert_eq!((stats.prompt_tokens, stats.answer_tokens), (1_400, 80));
    assert_eq!(stats.last_activity, Some(NOW.plus_ms(300)));
}

/// The picture of all batches but the import that made the photos.
fn insta(world: &World, expected: &str) {
    let picture = world.picture();
    let from = picture.find("batch 2").unwrap_or_default();
    assert_eq!(picture[from..].trim(), expected.trim());
}
