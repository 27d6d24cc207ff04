//! The photo table: files that were found, and what an analysis or a failure makes of their rows.

use std::ffi::OsStr;

use pothos_model::{
    BasicRecord, Camera, Failure, FileStamp, FolderId, Gps, LocalTime, Peek, PhotoFacts, PhotoId, PhotoState,
    Place, Timestamp,
};
use rusqlite::{OptionalExtension, Transaction};

use crate::StoreError;
use crate::os_path;

/// The shape of a tile whose picture's size nobody knows yet.
const UNKNOWN_SIZE: (u32, u32) = (4, 3);

/// What the library knows of a file that was found again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) id: PhotoId,
    pub(crate) stamp: FileStamp,
    pub(crate) sidecar: Option<FileStamp>,
    /// Whether it is half of a pair of RAW and JPEG.
    pub(crate) paired: bool,
    pub(crate) state: PhotoState,
    pub(crate) error_code: Option<String>,
}

/// Where a photo stands in the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Geometry {
    pub(crate) id: PhotoId,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) day_ms: i64,
}

/// The photo with that name in that folder.
pub(crate) fn find(
    tx: &Transaction<'_>,
    folder: FolderId,
    name: &OsStr,
) -> Result<Option<Known>, StoreError> {
    // Index: the unique one on (folder_id, name).
    let row = tx
        .prepare_cached(
            "SELECT id, bytes, modified_ms, state, error_code, sidecar_bytes, sidecar_modified_ms, pair_id IS NOT NULL
               FROM photo WHERE folder_id = ?1 AND name = ?2",
        )?
        .query_row((folder.0, os_path::to_bytes(name)), |row| {
            let state: String = row.get(3)?;
            Ok(Known {
                id: PhotoId(row.get(0)?),
                stamp: stamp_of(row.get(1)?, row.get(2)?),
                sidecar: row
                    .get::<_, Option<i64>>(5)?
                    .zip(row.get(6)?)
                    .map(|(bytes, ms)| stamp_of(bytes, ms)),
                paired: row.get(7)?,
                state: PhotoState::from_name(&state).unwrap_or(PhotoState::New),
                error_code: row.get(4)?,
            })
        })
        .optional()?;
    Ok(row)
}

fn stamp_of(bytes: i64, modified_ms: i64) -> FileStamp {
    FileStamp { size: bytes.cast_unsigned(), modified: Timestamp(modified_ms) }
}

/// Adds a photo that was just found.
pub(crate) fn insert(
    tx: &Transaction<'_>,
    folder: FolderId,
    name: &OsStr,
    stamp: FileStamp,
    peek: &Peek,
    now: Timestamp,
) -> Result<Geometry, StoreError> {
    let (width, height) = size(peek);
    let day_ms = day(peek.taken, stamp);
    let id = tx
        .prepare_cached(
            "INSERT INTO photo(folder_id, name, display, bytes, modified_ms, format, state, added_ms, day_local_ms,
               taken_local_ms, taken_offset_minutes, width, height, version, sidecar_bytes, sidecar_modified_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'new', ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) RETURNING id",
        )?
        .query_row(
            (
                folder.0,
                os_path::to_bytes(name),
                os_path::display(name),
                stamp.size.cast_signed(),
                stamp.modified.0,
                peek.format.name(),
                now.0,
                day_ms,
                peek.taken.map(|taken| taken.local_ms),
                peek.taken.and_then(|taken| taken.offset_minutes),
                width,
                height,
                peek.first_sight.is_some(),
                peek.sidecar.map(|sidecar| sidecar.size.cast_signed()),
                peek.sidecar.map(|sidecar| sidecar.modified.0),
            ),
            |row| row.get(0).map(PhotoId),
        )?;
    Ok(Geometry { id, width, height, day_ms })
}

