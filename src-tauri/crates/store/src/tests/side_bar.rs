//! Folders, facets, settings, counts, export.

use pothos_model::{PhotoId, PhotoQuery, Source, WordKind};

use super::fixture::{World, basic_record};

#[test]
fn facets_are_the_most_frequent_first_and_bounded() {
    let world = World::new();
    let added = world.import("/r", &["/r/a.jpg", "/r/b.jpg", "/r/c.jpg"]).added;
    for (at, photo) in added.iter().enumerate() {
        let mut words = vec![(WordKind::Tag, "everywhere"), (WordKind::Category, "sea")];
        if at > 0 {
            words.push((WordKind::Tag, "twice"));
        }
        if at > 1 {
            words.push((WordKind::Tag, "once"));
        }
        world.vision(photo.id, "small", &words, 1);
    }
    let facets = world.library.facets(2).expect("facets");
    let tags: Vec<_> = facets.tags.iter().map(|row| (row.value.as_str(), row.photos)).collect();
    assert_eq!(tags, [("everywhere", 3), ("twice", 2)]);
    assert_eq!((facets.categories.len(), facets.cameras.len()), (1, 0));
}

#[test]
fn a_setting_is_what_was_stored_last() {
    let world = World::new();
    assert_eq!(world.library.setting("theme").expect("read"), None);
    for value in ["\"dark\"", "\"light\""] {
        world.library.set_setting("theme", value).expect("stored");
        assert_eq!(world.library.setting("theme").expect("read").as_deref(), Some(value));
    }
}

#[test]
fn stats_count_photos_by_state_and_words_by_speaker() {
    let world = World::new();
    let empty = world.library.stats().expect("stats");
    assert_eq!((empty.photos, empty.mean_answer_ms, empty.last_activity), (0, 0.0, None));
    let added = world.import("/r", &["/r/a.jpg", "/r/x/b.jpg"]).added;
    world.basic(added[0].id, &basic_record());
    world.vision(added[0].id, "small", &[(WordKind::Tag, "dog")], 1);
    let stats = world.library.stats().expect("stats");
    assert_eq!((stats.photos, stats.new, stats.ready, stats.failed, stats.folders), (2, 1, 1, 0, 2));
    assert_eq!(stats.words.get(&Source::Basic), Some(&2));
    assert_eq!(stats.words.get(&Source::Model), Some(&1));
}

#[test]
fn export_gives_whole_photos_in_order_and_stops_when_told() {
    let world = World::new();
    let paths: Vec<String> = (0..450).map(|n| format!("/r/{n:04}.jpg")).collect();
    world.import("/r", &paths.iter().map(String::as_str).collect::<Vec<_>>());
    let by_name = PhotoQuery { sort: pothos_model::SortOrder::Name, ..PhotoQuery::default() };
    let mut names = Vec::new();
    world
        .library
        .export_each(&by_name, |row| {
            names.push(row.path);
            true
        })
        .expect("exported");
    assert_eq!(names, paths);
    let mut count = 0;
    world
        .library
        .export_each(&by_name, |_| {
            count += 1;
            count < 3
        })
        .expect("exported");
    assert_eq!(count, 3);
}

#[test]
fn tiles_come_in_the_order_asked_and_leave_out_what_is_not_there() {
    let world = World::new();
    let added = world.import("/r", &["/r/a.jpg", "/r/b.jpg"]).added;
    let tiles = world.library.tiles(&[added[1].id, PhotoId(99), added[0].id]).expect("tiles");
    assert_eq!(tiles.iter().map(|tile| tile.name.as_str()).collect::<Vec<_>>(), ["b.jpg", "a.jpg"]);
}

#[test]
fn the_revision_rises_with_every_change_that_is_shown() {
    let world = World::new();
    let mut last = world.library.revision().expect("a revision");
    let mut rises = |what: &str| {
        let now = world.library.revision().expect("a revision");
        assert!(now > last, "{what}");
        last = now;
    };
    let photo = world.photo();
    rises("an import");
    world.library.set_rating(&[photo], 3).expect("rated");
    rises("a rating");
    let add = crate::WordEditCmd::Add { kind: WordKind::Tag, text: "sea".into() };
    world.library.edit_word(photo, &add, super::fixture::NOW).expect("added");
    rises("a word");
}

#[test]
fn the_users_own_words_are_those_of_files_and_humans_each_once() {
    let world = World::new();
    let added = world.import("/r", &["/r/a.jpg", "/r/b.jpg"]).added;
    for photo in &added {
        let mut record = basic_record();
        record.facts.keywords = vec!["Harbour".into(), "Place|Italy|Lucca".into()];
        world.basic(photo.id, &record);
        world.vision(photo.id, "small", &[(WordKind::Tag, "dog"), (WordKind::Tag, "harbour")], 1);
    }
    let mut own = world.library.own_words().expect("words");
    own.sort();
    assert_eq!(own, ["Harbour", "Italy", "Lucca", "Place"], "not the model's dog");
}
