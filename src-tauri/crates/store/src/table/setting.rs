//! The setting table: JSON by key. Knows no setting by name.

use rusqlite::OptionalExtension;

use crate::StoreError;
use crate::db::Library;

impl Library {
    /// The value stored under `key`.
    ///
    /// # Errors
    /// When the library fails.
    pub fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        self.read(|tx| {
            let value = tx
                .prepare_cached("SELECT value FROM setting WHERE key = ?1")?
                .query_row([key], |row| row.get(0))
                .optional()?;
            Ok(value)
        })
    }

    /// Stores `value`, which is JSON, under `key`.
    ///
    /// # Errors
    /// When the library fails.
    pub fn set_setting(&self, key: &str, value: &str) -> Result<(), StoreError> {
        self.write_durably(|tx| {
            tx.prepare_cached(
                "INSERT INTO setting(key, value) VALUES (?1, ?2)
                 ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            )?
            .execute([key, value])?;
            Ok(())
        })
    }
}
