//! Which of EXIF, XMP and IPTC is believed when they differ. The order follows the Metadata Working Group's
//! guidelines 2.0: what the camera measured comes from EXIF, then XMP, then IPTC; what people wrote comes from
//! XMP, then IPTC, then EXIF, because editors write XMP first and keep the others for old readers.

use ::exif::Tag;
use pothos_model::{Camera, Exposure, LocalTime, Orientation, PhotoFacts, SceneFacts, fold_word};

use super::exif::Tags;
use super::iptc::Records;
use super::xmp::Properties;
use super::{gps, names, when};
use crate::text::{line, prose};

/// A file's keywords beyond this are a stock agency's spam; the rest is left in the file.
const MAX_KEYWORDS: usize = 500;
/// Regions looked at in one list.
const MAX_REGIONS: usize = 200;
const RATING: Tag = Tag(::exif::Context::Tiff, 0x4746);
const RATING_PERCENT: Tag = Tag(::exif::Context::Tiff, 0x4749);
const XP_TITLE: Tag = Tag(::exif::Context::Tiff, 0x9C9B);
const XP_COMMENT: Tag = Tag(::exif::Context::Tiff, 0x9C9C);
const XP_AUTHOR: Tag = Tag(::exif::Context::Tiff, 0x9C9D);
const XP_KEYWORDS: Tag = Tag(::exif::Context::Tiff, 0x9C9E);

/// All that the file says.
pub(super) fn facts(tags: &Tags, xmp: &Properties, iptc: &Records, png: &[(String, String)]) -> PhotoFacts {
    let png = |keyword: &str| png.iter().find(|(k, _)| k == keyword).map(|(_, text)| text.as_str());
    let record = |text: &Option<String>| text.as_deref().and_then(line);
    let people = || line(&xmp.list("dc:creator").collect::<Vec<_>>().join(", "));
    PhotoFacts {
        taken: taken(tags, xmp, iptc),
        camera: camera(tags, xmp),
        exposure: exposure(tags, xmp),
        gps: gps::of_exif(tags).or_else(|| {
            gps::of_xmp(
                xmp.text("exif:GPSLatitude")?,
                xmp.text("exif:GPSLongitude")?,
                xmp.text("exif:GPSAltitude"),
                xmp.text("exif:GPSAltitudeRef") == Some("1"),
            )
        }),
        orientation: tags
            .uint(Tag::Orientation)
            .or_else(|| xmp.text("tiff:Orientation")?.parse().ok())
            .filter(|value| (1..=8).contains(value))
            .map(Orientation::from_exif),
        rating: rating(tags, xmp),
        label: xmp.text("xmp:Label").and_then(line),
        scene: SceneFacts::default(),
        title: xmp
            .localized("dc:title")
            .and_then(line)
            .or_else(|| record(&iptc.title))
            .or_else(|| tags.windows_text(XP_TITLE))
            .or_else(|| png("Title").and_then(line)),
        description: xmp
            .localized("dc:description")
            .and_then(prose)
            .or_else(|| iptc.caption.as_deref().and_then(prose))
            .or_else(|| tags.raw_text(Tag::ImageDescription).as_deref().and_then(prose))
            .filter(|text| names::describes(text))
            .or_else(|| tags.windows_text(XP_COMMENT))
            .or_else(|| png("Description").and_then(prose)),
        keywords: keywords(tags, xmp, iptc),
        people: people_shown(xmp),
        creator: people()
            .or_else(|| record(&iptc.creator))
            .or_else(|| tags.line(Tag::Artist))
            .or_else(|| tags.windows_text(XP_AUTHOR))
            .or_else(|| png("Author").and_then(line)),
        copyright: xmp
            .localized("dc:rights")
            .and_then(line)
            .or_else(|| record(&iptc.copyright))
            .or_else(|| tags.line(Tag::Copyright))
            .or_else(|| png("Copyright").and_then(line)),
        missing_percent: None,
        software: tags
            .line(Tag::Software)
            .or_else(|| xmp.text("xmp:CreatorTool").and_then(line))
            .or_else(|| png("Software").and_then(line)),
    }
}

/// The moment of exposure first, then the moment of digitising; never the moment of the last edit.
fn taken(tags: &Tags, xmp: &Properties, iptc: &Records) -> Option<LocalTime> {
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
        .or_else(|| from_xmp("exif:DateTimeDigitized"))
        .or_else(|| from_xmp("xmp:CreateDate"))?;
    if taken.offset_minutes.is_none() {
        // OffsetTime belongs to the same clock unless an editor in another zone changed the file.
        taken.offset_minutes =
            tags.raw_text(Tag::OffsetTime).as_deref().and_then(when::parse_offset).or_else(|| {
                let same = |time: &LocalTime| time.local_ms / 1000 == taken.local_ms / 1000;
                ["exif:DateTimeOriginal", "photoshop:DateCreated", "xmp:CreateDate"]
                    .into_iter()
                    .filter_map(from_xmp)
                    .find(same)?
                    .offset_minutes
            });
    }
    Some(taken)
}

fn camera(tags: &Tags, xmp: &Properties) -> Camera {
    let property = |name: &str| xmp.text(name).and_then(line);
    names::camera(
        tags.line(Tag::Make).or_else(|| property("tiff:Make")),
        tags.line(Tag::Model).or_else(|| property("tiff:Model")),
        tags.line(Tag::LensModel).or_else(|| property("exifEX:LensModel")).or_else(|| property("aux:Lens")),
    )
}

