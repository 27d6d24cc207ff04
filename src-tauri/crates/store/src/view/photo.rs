//! Everything the library knows of one photo.

use pothos_model::{
    BatchId, Colour, FailureCode, FolderId, Format, LocalTime, ModelStamp, PhotoFacts, PhotoId, PhotoState,
    Place, Quality, Source, Timestamp, Word, WordKind,
};
use rusqlite::{OptionalExtension, Row, Transaction};
use serde::de::DeserializeOwned;

use super::runs::{RunRow, runs};
use crate::StoreError;
use crate::db::Library;
use crate::os_path;

/// A photo with all that is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct PhotoRow {
    /// The photo.
    pub id: PhotoId,
    /// Rises when the pixels were looked at anew; 0 while there is no thumbnail.
    pub version: u32,
    /// The file's name for people.
    pub name: String,
    /// The whole path for people.
    pub path: String,
    /// The folder.
    pub folder: FolderId,
    /// What the content is.
    pub format: Format,
    /// Size of the file.
    pub bytes: u64,
    /// Upright width.
    pub width: u32,
    /// Upright height.
    pub height: u32,
    /// Where it stands.
    pub state: PhotoState,
    /// For a failed photo: why.
    pub error: Option<(FailureCode, String)>,
    /// When it was taken, if the file says so.
    pub taken: Option<LocalTime>,
    /// When it came into the library.
    pub added: Timestamp,
    /// -1 rejected, 0 none, 1 to 5 stars.
    pub rating: i8,
    /// The title shown, if any.
    pub title: Option<String>,
    /// The description shown, if any.
    pub description: Option<String>,
    /// Tags and categories of a model that wait for the user's review.
    pub waiting: Vec<String>,
    /// Every word that is not rejected: by kind, the best source first, the newest first within a source.
    pub words: Vec<Word>,
    /// The figures, once analysed.
    pub quality: Option<Quality>,
    /// Dominant colours, the largest first.
    pub colours: Vec<Colour>,
    /// What the file says, once it was read.
    pub facts: PhotoFacts,
    /// The nearest named place.
    pub place: Option<Place>,
    /// The place in one line, if there is one.
    pub place_text: Option<String>,
    /// BLAKE3 of the content, once analysed.
    pub content_hash: Option<[u8; 32]>,
    /// DCT hash of the upright luma, once analysed.
    pub perceptual_hash: Option<u64>,
    /// Vision runs, the newest first.
    pub runs: Vec<RunRow>,
    /// The other half of a pair of RAW and JPEG: which photo, and its file's name for people.
    pub pair: Option<(PhotoId, String)>,
}

impl Library {
    /// Everything about a photo.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], or when the library fails.
    pub fn photo(&self, id: PhotoId) -> Result<PhotoRow, StoreError> {
        self.read(|tx| load(tx, id))?
            .ok_or_else(|| StoreError::NotFound { what: "photo", id: id.to_string() })
    }
}

/// The photo, if it exists.
pub(super) fn load(tx: &Transaction<'_>, id: PhotoId) -> Result<Option<PhotoRow>, StoreError> {
    let row = tx
        .prepare_cached(
            "SELECT version, photo.display, folder.path, photo.name, folder_id, format, bytes, width, height, state,
               error_code, error_message, taken_local_ms, taken_offset_minutes, photo.added_ms, rating, title,
               quality, colours, facts, place, place_text, content_hash, perceptual_hash
             FROM photo JOIN folder ON folder.id = photo.folder_id WHERE photo.id = ?1",
        )?
        .query_row([id.0], |row| columns(id, row))
        .optional()?;
    let Some(mut photo) = row else { return Ok(None) };
    photo.words = words(tx, id)?;
    photo.description =
        photo.words.iter().find(|word| word.kind == WordKind::Description).map(|word| word.text.clone());
    photo.waiting = waiting(tx, id)?;
    photo.runs = runs(tx, id)?;
    photo.pair = pair(tx, id)?;
    Ok(Some(photo))
}

fn pair(tx: &Transaction<'_>, id: PhotoId) -> Result<Option<(PhotoId, String)>, StoreError> {
    Ok(tx
        .prepare_cached(
            "SELECT other.id, other.display FROM photo JOIN photo AS other ON other.id = photo.pair_id WHERE photo.id = ?1",
        )?
        .query_row([id.0], |row| Ok((PhotoId(row.get(0)?), row.get(1)?)))
        .optional()?)
}

