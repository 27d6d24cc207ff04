//! Field by field: our value and exiftool's, in one spelling. Where exiftool gives a tag of several groups, the
//! documented order of precedence chooses among its readings (docs/decisions/0033).

use std::collections::BTreeSet;

use pothos_model::{PhotoFacts, fold_word};

use super::Readings;
use super::moment::{Moment, parsed};

/// One field as both read it; an empty text stands for none.
pub struct Pair {
    pub field: &'static str,
    pub ours: String,
    pub theirs: String,
}

/// Every field.
pub fn pairs(facts: &PhotoFacts, own: &Readings, sidecar: Option<&Readings>) -> Vec<Pair> {
    let theirs = Theirs { own, sidecar };
    let mut pairs = Vec::new();
    camera(facts, theirs, &mut pairs);
    time(facts, theirs, &mut pairs);
    place(facts, theirs, &mut pairs);
    exposure(facts, theirs, &mut pairs);
    scene(facts, theirs, &mut pairs);
    words(facts, theirs, &mut pairs);
    lists(facts, theirs, &mut pairs);
    pairs
}

#[derive(Clone, Copy)]
struct Theirs<'a> {
    own: &'a Readings,
    sidecar: Option<&'a Readings>,
}

impl Theirs<'_> {
    /// The groups that stand for EXIF in files that have none.
    fn groups(self) -> &'static [&'static str] {
        match self.own.text("File:FileType").as_deref() {
            Some("CRW") => &["EXIF", "MakerNotes"],
            Some("X3F") => &["EXIF", "SigmaRaw"],
            _ => &["EXIF"],
        }
    }

    fn exif<T>(self, name: &str, read: impl Fn(&Readings, &str) -> Option<T>) -> Option<T> {
        self.groups().iter().find_map(|group| read(self.own, &format!("{group}:{name}")))
    }

    /// EXIF, then XMP, then the sidecar's XMP.
    fn measured<T>(self, names: &[&str], read: impl Fn(&Readings, &str) -> Option<T>) -> Option<T> {
        let xmp = |readings: &Readings| names.iter().find_map(|name| read(readings, &format!("XMP:{name}")));
        let exif = names.iter().find_map(|name| self.exif(name, &read));
        exif.or_else(|| xmp(self.own)).or_else(|| self.sidecar.and_then(xmp))
    }

    /// The sidecar's XMP, then the file's.
    fn written<T>(self, name: &str, read: impl Fn(&Readings, &str) -> Option<T>) -> Option<T> {
        let name = format!("XMP:{name}");
        self.sidecar.and_then(|sidecar| read(sidecar, &name)).or_else(|| read(self.own, &name))
    }

    /// One of the other groups' texts.
    fn text(self, name: &str) -> Option<String> {
        self.own.text(name)
    }
}

fn number(readings: &Readings, name: &str) -> Option<f64> {
    readings.number(name)
}

fn text(readings: &Readings, name: &str) -> Option<String> {
    readings.text(name)
}

fn push(out: &mut Vec<Pair>, field: &'static str, ours: Option<String>, theirs: Option<String>) {
    out.push(Pair { field, ours: ours.unwrap_or_default(), theirs: theirs.unwrap_or_default() });
}

/// Two numbers that are near enough are shown alike.
fn push_near(out: &mut Vec<Pair>, field: &'static str, ours: Option<f64>, theirs: Option<f64>, share: f64) {
    let near = ours.zip(theirs).is_some_and(|(o, t)| (o - t).abs() <= t.abs() * share + 1e-9);
    let shown = |value: f64| format!("{value:.5}").trim_end_matches('0').trim_end_matches('.').to_owned();
    let theirs = theirs.map(shown);
    push(out, field, if near { theirs.clone() } else { ours.map(shown) }, theirs);
}

