//! A batch that goes well, and what the user does with it.

use std::time::{Duration, Instant};

use pothos_engine::{EngineEvent, RetryWhat};
use pothos_model::{BatchState, FailureCode, Outcome, PauseReason};

use crate::play::{Line, fail, words};
use crate::stage::Stage;

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_folder_ends_with_every_photo_analysed_and_its_end_is_told_once() {
    let stage = Stage::new().await;
    let (batch, photos) = stage.files(12);
    stage.engine.wake();
    stage.told_of(batch, "all looked at", |told| told.counters.done == 12).await;
    assert_eq!(stage.batch(batch).state, BatchState::Active, "the scan has not ended");
    stage.library.seal(batch, crate::stage::START).expect("sealed");
    stage.engine.wake();
    let end = stage.finished(batch).await;
    assert_eq!(end.state, BatchState::Finished(Outcome::Completed));
    stage.clock.pass(1_000).await;
    let events = stage.events();
    let ends = events.iter().filter(|event| matches!(event, EngineEvent::BatchFinished(..))).count();
    let done = events.iter().filter(|event| matches!(event, EngineEvent::PhotoDone { .. })).count();
    assert_eq!((ends, done), (1, photos.len()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vision_batch_gives_every_photo_its_words_and_keeps_to_its_concurrency() {
    let stage = Stage::new().await;
    let photos = stage.photos(20).await;
    let batch = stage.vision_with(&photos, |new| new.servers[0].concurrency = 4);
    let end = stage.finished(batch).await;
    assert_eq!((end.counters.done, end.counters.total()), (20, 20));
    assert!(stage.play.most() <= 4, "{} requests at once", stage.play.most());
    for photo in photos {
        assert_eq!(stage.title(photo).as_deref(), Some("Harbour"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancel_aborts_requests_in_flight_at_once_and_never_starts_another() {
    let stage = Stage::new().await;
    let photos = stage.photos(30).await;
    let first = photos[0];
    stage.play.on_vision(move |claimed| {
        if claimed.photo == first { Line::Say(Ok(words(claimed.batch, "Kept"))) } else { Line::Hang }
    });
    let batch = stage.vision_with(&photos, |new| new.servers[0].concurrency = 8);
    stage.play.until("eight in flight", |play| play.flying() == 8).await;
    stage.told_of(batch, "one done", |told| told.counters.done == 1).await;
    let asked = stage.play.asked().len();
    let began = Instant::now();
    stage.engine.cancel(batch).await.expect("cancelled");
    stage.play.until("all aborted", |play| play.aborted() == 8).await;
    let end = stage.finished(batch).await;
    assert!(began.elapsed() < Duration::from_secs(1), "it took {:?}", began.elapsed());
    assert_eq!(end.state, BatchState::Finished(Outcome::Cancelled));
    assert_eq!((end.counters.done, end.counters.cancelled), (1, 29));
    stage.clock.pass(60_000).await;
    assert_eq!(stage.play.asked().len(), asked, "nothing is asked after the cancel");
    assert_eq!(stage.title(first).as_deref(), Some("Kept"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_aborts_and_gives_back_and_a_resume_goes_on_with_the_first_attempt() {
    let stage = Stage::new().await;
    let photos = stage.photos(3).await;
    stage.play.on_vision(|_| Line::Hang);
    let batch = stage.vision_with(&photos, |new| new.servers[0].concurrency = 2);
    stage.play.until("two in flight", |play| play.flying() == 2).await;
    stage.engine.pause(batch).await.expect("paused");
    stage.play.until("both aborted", |play| play.aborted() == 2).await;
    let paused = stage.told_state(batch, BatchState::Paused(PauseReason::User)).await;
    assert_eq!((paused.counters.queued, paused.counters.running), (3, 0));
    stage.clock.pass(300_000).await;
    assert_eq!(stage.play.asked().len(), 2, "a user's pause ends only by the user");
    stage.play.on_vision(|claimed| Line::Say(Ok(words(claimed.batch, "Harbour"))));
    stage.engine.resume(batch).await.expect("resumed");
    stage.finished(batch).await;
    assert!(stage.play.asked().iter().all(|(_, attempt)| *attempt == 1), "a pause burns no attempt");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_basic_job_that_ends_after_a_pause_has_its_effect_once() {
    let stage = Stage::new().await;
    let (batch, photos) = stage.files(1);
    stage.play.hold(photos[0]);
    stage.library.seal(batch, crate::stage::START).expect("sealed");
    stage.engine.wake();
    stage.play.until("it is looked at", |play| play.looked().len() == 1).await;
    stage.engine.pause(batch).await.expect("paused");
    stage.engine.resume(batch).await.expect("resumed");
    stage.play.until("it is looked at again", |play| play.looked().len() == 2).await;
    stage.play.release();
    let end = stage.finished(batch).await;
    stage.clock.pass(1_000).await;
    assert_eq!(end.counters.done, 1);
    let done = stage.events().iter().filter(|event| matches!(event, EngineEvent::PhotoDone { .. })).count();
    assert_eq!(done, 1, "two looks, one effect");
}

#[tokio::test(flavor = "multi_thread")]
async fn retry_takes_the_failed_ones_of_one_reason_and_the_batch_finishes_again() {
    let stage = Stage::new().await;
    let photos = stage.photos(3).await;
    let (refused, missing) = (photos[0], photos[1]);
    stage.play.on_vision(move |claimed| match claimed.photo {
        photo if photo == refused => fail(FailureCode::Refused),
        photo if photo == missing => fail(FailureCode::Missing),
        _ => Line::Say(Ok(words(claimed.batch, "Harbour"))),
    });
    let batch = stage.vision(&photos);
    let end = stage.finished(batch).await;
    assert_eq!(end.state, BatchState::Finished(Outcome::CompletedWithFailures));
    assert_eq!(end.counters.failed, 2);
    stage.play.on_vision(|claimed| Line::Say(Ok(words(claimed.batch, "Found again"))));
    stage.forget();
    stage.engine.retry(batch, RetryWhat::Code(FailureCode::Missing)).await.expect("retried");
    let end = stage.finished(batch).await;
    assert_eq!((end.counters.done, end.counters.failed), (2, 1));
    assert_eq!(stage.title(missing).as_deref(), Some("Found again"));
    assert_eq!(stage.play.asked().iter().filter(|(photo, _)| *photo == refused).count(), 1);
    assert_eq!(stage.play.asked().last().map(|(_, attempt)| *attempt), Some(1), "attempts start again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_batch_can_be_retried_whole() {
    let stage = Stage::new().await;
    let photos = stage.photos(5).await;
    stage.play.on_vision(|_| Line::Hang);
    let batch = stage.vision(&photos);
    stage.play.until("one in flight", |play| play.flying() == 1).await;
    stage.engine.cancel(batch).await.expect("cancelled");
    stage.finished(batch).await;
    stage.play.on_vision(|claimed| Line::Say(Ok(words(claimed.batch, "Harbour"))));
    stage.forget();
    stage.engine.retry(batch, RetryWhat::Cancelled).await.expect("retried");
    let end = stage.finished(batch).await;
    assert_eq!((end.state, end.counters.done), (BatchState::Finished(Outcome::Completed), 5));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finish_is_measured_after_five_ends_and_not_before() {
    let stage = Stage::new().await;
    let photos = stage.photos(20).await;
    stage.play.on_vision(|_| Line::Hang);
    let batch = stage.vision(&photos);
    for (n, photo) in photos.iter().take(11).enumerate() {
        stage.play.until("it is asked", |play| play.asked().len() == n + 1 && play.flying() == 1).await;
        stage.clock.pass(2_000).await;
        stage.play.answer(*photo, Ok(words(batch, "Harbour")));
        stage.told_of(batch, "one more done", |told| told.counters.done as usize == n + 1).await;
    }
    let estimates: Vec<_> = stage
        .events()
        .iter()
        .filter_map(|event| match event {
            EngineEvent::Batch(told, estimate) if told.id == batch => {
                Some((told.counters.done, estimate.clone()))
            }
            _ => None,
        })
        .collect();
    for (done, estimate) in &estimates {
        assert_eq!(*done < 5, estimate.photos_per_second == 0.0, "{done} done: {estimate:?}");
    }
    let (done, last) = estimates.iter().rfind(|(done, _)| *done == 11).cloned().expect("a picture");
    assert!((last.photos_per_second - 0.5).abs() < 0.01, "one in two seconds: {last:?}");
    let left = f64::from(20 - done) * 2_000.0;
    let finish =
        last.finish.expect("an estimate").ms_since(pothos_engine::Clock::now(stage.clock.as_ref())) as f64;
    assert!((finish - left).abs() < 500.0, "{finish} ms for {left} ms of work");
}
