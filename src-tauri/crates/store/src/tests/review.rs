//! Words that wait for a human: neither shown nor found until they are kept, refused for good when they are dropped.

use pothos_model::{Doubt, NewWord, PhotoId, Source, WordKind};

use super::fixture::{NOW, World, vision_record};
use super::plan::plan;
use crate::table::analysis::apply_vision;
use crate::{HeldRow, Verdict};

fn doubted(kind: WordKind, text: &str, doubt: Doubt) -> NewWord {
    NewWord { doubt: Some(doubt), ..NewWord::new(kind, text) }
}

impl World {
    /// Two photos; on both waits the tag "Lofoten", on the first also "skerry".
    fn with_waiting() -> (Self, Vec<PhotoId>) {
        let world = Self::new();
        let photos: Vec<PhotoId> =
            world.import("/p", &["/p/a.jpg", "/p/b.jpg"]).added.iter().map(|row| row.id).collect();
        for (n, photo) in photos.iter().enumerate() {
            let mut words = vec![
                NewWord::new(WordKind::Tag, "boat"),
                doubted(WordKind::Tag, "Lofoten", Doubt::Names(vec!["Lofoten".into()])),
                doubted(WordKind::Title, "Boats in Lofoten", Doubt::Names(vec!["Lofoten".into()])),
            ];
            if n == 0 {
                words.push(doubted(WordKind::Tag, "skerry", Doubt::Unknown));
            }
            world.says(*photo, words);
        }
        (world, photos)
    }

    fn says(&self, photo: PhotoId, words: Vec<NewWord>) {
        let mut record = vision_record(pothos_model::BatchId(1), "llava", &[]);
        record.words = words;
        self.library.write(|tx| apply_vision(tx, photo, &record, NOW)).expect("words are stored");
    }

    fn tagged(&self, photo: PhotoId) -> Vec<(String, Source)> {
        let words = self.row(photo).words.into_iter();
        words.filter(|word| word.kind == WordKind::Tag).map(|word| (word.text, word.source)).collect()
    }

    fn decide(&self, text: &str, verdict: &Verdict) -> usize {
        self.library.decide_held(WordKind::Tag, text, verdict, NOW.plus_ms(9)).expect("a decision").len()
    }

    fn counted(&self, text: &str) -> u32 {
        let facets = self.library.facets(50).expect("facets");
        facets.tags.iter().find(|row| row.value == text).map_or(0, |row| row.photos)
    }
}

fn keep(text: &str) -> Verdict {
    Verdict::Keep { text: text.to_owned() }
}

#[test]
fn a_doubted_tag_waits_and_is_neither_shown_counted_nor_found() {
    let (world, photos) = World::with_waiting();
    assert_eq!(world.tagged(photos[0]), [("boat".to_owned(), Source::Model)]);
    assert_eq!(world.row(photos[0]).waiting, ["Lofoten", "skerry"]);
    assert_eq!((world.counted("Lofoten"), world.counted("boat")), (0, 2));
    let held = world.library.held_words(10).expect("what waits");
    let expected = [
        HeldRow {
            kind: WordKind::Tag,
            text: "Lofoten".into(),
            is_name: true,
            photos: 2,
            some: photos.clone(),
        },
        HeldRow {
            kind: WordKind::Tag,
            text: "skerry".into(),
            is_name: false,
            photos: 1,
            some: vec![photos[0]],
        },
    ];
    assert_eq!(held, expected);
    assert_eq!(world.library.facets(1).expect("facets").waiting, 2);
    let few = world.library.read(|tx| crate::review::held_count(tx, 1)).expect("a count");
    assert_eq!(few, 1, "counted no further");
}

#[test]
fn a_doubted_title_is_shown_with_the_names_in_it() {
    let (world, photos) = World::with_waiting();
    let row = world.row(photos[0]);
    assert_eq!(row.title.as_deref(), Some("Boats in Lofoten"));
    let title = row.words.iter().find(|word| word.kind == WordKind::Title).expect("a title");
    assert_eq!(title.names, ["Lofoten"]);
}

#[test]
fn a_kept_word_is_the_users_on_all_its_photos_until_that_is_undone() {
    let (world, photos) = World::with_waiting();
    assert_eq!(world.decide("lofoten", &keep("Lofoten")), 2);
    assert_eq!(world.decide("lofoten", &keep("Lofoten")), 0, "nothing is left");
    assert!(world.tagged(photos[1]).contains(&("Lofoten".to_owned(), Source::Human)));
    assert_eq!(world.counted("Lofoten"), 2);
    let undone = world.library.undo_decision(WordKind::Tag, "Lofoten", NOW.plus_ms(9)).expect("an undo");
    assert_eq!(undone.len(), 2);
    assert_eq!(world.counted("Lofoten"), 0);
    assert_eq!(world.row(photos[1]).waiting, ["Lofoten"]);
}

#[test]
fn a_word_may_be_kept_in_the_users_own_spelling() {
    let (world, photos) = World::with_waiting();
    world.decide("skerry", &keep("islet"));
    assert!(world.tagged(photos[0]).contains(&("islet".to_owned(), Source::Human)));
    world.library.undo_decision(WordKind::Tag, "skerry", NOW.plus_ms(9)).expect("an undo");
    assert_eq!(world.row(photos[0]).waiting, ["Lofoten", "skerry"]);
    assert_eq!(world.tagged(photos[0]).len(), 1);
}

#[test]
fn a_word_that_was_kept_otherwise_waits_again_when_it_is_said_again() {
    let (world, photos) = World::with_waiting();
    world.decide("skerry", &keep("islet"));
    world.says(photos[0], vec![doubted(WordKind::Tag, "skerry", Doubt::Unknown)]);
    assert!(world.row(photos[0]).waiting.contains(&"skerry".to_owned()), "nothing it said is lost");
}

#[test]
fn a_dropped_word_is_not_said_again_about_the_photo() {
    let (world, photos) = World::with_waiting();
    world.decide("Lofoten", &Verdict::Drop);
    assert_eq!(world.row(photos[0]).waiting, ["skerry"]);
    world.says(
        photos[0],
        vec![
            doubted(WordKind::Tag, "Lofoten", Doubt::Unknown),
            doubted(WordKind::Tag, "gull", Doubt::Unknown),
        ],
    );
    assert_eq!(world.row(photos[0]).waiting, ["gull"], "what is no longer said waits no longer");
    world.says(photos[1], vec![NewWord::new(WordKind::Tag, "lofoten")]);
    assert_eq!(world.counted("lofoten") + world.counted("Lofoten"), 0);
}

#[test]
fn what_somebody_said_already_needs_no_review() {
    let (world, photos) = World::with_waiting();
    world.says(photos[1], vec![doubted(WordKind::Tag, "boat", Doubt::Unknown)]);
    // The model said "boat" before, and says it now in doubt: it waits, for its own earlier word is replaced.
    assert_eq!(world.row(photos[1]).waiting, ["boat"]);
    assert_eq!(world.counted("boat"), 1);
}

#[test]
fn what_waits_is_read_from_its_index() {
    let (world, _) = World::with_waiting();
    let groups = plan(
        &world.library,
        "SELECT kind, folded, count(*) AS photos FROM held_word INDEXED BY held_open
          WHERE decided_ms IS NULL GROUP BY kind, folded ORDER BY photos DESC, folded LIMIT 9",
    );
    assert!(groups.contains("USING COVERING INDEX held_open"), "{groups}");
}
