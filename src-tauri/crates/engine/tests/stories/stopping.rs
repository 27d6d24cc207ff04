//! Large batches and many commands.

use pothos_engine::{EngineEvent, RetryWhat};
use pothos_model::{BatchState, Outcome};

use crate::play::{Line, fail};
use crate::stage::Stage;

#[tokio::test(flavor = "multi_thread")]
async fn a_large_batch_is_cancelled_in_pieces_with_its_state_shown_at_once() {
    let stage = Stage::new().await;
    let (batch, photos) = stage.files(4_000);
    photos[..8].iter().for_each(|photo| stage.play.hold(*photo));
    stage.engine.wake();
    stage.play.until("it is looked at", |play| !play.looked().is_empty()).await;
    stage.engine.cancel(batch).await.expect("cancelled");
    let first = stage.until("its cancelling", |events| {
        events.iter().find_map(|event| match event {
            EngineEvent::Batch(told, _) if told.state == BatchState::Cancelling => Some(told.clone()),
            _ => None,
        })
    });
    assert_eq!(first.await.counters.cancelled, 0, "the flag is told before the sweep");
    stage.play.release();
    let end = stage.finished(batch).await;
    assert_eq!((end.state, end.counters.cancelled), (BatchState::Finished(Outcome::Cancelled), 4_000));
    let pieces = stage
        .events()
        .iter()
        .filter(|event| matches!(event, EngineEvent::Batch(told, _) if told.counters.cancelled > 0))
        .count();
    assert!(pieces >= 3, "{pieces} pieces");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_retry_queues_every_job_once() {
    let stage = Stage::new().await;
    let (batch, photos) = stage.files(2_500);
    stage.engine.pause(batch).await.expect("paused");
    stage.library.seal(batch, crate::stage::START).expect("sealed");
    stage.engine.cancel(batch).await.expect("cancelled");
    stage.finished(batch).await;
    stage.forget();
    stage.engine.retry(batch, RetryWhat::Cancelled).await.expect("retried");
    let end = stage.finished(batch).await;
    assert_eq!(end.counters.done as usize, photos.len());
    let mut looked = stage.play.looked();
    looked.sort();
    looked.dedup();
    assert_eq!((looked.len(), stage.play.looked().len()), (photos.len(), photos.len()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_batch_is_gone_and_a_running_one_cannot_be_removed() {
    let stage = Stage::new().await;
    let photos = stage.photos(1).await;
    stage.play.on_vision(|_| Line::Hang);
    let batch = stage.vision(&photos);
    stage.play.until("it is asked", |play| play.flying() == 1).await;
    assert!(stage.engine.remove(batch).await.is_err());
    stage.engine.cancel(batch).await.expect("cancelled");
    stage.finished(batch).await;
    stage.engine.remove(batch).await.expect("removed");
    assert!(stage.library.batch(batch).is_err());
    assert!(stage.library.batches(false).expect("batches").iter().all(|other| other.id != batch));
}

#[tokio::test(flavor = "multi_thread")]
async fn pauses_and_resumes_in_quick_succession_leave_the_batch_whole() {
    let stage = Stage::new().await;
    let photos = stage.photos(30).await;
    let mut calls = 0;
    stage.play.on_vision(move |claimed| {
        calls += 1;
        match calls % 5 {
            0 => fail(pothos_model::FailureCode::Refused),
            1 => Line::Hang,
            _ => Line::Say(Ok(crate::play::words(claimed.batch, "Harbour"))),
        }
    });
    let batch = stage.vision_with(&photos, |new| new.servers[0].concurrency = 4);
    for _ in 0..30 {
        // A batch that has finished meanwhile refuses both.
        let _ = stage.engine.pause(batch).await;
        let _ = stage.engine.resume(batch).await;
        let stored = stage.batch(batch);
        assert_eq!(stored.counters.total(), 30);
    }
    stage.play.on_vision(|claimed| Line::Say(Ok(crate::play::words(claimed.batch, "Harbour"))));
    let _ = stage.engine.pause(batch).await;
    let _ = stage.engine.resume(batch).await;
    let end = stage.finished(batch).await;
    assert_eq!(end.counters.done + end.counters.failed, 30);
    assert!(stage.play.most() <= 4);
}
