//! Where we differ from exiftool on purpose, and why.

use super::Row;

/// One file's field: (path, field or `*`, why).
const FILES: &[(&str, &str, &str)] = &[
    (
        "derived/iptc_utf8_without_charset_marker.jpg",
        "keywords",
        "exiftool makes mojibake of it, we must not",
    ),
    ("derived/cjk_keywords.jpg", "title", "it has no default language; exiftool calls it Title-zh"),
    ("jpeg/mei_FujiFilm FinePixS1Pro (3).jpg", "aperture", "f/0.2 does not exist; ApertureValue says f/2.3"),
    ("jpeg/mei_FujiFilm FinePixS1Pro (4).jpg", "aperture", "f/0.2 does not exist; ApertureValue says f/2.3"),
    ("jpeg/nomexif_broken.jpg", "aperture", "f/9557 does not exist; ApertureValue says f/1.7"),
    ("malformed/nomexif_exif-no-tz.jpg", "*", "exiftool stops at the damage before the EXIF, we do not"),
    ("metadata-only/nomexif_exif-both.png", "gps", "exiftool refuses the damaged second EXIF block"),
    ("metadata-only/nomexif_exif-both.png", "altitude", "exiftool refuses the damaged second EXIF block"),
    (
        "raw/filetype_fixture-Leica-M10.dng",
        "*",
        "exiftool stops at the first value that lies beyond the cut file's end",
    ),
    ("xmp/immich_2000.xmp", "*", "exiftool refuses the packet for its damaged first line"),
    ("xmp/immich_2020.xmp", "*", "exiftool refuses the packet for its damaged first line"),
    ("xmp/photoprism_date.heic.xmp", "gps", "exiftool leaves out the W that stands in a property of its own"),
];

/// What cameras write into the description of every photo.
const CAMERA_TEXTS: &[&str] =
    &["DIGITAL CAMERA", "KONICA MINOLTA DIGITAL CAMERA", "OLYMPUS DIGITAL CAMERA", "SAMSUNG", "SONY DSC"];

/// Why this field of this file may differ.
pub fn reason(path: &str, field: &str, ours: &str, theirs: &str) -> Option<&'static str> {
    let file = FILES.iter().find(|(p, f, _)| *p == path && (*f == field || *f == "*"));
    file.map(|(_, _, why)| *why).or_else(|| rule(field, ours, theirs))
}

/// The entries of the list that no row needs any more.
#[allow(dead_code, reason = "the report has no use for it")]
pub fn stale(rows: &[Row]) -> Vec<String> {
    let needed = |path: &str, field: &str| {
        rows.iter().any(|row| row.path == path && (row.field == field || field == "*") && !row.agrees())
    };
    let stale = FILES.iter().filter(|(path, field, _)| !needed(path, field));
    stale.map(|(path, field, _)| format!("{path}: {field} agrees now: take it off the list")).collect()
}

/// Differences of a kind, wherever they occur.
fn rule(field: &str, ours: &str, theirs: &str) -> Option<&'static str> {
    match field {
        "focal 35mm computed" if ours.is_empty() => {
            Some("exiftool also takes the sensor from maker notes and from pictures that were shrunk")
        }
        "description" if ours.is_empty() && CAMERA_TEXTS.contains(&theirs) => {
            Some("the camera writes it into every photo; it describes none")
        }
        _ => None,
    }
}
