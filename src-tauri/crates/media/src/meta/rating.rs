//! Stars and colour labels.

use ::exif::{Context, Tag};

use super::sources::Sources;
use super::xmp::Properties;
use crate::text::line;

const RATING: Tag = Tag(Context::Tiff, 0x4746);
const RATING_PERCENT: Tag = Tag(Context::Tiff, 0x4749);

/// darktable's colour labels by number (darktable, `src/common/colorlabels.h`).
const DARKTABLE_LABELS: [&str; 5] = ["Red", "Yellow", "Green", "Blue", "Purple"];
/// digiKam's colour labels from number 1 on (digiKam, `libs/database/utils/constants`); 0 is none.
const DIGIKAM_LABELS: [&str; 9] =
    ["Red", "Orange", "Yellow", "Green", "Blue", "Magenta", "Gray", "Black", "White"];

/// 0 to 5 stars, or -1 for a rejected photo.
pub(super) fn stars(sources: &Sources<'_>) -> Option<i8> {
    let in_exif = || i8::try_from(sources.tags.uint(RATING)?).ok().filter(|stars| (0..=5).contains(stars));
    sources
        .written(stars_of)
        .or_else(in_exif)
        .or_else(|| percent_to_stars(i64::from(sources.tags.uint(RATING_PERCENT)?)))
}

fn stars_of(xmp: &Properties) -> Option<i8> {
    let stars = xmp.number("xmp:Rating").map(f64::round).filter(|stars| (-1.0..=5.0).contains(stars));
    stars.map(|stars| stars as i8).or_else(|| percent_to_stars(xmp.integer("MicrosoftPhoto:Rating")?))
}

/// Windows' scale: 1, 25, 50, 75, 99 for one to five stars.
fn percent_to_stars(percent: i64) -> Option<i8> {
    match percent {
        0 => Some(0),
        1..=12 => Some(1),
        13..=37 => Some(2),
        38..=62 => Some(3),
        63..=87 => Some(4),
        88..=100 => Some(5),
        _ => None,
    }
}

/// The colour label's name as the editor wrote it, or its colour where the editor keeps a number.
pub(super) fn label(sources: &Sources<'_>) -> Option<String> {
    sources.written(|xmp| {
        let numbered = |name: &str, labels: &[&str], first: i64| {
            let at = usize::try_from(xmp.integer(name)?.checked_sub(first)?).ok()?;
            labels.get(at).map(|label| (*label).to_owned())
        };
        xmp.text("xmp:Label")
            .and_then(line)
            .or_else(|| numbered("darktable:colorlabels", &DARKTABLE_LABELS, 0))
            .or_else(|| numbered("digiKam:ColorLabel", &DIGIKAM_LABELS, 1))
    })
}
