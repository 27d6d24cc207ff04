//! The pool against children that misbehave: each costs one photo at most, in bounded time, and the next photo gets a
//! child that works. The children are shell scripts that misbehave once and then become the real one.
#![cfg(unix)]
#![allow(clippy::expect_used, reason = "a test stops at what it did not expect, in its helper functions too")]

use std::path::Path;
use std::time::Duration;

use pothos_media::{OutsideAsk, OutsideDecoder, OutsideDecoders, OutsideFailure};
use pothos_model::FailureCode;
use pothos_worker::{Pool, PoolOptions, Program};

const ASK: OutsideAsk =
    OutsideAsk { side: Some(100), pixels: 0, max_pixels: 1_000_000, max_bytes: 3_000_000 };

fn options() -> PoolOptions {
    PoolOptions { processes: 1, picture: Duration::from_secs(20), ..PoolOptions::default() }
}

/// A pool whose first child runs `misdeed`, and whose later ones are real. A misdeed that never ends is an `exec`: a
/// process that the shell started would hold the pipe when the shell is ended.
fn pool(dir: &Path, misdeed: &str, options: PoolOptions) -> Pool {
    let real = env!("CARGO_BIN_EXE_pothos-worker");
    let script =
        format!("if mkdir '{}' 2>/dev/null; then {misdeed}; else exec '{real}' \"$1\"; fi", flag(dir));
    let arguments = ["-c", &script, "sh", "--pothos-decoder-process"].map(Into::into).to_vec();
    Pool::new(Some(Program { path: "/bin/sh".into(), arguments }), options)
}

fn flag(dir: &Path) -> String {
    dir.join("was-started").display().to_string()
}

/// What the real child says of bytes that are no picture: proof that it answered.
fn answers(pool: &Pool) -> bool {
    let said = pool.decode(OutsideDecoder::Heic, &[7; 3000], &ASK).map(|_| ());
    // Without libheif it says what it needs, which is an answer too.
    let codes =
        [FailureCode::Unsupported, FailureCode::Damaged, FailureCode::Truncated, FailureCode::NeedsHeic];
    said.is_err_and(|failure| codes.contains(&failure.code) && !failure.detail.contains("its decoder"))
}

fn check(misdeed: &str, options: PoolOptions, expected: FailureCode, reason: &str) {
    let dir = tempfile::tempdir().expect("a folder");
    let pool = pool(dir.path(), misdeed, options);
    let first = pool.decode(OutsideDecoder::Avif, &[7; 300_000], &ASK).map(|_| ());
    match first {
        Err(OutsideFailure { code, detail }) => {
            assert_eq!(code, expected, "{misdeed}: {detail}");
            assert!(detail.contains(reason), "{misdeed}: {detail}");
        }
        Ok(()) => panic!("{misdeed}: gave a picture"),
    }
    assert!(answers(&pool), "after `{misdeed}` the next photo is decoded");
}

#[test]
fn a_child_that_dies_in_the_middle_of_a_photo_costs_that_photo() {
    let greeted = "printf PothosW1; head -c 200000 >/dev/null";
    check(&format!("{greeted}; kill -ABRT $$"), options(), FailureCode::Damaged, "gave up");
    check(&format!("{greeted}; kill -SEGV $$"), options(), FailureCode::Damaged, "gave up");
    check(&format!("{greeted}; kill -KILL $$"), options(), FailureCode::TooLarge, "memory");
    check(&format!("{greeted}; kill -XCPU $$"), options(), FailureCode::Damaged, "did not finish");
    check(&format!("{greeted}; exit 0"), options(), FailureCode::Damaged, "gave up");
    check("printf PothosW1; exit 1", options(), FailureCode::Damaged, "gave up");
}

#[test]
fn a_child_that_does_not_start_is_a_fault_of_the_program() {
    check("exit 1", options(), FailureCode::Internal, "could not be started");
    check(
        "printf 'Usage: a program that is none of ours'",
        options(),
        FailureCode::Internal,
        "could not be started",
    );
    let nowhere = Pool::new(Some(Program::at("/nowhere/pothos-worker")), options());
    let failure = nowhere.decode(OutsideDecoder::Raw, b"x", &ASK).map(|_| ()).unwrap_err();
    assert_eq!(failure.code, FailureCode::Internal);
}

#[test]
fn a_child_that_hangs_is_ended() {
    let hasty = || PoolOptions { picture: Duration::from_millis(200), ..options() };
    for misdeed in
        ["printf PothosW1; exec sleep 1000", "printf PothosW1; head -c 300000 >/dev/null; exec sleep 1000"]
    {
        let dir = tempfile::tempdir().unwrap();
        let pool = pool(dir.path(), misdeed, hasty());
        let failure = pool.decode(OutsideDecoder::Avif, &[7; 300_000], &ASK).map(|_| ()).unwrap_err();
        assert_eq!(failure.code, FailureCode::Damaged, "{misdeed}: {}", failure.detail);
        assert!(failure.detail.contains("did not finish"), "{misdeed}: {}", failure.detail);
    }
    let slow = PoolOptions { starting: Duration::from_millis(200), ..options() };
    let dir = tempfile::tempdir().unwrap();
    let pool = pool(dir.path(), "exec sleep 1000", slow);
    let failure = pool.decode(OutsideDecoder::Avif, b"x", &ASK).map(|_| ()).unwrap_err();
    assert_eq!(failure.code, FailureCode::Internal);
}

#[test]
fn a_child_that_answers_nonsense_is_replaced() {
    let greeted = "printf PothosW1; head -c 300041 >/dev/null";
    check(&format!("{greeted}; exec yes"), options(), FailureCode::Damaged, "its decoder gave");
    // A picture of 16 million pixels a side: refused before anything is allocated for it.
    let huge = r"printf 'PAns\001\377\377\377\000\377\377\377\000\377\377\377\000\377\377\377\000\010\000'; exec sleep 1000";
    check(&format!("{greeted}; {huge}"), options(), FailureCode::Damaged, "larger than was asked for");
}

#[test]
fn a_child_that_died_while_idle_costs_nothing() {
    let dir = tempfile::tempdir().unwrap();
    // Answers one photo with a failure of its own, then is gone.
    let misdeed = r"printf PothosW1; head -c 3041 >/dev/null; printf 'PAns\000\003\000\000'";
    let pool = pool(dir.path(), misdeed, options());
    let first = pool.decode(OutsideDecoder::Avif, &[7; 3000], &ASK).map(|_| ()).unwrap_err();
    assert_eq!(first, OutsideFailure::new(FailureCode::Unsupported, ""));
    assert!(answers(&pool), "the photo after it gets a fresh child");
}

#[test]
fn many_threads_share_few_children() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("was-started")).unwrap();
    let pool = pool(dir.path(), ":", PoolOptions { processes: 2, ..options() });
    let all = std::thread::scope(|scope| {
        let asked: Vec<_> = (0..8).map(|_| scope.spawn(|| (0..5).all(|_| answers(&pool)))).collect();
        asked.into_iter().all(|thread| thread.join().is_ok_and(|fine| fine))
    });
    assert!(all, "each thread got its answers");
}
