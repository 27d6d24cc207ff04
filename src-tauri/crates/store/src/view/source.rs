//! Where a photo's file is, and what a reader of it needs to know first.

use std::path::{Path, PathBuf};

use pothos_model::{FileStamp, FolderId, Format, PhotoId, PhotoState, Timestamp};
use rusqlite::OptionalExtension;

use crate::StoreError;
use crate::db::Library;
use crate::os_path;
use crate::table::{folder, photo};

/// A photo's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoSource {
    /// The photo.
    pub id: PhotoId,
    /// The file, with the operating system's own bytes.
    pub path: PathBuf,
    /// The file's name for people.
    pub display: String,
    /// The folder.
    pub folder: FolderId,
    /// The folder's own name for people.
    pub folder_name: String,
    /// What its first bytes said.
    pub format: Format,
    /// Size and time when it was last found.
    pub stamp: FileStamp,
    /// Where it stands.
    pub state: PhotoState,
    /// Its renditions' version; the next ones are kept under one more.
    pub version: u32,
    /// BLAKE3 of the content, once analysed.
    pub content_hash: Option<[u8; 32]>,
}

impl Library {
    /// Where a photo's file is.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], or when the library fails.
    pub fn photo_source(&self, id: PhotoId) -> Result<PhotoSource, StoreError> {
        self.read(|tx| {
            tx.prepare_cached(
                "SELECT folder.path, photo.name, photo.display, folder.id, folder.name, format, bytes, modified_ms,
                   state, version, content_hash
                 FROM photo JOIN folder ON folder.id = photo.folder_id WHERE photo.id = ?1",
            )?
            .query_row([id.0], |row| {
                let format: String = row.get(5)?;
                let state: String = row.get(8)?;
                Ok(PhotoSource {
                    id,
                    path: os_path::join(row.get(0)?, row.get(1)?),
                    display: row.get(2)?,
                    folder: FolderId(row.get(3)?),
                    folder_name: row.get(4)?,
                    format: Format::from_name(&format).unwrap_or(Format::Unknown),
                    stamp: FileStamp {
                        size: row.get::<_, i64>(6)?.cast_unsigned(),
                        modified: Timestamp(row.get(7)?),
                    },
                    state: PhotoState::from_name(&state).unwrap_or(PhotoState::New),
                    version: row.get(9)?,
                    content_hash: row.get(10)?,
                })
            })
            .optional()?
            .ok_or_else(|| StoreError::NotFound { what: "photo", id: id.to_string() })
        })
    }

    /// The photo whose file is at that absolute path.
    ///
    /// # Errors
    /// When the library fails.
    pub fn photo_by_path(&self, path: &Path) -> Result<Option<PhotoId>, StoreError> {
        let (Some(above), Some(name)) = (path.parent(), path.file_name()) else { return Ok(None) };
        self.read(|tx| {
            let Some(folder) = folder::find(tx, above)? else { return Ok(None) };
            Ok(photo::find(tx, folder, name)?.map(|known| known.id))
        })
    }
}
