//! Photos whose place is to be found. Rows come from triggers on the photo table, from the user's word, and from photos that began or
//! ceased to lead.

use pothos_model::PhotoId;
use rusqlite::{OptionalExtension, Transaction, params};

use crate::StoreError;
use crate::db::Library;

/// A photo that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Due {
    pub(super) photo: PhotoId,
    pub(super) changed: bool,
    pub(super) told: Option<PhotoId>,
}

/// The next one. Index: the table's key.
pub(super) fn next(tx: &Transaction<'_>) -> Result<Option<Due>, StoreError> {
    Ok(tx
        .prepare_cached("SELECT photo_id, changed, told FROM alike_due ORDER BY photo_id LIMIT 1")?
        .query_row([], |row| {
            Ok(Due {
                photo: PhotoId(row.get(0)?),
                changed: row.get(1)?,
                told: row.get::<_, Option<i64>>(2)?.map(PhotoId),
            })
        })
        .optional()?)
}

/// Makes a photo due because of another, or because it is changed itself.
pub(super) fn add(tx: &Transaction<'_>, photo: PhotoId, changed: bool) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO alike_due(photo_id, changed) VALUES (?1, ?2)
         ON CONFLICT (photo_id) DO UPDATE SET changed = max(changed, excluded.changed)",
    )?
    .execute(params![photo.0, changed])?;
    Ok(())
}

/// Its change has been taken up; what follows from it is not done yet.
pub(super) fn taken_up(
    tx: &Transaction<'_>,
    photo: PhotoId,
    told: Option<PhotoId>,
) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE alike_due SET changed = 0, told = ?2 WHERE photo_id = ?1")?
        .execute(params![photo.0, told.map(|photo| photo.0)])?;
    Ok(())
}

/// Its place is found.
pub(super) fn done(tx: &Transaction<'_>, photo: PhotoId) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM alike_due WHERE photo_id = ?1")?.execute([photo.0])?;
    Ok(())
}

impl Library {
    /// How many photos' places are still to be found, counted up to `most`.
    ///
    /// # Errors
    /// When the library fails.
    pub fn alike_due(&self, most: u32) -> Result<u32, StoreError> {
        self.read(|tx| {
            Ok(tx
                .prepare_cached(
                    "SELECT (SELECT count(*) FROM (SELECT 1 FROM alike_due LIMIT ?1))
                          + (SELECT count(*) FROM (SELECT 1 FROM hash_due LIMIT ?1))",
                )?
                .query_row([most], |row| row.get(0))?)
        })
    }
}
