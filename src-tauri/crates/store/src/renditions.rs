//! A photo's thumbnail and preview, as the library offers them.

use pothos_model::PhotoId;

use crate::StoreError;
use crate::db::Library;
use crate::thumbs::Kind;

impl Library {
    /// Keeps both renditions of a photo, as JPEG, under the version its row will have. A rendition that is newer
    /// already stays.
    ///
    /// # Errors
    /// When the disk is full or cannot be written.
    pub fn put_renditions(
        &self,
        photo: PhotoId,
        version: u32,
        thumb: &[u8],
        preview: &[u8],
    ) -> Result<(), StoreError> {
        self.thumbs.put(photo, version, thumb, preview)
    }

    /// A photo's thumbnail with its version; `None` when there is none (yet, or any more): make it again.
    ///
    /// # Errors
    /// When the disk cannot be read.
    pub fn thumb(&self, photo: PhotoId) -> Result<Option<(u32, Vec<u8>)>, StoreError> {
        self.thumbs.get(photo, Kind::Thumb)
    }

    /// A photo's preview with its version; `None` when there is none (yet, or any more): make it again.
    ///
    /// # Errors
    /// When the disk cannot be read.
    pub fn preview(&self, photo: PhotoId) -> Result<Option<(u32, Vec<u8>)>, StoreError> {
        self.thumbs.get(photo, Kind::Preview)
    }
}
