//! Whom the file names in the picture.

use std::collections::HashSet;

use pothos_model::fold_word;

use super::sources::Sources;
use super::xmp::Properties;
use crate::text::line;

/// Regions looked at in one list.
const MAX_REGIONS: usize = 200;
/// Names kept.
const MAX_NAMES: usize = 500;

/// The named faces of the regions that Lightroom, digiKam and Picasa write, then Windows' and ACDSee's, then those
/// IPTC says are shown; each once. Regions of pets, focus points and bar codes name no person. A sidecar that
/// names anybody replaces the names in the file.
pub(super) fn people(sources: &Sources<'_>) -> Vec<String> {
    let beside = named(sources.sidecar);
    if beside.is_empty() { named(sources.xmp) } else { beside }
}

fn named(xmp: &Properties) -> Vec<String> {
    let regions = |list: &'static str, name: &'static str, kind: Option<&'static str>| {
        (0..MAX_REGIONS).map_while(move |at| {
            let field = |field: &str| xmp.text(&format!("{list}[{at}]/{field}"));
            let is_face = kind.and_then(field).is_none_or(|kind| kind.eq_ignore_ascii_case("face"));
            xmp.has_entry(list, at).then(|| field(name).filter(|_| is_face).and_then(line))
        })
    };
    let all = regions("mwg-rs:Regions/RegionList", "Name", Some("Type"))
        .chain(regions("MicrosoftPhoto:RegionInfo/Regions", "PersonDisplayName", None))
        .chain(regions("acdsee-rs:Regions/RegionList", "Name", Some("Type")))
        .flatten()
        .chain(xmp.list("Iptc4xmpExt:PersonInImage").filter_map(line));
    let mut seen = HashSet::new();
    all.filter(|name| seen.insert(fold_word(name))).take(MAX_NAMES).collect()
}
