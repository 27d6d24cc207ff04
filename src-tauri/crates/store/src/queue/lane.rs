//! The lane of a photo's basic job, from what the library knows of its file. Which format belongs where is the
//! model's to say.

use pothos_model::{Format, Lane, PhotoId};
use rusqlite::{OptionalExtension, Transaction};

use crate::StoreError;

/// The lane of the photo's basic job; the quick one for a photo that is gone or of a format that this version does not
/// know.
pub(super) fn basic_lane(tx: &Transaction<'_>, photo: PhotoId) -> Result<Lane, StoreError> {
    let format: Option<String> = tx
        .prepare_cached("SELECT format FROM photo WHERE id = ?1")?
        .query_row([photo.0], |row| row.get(0))
        .optional()?;
    Ok(format.and_then(|name| Format::from_name(&name)).map_or(Lane::Quick, Lane::of))
}