fn columns(id: PhotoId, row: &Row<'_>) -> rusqlite::Result<PhotoRow> {
    let format: String = row.get(5)?;
    let state: String = row.get(9)?;
    let code: Option<String> = row.get(10)?;
    let message: Option<String> = row.get(11)?;
    let local_ms: Option<i64> = row.get(12)?;
    let offset_minutes = row.get(13)?;
    Ok(PhotoRow {
        id,
        version: row.get(0)?,
        name: row.get(1)?,
        path: os_path::display(os_path::join(row.get(2)?, row.get(3)?).as_os_str()),
        folder: FolderId(row.get(4)?),
        format: Format::from_name(&format).unwrap_or(Format::Unknown),
        bytes: row.get::<_, i64>(6)?.cast_unsigned(),
        width: row.get(7)?,
        height: row.get(8)?,
        state: PhotoState::from_name(&state).unwrap_or(PhotoState::New),
        // A code of a later version reads as the broadest one; its sentence says the rest.
        error: code
            .zip(message)
            .map(|(code, text)| (FailureCode::from_name(&code).unwrap_or(FailureCode::Unreadable), text)),
        taken: local_ms.map(|local_ms| LocalTime { local_ms, offset_minutes }),
        added: Timestamp(row.get(14)?),
        rating: row.get(15)?,
        title: row.get(16)?,
        description: None,
        waiting: Vec::new(),
        words: Vec::new(),
        quality: json(id, row.get(17)?),
        colours: json(id, row.get(18)?).unwrap_or_default(),
        facts: json(id, row.get(19)?).unwrap_or_default(),
        place: json(id, row.get(20)?),
        place_text: row.get(21)?,
        content_hash: row.get(22)?,
        perceptual_hash: row.get::<_, Option<i64>>(23)?.map(i64::cast_unsigned),
        runs: Vec::new(),
        pair: None,
    })
}

/// What was stored as JSON. All of it can be made again from the file, so what cannot be read is as good as absent.
fn json<T: DeserializeOwned>(photo: PhotoId, text: Option<String>) -> Option<T> {
    match serde_json::from_str(&text?) {
        Ok(value) => Some(value),
        Err(error) => {
            tracing::warn!(%photo, %error, "a stored figure cannot be read");
            None
        }
    }
}

/// What waits on a photo. Index: the table's UNIQUE.
fn waiting(tx: &Transaction<'_>, photo: PhotoId) -> Result<Vec<String>, StoreError> {
    Ok(tx
        .prepare_cached(
            "SELECT DISTINCT text FROM held_word WHERE photo_id = ?1 AND decided_ms IS NULL ORDER BY id",
        )?
        .query_map([photo.0], |row| row.get(0))?
        .collect::<Result<_, _>>()?)
}

/// A photo's words that are not rejected.
pub(crate) fn words(tx: &Transaction<'_>, photo: PhotoId) -> Result<Vec<Word>, StoreError> {
    // Index: word_once.
    let mut query = tx.prepare_cached(
        "SELECT id, kind, text, source, server, model, preset, preset_version, batch_id, created_ms, accepted_ms,
           similar_to, names
         FROM word WHERE photo_id = ?1 AND rejected_ms IS NULL",
    )?;
    let mut words =
        query.query_map([photo.0], word)?.filter_map(Result::transpose).collect::<Result<Vec<Word>, _>>()?;
    // Of one source the newest first, as the shown title is chosen; tags of one moment as they were said.
    words.sort_by_key(|word| {
        let since = word.accepted.unwrap_or(word.created);
        let order = if word.kind.is_single() { -word.id } else { word.id };
        (word.kind, std::cmp::Reverse(word.source), std::cmp::Reverse(since), order)
    });
    Ok(words)
}

fn word(row: &Row<'_>) -> rusqlite::Result<Option<Word>> {
    let kind: String = row.get(1)?;
    let source: String = row.get(3)?;
    let Some((kind, source)) = WordKind::from_name(&kind).zip(Source::from_name(&source)) else {
        return Ok(None);
    };
    let server: Option<String> = row.get(4)?;
    let stamp = match server {
        Some(server) => Some(ModelStamp {
            server,
            model: row.get(5)?,
            preset: row.get(6)?,
            preset_version: row.get(7)?,
            batch: BatchId(row.get(8)?),
            similar_to: row.get::<_, Option<i64>>(11)?.map(PhotoId),
        }),
        None => None,
    };
    Ok(Some(Word {
        id: row.get(0)?,
        kind,
        text: row.get(2)?,
        source,
        stamp,
        created: Timestamp(row.get(9)?),
        accepted: row.get::<_, Option<i64>>(10)?.map(Timestamp),
        names: row
            .get::<_, Option<String>>(12)?
            .and_then(|names| serde_json::from_str(&names).ok())
            .unwrap_or_default(),
    }))
}
