//! RAW and JPEG of one release of the shutter: told by their names, as cameras and every editor tell them.

use std::ffi::OsStr;

use pothos_model::{FolderId, Format, PhotoId};
use rusqlite::{Transaction, params};

use crate::StoreError;
use crate::os_path;

/// Halves of one release carry the same second; a camera may write a long exposure's two times apart.
const MOST_APART_MS: u64 = 2_000;

/// Photos of one folder whose names begin alike. Index: the unique one on (folder_id, name).
pub(crate) const NAMED_ALIKE: &str = "SELECT id, name, format, taken_local_ms, pair_id IS NOT NULL FROM photo
    WHERE folder_id = ?1 AND name >= ?2 AND name < ?3 LIMIT 32";

/// What a photo is to a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Half {
    Raw,
    // The better first: what a camera writes beside a raw file.
    Jpeg,
    Heic,
    Other,
}

impl Half {
    fn of(format: Format) -> Option<Self> {
        match format {
            Format::Raw => Some(Half::Raw),
            Format::Jpeg => Some(Half::Jpeg),
            Format::Heic => Some(Half::Heic),
            Format::Avif | Format::Jxl => Some(Half::Other),
            Format::Png
            | Format::Gif
            | Format::Webp
            | Format::Tiff
            | Format::Bmp
            | Format::Ico
            | Format::Psd
            | Format::Unknown => None,
        }
    }
}

/// Pairs a photo with its other half, if that is there and has none yet; the half. Both are compared with others anew.
pub(crate) fn recognise(
    tx: &Transaction<'_>,
    photo: PhotoId,
    folder: FolderId,
    name: &OsStr,
    format: Format,
    taken_local_ms: Option<i64>,
) -> Result<Option<PhotoId>, StoreError> {
    let Some(own) = Half::of(format) else { return Ok(None) };
    let bytes = os_path::to_bytes(name);
    let Some(stem) = stem(bytes) else { return Ok(None) };
    // '/' follows '.', and no name holds it.
    let (from, before) = ([stem, b"."].concat(), [stem, b"/"].concat());
    let mut query = tx.prepare_cached(NAMED_ALIKE)?;
    let mut rows = query.query(params![folder.0, from, before])?;
    let mut best: Option<(Half, PhotoId)> = None;
    while let Some(row) = rows.next()? {
        let other = PhotoId(row.get(0)?);
        let named: Vec<u8> = row.get(1)?;
        let half = Format::from_name(&row.get::<_, String>(2)?).and_then(Half::of);
        let taken: Option<i64> = row.get(3)?;
        let apart = taken.zip(taken_local_ms).is_some_and(|(a, b)| a.abs_diff(b) > MOST_APART_MS);
        let paired: bool = row.get(4)?;
        let Some(half) = half else { continue };
        let fits = (half == Half::Raw) != (own == Half::Raw);
        if !fits || paired || apart || other == photo || self::stem(&named) != Some(stem) {
            continue;
        }
        if best.is_none_or(|(known, _)| half < known) {
            best = Some((half, other));
        }
    }
    let Some((_, other)) = best else { return Ok(None) };
    let mut pair = tx.prepare_cached("UPDATE photo SET pair_id = ?2 WHERE id = ?1")?;
    pair.execute((photo.0, other.0))?;
    pair.execute((other.0, photo.0))?;
    tx.prepare_cached(
        "INSERT INTO alike_due(photo_id, changed) SELECT id, 1 FROM photo WHERE id IN (?1, ?2) AND state = 'ready'
         ON CONFLICT (photo_id) DO UPDATE SET changed = 1",
    )?
    .execute((photo.0, other.0))?;
    Ok(Some(other))
}

/// The name without its last ending; of `PXL_1.RAW-01.COVER.jpg` and `PXL_1.RAW-02.ORIGINAL.dng` (Google's camera) `PXL_1`.
fn stem(name: &[u8]) -> Option<&[u8]> {
    let end = name.iter().rposition(|byte| *byte == b'.').filter(|end| *end > 0)?;
    let stem = name.get(..end)?;
    let google = stem.windows(5).position(|part| part == b".RAW-").filter(|at| *at > 0);
    google.map_or(Some(stem), |at| stem.get(..at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stem_is_the_name_without_its_ending() {
        for (name, expected) in [
            ("IMG_1.CR3", Some("IMG_1")),
            ("IMG_1.edit.jpg", Some("IMG_1.edit")),
            ("PXL_1.RAW-01.COVER.jpg", Some("PXL_1")),
            ("PXL_1.RAW-02.ORIGINAL.dng", Some("PXL_1")),
            ("no ending", None),
            (".hidden", None),
        ] {
            assert_eq!(stem(name.as_bytes()), expected.map(str::as_bytes), "{name}");
        }
    }
}
