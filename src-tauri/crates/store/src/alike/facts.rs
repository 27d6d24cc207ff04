//! What of a photo decides whether it is like another, and which of two is better.

use std::collections::HashMap;
use std::sync::Arc;

use pothos_model::{BURST_MS, PhotoId, nearest_turn};
use rusqlite::{OptionalExtension, Transaction, params};

use crate::StoreError;

/// How two photos are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AlikeKind {
    /// The files are the same, byte for byte.
    Exact,
    /// The pictures are nearly the same.
    Near,
}

impl AlikeKind {
    /// The stored and wire name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            AlikeKind::Exact => "exact",
            AlikeKind::Near => "near",
        }
    }
}

/// By what photos that may be alike are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LikeKey {
    /// A perceptual hash: those near it, turned in any way.
    Seen(u64),
    /// The beginning of a blank picture's content hash: the very same.
    Blank(u64),
}

impl LikeKey {
    pub(super) fn stored(hash: i64, blank: bool) -> Self {
        if blank { Self::Blank(hash.cast_unsigned()) } else { Self::Seen(hash.cast_unsigned()) }
    }

    pub(super) fn to_store(self) -> (i64, bool) {
        match self {
            Self::Seen(hash) => (hash.cast_signed(), false),
            Self::Blank(hash) => (hash.cast_signed(), true),
        }
    }
}

/// How one photo is like another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) kind: AlikeKind,
    pub(super) bits: u32,
    /// How the second must be turned to look like the first.
    pub(super) turn: u8,
}

/// A photo that takes part.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Facts {
    pub(super) photo: PhotoId,
    content: [u8; 32],
    hash: Option<u64>,
    pixels: i64,
    score: i64,
    day_ms: i64,
    pub(super) taken_ms: Option<i64>,
    pub(super) camera: Option<String>,
    burst: Option<i64>,
    /// The raw half of a pair: it goes where its JPEG goes, and only the same file is like it.
    pub(super) raw_half: bool,
}

impl Facts {
    /// What is known of a photo, unless it takes no part: not read yet, unreadable, or rejected by the user.
    fn of(tx: &Transaction<'_>, photo: PhotoId) -> Result<Option<Self>, StoreError> {
        Ok(tx
            .prepare_cached(
                "SELECT content_hash, perceptual_hash, width * height, coalesce(score, 0), day_local_ms, taken_local_ms, camera,
                        burst.burst_id, format = 'raw' AND pair_id IS NOT NULL
                   FROM photo LEFT JOIN burst ON burst.photo_id = photo.id
                  WHERE photo.id = ?1 AND state = 'ready' AND content_hash IS NOT NULL AND rating <> -1",
            )?
            .query_row([photo.0], |row| {
                Ok(Self {
                    photo,
                    content: row.get(0)?,
                    hash: row.get::<_, Option<i64>>(1)?.map(i64::cast_unsigned),
                    pixels: row.get(2)?,
                    score: row.get(3)?,
                    day_ms: row.get(4)?,
                    taken_ms: row.get(5)?,
                    camera: row.get(6)?,
                    burst: row.get(7)?,
                    raw_half: row.get(8)?,
                })
            })
            .optional()?)
    }

    /// By what photos that are like it are found.
    pub(super) fn key(&self) -> LikeKey {
        let [a, b, c, d, e, f, g, h, ..] = self.content;
        self.hash.map_or(LikeKey::Blank(u64::from_le_bytes([a, b, c, d, e, f, g, h])), LikeKey::Seen)
    }

    /// The larger picture is better, then the one that scores higher, then the older, then the one that came first.
    pub(super) fn is_better_than(&self, other: &Facts) -> bool {
        let rank = |facts: &Facts| {
            (facts.pixels, facts.score, -i128::from(facts.day_ms), -i128::from(facts.photo.0))
        };
        rank(self) > rank(other)
    }

