//! What is said of a photo as one text, and its vector. Vectors are kept as a direction: eight bits a number, and the signs
//! alone for the first look. Sign bits of two vectors differ in proportion to the angle between them (Charikar 2002).

use pothos_model::{BatchId, PhotoId, VisionOptions};
use rusqlite::{OptionalExtension, Transaction, params};

use super::shown::{Told, told};
use crate::StoreError;

/// The longest text that is made a vector of, in characters; embedding models read some 500 tokens.
const LONGEST: usize = 2_000;
/// Numbers of a vector.
pub(crate) const SIDES: std::ops::RangeInclusive<usize> = 8..=8_192;

/// What is said of the photo and may be sent: title, description, categories and tags, place. The options' switches keep the
/// place name and the file's keywords back. Empty when nothing is left.
pub(crate) fn text(
    tx: &Transaction<'_>,
    photo: PhotoId,
    options: &VisionOptions,
) -> Result<String, StoreError> {
    let Told { title, description, list, place } =
        told(tx, photo, options.send_keywords, options.send_place)?;
    let parts = [title, description, (!list.is_empty()).then(|| list.join(", ")), place];
    let text = parts.into_iter().flatten().collect::<Vec<_>>().join(". ");
    Ok(text.chars().take(LONGEST).collect())
}

/// Stores a photo's vector in place of an earlier one.
pub(crate) fn put(
    tx: &Transaction<'_>,
    photo: PhotoId,
    batch: BatchId,
    model: &str,
    vector: &[f32],
) -> Result<(), StoreError> {
    if !SIDES.contains(&vector.len()) {
        return Err(StoreError::Refused(format!("A vector of {} numbers cannot be kept.", vector.len())));
    }
    let space = space(tx, model, vector.len())?;
    tx.prepare_cached("INSERT OR REPLACE INTO meaning(photo_id, batch_id, vector) VALUES (?1, ?2, ?3)")?
        .execute(params![photo.0, batch.0, small(vector)])?;
    tx.prepare_cached("INSERT OR REPLACE INTO meaning_signs(photo_id, space_id, signs) VALUES (?1, ?2, ?3)")?
        .execute(params![photo.0, space, signs(vector)])?;
    Ok(())
}

/// Whether the photo's vector is the one that this very work gave: another model or other words may have replaced it.
pub(crate) fn is_there(
    tx: &Transaction<'_>,
    photo: PhotoId,
    key: &[u8; 32],
    model: &str,
) -> Result<bool, StoreError> {
    // Indexes: the tables' keys, result_work.
    Ok(tx
        .prepare_cached(
            "SELECT 1 FROM meaning
               JOIN meaning_signs USING (photo_id)
               JOIN meaning_space ON meaning_space.id = meaning_signs.space_id AND meaning_space.model = ?3
               JOIN result ON result.work_key = ?2 AND result.photo_id = ?1 AND result.batch_id = meaning.batch_id
              WHERE meaning.photo_id = ?1",
        )?
        .exists(params![photo.0, key, model])?)
}

/// Takes back the vector that a batch stored for a photo.
pub(crate) fn take_back(tx: &Transaction<'_>, photo: PhotoId, batch: BatchId) -> Result<(), StoreError> {
    let gone = tx
        .prepare_cached("DELETE FROM meaning WHERE photo_id = ?1 AND batch_id = ?2")?
        .execute([photo.0, batch.0])?;
    if gone > 0 {
        tx.prepare_cached("DELETE FROM meaning_signs WHERE photo_id = ?1")?.execute([photo.0])?;
    }
    Ok(())
}

/// The space of a model; a model that gives another number of sides than before begins anew.
fn space(tx: &Transaction<'_>, model: &str, sides: usize) -> Result<i64, StoreError> {
    let sides = i64::try_from(sides).unwrap_or(i64::MAX);
    let known: Option<(i64, i64)> = tx
        .prepare_cached("SELECT id, sides FROM meaning_space WHERE model = ?1")?
        .query_row([model], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match known {
        Some((id, same)) if same == sides => return Ok(id),
        Some((id, _)) => {
            tx.prepare_cached("UPDATE meaning_space SET model = model || ' #' || id WHERE id = ?1")?
                .execute([id])?;
        }
        None => {}
    }
    Ok(tx
        .prepare_cached("INSERT INTO meaning_space(model, sides) VALUES (?1, ?2) RETURNING id")?
        .query_row(params![model, sides], |row| row.get(0))?)
}

/// The direction in eight bits a number.
pub(crate) fn small(vector: &[f32]) -> Vec<u8> {
    let most = vector.iter().fold(0.0_f32, |most, number| most.max(number.abs())).max(f32::MIN_POSITIVE);
    vector.iter().map(|number| ((number / most * 127.0).round() as i8).cast_unsigned()).collect()
}

/// One bit a number: whether it is above zero.
pub(crate) fn signs(vector: &[f32]) -> Vec<u8> {
    vector
        .chunks(8)
        .map(|eight| {
            eight.iter().enumerate().fold(0, |byte, (at, number)| byte | u8::from(*number > 0.0) << at)
        })
        .collect()
}
