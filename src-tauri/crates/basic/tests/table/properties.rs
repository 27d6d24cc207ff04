//! What holds for any facts whatever: no contradiction, no empty or overlong word, no repeat, no wrong script.

use std::collections::HashSet;

use pothos_model::{
    Camera, Colour, Exposure, Gps, Language, Light, LocalTime, Near, NewWord, PhotoFacts, Place, Program,
    QualityReason, SceneFacts, SceneType, SubjectRange, WordKind, fold_word,
};
use proptest::prelude::*;
use proptest::sample::select;

use crate::case::{Case, case};

/// Words of which at most one can be so, in both languages.
#[rustfmt::skip]
const EXCLUSIVE: [&[&str]; 33] = [
    &["spring", "summer", "autumn", "winter"],
    &["春季", "夏季", "秋季", "冬季"],
    &["early morning", "morning", "midday", "afternoon", "evening", "late evening", "night"],
    &["清晨", "上午", "中午", "下午", "傍晚", "晚上", "深夜", "夜间"],
    &["golden hour", "blue hour", "after dark", "before dawn", "midday sun"],
    &["黄金时刻", "蓝调时刻", "天黑后", "天亮前", "正午阳光"],
    &["night", "golden hour"], &["night", "midday sun"], &["night", "midnight sun"], &["night", "daylight"],
    &["night", "cloudy light"], &["night", "open shade"], &["夜间", "黄金时刻"], &["夜间", "日光"],
    &["夜间", "午夜太阳"],
    &["around sunrise", "around sunset", "polar night", "midnight sun", "after dark", "before dawn"],
    &["dawn", "dusk", "midnight sun"], &["dawn", "dusk", "golden hour"],
    &["polar night", "golden hour"], &["polar night", "midday sun"], &["极夜", "黄金时刻"], &["极夜", "午夜太阳"],
    &["after dark", "daylight"],
    &["long exposure", "fast shutter"],
    &["macro", "close-up", "distant view"],
    &["macro range", "close range", "distant view"],
    &["shallow depth of field", "wide aperture"],
    &["ultra wide angle", "wide angle", "short telephoto", "telephoto", "super telephoto"],
    &["high key", "low key"],
    &["black and white", "monochrome"],
    &["drone", "action camera", "phone camera", "film scan", "scan", "screenshot"],
    &["high altitude", "in flight"],
    &["panoramic format", "square format", "horizontal format", "vertical format"],
];

/// Words that speak of an hour.
const OF_AN_HOUR: [&str; 18] = [
    "early morning",
    "morning",
    "midday",
    "afternoon",
    "evening",
    "late evening",
    "night",
    "golden hour",
    "blue hour",
    "around sunrise",
    "around sunset",
    "midnight sun",
    "polar night",
    "夜间",
    "黄金时刻",
    "上午",
    "下午",
    "极夜",
];

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

prop_compose! {
    fn exposure()(
        seconds in option_of(prop_oneof![Just(0.0), Just(f64::NAN), 1e-5..100.0f64]),
        aperture in option_of(0.5..64.0f64),
        iso in option_of(1u32..300_000),
        focal_mm in option_of(1.0..1200.0f64),
        focal_35mm in option_of(1.0..1200.0f64),
        flash in option_of(any::<bool>()),
    ) -> Exposure {
        Exposure { seconds, aperture, iso, focal_mm, focal_35mm, bias_ev: None, flash }
    }
}

fn option_of<T: std::fmt::Debug>(strategy: impl Strategy<Value = T>) -> impl Strategy<Value = Option<T>> {
    prop::option::of(strategy)
}

prop_compose! {
    fn scene()(
        light in option_of(select(vec![
            Light::Daylight, Light::Cloudy, Light::Shade, Light::Tungsten, Light::Fluorescent, Light::Flash,
        ])),
        program in option_of(select(vec![Program::Manual, Program::Action, Program::Portrait, Program::Landscape])),
        scene_type in option_of(select(vec![SceneType::Night, SceneType::Portrait, SceneType::Landscape])),
        subject_distance_m in option_of(0.001..5000.0f64),
        subject_range in option_of(select(vec![SubjectRange::Macro, SubjectRange::Close, SubjectRange::Distant])),
        panorama in any::<bool>(),
        motion_photo in any::<bool>(),
        burst in option_of(Just("b1".to_owned())),
    ) -> SceneFacts {
        SceneFacts {
            light, program, scene_type, subject_distance_m, subject_range, panorama, motion_photo, burst,
        }
    }
}

prop_compose! {
    fn place()(
        city in select(vec!["", "Bergen", "Kyoto", "New York City", "San Juan de los Montes del Valle de la Sierra Alta"]),
        region in select(vec!["", "Vestland", "Kyoto", "Zhejiang"]),
        code in select(vec!["", "NO", "JP", "US", "CN", "SG"]),
        near in option_of((select(vec!["Odda", "Dover"]), 1u16..25)),
    ) -> Place {
        Place {
            city: city.to_owned(),
            region: region.to_owned(),
            country: if code.is_empty() { String::new() } else { "Somewhere".to_owned() },
            country_code: code.to_owned(),
            near: near.map(|(town, km)| Near { town: town.to_owned(), country_code: code.to_owned(), km }),
        }
    }
}

