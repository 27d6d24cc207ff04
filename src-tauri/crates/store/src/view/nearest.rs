//! The search by meaning: the photos whose vectors point most nearly where the question's does. First by sign bits over
//! all of a model's space, then exactly over the few that are left.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use pothos_model::{PhotoId, VisionOptions};
use rusqlite::{OptionalExtension, Transaction};

use crate::StoreError;
use crate::db::Library;
use crate::table::meaning::{self, signs};

/// Photos compared exactly for each one that is wanted: signs put the right ones among the first, not in order.
const EXACT_FOR_EACH: usize = 8;
/// The fewest compared exactly.
const FEWEST_EXACT: usize = 400;

const SPACE: &str = "SELECT id, sides FROM meaning_space WHERE model = ?1";
/// A walk over a narrow table: 100 MB for a million photos and 768 numbers.
const SIGNS: &str = "SELECT photo_id, signs FROM meaning_signs WHERE space_id = ?1";

/// A photo and how near it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    /// The photo.
    pub photo: PhotoId,
    /// The cosine of the angle between the two, -1 to 1.
    pub cosine: f32,
}

impl Library {
    /// The text a photo's vector is made of; empty when nothing is said of it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], or when the library fails.
    pub fn meaning_text(&self, photo: PhotoId, options: &VisionOptions) -> Result<String, StoreError> {
        self.read(|tx| meaning::text(tx, photo, options))
    }

    /// Whether any photo has, or had, a vector of this model.
    ///
    /// # Errors
    /// When the library fails.
    pub fn has_meaning(&self, model: &str) -> Result<bool, StoreError> {
        self.read(|tx| Ok(tx.prepare_cached(SPACE)?.exists([model])?))
    }

    /// Photos with a vector of this model.
    ///
    /// # Errors
    /// When the library fails.
    pub fn meanings(&self, model: &str) -> Result<u32, StoreError> {
        self.read(|tx| {
            let sql = "SELECT count(*) FROM meaning_signs WHERE space_id = (SELECT id FROM meaning_space WHERE model = ?1)";
            Ok(tx.prepare_cached(sql)?.query_row([model], |row| row.get(0))?)
        })
    }

    /// Up to `most` photos nearest to the vector, the nearest first. None for a model or a length nothing was stored for.
    ///
    /// # Errors
    /// When the library fails.
    pub fn nearest(&self, model: &str, vector: &[f32], most: usize) -> Result<Vec<Near>, StoreError> {
        self.read(|tx| {
            let space: Option<(i64, u32)> = tx
                .prepare_cached(SPACE)?
                .query_row([model], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            let Some((space, _)) = space.filter(|(_, sides)| usize::try_from(*sides) == Ok(vector.len()))
            else {
                return Ok(Vec::new());
            };
            let likely = likely(tx, space, &signs(vector), (most * EXACT_FOR_EACH).max(FEWEST_EXACT))?;
            let mut exact = tx.prepare_cached("SELECT vector FROM meaning WHERE photo_id = ?1")?;
            let mut near = Vec::with_capacity(likely.len());
            for photo in likely {
                let stored: Option<Vec<u8>> = exact.query_row([photo.0], |row| row.get(0)).optional()?;
                near.extend(stored.map(|stored| Near { photo, cosine: cosine(vector, &stored) }));
            }
            near.sort_by(|a, b| b.cosine.total_cmp(&a.cosine).then(a.photo.cmp(&b.photo)));
            near.truncate(most);
            Ok(near)
        })
    }
}

/// The photos whose signs differ in the fewest places. Memory for `most` of them, however many there are.
fn likely(tx: &Transaction<'_>, space: i64, wanted: &[u8], most: usize) -> Result<Vec<PhotoId>, StoreError> {
    let mut best: BinaryHeap<(u32, i64)> = BinaryHeap::with_capacity(most + 1);
    let mut query = tx.prepare_cached(SIGNS)?;
    let mut rows = query.query([space])?;
    while let Some(row) = rows.next()? {
        let signs = row.get_ref(1)?.as_blob().unwrap_or_default();
        let apart: u32 = wanted.iter().zip(signs).map(|(a, b)| (a ^ b).count_ones()).sum();
        best.push((apart, row.get(0)?));
        if best.len() > most {
            best.pop();
        }
    }
    let mut best: Vec<Reverse<(u32, i64)>> = best.into_iter().map(Reverse).collect();
    best.sort_unstable();
    Ok(best.into_iter().rev().map(|Reverse((_, id))| PhotoId(id)).collect())
}

fn cosine(vector: &[f32], stored: &[u8]) -> f32 {
    let (mut product, mut one, mut other) = (0.0_f64, 0.0_f64, 0.0_f64);
    for (a, b) in vector.iter().zip(stored) {
        let (a, b) = (f64::from(*a), f64::from(b.cast_signed()));
        product += a * b;
        one += a * a;
        other += b * b;
    }
    (product / (one.sqrt() * other.sqrt()).max(f64::MIN_POSITIVE)) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::plan::plan_when_empty;

    #[test]
    fn the_looks_go_over_the_narrow_table_alone() {
        assert_eq!(plan_when_empty(SIGNS), "SCAN meaning_signs");
    }

    #[test]
    fn a_direction_survives_eight_bits() {
        let vector: Vec<f32> = (0..256).map(|n| ((n * 37 % 101) as f32 - 50.0) / 77.0).collect();
        let stored = meaning::small(&vector);
        assert!(cosine(&vector, &stored) > 0.999);
        let opposite: Vec<f32> = vector.iter().map(|number| -number).collect();
        assert!(cosine(&opposite, &stored) < -0.999);
    }
}
