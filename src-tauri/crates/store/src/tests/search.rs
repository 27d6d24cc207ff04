//! The search box: finds what it should, in any script, and never fails on what is typed.

use pothos_model::{PhotoId, PhotoQuery, Place, WordKind};
use proptest::prelude::*;

use super::fixture::{NOW, World, basic_record, word};
use crate::WordEditCmd;

impl World {
    fn search(&self, text: &str) -> Vec<PhotoId> {
        let query = PhotoQuery { text: text.to_owned(), ..PhotoQuery::default() };
        self.library.ids(&query).unwrap_or_else(|error| panic!("{text:?}: {error}"))
    }

    fn finds(&self, text: &str) -> bool {
        !self.search(text).is_empty()
    }
}

#[test]
fn a_photo_is_found_by_name_before_anything_else_is_known() {
    let world = World::new();
    world.photo();
    for text in ["DSC01234.jpg", "dsc01234", "dsc", "01234", "1234", "123", "jpg", "dsc01234 jpg"] {
        assert!(world.finds(text), "{text:?}");
    }
    assert!(!world.finds("234"), "a word is found from its beginning");
}

#[test]
fn a_photo_is_found_by_every_word_on_it_and_no_longer_by_one_that_went() {
    let world = World::new();
    let photo = world.photo();
    let mut record = basic_record();
    record.place = Some(Place {
        city: "Bergen".into(),
        region: "Vestland".into(),
        country: "Norway".into(),
        country_code: "NO".into(),
        near: None,
    });
    world.basic(photo, &record);
    world.vision(
        photo,
        "small",
        &[(WordKind::Tag, "brown dog"), (WordKind::Description, "It runs at the séa.")],
        1,
    );
    for text in ["summer morn", "bergen", "norway dog", "brown dog", "sea", "SÉA", "runs dsc"] {
        assert!(world.finds(text), "{text:?}");
    }
    assert!(!world.finds("dog cat"), "all words must occur");
    let id = world.row(photo).words.iter().find(|word| word.text == "brown dog").expect("shown").id;
    let undo = world.library.edit_word(photo, &WordEditCmd::Reject { word: id }, NOW).expect("rejected").undo;
    assert!(!world.finds("dog"), "a hidden word does not find");
    world.library.edit_word(photo, &undo.expect("undoable"), NOW).expect("restored");
    assert!(world.finds("dog"));
}

#[test]
fn chinese_is_found_by_any_run_of_characters() {
    let world = World::new();
    let photo = world.photo();
    world.vision(
        photo,
        "small",
        &[
            (WordKind::Title, "海边的日落"),
            (WordKind::Tag, "大海"),
            (WordKind::Tag, "天空"),
            (WordKind::Tag, "東京タワー"),
        ],
        1,
    );
    for text in ["海边", "边的日", "日落", "落", "大海 天空", "タワー", "海边的日落"] {
        assert!(world.finds(text), "{text:?}");
    }
    for text in ["边海", "海天", "日海"] {
        assert!(!world.finds(text), "{text:?}: no phrase reaches from one word into the next");
    }
}

#[test]
fn emoji_and_full_width_letters_are_found() {
    let world = World::new();
    let photo = world.photo();
    world.vision(photo, "small", &[(WordKind::Tag, "🐱 ＡＢＣ"), (WordKind::Tag, "Straße")], 1);
    for text in ["🐱", "abc", "ａｂｃ", "straße"] {
        assert!(world.finds(text), "{text:?}");
    }
    assert!(!world.finds("🐶"));
}

#[test]
fn nothing_to_search_for_restricts_nothing() {
    let world = World::new();
    world.photo();
    for text in ["", "  ", "\"", "-", "* ( ) \" :"] {
        assert!(world.finds(text), "{text:?}");
    }
}

/// Everything the search finds for a set of probes.
fn found(world: &World) -> Vec<Vec<PhotoId>> {
    ["dog", "sea", "海", "summer", "dsc", "brown dog", "canon"]
        .iter()
        .map(|text| world.search(text))
        .collect()
}

#[test]
fn the_search_index_can_be_made_anew() {
    let world = World::new();
    let photo = world.photo();
    world.basic(photo, &basic_record());
    world.vision(photo, "small", &[(WordKind::Tag, "brown dog"), (WordKind::Title, "海边")], 1);
    world.import("/p", &["/p/sea.jpg"]);
    let (before, facets) = (found(&world), world.library.facets(50).expect("facets"));
    world
        .library
        .write(|tx| {
            Ok(tx.execute_batch(
                "INSERT INTO photo_fts(photo_fts) VALUES ('delete-all'); DELETE FROM tag_count;",
            )?)
        })
        .expect("emptied");
    assert_ne!(found(&world), before);
    world.library.rebuild_search().expect("made anew");
    assert_eq!(found(&world), before);
    assert_eq!(world.library.facets(50).expect("facets"), facets);
    world.library.rebuild_search().expect("twice does no harm");
    assert_eq!(found(&world), before);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_typed_is_never_an_error(
        texts in prop::collection::vec(
            prop_oneof![any::<String>(), "[\"'*^:(){}+\\-a-z海 ]{0,20}", "(NEAR|AND|OR|NOT|title:|\\^|\\*| |a){0,12}"], 40
        ),
    ) {
        // One library for many texts: opening costs more than searching.
        thread_local!(static WORLD: World = {
            let world = World::new();
            world.photo();
            world
        });
        WORLD.with(|world| for text in &texts { world.search(text); });
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn a_stored_word_finds_its_photo(text in "[\\p{L}\\p{N} .,_-]{1,24}") {
        prop_assume!(text.chars().any(|c| c.is_ascii_alphanumeric()));
        let world = World::new();
        let photo = world.photo();
        let mut record = basic_record();
        record.words = vec![word(WordKind::Tag, &text)];
        world.basic(photo, &record);
        prop_assert_eq!(world.search(&text), vec![photo]);
    }
}
