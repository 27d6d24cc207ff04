//! Taking runs back, comparing them, cleaning the list, their figures.

use pothos_model::{BatchKind, Failure, FailureCode};

use super::*;
use crate::{HistoryFilter, WordEditCmd};

/// A finished vision batch in which the model gave each photo this title.
fn run(world: &World, photos: &[PhotoId], model: &str, title: &str) -> BatchId {
    let batch = world.vision_with(photos, |new| new.servers[0].model = model.into());
    for claimed in world.claim(batch, 1_000) {
        let Effect::Vision(mut record) = answer(batch, title) else { panic!("an answer") };
        record.stamp.model = model.into();
        world.finish(claimed.fence, &Effect::Vision(record));
    }
    batch
}

#[test]
fn an_undone_run_leaves_what_a_human_took_over_and_other_runs_alone() {
    let world = World::new();
    let photos = world.photos(&[1, 2, 3]);
    let other = run(&world, &photos, "other", "A bridge");
    let batch = run(&world, &photos, "llava", "Harbour");
    let word = world.library.photo(photos[0]).expect("photo").words;
    let word = word.iter().find(|word| word.text == "Harbour").expect("the word").id;
    world.library.edit_word(photos[0], &WordEditCmd::Accept { word, at: None }, NOW).expect("accepted");
    let mut pieces = 0;
    let undone = loop {
        pieces += 1;
        if let Some(batch) = world.library.undo_run(batch, 2, NOW).expect("a piece").batch {
            break batch;
        }
    };
    assert_eq!(pieces, 3, "two pieces, and one that finds nothing left");
    assert!(undone.undone.is_some());
    let human = "SELECT text FROM word WHERE photo_id = ?1 AND source = 'human'";
    assert_eq!(world.text(human, photos[0].0), ["Harbour"], "the accepted one stays");
    assert_eq!(world.titles(photos[1]), ["A bridge"]);
    assert_eq!(world.library.photo(photos[1]).expect("photo").title.as_deref(), Some("A bridge"));
    assert!(world.library.compare_runs(other, batch, PhotoId(0), 10).expect("none").is_empty());
    let again = world.vision_with(&photos, |_| {});
    assert_eq!(world.batch(again).counters.queued, 3, "the work counts as not done");
    world.check();
}

#[test]
fn only_a_finished_analysis_can_be_undone() {
    let world = World::new();
    let photos = world.photos(&[1]);
    let batch = world.vision(&photos);
    assert!(matches!(world.library.undo_run(batch, 10, NOW), Err(StoreError::Refused(_))));
}

#[test]
fn two_runs_are_compared_by_what_was_said_at_the_time() {
    let world = World::new();
    let photos = world.photos(&[1, 2, 3]);
    let first = run(&world, &photos, "llava", "Harbour");
    let second = run(&world, &photos[1..], "other", "A quay");
    let rows = world.library.compare_runs(first, second, PhotoId(0), 10).expect("rows");
    assert_eq!(rows.len(), 2, "photos that both answered for");
    let pair = (&rows[0].first.words[0].1, &rows[0].second.words[0].1);
    assert_eq!(pair, (&"Harbour".to_owned(), &"A quay".to_owned()));
    let rest = world.library.compare_runs(first, second, rows[0].photo, 10).expect("rows");
    assert_eq!(rest.len(), 1, "it goes on after the last");
}

#[test]
fn old_batches_leave_the_list_and_their_results_stay() {
    let world = World::new();
    let photos = world.photos(&[1]);
    let batch = run(&world, &photos, "llava", "Harbour");
    let live = world.vision_with(&photos, |new| new.again = true);
    assert!(world.library.clean_history(NOW, 10, NOW).expect("clean").is_empty(), "it ended now, not before");
    let later = NOW.plus_ms(1);
    let gone = world.library.clean_history(later, 10, later).expect("clean");
    assert!(gone.contains(&batch) && !gone.contains(&live));
    assert!(matches!(world.library.batch(batch), Err(StoreError::NotFound { .. })));
    assert!(world.library.sweep_removed(1_000).expect("swept"));
    assert_eq!(world.titles(photos[0]).len(), 1, "its words stay");
}

#[test]
fn the_history_is_paged_and_filtered() {
    let world = World::new();
    let photos = world.photos(&[1]);
    let runs: Vec<BatchId> = (0..5).map(|nth| run(&world, &photos, &format!("m{nth}"), "Harbour")).collect();
    let list = |filter: HistoryFilter| -> Vec<BatchId> {
        world.library.history(&filter).expect("a page").iter().map(|batch| batch.id).collect()
    };
    let vision = HistoryFilter { kind: Some(BatchKind::Vision), limit: 2, ..HistoryFilter::default() };
    assert_eq!(list(vision.clone()), [runs[4], runs[3]]);
    assert_eq!(list(HistoryFilter { before: Some(runs[3]), ..vision.clone() }), [runs[2], runs[1]]);
    let failed = Some("completed_with_failures".to_owned());
    assert!(list(HistoryFilter { outcome: failed, ..vision }).is_empty());
    assert_eq!(
        list(HistoryFilter { kind: Some(BatchKind::Import), limit: 9, ..HistoryFilter::default() }).len(),
        1
    );
}

#[test]
fn figures_tell_servers_apart_and_count_retries_by_reason() {
    let world = World::new();
    let photos = world.photos(&[1, 2, 3]);
    let batch = world.vision_with(&photos, |new| new.servers[0].concurrency = 4);
    let claimed = world.claim_one(batch);
    let busy = Failure::new(FailureCode::Busy, "loading");
    let server = Some("http://a".to_owned());
    world.finish(
        claimed.fence,
        &Effect::Requeue { not_before: None, burn: true, failure: Some(busy), server },
    );
    for (nth, claimed) in world.claim(batch, 10).into_iter().enumerate() {
        let Effect::Vision(mut record) = answer(batch, "Harbour") else { panic!("an answer") };
        record.stamp.server = if nth == 0 { "http://a".into() } else { "http://b".into() };
        record.duration_ms = 1_000;
        world.finish(claimed.fence, &Effect::Vision(record));
    }
    let stats = world.library.batch_stats(batch).expect("figures");
    let servers: Vec<(&str, u32)> =
        stats.servers.iter().map(|one| (one.server.as_str(), one.photos)).collect();
    assert_eq!(servers, [("http://b", 2), ("http://a", 1)]);
    assert_eq!(stats.servers[0].tokens_per_second(), Some(40.0), "40 tokens in each second");
    let retries: Vec<(&str, u32)> = stats.retries.iter().map(|one| (one.code.as_str(), one.count)).collect();
    assert_eq!(retries, [("busy", 1)]);
}
