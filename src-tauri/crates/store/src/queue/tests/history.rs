//! Random histories: the queue and the model's transition function never differ, and nothing is ever stuck.

use std::collections::BTreeMap;

use pothos_model::{BatchState, JobEvent, JobId, JobState, PauseReason, job_transition};
use proptest::prelude::*;

use super::*;
use crate::RetryWhat;

#[derive(Debug, Clone)]
enum Step {
    Claim(u32),
    Done(usize),
    Fail(usize),
    Back(usize, bool),
    Late(usize),
    Pause(bool),
    Resume,
    Cancel,
    Sweep(u32),
    Retry(bool),
    Recover,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (1..4_u32).prop_map(Step::Claim),
        4 => (0..8_usize).prop_map(Step::Done),
        2 => (0..8_usize).prop_map(Step::Fail),
        2 => (0..8_usize, any::<bool>()).prop_map(|(at, burn)| Step::Back(at, burn)),
        1 => (0..8_usize).prop_map(Step::Late),
        1 => any::<bool>().prop_map(Step::Pause),
        2 => Just(Step::Resume),
        1 => Just(Step::Cancel),
        2 => (1..4_u32).prop_map(Step::Sweep),
        1 => any::<bool>().prop_map(Step::Retry),
        1 => Just(Step::Recover),
    ]
}

/// What the model says of each photo's job.
struct Mirror {
    states: BTreeMap<PhotoId, JobState>,
    running: Vec<Claimed>,
    old: Vec<Fence>,
}

impl Mirror {
    fn take(&mut self, photo: PhotoId, event: JobEvent) {
        let state = self.states[&photo];
        let next = job_transition(state, event).expect("the queue did what the model refuses");
        self.states.insert(photo, next);
    }

    fn all_running(&mut self, event: JobEvent) {
        for claimed in std::mem::take(&mut self.running) {
            self.old.push(claimed.fence);
            self.take(claimed.photo, event);
        }
    }

