//! Copies in every form are found, and nothing else; what the user decides about them holds.

use std::collections::{BTreeMap, BTreeSet};

use pothos_media::draw::{SampleSpec, Scene, sample_jpeg};
use pothos_model::{LocalTime, Orientation, PhotoFacts};
use serde_json::Value;

use crate::world::World;

fn spec(scene: Scene, seed: u64) -> SampleSpec {
    SampleSpec { width: 600, height: 400, seed, scene, quality: 92, facts: PhotoFacts::default() }
}

/// The picture with its pixels turned, and nothing that says so.
fn turned(spec: &SampleSpec, exif: u32) -> Vec<u8> {
    let orientation = Orientation::from_exif(exif);
    let (width, height) = orientation.upright(spec.width, spec.height);
    let facts = PhotoFacts { orientation: Some(orientation), ..PhotoFacts::default() };
    without_exif(&sample_jpeg(&SampleSpec { width, height, facts, ..spec.clone() }))
}

/// A JPEG without its APP1 segments (ITU-T T.81, annex B).
fn without_exif(jpeg: &[u8]) -> Vec<u8> {
    let mut out = jpeg[..2].to_vec();
    let mut at = 2;
    while jpeg[at + 1] != 0xDA {
        let end = at + 2 + usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
        if jpeg[at + 1] != 0xE1 {
            out.extend(&jpeg[at..end]);
        }
        at = end;
    }
    out.extend(&jpeg[at..]);
    out
}

fn put(world: &World, name: &str, bytes: &[u8]) {
    std::fs::write(world.photos.join(name), bytes).unwrap();
}

fn groups(world: &World, more: &[&str]) -> Vec<Value> {
    let mut words = vec!["duplicates"];
    words.extend(more);
    world.terminal.run(&words).expect(0).lines
}

fn names(group: &Value) -> BTreeSet<String> {
    let photos = group["photos"].as_array().unwrap();
    photos.iter().map(|photo| photo["name"].as_str().unwrap().to_owned()).collect()
}

fn set<const N: usize>(names: [&str; N]) -> BTreeSet<String> {
    names.into_iter().map(str::to_owned).collect()
}

#[test]
fn copies_are_found_however_they_were_made_and_nothing_else() {
    let world = World::new();
    let (lake, city) = (spec(Scene::Lake, 3), spec(Scene::City, 8));
    put(&world, "lake.jpg", &sample_jpeg(&lake));
    put(&world, "lake-same.jpg", &sample_jpeg(&lake));
    put(&world, "lake-pressed.jpg", &sample_jpeg(&SampleSpec { quality: 40, ..lake.clone() }));
    put(&world, "lake-right.jpg", &turned(&lake, 6));
    put(&world, "lake-half.jpg", &turned(&lake, 3));
    put(&world, "lake-mirrored.jpg", &turned(&lake, 2));
    put(&world, "lake-small.jpg", &sample_jpeg(&SampleSpec { width: 300, height: 200, ..lake.clone() }));
    put(&world, "city.jpg", &sample_jpeg(&city));
    put(&world, "city-same.jpg", &sample_jpeg(&city));
    for (seed, scene) in (20..).zip(Scene::ALL) {
        put(&world, &format!("alone-{seed}.jpg"), &sample_jpeg(&spec(scene, seed)));
    }
    world.add().expect(0);
    let found = groups(&world, &[]);
    let sets: Vec<_> = found.iter().map(names).collect();
    let lakes = set([
        "lake.jpg",
        "lake-same.jpg",
        "lake-pressed.jpg",
        "lake-right.jpg",
        "lake-half.jpg",
        "lake-mirrored.jpg",
        "lake-small.jpg",
    ]);
    assert_eq!(sets.len(), 2, "{sets:?}");
    assert!(sets.contains(&lakes) && sets.contains(&set(["city.jpg", "city-same.jpg"])), "{sets:?}");
    let of_lake = found.iter().find(|group| group["total"] == 7).unwrap();
    let turns: BTreeMap<&str, u64> = of_lake["photos"]
        .as_array()
        .unwrap()
        .iter()
        .map(|photo| (photo["name"].as_str().unwrap(), photo["turn"].as_u64().unwrap()))
        .collect();
    for (name, turn) in
        [("lake-right.jpg", 6), ("lake-half.jpg", 3), ("lake-mirrored.jpg", 2), ("lake-small.jpg", 1)]
    {
        assert_eq!(turns[name], turn, "how {name} was made: {turns:?}");
    }
    let of_city = found.iter().find(|group| group["total"] == 2).unwrap();
    assert_eq!((of_city["kind"].as_str(), of_lake["kind"].as_str()), (Some("exact"), Some("near")));
    let wider: Vec<_> = groups(&world, &["--near", "8"]).iter().map(names).collect();
    assert!(wider.contains(&lakes), "{wider:?}");
    let same: Vec<_> = groups(&world, &["--near", "0"]).iter().map(names).collect();
    assert!(same.contains(&set(["city.jpg", "city-same.jpg"])), "{same:?}");
    world.terminal.run(&["duplicates", "--near", "13"]).expect(1);
}

#[test]
fn groups_follow_the_photos() {
    let world = World::new();
    let hills = spec(Scene::Hills, 5);
    put(&world, "a.jpg", &sample_jpeg(&hills));
    world.add().expect(0);
    assert!(groups(&world, &[]).is_empty());
    put(&world, "b.jpg", &sample_jpeg(&SampleSpec { quality: 50, ..hills.clone() }));
    world.add().expect(0);
    assert_eq!(groups(&world, &[]).iter().map(names).collect::<Vec<_>>(), [set(["a.jpg", "b.jpg"])]);
    put(&world, "b.jpg", &sample_jpeg(&SampleSpec { width: 900, height: 600, ..spec(Scene::City, 6) }));
    world.add().expect(0);
    assert!(groups(&world, &[]).is_empty(), "the file shows something else now");
}

#[test]
fn frames_of_a_burst_are_a_burst_and_the_sharpest_is_named() {
    let world = World::new();
    for (at, quality) in [90, 91, 92].into_iter().enumerate() {
        let mut frame = SampleSpec { quality, ..spec(Scene::Forest, 9) };
        frame.facts.camera.model = Some("EOS R6".into());
        frame.facts.taken =
            Some(LocalTime { local_ms: 1_781_815_267_000 + 1_000 * at as i64, offset_minutes: Some(120) });
        put(&world, &format!("frame-{at}.jpg"), &sample_jpeg(&frame));
    }
    world.add().expect(0);
    let bursts = groups(&world, &["--bursts"]);
    assert_eq!(bursts.len(), 1, "{bursts:?}");
    assert_eq!(names(&bursts[0]), set(["frame-0.jpg", "frame-1.jpg", "frame-2.jpg"]));
    assert_eq!(bursts[0]["reason"], "sharpest");
    let copies: Vec<_> = groups(&world, &[]).iter().map(names).collect();
    assert!(copies.is_empty(), "frames are no copies: {copies:?}");
}
