//! The grid against the plain reading of a query: filter every photo, then sort.

use std::cmp::Reverse;

use pothos_model::{PhotoId, PhotoQuery, PhotoState, SortOrder, Source, WordKind};
use proptest::prelude::*;

use super::fixture::{NOW, World, basic_record, found, word};
use crate::{GridRow, PhotoRow};

const CAMERAS: [Option<&str>; 3] = [None, Some("X100V"), Some("Pixel 9")];
const TAGS: [&str; 3] = ["sea", "dog", "red car"];
const FOLDERS: [&str; 3] = ["/r", "/r/a", "/r/a/b"];
const SORTS: [SortOrder; 5] = [
    SortOrder::NewestFirst,
    SortOrder::OldestFirst,
    SortOrder::RecentlyAdded,
    SortOrder::BestFirst,
    SortOrder::Name,
];

#[derive(Debug, Clone)]
struct Made {
    folder: usize,
    name: String,
    day: i64,
    analysed: bool,
    camera: usize,
    rating: i8,
    score: u8,
    tags: Vec<usize>,
    seen: bool,
}

fn made() -> impl Strategy<Value = Made> {
    let facts = (0..3_usize, "[a-cA-C_é]{1,3}", 0..5_i64, any::<bool>());
    let figures = (0..3_usize, -1..=5_i8, 0..4_u8, prop::collection::vec(0..3_usize, 0..3), any::<bool>());
    (facts, figures).prop_map(|((folder, name, day, analysed), (camera, rating, score, tags, seen))| Made {
        folder,
        name,
        day,
        analysed,
        camera,
        rating,
        score,
        tags,
        seen,
    })
}

fn query() -> impl Strategy<Value = (PhotoQuery, Option<usize>)> {
    let first = (
        prop::sample::select(vec!["", "", "", "sea", "re", "car red", "x100v"]),
        prop::option::weighted(0.3, 0..3_usize),
        prop::collection::vec(prop::sample::select(TAGS.to_vec()), 0..2),
        prop::option::weighted(0.3, 0..6_i64),
        prop::option::weighted(0.3, 0..6_i64),
    );
    let second = (
        prop::option::weighted(0.2, prop::sample::select(vec!["X100V", "Pixel 9"])),
        prop::option::weighted(0.3, -1..=5_i8),
        prop::option::weighted(0.3, prop::sample::select(vec![PhotoState::New, PhotoState::Ready])),
        prop::option::weighted(0.3, prop::sample::select(Source::ALL.to_vec())),
        prop::sample::select(SORTS.to_vec()),
    );
    (first, second).prop_map(
        |((text, folder, tags, taken_from, taken_before), (camera, min_rating, state, words_from, sort))| {
            let query = PhotoQuery {
                text: text.to_owned(),
                folder: None,
                tags: tags.iter().map(|tag| tag.to_uppercase()).collect(),
                taken_from,
                taken_before,
                camera: camera.map(str::to_owned),
                min_rating,
                state,
                words_from,
                sort,
                ..PhotoQuery::default()
            };
            (query, folder)
        },
    )
}

/// Imports and analyses; gives each photo with its score and file name as SQLite would fold it.
fn build(world: &World, photos: &[Made]) -> Vec<(PhotoRow, Option<u8>)> {
    let files: Vec<_> = photos
        .iter()
        .enumerate()
        .map(|(at, made)| {
            let mut file = found(&format!("{}/{}{at}.jpg", FOLDERS[made.folder], made.name));
            file.stamp.modified = pothos_model::Timestamp(made.day);
            file
        })
        .collect();
    let imported = world.import_found("/r", &files);
    for (added, made) in imported.added.iter().zip(photos) {
        if made.analysed {
            let mut record = basic_record();
            record.facts = Default::default();
            record.facts.camera.model = CAMERAS[made.camera].map(str::to_owned);
            record.facts.rating = Some(made.rating);
            record.quality.score = made.score;
            record.words = made.tags.iter().map(|tag| word(WordKind::Tag, TAGS[*tag])).collect();
            world.basic(added.id, &record);
        }
        if made.seen {
            world.vision(added.id, "small", &[(WordKind::Tag, "sea")], 1);
        }
    }
    imported
        .added
        .iter()
        .map(|added| world.row(added.id))
        .map(|row| {
            let score = row.quality.as_ref().map(|quality| quality.score);
            (row, score)
        })
        .collect()
}

fn matches(row: &PhotoRow, query: &PhotoQuery, folder: Option<usize>) -> bool {
    let day = row.taken.map_or_else(|| row_day(row), |taken| taken.local_ms);
    let tag = |wanted: &String| {
        row.words
            .iter()
            .any(|word| word.kind == WordKind::Tag && word.text.to_lowercase() == wanted.to_lowercase())
    };
    let text = || {
        let all = row.words.iter().map(|word| word.text.to_lowercase()).collect::<Vec<_>>().join(" ");
        let words: Vec<&str> = query.text.split_whitespace().collect();
        words.iter().enumerate().all(|(at, wanted)| {
            let last = at + 1 == words.len();
            all.split(' ').any(|word| if last { word.starts_with(wanted) } else { word == *wanted })
        })
    };
    let camera =
        || [row.facts.camera.make.as_deref(), row.facts.camera.model.as_deref()].into_iter().flatten().next();
    text()
        && folder.is_none_or(|folder| row.path.starts_with(&format!("{}/", FOLDERS[folder])))
        && query.tags.iter().all(tag)
        && query.taken_from.is_none_or(|from| day >= from)
        && query.taken_before.is_none_or(|before| day < before)
        && query.camera.as_deref().is_none_or(|wanted| camera() == Some(wanted))
        && query.min_rating.is_none_or(|stars| row.rating >= stars)
        && query.state.is_none_or(|state| row.state == state)
        && query.words_from.is_none_or(|source| row.words.iter().any(|word| word.source == source))
}

