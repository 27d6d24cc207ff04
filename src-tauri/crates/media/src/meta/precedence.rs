//! Who is believed when EXIF, XMP, IPTC and the sidecar differ: the table of docs/decisions/0033, for tests only.

use ::exif::Tag;
use pothos_model::{Light, LocalTime, PhotoFacts, Program, SceneType, SubjectRange};

use super::exif::Tags;
use super::iptc::Records;
use super::sources::Sources;
use super::xmp::{self, Properties};
use super::{reconcile, sidecar_facts};
use crate::container::{Figure, Figures, RawBlocks};

/// What stands where, in a test.
#[derive(Default)]
struct Given<'a> {
    exif: &'a [(Tag, &'a str)],
    xmp: &'a str,
    sidecar: &'a str,
    iptc: Records,
}

impl Given<'_> {
    fn facts(self) -> PhotoFacts {
        let mut figures = Figures::default();
        for (tag, value) in self.exif {
            // A number is a number, everything else a text.
            let figure = match value.parse::<f64>() {
                Ok(number) => Figure::Number(number),
                Err(_) => Figure::Text(value.as_bytes().to_vec()),
            };
            figures.add(tag.number(), Some(figure));
        }
        let tags = Tags::of_raw(&RawBlocks { exif: Vec::new(), figures });
        let (xmp, sidecar) = (packet(self.xmp), packet(self.sidecar));
        let sources = Sources { tags: &tags, xmp: &xmp, sidecar: &sidecar, iptc: &self.iptc, png: &[] };
        reconcile::facts(&sources)
    }
}

fn packet(body: &str) -> Properties {
    xmp::read(std::iter::once(xml(body).as_bytes()))
}

/// Attributes, then `>` and elements.
fn xml(body: &str) -> String {
    if body.is_empty() {
        return String::new();
    }
    format!(
        r#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
        xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
        xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
        xmlns:lr="http://ns.adobe.com/lightroom/1.0/" xmlns:digiKam="http://www.digikam.org/ns/1.0/"
        xmlns:darktable="http://darktable.sf.net/" xmlns:aux="http://ns.adobe.com/exif/1.0/aux/"
        xmlns:GPano="http://ns.google.com/photos/1.0/panorama/"
        xmlns:GCamera="http://ns.google.com/photos/1.0/camera/" {body}</rdf:Description></rdf:RDF></x:xmpmeta>"#
    )
}

fn bag(name: &str, items: &[&str]) -> String {
    let items: String = items.iter().map(|item| format!("<rdf:li>{item}</rdf:li>")).collect();
    format!("<{name}><rdf:Bag>{items}</rdf:Bag></{name}>")
}

#[test]
fn people_wrote_the_sidecar_last_then_the_xmp_then_iptc_then_exif() {
    let title = |text: &str| {
        format!("><dc:title><rdf:Alt><rdf:li xml:lang='x-default'>{text}</rdf:li></rdf:Alt></dc:title>")
    };
    let iptc = || Records {
        title: Some("iptc".to_owned()),
        headline: Some("head".to_owned()),
        ..Records::default()
    };
    let given =
        |xmp: &str, sidecar: &str, iptc: Records| Given { xmp, sidecar, iptc, exif: &[] }.facts().title;
    assert_eq!(given(&title("xmp"), &title("beside"), iptc()).as_deref(), Some("beside"));
    assert_eq!(given(&title("xmp"), "xmp:Rating='3'>", iptc()).as_deref(), Some("xmp"));
    assert_eq!(given("", "", iptc()).as_deref(), Some("iptc"));
    assert_eq!(given("photoshop:Headline='line'>", "", iptc()).as_deref(), Some("iptc"));
    assert_eq!(given("photoshop:Headline='line'>", "", Records::default()).as_deref(), Some("line"));
    let described = |exif: &[(Tag, &str)], caption: Option<&str>| {
        let iptc = Records { caption: caption.map(str::to_owned), ..Records::default() };
        Given { exif, iptc, ..Given::default() }.facts().description
    };
    assert_eq!(described(&[(Tag::ImageDescription, "exif")], Some("iptc")).as_deref(), Some("iptc"));
    assert_eq!(described(&[(Tag::ImageDescription, "exif")], None).as_deref(), Some("exif"));
    // A camera's text for every photo hides nothing that people wrote.
    assert_eq!(described(&[(Tag::ImageDescription, "exif")], Some("SONY DSC")).as_deref(), Some("exif"));
}

