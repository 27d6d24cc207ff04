//! A batch with several servers.

use pothos_model::{BatchServer, BatchState, FailureCode, PauseReason};

use crate::play::{Line, fail, failure, words};
use crate::stage::Stage;

const ONE: &str = "http://one";
const TWO: &str = "http://two";

fn server(url: &str, concurrency: u8) -> BatchServer {
    BatchServer {
        url: url.into(),
        model: "llava".into(),
        protocol: "ollama".into(),
        concurrency,
        allow_cloud: false,
        price: None,
    }
}

fn says(stage: &Stage) {
    stage.play.on_vision(|claimed| Line::Say(Ok(words(claimed.batch, "Harbour"))));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_server_gets_work_up_to_its_own_limit() {
    let stage = Stage::new().await;
    let photos = stage.photos(20).await;
    stage.play.on_vision(|_| Line::Hang);
    let batch = stage.vision_with(&photos, |new| new.servers = vec![server(ONE, 2), server(TWO, 3)]);
    stage.play.until("five in flight", |play| play.flying() == 5).await;
    stage.clock.pass(1_000).await;
    assert_eq!((stage.play.asked_at(ONE), stage.play.asked_at(TWO)), ((2, 2), (3, 3)));
    says(&stage);
    for photo in &photos[..5] {
        stage.play.answer(*photo, Ok(words(batch, "Harbour")));
    }
    assert_eq!(stage.finished(batch).await.counters.done, 20);
    assert_eq!(stage.play.asked().len(), 20, "each photo once");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_server_takes_the_work_of_a_slow_one() {
    let stage = Stage::new().await;
    let photos = stage.photos(30).await;
    // The first photo hangs for good, whichever request arrives first; its server is busy with it for the whole batch.
    let hangs = photos[0];
    stage.play.on_vision(move |claimed| {
        if claimed.photo == hangs { Line::Hang } else { Line::Say(Ok(words(claimed.batch, "Harbour"))) }
    });
    let batch = stage.vision_with(&photos, |new| new.servers = vec![server(ONE, 1), server(TWO, 1)]);
    stage.told_of(batch, "all but one", |told| told.counters.done == 29).await;
    let slow = if stage.play.asked_at(ONE).0 == 1 { ONE } else { TWO };
    assert_eq!(stage.play.asked_at(slow), (1, 1));
    stage.play.answer(hangs, Ok(words(batch, "At last")));
    assert_eq!(stage.finished(batch).await.counters.done, 30);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_dies_gives_its_photos_back_with_no_attempt_burnt() {
    let stage = Stage::new().await;
    let photos = stage.photos(20).await;
    says(&stage);
    stage.play.server_fails(TWO, Some(failure(FailureCode::Unreachable)));
    let batch = stage.vision_with(&photos, |new| new.servers = vec![server(ONE, 2), server(TWO, 2)]);
    let end = stage.finished(batch).await;
    assert_eq!((end.counters.done, end.counters.failed), (20, 0));
    assert!(stage.play.asked_at(TWO).0 <= 2, "it was left alone after that");
    assert!(stage.play.asked().iter().all(|(_, attempt)| *attempt == 1), "no attempt was burnt");
    assert!(!stage.events().iter().any(|event| matches!(
        event,
        pothos_engine::EngineEvent::Batch(told, _) if matches!(told.state, BatchState::Paused(_))
    )));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_comes_back_works_again() {
    let stage = Stage::new().await;
    let photos = stage.photos(8).await;
    stage.play.on_vision(|_| Line::Hang);
    stage.play.server_fails(TWO, Some(failure(FailureCode::Unreachable)));
    let batch = stage.vision_with(&photos, |new| new.servers = vec![server(ONE, 1), server(TWO, 2)]);
    let resting = stage
        .until("it rests", |events| {
            events.iter().rev().find_map(|event| match event {
                pothos_engine::EngineEvent::Batch(_, estimate) => estimate.resting.first().cloned(),
                _ => None,
            })
        })
        .await;
    assert_eq!((resting.url.as_str(), resting.code), (TWO, FailureCode::Unreachable));
    stage.play.until("the other works", |play| play.hanging() == 1).await;
    stage.play.server_fails(TWO, None);
    stage.clock.pass(6_000).await;
    stage.play.until("three in flight", |play| play.hanging() == 3).await;
    stage.engine.cancel(batch).await.expect("cancelled");
}

#[tokio::test(flavor = "multi_thread")]
async fn with_all_servers_down_the_batch_waits_and_the_first_that_is_back_goes_on() {
    let stage = Stage::new().await;
    let photos = stage.photos(10).await;
    says(&stage);
    stage.play.server_fails(ONE, Some(failure(FailureCode::Unauthorized)));
    stage.play.server_fails(TWO, Some(failure(FailureCode::Unreachable)));
    let batch = stage.vision_with(&photos, |new| new.servers = vec![server(ONE, 1), server(TWO, 1)]);
    let paused = stage.told_state(batch, BatchState::Paused(PauseReason::Server)).await;
    assert_eq!(
        paused.cause.map(|(code, _)| code),
        Some(FailureCode::Unreachable),
        "the reason that heals by itself"
    );
    let asked = stage.play.asked().len();
    stage.play.server_fails(TWO, None);
    stage.clock.pass(6_000).await;
    assert_eq!(stage.finished(batch).await.counters.done, 10);
    assert!(stage.play.asked_at(ONE).0 <= 1, "its key is still missing");
    assert!(stage.play.asked().len() - asked >= 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_goes_on_with_another_server_when_it_is_told_to() {
    let stage = Stage::new().await;
    let photos = stage.photos(6).await;
    says(&stage);
    stage.play.server_fails(ONE, Some(failure(FailureCode::Unreachable)));
    let batch = stage.vision(&photos);
    stage.told_state(batch, BatchState::Paused(PauseReason::Server)).await;
    stage.engine.use_servers(batch, vec![server(TWO, 2)]).await.expect("another server");
    assert_eq!(stage.finished(batch).await.counters.done, 6);
    assert_eq!(stage.play.asked_at(ONE).0, 1);
    assert!(stage.play.asked_at(TWO).0 >= 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_has_too_much_to_do_is_asked_less_at_once_and_then_more_again() {
    let stage = Stage::new().await;
    let photos = stage.photos(60).await;
    let mut calls = 0;
    stage.play.on_vision(move |claimed| {
        calls += 1;
        if calls <= 8 { fail(FailureCode::Busy) } else { Line::Say(Ok(words(claimed.batch, "Harbour"))) }
    });
    let batch = stage.vision_with(&photos, |new| new.servers = vec![server(ONE, 8)]);
    stage.play.until("a round was refused", |play| play.asked().len() >= 8).await;
    stage.clock.pass(30_000).await;
    let end = stage.finished(batch).await;
    assert_eq!((end.counters.done, end.counters.failed), (60, 0));
    assert!(stage.play.asked_at(ONE).1 <= 8, "never above what the user allows");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quiet_one_server_asks_for_does_not_silence_the_others() {
    let stage = Stage::new().await;
    let photos = stage.photos(12).await;
    says(&stage);
    let mut busy = failure(FailureCode::RateLimited);
    busy.retry_after_ms = Some(60_000);
    stage.play.server_fails(TWO, Some(busy));
    let batch = stage.vision_with(&photos, |new| new.servers = vec![server(ONE, 1), server(TWO, 1)]);
    stage.told_of(batch, "eleven", |told| told.counters.done == 11).await;
    stage.clock.idle().await;
    assert_eq!(stage.play.asked_at(TWO).0, 1, "it asked for quiet");
    stage.play.server_fails(TWO, None);
    stage.clock.pass(70_000).await;
    assert_eq!(stage.finished(batch).await.counters.done, 12);
}