fn camera(facts: &PhotoFacts, theirs: Theirs<'_>, out: &mut Vec<Pair>) {
    let worded = |text: &String| text.chars().any(char::is_alphanumeric);
    push(out, "make", facts.camera.make.clone(), theirs.measured(&["Make"], text).filter(worded));
    let model = theirs.measured(&["Model"], text).or_else(|| theirs.exif("UniqueCameraModel", text));
    let model = model.filter(worded);
    // Ours does not repeat the maker.
    let short = facts.camera.model.as_ref().zip(model.as_ref());
    let short =
        short.filter(|(ours, theirs)| theirs.ends_with(ours.as_str())).map(|(_, theirs)| theirs.clone());
    push(out, "model", short.or_else(|| facts.camera.model.clone()), model);
    let lens = theirs
        .exif("LensModel", text)
        .filter(|name| name.chars().any(|c| c.is_alphanumeric() && c != '0'))
        .or_else(|| theirs.measured(&["LensModel"], text))
        .or_else(|| theirs.written("Lens", text))
        .or_else(|| theirs.measured(&["LensInfo"], text).filter(|lens| !lens.starts_with(['?', '0'])))
        .filter(worded);
    push(out, "lens", facts.camera.lens.clone(), lens.map(|lens| lens.trim_end_matches(" f/?").to_owned()));
}

fn time(facts: &PhotoFacts, theirs: Theirs<'_>, out: &mut Vec<Pair>) {
    let ours = facts.taken.map(|taken| {
        let clock = jiff::Timestamp::from_second(taken.local_ms.div_euclid(1000)).expect("in range");
        (clock.to_string().trim_end_matches('Z').to_owned(), taken)
    });
    let moment = moment(theirs);
    push(out, "taken", ours.clone().map(|(clock, _)| clock), moment.as_ref().map(|m| m.clock.clone()));
    let fraction = ours.as_ref().map(|(_, taken)| format!("{:03}", taken.local_ms.rem_euclid(1000)));
    push(out, "sub-seconds", fraction, moment.as_ref().map(|m| m.thousandths.clone()));
    let offset = ours.and_then(|(_, taken)| taken.offset_minutes).map(|minutes| {
        let sign = if minutes < 0 { '-' } else { '+' };
        format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
    });
    push(out, "offset", offset, moment.and_then(|m| m.offset));
}

fn moment(theirs: Theirs<'_>) -> Option<Moment> {
    let exif = |time: &str, kind: &str| {
        let part = |name: &str| theirs.exif(&format!("{name}{kind}"), text);
        parsed(&theirs.exif(time, text)?, part("SubSecTime"), part("OffsetTime"))
    };
    let of = |readings: &Readings, name: &str| parsed(&readings.text(name)?, None, None);
    let xmp = |name: &str| of(theirs.own, &format!("XMP:{name}"));
    let iptc = || {
        let (date, time) = (theirs.text("IPTC:DateCreated")?, theirs.text("IPTC:TimeCreated"));
        parsed(&format!("{date} {}", time.unwrap_or("00:00:00".to_owned())), None, None)
    };
    let mut found = exif("DateTimeOriginal", "Original")
        .or_else(|| xmp("DateTimeOriginal"))
        .or_else(|| xmp("DateCreated"))
        .or_else(iptc)
        .or_else(|| exif("CreateDate", "Digitized"))
        .or_else(|| xmp("DateTimeDigitized"))
        .or_else(|| xmp("CreateDate"));
    if let Some(found) = found.as_mut().filter(|found| found.offset.is_none()) {
        let alike = ["DateTimeOriginal", "DateCreated", "CreateDate"].into_iter().filter_map(xmp);
        found.offset = theirs
            .exif("OffsetTime", text)
            .filter(|offset| offset.trim().len() == 6)
            .or_else(|| alike.filter(|moment| moment.clock == found.clock).find_map(|moment| moment.offset));
    }
    let beside = |name: &str| of(theirs.sidecar?, &format!("XMP:{name}"));
    match beside("DateTimeOriginal").or_else(|| beside("DateCreated")) {
        Some(corrected) if found.as_ref().is_none_or(|found| found.clock != corrected.clock) => {
            Some(corrected)
        }
        _ => found,
    }
}

