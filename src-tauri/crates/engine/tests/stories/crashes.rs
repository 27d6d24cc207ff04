//! The process dies.

use pothos_model::{BatchState, Outcome};

use crate::play::{Line, words};
use crate::stage::Stage;

#[tokio::test(flavor = "multi_thread")]
async fn after_a_crash_every_batch_goes_on_and_nothing_is_lost_or_done_twice() {
    let mut stage = Stage::new().await;
    let photos = stage.photos(60).await;
    let mut calls = 0;
    stage.play.on_vision(move |claimed| {
        calls += 1;
        if calls % 7 == 0 { Line::Hang } else { Line::Say(Ok(words(claimed.batch, "Harbour"))) }
    });
    let batch = stage.vision_with(&photos, |new| new.servers[0].concurrency = 2);
    for _ in 0..3 {
        stage.play.until("both hang", |play| play.flying() == 2).await;
        // What ended before is stored.
        stage.clock.idle().await;
        stage = stage.crash().await;
        assert_eq!(stage.recovered.requeued, 2);
    }
    stage.play.on_vision(|claimed| Line::Say(Ok(words(claimed.batch, "Harbour"))));
    stage = stage.crash().await;
    let end = stage.finished(batch).await;
    assert_eq!((end.state, end.counters.done), (BatchState::Finished(Outcome::Completed), 60));
    for photo in photos {
        let row = stage.library.photo(photo).expect("the photo");
        assert_eq!(row.words.len(), 1, "one title, whatever was asked twice");
    }
    // In the last crash one result may be on its way into the library beside the two that are asked for.
    assert!(stage.play.asked().len() <= 60 + 2 * 4 + 1, "at most workers x crashes repeated requests");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shutdown_gives_running_jobs_back_with_no_attempt_burnt() {
    let stage = Stage::new().await;
    let photos = stage.photos(3).await;
    stage.play.on_vision(|_| Line::Hang);
    let batch = stage.vision_with(&photos, |new| new.servers[0].concurrency = 2);
    stage.play.until("two in flight", |play| play.flying() == 2).await;
    let stage = stage.restart().await;
    assert_eq!(stage.play.aborted(), 2);
    assert_eq!((stage.recovered.requeued, stage.recovered.crashed), (0, 0), "nothing was left running");
    stage.play.until("two in flight again", |play| play.flying() == 2).await;
    assert!(stage.play.asked().iter().all(|(_, attempt)| *attempt == 1));
    assert_eq!(stage.batch(batch).counters.total(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_engine_refuses_commands_and_stops_twice_without_harm() {
    let stage = Stage::new().await;
    let (batch, _) = stage.files(1);
    stage.engine.shutdown().await;
    stage.engine.shutdown().await;
    assert!(stage.engine.pause(batch).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shutdown_does_not_wait_for_ever_for_a_stuck_decoder() {
    let stage = Stage::new().await;
    let (batch, photos) = stage.files(1);
    stage.play.hold(photos[0]);
    stage.engine.wake();
    stage.play.until("it is looked at", |play| play.looked().len() == 1).await;
    let clock = stage.clock.clone();
    let passing = async {
        loop {
            clock.tick(i64::MAX).await;
        }
    };
    tokio::select! {
        () = stage.engine.shutdown() => {}
        () = passing => {}
    }
    assert_eq!(stage.batch(batch).counters.queued, 1, "it was given back");
    stage.play.release();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_by_the_server_outlives_a_restart_and_still_heals() {
    let stage = Stage::new().await;
    let photos = stage.photos(2).await;
    stage.play.on_vision(|_| crate::play::fail(pothos_model::FailureCode::Unreachable));
    let batch = stage.vision(&photos);
    stage.told_state(batch, BatchState::Paused(pothos_model::PauseReason::Server)).await;
    let stage = stage.restart().await;
    stage.play.on_vision(|claimed| Line::Say(Ok(words(claimed.batch, "Harbour"))));
    stage.clock.pass(6_000).await;
    stage.finished(batch).await;
}
