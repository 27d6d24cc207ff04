//! Which of EXIF, XMP, IPTC and the sidecar is believed when they differ. The order follows the Metadata Working
//! Group's guidelines 2.0: what the camera measured comes from EXIF, then XMP, then IPTC; what people wrote comes
//! from XMP, then IPTC, then EXIF, because editors write XMP first and keep the others for old readers.

use ::exif::{Context, Tag};
use pothos_model::{Camera, Orientation, PhotoFacts};

use super::names::{self, lens_of_specification};
use super::sources::Sources;
use super::{exposure, gps, keywords, people, rating, scene, taken};
use crate::text::{line, prose};

const UNIQUE_CAMERA_MODEL: Tag = Tag(Context::Tiff, 0xC614);
const DNG_LENS_INFO: Tag = Tag(Context::Tiff, 0xC630);
const XP_TITLE: Tag = Tag(Context::Tiff, 0x9C9B);
const XP_COMMENT: Tag = Tag(Context::Tiff, 0x9C9C);
const XP_AUTHOR: Tag = Tag(Context::Tiff, 0x9C9D);

/// All that the file and its sidecar say.
pub(super) fn facts(sources: &Sources<'_>) -> PhotoFacts {
    let tags = sources.tags;
    PhotoFacts {
        taken: taken::taken(sources),
        camera: camera(sources),
        exposure: exposure::exposure(sources),
        gps: gps::position(sources),
        orientation: orientation(sources),
        rating: rating::stars(sources),
        label: rating::label(sources),
        scene: scene::scene(sources),
        title: title(sources),
        description: description(sources),
        keywords: keywords::keywords(sources),
        people: people::people(sources),
        creator: creator(sources),
        copyright: sources
            .written(|xmp| xmp.localized("dc:rights").and_then(line))
            .or_else(|| sources.iptc.copyright.as_deref().and_then(line))
            .or_else(|| tags.line(Tag::Copyright))
            .or_else(|| sources.png("Copyright").and_then(line)),
        missing_percent: None,
        software: tags
            .line(Tag::Software)
            .or_else(|| sources.measured(|xmp| xmp.text("xmp:CreatorTool").and_then(line)))
            .or_else(|| sources.png("Software").and_then(line)),
    }
}

fn camera(sources: &Sources<'_>) -> Camera {
    let tags = sources.tags;
    let property = |name: &str| sources.measured(|xmp| xmp.text(name).and_then(line));
    let numbers = |tag: Tag| tags.numbers(tag).as_deref().and_then(lens_of_specification);
    let listed = |name: &str| {
        sources.measured(|xmp| {
            let parts = xmp.list(name).flat_map(str::split_whitespace).map(super::xmp::number);
            lens_of_specification(&parts.collect::<Vec<_>>())
        })
    };
    let lens = [tags.line(Tag::LensModel), property("exifEX:LensModel"), property("aux:Lens")];
    let lens = lens.into_iter().flatten().find(|name| names::is_lens(name));
    names::camera(
        tags.line(Tag::Make).or_else(|| property("tiff:Make")),
        tags.line(Tag::Model).or_else(|| property("tiff:Model")).or_else(|| tags.line(UNIQUE_CAMERA_MODEL)),
        lens.or_else(|| numbers(Tag::LensSpecification))
            .or_else(|| numbers(DNG_LENS_INFO))
            .or_else(|| listed("exifEX:LensSpecification"))
            .or_else(|| listed("aux:LensInfo")),
    )
}

fn orientation(sources: &Sources<'_>) -> Option<Orientation> {
    let stated = |value: &u32| (1..=8).contains(value);
    let in_xmp = || sources.measured(|xmp| xmp.text("tiff:Orientation")?.parse().ok().filter(stated));
    sources.tags.uint(Tag::Orientation).filter(stated).or_else(in_xmp).map(Orientation::from_exif)
}

fn title(sources: &Sources<'_>) -> Option<String> {
    sources
        .written(|xmp| xmp.localized("dc:title").and_then(line))
        .or_else(|| sources.iptc.title.as_deref().and_then(line))
        .or_else(|| sources.written(|xmp| xmp.text("photoshop:Headline").and_then(line)))
        .or_else(|| sources.iptc.headline.as_deref().and_then(line))
        .or_else(|| sources.tags.windows_text(XP_TITLE))
        .or_else(|| sources.png("Title").and_then(line))
}

fn description(sources: &Sources<'_>) -> Option<String> {
    let said = |text: Option<&str>| text.and_then(prose).filter(|text| names::describes(text));
    sources
        .written(|xmp| said(xmp.localized("dc:description")))
        .or_else(|| said(sources.iptc.caption.as_deref()))
        .or_else(|| said(sources.tags.raw_text(Tag::ImageDescription).as_deref()))
        .or_else(|| sources.tags.windows_text(XP_COMMENT))
        .or_else(|| said(sources.png("Description")))
}

fn creator(sources: &Sources<'_>) -> Option<String> {
    let joined = |names: Vec<&str>| line(&names.join(", "));
    sources
        .written(|xmp| joined(xmp.list("dc:creator").collect()))
        .or_else(|| joined(sources.iptc.creators.iter().map(String::as_str).collect()))
        .or_else(|| sources.tags.line(Tag::Artist))
        .or_else(|| sources.tags.windows_text(XP_AUTHOR))
        .or_else(|| sources.png("Author").and_then(line))
}
