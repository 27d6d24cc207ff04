//! The word table: what was said about a photo and by whom. A machine adds and takes away only its own words, never
//! one that a human accepted, and does not say a word again that a human refused.

use pothos_model::{Doubt, ModelStamp, NewWord, PhotoId, Source, Timestamp, WordKind, fold_word};
use rusqlite::Transaction;
use unicode_normalization::UnicodeNormalization;

use crate::StoreError;

/// Who speaks. A human's words go another way: [`crate::edit`].
#[derive(Debug, Clone, Copy)]
pub(crate) enum Speaker<'a> {
    /// The file's own metadata.
    File,
    /// The embedded analyser.
    Basic,
    /// A model.
    Model(&'a ModelStamp),
}

impl Speaker<'_> {
    fn source(self) -> Source {
        match self {
            Speaker::File => Source::File,
            Speaker::Basic => Source::Basic,
            Speaker::Model(_) => Source::Model,
        }
    }
}

/// Replaces what the speaker said of these kinds. Models are told apart by name: the same model behind another
/// address is the same speaker.
pub(crate) fn replace(
    tx: &Transaction<'_>,
    photo: PhotoId,
    speaker: Speaker<'_>,
    kinds: &[WordKind],
    words: &[NewWord],
    now: Timestamp,
) -> Result<(), StoreError> {
    let stamp = match speaker {
        Speaker::File | Speaker::Basic => None,
        Speaker::Model(stamp) => Some(stamp),
    };
    let model = stamp.map_or("", |stamp| stamp.model.as_str());
    let origin = speaker.source().name();
    for kind in kinds {
        // Index: word_once.
        tx.prepare_cached(
            "DELETE FROM word WHERE photo_id = ?1 AND kind = ?2 AND origin = ?3 AND ifnull(model, '') = ?4
               AND accepted_ms IS NULL AND rejected_ms IS NULL",
        )?
        .execute((photo.0, kind.name(), origin, model))?;
    }
    let mut insert = tx.prepare_cached(
        "INSERT INTO word(photo_id, kind, text, folded, source, origin, server, model, preset, preset_version,
           batch_id, created_ms, similar_to, names)
         SELECT ?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13
         WHERE NOT EXISTS (SELECT 1 FROM word WHERE photo_id = ?1 AND kind = ?2 AND folded = ?4
           AND origin <> 'human' AND rejected_ms IS NOT NULL)
         ON CONFLICT DO NOTHING",
    )?;
    for word in words.iter().filter(|word| kinds.contains(&word.kind)) {
        let Some(text) = clean(word.kind, &word.text) else { continue };
        insert.execute((
            photo.0,
            word.kind.name(),
            &text,
            fold_word(&text),
            origin,
            stamp.map(|stamp| &stamp.server),
            stamp.map(|stamp| &stamp.model),
            stamp.map(|stamp| &stamp.preset),
            stamp.map(|stamp| stamp.preset_version),
            stamp.map(|stamp| stamp.batch.0),
            now.0,
            stamp.and_then(|stamp| stamp.similar_to).map(|photo| photo.0),
            match &word.doubt {
                Some(Doubt::Names(names)) => serde_json::to_string(names).ok(),
                Some(Doubt::Unknown) | None => None,
            },
        ))?;
    }
    Ok(())
}

/// The text as it is stored: NFC, no control characters, trimmed, bounded; `None` when nothing is left.
pub(crate) fn clean(kind: WordKind, text: &str) -> Option<String> {
    // A bound against files and models that never stop; people's texts stay far below.
    let longest = match kind {
        WordKind::Title | WordKind::Category | WordKind::Tag => 500,
        WordKind::Description => 20_000,
    };
    let keep_lines = kind == WordKind::Description;
    let text: String = text
        .nfc()
        .map(|c| if c.is_control() && !(keep_lines && c == '\n') { ' ' } else { c })
        .take(longest)
        .collect();
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
