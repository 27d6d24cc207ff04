//! Groups of alike photos for the window and the terminal.

use pothos_model::LocalTime;
use pothos_store::{AlikePhoto, GroupKind, GroupRow};

use super::time::local_date_time;
use crate::wire::{DuplicateGroup, DuplicatePhoto, KeepReason};

pub(crate) fn group_view(row: GroupRow) -> DuplicateGroup {
    DuplicateGroup {
        id: row.id,
        kind: row.kind.name().to_owned(),
        keep: row.keep.0,
        reason: reason(&row),
        total: row.total,
        photos: row.photos.into_iter().map(photo).collect(),
    }
}

fn reason(row: &GroupRow) -> KeepReason {
    if row.kind == GroupKind::Burst {
        return KeepReason::Sharpest;
    }
    let pixels = |photo: &AlikePhoto| u64::from(photo.width) * u64::from(photo.height);
    let score = |photo: &AlikePhoto| photo.quality.as_ref().map_or(0, |quality| quality.score);
    let (kept, others): (Vec<_>, Vec<_>) = row.photos.iter().partition(|photo| photo.photo == row.keep);
    let Some(kept) = kept.first() else { return KeepReason::Oldest };
    let largest = others.iter().map(|photo| pixels(photo)).max().unwrap_or(0);
    if others.iter().all(|photo| pixels(photo) < pixels(kept)) {
        KeepReason::Largest
    } else if others.iter().filter(|photo| pixels(photo) == largest).all(|photo| score(photo) < score(kept)) {
        KeepReason::BestScore
    } else {
        KeepReason::Oldest
    }
}

fn photo(row: AlikePhoto) -> DuplicatePhoto {
    let taken = row.taken_local_ms.map(|local_ms| LocalTime { local_ms, offset_minutes: None });
    DuplicatePhoto {
        id: row.photo.0,
        version: row.version,
        name: row.name,
        path: row.path,
        format: row.format,
        bytes: row.bytes,
        width: row.width,
        height: row.height,
        taken: taken.and_then(local_date_time),
        score: row.quality.as_ref().map(|quality| quality.score),
        sharpness: row.quality.as_ref().map(|quality| quality.sharpness),
        rating: row.rating,
        alike: row.alike.map(|alike| alike.kind.name().to_owned()),
        bits: row.alike.map_or(0, |alike| alike.bits),
        turn: row.alike.map_or(1, |alike| alike.turn),
    }
}
