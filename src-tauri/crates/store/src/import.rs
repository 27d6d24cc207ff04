//! Takes found files into the library: folders, photos, their basic jobs and the batch's counts, in one transaction
//! a chunk. Reads no file.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use pothos_model::{BatchId, FailureCode, FileStamp, FolderId, Peek, PhotoId, PhotoState, Timestamp};
use rusqlite::Transaction;

use crate::StoreError;
use crate::db::{Library, bump};
use crate::os_path;
use crate::queue::{LeftOutReason, ToRead, leave_out, queue_basic_jobs};
use crate::table::folder::Folders;
use crate::table::photo::Known;
use crate::table::{pair, passed_over, photo, shown};

/// A picture file that a scan found.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundFile {
    /// The folder it is in, absolute.
    pub folder: PathBuf,
    /// Its name.
    pub name: OsString,
    /// Size and time.
    pub stamp: FileStamp,
    /// What its first bytes say.
    pub peek: Peek,
}

/// A photo that is new in the library: enough to place its tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddedRow {
    /// The photo.
    pub id: PhotoId,
    /// Upright width; 4 by 3 when nobody knows yet.
    pub width: u32,
    /// Upright height.
    pub height: u32,
    /// The timeline's sort key.
    pub day_ms: i64,
    /// Its folder.
    pub folder: FolderId,
    /// 1 when a first sight of it is kept as its thumbnail, 0 when there is none yet.
    pub version: u32,
}

/// What became of a chunk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// New photos, in the order they were found.
    pub added: Vec<AddedRow>,
    /// Files that are in the library unchanged.
    pub already: u32,
    /// Files that changed since, or whose sidecar did; they are looked at anew.
    pub changed: u32,
    /// Photos that are told from now on to be one release of the shutter with another: RAW and JPEG.
    pub paired: Vec<PhotoId>,
}

/// Who wants to know what is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// The user, who dropped the folder.
    ByUser,
    /// The system noticed a change.
    ByWatch,
}

impl Library {
    /// Takes a chunk of at most 500 files below `root`, which the user dropped, into the library. New and changed
    /// files get a basic job in `batch`, and so does a photo that could not be read for a reason that may be gone by
    /// now; other unchanged ones count as skipped. The same files again change nothing.
    ///
    /// # Errors
    /// When the library fails; then nothing of the chunk was taken.
    pub fn import_chunk(
        &self,
        batch: BatchId,
        root: &Path,
        files: &[FoundFile],
        now: Timestamp,
    ) -> Result<Imported, StoreError> {
        self.take_in(batch, root, files, Asked::ByUser, now)
    }

    /// [`Library::import_chunk`] of files that were noticed while the program runs. A photo that needs a decoder is
    /// left alone here: otherwise each change in its folder would end in the same failure again.
    ///
    /// # Errors
    /// When the library fails; then nothing of the chunk was taken.
    pub fn import_noticed(
        &self,
        batch: BatchId,
        root: &Path,
        files: &[FoundFile],
        now: Timestamp,
    ) -> Result<Imported, StoreError> {
        self.take_in(batch, root, files, Asked::ByWatch, now)
    }

    fn take_in(
        &self,
        batch: BatchId,
        root: &Path,
        files: &[FoundFile],
        asked: Asked,
        now: Timestamp,
    ) -> Result<Imported, StoreError> {
        let mut first_sights: Vec<(PhotoId, &[u8])> = Vec::new();
        let imported = self.write(|tx| {
            let mut imported = Imported::default();
            let mut folders = Folders::below(tx, root, now);
            let mut to_do = Vec::new();
            for file in files {
                let folder = folders.ensure(&file.folder)?;
                let Some(known) = photo::find(tx, folder, &file.name)? else {
                    let added = add(tx, folder, file, now)?;
                    imported.paired.extend(pair(tx, added.id, folder, file)?);
                    first_sights.extend(file.peek.first_sight.as_deref().map(|jpeg| (added.id, jpeg)));
                    to_do.push(ToRead { photo: added.id, again: false });
                    imported.added.push(added);
                    continue;
                };
                if !known.paired {
                    imported.paired.extend(pair(tx, known.id, folder, file)?);
                }
                if known.stamp != file.stamp {
                    photo::change(tx, known.id, file.stamp, &file.peek)?;
                    imported.changed += 1;
                    to_do.push(ToRead { photo: known.id, again: known.state != PhotoState::New });
                    continue;
                }
                if known.sidecar != file.peek.sidecar {
                    photo::change_sidecar(tx, known.id, file.peek.sidecar)?;
                    imported.changed += 1;
                    to_do.push(ToRead { photo: known.id, again: known.state != PhotoState::New });
                    continue;
                }
                imported.already += 1;
                // With a job here already (this scan began again after a crash), Retry is what tries it again.
                if is_unread(&known, asked) && !has_job(tx, batch, known.id)? {
                    photo::renew(tx, known.id)?;
                    to_do.push(ToRead { photo: known.id, again: known.state != PhotoState::New });
                } else {
                    leave_out(tx, batch, known.id, LeftOutReason::Unchanged)?;
                }
            }
            queue_basic_jobs(tx, batch, &to_do, now)?;
            count(tx, batch)?;
            Ok(imported)
        })?;
        // One that cannot be kept is made from the photo itself when it is asked for.
        if let Err(error) = self.thumbs.put_first_sights(&first_sights) {
            tracing::warn!(%error, "the cameras' own thumbnails were not kept");
        }
        Ok(imported)
    }

