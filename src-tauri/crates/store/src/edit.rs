//! What the user does to words and stars. Every edit names the edit that undoes it, exactly. Knows no machine.
//!
//! A word has two marks of its own: accepted (a human took it over) and rejected (hidden). What a machine or the file
//! said keeps its row through both, so that either is taken back without loss. A rejection is of the word, not of one
//! speaker: all machines' and the file's rows with the same text are hidden together and come back together.

use pothos_model::{PhotoId, Timestamp, WordKind, fold_word};
use rusqlite::{OptionalExtension, Transaction};

use crate::StoreError;
use crate::db::{Library, bump};
use crate::table::word::clean;
use crate::table::{photo, shown};

/// Ratings written in one transaction: about 10 ms.
const RATED_AT_ONCE: usize = 500;

/// A change the user makes to a photo's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WordEditCmd {
    /// Write the title or description; `None` or an empty text takes the user's own away, so that the next best shows.
    Set {
        /// Title or description.
        kind: WordKind,
        /// The text.
        text: Option<String>,
        /// When it was first written, for an undo; `None` for now.
        written: Option<Timestamp>,
    },
    /// Add a tag or category. A word a machine said already is taken over instead.
    Add {
        /// Category or tag.
        kind: WordKind,
        /// The text.
        text: String,
    },
    /// Take a machine's or the file's word over as one's own.
    Accept {
        /// Row id of the word.
        word: i64,
        /// When it was first accepted, for an undo; `None` for now.
        at: Option<Timestamp>,
    },
    /// Hide a word; a machine will not say it again about this photo. A word the user typed is taken away.
    Reject {
        /// Row id of the word.
        word: i64,
    },
    /// Undo the latest accept or reject of a word.
    Restore {
        /// Row id of the word.
        word: i64,
    },
}

/// What an edit did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// The edit that undoes it; `None` when nothing changed.
    pub undo: Option<WordEditCmd>,
}

impl Library {
    /// Makes one edit. On disk when it returns.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a photo or word that does not exist, [`StoreError::Refused`] for an edit that
    /// does not fit the word, or when the library fails.
    pub fn edit_word(
        &self,
        photo: PhotoId,
        edit: &WordEditCmd,
        now: Timestamp,
    ) -> Result<Edited, StoreError> {
        self.write_durably(|tx| {
            exists(tx, photo)?;
            let undo = match edit {
                WordEditCmd::Set { kind, text, written } => {
                    set(tx, photo, *kind, text.as_deref(), written.unwrap_or(now), now)?
                }
                WordEditCmd::Add { kind, text } => add(tx, photo, *kind, text, now)?,
                WordEditCmd::Accept { word, at } => accept(tx, &find(tx, photo, *word)?, at.unwrap_or(now))?,
                WordEditCmd::Reject { word } => reject(tx, photo, &find(tx, photo, *word)?, now)?,
                WordEditCmd::Restore { word } => restore(tx, photo, &find(tx, photo, *word)?, now)?,
            };
            if undo.is_some() {
                shown::refresh(tx, photo)?;
                bump(tx)?;
            }
            Ok(Edited { undo })
        })
    }

    /// Gives photos their stars: -1 rejected, 0 none, 1 to 5. On disk when it returns. Photos that do not exist are
    /// left out.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for another number, or when the library fails; then a large selection may be rated in
    /// part, and rating it again completes it.
    pub fn set_rating(&self, photos: &[PhotoId], rating: i8) -> Result<(), StoreError> {
        if !(-1..=5).contains(&rating) {
            return Err(StoreError::Refused(format!("{rating} is no rating; use -1 to 5.")));
        }
        for some in photos.chunks(RATED_AT_ONCE) {
            self.write_durably(|tx| {
                for photo in some {
                    photo::set_rating(tx, *photo, rating)?;
                }
                bump(tx)
            })?;
        }
        Ok(())
    }
}

