//! The drawn pictures that are measured with, and the files of a folder.

use std::path::{Path, PathBuf};

use super::Bench;
use crate::step::{Done, Failed};

/// JPEGs with a camera's detail and noise, so that they weigh what a camera's do: name of the folder, how many, size.
pub(super) type Set = (&'static str, &'static str, &'static str);
pub(super) const SET_24MP: Set = ("camera-24mp", BATCH, "6000x4000");
pub(super) const SET_45MP: Set = ("camera-45mp", BATCH, "8192x5464");
/// Photos of an ingest that is measured, the same for all sizes: what a new library and the table of towns cost once is shared by them.
const BATCH: &str = "24";

/// The folder and the files of `set`, drawn when they are not there, and read once: all programs find them in memory, the disk is not
/// what is compared.
pub(super) fn ready(bench: &Bench, (name, count, size): Set) -> Done<(PathBuf, Vec<PathBuf>)> {
    let folder = bench.draw(name, count, size, "camera")?;
    let mut files = Vec::new();
    collect(&folder, &mut files);
    for file in &files {
        std::fs::read(file).map_err(|error| Failed(format!("cannot read {}: {error}", file.display())))?;
    }
    Ok((folder, files))
}

/// Every file below `folder`.
pub(super) fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, into);
        } else {
            into.push(path);
        }
    }
    into.sort();
}

/// The mean size of the files in millions of bytes.
pub(super) fn mean_megabytes(files: &[PathBuf]) -> f64 {
    let bytes: u64 =
        files.iter().filter_map(|path| std::fs::metadata(path).ok()).map(|file| file.len()).sum();
    bytes as f64 / 1e6 / (files.len() as f64).max(1.0)
}