prop_compose! {
    fn facts()(
        local_s in option_of(-3_000_000_000i64..5_000_000_000),
        midnight in prop::bool::weighted(0.1),
        offset_minutes in option_of(-720i16..840),
        gps in option_of((-90.0..90.0f64, -180.0..180.0f64, option_of(-400.0..15_000.0f64))),
        camera in select(vec![
            ("", ""), ("Canon", "EOS R6"), ("Apple", "iPhone 12"), ("DJI", "FC3170"), ("GoPro", "HERO9"),
            ("Nikon", "SUPER COOLSCAN 5000 ED"),
        ]),
        exposure in exposure(),
        scene in scene(),
    ) -> PhotoFacts {
        let day = |s: i64| if midnight { s.div_euclid(86_400) * 86_400 } else { s };
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        PhotoFacts {
            taken: local_s.map(|s| LocalTime { local_ms: day(s) * 1000, offset_minutes }),
            gps: gps.map(|(latitude, longitude, altitude_m)| Gps { latitude, longitude, altitude_m }),
            camera: Camera { make: some(camera.0), model: some(camera.1), lens: None },
            exposure,
            scene,
            ..PhotoFacts::default()
        }
    }
}

prop_compose! {
    fn photo()(
        facts in facts(),
        place in option_of(place()),
        figures in (0u8..=100, 0u8..=100, 0.0..0.9f32, 0.0..0.9f32, 0.0..255.0f32),
        colours in prop::collection::vec((any::<[u8; 3]>(), 0u8..60), 0..4),
        size in (1u32..9000, 1u32..9000),
        name in select(vec!["DSC_0412.JPG", "black-forest.jpg", "Screenshot_20240105-101010.png"]),
        chinese in any::<bool>(),
    ) -> Case {
        let (contrast, colourfulness, clipped_high, clipped_low, mean_luma) = figures;
        let mut photo = case("any").size(size.0, size.1).named(name).figures(|quality| {
            quality.contrast = contrast;
            quality.colourfulness = colourfulness / 10;
            quality.clipped_high = clipped_high;
            quality.clipped_low = clipped_low;
            quality.mean_luma = mean_luma;
            if colourfulness / 10 <= 3 {
                quality.reasons = vec![QualityReason::Monochrome];
            }
        });
        photo.facts = facts;
        photo.place = place;
        photo.colours =
            colours.into_iter().map(|([r, g, b], percent)| Colour { r, g, b, percent }).collect();
        photo.language = if chinese { Language::Chinese } else { Language::English };
        photo
    }
}

fn of(words: &[NewWord], kind: WordKind) -> Vec<&NewWord> {
    words.iter().filter(|word| word.kind == kind).collect()
}

/// Proper names stay in their own letters.
fn is_name(photo: &Case, text: &str) -> bool {
    let camera = [photo.facts.camera.make.as_deref(), photo.facts.camera.model.as_deref()];
    let place = photo.place.as_ref().map(|place| [place.city.as_str(), place.region.as_str()]);
    let proper =
        camera.into_iter().flatten().chain(place.into_iter().flatten()).filter(|name| !name.is_empty());
    proper.into_iter().any(|name| text.contains(name) || name.contains(text))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_the_facts_nothing_contradicts_itself_and_every_word_is_fit_to_show(photo in photo()) {
        let words = photo.words();
        let (titles, descriptions) = (of(&words, WordKind::Title), of(&words, WordKind::Description));
        prop_assert_eq!((titles.len(), descriptions.len()), (1, 1));
        let (title, description) = (&titles[0].text, &descriptions[0].text);
        prop_assert!((1..=50).contains(&title.chars().count()), "{title}");
        prop_assert!((1..=1000).contains(&description.chars().count()), "{description}");
        for text in [title, description] {
            prop_assert!(!text.contains("NaN") && !text.contains("inf") && !text.contains("  "), "{text}");
            prop_assert_eq!(text.trim(), text);
        }

        for (kind, limit) in [(WordKind::Category, 5), (WordKind::Tag, 10)] {
            let list = of(&words, kind);
            prop_assert!((1..=limit).contains(&list.len()), "{list:?}");
            let distinct: HashSet<String> = list.iter().map(|word| fold_word(&word.text)).collect();
            prop_assert_eq!(distinct.len(), list.len());
            for word in list {
                prop_assert!((1..=50).contains(&word.text.chars().count()));
                let because = word.because.as_deref().unwrap_or_default();
                prop_assert!(!because.is_empty() && !because.contains("NaN"), "{}: {because}", word.text);
                match photo.language {
                    Language::English => {
                        prop_assert!(!word.text.chars().any(is_han), "{}", word.text);
                        prop_assert!(!because.chars().any(is_han), "{because}");
                    }
                    Language::Chinese => {
                        let own = word.text.chars().any(is_han) || is_name(&photo, &word.text);
                        prop_assert!(own || word.text == "Somewhere", "{}", word.text);
                        prop_assert!(because.chars().any(is_han), "{because}");
                    }
                }
            }
        }

        let said: HashSet<String> =
            words.iter().filter(|word| !word.kind.is_single()).map(|word| fold_word(&word.text)).collect();
        for group in EXCLUSIVE {
            let both: Vec<&&str> = group.iter().filter(|word| said.contains(**word)).collect();
            prop_assert!(both.len() <= 1, "{both:?} in {said:?}");
        }

        let timed = photo.facts.taken.is_some_and(|taken| taken.local_ms.rem_euclid(86_400_000) != 0);
        if !timed {
            let hour: Vec<&&str> = OF_AN_HOUR.iter().filter(|word| said.contains(**word)).collect();
            prop_assert!(hour.is_empty(), "{hour:?} without a time");
        }
        let placed = photo.facts.gps.is_some();
        let season = ["spring", "summer", "autumn", "winter", "春季", "夏季", "秋季", "冬季"];
        prop_assert!(placed || !season.iter().any(|word| said.contains(*word)), "a season without a position");
    }
}
