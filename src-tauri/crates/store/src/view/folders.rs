//! The side bar's folders, each with the photos in it and below.

use std::collections::HashMap;
use std::path::PathBuf;

use pothos_model::FolderId;

use crate::StoreError;
use crate::db::Library;
use crate::os_path;

/// A folder that holds photos, or folders with photos.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderRow {
    /// Its id.
    pub id: FolderId,
    /// The folder above it in the library, if any.
    pub parent: Option<FolderId>,
    /// Its own name for people.
    pub name: String,
    /// Its whole path for people.
    pub path: String,
    /// Photos in it and below.
    pub photos: u32,
    /// Whether the user dropped it.
    pub is_root: bool,
}

/// A folder the user dropped: what is watched and scanned again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RootRow {
    /// Its id.
    pub id: FolderId,
    /// Its path with the operating system's own bytes.
    pub path: PathBuf,
}

impl Library {
    /// All folders, by path.
    ///
    /// # Errors
    /// When the library fails.
    pub fn folders(&self) -> Result<Vec<FolderRow>, StoreError> {
        // The whole table, by its unique index on path: folders are a hundredth of photos.
        let mut folders = self.read(|tx| {
            let mut query = tx.prepare_cached(
                "SELECT id, parent_id, name, display, photos, is_root FROM folder ORDER BY path",
            )?;
            let rows = query
                .query_map([], |row| {
                    Ok(FolderRow {
                        id: FolderId(row.get(0)?),
                        parent: row.get::<_, Option<i64>>(1)?.map(FolderId),
                        name: row.get(2)?,
                        path: row.get(3)?,
                        photos: row.get(4)?,
                        is_root: row.get(5)?,
                    })
                })?
                .collect::<Result<Vec<_>, _>>()?;
            Ok(rows)
        })?;
        count_below(&mut folders);
        Ok(folders)
    }

    /// The folders the user dropped.
    ///
    /// # Errors
    /// When the library fails.
    pub fn roots(&self) -> Result<Vec<RootRow>, StoreError> {
        self.read(|tx| {
            let mut query =
                tx.prepare_cached("SELECT id, path FROM folder WHERE is_root = 1 ORDER BY path")?;
            let rows = query
                .query_map([], |row| {
                    Ok(RootRow { id: FolderId(row.get(0)?), path: os_path::from_bytes(row.get(1)?).into() })
                })?
                .collect::<Result<_, _>>()?;
            Ok(rows)
        })
    }

    /// Photos in the library.
    ///
    /// # Errors
    /// When the library fails.
    pub fn photo_total(&self) -> Result<u32, StoreError> {
        self.read(|tx| {
            Ok(tx
                .prepare_cached("SELECT coalesce(sum(photos), 0) FROM folder")?
                .query_row([], |row| row.get(0))?)
        })
    }
}

/// Adds each folder's own photos to all above it. A folder's path comes after its parent's, so going backwards each
/// is complete before it is added to the one above.
fn count_below(folders: &mut [FolderRow]) {
    let places: HashMap<FolderId, usize> =
        folders.iter().zip(0..).map(|(folder, at)| (folder.id, at)).collect();
    for at in (0..folders.len()).rev() {
        let Some((parent, photos)) =
            folders.get(at).and_then(|folder| Some((*places.get(&folder.parent?)?, folder.photos)))
        else {
            continue;
        };
        if let Some(above) = folders.get_mut(parent) {
            above.photos += photos;
        }
    }
}
