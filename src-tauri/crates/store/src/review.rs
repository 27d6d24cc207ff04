//! The user's word on the words that wait: kept or dropped across the whole library at once, in chunks, with an undo.

use pothos_model::{PhotoId, Timestamp, WordKind, fold_word};

use rusqlite::Transaction;

use crate::StoreError;
use crate::db::{Library, bump};
use crate::table::word::clean;
use crate::table::{held, shown};

/// Photos decided in one transaction: about 10 ms.
const DECIDED_AT_ONCE: u32 = 100;
/// The most photos of a group that are named.
const SHOWN: u32 = 6;

/// What becomes of a word that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is the user's from now on, written this way.
    Keep {
        /// The text.
        text: String,
    },
    /// It is refused on these photos; no machine says it again about them.
    Drop,
}

/// One waiting word, over all its photos.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRow {
    /// Tag or category.
    pub kind: WordKind,
    /// As a model wrote it.
    pub text: String,
    /// Whether it is a name that nothing gives; else it is new to the library.
    pub is_name: bool,
    /// Photos it waits on.
    pub photos: u32,
    /// Up to six of them.
    pub some: Vec<PhotoId>,
}

/// How many different words wait, counted up to `most`: one seek a word. Index: held_open.
pub(crate) fn held_count(tx: &Transaction<'_>, most: u32) -> Result<u32, StoreError> {
    Ok(tx
        .prepare_cached(
            "WITH RECURSIVE each(kind, folded) AS (
               SELECT * FROM (SELECT kind, folded FROM held_word INDEXED BY held_open
                               WHERE decided_ms IS NULL ORDER BY kind, folded LIMIT 1)
               UNION ALL
               SELECT next.kind, next.folded FROM each JOIN held_word AS next ON next.id = (
                 SELECT id FROM held_word INDEXED BY held_open
                  WHERE decided_ms IS NULL AND (kind, folded) > (each.kind, each.folded)
                  ORDER BY kind, folded LIMIT 1)
                LIMIT ?1)
             SELECT count(*) FROM each",
        )?
        .query_row([most], |row| row.get(0))?)
}

impl Library {
    /// The words that wait, the most frequent first.
    ///
    /// # Errors
    /// When the library fails.
    pub fn held_words(&self, limit: u32) -> Result<Vec<HeldRow>, StoreError> {
        self.read(|tx| {
            // Index: held_open, read once in order; then the few words are sorted.
            let mut groups = tx.prepare_cached(
                "SELECT kind, folded, count(*) AS photos FROM held_word INDEXED BY held_open
                  WHERE decided_ms IS NULL GROUP BY kind, folded ORDER BY photos DESC, folded LIMIT ?1",
            )?;
            let groups = groups
                .query_map([limit], |row| {
                    Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, u32>(2)?))
                })?
                .collect::<Result<Vec<_>, _>>()?;
            let mut of_group = tx.prepare_cached(
                "SELECT text, why, photo_id FROM held_word INDEXED BY held_open
                  WHERE kind = ?1 AND folded = ?2 AND decided_ms IS NULL ORDER BY photo_id LIMIT ?3",
            )?;
            let mut rows = Vec::new();
            for (kind, folded, photos) in groups {
                let Some(known) = WordKind::from_name(&kind) else { continue };
                let some: Vec<(String, String, i64)> = of_group
                    .query_map((&kind, &folded, SHOWN), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
                    .collect::<Result<_, _>>()?;
                let Some((text, _, _)) = some.first().cloned() else { continue };
                let is_name = some.iter().any(|(_, why, _)| why == "name");
                let some = some.into_iter().map(|(_, _, photo)| PhotoId(photo)).collect();
                rows.push(HeldRow { kind: known, text, is_name, photos, some });
            }
            Ok(rows)
        })
    }

    /// Decides about a waiting word on up to 100 photos; call again until none is left. On disk when it returns. Gives the
    /// photos that were decided, none when nothing waits.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for a text without a letter, or when the library fails.
    pub fn decide_held(
        &self,
        kind: WordKind,
        text: &str,
        verdict: &Verdict,
        now: Timestamp,
    ) -> Result<Vec<PhotoId>, StoreError> {
        let keep_as = match verdict {
            Verdict::Keep { text } => Some(clean(kind, text).ok_or_else(|| {
                StoreError::Refused(format!("A {} needs at least one letter.", kind.name()))
            })?),
            Verdict::Drop => None,
        };
        self.write_durably(|tx| {
            let waiting = held::waiting(tx, kind, &fold_word(text), DECIDED_AT_ONCE)?;
            for one in &waiting {
                held::decide(tx, one.id, keep_as.as_deref(), now)?;
                shown::refresh(tx, one.photo)?;
            }
            if !waiting.is_empty() {
                bump(tx)?;
            }
            Ok(waiting.into_iter().map(|one| one.photo).collect())
        })
    }

    /// Takes a decision back on up to 100 photos; call again until none is left.
    ///
    /// # Errors
    /// When the library fails.
    pub fn undo_decision(
        &self,
        kind: WordKind,
        text: &str,
        at: Timestamp,
    ) -> Result<Vec<PhotoId>, StoreError> {
        self.write_durably(|tx| {
            let decided = held::decided(tx, kind, &fold_word(text), at, DECIDED_AT_ONCE)?;
            for one in &decided {
                held::wait_again(tx, one.id, at)?;
                shown::refresh(tx, one.photo)?;
            }
            if !decided.is_empty() {
                bump(tx)?;
            }
            Ok(decided.into_iter().map(|one| one.photo).collect())
        })
    }
}
