//! Tiles: the words on the few photos the window shows.

use pothos_model::{PhotoId, PhotoState, Source};
use rusqlite::OptionalExtension;

use crate::StoreError;
use crate::db::Library;
use crate::table::shown::source_bit;

/// What a grid tile shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TileRow {
    /// The photo.
    pub id: PhotoId,
    /// Rises when the pixels were looked at anew; 0 while there is no thumbnail.
    pub version: u32,
    /// Upright width.
    pub width: u32,
    /// Upright height.
    pub height: u32,
    /// The file's name for people.
    pub name: String,
    /// The title shown, if any.
    pub title: Option<String>,
    /// -1 rejected, 0 none, 1 to 5 stars.
    pub rating: i8,
    /// Where it stands.
    pub state: PhotoState,
    /// For a failed photo: the code's name.
    pub error_code: Option<String>,
    /// Whether a model's words are on it that nobody accepted.
    pub has_model_words: bool,
    /// Whether the file ends before the picture does.
    pub incomplete: bool,
    /// Which half of a pair of RAW and JPEG it is, if it is one.
    pub half: Option<PairHalf>,
}

/// One of the two files of one release of the shutter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PairHalf {
    /// The sensor's data.
    Raw,
    /// What the camera made of them: JPEG or HEIC.
    Developed,
}

impl PairHalf {
    fn of(is_raw: bool) -> Self {
        if is_raw { PairHalf::Raw } else { PairHalf::Developed }
    }

    /// The wire name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            PairHalf::Raw => "raw",
            PairHalf::Developed => "developed",
        }
    }
}

impl Library {
    /// The tiles of these photos, in this order; photos that do not exist are left out.
    ///
    /// # Errors
    /// When the library fails.
    pub fn tiles(&self, ids: &[PhotoId]) -> Result<Vec<TileRow>, StoreError> {
        self.read(|tx| {
            let mut query = tx.prepare_cached(
                "SELECT id, version, width, height, display, title, rating, state, error_code, sources,
                        state = 'ready' AND facts ->> '$.missing_percent' IS NOT NULL,
                        iif(pair_id IS NULL, NULL, format = 'raw')
                 FROM photo WHERE id = ?1",
            )?;
            let mut tiles = Vec::with_capacity(ids.len());
            for id in ids {
                let tile = query
                    .query_row([id.0], |row| {
                        let state: String = row.get(7)?;
                        let sources: i64 = row.get(9)?;
                        Ok(TileRow {
                            id: PhotoId(row.get(0)?),
                            version: row.get(1)?,
                            width: row.get(2)?,
                            height: row.get(3)?,
                            name: row.get(4)?,
                            title: row.get(5)?,
                            rating: row.get(6)?,
                            state: PhotoState::from_name(&state).unwrap_or(PhotoState::New),
                            error_code: row.get(8)?,
                            has_model_words: sources & source_bit(Source::Model) != 0,
                            incomplete: row.get(10)?,
                            half: row.get::<_, Option<bool>>(11)?.map(PairHalf::of),
                        })
                    })
                    .optional()?;
                tiles.extend(tile);
            }
            Ok(tiles)
        })
    }
}
