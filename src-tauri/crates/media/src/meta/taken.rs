//! When the photo was taken: the moment of exposure first, then the moment of digitising; never the moment of
//! the last edit.

use ::exif::Tag;
use pothos_model::LocalTime;

use super::sources::Sources;
use super::when;
use super::xmp::Properties;

/// The capture time, or none.
pub(super) fn taken(sources: &Sources<'_>) -> Option<LocalTime> {
    let in_file = in_file(sources);
    match corrected(sources.sidecar) {
        // Editors copy the camera's time into the sidecar, without its fraction and often without its offset.
        Some(sidecar) if !in_file.is_some_and(|known| same_moment(known, sidecar)) => Some(sidecar),
        _ => in_file.or_else(|| digitised(sources.sidecar)),
    }
}

/// A capture time that somebody set in an editor, which leaves the photo itself as it is.
fn corrected(sidecar: &Properties) -> Option<LocalTime> {
    let time = |name: &str| when::parse_iso(sidecar.text(name)?);
    time("exif:DateTimeOriginal").or_else(|| time("photoshop:DateCreated"))
}

fn digitised(xmp: &Properties) -> Option<LocalTime> {
    let time = |name: &str| when::parse_iso(xmp.text(name)?);
    time("exif:DateTimeDigitized").or_else(|| time("xmp:CreateDate"))
}

/// Whether two readings of one clock mean the same second.
fn same_moment(a: LocalTime, b: LocalTime) -> bool {
    let utc = |time: LocalTime| Some(time.local_ms / 1000 - i64::from(time.offset_minutes?) * 60);
    a.local_ms / 1000 == b.local_ms / 1000 || utc(a).is_some_and(|a| utc(b) == Some(a))
}

fn in_file(sources: &Sources<'_>) -> Option<LocalTime> {
    let (tags, xmp, iptc) = (sources.tags, sources.xmp, sources.iptc);
    let exif = |time: Tag, fraction: Tag, offset: Tag| {
        when::parse_exif_time(
            &tags.raw_text(time)?,
            tags.raw_text(fraction).as_deref(),
            tags.raw_text(offset).as_deref(),
        )
    };
    let from_xmp = |name: &str| when::parse_iso(xmp.text(name)?);
    let mut taken = exif(Tag::DateTimeOriginal, Tag::SubSecTimeOriginal, Tag::OffsetTimeOriginal)
        .or_else(|| from_xmp("exif:DateTimeOriginal"))
        .or_else(|| from_xmp("photoshop:DateCreated"))
        .or_else(|| when::parse_iptc(iptc.date.as_deref()?, iptc.time.as_deref()))
        .or_else(|| exif(Tag::DateTimeDigitized, Tag::SubSecTimeDigitized, Tag::OffsetTimeDigitized))
        .or_else(|| digitised(xmp))?;
    if taken.offset_minutes.is_none() {
        // OffsetTime belongs to the same clock unless an editor in another zone changed the file.
        taken.offset_minutes =
            tags.raw_text(Tag::OffsetTime).as_deref().and_then(when::parse_offset).or_else(|| {
                let same = |time: &LocalTime| time.local_ms / 1000 == taken.local_ms / 1000;
                ["exif:DateTimeOriginal", "photoshop:DateCreated", "xmp:CreateDate"]
                    .into_iter()
                    .filter_map(from_xmp)
                    .filter(same)
                    .find_map(|time| time.offset_minutes)
            });
    }
    Some(taken)
}
