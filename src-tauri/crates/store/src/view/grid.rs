//! The grid: every photo that matches, in order, as id and geometry. The window lays out a million tiles from it
//! and asks for words and pictures of the few it shows.

use std::cmp::Reverse;
use std::collections::HashSet;

use pothos_model::{PhotoId, PhotoQuery, SortOrder};
use rusqlite::{OptionalExtension, Row, Transaction};

use super::filter::{Matching, matching};
use crate::StoreError;
use crate::db::Library;

// Index: photo_day, backwards photo_day, photo_added, photo_score, photo_name; each covers its query.
pub(super) const NEWEST: &str =
    "SELECT id, width, height, day_local_ms, version FROM photo ORDER BY day_local_ms DESC, id DESC";
pub(super) const OLDEST: &str =
    "SELECT id, width, height, day_local_ms, version FROM photo ORDER BY day_local_ms, id";
pub(super) const ADDED: &str =
    "SELECT id, width, height, day_local_ms, version FROM photo ORDER BY added_ms DESC, id DESC";
pub(super) const BEST: &str =
    "SELECT id, width, height, day_local_ms, version FROM photo ORDER BY score DESC, id DESC";
pub(super) const NAME: &str =
    "SELECT id, width, height, day_local_ms, version FROM photo ORDER BY display COLLATE NOCASE, id";
/// One photo by its row id.
pub(super) const ONE: &str =
    "SELECT id, width, height, day_local_ms, version, added_ms, score, display FROM photo WHERE id = ?1";
const LARGEST_ID: &str = "SELECT max(id) FROM photo";

/// Looking up one row by id costs about as much as walking this many entries of an order's index.
const LOOKUP_COST: usize = 16;

/// A photo's place in the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GridRow {
    /// The photo.
    pub id: PhotoId,
    /// Upright width.
    pub width: u32,
    /// Upright height.
    pub height: u32,
    /// The timeline's sort key: local ms of the capture, or of the file.
    pub day_ms: i64,
    /// Rises when the pixels were looked at anew; 0 while there is no thumbnail.
    pub version: u32,
}

impl Library {
    /// All photos that match, in the query's order.
    ///
    /// # Errors
    /// When the library fails.
    pub fn grid(&self, query: &PhotoQuery) -> Result<Vec<GridRow>, StoreError> {
        self.read(|tx| {
            let mut rows = Vec::new();
            each(tx, query, |row| rows.push(row))?;
            Ok(rows)
        })
    }

    /// All photos that match, then those of `near` that match but for the text, in the order they are given.
    ///
    /// # Errors
    /// When the library fails.
    pub fn grid_with(&self, query: &PhotoQuery, near: &[PhotoId]) -> Result<Vec<GridRow>, StoreError> {
        self.read(|tx| {
            let mut rows = Vec::new();
            each(tx, query, |row| rows.push(row))?;
            if near.is_empty() {
                return Ok(rows);
            }
            let allowed = matching(tx, &PhotoQuery { text: String::new(), ..query.clone() })?;
            let found: HashSet<PhotoId> = rows.iter().map(|row| row.id).collect();
            let mut query_one = tx.prepare_cached(ONE)?;
            for photo in near.iter().filter(|photo| !found.contains(photo) && allowed.has(**photo)) {
                rows.extend(query_one.query_row([photo.0], geometry).optional()?);
            }
            Ok(rows)
        })
    }

    /// The ids of all photos that match, in the query's order.
    ///
    /// # Errors
    /// When the library fails.
    pub fn ids(&self, query: &PhotoQuery) -> Result<Vec<PhotoId>, StoreError> {
        self.read(|tx| {
            let mut ids = Vec::new();
            each(tx, query, |row| ids.push(row.id))?;
            Ok(ids)
        })
    }
}

fn each(tx: &Transaction<'_>, query: &PhotoQuery, mut take: impl FnMut(GridRow)) -> Result<(), StoreError> {
    match matching(tx, query)? {
        Matching::AllBut(out) => walk(tx, query.sort, |row| {
            if !out.contains(row.id) {
                take(row);
            }
        }),
        Matching::Only(set) => {
            let largest: Option<i64> = tx.query_row(LARGEST_ID, [], |row| row.get(0))?;
            let largest = usize::try_from(largest.unwrap_or(0)).unwrap_or(usize::MAX);
            if set.len().saturating_mul(LOOKUP_COST) < largest {
                let mut query_one = tx.prepare_cached(ONE)?;
                let mut rows = Vec::with_capacity(set.len());
                for id in set.iter() {
                    rows.extend(query_one.query_row([id.0], sortable).optional()?);
                }
                sort(&mut rows, query.sort);
                rows.into_iter().for_each(|row| take(row.row));
                Ok(())
            } else {
                walk(tx, query.sort, |row| {
                    if set.contains(row.id) {
                        take(row);
                    }
                })
            }
        }
    }
}

