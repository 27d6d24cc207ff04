//! Which photos a sidecar belongs to, by its name alone.

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::{OsStr, OsString},
    fs,
    path::{Path, PathBuf},
};

use crate::ignore::{is_companion, is_ignored_file, is_sidecar};

/// The changed paths, with the photos that a sidecar belongs to in its stead: a sidecar that came, changed or went
/// is a change of its photo. A folder is read once, however many of its sidecars changed.
pub(crate) fn photos_of(changed: Vec<PathBuf>) -> Vec<PathBuf> {
    let mut paths: BTreeSet<PathBuf> = BTreeSet::new();
    let mut sidecars: BTreeMap<PathBuf, BTreeSet<OsString>> = BTreeMap::new();
    for path in changed {
        match (path.parent(), path.file_name(), path.file_stem()) {
            (Some(folder), Some(name), Some(of)) if is_sidecar(name) && !path.is_dir() => {
                sidecars.entry(folder.to_owned()).or_default().insert(of.to_owned());
            }
            _ => {
                paths.insert(path);
            }
        }
    }
    for (folder, stems) in sidecars {
        paths.extend(beside(&folder, &stems));
    }
    paths.into_iter().collect()
}

/// Files of the folder that `IMG_1.JPG.xmp` or `IMG_1.xmp` can belong to.
fn beside(folder: &Path, stems: &BTreeSet<OsString>) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let is_meant = |name: &OsStr| {
        let stem = Path::new(name).file_stem();
        !is_companion(name)
            && !is_ignored_file(name)
            && (stems.contains(name) || stem.is_some_and(|stem| stems.contains(stem)))
    };
    let names = entries.flatten().map(|entry| entry.file_name());
    names.filter(|name| is_meant(name)).map(|name| folder.join(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sidecar_that_changed_or_went_names_its_photos() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        for name in ["a.jpg", "a.CR3", "b.jpg", "c.jpg", "c.jpg.xmp", "d.jpg", "b.aae", "a.xmp"] {
            fs::write(at(name), b"x").unwrap();
        }
        let changed = ["a.xmp", "c.jpg.xmp", "d.jpg", "gone.xmp"].map(at).to_vec();
        assert_eq!(photos_of(changed), ["a.CR3", "a.jpg", "c.jpg", "d.jpg"].map(at));
        assert!(photos_of(vec![PathBuf::from("/nowhere/at all/a.xmp")]).is_empty());
    }
}
