//! Where we differ from exiftool on purpose, and why.

use super::Readings;

/// One file's field: (path, field, why).
const FILES: &[(&str, &str, &str)] = &[
    (
        "derived/iptc_utf8_without_charset_marker.jpg",
        "keywords",
        "exiftool makes mojibake of it, we must not",
    ),
    ("jpeg/mei_FujiFilm FinePixS1Pro (3).jpg", "aperture", "f/0.2 does not exist; ApertureValue says f/2.3"),
    ("jpeg/mei_FujiFilm FinePixS1Pro (4).jpg", "aperture", "f/0.2 does not exist; ApertureValue says f/2.3"),
    ("jpeg/nomexif_broken.jpg", "aperture", "f/9557 does not exist; ApertureValue says f/1.7"),
    ("malformed/nomexif_exif-no-tz.jpg", "gps", "exiftool stops at the damage before it, we do not"),
    (
        "metadata-only/nomexif_exif-both.png",
        "gps",
        "exiftool computes no position from the second EXIF block",
    ),
];

/// Why this field of this file may differ.
pub fn reason(path: &str, field: &str, own: &Readings, ours: &str, theirs: &str) -> Option<&'static str> {
    let file = FILES.iter().find(|(p, f, _)| *p == path && *f == field).map(|(_, _, why)| *why);
    file.or_else(|| rule(field, own, ours, theirs))
}

/// Differences of a kind, wherever they occur.
fn rule(field: &str, _own: &Readings, ours: &str, theirs: &str) -> Option<&'static str> {
    match field {
        "focal 35mm computed" if ours.is_empty() => Some(
            "exiftool knows the sensor by the maker's notes or a table of models; we compute only from EXIF",
        ),
        "description" if ours.is_empty() && !theirs.is_empty() => None,
        _ => None,
    }
}
