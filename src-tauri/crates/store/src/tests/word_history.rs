//! Any history of machines and edits: what must hold after each step, and that undoing all edits undoes them all.

use std::collections::BTreeSet;

use pothos_model::{PhotoId, Source, Word, WordKind};
use proptest::prelude::*;

use super::fixture::{NOW, World, basic_record, word};
use crate::WordEditCmd;

/// Few words, so that speakers and edits meet.
const TEXTS: [&str; 4] = ["Sea", "sea", "dog", "海边"];

#[derive(Debug, Clone)]
enum Step {
    Model { model: &'static str, kind: WordKind, texts: Vec<usize> },
    Basic { texts: Vec<usize> },
    File { texts: Vec<usize> },
    Edit(Touch),
}

#[derive(Debug, Clone)]
enum Touch {
    Set {
        title: bool,
        text: Option<usize>,
    },
    Add {
        tag: bool,
        text: usize,
    },
    /// The n-th shown word.
    Accept(usize),
    Reject(usize),
    Restore(usize),
}

fn texts() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(0..TEXTS.len(), 0..3)
}

fn touch() -> impl Strategy<Value = Touch> {
    prop_oneof![
        (any::<bool>(), prop::option::of(0..TEXTS.len()))
            .prop_map(|(title, text)| Touch::Set { title, text }),
        (any::<bool>(), 0..TEXTS.len()).prop_map(|(tag, text)| Touch::Add { tag, text }),
        (0..12_usize).prop_map(Touch::Accept),
        (0..12_usize).prop_map(Touch::Reject),
        (0..12_usize).prop_map(Touch::Restore),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let model = prop_oneof![Just("small"), Just("large")];
    let kind = prop::sample::select(WordKind::ALL.to_vec());
    prop_oneof![
        (model, kind, texts()).prop_map(|(model, kind, texts)| Step::Model { model, kind, texts }),
        texts().prop_map(|texts| Step::Basic { texts }),
        texts().prop_map(|texts| Step::File { texts }),
        touch().prop_map(Step::Edit),
    ]
}

fn text(index: usize) -> String {
    TEXTS[index % TEXTS.len()].to_owned()
}

/// The edit a user could make now: on a shown word.
fn command(world: &World, photo: PhotoId, touch: &Touch) -> Option<WordEditCmd> {
    let words = world.row(photo).words;
    let nth = |n: usize| words.get(n % words.len().max(1)).map(|word| word.id);
    Some(match touch {
        Touch::Set { title, text: index } => WordEditCmd::Set {
            kind: if *title { WordKind::Title } else { WordKind::Description },
            text: index.map(text),
            written: None,
        },
        Touch::Add { tag, text: index } => WordEditCmd::Add {
            kind: if *tag { WordKind::Tag } else { WordKind::Category },
            text: text(*index),
        },
        Touch::Accept(n) => WordEditCmd::Accept { word: nth(*n)?, at: None },
        Touch::Reject(n) => WordEditCmd::Reject { word: nth(*n)? },
        Touch::Restore(n) => WordEditCmd::Restore { word: nth(*n)? },
    })
}

/// Shown words with speaker, whether accepted, and model; the title; the description.
type Shown = (Vec<(WordKind, String, Source, bool, Option<String>)>, Option<String>, Option<String>);

/// What a person would call the state: every shown word with its speaker, and the two shown lines.
fn shown(world: &World, photo: PhotoId) -> Shown {
    let row = world.row(photo);
    let mut words: Vec<_> = row
        .words
        .into_iter()
        .map(|Word { kind, text, source, stamp, accepted, .. }| {
            (kind, text, source, accepted.is_some(), stamp.map(|stamp| stamp.model))
        })
        .collect();
    words.sort();
    (words, row.title, row.description)
}

/// The counts of the side bar, and those that can be counted.
fn counts(world: &World, photo: PhotoId) -> (BTreeSet<String>, BTreeSet<String>) {
    let facets = world.library.facets(50).expect("facets");
    let kept = facets.tags.iter().chain(&facets.categories).inspect(|row| assert_eq!(row.photos, 1));
    let kept = kept.map(|row| row.value.to_lowercase()).collect();
    let row = world.row(photo);
    let counted = row.words.iter().filter(|word| !word.kind.is_single()).map(|word| word.text.to_lowercase());
    (kept, counted.collect())
}

fn run(world: &World, photo: PhotoId, step: &Step, at: i64) {
    match step {
        Step::Model { model, kind, texts } => {
            let texts: Vec<String> = texts.iter().map(|index| text(*index)).collect();
            let words: Vec<_> = texts.iter().map(|text| (*kind, text.as_str())).collect();
            world.vision(photo, model, &words, at);
        }
        Step::Basic { texts } => {
            let mut record = basic_record();
            record.words = texts.iter().map(|index| word(WordKind::Tag, &text(*index))).collect();
            world.basic(photo, &record);
        }
        Step::File { texts } => {
            let mut record = basic_record();
            record.facts.keywords = texts.iter().map(|index| text(*index)).collect();
            record.facts.title = texts.first().map(|index| text(*index));
            world.basic(photo, &record);
        }
        Step::Edit(touch) => {
            if let Some(edit) = command(world, photo, touch) {
                world.library.edit_word(photo, &edit, NOW.plus_ms(at)).expect("a shown word can be edited");
            }
        }
    }
}

/// Words a human stands behind.
fn human(world: &World, photo: PhotoId) -> BTreeSet<(WordKind, String)> {
    let row = world.row(photo);
    let words = row.words.into_iter().filter(|word| word.source == Source::Human);
    words.map(|word| (word.kind, word.text)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn no_machine_takes_a_humans_word_and_every_count_stays_right(steps in prop::collection::vec(step(), 1..14)) {
        let world = World::new();
        let photo = world.photo();
        let mut refused: BTreeSet<(WordKind, String)> = BTreeSet::new();
        for (at, step) in steps.iter().enumerate() {
            let before = human(&world, photo);
            let shown_before = shown(&world, photo).0;
            run(&world, photo, step, i64::try_from(at).unwrap_or(0) + 1);
            let after = shown(&world, photo).0;
            if matches!(step, Step::Edit(_)) {
                // A word that was a machine's and is gone by an edit was refused; one that came back is forgiven.
                for (kind, text, source, ..) in &shown_before {
                    let still = after.iter().any(|(k, t, ..)| k == kind && t.to_lowercase() == text.to_lowercase());
                    if *source != Source::Human && !still {
                        refused.insert((*kind, text.to_lowercase()));
                    }
                }
            } else {
                prop_assert!(before.is_subset(&human(&world, photo)), "a machine took a human's word away");
                for (kind, text, source, ..) in &after {
                    let key = (*kind, text.to_lowercase());
                    prop_assert!(*source == Source::Human || !refused.contains(&key), "{key:?} was said again");
                }
            }
            let (kept, counted) = counts(&world, photo);
            prop_assert_eq!(kept, counted);
        }
    }

    #[test]
    fn undoing_every_edit_in_turn_gives_every_state_back(
        before in prop::collection::vec(step(), 0..6),
        touches in prop::collection::vec(touch(), 1..8),
    ) {
        let world = World::new();
        let photo = world.photo();
        for (at, step) in before.iter().enumerate() {
            run(&world, photo, step, i64::try_from(at).unwrap_or(0));
        }
        let mut undone = Vec::new();
        for (touch, at) in touches.iter().zip(100_i64..) {
            let state = shown(&world, photo);
            let Some(edit) = command(&world, photo, touch) else { continue };
            let edited = world.library.edit_word(photo, &edit, NOW.plus_ms(at)).expect("an edit");
            match edited.undo {
                Some(undo) => undone.push((undo, state)),
                None => prop_assert_eq!(shown(&world, photo), state, "no undo, no change"),
            }
        }
        for ((undo, state), at) in undone.into_iter().rev().zip(200_i64..) {
            let redo = world.library.edit_word(photo, &undo, NOW.plus_ms(at)).expect("an undo");
            prop_assert!(redo.undo.is_some(), "an undo can be undone: {undo:?}");
            prop_assert_eq!(shown(&world, photo), state, "after {:?}", undo);
        }
    }
}