fn place(facts: &PhotoFacts, theirs: Theirs<'_>, out: &mut Vec<Pair>) {
    let composite = |name: &str| theirs.own.number(&format!("Composite:{name}"));
    let xmp = |readings: &Readings, name: &str| readings.number(&format!("XMP:{name}"));
    let own = || xmp(theirs.own, "GPSLatitude").zip(xmp(theirs.own, "GPSLongitude"));
    let position = composite("GPSLatitude").zip(composite("GPSLongitude")).or_else(own);
    let fixed = |at: &(f64, f64)| *at != (0.0, 0.0);
    let shown = |at: (f64, f64)| format!("{:.4} {:.4}", at.0, at.1);
    let beside = theirs.sidecar.and_then(|s| xmp(s, "GPSLatitude").zip(xmp(s, "GPSLongitude")));
    let moved = beside.filter(|beside| {
        position.is_none_or(|own| (own.0 - beside.0).abs() > 1e-3 || (own.1 - beside.1).abs() > 1e-3)
    });
    let position = moved.or(position).filter(fixed);
    push(out, "gps", facts.gps.map(|gps| shown((gps.latitude, gps.longitude))), position.map(shown));
    let metres = |value: f64| format!("{value:.1}").replace("-0.0", "0.0");
    // exiftool makes no altitude without its reference, which is above the sea where nothing is said.
    let plain = || {
        let below = theirs.own.number("EXIF:GPSAltitudeRef") == Some(1.0);
        theirs.own.number("EXIF:GPSAltitude").map(|metres| if below { -metres } else { metres })
    };
    let altitude = composite("GPSAltitude").or_else(plain).filter(|_| position.is_some());
    push(out, "altitude", facts.gps.and_then(|gps| gps.altitude_m).map(metres), altitude.map(metres));
    let turned = || {
        let degrees =
            theirs.groups().get(1).and_then(|group| theirs.own.number(&format!("{group}:Rotation")))?;
        Some([1.0, 6.0, 3.0, 8.0][(degrees as usize / 90) % 4])
    };
    let stated =
        theirs.measured(&["Orientation"], number).or_else(turned).filter(|n| (1.0..=8.0).contains(n));
    let ours = facts.orientation.map(|o| f64::from(o.exif()));
    push_near(out, "orientation", ours, stated, 0.0);
}

fn exposure(facts: &PhotoFacts, theirs: Theirs<'_>, out: &mut Vec<Pair>) {
    let ours = &facts.exposure;
    let real = |value: &f64| *value > 0.0 && value.is_finite();
    let either = |first: &str, second: &str| {
        let exif = |name: &str| theirs.exif(name, number).filter(real);
        exif(first).or_else(|| exif(second)).or_else(|| theirs.measured(&[first], number)).filter(real)
    };
    push_near(out, "seconds", ours.seconds, either("ExposureTime", "ShutterSpeedValue"), 2e-3);
    push_near(out, "aperture", ours.aperture, either("FNumber", "ApertureValue"), 2e-3);
    let crw = || theirs.own.number("Composite:ISO").filter(|_| theirs.groups().contains(&"MakerNotes"));
    let iso = theirs.measured(&["ISO"], number).or_else(crw).filter(real);
    push_near(out, "iso", ours.iso.map(f64::from), iso, 2e-3);
    let focal = theirs.measured(&["FocalLength"], number).filter(real);
    push_near(out, "focal", ours.focal_mm, focal, 2e-3);
    match theirs.measured(&["FocalLengthIn35mmFormat"], number).filter(real) {
        Some(stated) => push_near(out, "focal 35mm", ours.focal_35mm, Some(stated), 2e-3),
        None => {
            let scale = theirs.own.number("Composite:ScaleFactor35efl");
            let computed = scale.zip(focal).map(|(scale, focal)| scale * focal);
            push_near(out, "focal 35mm computed", ours.focal_35mm, computed, 0.06);
        }
    }
    let bias = theirs.measured(&["ExposureCompensation"], number).filter(|ev| ev.abs() <= 20.0);
    push_near(out, "bias", ours.bias_ev, bias, 2e-3);
    let yes = |value: bool| if value { "yes" } else { "no" }.to_owned();
    let fired = theirs.exif("Flash", number).map(|bits| bits as u32 & 1 == 1);
    let fired = fired.or_else(|| Some(theirs.measured(&["FlashFired"], text)?.eq_ignore_ascii_case("true")));
    push(out, "flash", ours.flash.map(yes), fired.map(yes));
}

/// A variant's name in small letters.
fn named(value: &impl std::fmt::Debug) -> String {
    format!("{value:?}").to_lowercase()
}

