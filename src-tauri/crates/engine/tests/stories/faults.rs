//! A write fails at every place where one can: before its commit, after its commit, and with the process dying there.

use pothos_engine::EngineEvent;
use pothos_model::{BatchId, BatchState, Outcome, PhotoId};
use pothos_store::WriteFault;

use crate::play::{Line, words};
use crate::stage::Stage;

const PHOTOS: usize = 4;

/// Writes of making a batch: the row, its photos, the seal.
const MAKING: u32 = 3;

/// A batch of four photos, two at once, in which the engine's write after so many others fails.
async fn begin(stage: &Stage, photos: &[PhotoId], writes: u32, fault: WriteFault) -> BatchId {
    stage.play.on_vision(|claimed| Line::Say(Ok(words(claimed.batch, "Harbour"))));
    stage.library.plan_fault(MAKING + writes, fault);
    let batch = stage.vision_with(photos, |new| new.servers[0].concurrency = 2);
    // Before the engine knows of it, it would sleep through any time that passes.
    stage.told_of(batch, "it is there", |_| true).await;
    batch
}

/// Lets time pass until the batch has ended; the trouble that a fault makes lasts seconds.
async fn end(stage: &Stage, batch: BatchId, what: &str) {
    for _ in 0..40 {
        if matches!(stage.batch(batch).state, BatchState::Finished(_)) {
            break;
        }
        stage.clock.pass(5_000).await;
    }
    let end = stage.batch(batch);
    let picture = stage.library.queue_picture().expect("the queue");
    assert_eq!(end.state, BatchState::Finished(Outcome::Completed), "{what}\n{picture}");
    assert_eq!(usize::try_from(end.counters.done), Ok(PHOTOS), "{what}\n{picture}");
}

/// Its end was told, although a write of it was reported as failed.
async fn told(stage: &Stage, batch: BatchId, what: &str) {
    for _ in 0..40 {
        let ends =
            |event: &EngineEvent| matches!(event, EngineEvent::BatchFinished(told, _) if told.id == batch);
        if stage.events().iter().any(ends) {
            return;
        }
        stage.clock.pass(5_000).await;
    }
    panic!("{what}: its end was not told");
}

fn check(stage: &Stage, photos: &[PhotoId], what: &str) {
    for photo in photos {
        let row = stage.library.photo(*photo).expect("the photo");
        let titles = row.words.iter().filter(|word| word.text == "Harbour").count();
        assert_eq!((titles, row.runs.len()), (1, 1), "{what}: one effect each, photo {photo}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_that_fails_anywhere_loses_nothing_and_does_nothing_twice() {
    for fault in [WriteFault::BeforeCommit, WriteFault::AfterCommit] {
        for writes in 0..14 {
            let stage = Stage::new().await;
            let photos = stage.photos(4).await;
            let what = format!("{fault:?}, write {writes}");
            let batch = begin(&stage, &photos, writes, fault).await;
            end(&stage, batch, &what).await;
            told(&stage, batch, &what).await;
            check(&stage, &photos, &what);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_dies_at_a_failed_write_goes_on_at_the_next_start() {
    for fault in [WriteFault::BeforeCommit, WriteFault::AfterCommit] {
        for writes in 0..10 {
            let stage = Stage::new().await;
            let photos = stage.photos(4).await;
            let what = format!("{fault:?}, write {writes}, then death");
            let batch = begin(&stage, &photos, writes, fault).await;
            stage.clock.pass(600).await;
            let stage = stage.crash().await;
            end(&stage, batch, &what).await;
            check(&stage, &photos, &what);
        }
    }
}
