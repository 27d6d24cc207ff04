//! The user's word that photos are no duplicates of each other. It is a human's: kept for good, and taken back by the user alone.

use pothos_model::{PhotoId, Timestamp};
use rusqlite::{Transaction, params};

use super::due;
use crate::StoreError;
use crate::db::{Library, bump};

/// Photos that can be parted at once: as many as a group has, with room.
const MOST_PARTED: usize = 2_000;

impl Library {
    /// Remembers that none of these photos is a duplicate of another of them; what takes that back. On disk when it returns.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for fewer than two or more than 2,000 photos, or when the library fails.
    pub fn part(&self, photos: &[PhotoId], now: Timestamp) -> Result<i64, StoreError> {
        if !(2..=MOST_PARTED).contains(&photos.len()) {
            return Err(StoreError::Refused(format!(
                "{} photos cannot be told apart at once; name 2 to {MOST_PARTED}.",
                photos.len()
            )));
        }
        self.write_durably(|tx| {
            tx.prepare_cached("INSERT INTO parted(at_ms) VALUES (?1)")?.execute([now.0])?;
            let parted = tx.last_insert_rowid();
            let mut one =
                tx.prepare_cached("INSERT OR IGNORE INTO parted_photo(parted_id, photo_id) VALUES (?1, ?2)")?;
            for photo in photos {
                one.execute(params![parted, photo.0])?;
                due::add(tx, *photo, true)?;
            }
            bump(tx)?;
            Ok(parted)
        })
    }

    /// Takes such a word back; the photos it was about.
    ///
    /// # Errors
    /// When the library fails.
    pub fn unpart(&self, parted: i64) -> Result<Vec<PhotoId>, StoreError> {
        self.write_durably(|tx| {
            let photos = parted_photos(tx, parted)?;
            for photo in &photos {
                due::add(tx, *photo, true)?;
            }
            tx.prepare_cached("DELETE FROM parted_photo WHERE parted_id = ?1")?.execute([parted])?;
            tx.prepare_cached("DELETE FROM parted WHERE id = ?1")?.execute([parted])?;
            bump(tx)?;
            Ok(photos)
        })
    }
}

fn parted_photos(tx: &Transaction<'_>, parted: i64) -> Result<Vec<PhotoId>, StoreError> {
    Ok(tx
        .prepare_cached("SELECT photo_id FROM parted_photo WHERE parted_id = ?1")?
        .query_map([parted], |row| row.get(0).map(PhotoId))?
        .collect::<Result<_, _>>()?)
}
