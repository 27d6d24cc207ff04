//! Vectors of what is said of photos: kept in a batch like any other result, found by direction, made anew when the words change.

use pothos_model::{BatchKind, Meaning, PhotoId, PhotoQuery, TaskSet, VisionOptions, VisionRecord, WordKind};

use super::fixture::{NOW, World, basic_record, vision_record};
use crate::{Effect, NewVision, WordEditCmd};

const SIDES: usize = 64;

fn direction(towards: usize, noise: f32) -> Vec<f32> {
    (0..SIDES)
        .map(|side| if side == towards { 1.0 } else { noise * ((side * 7 % 5) as f32 - 2.0) / 10.0 })
        .collect()
}

impl World {
    fn prepared(&self, model: &str) -> NewVision {
        NewVision {
            name: "vectors".into(),
            options: VisionOptions { tasks: TaskSet::MEANING, ..VisionOptions::default() },
            servers: vec![pothos_model::BatchServer {
                url: "http://127.0.0.1:1".into(),
                model: model.into(),
                protocol: "auto".into(),
                concurrency: 1,
                allow_cloud: false,
                price: None,
            }],
            again: false,
            scope: String::new(),
        }
    }

    /// Runs one batch over the photos: gives each the direction of its place in the list.
    fn vectors(&self, photos: &[PhotoId]) -> u32 {
        self.vectors_of("embed", photos)
    }

    fn vectors_of(&self, model: &str, photos: &[PhotoId]) -> u32 {
        let batch = self.library.create_vision(&self.prepared(model), NOW).expect("a batch");
        let added = self.library.add_vision_chunk(batch, photos, NOW).expect("photos");
        self.library.seal(batch, NOW).expect("sealed");
        for job in self.library.claim(batch, 100, NOW).expect("jobs") {
            let at = photos.iter().position(|photo| *photo == job.photo).expect("one of them");
            let mut record: VisionRecord = vision_record(batch, model, &[]);
            record.meaning = Meaning::new(&direction(at, 0.3));
            self.library.finish(job.fence, &Effect::Vision(Box::new(record)), NOW).expect("finished");
        }
        added.queued
    }

    fn described(count: usize) -> (Self, Vec<PhotoId>) {
        let world = Self::new();
        let names: Vec<String> = (0..count).map(|n| format!("/p/{n:03}.jpg")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let photos: Vec<PhotoId> = world.import("/p", &names).added.iter().map(|row| row.id).collect();
        for photo in &photos {
            world.basic(*photo, &basic_record());
        }
        (world, photos)
    }
}

#[test]
fn the_nearest_directions_are_found_in_order() {
    let (world, photos) = World::described(30);
    assert_eq!(world.vectors(&photos), 30);
    let near = world.library.nearest("embed", &direction(7, 0.3), 5).expect("the nearest");
    assert_eq!(near[0].photo, photos[7]);
    assert!(near[0].cosine > 0.99 && near[1].cosine < near[0].cosine);
    assert_eq!(near.len(), 5);
    assert!(world.library.nearest("another", &direction(7, 0.3), 5).expect("none").is_empty());
    assert!(world.library.nearest("embed", &[1.0; 32], 5).expect("none").is_empty(), "of another length");
    assert_eq!(world.library.meanings("embed").expect("a count"), 30);
}

#[test]
fn a_vector_is_made_anew_only_when_the_words_changed() {
    let (world, photos) = World::described(3);
    assert_eq!(world.vectors(&photos), 3);
    assert_eq!(world.vectors(&photos), 0, "nothing new is said");
    let edit = WordEditCmd::Add { kind: WordKind::Tag, text: "harbour".into() };
    world.library.edit_word(photos[1], &edit, NOW).expect("an edit");
    assert_eq!(world.vectors(&photos), 1);
}

#[test]
fn a_vector_that_another_model_replaced_is_made_anew() {
    let (world, photos) = World::described(3);
    assert_eq!(world.vectors_of("embed", &photos), 3);
    assert_eq!(world.vectors_of("other", &photos), 3);
    assert_eq!(world.library.meanings("embed").expect("a count"), 0, "one vector a photo");
    assert_eq!(world.vectors_of("embed", &photos), 3, "the first model again");
    assert_eq!(world.vectors_of("embed", &photos), 0);
}

#[test]
fn what_the_switches_keep_back_is_in_no_text() {
    let (world, photos) = World::described(1);
    let mut record = basic_record();
    record.facts.keywords = vec!["Anna Berg".into()];
    record.place = Some(pothos_model::Place {
        city: "Bergen".into(),
        region: "Vestland".into(),
        country: "Norway".into(),
        country_code: "NO".into(),
        near: None,
    });
    record.words.push(pothos_model::NewWord::new(WordKind::Tag, "Bergen"));
    world.basic(photos[0], &record);
    let text = |send_place, send_keywords| {
        let options = VisionOptions { send_place, send_keywords, ..VisionOptions::default() };
        world.library.meaning_text(photos[0], &options).expect("a text")
    };
    assert!(text(true, true).contains("Bergen") && text(true, true).contains("Anna Berg"));
    assert!(!text(false, true).contains("Bergen"));
    assert!(!text(true, false).contains("Anna Berg"));
}

#[test]
fn an_undone_run_takes_its_vectors_back() {
    let (world, photos) = World::described(3);
    world.vectors(&photos);
    let batches = world.library.batches(false).expect("batches");
    let batch = batches.iter().find(|batch| batch.kind == BatchKind::Vision).expect("the run").id;
    while world.library.undo_run(batch, 100, NOW).expect("an undo").batch.is_none() {}
    assert_eq!(world.library.meanings("embed").expect("a count"), 0);
    assert_eq!(world.vectors(&photos), 3, "and what was done is forgotten");
}

#[test]
fn what_is_near_comes_behind_what_has_the_words_and_keeps_to_the_filters() {
    let (world, photos) = World::described(4);
    let edit = WordEditCmd::Add { kind: WordKind::Tag, text: "harbour".into() };
    world.library.edit_word(photos[2], &edit, NOW).expect("an edit");
    world.library.set_rating(&[photos[0], photos[2], photos[3]], 4).expect("stars");
    let query = PhotoQuery { text: "harbour".into(), min_rating: Some(3), ..PhotoQuery::default() };
    let near = [photos[3], photos[2], photos[1], photos[0]];
    let rows = world.library.grid_with(&query, &near).expect("rows");
    let ids: Vec<PhotoId> = rows.iter().map(|row| row.id).collect();
    assert_eq!(ids, [photos[2], photos[3], photos[0]], "the second photo has no stars");
}
