//! The same work is done once.

use crate::play::{Line, words};
use crate::stage::Stage;

#[tokio::test(flavor = "multi_thread")]
async fn identical_photos_are_asked_about_once_and_both_get_the_words() {
    let stage = Stage::new().await;
    let (import, photos) = stage.files(3);
    stage.play.content(photos[0], 9);
    stage.play.content(photos[2], 9);
    stage.library.seal(import, crate::stage::START).expect("sealed");
    stage.engine.wake();
    stage.finished(import).await;
    let batch = stage.vision_with(&photos, |new| new.servers[0].concurrency = 4);
    let end = stage.finished(batch).await;
    assert_eq!(end.counters.done, 3);
    assert_eq!(stage.play.asked().len(), 2, "one of the two copies was asked about");
    assert_eq!(stage.title(photos[0]), stage.title(photos[2]));
}

#[tokio::test(flavor = "multi_thread")]
async fn analysing_twice_at_once_sends_each_photo_once() {
    let stage = Stage::new().await;
    let photos = stage.photos(5).await;
    stage.play.on_vision(|_| Line::Hang);
    let first = stage.vision_with(&photos, |new| new.servers[0].concurrency = 5);
    let second = stage.vision_with(&photos, |new| new.servers[0].concurrency = 5);
    let end = stage.finished(second).await;
    assert_eq!((end.counters.skipped, end.counters.total()), (5, 5));
    stage.play.until("five in flight", |play| play.flying() == 5).await;
    for photo in &photos {
        stage.play.answer(*photo, Ok(words(first, "Harbour")));
    }
    stage.finished(first).await;
    let third = stage.vision(&photos);
    stage.finished(third).await;
    assert_eq!(stage.play.asked().len(), 5, "also after it is done");
}

#[tokio::test(flavor = "multi_thread")]
async fn copies_left_behind_by_a_crash_end_without_another_request() {
    let stage = Stage::new().await;
    let (import, photos) = stage.files(150);
    photos.iter().for_each(|photo| stage.play.content(*photo, 9));
    stage.library.seal(import, crate::stage::START).expect("sealed");
    stage.engine.wake();
    stage.finished(import).await;
    stage.engine.shutdown().await;
    let batch = stage.vision(&photos);
    let job = stage.library.claim(batch, 1, crate::stage::START).expect("claimed").remove(0);
    let answer = pothos_store::Effect::Vision(words(batch, "Harbour"));
    let done = stage.library.finish(job.fence, &answer, crate::stage::START).expect("finished");
    assert!(done.more_followers, "the process dies before it ended them all");
    let stage = stage.crash().await;
    let end = stage.finished(batch).await;
    assert_eq!((end.counters.done, stage.play.asked().len()), (150, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_copies_of_one_file_take_one_request() {
    let stage = Stage::new().await;
    let (import, photos) = stage.files(100);
    photos.iter().for_each(|photo| stage.play.content(*photo, 9));
    stage.library.seal(import, crate::stage::START).expect("sealed");
    stage.engine.wake();
    stage.finished(import).await;
    let batch = stage.vision(&photos);
    let end = stage.finished(batch).await;
    assert_eq!((end.counters.done, stage.play.asked().len()), (100, 1));
}