fn walk(tx: &Transaction<'_>, order: SortOrder, mut take: impl FnMut(GridRow)) -> Result<(), StoreError> {
    let sql = match order {
        SortOrder::NewestFirst => NEWEST,
        SortOrder::OldestFirst => OLDEST,
        SortOrder::RecentlyAdded => ADDED,
        SortOrder::BestFirst => BEST,
        SortOrder::Name => NAME,
    };
    let mut query = tx.prepare_cached(sql)?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        take(geometry(row)?);
    }
    Ok(())
}

/// A row with the keys of every order.
struct Sortable {
    row: GridRow,
    added_ms: i64,
    score: Option<i64>,
    /// Folded like SQLite's NOCASE: ASCII only, so that both ways of ordering agree.
    name: String,
}

fn sort(rows: &mut [Sortable], order: SortOrder) {
    match order {
        SortOrder::NewestFirst => rows.sort_unstable_by_key(|row| Reverse((row.row.day_ms, row.row.id))),
        SortOrder::OldestFirst => rows.sort_unstable_by_key(|row| (row.row.day_ms, row.row.id)),
        SortOrder::RecentlyAdded => rows.sort_unstable_by_key(|row| Reverse((row.added_ms, row.row.id))),
        SortOrder::BestFirst => rows.sort_unstable_by_key(|row| Reverse((row.score, row.row.id))),
        SortOrder::Name => rows.sort_unstable_by(|a, b| (&a.name, a.row.id).cmp(&(&b.name, b.row.id))),
    }
}

fn geometry(row: &Row<'_>) -> rusqlite::Result<GridRow> {
    Ok(GridRow {
        id: PhotoId(row.get(0)?),
        width: row.get(1)?,
        height: row.get(2)?,
        day_ms: row.get(3)?,
        version: row.get(4)?,
    })
}

fn sortable(row: &Row<'_>) -> rusqlite::Result<Sortable> {
    Ok(Sortable {
        row: geometry(row)?,
        added_ms: row.get(5)?,
        score: row.get(6)?,
        name: row.get::<_, String>(7)?.to_ascii_lowercase(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::plan::plan_when_empty as plan;
    use crate::view::filter;

    #[test]
    fn every_order_is_read_from_its_index_alone() {
        for (sql, index) in [
            (NEWEST, "photo_day"),
            (OLDEST, "photo_day"),
            (ADDED, "photo_added"),
            (BEST, "photo_score"),
            (NAME, "photo_name"),
        ] {
            assert_eq!(plan(sql), format!("SCAN photo USING COVERING INDEX {index}"), "{sql}");
        }
        assert_eq!(plan(ONE), "SEARCH photo USING INTEGER PRIMARY KEY (rowid=?)");
        assert_eq!(plan(LARGEST_ID), "SEARCH photo");
    }

    #[test]
    fn every_filter_is_read_from_its_index_alone() {
        let scan = |index: &str| format!("SCAN photo USING COVERING INDEX {index}");
        let search = |table: &str, index: &str, on: &str| {
            format!("SEARCH {table} USING COVERING INDEX {index} ({on})")
        };
        for (sql, expected) in [
            (filter::BY_FOLDER, search("photo", "sqlite_autoindex_photo_1", "folder_id=?")),
            (filter::BY_WORD, search("word", "word_folded", "kind=? AND folded=?")),
            (filter::BY_DAY, search("photo", "photo_day", "day_local_ms>? AND day_local_ms<?")),
            (filter::BY_CAMERA, search("photo", "photo_camera", "camera=?")),
            (filter::BY_RATING, search("photo", "photo_rated", "rating>?")),
            (filter::BY_REJECTED, search("photo", "photo_rated", "rating<?")),
            (filter::BY_NEW, scan("photo_new")),
            (filter::BY_FAILED, scan("photo_failed")),
            (filter::BY_BASIC, scan("photo_of_basic")),
            (filter::BY_MODEL, scan("photo_of_model")),
            (filter::BY_FILE, scan("photo_of_file")),
            (filter::BY_HUMAN, scan("photo_of_human")),
            (filter::BY_BATCH, search("job", "sqlite_autoindex_job_1", "batch_id=?")),
            (filter::BY_ADDED, search("photo", "photo_added", "added_ms>?")),
            (filter::BY_RAW_HALF, scan("photo_raw_half")),
        ] {
            assert_eq!(plan(sql), expected, "{sql}");
        }
        assert!(plan(filter::BY_TEXT).contains("VIRTUAL TABLE INDEX"), "{}", plan(filter::BY_TEXT));
    }
}
