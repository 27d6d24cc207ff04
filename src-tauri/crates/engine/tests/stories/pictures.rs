//! The whole queue as text, after each step of a story.

use pothos_model::FailureCode;

use crate::play::{Line, fail, failure, words};
use crate::stage::Stage;

/// The vision batches of the queue, which is what these stories are about.
fn picture(stage: &Stage) -> String {
    let all = stage.library.queue_picture().expect("the queue");
    let from = all.find("batch 2").unwrap_or(all.len());
    all[from..].to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_from_its_start_over_a_pause_to_its_end() {
    let stage = Stage::new().await;
    let photos = stage.photos(3).await;
    stage.play.on_vision(|_| Line::Hang);
    let batch = stage.vision_with(&photos, |new| new.servers[0].concurrency = 2);
    stage.play.until("two in flight", |play| play.hanging() == 2).await;
    stage.clock.idle().await;
    assert_eq!(
        picture(&stage),
        "batch 2 Active: queued 1 running 2 done 0 failed 0 cancelled 0 skipped 0
  1 running attempts 1
  2 running attempts 1
  3 queued attempts 0
"
    );
    stage.play.answer(photos[0], Ok(words(batch, "Harbour")));
    stage.told_of(batch, "one done", |told| told.counters.done == 1).await;
    stage.engine.pause(batch).await.expect("paused");
    assert_eq!(
        picture(&stage),
        "batch 2 Paused(User): queued 2 running 0 done 1 failed 0 cancelled 0 skipped 0
  1 done attempts 1
  2 queued attempts 0
  3 queued attempts 0
"
    );
    stage.play.on_vision(|claimed| Line::Say(Ok(words(claimed.batch, "Harbour"))));
    stage.engine.resume(batch).await.expect("resumed");
    stage.finished(batch).await;
    assert_eq!(
        picture(&stage),
        "batch 2 Finished(Completed): queued 0 running 0 done 3 failed 0 cancelled 0 skipped 0
  1 done attempts 1
  2 done attempts 1
  3 done attempts 1
"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_of_each_class_side_by_side() {
    let stage = Stage::new().await;
    let photos = stage.photos(3).await;
    let (transient, permanent) = (photos[0], photos[1]);
    stage.play.on_vision(move |claimed| match claimed.photo {
        photo if photo == transient => fail(FailureCode::Timeout),
        photo if photo == permanent => fail(FailureCode::Refused),
        _ => Line::Say(Ok(words(claimed.batch, "Harbour"))),
    });
    let batch = stage.vision_with(&photos, |new| new.servers[0].concurrency = 1);
    stage
        .told_of(batch, "one done, one failed", |told| told.counters.done == 1 && told.counters.failed == 1)
        .await;
    stage.clock.idle().await;
    assert_eq!(
        picture(&stage),
        "batch 2 Active: queued 1 running 0 done 1 failed 1 cancelled 0 skipped 0
  1 queued attempts 1 waits timeout
  2 failed attempts 1 refused
  3 done attempts 1
"
    );
    stage.clock.pass(12_000).await;
    stage.finished(batch).await;
    assert_eq!(
        picture(&stage),
        "batch 2 Finished(CompletedWithFailures): queued 0 running 0 done 1 failed 2 cancelled 0 skipped 0
  1 failed attempts 3 timeout
  2 failed attempts 1 refused
  3 done attempts 1
"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_server_burns_no_attempt_and_a_cancel_keeps_what_is_done() {
    let stage = Stage::new().await;
    let photos = stage.photos(3).await;
    let mut calls = 0;
    stage.play.on_vision(move |claimed| {
        calls += 1;
        if calls == 1 {
            Line::Say(Ok(words(claimed.batch, "Harbour")))
        } else {
            fail(FailureCode::Unreachable)
        }
    });
    stage.play.on_probe(std::iter::repeat_with(|| Err(failure(FailureCode::Unreachable))).take(50));
    let batch = stage.vision(&photos);
    stage.told_state(batch, pothos_model::BatchState::Paused(pothos_model::PauseReason::Server)).await;
    assert_eq!(
        picture(&stage),
        "batch 2 Paused(Server): queued 2 running 0 done 1 failed 0 cancelled 0 skipped 0
  1 done attempts 1
  2 queued attempts 0
  3 queued attempts 0
"
    );
    stage.engine.cancel(batch).await.expect("cancelled");
    stage.finished(batch).await;
    assert_eq!(
        picture(&stage),
        "batch 2 Finished(Cancelled): queued 0 running 0 done 1 failed 0 cancelled 2 skipped 0
  1 done attempts 1
  2 cancelled attempts 0
  3 cancelled attempts 0
"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn copies_follow_their_leader() {
    let stage = Stage::new().await;
    for photo in 1..=3 {
        stage.play.content(pothos_model::PhotoId(photo), 7);
    }
    let photos = stage.photos(3).await;
    stage.play.on_vision(|_| Line::Hang);
    let batch = stage.vision(&photos);
    stage.play.until("one in flight", |play| play.hanging() == 1).await;
    stage.clock.idle().await;
    assert_eq!(
        picture(&stage),
        "batch 2 Active: queued 2 running 1 done 0 failed 0 cancelled 0 skipped 0
  1 running attempts 1
  2 queued attempts 0 follows 1
  3 queued attempts 0 follows 1
"
    );
    stage.play.answer(photos[0], Ok(words(batch, "Harbour")));
    let end = stage.finished(batch).await;
    assert_eq!(end.counters.done, 3);
    assert_eq!(stage.play.asked().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_counts_who_was_running() {
    let stage = Stage::new().await;
    let photos = stage.photos(2).await;
    stage.play.on_vision(|_| Line::Hang);
    let batch = stage.vision(&photos);
    stage.play.until("one in flight", |play| play.hanging() == 1).await;
    let stage = stage.crash().await;
    stage.engine.pause(batch).await.expect("paused");
    let now = picture(&stage);
    assert!(now.starts_with("batch 2 Paused(User): queued 2 running 0 done 0"), "{now}");
    assert!(now.contains("  1 queued") && now.contains("crashes 1"), "{now}");
}
