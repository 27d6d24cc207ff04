//! When, where and with what photos were taken, and what they look like: what tells alike ones apart.

use pothos_model::{FolderId, PhotoId};
use rusqlite::OptionalExtension;

use crate::StoreError;
use crate::db::Library;

/// One photo that has been looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MomentRow {
    /// The photo.
    pub photo: PhotoId,
    /// Its folder.
    pub folder: FolderId,
    /// Maker and model, as shown.
    pub camera: Option<String>,
    /// Local capture time, or the file's time where none is known, in ms.
    pub local_ms: i64,
    /// Whether that is a capture time.
    pub taken: bool,
    /// The perceptual hash.
    pub hash: Option<u64>,
}

impl Library {
    /// Of these photos the ones that could be read, in their order.
    ///
    /// # Errors
    /// When the library fails.
    pub fn moments(&self, photos: &[PhotoId]) -> Result<Vec<MomentRow>, StoreError> {
        self.read(|tx| {
            let mut one = tx.prepare_cached(
                "SELECT id, folder_id, camera, day_local_ms, taken_local_ms IS NOT NULL, perceptual_hash
                   FROM photo WHERE id = ?1 AND state = 'ready'",
            )?;
            let mut rows = Vec::with_capacity(photos.len());
            for photo in photos {
                rows.extend(
                    one.query_row([photo.0], |row| {
                        Ok(MomentRow {
                            photo: PhotoId(row.get(0)?),
                            folder: FolderId(row.get(1)?),
                            camera: row.get(2)?,
                            local_ms: row.get(3)?,
                            taken: row.get(4)?,
                            hash: row.get::<_, Option<i64>>(5)?.map(i64::cast_unsigned),
                        })
                    })
                    .optional()?,
                );
            }
            Ok(rows)
        })
    }
}