    fn pick(&mut self, at: usize) -> Option<Claimed> {
        if self.running.is_empty() {
            return None;
        }
        let claimed = self.running.remove(at % self.running.len());
        self.old.push(claimed.fence);
        Some(claimed)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_batch_does_what_the_model_says(steps in proptest::collection::vec(step(), 1..60)) {
        let world = World::new();
        let photos = world.photos(&[1, 2, 3, 4, 5, 6]);
        let batch = world.vision(&photos);
        let mut mirror = Mirror {
            states: photos.iter().map(|photo| (*photo, JobState::Queued)).collect(),
            running: Vec::new(),
            old: Vec::new(),
        };
        for step in steps {
            run(&world, batch, &mut mirror, &step);
            compare(&world, batch, &mirror, &step);
        }
    }

    #[test]
    fn batches_that_share_work_are_never_stuck(
        contents in proptest::collection::vec((1..5_u8, 1..5_u8), 2..8),
        steps in proptest::collection::vec((0..2_usize, step()), 1..60),
    ) {
        let world = World::new();
        let all: Vec<u8> = contents.iter().flat_map(|(a, b)| [*a, *b]).collect();
        let photos = world.photos(&all);
        let of = |n: usize| photos.iter().copied().skip(n).step_by(2).collect::<Vec<_>>();
        let batches = [world.vision(&of(0)), world.vision(&of(1))];
        let mut running = [Vec::new(), Vec::new()];
        for (which, step) in steps {
            blind(&world, batches[which], &mut running[which], &step, &answer(batches[which], "Fine"));
            world.check();
        }
        for batch in batches {
            let _ = world.library.resume(batch, NOW);
            world.sweep(batch);
            world.library.give_back(batch, NOW).expect("given back");
        }
        for _ in 0..200 {
            for batch in batches {
                for claimed in world.claim(batch, 3) {
                    world.finish(claimed.fence, &answer(batch, "Fine"));
                    world.check();
                }
            }
        }
        for batch in batches {
            let state = world.batch(batch).state;
            prop_assert!(matches!(state, BatchState::Finished(_)), "stuck:\n{}", world.picture());
        }
    }

    #[test]
    fn an_import_of_both_lanes_is_never_stuck(
        slow in proptest::collection::vec(any::<bool>(), 2..10),
        steps in proptest::collection::vec(step(), 1..60),
        room in (1..4_u32, 1..3_u32),
    ) {
        let world = World::new();
        let names: Vec<String> =
            slow.iter().enumerate().map(|(n, slow)| format!("{n}.{}", if *slow { "heic" } else { "jpeg" })).collect();
        let (batch, photos) = world.import(&names.iter().map(String::as_str).collect::<Vec<_>>());
        world.library.seal(batch, NOW).expect("sealed");
        let mut running = Vec::new();
        let done = Effect::Basic(basic(1));
        for step in steps {
            blind(&world, batch, &mut running, &step, &done);
            world.check();
        }
        let _ = world.library.resume(batch, NOW);
        world.sweep(batch);
        world.library.give_back(batch, NOW).expect("given back");
        // Each window gives at least one: neither lane waits for the other's room.
        for _ in 0..photos.len() {
            let room = Room { quick: room.0, slow: room.1 };
            for claimed in world.library.claim_window(batch, room, &[], NOW).expect("a claim").jobs {
                world.finish(claimed.fence, &done);
                world.check();
            }
        }
        let state = world.batch(batch).state;
        prop_assert!(matches!(state, BatchState::Finished(_)), "stuck:\n{}", world.picture());
    }
}

fn run(world: &World, batch: BatchId, mirror: &mut Mirror, step: &Step) {
    let library = &world.library;
    let state = world.batch(batch).state;
    match step {
        Step::Claim(limit) => {
            for claimed in world.claim(batch, *limit) {
                mirror.take(claimed.photo, JobEvent::Claim);
                mirror.running.push(claimed);
            }
        }
        Step::Done(at) => {
            if let Some(claimed) = mirror.pick(*at) {
                assert!(!world.finish(claimed.fence, &answer(batch, "Fine")).stale);
                mirror.take(claimed.photo, JobEvent::Succeed);
            }
        }
        Step::Fail(at) => {
            if let Some(claimed) = mirror.pick(*at) {
                assert!(!world.finish(claimed.fence, &failed(FailureCode::Timeout)).stale);
                mirror.take(claimed.photo, JobEvent::Fail);
            }
        }
        Step::Back(at, burn) => {
            if let Some(claimed) = mirror.pick(*at) {
                assert!(!world.finish(claimed.fence, &back(*burn)).stale);
                mirror.take(claimed.photo, JobEvent::Requeue);
            }
        }
        Step::Late(at) => {
            if let Some(fence) = mirror.old.get(*at) {
                assert!(world.finish(*fence, &answer(batch, "Late")).stale, "an old fence has no effect");
            }
        }
        Step::Pause(user) => {
            let why = if *user { PauseReason::User } else { PauseReason::Server };
            let paused = library.pause(batch, why, None, NOW);
            let takes = match state {
                BatchState::Active => true,
                BatchState::Paused(_) => *user,
                BatchState::Cancelling | BatchState::Finished(_) => false,
            };
            assert_eq!(paused.is_ok(), takes || !*user);
            if takes {
                mirror.all_running(JobEvent::Requeue);
            }
        }
        Step::Resume => {
            let goes = matches!(state, BatchState::Active | BatchState::Paused(_));
            assert_eq!(library.resume(batch, NOW).is_ok(), goes);
        }
        Step::Cancel => {
            let goes = !matches!(state, BatchState::Finished(_));
            assert_eq!(library.cancel(batch, NOW).is_ok(), goes);
        }
        Step::Sweep(limit) => {
            library.sweep_cancelled(batch, *limit, NOW).expect("swept");
            if state == BatchState::Cancelling {
                sweep(mirror, *limit as usize);
            }
        }
        Step::Retry(failed) => {
            let (what, from) = if *failed {
                (RetryWhat::Failed, JobState::Failed)
            } else {
                (RetryWhat::Cancelled, JobState::Cancelled)
            };
            let goes = library.retry(batch, what, JobId(0), 100, NOW).is_ok();
            let photos: Vec<PhotoId> =
                mirror.states.iter().filter(|(_, state)| **state == from).map(|(photo, _)| *photo).collect();
            assert_eq!(goes, state != BatchState::Cancelling || photos.is_empty());
            if goes {
                photos.into_iter().for_each(|photo| mirror.take(photo, JobEvent::Retry));
            }
        }
        Step::Recover => {
            library.recover(NOW).expect("recovered");
            mirror.all_running(JobEvent::Requeue);
        }
    }
}

/// Running jobs first, by id, which is the order of the photos.
fn sweep(mirror: &mut Mirror, limit: usize) {
    mirror.running.sort_by_key(|claimed| claimed.photo);
    let mut left = limit;
    while left > 0 && !mirror.running.is_empty() {
        let claimed = mirror.running.remove(0);
        mirror.old.push(claimed.fence);
        mirror.take(claimed.photo, JobEvent::Cancel);
        left -= 1;
    }
    let queued: Vec<PhotoId> = mirror
        .states
        .iter()
        .filter(|(_, state)| **state == JobState::Queued)
        .map(|(photo, _)| *photo)
        .take(left)
        .collect();
    queued.into_iter().for_each(|photo| mirror.take(photo, JobEvent::Cancel));
}

fn compare(world: &World, batch: BatchId, mirror: &Mirror, step: &Step) {
    for (photo, state) in &mirror.states {
        let stored =
            world.text(&format!("SELECT state FROM job WHERE batch_id = {batch} AND photo_id = ?1"), photo.0);
        assert_eq!(stored, [state.name()], "photo {photo} after {step:?}\n{}", world.picture());
    }
    world.check();
    let timeless = world.number(
        "SELECT count(*) FROM job WHERE state IN ('done', 'failed', 'cancelled')
           AND (finished_ms IS NULL OR duration_ms IS NULL OR duration_ms < 0)",
    );
    assert_eq!(timeless, 0, "every ended job has its times");
}

/// The same steps without a mirror: what is refused is refused.
fn blind(world: &World, batch: BatchId, running: &mut Vec<Claimed>, step: &Step, done: &Effect) {
    let library = &world.library;
    let mut end = |at: usize, effect: &Effect| {
        if !running.is_empty() {
            let claimed = running.remove(at % running.len());
            world.finish(claimed.fence, effect);
        }
    };
    match step {
        Step::Claim(limit) => running.extend(world.claim(batch, *limit)),
        Step::Done(at) | Step::Late(at) => end(*at, done),
        Step::Fail(at) if at % 2 == 0 => end(*at, &failed(FailureCode::Missing)),
        Step::Fail(at) => end(*at, &failed(FailureCode::Refused)),
        Step::Back(at, burn) => end(*at, &back(*burn)),
        Step::Pause(_) => drop(library.pause(batch, PauseReason::User, None, NOW)),
        Step::Resume => drop(library.resume(batch, NOW)),
        Step::Cancel => drop(library.cancel(batch, NOW)),
        Step::Sweep(limit) => drop(library.sweep_cancelled(batch, *limit, NOW).expect("swept")),
        Step::Retry(true) => drop(library.retry(batch, RetryWhat::Failed, JobId(0), 100, NOW)),
        Step::Retry(false) => drop(library.retry(batch, RetryWhat::Cancelled, JobId(0), 100, NOW)),
        Step::Recover => drop(library.recover(NOW).expect("recovered")),
    }
}
