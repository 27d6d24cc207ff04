//! Tells which places below the watched folders changed, once they have come to rest. Looks into no file and
//! decides nothing about what a change means.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel},
    thread,
    time::{Duration, Instant},
};

use notify::{
    EventKind, RecursiveMode, Watcher as _,
    event::{AccessKind, AccessMode, MetadataKind, ModifyKind},
};

use crate::{
    error::LibraryError,
    ignore::{is_companion, is_ignored_file, is_ignored_folder, is_sidecar},
    sidecar::photos_of,
};

/// Changed paths remembered one by one; beyond that the whole roots are told, which costs one scan.
const MOST_PATHS: usize = 1000;
/// Raw events between the system's thread and ours; when it is full the roots are told as a whole.
const QUEUE: usize = 1024;
/// While things keep changing (a card being copied), news still comes this often: in debounces.
const LONGEST_IN_DEBOUNCES: u32 = 10;

/// Keeps watching until dropped.
#[derive(Debug)]
pub struct Watcher {
    /// Dropping it ends the system's thread, which closes the queue, which ends ours.
    _system: notify::RecommendedWatcher,
    /// Folders that could not be watched; the others are.
    pub unwatched: Vec<String>,
}

/// Watches `roots` and everything below. After a place has been quiet for `debounce` (or ten times that, if it
/// never is) `on_change` gets the changed paths, on a thread of its own. A path may be a file or a folder, and may
/// be gone.
///
/// # Errors
/// [`LibraryError`] when not one of the roots can be watched.
pub fn watch(
    roots: &[PathBuf],
    debounce: Duration,
    on_change: Box<dyn Fn(Vec<PathBuf>) + Send>,
) -> Result<Watcher, LibraryError> {
    let (send, receive) = sync_channel(QUEUE);
    let tops: Vec<PathBuf> = roots.to_vec();
    let mut system = notify::recommended_watcher({
        let tops = tops.clone();
        move |event: notify::Result<notify::Event>| forward(event, &tops, &send)
    })
    .map_err(|error| LibraryError::from_notify(roots.first().map_or(Path::new(""), |p| p), error))?;
    let mut unwatched = Vec::new();
    let mut last = None;
    for root in roots {
        if let Err(error) = system.watch(root, RecursiveMode::Recursive) {
            let error = LibraryError::from_notify(root, error);
            tracing::warn!(%error, "a folder is not watched");
            unwatched.push(error.to_string());
            last = Some(error);
        }
    }
    if let (Some(error), true) = (last, unwatched.len() == roots.len()) {
        return Err(error);
    }
    thread::Builder::new()
        .name("watch".to_owned())
        .spawn(move || debounce_loop(&receive, Pending::new(debounce, tops), &*on_change))
        .map_err(|error| LibraryError::Watch {
            path: roots.first().cloned().unwrap_or_default(),
            source: notify::Error::io(error),
        })?;
    Ok(Watcher { _system: system, unwatched })
}

/// A change as it comes from the system.
enum Change {
    Paths(Vec<PathBuf>),
    /// The system lost count.
    Everything,
}

fn forward(event: notify::Result<notify::Event>, roots: &[PathBuf], send: &SyncSender<Change>) {
    let change = match event {
        Ok(event) if event.need_rescan() => Change::Everything,
        Ok(event) if !matters(event.kind) => return,
        Ok(event) => {
            let paths: Vec<PathBuf> =
                event.paths.into_iter().filter(|path| is_watched(path, roots)).collect();
            if paths.is_empty() {
                return;
            }
            Change::Paths(paths)
        }
        Err(error) => {
            tracing::warn!(%error, "the folder watch reports an error");
            Change::Everything
        }
    };
    if let Err(TrySendError::Full(_)) = send.try_send(change) {
        // Blocking here blocks the system's thread only; its own overflow becomes a rescan.
        let _ended = send.send(Change::Everything);
    }
}

/// Whether an event can mean a new, changed, moved or removed photo. Reading a file is none of these.
fn matters(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) => false,
        EventKind::Modify(ModifyKind::Metadata(what)) => matches!(what, MetadataKind::WriteTime),
        EventKind::Create(_)
        | EventKind::Remove(_)
        | EventKind::Modify(_)
        | EventKind::Any
        | EventKind::Other => true,
    }
}

/// Whether a path below a root would be come by in a scan.
fn is_watched(path: &Path, roots: &[PathBuf]) -> bool {
    let Some(below) = roots.iter().find_map(|root| path.strip_prefix(root).ok()) else { return false };
    let folders = below.parent().into_iter().flat_map(Path::components);
    !folders.into_iter().any(|part| is_ignored_folder(part.as_os_str()))
        && !below.file_name().is_some_and(|name| {
            is_ignored_file(name) || is_ignored_folder(name) || (is_companion(name) && !is_sidecar(name))
        })
}

