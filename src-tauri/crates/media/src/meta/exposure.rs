//! How the photo was exposed: EXIF's figures, then XMP's copies of them.

use std::ops::RangeInclusive;

use ::exif::{Context, Tag};
use pothos_model::Exposure;

use super::exif::Tags;
use super::sources::Sources;

/// Panasonic's ISO in the first directory of its raws (exiftool's public table `PanasonicRaw`).
const PANASONIC_ISO: Tag = Tag(Context::Tiff, 0x0017);

const SECONDS: RangeInclusive<f64> = 1e-7..=1e6;
const F_NUMBERS: RangeInclusive<f64> = 0.3..=512.0;
const MM_PER_INCH: f64 = 25.4;
const FOCAL_MM: RangeInclusive<f64> = 0.1..=20_000.0;

/// The figures that can be true; one that no camera has is left out.
pub(super) fn exposure(sources: &Sources<'_>) -> Exposure {
    let tags = sources.tags;
    let measured = |name: &str, range: &RangeInclusive<f64>| {
        sources.measured(|xmp| xmp.number(name).filter(|value| range.contains(value)))
    };
    let noted = |tag: Tag, range: &RangeInclusive<f64>| tags.number(tag).filter(|v| range.contains(v));
    // APEX values: Exif 3.0, annex C.
    let apex_seconds = |tv: f64| Some((-tv).exp2()).filter(|v| SECONDS.contains(v));
    let apex_f_number = |av: f64| Some((av / 2.0).exp2()).filter(|v| F_NUMBERS.contains(v));
    let focal_mm = noted(Tag::FocalLength, &FOCAL_MM).or_else(|| measured("exif:FocalLength", &FOCAL_MM));
    Exposure {
        seconds: noted(Tag::ExposureTime, &SECONDS)
            .or_else(|| tags.number(Tag::ShutterSpeedValue).and_then(apex_seconds))
            .or_else(|| measured("exif:ExposureTime", &SECONDS)),
        aperture: noted(Tag::FNumber, &F_NUMBERS)
            .or_else(|| tags.number(Tag::ApertureValue).and_then(apex_f_number))
            .or_else(|| measured("exif:FNumber", &F_NUMBERS)),
        iso: iso(sources),
        focal_mm,
        focal_35mm: noted(Tag::FocalLengthIn35mmFilm, &FOCAL_MM)
            .or_else(|| measured("exif:FocalLengthIn35mmFilm", &FOCAL_MM))
            .or_else(|| Some(focal_mm? * scale_to_35mm(tags)?).filter(|mm| FOCAL_MM.contains(mm))),
        bias_ev: noted(Tag::ExposureBiasValue, &(-20.0..=20.0))
            .or_else(|| measured("exif:ExposureBiasValue", &(-20.0..=20.0))),
        flash: match tags.uint(Tag::Flash) {
            Some(bits) => Some(bits & 1 == 1),
            None => sources.measured(|xmp| xmp.flag("exif:Flash/Fired")),
        },
    }
}

fn iso(sources: &Sources<'_>) -> Option<u32> {
    let tags = sources.tags;
    let sane = |iso: &u32| (1..=20_000_000).contains(iso);
    let noted = |tag: Tag| tags.uint(tag).filter(sane);
    let measured = |name: &str| sources.measured(|xmp| u32::try_from(xmp.integer(name)?).ok().filter(sane));
    // 65535 means "see the 32-bit tags" (Exif 3.0, PhotographicSensitivity).
    noted(Tag::PhotographicSensitivity)
        .filter(|iso| *iso != 65_535)
        .or_else(|| noted(Tag::RecommendedExposureIndex))
        .or_else(|| noted(Tag::StandardOutputSensitivity))
        .or_else(|| noted(Tag::ISOSpeed))
        .or_else(|| noted(PANASONIC_ISO))
        .or_else(|| measured("exif:ISOSpeedRatings"))
        .or_else(|| measured("exifEX:PhotographicSensitivity"))
}

/// How many times longer a lens must be on a 36x24 mm frame for the same view: that frame's diagonal over the
/// sensor's.
fn scale_to_35mm(tags: &Tags) -> Option<f64> {
    let diagonal = canon_diagonal(tags).or_else(|| untouched_diagonal(tags))?;
    (3.0..=80.0).contains(&diagonal).then(|| 36f64.hypot(24.0) / diagonal)
}

/// Canon writes the focal plane's resolution as a thousand times the sensor's pixels over a thousand times its
/// inches (exiftool's `CalcSensorDiag`): the sensor's size survives every cut and every shrinking.
fn canon_diagonal(tags: &Tags) -> Option<f64> {
    let inches = |tag: Tag| {
        let (pixels, inches) = tags.fraction(tag)?;
        let canon = pixels % 1000 == 0 && (640_000..10_000_000).contains(&pixels);
        (canon && (61..1500).contains(&inches)).then(|| f64::from(inches) / 1000.0)
    };
    let (width, height) = (inches(Tag::FocalPlaneXResolution)?, inches(Tag::FocalPlaneYResolution)?);
    (width.total_cmp(&height).is_ne()).then(|| width.hypot(height) * MM_PER_INCH)
}

/// The sensor's diagonal out of the pixels and their number to the unit (Exif 3.0, FocalPlaneXResolution). A picture
/// that was cut or shrunk keeps the resolution of the whole sensor, so only one that nobody wrote again counts.
fn untouched_diagonal(tags: &Tags) -> Option<f64> {
    let written = tags.raw_text(Tag::DateTime)?;
    if tags.raw_text(Tag::DateTimeOriginal)? != written {
        return None;
    }
    let unit = match tags.uint(Tag::FocalPlaneResolutionUnit) {
        Some(3) => 10.0,
        _ => MM_PER_INCH,
    };
    let side = |pixels: Tag, resolution: Tag| {
        let (pixels, resolution) = (tags.number(pixels)?, tags.number(resolution)?);
        Some(pixels * unit / resolution).filter(|mm| mm.is_finite() && *mm > 0.0)
    };
    let width = side(Tag::PixelXDimension, Tag::FocalPlaneXResolution)?;
    let height = side(Tag::PixelYDimension, Tag::FocalPlaneYResolution)?;
    // No sensor has another shape.
    let shape = width.max(height) / width.min(height);
    (1.1..=1.9).contains(&shape).then(|| width.hypot(height))
}
