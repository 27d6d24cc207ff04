//! What the filters can offer: tags, categories, cameras, with the number of photos.

use rusqlite::Transaction;

use super::filter::BY_RAW_HALF;
use crate::StoreError;
use crate::alike::group_count;
use crate::db::Library;
use crate::review::held_count;

/// Waiting words are counted no further.
const MOST_WAITING: u32 = 100;
/// Groups of copies are counted no further.
const MOST_GROUPS: u32 = 1_000;

/// A value that occurs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetRow {
    /// The value as first written.
    pub value: String,
    /// Photos with it.
    pub photos: u32,
}

/// The lists, the most frequent first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FacetRows {
    /// Tags.
    pub tags: Vec<FacetRow>,
    /// Categories.
    pub categories: Vec<FacetRow>,
    /// Cameras.
    pub cameras: Vec<FacetRow>,
    /// Different words that wait for the user's review, counted up to 100.
    pub waiting: u32,
    /// Groups of copies, counted up to 1,000.
    pub duplicates: u32,
    /// Whether there is a pair of RAW and JPEG.
    pub pairs: bool,
}

impl Library {
    /// The `limit` most frequent tags, categories and cameras.
    ///
    /// # Errors
    /// When the library fails.
    pub fn facets(&self, limit: u32) -> Result<FacetRows, StoreError> {
        self.read(|tx| {
            Ok(FacetRows {
                tags: words(tx, "tag", limit)?,
                categories: words(tx, "category", limit)?,
                cameras: cameras(tx, limit)?,
                waiting: held_count(tx, MOST_WAITING)?,
                duplicates: group_count(tx, MOST_GROUPS)?,
                // Index: photo_raw_half.
                pairs: tx.prepare_cached(BY_RAW_HALF)?.exists([])?,
            })
        })
    }
}

// Index: tag_count_most gives the order.
const WORDS: &str =
    "SELECT text, photos FROM tag_count WHERE kind = ?1 ORDER BY kind, photos DESC, folded LIMIT ?2";
// Index: photo_camera, whole; then the few cameras are sorted.
const CAMERAS: &str = "SELECT camera, count(*) AS photos FROM photo WHERE camera IS NOT NULL GROUP BY camera
   ORDER BY photos DESC, camera LIMIT ?1";

fn words(tx: &Transaction<'_>, kind: &str, limit: u32) -> Result<Vec<FacetRow>, StoreError> {
    let mut query = tx.prepare_cached(WORDS)?;
    let rows = query
        .query_map((kind, limit), |row| Ok(FacetRow { value: row.get(0)?, photos: row.get(1)? }))?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

fn cameras(tx: &Transaction<'_>, limit: u32) -> Result<Vec<FacetRow>, StoreError> {
    let mut query = tx.prepare_cached(CAMERAS)?;
    let rows = query
        .query_map([limit], |row| Ok(FacetRow { value: row.get(0)?, photos: row.get(1)? }))?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::plan::plan_when_empty as plan;

    #[test]
    fn the_side_bar_is_counted_from_its_indexes() {
        let words = plan(WORDS);
        assert!(words.contains("INDEX tag_count_most (kind=?)") && !words.contains("TEMP B-TREE"), "{words}");
        let cameras = plan(CAMERAS);
        assert!(cameras.contains("USING COVERING INDEX photo_camera"), "{cameras}");
    }
}