fn scene(facts: &PhotoFacts, theirs: Theirs<'_>, out: &mut Vec<Pair>) {
    let scene = &facts.scene;
    let words = |name: &str| theirs.measured(&[name], text);
    let chosen = |words: Option<String>, table: &[(&str, &str)]| {
        let words = words?;
        table.iter().find(|(part, _)| words.contains(part)).map(|(_, name)| (*name).to_owned())
    };
    let light = chosen(
        words("LightSource"),
        &[
            ("Fluorescent", "fluorescent"),
            ("Tungsten", "tungsten"),
            ("Standard Light A", "tungsten"),
            ("Daylight", "daylight"),
            ("Fine Weather", "daylight"),
            ("Standard Light", "daylight"),
            ("D50", "daylight"),
            ("D55", "daylight"),
            ("D65", "daylight"),
            ("D75", "daylight"),
            ("Cloudy", "cloudy"),
            ("Shade", "shade"),
            ("Flash", "flash"),
        ],
    );
    push(out, "light", scene.light.as_ref().map(named), light);
    let program = chosen(
        words("ExposureProgram"),
        &[
            ("Manual", "manual"),
            ("Bulb", "manual"),
            ("Program", "auto"),
            ("Aperture", "aperturepriority"),
            ("Shutter", "shutterpriority"),
            ("Creative", "creative"),
            ("Action", "action"),
            ("Portrait", "portrait"),
            ("Landscape", "landscape"),
        ],
    );
    push(out, "program", scene.program.as_ref().map(named), program.clone());
    let kinds = [("Landscape", "landscape"), ("Portrait", "portrait"), ("Night", "night")];
    let by_program = program.filter(|name| matches!(name.as_str(), "portrait" | "landscape"));
    let kind = chosen(words("SceneCaptureType"), &kinds).or(by_program);
    push(out, "scene type", scene.scene_type.as_ref().map(named), kind);
    let distance = theirs.measured(&["SubjectDistance"], number);
    let approximate = || theirs.measured(&["ApproximateFocusDistance"], number);
    let distance = distance.or_else(approximate);
    let real = distance.filter(|metres| *metres > 0.0 && *metres < 4e9);
    push_near(out, "subject distance", scene.subject_distance_m, real, 2e-3);
    let ranges = [("Macro", "macro"), ("Close", "close"), ("Distant", "distant")];
    let far = distance.filter(|metres| *metres > 4e9).map(|_| "distant".to_owned());
    push(
        out,
        "subject range",
        scene.subject_range.as_ref().map(named),
        chosen(words("SubjectDistanceRange"), &ranges).or(far),
    );
    let yes = |value: bool| value.then(|| "yes".to_owned());
    let is =
        |name: &str| words(name).is_some_and(|value| matches!(value.to_lowercase().as_str(), "true" | "1"));
    push(
        out,
        "panorama",
        yes(scene.panorama),
        yes(words("ProjectionType").is_some() || is("UsePanoramaViewer")),
    );
    let film = is("MotionPhoto") || is("MicroVideo") || theirs.text("MakerNotes:ContentIdentifier").is_some();
    let film = film || theirs.text("MakerNotes:MediaGroupUUID").is_some();
    push(out, "motion photo", yes(scene.motion_photo), yes(film));
    let burst = words("BurstID").or_else(|| theirs.text("MakerNotes:BurstUUID"));
    push(out, "burst", scene.burst.clone(), burst);
}