/// A word's row as far as edits go.
struct Row {
    id: i64,
    kind: String,
    folded: String,
    typed: bool,
    accepted: Option<i64>,
    rejected: bool,
}

fn exists(tx: &Transaction<'_>, photo: PhotoId) -> Result<(), StoreError> {
    tx.prepare_cached("SELECT 1 FROM photo WHERE id = ?1")?
        .query_row([photo.0], |_| Ok(()))
        .optional()?
        .ok_or_else(|| StoreError::NotFound { what: "photo", id: photo.to_string() })
}

fn find(tx: &Transaction<'_>, photo: PhotoId, word: i64) -> Result<Row, StoreError> {
    tx.prepare_cached(
        "SELECT kind, folded, origin = 'human', accepted_ms, rejected_ms IS NOT NULL
         FROM word WHERE id = ?1 AND photo_id = ?2",
    )?
    .query_row((word, photo.0), |row| {
        Ok(Row {
            id: word,
            kind: row.get(0)?,
            folded: row.get(1)?,
            typed: row.get(2)?,
            accepted: row.get(3)?,
            rejected: row.get(4)?,
        })
    })
    .optional()?
    .ok_or_else(|| StoreError::NotFound { what: "word", id: word.to_string() })
}

fn set(
    tx: &Transaction<'_>,
    photo: PhotoId,
    kind: WordKind,
    text: Option<&str>,
    written: Timestamp,
    now: Timestamp,
) -> Result<Option<WordEditCmd>, StoreError> {
    if !kind.is_single() {
        return Err(StoreError::Refused(format!("A photo has many {} words; add one instead.", kind.name())));
    }
    let text = text.and_then(|text| clean(kind, text));
    let before: Option<(String, i64)> = tx
        .prepare_cached(
            "SELECT text, created_ms FROM word WHERE photo_id = ?1 AND kind = ?2 AND origin = 'human'
               AND rejected_ms IS NULL",
        )?
        .query_row((photo.0, kind.name()), |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if text.is_none() && before.is_none() {
        return Ok(None);
    }
    take_typed_away(tx, photo, kind.name(), now)?;
    if let Some(text) = &text {
        insert_typed(tx, photo, kind, text, written)?;
    }
    let (text, written) = match before {
        Some((text, written)) => (Some(text), Some(Timestamp(written))),
        None => (None, None),
    };
    Ok(Some(WordEditCmd::Set { kind, text, written }))
}

fn add(
    tx: &Transaction<'_>,
    photo: PhotoId,
    kind: WordKind,
    text: &str,
    now: Timestamp,
) -> Result<Option<WordEditCmd>, StoreError> {
    if kind.is_single() {
        return Err(StoreError::Refused(format!("A photo has one {}; set it instead.", kind.name())));
    }
    let Some(text) = clean(kind, text) else {
        return Err(StoreError::Refused(format!("A {} needs at least one letter.", kind.name())));
    };
    // The rows that say it, what a human said or accepted first, then the newest.
    let said: Option<(i64, bool)> = tx
        .prepare_cached(
            "SELECT id, source = 'human' FROM word
             WHERE photo_id = ?1 AND kind = ?2 AND folded = ?3 AND rejected_ms IS NULL
             ORDER BY source = 'human' DESC, created_ms DESC, id DESC LIMIT 1",
        )?
        .query_row((photo.0, kind.name(), fold_word(&text)), |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match said {
        Some((_, true)) => Ok(None),
        Some((machine, false)) => accept(tx, &find(tx, photo, machine)?, now),
        None => Ok(Some(WordEditCmd::Reject { word: insert_typed(tx, photo, kind, &text, now)? })),
    }
}

/// The user's own title or description goes, but not its row: an earlier edit may still be undone to it.
fn take_typed_away(
    tx: &Transaction<'_>,
    photo: PhotoId,
    kind: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE word SET rejected_ms = ?3 WHERE photo_id = ?1 AND kind = ?2 AND origin = 'human'
           AND rejected_ms IS NULL",
    )?
    .execute((photo.0, kind, now.0))?;
    Ok(())
}

/// A word the user typed. One that was taken away comes back in its own row when an undo names its very moment.
fn insert_typed(
    tx: &Transaction<'_>,
    photo: PhotoId,
    kind: WordKind,
    text: &str,
    written: Timestamp,
) -> Result<i64, StoreError> {
    let folded = fold_word(text);
    let back: Option<i64> = tx
        .prepare_cached(
            "UPDATE word SET rejected_ms = NULL WHERE id = (
               SELECT id FROM word WHERE photo_id = ?1 AND kind = ?2 AND folded = ?3 AND origin = 'human'
                 AND text = ?4 AND created_ms = ?5 AND rejected_ms IS NOT NULL LIMIT 1)
             RETURNING id",
        )?
        .query_row((photo.0, kind.name(), &folded, text, written.0), |row| row.get(0))
        .optional()?;
    if let Some(id) = back {
        return Ok(id);
    }
    let id = tx
        .prepare_cached(
            "INSERT INTO word(photo_id, kind, text, folded, source, origin, created_ms)
             VALUES (?1, ?2, ?3, ?4, 'human', 'human', ?5) RETURNING id",
        )?
        .query_row((photo.0, kind.name(), text, folded, written.0), |row| row.get(0))?;
    Ok(id)
}

