//! What happens to groups, one story each.

use pothos_model::{Orientation, turned};

use super::*;

#[test]
fn a_group_is_led_by_the_largest_picture_and_says_how_the_others_are_like_it() {
    let mut world = World::new();
    let turned_right = turned(A, Orientation::from_exif(8)) ^ 0b110;
    let photos = world.photos(&[
        Shot::new(1, A ^ 0b10),
        Shot { width: 6000, ..Shot::new(2, A) },
        Shot { width: 6000, ..Shot::new(2, A) },
        Shot::new(3, turned_right),
        Shot::new(4, B),
    ]);
    assert!(world.sets().is_empty(), "nothing is found before it is looked for");
    world.settle();
    let [small, best, same, turned, _] = ids(&photos)[..] else { unreachable!() };
    let expected = [(best, vec![(same, "exact 0 1"), (small, "near 1 1"), (turned, "near 2 6")])];
    let groups = world.groups();
    let shown: Vec<_> = groups
        .iter()
        .map(|(id, rest)| (*id, rest.iter().map(|(photo, how)| (*photo, how.as_str())).collect()))
        .collect();
    assert_eq!(shown, expected);
    assert_eq!(world.library.facets(1).expect("facets").duplicates, 1);
    assert_eq!(world.library.alike_due(10).expect("due"), 0);
}

#[test]
fn a_chain_of_likenesses_is_no_single_group() {
    let mut world = World::new();
    let step = |n: u32| A ^ (0..4 * n).fold(0, |bits, bit| bits | 2 << bit);
    let chain: Vec<Shot> = (0..12).map(|n| Shot::new(u64::from(n) + 1, step(n))).collect();
    let photos = world.photos(&chain);
    world.settle();
    for set in world.sets() {
        assert!(set.len() <= 3, "only its neighbours are like a photo: {set:?}");
    }
    let grouped: std::collections::BTreeSet<i64> = world.sets().into_iter().flatten().collect();
    assert_eq!(grouped, ids(&photos).into_iter().collect(), "and everyone is in a group");
}

#[test]
fn a_better_photo_takes_the_lead_and_gives_it_back_when_it_goes() {
    let mut world = World::new();
    let photos = world.photos(&[Shot::new(1, A), Shot::new(2, A ^ 2), Shot::new(3, A ^ 4)]);
    world.settle();
    let [a, b, c] = ids(&photos)[..] else { unreachable!() };
    assert_eq!(world.sets(), [[a, b, c]], "of equals the first");
    let better = world.photos(&[Shot { width: 900, ..Shot::new(4, A ^ 6) }]);
    world.settle();
    assert_eq!(world.sets(), [[better[0].0, a, b, c]]);
    world.rate(better[0], -1);
    world.settle();
    assert_eq!(world.sets(), [[a, b, c]], "what is rejected is no duplicate to decide about any more");
    world.rate(better[0], 0);
    world.settle();
    assert_eq!(world.sets(), [[better[0].0, a, b, c]], "an undo brings it back");
    world.forget(better[0]);
    world.settle();
    assert_eq!(world.sets(), [[a, b, c]]);
    world.look(photos[1], Shot::new(9, B));
    world.settle();
    assert_eq!(world.sets(), [[a, c]], "a file that shows something else leaves");
    world.forget(photos[2]);
    world.settle();
    assert!(world.sets().is_empty(), "a group of one is none");
    assert_eq!(world.number("SELECT count(*) FROM alike"), 0);
}

#[test]
fn blank_pictures_are_alike_only_when_their_files_are_the_same() {
    let mut world = World::new();
    let blank = |content| Shot { hash: None, ..Shot::new(content, 0) };
    let photos = world.photos(&[blank(1), blank(2), blank(1)]);
    world.settle();
    assert_eq!(world.sets(), [[photos[0].0, photos[2].0]]);
}

