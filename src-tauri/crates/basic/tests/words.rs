//! What the embedded analyser writes, as tables: facts in, words out.

use pothos_basic::{BasicInput, words};
use pothos_model::{
    Camera, Colour, Exposure, Gps, Language, LocalTime, PhotoFacts, Place, Quality, QualityReason, WordKind,
};

fn at(clock: &str, offset_minutes: Option<i16>) -> Option<LocalTime> {
    let time: jiff::civil::DateTime = clock.parse().ok()?;
    let epoch = jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0);
    let local_ms = i64::try_from(time.duration_since(epoch).as_millis()).ok()?;
    Some(LocalTime { local_ms, offset_minutes })
}

fn bergen() -> Place {
    Place {
        city: "Bergen".to_owned(),
        region: "Vestland".to_owned(),
        country: "Norway".to_owned(),
        country_code: "NO".to_owned(),
    }
}

fn quality() -> Quality {
    Quality {
        score: 74,
        sharpness: 70,
        exposure: 80,
        contrast: 60,
        colourfulness: 40,
        noise: 10,
        clipped_high: 0.0,
        clipped_low: 0.0,
        mean_luma: 110.0,
        reasons: vec![QualityReason::Sharp, QualityReason::WellExposed],
    }
}

fn fjord() -> PhotoFacts {
    PhotoFacts {
        taken: at("2026-06-18T22:41:07", Some(120)),
        gps: Some(Gps { latitude: 60.3913, longitude: 5.3221, altitude_m: None }),
        camera: Camera {
            make: Some("Canon".to_owned()),
            model: Some("EOS R6".to_owned()),
            lens: Some("RF24-105mm F4 L IS USM".to_owned()),
        },
        exposure: Exposure {
            seconds: Some(1.0 / 125.0),
            aperture: Some(8.0),
            iso: Some(200),
            focal_mm: Some(35.0),
            focal_35mm: Some(35.0),
            bias_ev: None,
            flash: Some(false),
        },
        ..PhotoFacts::default()
    }
}

struct Case {
    facts: PhotoFacts,
    place: Option<Place>,
    name: &'static str,
    size: (u32, u32),
    language: Language,
}

impl Default for Case {
    fn default() -> Self {
        Self {
            facts: PhotoFacts::default(),
            place: None,
            name: "DSC_0412.JPG",
            size: (6000, 4000),
            language: Language::English,
        }
    }
}

fn check(case: &Case, title: &str, description: &str, categories: &[&str], tags: &[&str]) {
    let colours =
        [Colour { r: 60, g: 110, b: 200, percent: 55 }, Colour { r: 128, g: 128, b: 128, percent: 30 }];
    let quality = quality();
    let input = BasicInput {
        facts: &case.facts,
        place: case.place.as_ref(),
        quality: &quality,
        colours: &colours,
        width: case.size.0,
        height: case.size.1,
        display_name: case.name,
        language: case.language,
    };
    let found = words(&input);
    let of = |kind: WordKind| -> Vec<&str> {
        found.iter().filter(|word| word.kind == kind).map(|word| word.text.as_str()).collect()
    };
    assert_eq!(of(WordKind::Title), [title]);
    assert_eq!(of(WordKind::Description), [description]);
    assert_eq!(of(WordKind::Category), categories);
    assert_eq!(of(WordKind::Tag), tags);
}

