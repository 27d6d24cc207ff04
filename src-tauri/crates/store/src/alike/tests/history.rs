//! Random histories: whatever happens in whatever order, the groups are those that the rule gives for what is there at the end.

use std::collections::BTreeSet;

use pothos_model::{NEAR_BITS, Orientation, turned};
use proptest::prelude::*;

use super::*;

/// What can happen.
#[derive(Debug, Clone)]
enum Step {
    Come(Shot),
    Change(usize, Shot),
    Reject(usize),
    Restore(usize),
    Go(usize),
    Part(usize, usize),
    /// A few transactions.
    Settle(u8),
    Kill,
}

/// Hashes around three centres, some of them turned; copies of each other often.
fn shot() -> impl Strategy<Value = Shot> {
    (1_u64..12, 0_usize..3, prop::collection::vec(1_u32..64, 0..5), 1_u32..=8, 1_u32..4, 0_u8..3).prop_map(
        |(content, centre, flips, exif, size, score)| {
            let hash = flips.iter().fold([A, B, C][centre], |hash, bit| hash ^ 1 << bit);
            let turn = Orientation::from_exif(if exif > 5 { exif } else { 1 });
            // The same content is the same picture.
            let hash = if content < 4 { [A, B, C][content as usize - 1] } else { turned(hash, turn) };
            let content = if content < 4 { content } else { hash.wrapping_mul(8) + content % 3 };
            Shot { content, hash: Some(hash), width: 100 * size, score: 10 * score, taken: None }
        },
    )
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => shot().prop_map(Step::Come),
        3 => (0_usize..30, shot()).prop_map(|(at, shot)| Step::Change(at, shot)),
        2 => (0_usize..30).prop_map(Step::Reject),
        2 => (0_usize..30).prop_map(Step::Restore),
        1 => (0_usize..30).prop_map(Step::Go),
        1 => (0_usize..30, 0_usize..30).prop_map(|(a, b)| Step::Part(a, b)),
        4 => (0_u8..4).prop_map(Step::Settle),
        1 => Just(Step::Kill),
    ]
}

/// What is known of the photos without the library.
#[derive(Default)]
struct Told {
    photos: BTreeMap<PhotoId, (Shot, bool)>,
    parted: BTreeSet<(PhotoId, PhotoId)>,
}

impl Told {
    fn alike(&self, a: PhotoId, b: PhotoId) -> bool {
        let ((x, _), (y, _)) = (self.photos[&a], self.photos[&b]);
        let near = x.content == y.content
            || x.hash.zip(y.hash).is_some_and(|(x, y)| nearest_turn(x, y).1 <= NEAR_BITS);
        near && !self.parted.contains(&(a.min(b), a.max(b)))
    }

    /// The groups by the rule, from nothing: the best first, each leads unless one that it is like does.
    fn groups(&self) -> Vec<Vec<i64>> {
        let mut best: Vec<PhotoId> =
            self.photos.iter().filter(|(_, (_, out))| !out).map(|(photo, _)| *photo).collect();
        let rank = |photo: &PhotoId| {
            let (shot, _) = self.photos[photo];
            (std::cmp::Reverse(shot.width), std::cmp::Reverse(shot.score), *photo)
        };
        best.sort_by_key(rank);
        let mut leaders: Vec<PhotoId> = Vec::new();
        for photo in &best {
            if !leaders.iter().any(|leader| self.alike(*leader, *photo)) {
                leaders.push(*photo);
            }
        }
        leaders.sort_unstable();
        let group = |leader: &PhotoId| {
            let mut rest: Vec<i64> = best
                .iter()
                .filter(|photo| *photo != leader && self.alike(*leader, **photo))
                .map(|photo| photo.0)
                .collect();
            rest.sort_unstable();
            rest.insert(0, leader.0);
            rest
        };
        leaders.iter().map(group).filter(|group| group.len() > 1).collect()
    }
}

fn play(steps: Vec<Step>) {
    let mut world = World::new();
    let mut known = Told::default();
    for step in steps {
        let at = |nth: usize| known.photos.keys().copied().nth(nth % known.photos.len().max(1));
        match step {
            Step::Come(shot) => {
                let photo = world.photos(&[shot])[0];
                known.photos.insert(photo, (shot, false));
            }
            Step::Change(nth, shot) => {
                if let Some(photo) = at(nth) {
                    world.look(photo, shot);
                    let rejected = known.photos[&photo].1;
                    known.photos.insert(photo, (shot, rejected));
                }
            }
            Step::Reject(nth) | Step::Restore(nth) => {
                if let Some(photo) = at(nth) {
                    let out = matches!(step, Step::Reject(_));
                    world.rate(photo, if out { -1 } else { 3 });
                    known.photos.entry(photo).and_modify(|(_, rejected)| *rejected = out);
                }
            }
            Step::Go(nth) => {
                if let Some(photo) = at(nth) {
                    world.forget(photo);
                    known.photos.remove(&photo);
                }
            }
            Step::Part(a, b) => {
                if let (Some(a), Some(b)) = (at(a), at(b))
                    && a != b
                {
                    world.library.part(&[a, b], NOW).expect("parted");
                    known.parted.insert((a.min(b), a.max(b)));
                }
            }
            Step::Settle(times) => {
                for _ in 0..times {
                    world.library.settle_alike(&mut world.index, &mut world.known).expect("settled");
                }
            }
            Step::Kill => world = world.killed(),
        }
    }
    world.settle();
    assert_eq!(world.sets(), known.groups());
    let unled = world.number(
        "SELECT count(*) FROM alike WHERE NOT EXISTS (SELECT 1 FROM likeness WHERE photo_id = leader_id AND leads)
            OR EXISTS (SELECT 1 FROM likeness WHERE likeness.photo_id = alike.photo_id AND leads)",
    );
    assert_eq!(unled, 0, "groups are led by leaders, and leaders are in no other's group");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn groups_are_what_the_rule_gives_whatever_the_order(steps in prop::collection::vec(step(), 1..60)) {
        play(steps);
    }
}
