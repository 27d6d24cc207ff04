//! A model's tags and categories that wait for a human. Nothing of them is shown or found until they are kept; a word
//! that is dropped is remembered as refused, so that no machine says it again about the photo.

use pothos_model::{Doubt, ModelStamp, NewWord, PhotoId, Timestamp, WordKind, fold_word};
use rusqlite::{OptionalExtension, Transaction};

use super::word::clean;
use crate::StoreError;

/// Replaces what this model has waiting of these kinds for the photo.
pub(crate) fn replace(
    tx: &Transaction<'_>,
    photo: PhotoId,
    stamp: &ModelStamp,
    kinds: &[WordKind],
    words: &[NewWord],
    now: Timestamp,
) -> Result<(), StoreError> {
    for kind in kinds.iter().filter(|kind| !kind.is_single()) {
        // Index: the table's UNIQUE.
        tx.prepare_cached(
            "DELETE FROM held_word WHERE photo_id = ?1 AND kind = ?2 AND model = ?3 AND decided_ms IS NULL",
        )?
        .execute((photo.0, kind.name(), &stamp.model))?;
    }
    for word in words.iter().filter(|word| is_held(word) && kinds.contains(&word.kind)) {
        let Some(text) = clean(word.kind, &word.text) else { continue };
        let why = match word.doubt {
            Some(Doubt::Names(_)) => "name",
            Some(Doubt::Unknown) | None => "unknown",
        };
        // Somebody said it already, or a human refused it: then there is nothing to review. Index: word_once.
        tx.prepare_cached(
            "INSERT INTO held_word(photo_id, kind, text, folded, why, server, model, preset, preset_version, batch_id,
               similar_to, created_ms)
             SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12
              WHERE NOT EXISTS (SELECT 1 FROM word WHERE photo_id = ?1 AND kind = ?2 AND folded = ?4)
             ON CONFLICT (photo_id, kind, folded, model) DO UPDATE SET
               text = excluded.text, why = excluded.why, server = excluded.server, preset = excluded.preset,
               preset_version = excluded.preset_version, batch_id = excluded.batch_id, similar_to = excluded.similar_to,
               created_ms = excluded.created_ms, decided_ms = NULL, word_id = NULL",
        )?
        .execute((
            photo.0,
            word.kind.name(),
            &text,
            fold_word(&text),
            why,
            &stamp.server,
            &stamp.model,
            &stamp.preset,
            stamp.preset_version,
            stamp.batch.0,
            stamp.similar_to.map(|photo| photo.0),
            now.0,
        ))?;
    }
    Ok(())
}

/// Whether a word waits instead of being stored: a doubted tag or category. A doubted title or description is stored
/// with its doubt, for there is only one of them to show.
pub(crate) fn is_held(word: &NewWord) -> bool {
    word.doubt.is_some() && !word.kind.is_single()
}

/// A waiting word's row.
pub(crate) struct Held {
    pub(crate) id: i64,
    pub(crate) photo: PhotoId,
}

/// Up to `limit` photos that wait for a decision about the word. Index: held_open.
pub(crate) fn waiting(
    tx: &Transaction<'_>,
    kind: WordKind,
    folded: &str,
    limit: u32,
) -> Result<Vec<Held>, StoreError> {
    Ok(tx
        .prepare_cached(
            "SELECT id, photo_id FROM held_word INDEXED BY held_open
              WHERE kind = ?1 AND folded = ?2 AND decided_ms IS NULL ORDER BY photo_id LIMIT ?3",
        )?
        .query_map((kind.name(), folded, limit), read)?
        .collect::<Result<_, _>>()?)
}

/// Up to `limit` photos whose word was decided then. Index: held_decided.
pub(crate) fn decided(
    tx: &Transaction<'_>,
    kind: WordKind,
    folded: &str,
    at: Timestamp,
    limit: u32,
) -> Result<Vec<Held>, StoreError> {
    Ok(tx
        .prepare_cached(
            "SELECT id, photo_id FROM held_word INDEXED BY held_decided
              WHERE decided_ms = ?1 AND kind = ?2 AND folded = ?3 LIMIT ?4",
        )?
        .query_map((at.0, kind.name(), folded, limit), read)?
        .collect::<Result<_, _>>()?)
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Held> {
    Ok(Held { id: row.get(0)?, photo: PhotoId(row.get(1)?) })
}

/// Makes the waiting word one of the photo's: as the user's own, written `text`, or as refused.
pub(crate) fn decide(
    tx: &Transaction<'_>,
    held: i64,
    keep_as: Option<&str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (accepted, rejected) = if keep_as.is_some() { (Some(now.0), None) } else { (None, Some(now.0)) };
    // A word that came on the photo meanwhile stays as it is.
    let word: Option<i64> = tx
        .prepare_cached(
            "INSERT INTO word(photo_id, kind, text, folded, source, origin, server, model, preset, preset_version, batch_id,
               similar_to, created_ms, accepted_ms, rejected_ms)
             SELECT photo_id, kind, coalesce(?2, text), coalesce(?3, folded), iif(?4 IS NULL, 'model', 'human'), 'model',
               server, model, preset, preset_version, batch_id, similar_to, created_ms, ?4, ?5
              FROM held_word WHERE id = ?1
             ON CONFLICT DO NOTHING RETURNING id",
        )?
        .query_row((held, keep_as, keep_as.map(fold_word), accepted, rejected), |row| row.get(0))
        .optional()?;
    tx.prepare_cached("UPDATE held_word SET decided_ms = ?2, word_id = ?3 WHERE id = ?1")?
        .execute((held, now.0, word))?;
    Ok(())
}

/// Lets the word wait again. What became of its row by the decision goes, unless the user changed it since.
pub(crate) fn wait_again(tx: &Transaction<'_>, held: i64, at: Timestamp) -> Result<(), StoreError> {
    tx.prepare_cached(
        "DELETE FROM word WHERE id = (SELECT word_id FROM held_word WHERE id = ?1)
            AND coalesce(rejected_ms, accepted_ms) = ?2",
    )?
    .execute((held, at.0))?;
    tx.prepare_cached("UPDATE held_word SET decided_ms = NULL, word_id = NULL WHERE id = ?1")?
        .execute([held])?;
    Ok(())
}
