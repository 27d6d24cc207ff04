//! Photos one after another, for export: memory does not grow with what they hold.

use pothos_model::PhotoQuery;

use super::photo::{PhotoRow, load};
use crate::StoreError;
use crate::db::Library;

/// Photos read in one transaction: a reader that stays open for minutes would keep the write-ahead log growing.
const CHUNK: usize = 200;

impl Library {
    /// Gives every photo that matches to `take`, in the query's order, until it returns false. Photos that come or go
    /// while it runs may be missing.
    ///
    /// # Errors
    /// When the library fails.
    pub fn export_each(
        &self,
        query: &PhotoQuery,
        mut take: impl FnMut(PhotoRow) -> bool,
    ) -> Result<(), StoreError> {
        for ids in self.ids(query)?.chunks(CHUNK) {
            let photos = self.read(|tx| {
                let mut photos = Vec::with_capacity(ids.len());
                for id in ids {
                    photos.extend(load(tx, *id)?);
                }
                Ok(photos)
            })?;
            for photo in photos {
                if !take(photo) {
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}