#[test]
fn a_photo_with_time_place_and_camera_is_told_in_full() {
    let case = Case { facts: fjord(), place: Some(bergen()), ..Case::default() };
    check(
        &case,
        "Bergen, summer late evening 2026",
        "Taken near Bergen, Vestland, Norway on 18 June 2026 at 22:41, in the golden hour. \
         Canon EOS R6 with RF24-105mm F4 L IS USM: 35 mm, f/8, 1/125 s, ISO 200. \
         Horizontal format, 6000 x 4000 pixels, wide angle; mostly blue and grey. \
         Crisp detail and balanced exposure.",
        &["Norway", "Summer", "Late evening", "Horizontal format"],
        &[
            "Bergen",
            "Norway",
            "summer",
            "golden hour",
            "late evening",
            "wide angle",
            "blue",
            "grey",
            "Canon EOS R6",
        ],
    );
    check(
        &Case { language: Language::Chinese, ..case },
        "Bergen，2026年夏季晚间",
        "2026年6月18日 22:41（黄金时刻）摄于 Bergen，Vestland，挪威 附近。\
         Canon EOS R6，镜头 RF24-105mm F4 L IS USM：35 mm，f/8，1/125 s，ISO 200。\
         横幅，6000 × 4000 像素，广角；以蓝色、灰色为主。细节清晰、曝光均衡。",
        &["挪威", "夏季", "晚间", "横幅"],
        &["Bergen", "挪威", "夏季", "黄金时刻", "晚间", "广角", "蓝色", "灰色", "Canon EOS R6"],
    );
}

#[test]
fn what_is_not_known_is_not_said() {
    let frame =
        "Horizontal format, 6000 x 4000 pixels; mostly blue and grey. Crisp detail and balanced exposure.";
    check(&Case::default(), "Untitled, horizontal format", frame, &["Horizontal format"], &["blue", "grey"]);
    check(
        &Case { name: "black-forest.jpg", ..Case::default() },
        "Black forest",
        frame,
        &["Horizontal format"],
        &["blue", "grey"],
    );
    let dated = PhotoFacts { taken: at("2026-06-18T19:00:00", None), ..PhotoFacts::default() };
    check(
        &Case { facts: dated, name: "black-forest.jpg", ..Case::default() },
        "Evening of 18 June 2026",
        &format!("Taken on 18 June 2026 at 19:00. {frame}"),
        &["Evening", "Horizontal format"],
        &["evening", "blue", "grey"],
    );
    let day_only = PhotoFacts { taken: at("2026-06-18T00:00:00", None), ..PhotoFacts::default() };
    check(
        &Case { facts: day_only, ..Case::default() },
        "18 June 2026",
        &format!("Taken on 18 June 2026. {frame}"),
        &["Horizontal format"],
        &["blue", "grey"],
    );
    check(
        &Case { place: Some(bergen()), ..Case::default() },
        "Bergen, Norway",
        &format!("Taken near Bergen, Vestland, Norway. {frame}"),
        &["Norway", "Horizontal format"],
        &["Bergen", "Norway", "blue", "grey"],
    );
}

#[test]
fn the_limits_hold_whatever_the_facts() {
    let long = "Å".repeat(3000);
    let facts = PhotoFacts {
        camera: Camera { make: None, model: Some(long.clone()), lens: Some(long.clone()) },
        exposure: Exposure {
            seconds: Some(2.0),
            aperture: Some(1.2),
            focal_mm: Some(100.0),
            focal_35mm: Some(100.0),
            iso: Some(25_600),
            flash: Some(true),
            ..Exposure::default()
        },
        ..fjord()
    };
    let place = Place { city: long.clone(), ..bergen() };
    for language in [Language::English, Language::Chinese] {
        let quality = Quality { mean_luma: 20.0, reasons: vec![QualityReason::Monochrome], ..quality() };
        let input = BasicInput {
            facts: &facts,
            place: Some(&place),
            quality: &quality,
            colours: &[],
            width: 8000,
            height: 2000,
            display_name: &long,
            language,
        };
        let found = words(&input);
        let longest = |kind: WordKind| {
            found.iter().filter(|w| w.kind == kind).map(|w| w.text.chars().count()).max().unwrap()
        };
        let count = |kind: WordKind| found.iter().filter(|w| w.kind == kind).count();
        assert!(longest(WordKind::Title) <= 200 && longest(WordKind::Description) <= 1000);
        assert!(longest(WordKind::Tag) <= 50 && longest(WordKind::Category) <= 50);
        assert_eq!((count(WordKind::Title), count(WordKind::Description)), (1, 1));
        assert!(count(WordKind::Category) <= 5 && count(WordKind::Tag) <= 10);
    }
}
