//! Lists files below the roots, each folder once, in bounded memory. Stats files, never opens one.

use std::{
    collections::{HashSet, VecDeque},
    ffi::OsString,
    fs::{self, DirEntry, FileType, Metadata, ReadDir},
    io,
    path::{Path, PathBuf},
    sync::Arc,
    vec,
};

use pothos_model::{FailureCode, FileStamp, Timestamp};

use crate::{
    found::PassedOver,
    ignore::{is_companion, is_ignored_file, is_ignored_folder},
    roots::{Root, RootKind},
};

/// Entries read before the first of them is handed on: sorted among themselves, and a folder of a million
/// files costs no more memory than one of these.
const SLICE: usize = 4096;

/// A file that may be a picture.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    pub root: Arc<Path>,
    pub folder: Arc<Path>,
    pub name: OsString,
    pub stamp: FileStamp,
}

/// One step of the walk.
#[derive(Debug)]
pub(crate) enum Step {
    /// A file to look at.
    File(Listed),
    /// Something that is not looked at, with the reason.
    Passed(PassedOver),
    /// Nothing, but time went by: a chance to stop or to hand on.
    Tick,
}

#[cfg(unix)]
type FolderKey = (u64, u64);
#[cfg(not(unix))]
type FolderKey = PathBuf;

struct Reading {
    root: Arc<Path>,
    folder: Arc<Path>,
    entries: Option<ReadDir>,
    ready: vec::IntoIter<DirEntry>,
    below: Vec<PathBuf>,
}

/// The walk, an iterator of steps.
pub(crate) struct Walk {
    all: Vec<Root>,
    roots: VecDeque<Root>,
    folders: Vec<(Arc<Path>, PathBuf)>,
    reading: Option<Reading>,
    /// Linked folders wait until every real one was listed, so that a photo has its real path.
    links: VecDeque<PathBuf>,
    seen: HashSet<FolderKey>,
}

impl Walk {
    pub(crate) fn new(roots: Vec<Root>) -> Self {
        Self {
            all: roots.clone(),
            roots: roots.into(),
            folders: Vec::new(),
            reading: None,
            links: VecDeque::new(),
            seen: HashSet::new(),
        }
    }

    fn open(&mut self, root: Arc<Path>, folder: PathBuf) -> Option<Step> {
        let opened = fs::metadata(&folder).and_then(|about| {
            if !self.seen.insert(folder_key(&about, &folder)) {
                return Ok(None);
            }
            fs::read_dir(&folder).map(Some)
        });
        match opened {
            Ok(None) => None,
            Ok(Some(entries)) => {
                self.reading = Some(Reading {
                    root,
                    folder: folder.into(),
                    entries: Some(entries),
                    ready: Vec::new().into_iter(),
                    below: Vec::new(),
                });
                Some(Step::Tick)
            }
            Err(error) => Some(Step::Passed(PassedOver::unreadable(&folder, "folder", &error))),
        }
    }

    fn start(&mut self, root: Root) -> Option<Step> {
        match root.kind {
            RootKind::Folder => {
                let top: Arc<Path> = root.path.as_path().into();
                self.open(top, root.path)
            }
            RootKind::File => {
                let (Some(folder), Some(name)) = (root.path.parent(), root.path.file_name()) else {
                    return None;
                };
                let folder: Arc<Path> = folder.into();
                file_step(&folder, &folder, name.to_owned(), fs::metadata(&root.path))
            }
        }
    }

    fn follow(&mut self, link: &Path) -> Option<Step> {
        let target = match link.canonicalize() {
            Ok(target) => target,
            Err(error) => return Some(Step::Passed(PassedOver::unreadable(link, "linked folder", &error))),
        };
        // A link to a folder above a root is a circle that would take in everything beside it as well.
        if self.all.iter().any(|root| root.path.starts_with(&target)) || link.starts_with(&target) {
            return None;
        }
        let root: Arc<Path> = target.as_path().into();
        self.open(root, target)
    }

    fn entry(&mut self, entry: &DirEntry, root: &Arc<Path>, folder: &Arc<Path>) -> Option<Step> {
        let name = entry.file_name();
        let kind = match entry.file_type() {
            Ok(kind) => kind,
            Err(error) => return gone_or_passed(&entry.path(), &error),
        };
        if kind.is_dir() {
            if !is_ignored_folder(&name) {
                self.below(entry.path());
            }
            return None;
        }
        if is_ignored_file(&name) || is_companion(&name) {
            return None;
        }
        if kind.is_symlink() {
            return self.link(entry.path(), name, root, folder);
        }
        if !kind.is_file() {
            return Some(Step::Passed(special(&entry.path(), kind)));
        }
        file_step(root, folder, name, entry.metadata())
    }

