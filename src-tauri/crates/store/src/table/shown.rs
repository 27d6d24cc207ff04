//! What is shown and found of a photo, kept in step with its words: photo.title, photo.sources and the search
//! index. Decides nothing else; everything here can be rebuilt.

use pothos_model::{PhotoId, Source, WordKind};
use rusqlite::{OptionalExtension, Transaction};

use crate::StoreError;
use crate::db::Library;
use crate::search_text::{index_list, index_name, index_text};

/// Photos whose search rows are rebuilt in one transaction: about 20 ms.
const REBUILD_CHUNK: u32 = 500;

/// A word as far as it matters for what is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Said {
    kind: WordKind,
    text: String,
    source: Source,
    /// When it was stored, or accepted if that was later.
    since: i64,
    id: i64,
}

/// The title or description that is shown: of the best source, the newest.
fn best(words: &[Said], kind: WordKind) -> Option<&str> {
    let best =
        words.iter().filter(|word| word.kind == kind).max_by_key(|word| (word.source, word.since, word.id));
    best.map(|word| word.text.as_str())
}

/// The bit of a source in photo.sources.
pub(crate) fn source_bit(source: Source) -> i64 {
    match source {
        Source::Basic => 1,
        Source::Model => 2,
        Source::File => 4,
        Source::Human => 8,
    }
}

/// What is said of a photo and shown, as plain texts.
pub(crate) struct Told {
    pub(crate) title: Option<String>,
    pub(crate) description: Option<String>,
    /// Categories and tags.
    pub(crate) list: Vec<String>,
    pub(crate) place: Option<String>,
}

/// What is shown of the photo, with the file's keywords or without, with what tells
/// the place or without.
pub(crate) fn told(
    tx: &Transaction<'_>,
    photo: PhotoId,
    keywords: bool,
    places: bool,
) -> Result<Told, StoreError> {
    let mut words = said(tx, photo)?;
    // What was made from facts names the place in titles, sentences and tags, in either language.
    words.retain(|word| places || word.source != Source::Basic);
    let place: Option<Option<String>> = tx
        .prepare_cached("SELECT place_text FROM photo WHERE id = ?1")?
        .query_row([photo.0], |row| row.get(0))
        .optional()?;
    let mut list: Vec<String> = Vec::new();
    let told = |word: &&Said| !word.kind.is_single() && (keywords || word.source != Source::File);
    for word in words.iter().filter(told) {
        if !list.contains(&word.text) {
            list.push(word.text.clone());
        }
    }
    Ok(Told {
        title: best(&words, WordKind::Title).map(str::to_owned),
        description: best(&words, WordKind::Description).map(str::to_owned),
        list,
        place: place.flatten().filter(|_| places),
    })
}

/// The words that are not rejected. Index: word_once.
fn said(tx: &Transaction<'_>, photo: PhotoId) -> Result<Vec<Said>, StoreError> {
    Ok(tx
        .prepare_cached(
            "SELECT kind, text, source, coalesce(accepted_ms, created_ms), id FROM word
             WHERE photo_id = ?1 AND rejected_ms IS NULL ORDER BY id",
        )?
        .query_map([photo.0], |row| {
            let kind: String = row.get(0)?;
            let source: String = row.get(2)?;
            Ok(WordKind::from_name(&kind).zip(Source::from_name(&source)).map(|(kind, source)| {
                Ok(Said { kind, text: row.get(1)?, source, since: row.get(3)?, id: row.get(4)? })
            }))
        })?
        .filter_map(Result::transpose)
        .collect::<Result<Result<_, rusqlite::Error>, rusqlite::Error>>()??)
}

/// Brings title, sources and search row of a photo in step with its words.
pub(crate) fn refresh(tx: &Transaction<'_>, photo: PhotoId) -> Result<(), StoreError> {
    let words = said(tx, photo)?;
    let title = best(&words, WordKind::Title);
    let sources = words.iter().fold(0, |bits, word| bits | source_bit(word.source));
    tx.prepare_cached(
        "UPDATE photo SET title = ?2, sources = ?3 WHERE id = ?1 AND (title IS NOT ?2 OR sources <> ?3)",
    )?
    .execute((photo.0, title, sources))?;
    let list = words.iter().filter(|word| !word.kind.is_single()).map(|word| word.text.as_str());
    let (display, place): (String, Option<String>) = tx
        .prepare_cached("SELECT display, place_text FROM photo WHERE id = ?1")?
        .query_row([photo.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    tx.prepare_cached(
        "INSERT OR REPLACE INTO photo_fts(rowid, title, description, words, place, name)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute((
        photo.0,
        index_text(title.unwrap_or_default()),
        index_text(best(&words, WordKind::Description).unwrap_or_default()),
        index_list(list),
        index_text(place.as_deref().unwrap_or_default()),
        index_name(&display),
    ))?;
    Ok(())
}

/// Makes a photo that was just found searchable by its name.
pub(crate) fn insert_name(tx: &Transaction<'_>, photo: PhotoId, display: &str) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO photo_fts(rowid, title, description, words, place, name) VALUES (?1, '', '', '', '', ?2)",
    )?
    .execute((photo.0, index_name(display)))?;
    Ok(())
}

impl Library {
    /// Makes the search index, the shown titles and the counts of words anew from what is stored. Works in chunks,
    /// so that others can write in between; a search in the meantime may miss photos.
    ///
    /// # Errors
    /// When the library fails; calling it again starts over.
    pub fn rebuild_search(&self) -> Result<(), StoreError> {
        self.write(|tx| {
            tx.execute("INSERT INTO photo_fts(photo_fts) VALUES ('delete-all')", [])?;
            tx.execute_batch(
                "DELETE FROM tag_count;
                 INSERT INTO tag_count(kind, folded, text, photos)
                   SELECT kind, folded, min(text), count(DISTINCT photo_id) FROM word
                   WHERE rejected_ms IS NULL AND kind IN ('category', 'tag') GROUP BY kind, folded;",
            )?;
            Ok(())
        })?;
        let mut after = PhotoId(0);
        loop {
            let last = self.write(|tx| {
                let ids = tx
                    .prepare_cached("SELECT id FROM photo WHERE id > ?1 ORDER BY id LIMIT ?2")?
                    .query_map((after.0, REBUILD_CHUNK), |row| row.get(0).map(PhotoId))?
                    .collect::<Result<Vec<_>, _>>()?;
                for id in &ids {
                    refresh(tx, *id)?;
                }
                crate::db::bump(tx)?;
                Ok(ids.last().copied())
            })?;
            match last {
                Some(id) => after = id,
                None => return Ok(()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(source: Source, since: i64, text: &str) -> Said {
        Said { kind: WordKind::Title, text: text.to_owned(), source, since, id: since }
    }

    #[test]
    fn the_best_source_is_shown_and_of_it_the_newest() {
        let mut words = vec![said(Source::Basic, 9, "facts")];
        assert_eq!(best(&words, WordKind::Title), Some("facts"));
        words.push(said(Source::Model, 1, "old model"));
        words.push(said(Source::Model, 2, "new model"));
        assert_eq!(best(&words, WordKind::Title), Some("new model"), "a model over facts, the newest run");
        words.push(said(Source::File, 0, "file"));
        assert_eq!(best(&words, WordKind::Title), Some("file"), "the file over a model");
        words.push(said(Source::Human, 0, "mine"));
        assert_eq!(best(&words, WordKind::Title), Some("mine"), "a human over all");
        assert_eq!(best(&words, WordKind::Description), None);
    }
}
