//! Folders into the library: everything found, nothing twice, nothing lost, every refusal with a reason.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;

use serde_json::Value;

use crate::world::{World, picture, states, text, words};

#[test]
fn a_folder_of_photos_ends_titled_tagged_scored_and_searchable() {
    let world = World::new();
    world.draw(0..6);
    let ran = world.add().expect(0);
    let finished = ran.last("batch_finished");
    assert_eq!((finished["outcome"].as_str(), finished["done"].as_u64()), (Some("completed"), Some(6)));
    let photos = world.terminal.list();
    assert_eq!(photos.len(), 6);
    for photo in &photos {
        assert_eq!(photo["state"], "ready", "{photo}");
        assert_eq!(words(photo, "title", "basic").len(), 1, "a title from facts alone: {photo}");
        assert!(!words(photo, "tag", "basic").is_empty(), "{photo}");
        assert!(photo["quality"]["score"].as_u64().is_some_and(|score| score <= 100), "{photo}");
    }
    let tag = words(&photos[0], "tag", "basic").remove(0);
    let found = world.terminal.run(&["search", &tag]).expect(0);
    assert!(found.lines.iter().any(|line| line["name"] == photos[0]["name"]), "{tag}: {:?}", found.lines);
}

#[test]
fn progress_carries_whole_counters_and_a_rising_revision() {
    let world = World::new();
    world.draw(0..20);
    let ran = world.add().expect(0);
    let mut before = 0;
    for event in ran.events("batch_progress").chain(ran.events("batch_finished")) {
        let count = |name: &str| event[name].as_u64().unwrap_or_else(|| panic!("{name} is missing: {event}"));
        let settled = count("done") + count("failed") + count("skipped") + count("cancelled");
        assert_eq!(settled + count("queued") + count("running"), count("total"), "{event}");
        assert!(event["batch"].is_u64() && count("revision") >= before, "{event}");
        before = count("revision");
    }
    assert_eq!(ran.events("batch_finished").count(), 1, "one batch, one end");
    assert_eq!(ran.lines.last().unwrap()["event"], "batch_finished", "the end comes last");
}

#[test]
fn a_folder_that_is_added_twice_adds_nothing_and_says_so() {
    let world = World::with_photos(5);
    let again = world.add().expect(0);
    let finished = again.last("batch_finished");
    assert_eq!((finished["done"].as_u64(), finished["skipped"].as_u64()), (Some(0), Some(5)), "{finished}");
    assert_eq!(world.terminal.list().len(), 5);
}

#[test]
fn a_changed_photo_is_read_again_and_a_new_one_is_added() {
    let world = World::with_photos(3);
    std::fs::write(world.photos.join("photo-0001.jpg"), picture(900)).unwrap();
    world.draw(3..4);
    let ran = world.add().expect(0);
    let finished = ran.last("batch_finished");
    assert_eq!((finished["done"].as_u64(), finished["skipped"].as_u64()), (Some(2), Some(2)), "{finished}");
    assert_eq!(world.terminal.list().len(), 4);
}

#[test]
fn an_edit_in_another_program_is_seen_in_its_sidecar_and_a_sidecar_is_no_picture() {
    let world = World::with_photos(2);
    let edited = |rating: u32| {
        let xmp = format!(
            r#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
            <rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="{rating}"/></rdf:RDF></x:xmpmeta>{}"#,
            " ".repeat(rating as usize)
        );
        std::fs::write(world.photos.join("photo-0001.xmp"), xmp).unwrap();
    };
    std::fs::write(world.photos.join("photo-0000.aae"), b"<plist/>").unwrap();
    for (rating, done) in [(4, 1), (4, 0), (2, 1)] {
        if done > 0 {
            edited(rating);
        }
        let ran = world.add().expect(0);
        let finished = ran.last("batch_finished");
        assert_eq!(
            (finished["done"].as_u64(), finished["total"].as_u64()),
            (Some(done), Some(2)),
            "{finished}"
        );
        let stars: Vec<_> = world.terminal.list().iter().map(|photo| photo["rating"].as_u64()).collect();
        assert!(stars.contains(&Some(u64::from(rating))) && stars.contains(&Some(0)), "{stars:?}");
    }
}

