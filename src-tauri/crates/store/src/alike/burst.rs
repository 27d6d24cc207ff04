//! The frames of bursts: photos of one camera and folder, each taken within two seconds of another that looks like it, or that the
//! camera itself counts to one burst. Every such link joins what it links; so a burst is a chain in time, of whatever length.

use std::collections::BTreeSet;

use pothos_model::{BURST_MS, PhotoId, same_burst};
use rusqlite::{OptionalExtension, Transaction, params};

use super::due;
use super::facts::Facts;
use crate::StoreError;

/// Frames of one burst; a longer one, such as a time lapse, is shown in several parts.
pub const MOST_FRAMES: usize = 1_000;

/// Photos of the same folder and camera around a moment. Index: photo_day.
pub(super) const AROUND: &str = "SELECT frame.id, frame.taken_local_ms, frame.perceptual_hash, burst.burst_id,
          json_extract(frame.facts, '$.scene.burst'), json_extract(own.facts, '$.scene.burst'), own.perceptual_hash
     FROM photo AS own
     JOIN photo AS frame INDEXED BY photo_day
       ON frame.day_local_ms BETWEEN ?2 AND ?3 AND frame.folder_id = own.folder_id AND frame.camera IS own.camera
     LEFT JOIN burst ON burst.photo_id = frame.id
    WHERE own.id = ?1 AND frame.id <> own.id AND frame.taken_local_ms IS NOT NULL AND frame.state = 'ready'
      AND frame.rating <> -1 AND NOT (frame.format = 'raw' AND frame.pair_id IS NOT NULL)
    LIMIT 1000";

/// A frame that a photo is linked with.
struct Link {
    photo: PhotoId,
    burst: Option<i64>,
}

/// Takes a photo out of its burst, and puts it where it belongs now; how many rows that wrote. Frames whose burst changes are due.
pub(super) fn relink(
    tx: &Transaction<'_>,
    photo: PhotoId,
    facts: Option<&Facts>,
) -> Result<usize, StoreError> {
    let mut rows = 0;
    let before: Option<i64> = tx
        .prepare_cached("SELECT burst_id FROM burst WHERE photo_id = ?1")?
        .query_row([photo.0], |row| row.get(0))
        .optional()?;
    let moment = facts.and_then(|facts| Some((facts, facts.taken_ms?)));
    let links = match moment {
        Some((facts, taken)) if facts.camera.is_some() && !facts.raw_half => links(tx, photo, taken)?,
        Some(_) | None => Vec::new(),
    };
    if let Some(burst) = before {
        if links.iter().any(|link| link.burst == Some(burst)) {
            // Still of it; others that it links may come to it.
            return if links.iter().all(|link| link.burst == Some(burst)) {
                Ok(0)
            } else {
                join(tx, photo, links)
            };
        }
        // Without it the burst may fall apart: its frames are linked anew, one after the other.
        rows += dissolve(tx, burst)?;
    }
    Ok(rows + join(tx, photo, links)?)
}

fn links(tx: &Transaction<'_>, photo: PhotoId, taken: i64) -> Result<Vec<Link>, StoreError> {
    let mut query = tx.prepare_cached(AROUND)?;
    let mut found =
        query.query(params![photo.0, taken.saturating_sub(BURST_MS), taken.saturating_add(BURST_MS)])?;
    let mut links = Vec::new();
    while let Some(row) = found.next()? {
        let at: i64 = row.get(1)?;
        let hashes: (Option<i64>, Option<i64>) = (row.get(6)?, row.get(2)?);
        let named: (Option<String>, Option<String>) = (row.get(5)?, row.get(4)?);
        let one_burst = named.0.is_some() && named.0 == named.1;
        // Two files of one moment are rather copies than frames.
        let alike = match hashes {
            (Some(own), Some(other)) => {
                at != taken && same_burst((taken, own.cast_unsigned()), (at, other.cast_unsigned()))
            }
            _ => false,
        };
        if one_burst || alike {
            links.push(Link { photo: PhotoId(row.get(0)?), burst: row.get(3)? });
        }
    }
    Ok(links)
}

/// Makes one burst of a photo and those that it is linked with, and of their bursts.
fn join(tx: &Transaction<'_>, photo: PhotoId, links: Vec<Link>) -> Result<usize, StoreError> {
    if links.is_empty() {
        return Ok(0);
    }
    let mut sizes = Vec::new();
    for burst in links.iter().filter_map(|link| link.burst).collect::<BTreeSet<i64>>() {
        sizes.push((frames(tx, burst)?.len(), burst));
    }
    sizes.retain(|(size, _)| *size < MOST_FRAMES);
    sizes.sort_unstable();
    let (mut size, burst) = sizes.pop().unwrap_or((0, photo.0));
    let mut rows = 1;
    put(tx, photo, burst)?;
    for link in links.iter().filter(|link| link.burst.is_none()) {
        put(tx, link.photo, burst)?;
        due::add(tx, link.photo, true)?;
        rows += 1;
    }
    size += rows;
    for (more, other) in sizes.into_iter().rev() {
        if size + more > MOST_FRAMES {
            continue;
        }
        size += more;
        for frame in frames(tx, other)? {
            put(tx, frame, burst)?;
            due::add(tx, frame, true)?;
            rows += 1;
        }
    }
    Ok(rows)
}

/// Index: burst_frames.
fn frames(tx: &Transaction<'_>, burst: i64) -> Result<Vec<PhotoId>, StoreError> {
    Ok(tx
        .prepare_cached("SELECT photo_id FROM burst INDEXED BY burst_frames WHERE burst_id = ?1")?
        .query_map([burst], |row| row.get(0).map(PhotoId))?
        .collect::<Result<_, _>>()?)
}

fn dissolve(tx: &Transaction<'_>, burst: i64) -> Result<usize, StoreError> {
    let frames = frames(tx, burst)?;
    for frame in &frames {
        due::add(tx, *frame, true)?;
        tx.prepare_cached("DELETE FROM burst WHERE photo_id = ?1")?.execute([frame.0])?;
    }
    Ok(frames.len())
}

fn put(tx: &Transaction<'_>, photo: PhotoId, burst: i64) -> Result<(), StoreError> {
    tx.prepare_cached("INSERT OR REPLACE INTO burst(photo_id, burst_id) VALUES (?1, ?2)")?
        .execute(params![photo.0, burst])?;
    Ok(())
}