fn exposure(tags: &Tags, xmp: &Properties) -> Exposure {
    let within = |range: std::ops::RangeInclusive<f64>| move |value: &f64| range.contains(value);
    let seconds = within(1e-7..=1e6);
    let f_number = within(0.3..=512.0);
    let focal = within(0.1..=20_000.0);
    // APEX values: Exif 3.0, annex C.
    let apex_seconds = |tv: f64| (-tv).exp2();
    let apex_f_number = |av: f64| (av / 2.0).exp2();
    Exposure {
        seconds: tags
            .number(Tag::ExposureTime)
            .filter(&seconds)
            .or_else(|| tags.number(Tag::ShutterSpeedValue).map(apex_seconds).filter(&seconds))
            .or_else(|| xmp.number("exif:ExposureTime").filter(&seconds)),
        aperture: tags
            .number(Tag::FNumber)
            .filter(&f_number)
            .or_else(|| tags.number(Tag::ApertureValue).map(apex_f_number).filter(&f_number))
            .or_else(|| xmp.number("exif:FNumber").filter(&f_number)),
        iso: iso(tags, xmp),
        focal_mm: tags
            .number(Tag::FocalLength)
            .filter(&focal)
            .or_else(|| xmp.number("exif:FocalLength").filter(&focal)),
        focal_35mm: tags
            .number(Tag::FocalLengthIn35mmFilm)
            .or_else(|| xmp.number("exif:FocalLengthIn35mmFilm"))
            .filter(&focal),
        bias_ev: tags
            .number(Tag::ExposureBiasValue)
            .or_else(|| xmp.number("exif:ExposureBiasValue"))
            .filter(within(-20.0..=20.0)),
        flash: match tags.uint(Tag::Flash) {
            Some(bits) => Some(bits & 1 == 1),
            None => xmp.text("exif:Flash/Fired").map(|fired| fired.eq_ignore_ascii_case("true")),
        },
    }
}

fn iso(tags: &Tags, xmp: &Properties) -> Option<u32> {
    let sane = |iso: &u32| (1..=20_000_000).contains(iso);
    // 65535 means "see the 32-bit tags" (Exif 3.0, PhotographicSensitivity).
    let short = tags.uint(Tag::PhotographicSensitivity).filter(|iso| *iso != 65_535).filter(sane);
    short
        .or_else(|| tags.uint(Tag::RecommendedExposureIndex).filter(sane))
        .or_else(|| tags.uint(Tag::StandardOutputSensitivity).filter(sane))
        .or_else(|| tags.uint(Tag::ISOSpeed).filter(sane))
        .or_else(|| xmp.text("exif:ISOSpeedRatings")?.parse().ok().filter(sane))
        .or_else(|| xmp.text("exifEX:PhotographicSensitivity")?.parse().ok().filter(sane))
}

fn rating(tags: &Tags, xmp: &Properties) -> Option<i8> {
    let stars = |text: &str| -> Option<i8> {
        let stars = super::xmp::number(text)?.round();
        (-1.0..=5.0).contains(&stars).then_some(stars as i8)
    };
    xmp.text("xmp:Rating")
        .and_then(stars)
        .or_else(|| xmp.text("MicrosoftPhoto:Rating")?.parse().ok().and_then(percent_to_stars))
        .or_else(|| i8::try_from(tags.uint(RATING)?).ok().filter(|stars| (0..=5).contains(stars)))
        .or_else(|| percent_to_stars(tags.uint(RATING_PERCENT)?))
}

/// Windows' scale: 1, 25, 50, 75, 99 for one to five stars.
fn percent_to_stars(percent: u32) -> Option<i8> {
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

/// The named faces of the regions that Lightroom, digiKam and Picasa write, then Windows' and ACDSee's, then those IPTC
/// says are shown; each once. Regions of pets, focus points and bar codes name no person.
fn people_shown(xmp: &Properties) -> Vec<String> {
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
    let mut seen = std::collections::HashSet::new();
    all.filter(|name| seen.insert(fold_word(name))).take(MAX_KEYWORDS).collect()
}

/// Plain keywords first, hierarchies after them, each once whatever its case.
fn keywords(tags: &Tags, xmp: &Properties, iptc: &Records) -> Vec<String> {
    let windows = tags.windows_text(XP_KEYWORDS).unwrap_or_default();
    let hierarchy = |path: &str| path.replace('/', "|");
    let all = xmp
        .list("dc:subject")
        .map(str::to_owned)
        .chain(iptc.keywords.iter().cloned())
        .chain(xmp.list("MicrosoftPhoto:LastKeywordXMP").map(hierarchy))
        .chain(windows.split(';').map(str::to_owned))
        .chain(xmp.list("lr:hierarchicalSubject").map(str::to_owned))
        .chain(xmp.list("digiKam:TagsList").map(hierarchy));
    let mut seen = std::collections::HashSet::new();
    let mut kept = Vec::new();
    for keyword in all.filter_map(|keyword| line(&keyword)) {
        if kept.len() < MAX_KEYWORDS && seen.insert(fold_word(&keyword)) {
            kept.push(keyword);
        }
    }
    kept
}
