//! Never twice.

use pothos_model::{BatchState, FailureCode, JobId, Outcome, PartialFailure};

use super::*;
use crate::{Added, LeftOutReason, RetryWhat};

#[test]
fn pressing_analyse_twice_names_the_batch_that_has_the_photo() {
    let world = World::new();
    let photos = world.photos(&[1, 2]);
    let first = world.vision(&photos);
    let second = world.library.create_vision(&new_vision(), NOW).expect("a batch");
    let added = world.library.add_vision_chunk(second, &photos, NOW).expect("added");
    assert_eq!(added, Added { already_queued: 2, existing: Some(first), ..Added::default() });
    let sealed = world.library.seal(second, NOW).expect("sealed");
    assert_eq!((sealed.state, sealed.counters.skipped), (BatchState::Finished(Outcome::Completed), 2));
    world.check();
}

#[test]
fn what_is_done_under_the_same_key_is_skipped_unless_asked_again() {
    let world = World::new();
    let photos = world.photos(&[1]);
    let first = world.vision(&photos);
    let job = world.claim_one(first);
    world.finish(job.fence, &answer(first, "Harbour"));
    let second = world.vision(&photos);
    assert_eq!((world.batch(second).counters.skipped, world.claim(second, 1).len()), (1, 0));
    let other_model = world.vision_with(&photos, |new| new.servers[0].model = "qwen".into());
    assert_eq!(world.claim(other_model, 1).len(), 1, "another model is other work");
    let other_words = world.vision_with(&photos, |new| new.options.instruction = "Name the birds.".into());
    assert_eq!(world.claim(other_words, 1).len(), 1, "another question is other work");
    let other_server = world.vision_with(&photos, |new| new.servers[0].url = "http://elsewhere".into());
    assert_eq!(world.batch(other_server).counters.skipped, 1, "the same model elsewhere says the same");
    let again = world.vision_with(&photos, |new| new.again = true);
    assert_eq!(world.claim(again, 1).len(), 1, "analyse again overrides");
    world.check();
}

#[test]
fn asking_again_after_a_partial_answer_asks_for_the_missing_tasks_alone() {
    let world = World::new();
    let photos = world.photos(&[1]);
    let both = TaskSet::EMPTY.with(Task::Title).with(Task::Tags);
    let first = world.vision_with(&photos, |new| new.options.tasks = both);
    let job = world.claim_one(first);
    let Effect::Vision(mut record) = answer(first, "Harbour") else { panic!("a vision effect") };
    record.missing = vec![PartialFailure {
        task: Task::Tags,
        code: FailureCode::UnreadableAnswer,
        message: "No tags.".into(),
    }];
    let done = world.finish(job.fence, &Effect::Vision(record));
    assert_eq!((done.batches[0].counters.done, done.batches[0].warned), (1, 1), "done with a warning");
    let second = world.vision_with(&photos, |new| new.options.tasks = both);
    assert_eq!(world.claim_one(second).tasks, TaskSet::EMPTY.with(Task::Tags));
    world.check();
}

#[test]
fn photos_that_cannot_take_part_are_listed_with_their_reason() {
    let world = World::new();
    let ready = world.photos(&[1]);
    let (import, unread) = world.import(&["new.jpg", "bad.jpg"]);
    let bad = world.claim(import, 2).pop().expect("the second job");
    world.finish(bad.fence, &failed(FailureCode::Truncated));
    let all = [ready[0], unread[0], unread[1], PhotoId(9_999)];
    let batch = world.vision(&all);
    assert_eq!(world.batch(batch).counters.queued, 1);
    let groups = world.library.left_out(batch).expect("groups");
    let found: Vec<_> = groups.iter().map(|group| (group.reason, group.photos.clone())).collect();
    assert_eq!(
        found,
        [(LeftOutReason::NotIndexed, vec![unread[0]]), (LeftOutReason::Unreadable, vec![unread[1]])]
    );
    let shown = world.library.failures(batch).expect("failures").passed_over;
    assert_eq!(
        shown.iter().map(|group| group.code.as_str()).collect::<Vec<_>>(),
        ["left_out_not_indexed", "left_out_unreadable"]
    );
    world.check();
}

#[test]
fn adding_the_same_photos_twice_changes_nothing() {
    let world = World::new();
    let photos = world.photos(&[1, 2, 2]);
    let batch = world.library.create_vision(&new_vision(), NOW).expect("a batch");
    world.library.add_vision_chunk(batch, &photos, NOW).expect("added");
    let before = world.picture();
    let again = world.library.add_vision_chunk(batch, &photos, NOW).expect("added");
    assert_eq!(again, Added { known: 3, ..Added::default() });
    assert_eq!(world.picture(), before);
    world.check();
}

#[test]
fn a_file_that_changed_while_its_batch_scans_again_is_looked_at_again() {
    let world = World::new();
    let (batch, photos) = world.import(&["a.jpg"]);
    let old = world.claim_one(batch);
    world.library.import_chunk(batch, Path::new("/p"), &[found("a.jpg", 2_000)], NOW).expect("changed");
    assert!(world.finish(old.fence, &Effect::Basic(basic(1))).stale, "it looked at the old file");
    let new = world.claim_one(batch);
    assert_eq!(new.photo, photos[0]);
    world.finish(new.fence, &Effect::Basic(basic(2)));
    assert_eq!(world.batch(batch).counters.total(), 1);
    world.check();
}

#[test]
fn photos_that_are_read_again_are_no_gain_for_the_library() {
    let world = World::new();
    let old = world.photos(&[1, 2]);
    let batch = world.library.create_import(&[PathBuf::from("/p")], "p", NOW).expect("a batch");
    let files = [found("0000.jpg", 2_000), found("0001.jpg", 2_000), found("new.jpg", 1_000)];
    world.library.import_chunk(batch, Path::new("/p"), &files, NOW).expect("an import");
    world.library.seal(batch, NOW).expect("sealed");
    for claimed in world.claim(batch, 10) {
        let damaged = claimed.photo == old[1];
        let effect = if damaged { failed(FailureCode::Damaged) } else { Effect::Basic(basic(9)) };
        world.finish(claimed.fence, &effect);
    }
    let ended = world.batch(batch);
    assert_eq!((ended.counters.done, ended.renewed, ended.counters.failed), (2, 1, 1));
    world.library.retry(batch, RetryWhat::Failed, JobId(0), 10, NOW).expect("retried");
    let again = world.claim_one(batch);
    world.finish(again.fence, &Effect::Basic(basic(9)));
    let ended = world.batch(batch);
    assert_eq!((ended.counters.done, ended.renewed), (3, 2), "one photo was added, two were read again");
    world.check();
}

#[test]
fn dropping_a_folder_twice_at_once_queues_each_photo_once() {
    let world = World::new();
    let (first, _) = world.import(&["a.jpg", "b.jpg"]);
    let (second, _) = world.import(&["a.jpg", "b.jpg"]);
    assert_eq!(world.batch(first).counters.queued, 2);
    assert_eq!((world.batch(second).counters.queued, world.batch(second).counters.skipped), (0, 2));
    world.check();
}

pub(super) fn new_vision() -> NewVision {
    NewVision {
        name: "test".into(),
        options: VisionOptions { tasks: TaskSet::EMPTY.with(Task::Title), ..VisionOptions::default() },
        servers: vec![BatchServer {
            url: "http://127.0.0.1:11434".into(),
            model: "llava".into(),
            protocol: "ollama".into(),
            concurrency: 4,
            allow_cloud: false,
            price: None,
        }],
        again: false,
        scope: String::new(),
    }
}
