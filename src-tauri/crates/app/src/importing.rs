//! Importing: scans what was dropped, and feeds the library in chunks while the engine already works on the first
//! ones. Decides nothing about a single photo.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use pothos_library::{ScanEvent, Seen};
use pothos_media::Peeked;
use pothos_model::{BatchId, BatchState};
use pothos_store::{FoundFile, Imported, StoreError};
use tokio_util::sync::CancellationToken;

use crate::error::Outcome;
use crate::inner::Inner;
use crate::patience::patiently;
use crate::reader::now;
use crate::wire::{AddedPhoto, ErrorView, FeedEvent, NoticeLevel};

/// What a finished scan found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ScanSummary {
    /// New photos.
    pub added: u32,
    /// Photos that were there, unchanged.
    pub already: u32,
    /// Photos whose file changed.
    pub changed: u32,
}

/// Checks what was dropped: at least one path, each there. Gives canonical paths, none inside another.
fn roots(paths: Vec<PathBuf>) -> Outcome<Vec<PathBuf>> {
    let (roots, missing) = pothos_library::canonical_roots(&paths);
    if let Some((path, error)) = missing.first() {
        let message = if error.kind() == std::io::ErrorKind::PermissionDenied {
            format!("{} may not be read. Check its permissions and add it again.", path.display())
        } else {
            format!("{} is not there. Check the path and add it again.", path.display())
        };
        if roots.is_empty() {
            return Err(ErrorView::bad_input(message));
        }
    }
    if roots.is_empty() {
        return Err(ErrorView::bad_input("Nothing was given to add. Choose a folder or some photos."));
    }
    Ok(roots)
}

/// What an import is called: the one folder's name, or the first one's and how many more.
fn import_name(roots: &[PathBuf]) -> String {
    let first = roots.first().map(|path| last_component(path)).unwrap_or_default();
    match roots.len() {
        0 | 1 => first,
        more => format!("{first} +{}", more - 1),
    }
}

