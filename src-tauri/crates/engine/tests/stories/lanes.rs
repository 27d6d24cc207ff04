//! A slow format and a disk that hangs delay only themselves. The stage has two threads.

use std::collections::HashSet;

use pothos_model::{BatchId, BatchState, Format, Outcome, PhotoId};

use crate::stage::{START, Stage};

/// Looks that have begun, of these photos.
fn looked(stage: &Stage, photos: &[PhotoId]) -> usize {
    stage.play.looked().iter().filter(|photo| photos.contains(photo)).count()
}

/// A sealed import of so many photos of each format, in that order.
fn import(stage: &Stage, formats: &[(Format, u32)]) -> (BatchId, Vec<PhotoId>) {
    let (batch, photos) = stage.files_of(formats);
    stage.library.seal(batch, START).expect("sealed");
    (batch, photos)
}

fn hold(stage: &Stage, photos: &[PhotoId]) {
    photos.iter().for_each(|photo| stage.play.hold(*photo));
}

#[tokio::test(flavor = "multi_thread")]
async fn quick_photos_all_end_while_the_slow_ones_before_them_hang() {
    let stage = Stage::new().await;
    let (batch, photos) = import(&stage, &[(Format::Heic, 40), (Format::Jpeg, 100)]);
    hold(&stage, &photos[..40]);
    stage.engine.wake();
    let told = stage.told_of(batch, "all quick ones done", |told| told.counters.done == 100).await;
    assert_eq!(told.state, BatchState::Active);
    stage
        .play
        .until("a second slow one begins when no quick one waits", |play| {
            play.looked().iter().filter(|photo| photos[..40].contains(photo)).count() == 2
        })
        .await;
    stage.play.release();
    let end = stage.finished(batch).await;
    assert_eq!((end.state, end.counters.done), (BatchState::Finished(Outcome::Completed), 140));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_photo_is_always_under_way_while_quick_ones_wait() {
    let stage = Stage::new().await;
    let (batch, photos) = import(&stage, &[(Format::Jpeg, 400), (Format::Raw, 10)]);
    let quick: HashSet<PhotoId> = photos[..400].iter().copied().collect();
    stage.engine.wake();
    stage.finished(batch).await;
    let looked = stage.play.looked();
    let last_slow = looked.iter().rposition(|photo| !quick.contains(photo)).expect("slow ones");
    let quick_before = looked[..last_slow].iter().filter(|photo| quick.contains(photo)).count();
    assert!(
        quick_before < 300,
        "slow ones did not wait for all quick ones: {quick_before} of 400 were before them"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_photos_alone_have_all_threads() {
    let stage = Stage::new().await;
    let (batch, photos) = import(&stage, &[(Format::Avif, 6)]);
    hold(&stage, &photos);
    stage.engine.wake();
    stage.play.until("both threads work", |play| play.looked().len() == 2).await;
    stage.play.release();
    assert_eq!(stage.finished(batch).await.counters.done, 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_whose_reads_all_hang_leaves_another_going() {
    let stage = Stage::new().await;
    let (hung, on_nas) = import(&stage, &[(Format::Jpeg, 200)]);
    let (other, photos) = import(&stage, &[(Format::Jpeg, 50), (Format::Heic, 5), (Format::Jpeg, 50)]);
    hold(&stage, &on_nas);
    stage.engine.wake();
    let end = stage.finished(other).await;
    assert_eq!((end.counters.done, looked(&stage, &photos)), (105, 105));
    assert_eq!(stage.batch(hung).counters.done, 0);
    stage.play.release();
    assert_eq!(stage.finished(hung).await.counters.done, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_comes_when_another_has_hung_on_all_threads_goes_on_too() {
    let stage = Stage::new().await;
    let (hung, on_nas) = import(&stage, &[(Format::Jpeg, 100)]);
    hold(&stage, &on_nas);
    stage.engine.wake();
    stage.play.until("both threads hang", |play| play.looked().len() == 2).await;
    for _ in 0..3 {
        let (other, photos) = import(&stage, &[(Format::Heic, 10), (Format::Jpeg, 30)]);
        stage.engine.wake();
        assert_eq!(stage.finished(other).await.counters.done as usize, photos.len());
    }
    assert_eq!(looked(&stage, &on_nas), 2, "the one that hangs has no more than its two threads");
    stage.play.release();
    stage.finished(hung).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_hangs_for_long_gives_its_place_to_others() {
    let stage = Stage::new().await;
    let (hung, on_nas) = import(&stage, &[(Format::Jpeg, 100)]);
    hold(&stage, &on_nas);
    stage.engine.wake();
    stage.play.until("both threads hang", |play| play.looked().len() == 2).await;
    let (other, photos) = import(&stage, &[(Format::Jpeg, 10)]);
    hold(&stage, &photos);
    stage.engine.wake();
    stage.play.until("one thread beside them", |play| play.looked().len() == 3).await;
    stage.clock.pass(1_000).await;
    assert_eq!(looked(&stage, &photos), 1, "two threads may compute");
    stage.clock.pass(60_000).await;
    stage.play.until("two threads for the other one", |play| play.looked().len() == 4).await;
    assert_eq!((looked(&stage, &on_nas), looked(&stage, &photos)), (2, 2));
    stage.play.release();
    stage.finished(other).await;
    stage.finished(hung).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_raised_import_that_hangs_leaves_a_thread_to_another() {
    let stage = Stage::new().await;
    let (hung, on_nas) = stage.files_of(&[(Format::Jpeg, 100)]);
    let (other, _) = import(&stage, &[(Format::Jpeg, 100)]);
    hold(&stage, &on_nas);
    stage.engine.raise(hung).await.expect("raised");
    stage.engine.wake();
    assert_eq!(stage.finished(other).await.counters.done, 100);
    stage.play.release();
}

#[tokio::test(flavor = "multi_thread")]
async fn photos_on_the_screen_go_before_others_of_their_lane_and_of_the_other() {
    let stage = Stage::new().await;
    let (batch, photos) = import(&stage, &[(Format::Heic, 100), (Format::Jpeg, 100)]);
    let screen: Vec<PhotoId> = photos[90..100].iter().chain(&photos[190..]).rev().copied().collect();
    stage.engine.look_first(screen.clone()).await;
    stage.engine.wake();
    stage.finished(batch).await;
    let looked = stage.play.looked();
    let (slow, quick): (Vec<PhotoId>, Vec<PhotoId>) =
        looked.iter().partition(|photo| photos[..100].contains(photo));
    for lane in [slow, quick] {
        let first: Vec<&PhotoId> = lane.iter().take(20).filter(|photo| screen.contains(photo)).collect();
        assert_eq!(first.len(), 10, "all of the screen are among the first 20 of their lane: {lane:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_import_that_hangs_drops_what_has_no_thread_yet() {
    let stage = Stage::new().await;
    let (hung, on_nas) = import(&stage, &[(Format::Jpeg, 50), (Format::Heic, 50)]);
    hold(&stage, &on_nas);
    stage.engine.wake();
    stage.play.until("both threads hang", |play| play.looked().len() == 2).await;
    stage.engine.cancel(hung).await.expect("cancelled");
    let end = stage.finished(hung).await;
    assert_eq!(end.state, BatchState::Finished(Outcome::Cancelled));
    stage.play.release();
    let (next, _) = import(&stage, &[(Format::Heic, 20)]);
    stage.engine.wake();
    stage.finished(next).await;
    assert_eq!(looked(&stage, &on_nas), 2, "nothing of it began after that");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_crash_jobs_of_both_lanes_go_alone_and_all_are_done_once() {
    let stage = Stage::new().await;
    let (batch, photos) = import(&stage, &[(Format::Heic, 10), (Format::Jpeg, 30)]);
    hold(&stage, &photos);
    stage.engine.wake();
    stage.play.until("both threads have one", |play| play.looked().len() == 2).await;
    let stage = stage.crash_hanging().await;
    assert_eq!(stage.recovered.requeued, 6 + 3, "what each lane had room for");
    stage.play.release();
    let end = stage.finished(batch).await;
    assert_eq!((end.state, end.counters.done), (BatchState::Finished(Outcome::Completed), 40));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_photo_that_is_tried_again_comes_when_its_time_has_come() {
    let stage = Stage::new().await;
    let (batch, photos) = import(&stage, &[(Format::Heic, 1), (Format::Jpeg, 3)]);
    let (again, hangs) = (photos[0], photos[3]);
    stage.play.hold(hangs);
    let mut failed = false;
    stage.play.on_basic(move |claimed| {
        if claimed.photo == again && !std::mem::replace(&mut failed, true) {
            return Err((crate::play::failure(pothos_model::FailureCode::Busy), None));
        }
        Ok(crate::play::looked(claimed.photo, None))
    });
    stage.engine.wake();
    stage.told_of(batch, "two done", |told| told.counters.done == 2).await;
    stage.clock.pass(60_000).await;
    let told = stage.told_of(batch, "three done while one hangs", |told| told.counters.done == 3).await;
    assert_eq!(told.counters.running, 1);
    stage.play.release();
    assert_eq!(stage.finished(batch).await.counters.done, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_hangs_again_after_a_crash_holds_up_others_for_a_moment_only() {
    let stage = Stage::new().await;
    let (hung, on_nas) = import(&stage, &[(Format::Jpeg, 20)]);
    hold(&stage, &on_nas);
    stage.engine.wake();
    stage.play.until("both threads hang", |play| play.looked().len() == 2).await;
    let stage = stage.crash_hanging().await;
    stage.play.until("one goes alone", |play| play.looked().len() == 3).await;
    let (other, photos) = import(&stage, &[(Format::Jpeg, 10)]);
    stage.engine.wake();
    stage.clock.pass(1_000).await;
    assert_eq!(looked(&stage, &photos), 0, "it may be what ended the process");
    stage.clock.pass(30_000).await;
    assert_eq!(stage.finished(other).await.counters.done, 10);
    assert_eq!(looked(&stage, &on_nas), 3, "nothing of its own import begins beside it");
    stage.play.release();
    assert_eq!(stage.finished(hung).await.counters.done, 20);
}