    /// How `other` is like this photo, if it is and the user has not said otherwise.
    pub(super) fn edge(
        &self,
        tx: &Transaction<'_>,
        other: &Facts,
        bits: u32,
    ) -> Result<Option<Edge>, StoreError> {
        let Some(edge) = self.likeness(other, bits) else { return Ok(None) };
        Ok((!are_parted(tx, self.photo, other.photo)?).then_some(edge))
    }

    fn likeness(&self, other: &Facts, most: u32) -> Option<Edge> {
        if self.content == other.content {
            return Some(Edge { kind: AlikeKind::Exact, bits: 0, turn: 1 });
        }
        if self.raw_half || other.raw_half || self.is_another_frame(other) {
            return None;
        }
        let (turn, bits) = nearest_turn(self.hash?, other.hash?);
        (bits <= most).then(|| Edge { kind: AlikeKind::Near, bits, turn: turn.exif() })
    }

    /// Two moments of one camera are two photos, however alike: those are shown as a burst.
    fn is_another_frame(&self, other: &Facts) -> bool {
        let (Some(a), Some(b)) = (self.taken_ms, other.taken_ms) else { return false };
        let one_camera = self.camera.is_some() && self.camera == other.camera;
        let close = i64::try_from(a.abs_diff(b)).is_ok_and(|apart| apart <= BURST_MS);
        a != b && (one_camera && close || self.burst.is_some() && self.burst == other.burst)
    }
}

/// Photos that are remembered between transactions; then they are forgotten, all at once.
const MOST_KNOWN: usize = 20_000;

/// What was read of photos lately. It may be outdated for one that is due itself: whatever was concluded from it then is concluded anew when
/// that one's turn comes. Made anew after an error.
#[derive(Debug, Default)]
pub struct Known {
    facts: HashMap<PhotoId, Arc<Facts>>,
}

impl Known {
    /// The photo, if it takes part.
    pub(super) fn facts(
        &mut self,
        tx: &Transaction<'_>,
        photo: PhotoId,
    ) -> Result<Option<Arc<Facts>>, StoreError> {
        match self.facts.get(&photo) {
            Some(facts) => Ok(Some(facts.clone())),
            None => self.read(tx, photo),
        }
    }

    /// The photo as it is now.
    pub(super) fn read(
        &mut self,
        tx: &Transaction<'_>,
        photo: PhotoId,
    ) -> Result<Option<Arc<Facts>>, StoreError> {
        self.facts.remove(&photo);
        let Some(facts) = Facts::of(tx, photo)?.map(Arc::new) else { return Ok(None) };
        if self.facts.len() >= MOST_KNOWN {
            self.facts.clear();
        }
        self.facts.insert(photo, facts.clone());
        Ok(Some(facts))
    }
}

/// Whether the user has said that the two are no duplicates. Indexes: parted_of, the key of parted_photo.
pub(super) const PARTED: &str = "SELECT 1 FROM parted_photo AS one INDEXED BY parted_of
   JOIN parted_photo AS other ON other.parted_id = one.parted_id AND other.photo_id = ?2
  WHERE one.photo_id = ?1";

fn are_parted(tx: &Transaction<'_>, a: PhotoId, b: PhotoId) -> Result<bool, StoreError> {
    Ok(tx.prepare_cached(PARTED)?.exists(params![a.0, b.0])?)
}

/// Where a photo stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) key: LikeKey,
    pub(super) leads: bool,
}

/// Where a photo stands, once its place was found.
pub(super) fn standing(tx: &Transaction<'_>, photo: PhotoId) -> Result<Option<Standing>, StoreError> {
    Ok(tx
        .prepare_cached("SELECT hash, blank, leads FROM likeness WHERE photo_id = ?1")?
        .query_row([photo.0], |row| {
            Ok(Standing { key: LikeKey::stored(row.get(0)?, row.get(1)?), leads: row.get(2)? })
        })
        .optional()?)
}