    fn link(&mut self, path: PathBuf, name: OsString, root: &Arc<Path>, folder: &Arc<Path>) -> Option<Step> {
        let about = match fs::metadata(&path) {
            Ok(about) => about,
            Err(error) => {
                let message = format!(
                    "{} is a link that leads nowhere ({error}). Mend the link, then add it again",
                    path.display()
                );
                return Some(Step::Passed(PassedOver::new(&path, FailureCode::Missing, message)));
            }
        };
        if about.is_dir() {
            if !is_ignored_folder(&name) {
                self.links.push_back(path);
            }
            return None;
        }
        if !about.is_file() {
            return Some(Step::Passed(special(&path, about.file_type())));
        }
        // The file itself is listed where it is, when the walk comes by there.
        let target = path.canonicalize().ok()?;
        if self.all.iter().any(|root| root.covers(&target)) {
            return None;
        }
        file_step(root, folder, name, Ok(about))
    }

    fn below(&mut self, folder: PathBuf) {
        if let Some(reading) = &mut self.reading {
            reading.below.push(folder);
        }
    }

    /// Reads the next slice of the open folder; `None` when the folder has ended.
    fn fill(&mut self) -> Option<Step> {
        let reading = self.reading.as_mut()?;
        let mut slice = Vec::new();
        let mut broken = None;
        while let Some(entries) = &mut reading.entries {
            match entries.next() {
                Some(Ok(entry)) => slice.push(entry),
                Some(Err(error)) => {
                    broken = Some(PassedOver::unreadable(&reading.folder, "folder", &error));
                    reading.entries = None;
                }
                None => reading.entries = None,
            }
            if slice.len() >= SLICE {
                break;
            }
        }
        if slice.is_empty() && broken.is_none() {
            let mut ended = self.reading.take()?;
            ended.below.sort_unstable_by(|a, b| b.cmp(a));
            let root = ended.root;
            self.folders.extend(ended.below.into_iter().map(|folder| (root.clone(), folder)));
            return None;
        }
        slice.sort_unstable_by_key(DirEntry::file_name);
        reading.ready = slice.into_iter();
        Some(broken.map_or(Step::Tick, Step::Passed))
    }
}

impl Iterator for Walk {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        loop {
            let step = if let Some(reading) = &mut self.reading {
                if let Some(entry) = reading.ready.next() {
                    let (root, folder) = (reading.root.clone(), reading.folder.clone());
                    self.entry(&entry, &root, &folder)
                } else {
                    self.fill()
                }
            } else if let Some((root, folder)) = self.folders.pop() {
                self.open(root, folder)
            } else if let Some(root) = self.roots.pop_front() {
                self.start(root)
            } else {
                let link = self.links.pop_front()?;
                self.follow(&link)
            };
            if step.is_some() {
                return step;
            }
        }
    }
}

fn file_step(
    root: &Arc<Path>,
    folder: &Arc<Path>,
    name: OsString,
    about: io::Result<Metadata>,
) -> Option<Step> {
    match about {
        Ok(about) => {
            let stamp = FileStamp { size: about.len(), modified: modified(&about) };
            Some(Step::File(Listed { root: root.clone(), folder: folder.clone(), name, stamp }))
        }
        Err(error) => gone_or_passed(&folder.join(name), &error),
    }
}

/// A file that went between listing and stat was never the user's to miss.
pub(crate) fn gone_or_passed(path: &Path, error: &io::Error) -> Option<Step> {
    if error.kind() == io::ErrorKind::NotFound {
        return None;
    }
    Some(Step::Passed(PassedOver::unreadable(path, "file", error)))
}

fn special(path: &Path, kind: FileType) -> PassedOver {
    let what = special_name(kind);
    let message = format!("{} is {what}, not a file, and was not opened", path.display());
    PassedOver::new(path, FailureCode::NotAPicture, message)
}

#[cfg(unix)]
fn special_name(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt as _;
    if kind.is_fifo() {
        "a pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

#[cfg(not(unix))]
fn special_name(_kind: FileType) -> &'static str {
    "a device"
}

fn modified(about: &Metadata) -> Timestamp {
    about.modified().map_or(Timestamp(0), Timestamp::from)
}

#[cfg(unix)]
fn folder_key(about: &Metadata, _folder: &Path) -> FolderKey {
    use std::os::unix::fs::MetadataExt as _;
    (about.dev(), about.ino())
}

#[cfg(not(unix))]
fn folder_key(_about: &Metadata, folder: &Path) -> FolderKey {
    folder.canonicalize().unwrap_or_else(|_| folder.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roots::settle;

    #[test]
    fn a_file_that_vanishes_between_listing_and_stat_is_passed_by_without_a_word() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("a.jpg"), b"a").unwrap();
        fs::write(dir.path().join("b.jpg"), b"b").unwrap();
        let mut walk =
            Walk::new(settle(&[dir.path().to_owned()]).roots).filter(|step| !matches!(step, Step::Tick));
        let Some(Step::File(first)) = walk.next() else { panic!("a.jpg comes first") };
        assert_eq!(first.name, "a.jpg");
        fs::remove_file(dir.path().join("b.jpg")).unwrap();
        assert!(walk.next().is_none(), "b.jpg was listed, but is not there to be told of");
    }
}
