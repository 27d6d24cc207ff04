//! Faults on demand, for tests of what stands on this crate. Not in a build without the feature `testing`.

use crate::hold::lock;
use crate::{Library, StoreError};

impl Library {
    /// From now on the library may not grow by a page, as on a full disk; or may again.
    ///
    /// # Errors
    /// When the library fails.
    pub fn fill_disk(&self, full: bool) -> Result<(), StoreError> {
        let writer = lock(self.writer.as_ref().ok_or(StoreError::ReadOnly)?);
        let pages: i64 = writer.query_row("PRAGMA page_count", [], |row| row.get(0))?;
        let most = if full { pages } else { i64::from(u32::MAX) - 1 };
        // SQLite takes no value below what the file has.
        writer.query_row(&format!("PRAGMA max_page_count = {most}"), [], |_| Ok(()))?;
        Ok(())
    }
}