    /// Lists files that are no pictures, and folders that could not be read, with their reasons.
    ///
    /// # Errors
    /// When the library fails; then none of them was listed.
    pub fn pass_over(
        &self,
        batch: BatchId,
        items: &[(PathBuf, FailureCode, String)],
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            let mut not_pictures = 0_u32;
            for (path, code, message) in items {
                let new = passed_over::insert(tx, batch, path, *code, message)?;
                not_pictures += u32::from(new && !is_in_the_way(*code));
            }
            tx.prepare_cached("UPDATE batch SET not_pictures = not_pictures + ?2 WHERE id = ?1")?
                .execute((batch.0, not_pictures))?;
            count(tx, batch)?;
            Ok(())
        })
    }
}

fn add(
    tx: &Transaction<'_>,
    folder: FolderId,
    file: &FoundFile,
    now: Timestamp,
) -> Result<AddedRow, StoreError> {
    let added = photo::insert(tx, folder, &file.name, file.stamp, &file.peek, now)?;
    shown::insert_name(tx, added.id, &os_path::display(&file.name))?;
    Ok(AddedRow {
        id: added.id,
        width: added.width,
        height: added.height,
        day_ms: added.day_ms,
        folder,
        version: u32::from(file.peek.first_sight.is_some()),
    })
}

/// Both halves, when a file makes a pair with one that is there.
fn pair(
    tx: &Transaction<'_>,
    photo: PhotoId,
    folder: FolderId,
    file: &FoundFile,
) -> Result<impl Iterator<Item = PhotoId>, StoreError> {
    let taken = file.peek.taken.map(|taken| taken.local_ms);
    let other = pair::recognise(tx, photo, folder, &file.name, file.peek.format, taken)?;
    Ok(other.into_iter().flat_map(move |other| [photo, other]))
}

/// A reason that lies in the way to the file, not in the file.
fn is_in_the_way(code: FailureCode) -> bool {
    matches!(code, FailureCode::NoPermission | FailureCode::Unreadable | FailureCode::Missing)
}

/// A reason that lies in what is installed beside the program, or in what this version can do.
fn is_unable(code: FailureCode) -> bool {
    matches!(
        code,
        FailureCode::NeedsHeic
            | FailureCode::NeedsAvif
            | FailureCode::NeedsJxl
            | FailureCode::NeedsRaw
            | FailureCode::Unsupported
    )
}

/// Whether a photo is worth a look though its file did not change.
fn is_unread(known: &Known, asked: Asked) -> bool {
    let failed_with = known.error_code.as_deref().and_then(FailureCode::from_name);
    let may_be_gone = |code: FailureCode| is_in_the_way(code) || (asked == Asked::ByUser && is_unable(code));
    known.state == PhotoState::New || failed_with.is_some_and(may_be_gone)
}

fn has_job(tx: &Transaction<'_>, batch: BatchId, photo: PhotoId) -> Result<bool, StoreError> {
    // Index: the unique one on (batch_id, photo_id).
    let found = tx
        .prepare_cached("SELECT 1 FROM job WHERE batch_id = ?1 AND photo_id = ?2")?
        .exists((batch.0, photo.0))?;
    Ok(found)
}

/// Sets the files seen from what is counted once however often it is seen: a scan that begins again after a crash
/// does not count twice.
fn count(tx: &Transaction<'_>, batch: BatchId) -> Result<(), StoreError> {
    let revision = bump(tx)?;
    tx.prepare_cached(
        "UPDATE batch SET revision = ?2,
           found = queued + running + done + failed + cancelled + skipped + not_pictures WHERE id = ?1",
    )?
    .execute((batch.0, revision.0))?;
    Ok(())
}
