//! Hashes of photos that come one after another, each of which asks at once who is near it. What was added last lies in a short list; full
//! lists are sorted, and sorted ones of like size made one, so that adding stays cheap and few have to be looked through.

use std::ops::ControlFlow;

use pothos_model::{PhotoId, turn, variants};

use crate::level::Level;

/// Hashes that are looked through one by one until they are sorted.
const LIST: usize = 1_024;
/// A sorted part is made one with the part before it unless that is so many times as large.
const TIMES: usize = 4;

/// A photo that is near.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Near {
    /// The photo.
    pub photo: PhotoId,
    /// Bits in which the hashes differ.
    pub bits: u32,
    /// How it must be turned to look like the one that was asked about, as EXIF numbers orientations; 1 for not at all.
    pub turn: u8,
}

/// Hashes of photos: about 60 bytes a photo, 60 MB for a million. Nothing is ever taken out: who asks knows which of the photos it is told of
/// are still what they were, and makes a new index when too many are not.
#[derive(Debug, Default)]
pub struct Index {
    parts: Vec<Part>,
    list: Vec<u64>,
    list_of: Vec<PhotoId>,
}

#[derive(Debug)]
struct Part {
    level: Level,
    photos: Vec<PhotoId>,
}

impl Index {
    /// An index of all of these at once.
    pub fn of(photos: impl IntoIterator<Item = (PhotoId, u64)>) -> Self {
        let (photos, hashes): (Vec<PhotoId>, Vec<u64>) = photos.into_iter().unzip();
        if photos.len() < LIST {
            return Self { parts: Vec::new(), list: hashes, list_of: photos };
        }
        let entries: Vec<(u64, u32)> = hashes.into_iter().zip(0..).collect();
        Self { parts: vec![Part { level: Level::of(&entries), photos }], ..Self::default() }
    }

    /// Hashes in it, those that are outdated too.
    #[must_use]
    pub fn len(&self) -> usize {
        self.parts.iter().map(|part| part.level.len()).sum::<usize>() + self.list.len()
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds a photo's hash.
    pub fn add(&mut self, photo: PhotoId, hash: u64) {
        self.list.push(hash);
        self.list_of.push(photo);
        if self.list.len() < LIST {
            return;
        }
        let mut photos = std::mem::take(&mut self.list_of);
        let mut entries: Vec<(u64, u32)> = std::mem::take(&mut self.list).into_iter().zip(0..).collect();
        while let Some(part) = self.parts.pop_if(|part| part.level.len() < TIMES * entries.len()) {
            let from = u32::try_from(photos.len()).unwrap_or(u32::MAX);
            entries.extend(part.level.entries().map(|(hash, slot)| (hash, slot.saturating_add(from))));
            photos.extend(part.photos);
        }
        self.parts.push(Part { level: Level::of(&entries), photos });
    }

    /// Calls `found` with every photo whose hash differs from `hash` in at most `radius` bits when it is turned or mirrored in some way. A photo that is
    /// near in several ways comes several times. `found` may break off.
    pub fn near(
        &self,
        hash: u64,
        radius: u32,
        mut found: impl FnMut(Near) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let mut hits = Vec::new();
        let asked = variants(hash);
        for (at, other) in asked.into_iter().enumerate() {
            if asked.iter().take(at).any(|before| *before == other) {
                continue;
            }
            // The asked one was turned to meet the other; the other is turned back to meet the asked one.
            let back = match turn(at).exif() {
                6 => 8,
                8 => 6,
                same => same,
            };
            let mut tell = |photo: Option<&PhotoId>, bits: u64| match photo {
                Some(photo) => found(Near { photo: *photo, bits: bits.count_ones(), turn: back }),
                None => ControlFlow::Continue(()),
            };
            for part in &self.parts {
                part.level.near(other, radius, radius, &mut hits, &mut |slot, hash| {
                    tell(part.photos.get(slot as usize), hash ^ other)
                })?;
            }
            crate::kernel::between(&[other], &self.list, radius, &mut hits, &mut |_, at| {
                tell(self.list_of.get(at), self.list.get(at).map_or(0, |hash| hash ^ other))
            })?;
        }
        ControlFlow::Continue(())
    }
}