fn words(facts: &PhotoFacts, theirs: Theirs<'_>, out: &mut Vec<Pair>) {
    let flat = |text: &String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let or = |written: Option<String>, others: &[&str]| {
        written.or_else(|| others.iter().find_map(|name| theirs.text(name)))
    };
    let title = theirs.written("Title", text).or_else(|| theirs.text("IPTC:ObjectName"));
    let title = title.or_else(|| theirs.written("Headline", text));
    push(out, "title", facts.title.clone(), or(title, &["IPTC:Headline", "EXIF:XPTitle", "PNG:Title"]));
    let others = ["IPTC:Caption-Abstract", "EXIF:ImageDescription", "EXIF:XPComment", "PNG:Description"];
    let description = or(theirs.written("Description", text), &others);
    push(out, "description", facts.description.as_ref().map(flat), description);
    let others = ["IPTC:By-line", "EXIF:Artist", "EXIF:XPAuthor", "PNG:Author"];
    push(out, "creator", facts.creator.clone(), or(theirs.written("Creator", text), &others));
    let others = ["IPTC:CopyrightNotice", "EXIF:Copyright", "PNG:Copyright"];
    push(out, "copyright", facts.copyright.clone(), or(theirs.written("Rights", text), &others));
    let software = theirs.exif("Software", text).or_else(|| theirs.measured(&["CreatorTool"], text));
    let software = or(software, &["PNG:Software"]);
    // JSON makes a number of a version such as 1.00.
    let ours =
        if same_number(facts.software.as_ref(), software.as_ref()) { &software } else { &facts.software };
    push(out, "software", ours.clone(), software.clone());
    let digikam = || {
        let names = ["", "Red", "Orange", "Yellow", "Green", "Blue", "Magenta", "Gray", "Black", "White"];
        names.get(theirs.written("ColorLabel", number)? as usize).map(|name| (*name).to_owned())
    };
    let label = theirs.written("Label", text).or_else(digikam);
    push(out, "label", facts.label.clone(), label);
    let stars = theirs.written("Rating", number);
    let percent =
        || theirs.written("RatingPercent", number).or_else(|| theirs.own.number("EXIF:RatingPercent"));
    let windows =
        || percent().map(|percent| if percent < 1.0 { 0.0 } else { (percent / 25.0).round() + 1.0 });
    let stars = stars.or_else(|| theirs.own.number("EXIF:Rating")).or_else(windows);
    push_near(out, "rating", facts.rating.map(f64::from), stars, 0.0);
}

fn same_number(a: Option<&String>, b: Option<&String>) -> bool {
    let number = |text: Option<&String>| text?.parse::<f64>().ok();
    number(a).is_some_and(|a| number(b) == Some(a))
}

fn lists(facts: &PhotoFacts, theirs: Theirs<'_>, out: &mut Vec<Pair>) {
    let set = |words: Vec<String>| {
        let folded: BTreeSet<String> =
            words.iter().map(|word| fold_word(word.trim())).filter(|word| !word.is_empty()).collect();
        (!folded.is_empty()).then(|| format!("{folded:?}"))
    };
    let of = |readings: &Readings, names: &[&str]| -> Vec<String> {
        names.iter().flat_map(|name| readings.list(name)).collect()
    };
    let hierarchy = ["XMP:HierarchicalSubject", "XMP:TagsList", "XMP:LastKeywordXMP", "XMP:CatalogSets"];
    let xmp = [&["XMP:Subject"][..], &hierarchy[..]].concat();
    let keywords = theirs.sidecar.map(|sidecar| of(sidecar, &xmp)).filter(|words| !words.is_empty());
    let keywords = keywords.unwrap_or_else(|| {
        let windows = theirs.text("EXIF:XPKeywords").unwrap_or_default();
        let inside = of(theirs.own, &[&xmp[..], &["IPTC:Keywords"]].concat());
        inside.into_iter().chain(windows.split(';').map(str::to_owned)).collect()
    });
    let theirs_paths = keywords.iter().map(|path| path.replace('/', "|")).collect::<Vec<_>>();
    let ours_paths = facts.keywords.iter().map(|path| path.replace('/', "|")).collect::<Vec<_>>();
    push(out, "keywords", set(ours_paths), set(theirs_paths));
    let named = |readings: &Readings| -> Vec<String> {
        let (names, kinds) = (readings.list("XMP:RegionName"), readings.list("XMP:RegionType"));
        let alike = names.len() == kinds.len();
        let faces = names
            .into_iter()
            .enumerate()
            .filter(|(at, _)| !alike || kinds.get(*at).is_some_and(|k| k == "Face"));
        let faces: Vec<String> = faces.map(|(_, name)| name).collect();
        [faces, of(readings, &["XMP:RegionPersonDisplayName", "XMP:PersonInImage"])].concat()
    };
    let beside = theirs.sidecar.map(named).filter(|names| !names.is_empty());
    push(out, "people", set(facts.people.clone()), set(beside.unwrap_or_else(|| named(theirs.own))));
}
