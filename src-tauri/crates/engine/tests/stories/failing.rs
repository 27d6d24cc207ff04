//! What failures lead to.

use std::sync::{Arc, Mutex};

use pothos_engine::Clock as _;
use pothos_engine::{EngineEvent, RetryWhat};
use pothos_model::{BatchState, Failure, FailureCode, JobId, NewWord, Outcome, PauseReason, WordKind};

use crate::play::{Line, fail, failure, words};
use crate::stage::Stage;

#[tokio::test(flavor = "multi_thread")]
async fn a_transient_failure_is_tried_three_times_with_growing_waits_and_then_fails() {
    let stage = Stage::new().await;
    let photos = stage.photos(1).await;
    let (clock, at) = (stage.clock.clone(), Arc::new(Mutex::new(Vec::new())));
    let notes = at.clone();
    stage.play.on_vision(move |_| {
        notes.lock().expect("notes").push(clock.passed());
        fail(FailureCode::Timeout)
    });
    let batch = stage.vision(&photos);
    stage
        .told_of(batch, "the first failed", |told| told.started.is_some() && told.counters.running == 0)
        .await;
    stage.clock.pass(12_000).await;
    let end = stage.finished(batch).await;
    assert_eq!(end.state, BatchState::Finished(Outcome::CompletedWithFailures));
    assert_eq!(stage.play.asked().iter().map(|(_, attempt)| *attempt).collect::<Vec<_>>(), [1, 2, 3]);
    let at = at.lock().expect("notes").clone();
    let waits: Vec<i64> = at.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!((1_500..2_000).contains(&waits[0]) && (3_000..3_500).contains(&waits[1]), "{waits:?}");
    let failures = stage.library.failures(batch).expect("failures").failed;
    assert_eq!(failures[0].code, "timeout");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_that_recovers_on_the_second_attempt_is_done() {
    let stage = Stage::new().await;
    let photos = stage.photos(1).await;
    stage.play.on_vision(|claimed| {
        if claimed.attempt == 1 {
            fail(FailureCode::Busy)
        } else {
            Line::Say(Ok(words(claimed.batch, "Harbour")))
        }
    });
    let batch = stage.vision(&photos);
    stage.told_of(batch, "it waits", |told| told.counters.queued == 1 && told.started.is_some()).await;
    stage.clock.pass(5_000).await;
    let end = stage.finished(batch).await;
    assert_eq!((end.counters.done, end.counters.failed), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_after_is_obeyed_by_the_whole_batch() {
    let stage = Stage::new().await;
    let photos = stage.photos(4).await;
    stage.play.on_vision(|claimed| {
        if claimed.attempt == 1 && claimed.photo.0 % 4 == 1 {
            let asked = Failure { retry_after_ms: Some(20_000), ..failure(FailureCode::RateLimited) };
            Line::Say(Err(asked))
        } else {
            Line::Say(Ok(words(claimed.batch, "Harbour")))
        }
    });
    let first = photos.iter().position(|photo| photo.0 % 4 == 1).expect("one of four");
    assert_eq!(first, 0, "the first one is asked first");
    let batch = stage.vision(&photos);
    stage.play.until("one was asked", |play| play.asked().len() == 1).await;
    stage.told_of(batch, "it waits", |told| told.counters.running == 0 && told.started.is_some()).await;
    stage.clock.pass(19_500).await;
    assert_eq!(stage.play.asked().len(), 1, "nobody asks a server that wants quiet");
    stage.clock.pass(3_000).await;
    let end = stage.finished(batch).await;
    assert_eq!(end.counters.done, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_permanent_failure_fails_at_once_and_the_rest_goes_on() {
    let stage = Stage::new().await;
    let photos = stage.photos(3).await;
    let bad = photos[1];
    stage.play.on_vision(move |claimed| {
        if claimed.photo == bad {
            fail(FailureCode::Refused)
        } else {
            Line::Say(Ok(words(claimed.batch, "Harbour")))
        }
    });
    let batch = stage.vision(&photos);
    let end = stage.finished(batch).await;
    assert_eq!((end.counters.done, end.counters.failed), (2, 1));
    assert_eq!(stage.play.asked().len(), 3, "no second attempt");
    let told = stage.events().into_iter().find_map(|event| match event {
        EngineEvent::PhotoFailed { photo, failure, .. } => Some((photo, failure.code)),
        _ => None,
    });
    assert_eq!(told, Some((bad, FailureCode::Refused)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_server_pauses_the_batch_fails_no_photo_and_a_probe_resumes_it() {
    let stage = Stage::new().await;
    let photos = stage.photos(6).await;
    let mut calls = 0;
    stage.play.on_vision(move |_| {
        calls += 1;
        if calls == 3 { fail(FailureCode::Unreachable) } else { Line::Hang }
    });
    let down = || Err(failure(FailureCode::Unreachable));
    stage.play.on_probe([down(), down(), Ok(())]);
    let batch = stage.vision_with(&photos, |new| new.servers[0].concurrency = 3);
    let paused = stage.told_state(batch, BatchState::Paused(PauseReason::Server)).await;
    assert_eq!(paused.cause.map(|(code, _)| code), Some(FailureCode::Unreachable));
    assert_eq!((paused.counters.queued, paused.counters.failed), (6, 0), "all were given back");
    stage.play.until("the others were aborted", |play| play.aborted() == 2).await;
    stage.play.on_vision(|claimed| Line::Say(Ok(words(claimed.batch, "Harbour"))));
    let began = stage.clock.passed();
    stage.clock.pass(120_000).await;
    let end = stage.finished(batch).await;
    assert_eq!((end.counters.done, end.counters.failed), (6, 0));
    assert!(stage.play.asked().iter().all(|(_, attempt)| *attempt == 1), "no attempt was burnt");
    let looks: Vec<i64> = stage.play.probes().iter().map(|at| at - began).collect();
    assert_eq!(looks.len(), 3, "two looks in vain, and one that found it");
    let gaps = [looks[0], looks[1] - looks[0], looks[2] - looks[1]];
    for (gap, least) in gaps.iter().zip([4_700, 10_000, 20_000]) {
        // The scripted clock does not see a look on its way, and may run on a little: never earlier, that is sure.
        assert!(*gap >= least, "looks come after 5, 10 and 20 s: {gaps:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_that_only_the_user_can_mend_is_not_probed() {
    let stage = Stage::new().await;
    let photos = stage.photos(2).await;
    stage.play.on_vision(|_| fail(FailureCode::Unauthorized));
    let batch = stage.vision(&photos);
    stage.told_state(batch, BatchState::Paused(PauseReason::Server)).await;
    stage.clock.pass(120_000).await;
    assert_eq!((stage.play.probes().len(), stage.play.asked().len()), (0, 1));
    stage.play.on_vision(|claimed| Line::Say(Ok(words(claimed.batch, "Harbour"))));
    stage.engine.resume(batch).await.expect("resumed");
    let end = stage.finished(batch).await;
    assert_eq!((end.counters.done, end.cause), (2, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_back_without_the_model_says_so_and_waits_for_the_user() {
    let stage = Stage::new().await;
    let photos = stage.photos(1).await;
    stage.play.on_vision(|_| fail(FailureCode::Unreachable));
    stage.play.on_probe([Err(failure(FailureCode::ModelMissing))]);
    let batch = stage.vision(&photos);
    stage.told_state(batch, BatchState::Paused(PauseReason::Server)).await;
    stage.clock.pass(6_000).await;
    stage
        .told_of(batch, "the new cause", |told| {
            told.cause.as_ref().is_some_and(|(code, _)| *code == FailureCode::ModelMissing)
        })
        .await;
    stage.clock.pass(120_000).await;
    assert_eq!(stage.play.probes().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_fails_again_at_once_is_asked_more_and_more_rarely() {
    let stage = Stage::new().await;
    let photos = stage.photos(1).await;
    stage.play.on_vision(|_| fail(FailureCode::Unreachable));
    let batch = stage.vision(&photos);
    stage.told_state(batch, BatchState::Paused(PauseReason::Server)).await;
    // Every probe succeeds and every request fails: 5, 10, 20, 30, 30 … seconds apart.
    stage.clock.pass(97_000).await;
    let asked = stage.play.asked().len();
    assert!((3..=6).contains(&asked), "asked {asked} times in 97 s");
    assert_eq!(stage.batch(batch).counters.failed, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_that_somebody_else_asks_for_heals_too() {
    let stage = Stage::new().await;
    let photos = stage.photos(1).await;
    stage.play.on_vision(|_| Line::Hang);
    let batch = stage.vision(&photos);
    stage.engine.pause_for(batch, failure(FailureCode::Unreachable)).await.expect("paused");
    stage.told_state(batch, BatchState::Paused(PauseReason::Server)).await;
    stage.play.on_vision(|claimed| Line::Say(Ok(words(claimed.batch, "Harbour"))));
    stage.clock.pass(5_500).await;
    stage.finished(batch).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_in_the_work_fails_that_photo_and_the_lane_goes_on() {
    let stage = Stage::new().await;
    let photos = stage.photos(3).await;
    let poison = photos[0];
    stage.play.on_vision(move |claimed| {
        if claimed.photo == poison { Line::Panic } else { Line::Say(Ok(words(claimed.batch, "Harbour"))) }
    });
    let batch = stage.vision(&photos);
    let end = stage.finished(batch).await;
    assert_eq!((end.counters.done, end.counters.failed), (2, 1));
    let failures = stage.library.failures(batch).expect("failures").failed;
    assert_eq!(failures[0].code, "internal");
    assert!(failures[0].photos[0].message.contains("the adapter broke"), "{failures:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_in_a_decoder_fails_that_photo_and_the_threads_go_on() {
    let stage = Stage::new().await;
    let (batch, photos) = stage.files(6);
    stage.library.seal(batch, crate::stage::START).expect("sealed");
    let poison = [photos[0], photos[1], photos[2]];
    stage.play.on_basic(move |claimed| {
        if poison.contains(&claimed.photo) {
            std::panic::panic_any("the decoder broke");
        }
        Ok(crate::play::looked(claimed.photo, None))
    });
    stage.engine.wake();
    let end = stage.finished(batch).await;
    assert_eq!((end.counters.done, end.counters.failed), (3, 3), "more panics than threads");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_without_any_word_is_a_failure() {
    let stage = Stage::new().await;
    let photos = stage.photos(1).await;
    stage.play.on_vision(|claimed| {
        let mut empty = words(claimed.batch, "x");
        empty.words.clear();
        Line::Say(Ok(empty))
    });
    let batch = stage.vision(&photos);
    let end = stage.finished(batch).await;
    assert_eq!((end.counters.done, end.counters.failed), (0, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_keeps_breaking_the_combined_form_is_asked_one_thing_at_a_time() {
    let stage = Stage::new().await;
    let photos = stage.photos(8).await;
    stage.play.on_vision(|_| fail(FailureCode::UnreadableAnswer));
    let batch = stage.vision_with(&photos, |new| new.options.tasks = pothos_model::TaskSet::STANDARD);
    let apart = stage.told_of(batch, "it asks apart", |told| told.separate).await;
    assert!(apart.counters.done == 0 && stage.play.asked().len() >= 5);
    stage.play.on_vision(|claimed| Line::Say(Ok(words(claimed.batch, "Harbour"))));
    stage.clock.pass(10_000).await;
    let end = stage.finished(batch).await;
    assert_eq!((end.counters.done, end.counters.failed), (8, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_after_failures_starts_the_attempts_again() {
    let stage = Stage::new().await;
    let photos = stage.photos(1).await;
    stage.play.on_vision(|_| fail(FailureCode::Timeout));
    let batch = stage.vision(&photos);
    stage
        .told_of(batch, "the first failed", |told| told.started.is_some() && told.counters.running == 0)
        .await;
    stage.clock.pass(10_000).await;
    stage.finished(batch).await;
    stage.forget();
    stage.engine.retry(batch, RetryWhat::Failed).await.expect("retried");
    stage.told_of(batch, "it failed once more", |told| told.counters.queued == 1).await;
    stage.clock.pass(10_000).await;
    stage.finished(batch).await;
    let attempts: Vec<u32> = stage.play.asked().iter().map(|(_, attempt)| *attempt).collect();
    assert_eq!(attempts, [1, 2, 3, 1, 2, 3]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_set_back_by_a_day_strands_neither_a_retry_nor_a_probe() {
    let stage = Stage::new().await;
    let photos = stage.photos(2).await;
    let mut calls = 0;
    stage.play.on_vision(move |claimed| {
        calls += 1;
        match calls {
            1 => fail(FailureCode::Timeout),
            2 => fail(FailureCode::Unreachable),
            _ => Line::Say(Ok(words(claimed.batch, "Harbour"))),
        }
    });
    let batch = stage.vision(&photos);
    stage.told_state(batch, BatchState::Paused(PauseReason::Server)).await;
    stage.clock.jump(-86_400_000);
    stage.clock.pass(20_000).await;
    let end = stage.finished(batch).await;
    assert_eq!(end.counters.done, 2);
    assert!(end.finished >= end.started, "a batch ends after it began");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_says_the_same_of_every_photo_is_noticed_after_five_and_the_user_may_go_on() {
    let stage = Stage::new().await;
    let photos = stage.photos(12).await;
    stage.play.on_vision(|claimed| {
        let mut record = words(claimed.batch, "Lake and trees");
        let text = "A lake lies between green trees under a blue sky.";
        record.words.push(NewWord::new(WordKind::Description, text));
        Line::Say(Ok(record))
    });
    let batch = stage.vision_with(&photos, |new| new.servers[0].concurrency = 1);
    stage.told_state(batch, BatchState::Paused(PauseReason::Server)).await;
    stage.clock.idle().await;
    let waits = stage.batch(batch);
    assert_eq!(waits.cause.map(|(code, _)| code), Some(FailureCode::SameAnswers));
    assert_eq!(
        (waits.counters.done, waits.counters.running),
        (5, 0),
        "what was said is kept for the user to judge"
    );
    stage.clock.pass(3_600_000).await;
    assert_eq!(stage.batch(batch).counters.done, 5, "it does not go on by itself");
    stage.engine.resume(batch).await.expect("resumed");
    let end = stage.finished(batch).await;
    assert_eq!(end.counters.done, 12, "who goes on is not asked again about the same words");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_hours_asleep_every_wait_is_over_and_no_attempt_is_burnt() {
    let stage = Stage::new().await;
    let photos = stage.photos(3).await;
    let (waits, asked) = (photos[0], photos[1]);
    let mut failed = false;
    stage.play.on_vision(move |claimed| match claimed.photo {
        photo if photo == waits && !failed => {
            failed = true;
            fail(FailureCode::Disconnected)
        }
        photo if photo == asked => Line::Hang,
        _ => Line::Say(Ok(words(claimed.batch, "Harbour"))),
    });
    let batch = stage.vision_with(&photos, |new| new.servers[0].concurrency = 2);
    stage
        .told_of(batch, "one waits, one is asked", |told| {
            (told.counters.done, told.counters.running) == (1, 1)
        })
        .await;
    stage.clock.idle().await;
    // The lid is closed for eight hours.
    stage.clock.jump(8 * 3_600_000);
    stage.clock.pass(1_000).await;
    stage.told_of(batch, "the one that waited is done", |told| told.counters.done == 2).await;
    stage.play.answer(asked, Ok(words(batch, "Harbour")));
    let end = stage.finished(batch).await;
    assert_eq!((end.state, end.counters.done), (BatchState::Finished(Outcome::Completed), 3));
    let attempts = |photo| stage.play.asked().iter().filter(|(one, _)| *one == photo).count();
    assert_eq!((attempts(waits), attempts(asked)), (2, 1), "nothing was asked again because of the sleep");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_whose_terminal_was_killed_between_two_pieces_is_gone_on_with() {
    let stage = Stage::new().await;
    let photos = stage.photos(3).await;
    stage.play.on_vision(|_| fail(FailureCode::Refused));
    let batch = stage.vision(&photos);
    stage.finished(batch).await;
    stage.forget();
    stage.play.on_vision(|claimed| Line::Say(Ok(words(claimed.batch, "Harbour"))));
    // The terminal's first piece, and its last.
    stage.library.retry(batch, RetryWhat::Failed, JobId(0), 1, stage.clock.now()).expect("a piece");
    stage.engine.wake();
    stage.told_of(batch, "that piece is done", |told| told.counters.done == 1).await;
    stage.clock.pass(2_000).await;
    let end = stage.finished(batch).await;
    assert_eq!((end.state, end.counters.done), (BatchState::Finished(Outcome::Completed), 3));
}
