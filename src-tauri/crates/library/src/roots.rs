//! What the user dropped, brought into a form that means the same place whenever it is dropped: absolute,
//! links resolved, nothing inside another.

use std::{
    io,
    path::{Path, PathBuf},
};

use crate::ignore::is_ignored_folder;

/// Whether a root is a folder or a single file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RootKind {
    /// A folder with all below it.
    Folder,
    /// One file.
    File,
}

/// A place to scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Root {
    /// Absolute, links resolved.
    pub path: PathBuf,
    /// What it is.
    pub kind: RootKind,
}

/// Dropped paths, settled.
#[derive(Debug, Default)]
pub(crate) struct Settled {
    /// What to scan, in the order it was dropped, none inside another.
    pub roots: Vec<Root>,
    /// What cannot be scanned, with the reason.
    pub refused: Vec<(PathBuf, io::Error)>,
}

/// What was dropped, as paths that mean the same place whenever it is dropped: absolute, links resolved, none
/// inside another, in the order it was dropped; and what cannot be scanned, with the system's reason. Opens no file.
#[must_use]
pub fn canonical_roots(dropped: &[PathBuf]) -> (Vec<PathBuf>, Vec<(PathBuf, io::Error)>) {
    let settled = settle(dropped);
    (settled.roots.into_iter().map(|root| root.path).collect(), settled.refused)
}

/// [`canonical_roots`], with what each root is.
pub(crate) fn settle(dropped: &[PathBuf]) -> Settled {
    let mut settled = Settled::default();
    for path in dropped {
        match resolve(path) {
            Ok(root) => settled.add(root),
            Err(error) => settled.refused.push((path.clone(), error)),
        }
    }
    settled
}

impl Settled {
    fn add(&mut self, root: Root) {
        if self.roots.iter().any(|have| have.covers(&root.path)) {
            return;
        }
        self.roots.retain(|have| !root.covers(&have.path));
        self.roots.push(root);
    }
}

impl Root {
    /// Whether a scan of this root comes by `path`. A folder inside an ignored one is not come by.
    pub(crate) fn covers(&self, path: &Path) -> bool {
        if self.path == path {
            return true;
        }
        let (RootKind::Folder, Ok(below)) = (self.kind, path.strip_prefix(&self.path)) else { return false };
        !below.components().any(|part| is_ignored_folder(part.as_os_str()))
    }
}

fn resolve(path: &Path) -> io::Result<Root> {
    let real = path.canonicalize()?;
    let about = real.metadata()?;
    if about.is_dir() {
        Ok(Root { path: real, kind: RootKind::Folder })
    } else if about.is_file() {
        Ok(Root { path: real, kind: RootKind::File })
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidInput, "it is a device, a pipe or a socket"))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_root_inside_another_is_scanned_once_whatever_the_order() {
        let dir = tempfile::tempdir().unwrap();
        let top = dir.path().canonicalize().unwrap();
        let inner = top.join("a/b");
        fs::create_dir_all(&inner).unwrap();
        let file = inner.join("x.jpg");
        fs::write(&file, b"x").unwrap();
        for order in [[&top, &inner, &file], [&file, &inner, &top], [&inner, &top, &inner]] {
            let dropped: Vec<PathBuf> = order.into_iter().cloned().collect();
            let settled = settle(&dropped);
            let paths: Vec<&PathBuf> = settled.roots.iter().map(|root| &root.path).collect();
            assert_eq!(paths, [&top], "dropped {dropped:?}");
        }
    }

    #[test]
    fn a_hidden_folder_that_was_dropped_itself_is_kept_beside_its_parent() {
        let dir = tempfile::tempdir().unwrap();
        let top = dir.path().canonicalize().unwrap();
        let hidden = top.join(".secret");
        fs::create_dir(&hidden).unwrap();
        let settled = settle(&[top, hidden]);
        assert_eq!(settled.roots.len(), 2, "the parent's scan passes it by, so it stands by itself");
    }

    #[test]
    fn a_place_that_is_not_there_is_refused_with_the_reason() {
        let settled = settle(&[PathBuf::from("/nowhere/at all")]);
        assert!(settled.roots.is_empty());
        let (path, error) = &settled.refused[0];
        assert_eq!(path, Path::new("/nowhere/at all"));
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_and_its_target_are_the_same_root() {
        let dir = tempfile::tempdir().unwrap();
        let real = dir.path().join("real");
        fs::create_dir(&real).unwrap();
        let link = dir.path().join("link");
        std::os::unix::fs::symlink(&real, &link).unwrap();
        let settled = settle(&[link, real.clone()]);
        assert_eq!(settled.roots.len(), 1);
        assert_eq!(settled.roots[0].path, real.canonicalize().unwrap());
    }
}
