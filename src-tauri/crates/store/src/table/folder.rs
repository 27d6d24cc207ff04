//! The folder table: folders on disk that hold photos, as a tree below what the user dropped.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use pothos_model::{FolderId, Timestamp};
use rusqlite::{OptionalExtension, Transaction};

use crate::StoreError;
use crate::os_path;

/// Finds folders or makes them, remembering them for the length of one transaction.
pub(crate) struct Folders<'a> {
    tx: &'a Transaction<'a>,
    root: &'a Path,
    now: Timestamp,
    known: HashMap<PathBuf, FolderId>,
}

impl<'a> Folders<'a> {
    /// For folders below `root`, which the user dropped.
    pub(crate) fn below(tx: &'a Transaction<'a>, root: &'a Path, now: Timestamp) -> Self {
        Self { tx, root, now, known: HashMap::new() }
    }

    /// The row of `path`; rows between it and the root are made too. A folder that is not below the root (its file
    /// was dropped by itself) hangs on the folder above it, if that is in the library, and is no root.
    pub(crate) fn ensure(&mut self, path: &Path) -> Result<FolderId, StoreError> {
        if let Some(id) = self.known.get(path) {
            return Ok(*id);
        }
        let is_root = path == self.root;
        let above = path.parent().filter(|above| *above != path);
        let parent = match above {
            Some(above) if !is_root && path.starts_with(self.root) => Some(self.ensure(above)?),
            Some(above) => find(self.tx, above)?,
            None => None,
        };
        let bytes = os_path::to_bytes(path.as_os_str());
        let id = self
            .tx
            .prepare_cached(
                "INSERT INTO folder(path, display, name, parent_id, is_root, added_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (path) DO UPDATE
                 SET is_root = max(is_root, excluded.is_root), parent_id = coalesce(parent_id, excluded.parent_id)
                 RETURNING id",
            )?
            .query_row(
                (
                    bytes,
                    os_path::display(path.as_os_str()),
                    os_path::folder_name(path),
                    parent.map(|id| id.0),
                    is_root,
                    self.now.0,
                ),
                |row| row.get(0).map(FolderId),
            )?;
        self.known.insert(path.to_path_buf(), id);
        Ok(id)
    }
}

/// The folder at that path.
pub(crate) fn find(tx: &Transaction<'_>, path: &Path) -> Result<Option<FolderId>, StoreError> {
    let id = tx
        .prepare_cached("SELECT id FROM folder WHERE path = ?1")?
        .query_row([os_path::to_bytes(path.as_os_str())], |row| row.get(0).map(FolderId))
        .optional()?;
    Ok(id)
}

/// The folder and all below it.
pub(crate) fn with_below(tx: &Transaction<'_>, folder: FolderId) -> Result<Vec<FolderId>, StoreError> {
    // Index: folder_parent.
    let mut query = tx.prepare_cached(
        "WITH RECURSIVE below(id) AS (
           SELECT id FROM folder WHERE id = ?1
           UNION SELECT folder.id FROM below JOIN folder ON folder.parent_id = below.id)
         SELECT id FROM below",
    )?;
    let ids = query.query_map([folder.0], |row| row.get(0).map(FolderId))?.collect::<Result<_, _>>()?;
    Ok(ids)
}