#[test]
fn photos_that_the_user_told_apart_never_meet_again() {
    let mut world = World::new();
    let photos = world.photos(&[Shot::new(1, A), Shot::new(2, A ^ 2), Shot::new(3, A ^ 4)]);
    world.settle();
    let parted = world.library.part(&photos, NOW).expect("parted");
    world.settle();
    assert!(world.sets().is_empty());
    world.look(photos[0], Shot { score: 80, ..Shot::new(1, A) });
    let copy = world.photos(&[Shot::new(5, A ^ 8)]);
    let mut world = world.killed();
    world.settle();
    let [a, b, c] = ids(&photos)[..] else { unreachable!() };
    let expected = [vec![a, copy[0].0], vec![b, copy[0].0], vec![c, copy[0].0]];
    assert_eq!(world.sets(), expected, "a new copy is like each of them, and they are not like each other");
    world.library.unpart(parted).expect("taken back");
    world.settle();
    assert_eq!(world.sets(), [[a, b, c, copy[0].0]]);
    let error = world.library.part(&photos[..1], NOW).expect_err("one photo is not told apart");
    assert!(error.to_string().contains("2 to"), "{error}");
}

#[test]
fn a_large_group_is_built_and_handed_over_in_pieces() {
    let mut world = World::new();
    let shots: Vec<Shot> =
        (0..1_500).map(|n| Shot { score: (n % 50) as u8, ..Shot::new(1 + n, A) }).collect();
    let photos = world.photos(&shots);
    world.settle();
    let rows = world.library.alike_groups(None, 10).expect("groups");
    assert_eq!((rows.len(), rows[0].total, rows[0].photos.len()), (1, 1_500, 201));
    let best = world.photos(&[Shot { width: 6000, ..Shot::new(255, A) }]);
    // Ended after each transaction.
    for _ in 0..20_000 {
        if !world.library.settle_alike(&mut world.index, &mut world.known).expect("settled").more {
            break;
        }
        world = world.killed();
    }
    let rows = world.library.alike_groups(None, 10).expect("groups");
    assert_eq!((rows.len(), rows[0].id, rows[0].total), (1, best[0].0, 1_501));
    assert_eq!(world.number("SELECT count(*) FROM likeness WHERE leads"), 1);
    assert_eq!(photos.len(), 1_500);
}

#[test]
fn pages_of_groups_follow_each_other() {
    let mut world = World::new();
    let spread = |n: u64| A.rotate_left(n as u32 * 7).wrapping_mul(0x9E37_79B9_7F4A_7C15) & !1;
    let shots: Vec<Shot> = (0..40).map(|n| Shot::new(1 + n / 2, spread(n / 2))).collect();
    world.photos(&shots);
    world.settle();
    let all: Vec<i64> =
        world.library.alike_groups(None, 200).expect("groups").iter().map(|row| row.id).collect();
    assert_eq!(all.len(), 20);
    let mut paged = Vec::new();
    while let Some(row) = {
        let page = world.library.alike_groups(paged.last().copied(), 7).expect("a page");
        paged.extend(page.iter().map(|row| row.id));
        page.last().cloned()
    } {
        assert_eq!(row.kind, GroupKind::Exact);
    }
    assert_eq!(paged, all);
}

#[test]
fn hashes_of_an_older_kind_are_made_again() {
    let mut world = World::new();
    let photos =
        world.photos(&[Shot { hash: None, ..Shot::new(1, 0) }, Shot { hash: None, ..Shot::new(2, 0) }]);
    world
        .library
        .write(|tx| Ok(tx.execute("INSERT INTO hash_due SELECT id FROM photo", [])?))
        .expect("as the migration does");
    world.settle();
    let due = world.library.hashes_due(10).expect("due");
    assert_eq!(due, photos);
    world.library.put_hashes(&[(due[0], Some(A)), (due[1], Some(A ^ 2))]).expect("stored");
    world.settle();
    assert_eq!(world.sets(), [[photos[0].0, photos[1].0]]);
    assert!(world.library.hashes_due(10).expect("due").is_empty());
}
