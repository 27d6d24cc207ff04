//! Groups as they are shown: a leader with those that are like it, or the frames of a burst, with what tells them apart.

use pothos_model::{PhotoId, Quality};
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::facts::AlikeKind;
use crate::StoreError;
use crate::db::Library;
use crate::os_path;

/// Photos of a group that are named; a larger group tells how many more it has.
const MOST_SHOWN: u32 = 200;
/// Groups that one page can have.
const MOST_GROUPS: usize = 200;

/// What holds a group together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GroupKind {
    /// All files are the same, byte for byte.
    Exact,
    /// The pictures are nearly the same.
    Near,
    /// Frames of one burst.
    Burst,
}

impl GroupKind {
    /// The wire name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            GroupKind::Exact => "exact",
            GroupKind::Near => "near",
            GroupKind::Burst => "burst",
        }
    }
}

/// One photo of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct AlikePhoto {
    /// The photo.
    pub photo: PhotoId,
    /// How it is like the one to keep; `None` for that itself, and in a burst.
    pub alike: Option<AlikeRow>,
    /// Its whole path for people.
    pub path: String,
    /// The file's name for people.
    pub name: String,
    /// The stored name of its format.
    pub format: String,
    /// Size of the file.
    pub bytes: u64,
    /// Upright width.
    pub width: u32,
    /// Upright height.
    pub height: u32,
    /// Local capture time in ms, where known.
    pub taken_local_ms: Option<i64>,
    /// Modification time of the file, ms UTC.
    pub modified_ms: i64,
    /// The quality's figures, once measured.
    pub quality: Option<Quality>,
    /// -1 rejected, 0 none, 1 to 5 stars.
    pub rating: i8,
    /// Rises when the pixels were looked at anew; in thumbnail addresses.
    pub version: u32,
}

/// How a photo is like the one to keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlikeRow {
    /// The same file or nearly the same picture.
    pub kind: AlikeKind,
    /// Bits in which the hashes differ, 0 to 64.
    pub bits: u32,
    /// EXIF orientation that turns it to look like the one to keep; 1 for not at all.
    pub turn: u8,
}

/// A group.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupRow {
    /// Its number: the photo that leads it, or one of the burst. The next page goes on below it.
    pub id: i64,
    /// What holds it together.
    pub kind: GroupKind,
    /// The photo that is suggested to be kept: the leader, or the sharpest frame.
    pub keep: PhotoId,
    /// Its photos, at most 200, the one to keep first; of a burst in the order of time.
    pub photos: Vec<AlikePhoto>,
    /// All its photos.
    pub total: u32,
}

/// The group below one. Index: the key of alike.
pub(super) const ALIKE_BELOW: &str = "SELECT max(leader_id) FROM alike WHERE leader_id < ?1";
/// The burst below one. Index: burst_frames.
pub(super) const BURST_BELOW: &str =
    "SELECT max(burst_id) FROM burst INDEXED BY burst_frames WHERE burst_id < ?1";
/// The leader, then those that are like it, the nearest first. Indexes: the keys of photo and alike.
pub(super) const OF_ALIKE: &str = "SELECT photo.id, alike.kind, alike.bits, alike.turn, folder.path, photo.name, photo.display, photo.format,
          photo.bytes, photo.width, photo.height, photo.taken_local_ms, photo.modified_ms, photo.quality, photo.rating,
          photo.version
     FROM (SELECT ?1 AS id, NULL AS kind, 0 AS bits, 1 AS turn UNION ALL
           SELECT * FROM (SELECT photo_id, kind, bits, turn FROM alike WHERE leader_id = ?1 LIMIT ?2)) AS alike
     JOIN photo ON photo.id = alike.id JOIN folder ON folder.id = photo.folder_id
    ORDER BY alike.kind IS NOT NULL, alike.kind, alike.bits, photo.id";
/// The frames in the order of time. Indexes: burst_frames, the key of photo.
pub(super) const OF_BURST: &str = "SELECT photo.id, NULL, 0, 1, folder.path, photo.name, photo.display, photo.format, photo.bytes,
          photo.width, photo.height, photo.taken_local_ms, photo.modified_ms, photo.quality, photo.rating, photo.version
     FROM burst INDEXED BY burst_frames JOIN photo ON photo.id = burst.photo_id
     JOIN folder ON folder.id = photo.folder_id
    WHERE burst.burst_id = ?1 ORDER BY photo.taken_local_ms, photo.id LIMIT ?2";
/// Whether the user has said of all frames of a burst together that they stay.
const BURST_DECIDED: &str = "SELECT 1 FROM parted_photo AS one INDEXED BY parted_of
    WHERE one.photo_id = ?1 AND NOT EXISTS (
      SELECT 1 FROM burst INDEXED BY burst_frames WHERE burst.burst_id = ?2 AND NOT EXISTS (
        SELECT 1 FROM parted_photo WHERE parted_id = one.parted_id AND photo_id = burst.photo_id))";

/// How many groups of copies there are, counted up to `most`: one step a group through the key of alike.
pub(crate) fn group_count(tx: &Transaction<'_>, most: u32) -> Result<u32, StoreError> {
    Ok(tx
        .prepare_cached(
            "WITH RECURSIVE each(id) AS (
               SELECT max(leader_id) FROM alike
               UNION ALL
               SELECT (SELECT max(leader_id) FROM alike WHERE leader_id < each.id) FROM each WHERE each.id IS NOT NULL
                LIMIT ?1)
             SELECT count(id) FROM each",
        )?
        .query_row([most], |row| row.get(0))?)
}