#[test]
fn names_of_every_kind_are_found() {
    let world = World::new();
    let long = format!("{}.jpg", "n".repeat(240));
    let names: [&[u8]; 6] = [
        "西湖.jpg".as_bytes(),
        "صورة.JPG".as_bytes(),
        "🏔 peak.jpeg".as_bytes(),
        b"caf\xe9.jpg",
        long.as_bytes(),
        b"no extension",
    ];
    for (number, name) in names.iter().enumerate() {
        std::fs::write(world.photos.join(OsStr::from_bytes(name)), picture(number as u64)).unwrap();
    }
    let deep = world.photos.join("a/b/c/d");
    std::fs::create_dir_all(&deep).unwrap();
    std::fs::write(deep.join("deep.jpg"), picture(50)).unwrap();
    std::os::unix::fs::symlink(&world.photos, deep.join("loop")).unwrap();
    std::fs::write(world.photos.join("._photo.jpg"), b"resource fork").unwrap();
    std::fs::write(world.photos.join(".hidden.jpg"), picture(51)).unwrap();
    world.add().expect(0);
    let photos = world.terminal.list();
    assert_eq!(photos.len(), 7, "six names and one deep, no hidden one: {:?}", states(&photos));
    assert!(photos.iter().all(|photo| photo["state"] == "ready"), "{:?}", states(&photos));
}

#[test]
fn what_is_no_picture_gets_a_reason_and_stops_nothing() {
    let world = World::new();
    world.draw(0..3);
    let whole = picture(7);
    let put = |name: &str, bytes: &[u8]| std::fs::write(world.photos.join(name), bytes).unwrap();
    put("empty.jpg", b"");
    put("text.png", b"this is no picture, whatever its name says");
    put("cut.jpg", &whole[..whole.len() / 3]);
    put("notes.txt", b"a text beside the photos");
    let ran = world.add().expect(2);
    let finished = ran.last("batch_finished");
    assert_eq!(finished["outcome"], "completed_with_failures");
    assert_eq!((finished["done"].as_u64(), finished["failed"].as_u64()), (Some(4), Some(2)), "{finished}");
    let code = |name: &str| {
        let hit = ran
            .events("photo_failed")
            .find(|event| event["path"].as_str().is_some_and(|path| path.ends_with(name)));
        let hit = hit.unwrap_or_else(|| panic!("{name} must be reported: {:?}", ran.lines));
        assert!(
            hit["message"].as_str().is_some_and(|message| message.contains(name)),
            "the file is named: {hit}"
        );
        hit["code"].as_str().unwrap().to_owned()
    };
    assert_eq!(code("empty.jpg"), "empty");
    assert_eq!(code("text.png"), "not_a_picture");
    let cut = world.terminal.run(&["show", text(&world.photos.join("cut.jpg"))]).expect(0);
    let cut = cut.lines.iter().find(|line| line["path"].is_string()).unwrap();
    assert_eq!(cut["state"], "ready", "what is there of it is shown");
    assert!(cut["missingPercent"].as_u64().is_some_and(|percent| percent > 20), "{cut}");
    assert_eq!(world.terminal.list().len(), 6, "a failed photo is listed, a text file is not");
    let failed = world.terminal.run(&["list", "--state", "failed"]).expect(0);
    assert_eq!(failed.lines.iter().filter(|line| line["path"].is_string()).count(), 2);
}

#[test]
fn a_path_that_is_not_there_is_said_and_nothing_else_happens() {
    let world = World::new();
    let ran = world.terminal.run(&["add", text(&world.photos.join("nowhere"))]).expect(1);
    assert!(ran.err.contains("nowhere"), "the path is named: {}", ran.err);
}

#[test]
fn one_photo_is_shown_whole_by_path() {
    let world = World::with_photos(2);
    let path = world.photos.join("photo-0001.jpg");
    let ran = world.terminal.run(&["show", text(&path)]).expect(0);
    let photo = ran.lines.iter().find(|line| line["path"].is_string()).unwrap();
    assert_eq!(photo["name"], "photo-0001.jpg");
    let sources: Vec<&Value> =
        photo["words"].as_array().unwrap().iter().map(|word| &word["source"]).collect();
    assert!(
        !sources.is_empty() && sources.iter().all(|source| source.is_string()),
        "each word says who wrote it"
    );
}
