//! Photos whose perceptual hash is of an older kind: they get a new one beside other work.

use pothos_model::PhotoId;
use rusqlite::{Transaction, params};

use crate::StoreError;
use crate::db::Library;

impl Library {
    /// Up to `limit` photos whose hash is to be made again, from their thumbnails or their files.
    ///
    /// # Errors
    /// When the library fails.
    pub fn hashes_due(&self, limit: u32) -> Result<Vec<PhotoId>, StoreError> {
        self.read(|tx| {
            // Index: the table's key.
            Ok(tx
                .prepare_cached("SELECT photo_id FROM hash_due ORDER BY photo_id LIMIT ?1")?
                .query_map([limit], |row| row.get(0).map(PhotoId))?
                .collect::<Result<_, _>>()?)
        })
    }

    /// Stores the hashes of photos that were due; `None` for a blank picture, or one that cannot be read any more. One that was
    /// looked at meanwhile keeps what it was given then. At most 500 photos.
    ///
    /// # Errors
    /// When the library cannot be written.
    pub fn put_hashes(&self, hashes: &[(PhotoId, Option<u64>)]) -> Result<(), StoreError> {
        self.write(|tx| hashes.iter().try_for_each(|(photo, hash)| put(tx, *photo, *hash)))
    }
}

fn put(tx: &Transaction<'_>, photo: PhotoId, hash: Option<u64>) -> Result<(), StoreError> {
    if let Some(hash) = hash {
        tx.prepare_cached(
            "UPDATE photo SET perceptual_hash = ?2 WHERE id = ?1 AND perceptual_hash IS NULL AND state = 'ready'",
        )?
        .execute(params![photo.0, hash.cast_signed()])?;
    }
    tx.prepare_cached("DELETE FROM hash_due WHERE photo_id = ?1")?.execute([photo.0])?;
    Ok(())
}
