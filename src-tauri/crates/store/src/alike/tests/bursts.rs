//! Frames of bursts.

use super::*;

fn frame(content: u64, hash: u64, ms: i64) -> Shot {
    Shot { taken: Some((ms, 1)), ..Shot::new(content, hash) }
}

#[test]
fn frames_within_two_seconds_of_each_other_are_one_burst_and_no_copies() {
    let mut world = World::new();
    let shots: Vec<Shot> = (0..6).map(|n| frame(n as u64 + 1, A ^ 2 << n, n * 1_500)).collect();
    let photos = world.photos(&shots);
    world.photos(&[
        frame(20, B, 800),
        frame(21, A, 30_000),
        Shot { taken: Some((700, 2)), ..Shot::new(22, C) },
    ]);
    world.settle();
    assert_eq!(world.bursts(), [(photos[0].0, ids(&photos))], "a chain in time, whatever its length");
    let copies = world.sets();
    assert!(copies.iter().all(|set| set.len() == 2 || !set.contains(&photos[0].0)), "{copies:?}");
}

#[test]
fn a_copy_keeps_its_moment_and_is_a_copy() {
    let mut world = World::new();
    let photos =
        world.photos(&[frame(1, A, 0), frame(2, A ^ 2, 500), Shot { width: 300, ..frame(3, A ^ 4, 500) }]);
    world.settle();
    assert_eq!(world.sets(), [[photos[1].0, photos[2].0]], "taken at the very same moment");
}

#[test]
fn the_raw_half_of_a_pair_is_no_copy_of_its_jpeg_and_no_frame_of_its_own() {
    let mut world = World::new();
    // JPEG and RAW of two releases, a JPEG that was sent away, and the same RAW once more elsewhere.
    let shots = [frame(1, A, 0), frame(2, A ^ 2, 0), frame(3, A ^ 4, 900), frame(4, A ^ 8, 900)]
        .into_iter()
        .chain([Shot { width: 300, ..Shot::new(5, A) }, frame(2, A ^ 2, 0)]);
    let photos = world.photos(&shots.collect::<Vec<_>>());
    world.settle();
    assert!(world.bursts()[0].1.len() > 2, "as long as nobody knows of the pairs");
    for (jpeg, raw) in [(0, 1), (2, 3)] {
        let pair = "UPDATE photo SET pair_id = iif(id = ?1, ?2, ?1), format = iif(id = ?1, 'jpeg', 'raw') WHERE id IN (?1, ?2)";
        let due = "INSERT OR REPLACE INTO alike_due(photo_id, changed) VALUES (?1, 1), (?2, 1)";
        let ids = (photos[jpeg].0, photos[raw].0);
        let made = world.library.write(|tx| Ok(tx.execute(pair, ids)? + tx.execute(due, ids)?));
        assert_eq!(made.expect("a pair"), 4);
    }
    world.settle();
    assert_eq!(
        world.bursts(),
        [(photos[0].0, vec![photos[0].0, photos[5].0, photos[2].0])],
        "of pictures alone"
    );
    let sets = world.sets();
    assert!(sets.contains(&vec![photos[1].0, photos[5].0]), "the same file is the same file: {sets:?}");
    assert!(!sets.iter().any(|set| set.contains(&photos[0].0) && set.contains(&photos[1].0)), "{sets:?}");
}

#[test]
fn a_burst_that_loses_a_frame_falls_apart_where_it_was_joined() {
    let mut world = World::new();
    let shots: Vec<Shot> = (0..5).map(|n| frame(n as u64 + 1, A ^ 2 << n, n * 1_900)).collect();
    let photos = world.photos(&shots);
    world.settle();
    assert_eq!(world.bursts().len(), 1);
    world.rate(photos[2], -1);
    world.settle();
    let all = ids(&photos);
    assert_eq!(world.bursts(), [(all[0], all[..2].to_vec()), (all[3], all[3..].to_vec())]);
    world.rate(photos[2], 0);
    world.settle();
    assert_eq!(world.bursts(), [(all[0], all)]);
}

#[test]
fn the_sharpest_frame_is_suggested_and_a_burst_that_stays_is_not_shown_again() {
    let mut world = World::new();
    let photos = world.photos(&[frame(1, A, 0), frame(2, A ^ 2, 400), frame(3, A ^ 4, 800)]);
    let quality = |sharpness: u8| {
        format!(
            r#"{{"score":50,"sharpness":{sharpness},"exposure":50,"contrast":50,"colourfulness":50,"noise":5,
                "clipped_high":0.0,"clipped_low":0.0,"mean_luma":100.0,"reasons":[]}}"#
        )
    };
    for (photo, sharpness) in photos.iter().zip([40, 90, 60]) {
        world
            .library
            .write(|tx| {
                Ok(tx.execute("UPDATE photo SET quality = ?2 WHERE id = ?1", (photo.0, quality(sharpness)))?)
            })
            .expect("measured");
    }
    world.settle();
    assert_eq!(world.bursts(), [(photos[1].0, ids(&photos))]);
    let parted = world.library.part(&photos, NOW).expect("all stay");
    world.settle();
    assert!(world.bursts().is_empty());
    world.library.unpart(parted).expect("taken back");
    world.settle();
    assert_eq!(world.bursts().len(), 1);
}

#[test]
fn a_camera_s_own_word_makes_a_burst_of_frames_that_look_different() {
    let mut world = World::new();
    let photos = world.photos(&[frame(1, A, 0), frame(2, B, 300), frame(3, C, 600)]);
    for photo in &photos[..2] {
        world
            .library
            .write(|tx| {
                let facts = r#"{"scene":{"burst":"7F3A"}}"#;
                tx.execute("UPDATE photo SET facts = ?2, score = score + 1 WHERE id = ?1", (photo.0, facts))?;
                Ok(())
            })
            .expect("as the camera wrote");
    }
    world.settle();
    assert_eq!(world.bursts(), [(photos[0].0, ids(&photos[..2]))]);
}

#[test]
fn a_time_lapse_is_shown_in_parts_and_settled_in_bounded_work() {
    let mut world = World::new();
    let shots: Vec<Shot> = (0..1_300).map(|n| frame(1 + n as u64, A ^ 2 << (n % 5), n * 1_000)).collect();
    world.photos(&shots);
    world.settle();
    let total: u32 = world.library.bursts(None, 10).expect("bursts").iter().map(|row| row.total).sum();
    let parts = world.library.bursts(None, 10).expect("bursts").len();
    assert!(total >= 1_290, "{total} frames are in bursts");
    assert!((2..=4).contains(&parts), "in {parts} parts");
}