fn last_component(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// Makes the batch and starts its scan on a thread of its own.
pub(crate) fn start_import(inner: &Arc<Inner>, paths: Vec<PathBuf>, quiet: bool) -> Outcome<i64> {
    let roots = roots(paths)?;
    let batch = inner.filling.begin(|| inner.library.create_import(&roots, &import_name(&roots), now()))?;
    inner.publish(&inner.library.batch(batch)?);
    let scanning = inner.clone();
    std::thread::Builder::new()
        .name("scan".to_owned())
        .spawn(move || {
            scan_into(&scanning, batch, &roots, quiet);
            scanning.filling.end(batch);
            if !quiet {
                scanning.dropped.notify_one();
            }
        })
        .map_err(|error| {
            inner.filling.end(batch);
            ErrorView::new("internal", format!("The scan could not start: {error}."))
        })?;
    Ok(batch.0)
}

/// Scans `roots` into `batch` and seals it. Blocks; runs on a thread of its own.
pub(crate) fn scan_into(inner: &Arc<Inner>, batch: BatchId, roots: &[PathBuf], quiet: bool) {
    let token = inner.scans.begin(batch);
    let mut summary = ScanSummary::default();
    let mut trouble = None;
    let peek = |path: &Path| pothos_media::peek(path).map(seen);
    pothos_library::scan(
        roots,
        &peek,
        &token,
        &mut |event| match record(inner, batch, event, quiet, &token) {
            Ok(imported) => {
                summary.added += count(imported.added.len());
                summary.already += imported.already;
                summary.changed += imported.changed;
                ControlFlow::Continue(())
            }
            Err(error) => {
                trouble = Some(error);
                ControlFlow::Break(())
            }
        },
    );
    inner.scans.end(batch);
    if inner.stop.is_cancelled() {
        // The program ends: the batch stays open and is scanned again at the next start.
        return;
    }
    match trouble {
        Some(error) => inner.notice(NoticeLevel::Error, "scan_failed", &error.to_string(), &[]),
        None => {
            if let Err(error) = inner.library.seal(batch, now()) {
                inner.notice(NoticeLevel::Error, "scan_failed", &error.to_string(), &[]);
            }
        }
    }
    announce(inner, batch, summary, quiet);
}

/// Tells how the scan ended, and lets the engine and the screen know of the sealed batch.
fn announce(inner: &Arc<Inner>, batch: BatchId, summary: ScanSummary, quiet: bool) {
    inner.engine.wake();
    let Ok(stored) = inner.library.batch(batch) else { return };
    if quiet {
        if summary.added == 0 && summary.changed == 0 && inner.library.remove(batch, now()).is_ok() {
            // The folders were looked at because the system noticed something, and there was nothing new.
            inner.feed.single(FeedEvent::BatchRemoved { batch: batch.0 });
        }
        return;
    }
    inner.publish(&stored);
    if summary.added == 0 && summary.changed == 0 && summary.already > 0 {
        let text = format!("All {} photos of {} are already in the library.", summary.already, stored.name);
        let values = [("count", summary.already.to_string()), ("name", stored.name)];
        inner.notice(NoticeLevel::Info, "already_there", &text, &values);
    } else if summary == ScanSummary::default() && !matches!(stored.state, BatchState::Cancelling) {
        let text = format!("No photos were found in {}.", stored.name);
        inner.notice(NoticeLevel::Warning, "nothing_found", &text, &[("name", stored.name)]);
    }
}

fn record(
    inner: &Arc<Inner>,
    batch: BatchId,
    event: ScanEvent,
    quiet: bool,
    token: &CancellationToken,
) -> Result<Imported, StoreError> {
    match event {
        ScanEvent::Found { root, files } => {
            let files: Vec<FoundFile> = files
                .into_iter()
                .map(|found| FoundFile {
                    folder: found.folder,
                    name: found.name,
                    stamp: found.stamp,
                    peek: found.peek,
                })
                .collect();
            let imported = patiently(inner, token, |library| {
                if quiet {
                    return library.import_noticed(batch, &root, &files, now());
                }
                library.import_chunk(batch, &root, &files, now())
            })?;
            let added: Vec<AddedPhoto> = imported
                .added
                .iter()
                .map(|row| AddedPhoto {
                    id: row.id.0,
                    width: row.width,
                    height: row.height,
                    day_ms: row.day_ms,
                    folder: row.folder.0,
                    version: row.version,
                })
                .collect();
            if !added.is_empty() {
                inner.feed.added(&added);
            }
            imported.paired.iter().for_each(|photo| inner.feed.changed(photo.0));
            inner.engine.wake();
            publish_batch(inner, batch);
            Ok(imported)
        }
        ScanEvent::PassedOver(files) => {
            let entries: Vec<_> =
                files.iter().map(|file| (file.path.clone(), file.code, file.message.clone())).collect();
            patiently(inner, token, |library| library.pass_over(batch, &entries))?;
            for file in files {
                inner.feed.single(FeedEvent::FileSkipped {
                    batch: batch.0,
                    path: file.path.display().to_string(),
                    code: file.code.name().to_owned(),
                    message: file.message,
                });
            }
            Ok(Imported::default())
        }
        ScanEvent::Progress { .. } => {
            publish_batch(inner, batch);
            Ok(Imported::default())
        }
    }
}

fn publish_batch(inner: &Arc<Inner>, batch: BatchId) {
    if let Ok(stored) = inner.library.batch(batch) {
        inner.publish(&stored);
    }
}

fn seen(peeked: Peeked) -> Seen {
    match peeked {
        Peeked::Picture(peek) => Seen::Picture(peek),
        Peeked::Passed { code, message } => Seen::Passed { code, message },
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_is_named_after_its_first_folder_and_counts_the_others() {
        let one = [PathBuf::from("/photos/Norway")];
        assert_eq!(import_name(&one), "Norway");
        let three = [PathBuf::from("/photos/Norway"), PathBuf::from("/a"), PathBuf::from("/b")];
        assert_eq!(import_name(&three), "Norway +2");
    }
}