/// Takes note that a photo's file is another one now. Words, rating and the old thumbnail stay until it was
/// looked at; the hash goes at once, because work is told apart by it.
pub(crate) fn change(
    tx: &Transaction<'_>,
    photo: PhotoId,
    stamp: FileStamp,
    peek: &Peek,
) -> Result<(), StoreError> {
    let known = peek.size.map(|(width, height)| (width.max(1), height.max(1)));
    tx.prepare_cached(
        "UPDATE photo SET bytes = ?2, modified_ms = ?3, format = ?4, state = 'new', error_code = NULL,
           error_message = NULL, content_hash = NULL, day_local_ms = ?5, taken_local_ms = ?6,
           taken_offset_minutes = ?7, width = coalesce(?8, width), height = coalesce(?9, height),
           sidecar_bytes = ?10, sidecar_modified_ms = ?11
         WHERE id = ?1",
    )?
    .execute((
        photo.0,
        stamp.size.cast_signed(),
        stamp.modified.0,
        peek.format.name(),
        day(peek.taken, stamp),
        peek.taken.map(|taken| taken.local_ms),
        peek.taken.and_then(|taken| taken.offset_minutes),
        known.map(|(width, _)| width),
        known.map(|(_, height)| height),
        peek.sidecar.map(|sidecar| sidecar.size.cast_signed()),
        peek.sidecar.map(|sidecar| sidecar.modified.0),
    ))?;
    Ok(())
}

/// Takes note that another sidecar lies beside a photo now, or none. The pixels are what they were.
pub(crate) fn change_sidecar(
    tx: &Transaction<'_>,
    photo: PhotoId,
    sidecar: Option<FileStamp>,
) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE photo SET sidecar_bytes = ?2, sidecar_modified_ms = ?3 WHERE id = ?1")?
        .execute((
            photo.0,
            sidecar.map(|sidecar| sidecar.size.cast_signed()),
            sidecar.map(|sidecar| sidecar.modified.0),
        ))?;
    renew(tx, photo)
}

/// Puts a photo that failed or was left back to the start.
pub(crate) fn renew(tx: &Transaction<'_>, photo: PhotoId) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE photo SET state = 'new', error_code = NULL, error_message = NULL WHERE id = ?1",
    )?
    .execute([photo.0])?;
    Ok(())
}

/// Writes what a basic analysis found; the words are not here.
pub(crate) fn set_basic(
    tx: &Transaction<'_>,
    photo: PhotoId,
    record: &BasicRecord,
) -> Result<(), StoreError> {
    set_facts(tx, photo, &record.facts, record.place.as_ref())?;
    tx.prepare_cached(
        "UPDATE photo SET state = 'ready', error_code = NULL, error_message = NULL, width = ?2, height = ?3,
           version = version + 1, content_hash = ?4, perceptual_hash = ?5, score = ?6, quality = ?7, colours = ?8
         WHERE id = ?1",
    )?
    .execute((
        photo.0,
        record.width.max(1),
        record.height.max(1),
        record.content_hash,
        record.perceptual_hash.map(u64::cast_signed),
        record.quality.score.min(100),
        json(&record.quality)?,
        json(&record.colours)?,
    ))?;
    Ok(())
}

/// Marks a photo as one that could not be read, with the reason.
pub(crate) fn set_failed(tx: &Transaction<'_>, photo: PhotoId, failure: &Failure) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE photo SET state = 'failed', error_code = ?2, error_message = ?3 WHERE id = ?1",
    )?
    .execute((photo.0, failure.code.name(), &failure.message))?;
    Ok(())
}

