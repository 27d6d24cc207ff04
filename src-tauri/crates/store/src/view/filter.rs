//! From a query to the set of photos that match: each part of the query is one walk over one index that holds ids
//! alone, and the parts meet as bits. So any combination of filters has the same, predictable cost, and no query
//! planner has to guess which part is the rare one. Knows no order.

use pothos_model::{PhotoQuery, PhotoState, Source, WordKind, fold_word};
use rusqlite::{Params, Transaction};
use unicode_normalization::UnicodeNormalization;

use super::id_set::IdSet;
use crate::StoreError;
use crate::search_text::fts_query;
use crate::table::folder;

// Each names its index in the test below.
pub(super) const BY_TEXT: &str = "SELECT rowid FROM photo_fts WHERE photo_fts MATCH ?1";
pub(super) const BY_FOLDER: &str = "SELECT id FROM photo WHERE folder_id = ?1";
pub(super) const BY_WORD: &str =
    "SELECT photo_id FROM word WHERE kind = ?1 AND folded = ?2 AND rejected_ms IS NULL";
pub(super) const BY_DAY: &str = "SELECT id FROM photo WHERE day_local_ms >= ?1 AND day_local_ms < ?2";
pub(super) const BY_CAMERA: &str = "SELECT id FROM photo WHERE camera = ?1";
pub(super) const BY_RATING: &str = "SELECT id FROM photo WHERE rating >= ?1 AND rating <> 0";
pub(super) const BY_REJECTED: &str = "SELECT id FROM photo WHERE rating < 0 AND rating <> 0";
pub(super) const BY_NEW: &str = "SELECT id FROM photo WHERE state = 'new'";
pub(super) const BY_FAILED: &str = "SELECT id FROM photo WHERE state = 'failed'";
pub(super) const BY_BASIC: &str = "SELECT id FROM photo WHERE (sources & 1) <> 0";
pub(super) const BY_MODEL: &str = "SELECT id FROM photo WHERE (sources & 2) <> 0";
pub(super) const BY_FILE: &str = "SELECT id FROM photo WHERE (sources & 4) <> 0";
pub(super) const BY_HUMAN: &str = "SELECT id FROM photo WHERE (sources & 8) <> 0";
pub(super) const BY_BATCH: &str = "SELECT photo_id FROM job WHERE batch_id = ?1";
pub(super) const BY_ADDED: &str = "SELECT id FROM photo WHERE added_ms >= ?1";
pub(super) const BY_RAW_HALF: &str = "SELECT id FROM photo WHERE pair_id IS NOT NULL AND format = 'raw'";

/// What a query leaves of the library.
pub(super) enum Matching {
    /// Everything but these.
    AllBut(IdSet),
    /// These.
    Only(IdSet),
}

impl Matching {
    fn keep(self, other: IdSet) -> Self {
        match self {
            Matching::AllBut(out) => {
                let mut set = other;
                set.remove(&out);
                Matching::Only(set)
            }
            Matching::Only(mut set) => {
                set.keep(&other);
                Matching::Only(set)
            }
        }
    }

    fn remove(self, other: &IdSet) -> Self {
        match self {
            Matching::AllBut(mut out) => {
                for id in other.iter() {
                    out.insert(id);
                }
                Matching::AllBut(out)
            }
            Matching::Only(mut set) => {
                set.remove(other);
                Matching::Only(set)
            }
        }
    }

    pub(super) fn has(&self, photo: pothos_model::PhotoId) -> bool {
        match self {
            Matching::AllBut(out) => !out.contains(photo),
            Matching::Only(set) => set.contains(photo),
        }
    }

    fn is_empty(&self) -> bool {
        matches!(self, Matching::Only(set) if set.len() == 0)
    }
}

/// The photos that match every part of the query.
pub(super) fn matching(tx: &Transaction<'_>, query: &PhotoQuery) -> Result<Matching, StoreError> {
    let mut found = Matching::AllBut(IdSet::default());
    macro_rules! narrow {
        ($set:expr) => {
            found = found.keep($set);
            if found.is_empty() {
                return Ok(found);
            }
        };
    }
    if let Some(batch) = query.batch {
        narrow!(ids(tx, BY_BATCH, [batch.0])?);
    }
    for (kind, words) in [(WordKind::Tag, &query.tags), (WordKind::Category, &query.categories)] {
        for word in words {
            let folded = fold_word(&word.nfc().collect::<String>());
            narrow!(ids(tx, BY_WORD, [kind.name(), &folded])?);
        }
    }
    if let Some(text) = fts_query(&query.text) {
        narrow!(ids(tx, BY_TEXT, [text])?);
    }
    if let Some(root) = query.folder {
        let mut inside = IdSet::default();
        for folder in folder::with_below(tx, root)? {
            each(tx, BY_FOLDER, [folder.0], &mut inside)?;
        }
        narrow!(inside);
    }
    if let Some(camera) = &query.camera {
        narrow!(ids(tx, BY_CAMERA, [camera])?);
    }
    match query.min_rating {
        Some(stars) if stars > 0 => {
            narrow!(ids(tx, BY_RATING, [stars])?);
        }
        // No stars are no rejection: everything but what was rejected.
        Some(0) => found = found.remove(&ids(tx, BY_REJECTED, [])?),
        Some(_) | None => {}
    }
    match query.state {
        Some(PhotoState::New) => {
            narrow!(ids(tx, BY_NEW, [])?);
        }
        Some(PhotoState::Failed) => {
            narrow!(ids(tx, BY_FAILED, [])?);
        }
        Some(PhotoState::Ready) => {
            found = found.remove(&ids(tx, BY_NEW, [])?).remove(&ids(tx, BY_FAILED, [])?);
        }
        None => {}
    }
    if let Some(source) = query.words_from {
        let sql = match source {
            Source::Basic => BY_BASIC,
            Source::Model => BY_MODEL,
            Source::File => BY_FILE,
            Source::Human => BY_HUMAN,
        };
        narrow!(ids(tx, sql, [])?);
    }
    if let Some(since) = query.added_from {
        narrow!(ids(tx, BY_ADDED, [since])?);
    }
    if query.one_a_pair {
        found = found.remove(&ids(tx, BY_RAW_HALF, [])?);
    }
    if query.taken_from.is_some() || query.taken_before.is_some() {
        let from = query.taken_from.unwrap_or(i64::MIN);
        let before = query.taken_before.unwrap_or(i64::MAX);
        narrow!(ids(tx, BY_DAY, [from, before])?);
    }
    Ok(found)
}

fn ids<P: Params>(tx: &Transaction<'_>, sql: &str, params: P) -> Result<IdSet, StoreError> {
    let mut set = IdSet::default();
    each(tx, sql, params, &mut set)?;
    Ok(set)
}

fn each<P: Params>(tx: &Transaction<'_>, sql: &str, params: P, set: &mut IdSet) -> Result<(), StoreError> {
    let mut query = tx.prepare_cached(sql)?;
    let mut rows = query.query(params)?;
    while let Some(row) = rows.next()? {
        set.insert(pothos_model::PhotoId(row.get(0)?));
    }
    Ok(())
}