#[test]
fn a_sidecars_keywords_replace_those_in_the_file() {
    let inside = format!(">{}", bag("dc:subject", &["sea", "boat"]));
    let check = |sidecar: &str, expected: &[&str]| {
        let iptc = Records { keywords: vec!["harbour".to_owned()], ..Records::default() };
        let found = Given { xmp: &inside, sidecar, iptc, exif: &[] }.facts().keywords;
        assert_eq!(found, expected, "{sidecar}");
    };
    check("", &["sea", "boat", "harbour"]);
    check("xmp:Rating='2'>", &["sea", "boat", "harbour"]);
    check(&format!(">{}", bag("dc:subject", &["sea"])), &["sea"]);
    check(&format!(">{}", bag("digiKam:TagsList", &["Places/Norway", "sea"])), &["Places|Norway", "sea"]);
    let darktable = bag("lr:hierarchicalSubject", &["darktable|format|nef", "Places|Norway"]);
    check(&format!(">{}{darktable}", bag("dc:subject", &["Norway"])), &["Norway", "Places|Norway"]);
}

#[test]
fn labels_and_stars_are_read_as_each_program_keeps_them() {
    let check = |sidecar: &str, stars: Option<i8>, label: Option<&str>| {
        let found = sidecar_facts(xml(sidecar).as_bytes());
        assert_eq!((found.rating, found.label.as_deref()), (stars, label), "{sidecar}");
    };
    check("xmp:Rating='4' xmp:Label='Approved'>", Some(4), Some("Approved"));
    check("xmp:Rating='-1'>", Some(-1), None);
    check("xmp:Rating='9'>", None, None);
    check(&format!("xmp:Rating='1'>{}", bag("darktable:colorlabels", &["3", "0"])), Some(1), Some("Blue"));
    check("digiKam:ColorLabel='0'>", None, None);
    check("digiKam:ColorLabel='4'>", None, Some("Green"));
    let exif = [(Tag(::exif::Context::Tiff, 0x4746), "2")];
    let given = |sidecar: &str| Given { exif: &exif, sidecar, ..Given::default() }.facts().rating;
    assert_eq!((given(""), given("xmp:Rating='5'>")), (Some(2), Some(5)));
}

#[test]
fn the_cameras_figures_come_from_exif_and_a_sidecar_fills_the_gaps() {
    let sidecar = "tiff:Make='Sidecar' tiff:Model='S2' exif:FNumber='4/1' exif:FocalLength='50/1'>";
    let facts =
        Given { exif: &[(Tag::Make, "Maker"), (Tag::FNumber, "2.8")], sidecar, ..Given::default() }.facts();
    assert_eq!(facts.camera.make.as_deref(), Some("Maker"));
    assert_eq!(facts.camera.model.as_deref(), Some("S2"));
    assert_eq!((facts.exposure.aperture, facts.exposure.focal_mm), (Some(2.8), Some(50.0)));
}

