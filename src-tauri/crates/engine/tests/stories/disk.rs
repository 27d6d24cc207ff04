//! The library cannot be written.

use pothos_model::{BatchState, FailureCode, PauseReason};

use crate::play::{Line, failure, looked, words};
use crate::stage::Stage;

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_pauses_loses_no_answer_and_the_batch_goes_on_when_there_is_room() {
    let stage = Stage::new().await;
    let photos = stage.photos(40).await;
    let mut calls = 0;
    stage.play.on_vision(move |claimed| {
        calls += 1;
        if calls <= 2 { Line::Hang } else { Line::Say(Ok(words(claimed.batch, "Harbour"))) }
    });
    let batch = stage.vision_with(&photos, |new| new.servers[0].concurrency = 2);
    stage.play.until("two in flight", |play| play.flying() == 2).await;
    stage.clock.idle().await;
    stage.library.fill_disk(true).expect("full");
    for photo in &photos[..2] {
        // Far more than any page the library may have free.
        let mut long = words(batch, "Paid for");
        long.raw_reply = "x".repeat(2_000_000);
        stage.play.answer(*photo, Ok(long));
    }
    let paused = stage.told_state(batch, BatchState::Paused(PauseReason::Disk)).await;
    assert_eq!(paused.cause.as_ref().map(|(code, _)| *code), Some(FailureCode::DiskFull));
    assert_eq!(paused.counters.done, 0, "their answers are held");
    stage.clock.pass(60_000).await;
    let asked = stage.play.asked().len();
    assert!(asked <= 4, "nothing more is asked while nothing can be stored: {asked}");
    stage.library.fill_disk(false).expect("room");
    stage.clock.pass(31_000).await;
    let end = stage.finished(batch).await;
    assert_eq!((end.counters.done, end.counters.failed), (40, 0));
    assert_eq!(stage.play.asked().len(), 40, "what had been answered was not asked again");
    assert_eq!(stage.title(photos[0]).as_deref(), Some("Paid for"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_is_full_for_thumbnails_pauses_the_import_and_it_resumes_by_itself() {
    let stage = Stage::new().await;
    let (batch, _) = stage.files(5);
    stage.library.seal(batch, crate::stage::START).expect("sealed");
    stage.play.on_basic(|_| Err((failure(FailureCode::DiskFull), None)));
    stage.engine.wake();
    let paused = stage.told_state(batch, BatchState::Paused(PauseReason::Disk)).await;
    assert_eq!(paused.counters.failed, 0, "no photo is blamed for the disk");
    stage.play.on_basic(|claimed| Ok(looked(claimed.photo, None)));
    stage.clock.pass(6_000).await;
    let end = stage.finished(batch).await;
    assert_eq!(end.counters.done, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_ends_well_after_the_pause_does_not_stop_the_looks_that_end_it() {
    let stage = Stage::new().await;
    let (batch, photos) = stage.files(2);
    stage.play.hold(photos[0]);
    let last = photos[1];
    stage.play.on_basic(move |claimed| {
        if claimed.photo == last {
            return Err((failure(FailureCode::DiskFull), None));
        }
        Ok(looked(claimed.photo, None))
    });
    stage.library.seal(batch, crate::stage::START).expect("sealed");
    stage.engine.wake();
    stage.told_state(batch, BatchState::Paused(PauseReason::Disk)).await;
    stage.play.on_basic(|claimed| Ok(looked(claimed.photo, None)));
    stage.play.release();
    stage.clock.idle().await;
    stage.clock.pass(6_000).await;
    let end = stage.finished(batch).await;
    assert_eq!(end.counters.done, 2);
}
