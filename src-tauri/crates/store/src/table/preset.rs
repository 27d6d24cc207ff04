//! The user's prompt presets. Saving makes a version; nothing is ever overwritten.

use pothos_model::{Preset, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};

use crate::{Library, StoreError};

impl Library {
    /// The newest version of every preset on the list, by name.
    ///
    /// # Errors
    /// When the library fails.
    pub fn presets(&self) -> Result<Vec<Preset>, StoreError> {
        self.read(|tx| {
            let bodies: Vec<String> = tx
                .prepare_cached(
                    "SELECT body FROM preset AS p WHERE removed_ms IS NULL
                        AND version = (SELECT max(version) FROM preset WHERE name = p.name) ORDER BY name",
                )?
                .query_map([], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            bodies.iter().map(|body| preset_from(body)).collect()
        })
    }

    /// One version of a preset, also of one that was taken off the list.
    ///
    /// # Errors
    /// When the library fails.
    pub fn preset(&self, name: &str, version: u32) -> Result<Option<Preset>, StoreError> {
        self.read(|tx| {
            let body: Option<String> = tx
                .prepare_cached("SELECT body FROM preset WHERE name = ?1 AND version = ?2")?
                .query_row(params![name, version], |row| row.get(0))
                .optional()?;
            body.as_deref().map(preset_from).transpose()
        })
    }

    /// Stores the preset as the next version of its name; as it is, when the newest version says the same.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for a preset that is none; otherwise when the library cannot be written.
    pub fn save_preset(&self, preset: Preset, now: Timestamp) -> Result<Preset, StoreError> {
        let preset = preset.checked().map_err(StoreError::Refused)?;
        self.write(|tx| {
            let newest = newest(tx, &preset.name)?;
            let version = newest.as_ref().map_or(0, |(known, _)| known.version);
            if let Some((known, true)) = &newest
                && *known == (Preset { version, ..preset.clone() })
            {
                return Ok(known.clone());
            }
            let preset = Preset { version: version + 1, ..preset };
            let body =
                serde_json::to_string(&preset).map_err(|error| StoreError::Database(error.to_string()))?;
            tx.execute("UPDATE preset SET removed_ms = NULL WHERE name = ?1", [&preset.name])?;
            tx.execute(
                "INSERT INTO preset (name, version, body, created_ms) VALUES (?1, ?2, ?3, ?4)",
                params![preset.name, preset.version, body, now.0],
            )?;
            Ok(preset)
        })
    }

    /// Takes a preset off the list. Results that come from it keep naming it.
    ///
    /// # Errors
    /// When the library cannot be written.
    pub fn remove_preset(&self, name: &str, now: Timestamp) -> Result<(), StoreError> {
        self.write(|tx| {
            tx.execute(
                "UPDATE preset SET removed_ms = ?2 WHERE name = ?1 AND removed_ms IS NULL",
                params![name, now.0],
            )?;
            Ok(())
        })
    }
}

/// The newest version of a name, and whether it is on the list.
fn newest(tx: &Connection, name: &str) -> Result<Option<(Preset, bool)>, StoreError> {
    let row: Option<(String, bool)> = tx
        .prepare_cached(
            "SELECT body, removed_ms IS NULL FROM preset WHERE name = ?1 ORDER BY version DESC LIMIT 1",
        )?
        .query_row([name], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    row.map(|(body, listed)| Ok((preset_from(&body)?, listed))).transpose()
}

fn preset_from(body: &str) -> Result<Preset, StoreError> {
    serde_json::from_str(body)
        .map_err(|error| StoreError::Database(format!("a preset cannot be read: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_is_a_version_and_what_is_removed_can_still_be_named() {
        let dir = tempfile::tempdir().expect("a folder");
        let library = Library::open(dir.path()).expect("a library");
        let birds =
            |system: &str| Preset { name: "Birds".into(), system: system.into(), ..Preset::default() };
        let save = |system: &str| library.save_preset(birds(system), Timestamp(1)).expect("saved").version;
        assert_eq!((save("Name the species."), save("Name the species."), save("Name it.")), (1, 1, 2));
        assert_eq!(library.presets().expect("presets").len(), 1, "the newest of each");
        library.remove_preset("Birds", Timestamp(2)).expect("removed");
        assert!(library.presets().expect("presets").is_empty());
        let old = library.preset("Birds", 1).expect("read").expect("it is there");
        assert_eq!(old.system, "Name the species.");
        assert_eq!(save("Name it."), 3, "the name is taken up again with a version of its own");
        assert!(library.save_preset(Preset::default(), Timestamp(1)).is_err(), "a preset needs a name");
    }
}