#[test]
fn a_time_set_in_an_editor_counts_and_a_copy_of_the_cameras_does_not() {
    let exif = [
        (Tag::DateTimeOriginal, "2026:06:01 21:30:05"),
        (Tag::SubSecTimeOriginal, "25x"),
        (Tag::OffsetTimeOriginal, "+02:00"),
    ];
    let at = |text: &str, ms: i64, offset_minutes: Option<i16>| {
        let local_ms = super::civil_ms(text.parse().unwrap()) + ms;
        Some(LocalTime { local_ms, offset_minutes })
    };
    let camera = at("2026-06-01T21:30:05", 250, Some(120));
    let check = |sidecar: &str, expected: Option<LocalTime>| {
        assert_eq!(Given { exif: &exif, sidecar, ..Given::default() }.facts().taken, expected, "{sidecar}");
    };
    check("", camera);
    check("exif:DateTimeOriginal='2026-06-01T21:30:05'>", camera);
    check("exif:DateTimeOriginal='2026-06-01T19:30:05Z'>", camera);
    check("xmp:CreateDate='2025-01-01T10:00:00'>", camera);
    check("exif:DateTimeOriginal='2026-06-01T20:30:05'>", at("2026-06-01T20:30:05", 0, None));
    check("photoshop:DateCreated='2026-06-02T08:00:00+03:00'>", at("2026-06-02T08:00:00", 0, Some(180)));
}

#[test]
fn a_place_set_in_an_editor_counts_and_a_rounded_copy_does_not() {
    let inside = "exif:GPSLatitude='59,30.0000N' exif:GPSLongitude='10,30.0E' exif:GPSAltitude='12/1'>";
    let check = |sidecar: &str, expected: (f64, f64, Option<f64>)| {
        let gps = Given { xmp: inside, sidecar, ..Given::default() }.facts().gps.unwrap();
        assert_eq!((gps.latitude, gps.longitude, gps.altitude_m), expected, "{sidecar}");
    };
    check("", (59.5, 10.5, Some(12.0)));
    check("exif:GPSLatitude='60,15N' exif:GPSLongitude='10,45E'>", (60.25, 10.75, None));
}

#[test]
fn the_scenes_notes_are_grouped() {
    let scene = |exif: &[(Tag, &str)], xmp: &str| Given { exif, xmp, ..Given::default() }.facts().scene;
    for (value, light) in [
        ("1", Some(Light::Daylight)),
        ("14", Some(Light::Fluorescent)),
        ("3", Some(Light::Tungsten)),
        ("4", Some(Light::Flash)),
        ("10", Some(Light::Cloudy)),
        ("11", Some(Light::Shade)),
        ("21", Some(Light::Daylight)),
        ("0", None),
        ("255", None),
    ] {
        assert_eq!(scene(&[(Tag::LightSource, value)], "").light, light, "LightSource {value}");
    }
    let portrait = scene(&[(Tag::ExposureProgram, "7")], "");
    assert_eq!((portrait.program, portrait.scene_type), (Some(Program::Portrait), Some(SceneType::Portrait)));
    let night = scene(&[(Tag::SceneCaptureType, "3"), (Tag::ExposureProgram, "3")], "");
    assert_eq!((night.program, night.scene_type), (Some(Program::AperturePriority), Some(SceneType::Night)));
    let far = scene(&[(Tag::SubjectDistance, "4294967295")], "");
    assert_eq!((far.subject_distance_m, far.subject_range), (None, Some(SubjectRange::Distant)));
    let near = scene(&[(Tag::SubjectDistance, "1.5"), (Tag::SubjectDistanceRange, "1")], "");
    assert_eq!((near.subject_distance_m, near.subject_range), (Some(1.5), Some(SubjectRange::Macro)));
    assert!(scene(&[], "GPano:ProjectionType='equirectangular'>").panorama);
    assert!(!scene(&[], "GPano:UsePanoramaViewer='False'>").panorama);
    assert!(scene(&[], "GCamera:MotionPhoto='1'>").motion_photo);
    assert!(!scene(&[], "GCamera:MotionPhoto='0'>").motion_photo);
    assert!(scene(&[], "GCamera:MicroVideo='1'>").motion_photo);
    assert_eq!(scene(&[], "GCamera:BurstID='b1'>").burst.as_deref(), Some("b1"));
}
