//! exiftool's reading of the same files beside ours: for the test, and for the report of what differs.

mod different;
mod fields;
mod moment;
mod reading;

use std::collections::HashMap;
use std::path::Path;

use pothos_media::{MediaError, find_sidecar, look, sidecar_facts};
use pothos_model::PhotoFacts;

#[allow(unused_imports, reason = "the report has no use for it")]
pub use different::stale;
pub use reading::{Readings, readings};

/// One field of one file, as both read it.
pub struct Row {
    pub path: String,
    pub field: &'static str,
    pub ours: String,
    pub theirs: String,
    /// Why they may differ.
    pub reason: Option<&'static str>,
}

impl Row {
    pub fn agrees(&self) -> bool {
        self.ours == self.theirs
    }
}

/// The fields that `metadata_n.json` has all tags of.
const IN_EVERY_READING: &[&str] = &[
    "make",
    "model",
    "seconds",
    "aperture",
    "iso",
    "focal",
    "orientation",
    "rating",
    "title",
    "gps",
    "altitude",
];

/// Every field that either reads of one file; nothing when we cannot say anything about the file.
pub fn rows(folder: &Path, path: &str, all: &HashMap<String, Readings>) -> Vec<Row> {
    let (Some(own), Some(facts)) = (all.get(path), facts(&folder.join(path))) else { return Vec::new() };
    let sidecar = find_sidecar(&folder.join(path))
        .and_then(|sidecar| all.get(sidecar.strip_prefix(folder).ok()?.to_str()?));
    fields::pairs(&facts, own, sidecar)
        .into_iter()
        .filter(|pair| !(pair.ours.is_empty() && pair.theirs.is_empty()))
        .filter(|pair| !own.partial || IN_EVERY_READING.contains(&pair.field) && !pair.theirs.is_empty())
        .map(|pair| {
            let reason = different::reason(path, pair.field, &pair.ours, &pair.theirs);
            Row { path: path.to_owned(), field: pair.field, ours: pair.ours, theirs: pair.theirs, reason }
        })
        .collect()
}

/// Our facts, with or without pixels; those of a sidecar are what it says by itself.
fn facts(path: &Path) -> Option<PhotoFacts> {
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xmp")) {
        return Some(sidecar_facts(&std::fs::read(path).ok()?));
    }
    match look(path) {
        Ok(look) => Some(look.facts),
        Err(MediaError { facts: Some(facts), .. }) => Some(*facts),
        Err(MediaError { facts: None, .. }) => None,
    }
}
