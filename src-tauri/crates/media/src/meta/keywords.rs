//! Keywords, plain and hierarchical.

use std::collections::HashSet;

use ::exif::{Context, Tag};
use pothos_model::fold_word;

use super::sources::Sources;
use super::xmp::Properties;
use crate::text::line;

/// A file's keywords beyond this are a stock agency's spam; the rest is left in the file.
const MAX_KEYWORDS: usize = 500;
/// One keyword, in characters; what is longer is a text in the wrong field.
const MAX_CHARACTERS: usize = 1000;

const XP_KEYWORDS: Tag = Tag(Context::Tiff, 0x9C9E);

/// Plain keywords first, hierarchies after them, each once whatever its case. A sidecar's list replaces those in
/// the file: a keyword that was taken away in the editor must not come back.
pub(super) fn keywords(sources: &Sources<'_>) -> Vec<String> {
    let beside = kept(plain(sources.sidecar).chain(hierarchies(sources.sidecar)));
    if !beside.is_empty() {
        return beside;
    }
    let windows = sources.tags.windows_text(XP_KEYWORDS).unwrap_or_default();
    kept(
        plain(sources.xmp)
            .chain(sources.iptc.keywords.iter().cloned())
            .chain(windows.split(';').map(str::to_owned))
            .chain(hierarchies(sources.xmp)),
    )
}

fn plain(xmp: &Properties) -> impl Iterator<Item = String> {
    xmp.list("dc:subject").map(str::to_owned)
}

/// Lightroom's paths have `|`, digiKam's and Windows' have `/`.
fn hierarchies(xmp: &Properties) -> impl Iterator<Item = String> {
    let slashed = |path: &str| path.replace('/', "|");
    xmp.list("lr:hierarchicalSubject")
        // darktable's notes to itself, such as `darktable|format|nef`.
        .filter(|path| !path.starts_with("darktable|"))
        .map(str::to_owned)
        .chain(xmp.list("digiKam:TagsList").map(slashed))
        .chain(xmp.list("MicrosoftPhoto:LastKeywordXMP").map(slashed))
        .chain(xmp.list("mediapro:CatalogSets").map(slashed))
}

fn kept(all: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = HashSet::new();
    all.filter_map(|keyword| line(&keyword))
        .filter(|keyword| keyword.chars().nth(MAX_CHARACTERS).is_none())
        .filter(|keyword| seen.insert(fold_word(keyword)))
        .take(MAX_KEYWORDS)
        .collect()
}