fn accept(tx: &Transaction<'_>, word: &Row, now: Timestamp) -> Result<Option<WordEditCmd>, StoreError> {
    if word.rejected {
        return Err(StoreError::Refused("The word is hidden; restore it first.".to_owned()));
    }
    if word.typed || word.accepted.is_some() {
        return Ok(None);
    }
    tx.prepare_cached("UPDATE word SET accepted_ms = ?2, source = 'human' WHERE id = ?1")?
        .execute((word.id, now.0))?;
    Ok(Some(WordEditCmd::Restore { word: word.id }))
}

fn reject(
    tx: &Transaction<'_>,
    photo: PhotoId,
    word: &Row,
    now: Timestamp,
) -> Result<Option<WordEditCmd>, StoreError> {
    if word.rejected {
        return Ok(None);
    }
    mark(tx, photo, word, Some(now))?;
    Ok(Some(WordEditCmd::Restore { word: word.id }))
}

fn restore(
    tx: &Transaction<'_>,
    photo: PhotoId,
    word: &Row,
    now: Timestamp,
) -> Result<Option<WordEditCmd>, StoreError> {
    if word.rejected {
        if word.typed && WordKind::from_name(&word.kind).is_some_and(WordKind::is_single) {
            take_typed_away(tx, photo, &word.kind, now)?;
        }
        mark(tx, photo, word, None)?;
        return Ok(Some(WordEditCmd::Reject { word: word.id }));
    }
    let Some(accepted) = word.accepted else { return Ok(None) };
    tx.prepare_cached("UPDATE word SET accepted_ms = NULL, source = origin WHERE id = ?1")?
        .execute([word.id])?;
    Ok(Some(WordEditCmd::Accept { word: word.id, at: Some(Timestamp(accepted)) }))
}

/// Hides or shows a word: what the user typed by itself, what others said together.
fn mark(
    tx: &Transaction<'_>,
    photo: PhotoId,
    word: &Row,
    rejected: Option<Timestamp>,
) -> Result<(), StoreError> {
    let rejected = rejected.map(|at| at.0);
    if word.typed {
        tx.prepare_cached("UPDATE word SET rejected_ms = ?2 WHERE id = ?1")?.execute((word.id, rejected))?;
    } else {
        // Index: word_once.
        tx.prepare_cached(
            "UPDATE word SET rejected_ms = ?4 WHERE photo_id = ?1 AND kind = ?2 AND folded = ?3 AND origin <> 'human'",
        )?
        .execute((photo.0, &word.kind, &word.folded, rejected))?;
    }
    Ok(())
}
