//! One frame a burst is asked about.

use pothos_model::{Failure, FailureCode};

use super::*;

/// Frames with these moments (ms) and hashes, all from one camera and folder.
fn frames(frames: &[(i64, u64)]) -> (World, Vec<PhotoId>) {
    let world = World::new();
    let contents: Vec<u8> = (1..).take(frames.len()).collect();
    let photos = world.photos(&contents);
    for (photo, (ms, hash)) in photos.iter().zip(frames) {
        world
            .library
            .write(|tx| {
                tx.execute(
                    "UPDATE photo SET taken_local_ms = ?2, day_local_ms = ?2, perceptual_hash = ?3 WHERE id = ?1",
                    (photo.0, NOW.0 + ms, hash.cast_signed()),
                )?;
                Ok(())
            })
            .expect("a moment");
    }
    (world, photos)
}

fn one_a_burst(world: &World, photos: &[PhotoId]) -> BatchId {
    world.vision_with(photos, |new| new.options.one_a_burst = true)
}

#[test]
fn one_frame_speaks_for_a_burst_and_the_words_say_so() {
    let (world, photos) = frames(&[(0, 0), (400, 1), (1_900, 3), (2_100, 1), (300, u64::MAX)]);
    let batch = one_a_burst(&world, &photos);
    let jobs = world.claim(batch, 10);
    let asked: Vec<PhotoId> = jobs.iter().map(|job| job.photo).collect();
    assert_eq!(asked, [photos[0], photos[3], photos[4]], "too late, and another motif, are asked themselves");
    world.finish(jobs[0].fence, &answer(batch, "Harbour"));
    for (photo, similar) in [(0, None), (1, Some(photos[0])), (2, Some(photos[0]))] {
        assert_eq!(world.titles(photos[photo]), ["Harbour"]);
        let row = world.library.photo(photos[photo]).expect("the photo");
        let stamp = row.words.iter().find_map(|word| word.stamp.clone()).expect("a model's word");
        assert_eq!(stamp.similar_to, similar, "frame {photo}");
    }
    assert_eq!(world.number("SELECT sum(answer_tokens) FROM result"), 40, "one answer was paid for");
    world.finish(jobs[1].fence, &answer(batch, "Quay"));
    world.finish(jobs[2].fence, &answer(batch, "Cat"));
    let again = one_a_burst(&world, &photos);
    assert_eq!(world.batch(again).counters.skipped, 5, "all count as done");
    world.check();
}

#[test]
fn without_the_wish_every_frame_is_asked_about() {
    let (world, photos) = frames(&[(0, 0), (100, 0), (200, 0)]);
    let batch = world.vision(&photos);
    assert_eq!(world.claim(batch, 10).len(), 3);
}

#[test]
fn when_the_frame_fails_the_next_one_is_asked_about_and_speaks_for_the_rest() {
    let (world, photos) = frames(&[(0, 0), (400, 1), (800, 3)]);
    let batch = one_a_burst(&world, &photos);
    let first = world.claim_one(batch);
    let refused = Failure::new(FailureCode::Refused, "The model's filter refused it.");
    world.finish(first.fence, &Effect::Failed(refused, None));
    let second = world.claim_one(batch);
    assert_eq!(second.photo, photos[1], "another frame may do better");
    world.finish(second.fence, &answer(batch, "Harbour"));
    assert_eq!(world.titles(photos[2]), ["Harbour"]);
    let row = world.library.photo(photos[2]).expect("the photo");
    let stamp = row.words.iter().find_map(|word| word.stamp.clone()).expect("a model's word");
    assert_eq!(stamp.similar_to, Some(photos[1]));
    let counters = world.batch(batch).counters;
    assert_eq!((counters.done, counters.failed), (2, 1));
    world.check();
}

#[test]
fn a_frame_that_comes_after_the_answer_gets_it_at_once() {
    let (world, photos) = frames(&[(0, 0), (400, 1)]);
    let new = NewVision {
        options: VisionOptions { one_a_burst: true, ..new_options() },
        ..super::adding::new_vision()
    };
    let batch = world.library.create_vision(&new, NOW).expect("a batch");
    world.library.add_vision_chunk(batch, &photos[..1], NOW).expect("added");
    let job = world.claim_one(batch);
    world.finish(job.fence, &answer(batch, "Harbour"));
    let added = world.library.add_vision_chunk(batch, &photos[1..], NOW).expect("added");
    assert_eq!((added.shared, added.queued), (1, 0));
    assert_eq!(world.titles(photos[1]), ["Harbour"]);
    world.check();
}

fn new_options() -> VisionOptions {
    VisionOptions { tasks: TaskSet::EMPTY.with(Task::Title), ..VisionOptions::default() }
}

#[test]
fn of_raw_and_jpeg_one_is_asked_about_and_speaks_for_both() {
    for first in [0, 1] {
        let world = World::new();
        let photos = world.photos(&[1, 2, 3]);
        let pair = "UPDATE photo SET pair_id = iif(id = ?1, ?2, ?1) WHERE id IN (?1, ?2)";
        world.library.write(|tx| Ok(tx.execute(pair, (photos[0].0, photos[1].0))?)).expect("a pair");
        let order = [photos[first], photos[1 - first], photos[2]];
        let batch = world.vision(&order);
        let asked: Vec<PhotoId> = world.claim(batch, 10).iter().map(|job| job.photo).collect();
        assert_eq!(asked, [order[0], photos[2]], "whichever comes first");
        world.check();
    }
}