fn debounce_loop(receive: &Receiver<Change>, mut pending: Pending, on_change: &dyn Fn(Vec<PathBuf>)) {
    loop {
        let next = match pending.wait(Instant::now()) {
            None => receive.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(wait) => receive.recv_timeout(wait),
        };
        match next {
            Ok(change) => pending.note(change, Instant::now()),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        if let Some(paths) = pending.due(Instant::now()) {
            on_change(photos_of(paths));
        }
    }
}

/// Changes that have not come to rest. Pure: the time comes in.
struct Pending {
    quiet: Duration,
    roots: Vec<PathBuf>,
    paths: BTreeSet<PathBuf>,
    everything: bool,
    first: Option<Instant>,
    latest: Option<Instant>,
}

impl Pending {
    fn new(quiet: Duration, roots: Vec<PathBuf>) -> Self {
        Self { quiet, roots, paths: BTreeSet::new(), everything: false, first: None, latest: None }
    }

    fn note(&mut self, change: Change, now: Instant) {
        match change {
            Change::Paths(paths) => self.paths.extend(paths),
            Change::Everything => self.everything = true,
        }
        if self.paths.len() > MOST_PATHS {
            self.everything = true;
        }
        if self.everything {
            self.paths.clear();
        }
        self.first.get_or_insert(now);
        self.latest = Some(now);
    }

    fn due_at(&self) -> Option<Instant> {
        let (first, latest) = (self.first?, self.latest?);
        Some((latest + self.quiet).min(first + self.quiet * LONGEST_IN_DEBOUNCES))
    }

    fn wait(&self, now: Instant) -> Option<Duration> {
        self.due_at().map(|at| at.saturating_duration_since(now))
    }

    fn due(&mut self, now: Instant) -> Option<Vec<PathBuf>> {
        if self.due_at()? > now {
            return None;
        }
        self.first = None;
        self.latest = None;
        if std::mem::take(&mut self.everything) {
            return Some(self.roots.clone());
        }
        Some(std::mem::take(&mut self.paths).into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, sync::mpsc::channel};

    use super::*;

    const QUIET: Duration = Duration::from_millis(500);

    fn paths(names: &[&str]) -> Change {
        Change::Paths(names.iter().map(PathBuf::from).collect())
    }

    #[test]
    fn changes_are_told_once_and_only_after_they_came_to_rest() {
        let start = Instant::now();
        let mut pending = Pending::new(QUIET, vec!["/p".into()]);
        pending.note(paths(&["/p/a.jpg"]), start);
        pending.note(paths(&["/p/b.jpg", "/p/a.jpg"]), start + QUIET / 2);
        assert_eq!(pending.due(start + QUIET), None, "b.jpg has not been quiet long enough");
        let told = pending.due(start + QUIET * 2);
        assert_eq!(told, Some(vec!["/p/a.jpg".into(), "/p/b.jpg".into()]));
        assert_eq!(pending.due(start + QUIET * 9), None, "nothing is told twice");
        assert_eq!(pending.wait(start), None, "and nothing is waited for");
    }

    #[test]
    fn a_place_that_never_rests_is_still_told_of() {
        let start = Instant::now();
        let mut pending = Pending::new(QUIET, vec!["/p".into()]);
        let mut told = 0;
        for step in 0..100 {
            let now = start + QUIET / 4 * step;
            pending.note(paths(&["/p/growing.jpg"]), now);
            told += usize::from(pending.due(now).is_some());
        }
        assert_eq!(told, 2, "every ten debounces");
    }

    #[test]
    fn a_flood_becomes_one_look_at_the_roots() {
        let start = Instant::now();
        let mut pending = Pending::new(QUIET, vec!["/p".into()]);
        for number in 0..=MOST_PATHS {
            pending.note(paths(&[&format!("/p/{number}.jpg")]), start);
        }
        assert_eq!(pending.due(start + QUIET), Some(vec!["/p".into()]));
    }

    #[test]
    fn hidden_things_and_reads_are_no_news() {
        let roots = [PathBuf::from("/home/.photos")];
        for (path, watched) in [
            ("/home/.photos/a.jpg", true),
            ("/home/.photos/2024/a.jpg", true),
            ("/home/.photos/._a.jpg", false),
            ("/home/.photos/@eaDir/a.jpg", false),
            ("/home/.photos/.git/a.jpg", false),
            ("/elsewhere/a.jpg", false),
        ] {
            assert_eq!(is_watched(Path::new(path), &roots), watched, "{path}");
        }
        assert!(!matters(EventKind::Access(AccessKind::Read)));
        assert!(!matters(EventKind::Modify(ModifyKind::Metadata(MetadataKind::AccessTime))));
        assert!(matters(EventKind::Access(AccessKind::Close(AccessMode::Write))));
    }

    #[test]
    fn a_new_file_in_a_watched_folder_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        fs::create_dir(root.join("sub")).unwrap();
        let (send, receive) = channel();
        let watcher = watch(
            std::slice::from_ref(&root),
            Duration::from_millis(20),
            Box::new(move |paths| drop(send.send(paths))),
        )
        .unwrap();
        fs::write(root.join("sub/.hidden"), b"x").unwrap();
        fs::write(root.join("sub/new.jpg"), b"x").unwrap();
        let told = receive.recv_timeout(Duration::from_secs(10)).unwrap();
        assert_eq!(told, [root.join("sub/new.jpg")]);
        drop(watcher);
        let ended = receive.recv_timeout(Duration::from_secs(10));
        assert!(ended.is_err(), "dropping the watcher ends its thread: {ended:?}");
    }

    #[test]
    fn a_sidecar_in_a_watched_folder_is_told_as_its_photo() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        fs::write(root.join("a.jpg"), b"x").unwrap();
        let (send, receive) = channel();
        let roots = std::slice::from_ref(&root);
        let _watcher =
            watch(roots, Duration::from_millis(20), Box::new(move |paths| drop(send.send(paths)))).unwrap();
        fs::write(root.join("a.pp3"), b"x").unwrap();
        fs::write(root.join("a.xmp"), b"x").unwrap();
        assert_eq!(receive.recv_timeout(Duration::from_secs(10)).unwrap(), [root.join("a.jpg")]);
    }

    #[test]
    fn a_folder_that_is_not_there_is_a_sentence() {
        let error = watch(&["/nowhere/at all".into()], QUIET, Box::new(|_| {})).unwrap_err();
        assert!(matches!(error, LibraryError::Gone { .. }), "{error}");
    }
}