/// Writes what the file says. Stars the user gave stay.
pub(crate) fn set_facts(
    tx: &Transaction<'_>,
    photo: PhotoId,
    facts: &PhotoFacts,
    place: Option<&Place>,
) -> Result<(), StoreError> {
    let gps = facts.gps.filter(is_on_earth);
    tx.prepare_cached(
        "UPDATE photo SET day_local_ms = coalesce(?2, modified_ms), taken_local_ms = ?2, taken_offset_minutes = ?3,
           rating = CASE WHEN rating_by_user THEN rating ELSE ?4 END, camera = ?5, latitude = ?6, longitude = ?7,
           place = ?8, place_text = ?9, facts = ?10
         WHERE id = ?1",
    )?
    .execute((
        photo.0,
        facts.taken.map(|taken| taken.local_ms),
        facts.taken.and_then(|taken| taken.offset_minutes),
        facts.rating.unwrap_or(0).clamp(-1, 5),
        camera_name(&facts.camera),
        gps.map(|gps| gps.latitude),
        gps.map(|gps| gps.longitude),
        place.map(json).transpose()?,
        place.map(place_name).filter(|name| !name.is_empty()),
        json(facts)?,
    ))?;
    Ok(())
}

/// The user's stars.
pub(crate) fn set_rating(tx: &Transaction<'_>, photo: PhotoId, rating: i8) -> Result<bool, StoreError> {
    let rows = tx
        .prepare_cached("UPDATE photo SET rating = ?2, rating_by_user = 1 WHERE id = ?1")?
        .execute((photo.0, rating.clamp(-1, 5)))?;
    Ok(rows > 0)
}

fn size(peek: &Peek) -> (u32, u32) {
    let (width, height) = peek.size.unwrap_or(UNKNOWN_SIZE);
    (width.max(1), height.max(1))
}

/// Nobody knows the time zone of a file's time; its UTC reading is the steadiest.
fn day(taken: Option<LocalTime>, stamp: FileStamp) -> i64 {
    taken.map_or(stamp.modified.0, |taken| taken.local_ms)
}

/// SQLite has no NaN, and a damaged file may say anything.
fn is_on_earth(gps: &Gps) -> bool {
    (-90.0..=90.0).contains(&gps.latitude) && (-180.0..=180.0).contains(&gps.longitude)
}

/// `Canon EOS R5`; the maker's name is not said twice.
fn camera_name(camera: &Camera) -> Option<String> {
    let make = camera.make.as_deref().map(str::trim).filter(|make| !make.is_empty());
    let model = camera.model.as_deref().map(str::trim).filter(|model| !model.is_empty());
    match (make, model) {
        (Some(make), Some(model)) if model.to_lowercase().starts_with(&make.to_lowercase()) => {
            Some(model.to_owned())
        }
        (Some(make), Some(model)) => Some(format!("{make} {model}")),
        (one, None) | (None, one) => one.map(str::to_owned),
    }
}

/// `Bergen, Vestland, Norway`; a part that repeats the one before is left out (`Singapore, Singapore`).
fn place_name(place: &Place) -> String {
    let mut parts: Vec<&str> = Vec::with_capacity(3);
    for part in [&place.city, &place.region, &place.country] {
        if !part.is_empty() && parts.last() != Some(&part.as_str()) {
            parts.push(part);
        }
    }
    parts.join(", ")
}

fn json<T: serde::Serialize + ?Sized>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Database(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_camera_is_named_once() {
        let name = |make: Option<&str>, model: Option<&str>| {
            camera_name(&Camera { make: make.map(Into::into), model: model.map(Into::into), lens: None })
        };
        assert_eq!(name(Some("Canon"), Some("EOS R5")).as_deref(), Some("Canon EOS R5"));
        assert_eq!(name(Some("Canon"), Some("CANON EOS R5")).as_deref(), Some("CANON EOS R5"));
        assert_eq!(name(None, Some("X100V")).as_deref(), Some("X100V"));
        assert_eq!(name(Some("Leica"), None).as_deref(), Some("Leica"));
        assert_eq!(name(Some(" "), None), None);
    }

    #[test]
    fn a_place_does_not_repeat_itself() {
        let place = |city: &str, region: &str, country: &str| {
            place_name(&Place {
                city: city.into(),
                region: region.into(),
                country: country.into(),
                country_code: String::new(),
                near: None,
            })
        };
        assert_eq!(place("Bergen", "Vestland", "Norway"), "Bergen, Vestland, Norway");
        assert_eq!(place("Singapore", "", "Singapore"), "Singapore");
    }
}