/// The day stands in the name of the test's files by their time alone.
fn row_day(row: &PhotoRow) -> i64 {
    DAYS.with_borrow(|days| days.get(&row.id).copied().unwrap_or_default())
}

thread_local!(static DAYS: std::cell::RefCell<std::collections::HashMap<PhotoId, i64>> = Default::default());

fn in_order(rows: &mut [&(PhotoRow, Option<u8>)], sort: SortOrder) {
    match sort {
        SortOrder::NewestFirst => rows.sort_by_key(|(row, _)| Reverse((row_day(row), row.id))),
        SortOrder::OldestFirst => rows.sort_by_key(|(row, _)| (row_day(row), row.id)),
        SortOrder::RecentlyAdded => rows.sort_by_key(|(row, _)| Reverse((row.added, row.id))),
        SortOrder::BestFirst => rows.sort_by_key(|(row, score)| Reverse((*score, row.id))),
        SortOrder::Name => rows.sort_by_key(|(row, _)| (row.name.to_ascii_lowercase(), row.id)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 100, ..ProptestConfig::default() })]

    #[test]
    fn any_query_gives_the_photos_that_match_in_its_order(
        photos in prop::collection::vec(made(), 1..20),
        queries in prop::collection::vec(query(), 30),
        sparse in any::<bool>(),
    ) {
        let world = World::new();
        let rows = build(&world, &photos);
        DAYS.with_borrow_mut(|days| {
            *days = rows.iter().zip(&photos).map(|((row, _), made)| (row.id, made.day)).collect();
        });
        if sparse {
            // A far row id makes every set look small beside the library, so that rows are looked up one by one.
            world.library.write(|tx| Ok(tx.execute(
                "INSERT INTO photo(id, folder_id, name, display, bytes, modified_ms, format, state, added_ms,
                   day_local_ms, width, height)
                 SELECT 100000, folder_id, x'00', '~', 0, 0, 'jpeg', 'new', 0, 99, 1, 1 FROM photo LIMIT 1", [])?))
                .expect("a far row");
        }
        let far = PhotoId(100_000);
        for (mut query, folder) in queries {
            query.folder = folder.and_then(|at| {
                let folders = world.library.folders().expect("folders");
                folders.iter().find(|row| row.path == FOLDERS[at]).map(|row| row.id)
            });
            if folder.is_some() && query.folder.is_none() {
                continue;
            }
            let mut expected: Vec<_> = rows.iter().filter(|(row, _)| matches(row, &query, folder)).collect();
            in_order(&mut expected, query.sort);
            let expected: Vec<PhotoId> = expected.iter().map(|(row, _)| row.id).collect();
            let mut got = world.library.ids(&query).expect("ids");
            got.retain(|id| *id != far);
            prop_assert_eq!(&got, &expected, "{:?}", query);
            let grid: Vec<PhotoId> = world.library.grid(&query).expect("a grid").iter().map(|row| row.id).collect();
            prop_assert_eq!(grid.into_iter().filter(|id| *id != far).collect::<Vec<_>>(), expected);
        }
    }
}

#[test]
fn a_grid_row_has_the_tiles_geometry() {
    let world = World::new();
    let photo = world.photo();
    let all = PhotoQuery::default();
    let row = GridRow { id: photo, width: 600, height: 400, day_ms: 1_700_000_000_000, version: 0 };
    assert_eq!(world.library.grid(&all).expect("a grid"), [row]);
    world.basic(photo, &basic_record());
    let row = GridRow { id: photo, width: 6000, height: 4000, day_ms: 1_720_000_000_000, version: 1 };
    assert_eq!(world.library.grid(&all).expect("a grid"), [row]);
}

#[test]
fn a_batch_and_a_time_of_adding_restrict_too() {
    let world = World::new();
    let first = world.import("/r", &["/r/a.jpg", "/r/b.jpg"]).added;
    let batch = world.batch("/r");
    let later = NOW.plus_ms(1000);
    let added = world.library.import_chunk(batch, std::path::Path::new("/r"), &[found("/r/c.jpg")], later);
    let third = added.expect("an import").added[0].id;
    let of_batch = PhotoQuery { batch: Some(batch), ..PhotoQuery::default() };
    assert_eq!(world.library.ids(&of_batch).expect("ids"), [third]);
    let since = PhotoQuery { added_from: Some(later.0), ..PhotoQuery::default() };
    assert_eq!(world.library.ids(&since).expect("ids"), [third]);
    let recent = PhotoQuery { sort: SortOrder::RecentlyAdded, ..PhotoQuery::default() };
    assert_eq!(world.library.ids(&recent).expect("ids"), [third, first[1].id, first[0].id]);
}
