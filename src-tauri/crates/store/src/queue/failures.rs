//! Why photos of a batch failed, and which files its scan passed over, grouped by reason.

use pothos_model::{BatchId, FailureCode, PhotoId};
use rusqlite::{Transaction, params};

use crate::{Library, StoreError, os_path};

/// Photos shown of each group.
const SHOWN: u32 = 50;

/// A photo that failed, or a file that was passed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedRow {
    /// The photo; `None` for a file that is no photo.
    pub photo: Option<PhotoId>,
    /// Its path for people.
    pub path: String,
    /// The sentence.
    pub message: String,
}

/// Failures of one code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailureGroupRow {
    /// The code's name.
    pub code: String,
    /// How many.
    pub count: u32,
    /// Whether Retry can help without the file being mended first.
    pub retryable: bool,
    /// The first 50.
    pub photos: Vec<FailedRow>,
}

/// Everything that went wrong in a batch, the largest group first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FailureRows {
    /// Jobs that failed.
    pub failed: Vec<FailureGroupRow>,
    /// Files that are no pictures, folders that could not be read, photos that cannot take part.
    pub passed_over: Vec<FailureGroupRow>,
}

impl Library {
    /// The failures of a batch.
    ///
    /// # Errors
    /// When the library fails.
    pub fn failures(&self, batch: BatchId) -> Result<FailureRows, StoreError> {
        self.read(|tx| {
            let mut passed_over = passed_over(tx, batch)?;
            passed_over.extend(left_out(tx, batch)?);
            let mut rows = FailureRows { failed: failed(tx, batch)?, passed_over };
            rows.failed.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.code.cmp(&b.code)));
            rows.passed_over.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.code.cmp(&b.code)));
            Ok(rows)
        })
    }
}

/// Index: job_failed_code.
fn failed(tx: &Transaction<'_>, batch: BatchId) -> Result<Vec<FailureGroupRow>, StoreError> {
    groups(
        tx,
        batch,
        "SELECT error_code, count(*) FROM job INDEXED BY job_failed_code
          WHERE batch_id = ?1 AND state = 'failed' GROUP BY error_code",
        "SELECT job.photo_id, folder.path, photo.name, job.error_message
           FROM job INDEXED BY job_failed_code JOIN photo ON photo.id = job.photo_id JOIN folder ON folder.id = photo.folder_id
          WHERE job.batch_id = ?1 AND job.state = 'failed' AND job.error_code = ?2 ORDER BY job.id LIMIT ?3",
    )
}

/// Photos of a vision batch that cannot be shown to a model. Index: left_out_reason.
fn left_out(tx: &Transaction<'_>, batch: BatchId) -> Result<Vec<FailureGroupRow>, StoreError> {
    groups(
        tx,
        batch,
        "SELECT reason, count(*) FROM left_out INDEXED BY left_out_reason
          WHERE batch_id = ?1 AND reason IN ('not_indexed', 'unreadable') GROUP BY reason",
        "SELECT left_out.photo_id, folder.path, photo.name,
                coalesce(photo.error_message, 'This photo has not been looked at yet. Wait for the import, then analyse it.')
           FROM left_out INDEXED BY left_out_reason
           JOIN photo ON photo.id = left_out.photo_id JOIN folder ON folder.id = photo.folder_id
          WHERE left_out.batch_id = ?1 AND left_out.reason = ?2 ORDER BY left_out.photo_id LIMIT ?3",
    )
    // Names of their own: a photo that could not be read once is no failure of this batch.
    .map(|groups| {
        groups
            .into_iter()
            .map(|group| FailureGroupRow { code: format!("left_out_{}", group.code), ..group })
            .collect()
    })
}

/// Both queries name the batch ?1; the second the group ?2 and a limit ?3.
fn groups(
    tx: &Transaction<'_>,
    batch: BatchId,
    count: &str,
    photos: &str,
) -> Result<Vec<FailureGroupRow>, StoreError> {
    let counted: Vec<(String, u32)> = tx
        .prepare_cached(count)?
        .query_map([batch.0], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let mut groups = Vec::with_capacity(counted.len());
    for (code, count) in counted {
        let photos = tx
            .prepare_cached(photos)?
            .query_map(params![batch.0, code, SHOWN], |row| {
                let path = os_path::join(row.get(1)?, row.get(2)?);
                Ok(FailedRow {
                    photo: Some(PhotoId(row.get(0)?)),
                    path: os_path::display(path.as_os_str()),
                    message: row.get(3)?,
                })
            })?
            .collect::<Result<_, _>>()?;
        groups.push(FailureGroupRow { retryable: helps(&code), code, count, photos });
    }
    Ok(groups)
}

/// Index: the unique (batch_id, path).
fn passed_over(tx: &Transaction<'_>, batch: BatchId) -> Result<Vec<FailureGroupRow>, StoreError> {
    let counted: Vec<(String, u32)> = tx
        .prepare_cached("SELECT code, count(*) FROM passed_over WHERE batch_id = ?1 GROUP BY code")?
        .query_map([batch.0], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let mut groups = Vec::with_capacity(counted.len());
    for (code, count) in counted {
        let photos = tx
            .prepare_cached(
                "SELECT display, message FROM passed_over WHERE batch_id = ?1 AND code = ?2 ORDER BY id LIMIT ?3",
            )?
            .query_map(params![batch.0, code, SHOWN], |row| {
                Ok(FailedRow { photo: None, path: row.get(0)?, message: row.get(1)? })
            })?
            .collect::<Result<_, _>>()?;
        groups.push(FailureGroupRow { code, count, retryable: false, photos });
    }
    Ok(groups)
}

/// Whether trying again may give another end although nobody touched the file.
fn helps(code: &str) -> bool {
    match FailureCode::from_name(code) {
        None => false,
        Some(code) => !matches!(
            code,
            FailureCode::Empty
                | FailureCode::NotAPicture
                | FailureCode::Truncated
                | FailureCode::Damaged
                | FailureCode::TooLarge
                | FailureCode::NeedsHeic
                | FailureCode::NeedsAvif
                | FailureCode::NeedsJxl
                | FailureCode::NeedsRaw
                | FailureCode::Unsupported
        ),
    }
}
