//! Queries, folders, facets and the packed grid.

use pothos_model::{BatchId, FolderId, PhotoQuery, PhotoState, SortOrder, Source, Timestamp};
use pothos_store::{FacetRow, FacetRows, FolderRow, GridRow};

use super::time::day_start;
use crate::error::Outcome;
use crate::wire::{ErrorView, FacetCount, Facets, FolderView, Query, SortBy};

const DAY_MS: i64 = 86_400_000;

/// The query in the store's words.
pub(crate) fn photo_query(query: &Query, now: Timestamp) -> Outcome<PhotoQuery> {
    let day = |day: &Option<String>, days: i32| match day {
        None => Ok(None),
        Some(text) => day_start(text, days)
            .map(Some)
            .ok_or_else(|| ErrorView::bad_input(format!("{text:?} is no day; write it as 2026-11-22."))),
    };
    Ok(PhotoQuery {
        text: query.text.clone().unwrap_or_default(),
        folder: query.folder.map(FolderId),
        tags: query.tags.clone().unwrap_or_default(),
        categories: query.categories.clone().unwrap_or_default(),
        taken_from: day(&query.from, 0)?,
        taken_before: day(&query.to, 1)?,
        camera: query.camera.clone(),
        min_rating: query.min_rating,
        state: named(&query.state, PhotoState::from_name, "state; use new, ready or failed")?,
        words_from: named(&query.words_from, Source::from_name, "source; use human, file, basic or model")?,
        batch: query.batch.map(BatchId),
        added_from: query.added_days.map(|days| now.0 - i64::from(days) * DAY_MS),
        one_a_pair: query.one_a_pair.unwrap_or_default(),
        sort: match query.sort.unwrap_or_default() {
            SortBy::Newest | SortBy::Match => SortOrder::NewestFirst,
            SortBy::Oldest => SortOrder::OldestFirst,
            SortBy::Added => SortOrder::RecentlyAdded,
            SortBy::Best => SortOrder::BestFirst,
            SortBy::Name => SortOrder::Name,
        },
    })
}

fn named<T>(name: &Option<String>, find: impl Fn(&str) -> Option<T>, what: &str) -> Outcome<Option<T>> {
    match name {
        None => Ok(None),
        Some(name) => match find(name) {
            Some(value) => Ok(Some(value)),
            None => Err(ErrorView::bad_input(format!("{name:?} is no {what}."))),
        },
    }
}

/// The grid as little-endian arrays one after another: u32 n, u32 0, f64 day_ms\[n\], u32 id\[n\],
/// f32 aspect\[n\] (width over height), u32 version\[n\]. 20 bytes a photo: 20 MB for a million.
pub(crate) fn grid_bytes(rows: &[GridRow]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(8 + rows.len() * 20);
    bytes.extend(u32::try_from(rows.len()).unwrap_or(u32::MAX).to_le_bytes());
    bytes.extend(0_u32.to_le_bytes());
    for row in rows {
        bytes.extend((row.day_ms as f64).to_le_bytes());
    }
    for row in rows {
        bytes.extend(u32::try_from(row.id.0).unwrap_or(u32::MAX).to_le_bytes());
    }
    for row in rows {
        bytes.extend((row.width as f32 / row.height.max(1) as f32).to_le_bytes());
    }
    for row in rows {
        bytes.extend(row.version.to_le_bytes());
    }
    bytes
}

/// A folder for the side bar.
pub(crate) fn folder_view(row: FolderRow) -> FolderView {
    FolderView {
        id: row.id.0,
        parent: row.parent.map(|id| id.0),
        name: row.name,
        path: row.path,
        photos: row.photos,
    }
}

/// What the filters offer.
pub(crate) fn facets_view(rows: FacetRows) -> Facets {
    let counts = |rows: Vec<FacetRow>| {
        rows.into_iter().map(|row| FacetCount { value: row.value, photos: row.photos }).collect()
    };
    Facets {
        tags: counts(rows.tags),
        categories: counts(rows.categories),
        cameras: counts(rows.cameras),
        waiting: rows.waiting,
        duplicates: rows.duplicates,
        pairs: rows.pairs,
        by_meaning: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pothos_model::PhotoId;

    #[test]
    fn the_last_day_of_a_range_is_included() {
        let query =
            Query { from: Some("2026-01-01".into()), to: Some("2026-01-01".into()), ..Query::default() };
        let query = photo_query(&query, Timestamp(0)).expect("a valid range");
        let (from, before) = (query.taken_from.expect("from"), query.taken_before.expect("before"));
        assert_eq!(before - from, DAY_MS, "one day is a whole day");
    }

    #[test]
    fn a_name_nobody_knows_is_refused_with_what_would_do() {
        let query = Query { state: Some("lost".into()), ..Query::default() };
        let error = photo_query(&query, Timestamp(0)).expect_err("no such state");
        assert!(error.message.contains("new, ready or failed"), "{}", error.message);
    }

    #[test]
    fn the_packed_grid_has_twenty_bytes_a_photo() {
        let row = GridRow { id: PhotoId(7), width: 300, height: 200, day_ms: 5, version: 2 };
        let bytes = grid_bytes(&[row]);
        assert_eq!(bytes.len(), 28);
        assert_eq!(f32::from_le_bytes([bytes[20], bytes[21], bytes[22], bytes[23]]), 1.5);
    }
}
