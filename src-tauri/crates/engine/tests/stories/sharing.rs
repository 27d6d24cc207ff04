//! Several batches at once.

use pothos_model::{BatchId, PhotoId};

use crate::play::{Line, words};
use crate::stage::Stage;

/// Answers so many requests, one after the other; in which batches they were.
async fn serve(stage: &Stage, count: usize, of: impl Fn(PhotoId) -> BatchId) -> Vec<BatchId> {
    let from = stage.play.asked().len() - 1;
    for n in from..from + count {
        stage.play.until("the next is asked", |play| play.asked().len() == n + 1 && play.flying() == 1).await;
        let (photo, _) = stage.play.asked()[n];
        stage.play.answer(photo, Ok(words(of(photo), "Harbour")));
    }
    stage.play.until("the last is asked", |play| play.asked().len() == from + count + 1).await;
    stage.play.asked()[from..from + count].iter().map(|(photo, _)| of(*photo)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn batches_of_one_server_take_turns_and_a_raised_one_goes_first() {
    let stage = Stage::new().await;
    let photos = stage.photos(40).await;
    stage.play.on_vision(|_| Line::Hang);
    let a = stage.vision(&photos[..20]);
    stage.play.until("the first is asked", |play| play.asked().len() == 1).await;
    let b = stage.vision(&photos[20..]);
    stage.told_of(b, "the other is known", |told| !told.open).await;
    let border = photos[20];
    let of = move |photo: PhotoId| if photo < border { a } else { b };
    assert_eq!(serve(&stage, 6, of).await, [a, b, a, b, a, b]);
    stage.engine.raise(b).await.expect("raised");
    let turns = serve(&stage, 6, of).await;
    assert!(turns[1..].iter().all(|turn| *turn == b), "the raised batch has the server: {turns:?}");
    assert_eq!(stage.play.most(), 1, "together they are no more than the server takes");
}

#[tokio::test(flavor = "multi_thread")]
async fn batches_of_different_servers_do_not_wait_for_each_other() {
    let stage = Stage::new().await;
    let photos = stage.photos(4).await;
    stage.play.on_vision(|_| Line::Hang);
    stage.vision(&photos[..2]);
    stage.vision_with(&photos[2..], |new| new.servers[0].url = "http://two".into());
    stage.play.until("one at each", |play| play.flying() == 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn new_photos_are_looked_at_while_a_model_keeps_every_request_waiting() {
    let stage = Stage::new().await;
    let photos = stage.photos(10).await;
    stage.play.on_vision(|_| Line::Hang);
    let vision = stage.vision_with(&photos, |new| new.servers[0].concurrency = 8);
    stage.play.until("the model is busy", |play| play.flying() == 8).await;
    let (import, _) = stage.files(50);
    stage.library.seal(import, crate::stage::START).expect("sealed");
    stage.engine.wake();
    let end = stage.finished(import).await;
    assert_eq!(end.counters.done, 50);
    assert_eq!(stage.batch(vision).counters.done, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_imports_share_the_threads() {
    let stage = Stage::new().await;
    let (a, first) = stage.files(60);
    let (b, second) = stage.files(60);
    for batch in [a, b] {
        stage.library.seal(batch, crate::stage::START).expect("sealed");
    }
    stage.engine.wake();
    stage.finished(a).await;
    stage.finished(b).await;
    let looked = stage.play.looked();
    let half = looked.iter().take(60);
    let of_second = half.filter(|photo| second.contains(photo)).count();
    assert!((15..=45).contains(&of_second), "{of_second} of the first 60 were of the second import");
    assert_eq!(looked.len(), first.len() + second.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_batch_on_the_screen_goes_before_its_equals() {
    let stage = Stage::new().await;
    let photos = stage.photos(20).await;
    stage.play.on_vision(|_| Line::Hang);
    let first = stage.vision(&photos[..10]);
    stage.play.until("the first runs", |play| play.hanging() == 1).await;
    let second = stage.vision(&photos[10..]);
    stage.told_of(second, "it is there", |_| true).await;
    stage.engine.look_at(Some(second)).await;
    stage.clock.idle().await;
    stage.play.on_vision(|claimed| Line::Say(Ok(words(claimed.batch, "Harbour"))));
    stage.play.answer(photos[0], Ok(words(first, "Harbour")));
    let end = stage.finished(second).await;
    assert_eq!(end.counters.done, 10);
    stage.finished(first).await;
    let asked = stage.play.asked();
    let of_second = asked[1..11].iter().filter(|(photo, _)| photos[10..].contains(photo)).count();
    assert_eq!(of_second, 10, "{asked:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn photos_on_the_screen_are_looked_at_before_those_that_were_added_earlier() {
    let stage = Stage::new().await;
    let (batch, photos) = stage.files(200);
    // The screen shows the newest; the sixth of them is no photo of this library.
    let mut screen: Vec<PhotoId> = photos.iter().rev().take(5).copied().collect();
    screen.push(PhotoId(999_999));
    stage.engine.look_first(screen.clone()).await;
    stage.library.seal(batch, crate::stage::START).expect("sealed");
    stage.engine.wake();
    let end = stage.finished(batch).await;
    assert_eq!(end.counters.done, 200);
    let looked = stage.play.looked();
    assert_eq!(looked.len(), 200, "each once");
    let early: Vec<&PhotoId> = looked.iter().take(20).filter(|photo| screen.contains(photo)).collect();
    assert_eq!(early.len(), 5, "all of the screen are among the first 20: {looked:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_and_a_cancel_from_another_process_are_noticed() {
    let stage = Stage::new().await;
    let photos = stage.photos(4).await;
    stage.play.on_vision(|_| Line::Hang);
    let batch = stage.vision_with(&photos, |new| new.servers[0].concurrency = 2);
    stage.play.until("two in flight", |play| play.flying() == 2).await;
    stage.clock.pass(600).await;
    let other = pothos_store::Library::open_control(stage.dir.path()).expect("another process");
    let now = crate::stage::START;
    other.pause(batch, pothos_model::PauseReason::User, None, now).expect("paused");
    stage.clock.pass(600).await;
    stage.play.until("both aborted", |play| play.aborted() == 2).await;
    other.resume(batch, now).expect("resumed");
    stage.clock.pass(600).await;
    stage.play.until("two in flight again", |play| play.flying() == 2).await;
    other.cancel(batch, now).expect("cancelled");
    stage.clock.pass(600).await;
    let end = stage.finished(batch).await;
    assert_eq!(end.counters.cancelled, 4);
    stage.play.until("all aborted", |play| play.aborted() == 4).await;
}