impl Library {
    /// A page of the groups of copies, those with the newest leaders first; the next page begins `below` the last one's id.
    ///
    /// # Errors
    /// When the library fails.
    pub fn alike_groups(&self, below: Option<i64>, limit: usize) -> Result<Vec<GroupRow>, StoreError> {
        self.read(|tx| page(tx, ALIKE_BELOW, below, limit, alike_group))
    }

    /// A page of bursts, like [`Library::alike_groups`]. Those of which the user has said that all stay are left out.
    ///
    /// # Errors
    /// When the library fails.
    pub fn bursts(&self, below: Option<i64>, limit: usize) -> Result<Vec<GroupRow>, StoreError> {
        self.read(|tx| page(tx, BURST_BELOW, below, limit, burst))
    }
}

fn page(
    tx: &Transaction<'_>,
    next: &str,
    below: Option<i64>,
    limit: usize,
    group: impl Fn(&Transaction<'_>, i64) -> Result<Option<GroupRow>, StoreError>,
) -> Result<Vec<GroupRow>, StoreError> {
    let mut below = below.unwrap_or(i64::MAX);
    let mut groups = Vec::new();
    while groups.len() < limit.min(MOST_GROUPS) {
        let found: Option<i64> = tx.prepare_cached(next)?.query_row([below], |row| row.get(0))?;
        let Some(id) = found else { break };
        groups.extend(group(tx, id)?);
        below = id;
    }
    Ok(groups)
}

fn alike_group(tx: &Transaction<'_>, leader: i64) -> Result<Option<GroupRow>, StoreError> {
    let photos = photos(tx, OF_ALIKE, leader)?;
    let total: u32 = tx
        .prepare_cached("SELECT 1 + count(*) FROM alike WHERE leader_id = ?1")?
        .query_row([leader], |row| row.get(0))?;
    // A photo that is gone or changed since is settled in a moment; a group of one is none.
    let led = photos.first().is_some_and(|first| first.photo.0 == leader);
    if !led || photos.len() < 2 {
        return Ok(None);
    }
    let near = photos.iter().any(|photo| photo.alike.is_some_and(|alike| alike.kind == AlikeKind::Near));
    let kind = if near { GroupKind::Near } else { GroupKind::Exact };
    Ok(Some(GroupRow { id: leader, kind, keep: PhotoId(leader), photos, total }))
}

fn burst(tx: &Transaction<'_>, burst: i64) -> Result<Option<GroupRow>, StoreError> {
    let photos = photos(tx, OF_BURST, burst)?;
    let total: u32 = tx
        .prepare_cached("SELECT count(*) FROM burst INDEXED BY burst_frames WHERE burst_id = ?1")?
        .query_row([burst], |row| row.get(0))?;
    let sharpness = |photo: &AlikePhoto| {
        photo.quality.as_ref().map_or((0, 0), |quality| (quality.sharpness, quality.score))
    };
    // Of equally sharp ones the first: `max_by_key` alone would take the last.
    let best = photos.iter().rev().max_by_key(|photo| sharpness(photo)).map(|photo| photo.photo);
    let Some(keep) = best.filter(|_| photos.len() > 1) else { return Ok(None) };
    let decided = tx.prepare_cached(BURST_DECIDED)?.exists(params![keep.0, burst])?;
    Ok((!decided).then_some(GroupRow { id: burst, kind: GroupKind::Burst, keep, photos, total }))
}

fn photos(tx: &Transaction<'_>, sql: &str, id: i64) -> Result<Vec<AlikePhoto>, StoreError> {
    let mut query = tx.prepare_cached(sql)?;
    let photos = query.query_map(params![id, MOST_SHOWN], read)?.collect::<Result<_, _>>()?;
    Ok(photos)
}

/// One photo, with how it is like the one to keep. Index: the key of photo.
pub(super) fn one_photo(
    tx: &Transaction<'_>,
    photo: PhotoId,
    alike: Option<AlikeRow>,
) -> Result<Option<AlikePhoto>, StoreError> {
    Ok(tx
        .prepare_cached(
            "SELECT photo.id, NULL, 0, 1, folder.path, photo.name, photo.display, photo.format, photo.bytes, photo.width,
               photo.height, photo.taken_local_ms, photo.modified_ms, photo.quality, photo.rating, photo.version
              FROM photo JOIN folder ON folder.id = photo.folder_id WHERE photo.id = ?1",
        )?
        .query_row([photo.0], read)
        .optional()?
        .map(|row| AlikePhoto { alike, ..row }))
}

fn read(row: &Row<'_>) -> rusqlite::Result<AlikePhoto> {
    let kind: Option<String> = row.get(1)?;
    let (bits, turn) = (row.get(2)?, row.get(3)?);
    let alike = kind.map(|kind| {
        let kind = if kind == AlikeKind::Exact.name() { AlikeKind::Exact } else { AlikeKind::Near };
        AlikeRow { kind, bits, turn }
    });
    let quality: Option<String> = row.get(13)?;
    Ok(AlikePhoto {
        photo: PhotoId(row.get(0)?),
        alike,
        path: os_path::display(os_path::join(row.get(4)?, row.get(5)?).as_os_str()),
        name: row.get(6)?,
        format: row.get(7)?,
        bytes: row.get::<_, i64>(8)?.cast_unsigned(),
        width: row.get(9)?,
        height: row.get(10)?,
        taken_local_ms: row.get(11)?,
        modified_ms: row.get(12)?,
        // Figures of an older kind are measured again some day; until then there are none.
        quality: quality.and_then(|json| serde_json::from_str(&json).ok()),
        rating: row.get(14)?,
        version: row.get(15)?,
    })
}
