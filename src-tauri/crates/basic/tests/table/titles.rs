//! Titles and descriptions as a reader sees them, whole.

use pothos_model::{QualityReason, WordKind};

use crate::case::{Case, case};

fn fjord() -> Case {
    case("a fjord")
        .taken("2026-06-18T22:41:07", 120)
        .at(60.3913, 5.3221)
        .place("Bergen", "Vestland", "Norway", "NO")
        .camera("Canon", "EOS R6")
        .lens("RF24-105mm F4 L IS USM")
        .facts(|facts| {
            facts.exposure.seconds = Some(1.0 / 125.0);
            facts.exposure.aperture = Some(8.0);
            facts.exposure.iso = Some(200);
            facts.exposure.focal_mm = Some(35.0);
            facts.exposure.focal_35mm = Some(35.0);
            facts.exposure.flash = Some(false);
        })
        .figures(|quality| quality.reasons = vec![QualityReason::Sharp, QualityReason::WellExposed])
        .colour([60, 110, 200], 55)
        .colour([128, 128, 128], 30)
}

fn check(case: &Case, title: &str, description: &str, categories: &[&str], tags: &[&str]) {
    let found = case.words();
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
    check(
        &fjord(),
        "Golden hour in Bergen, summer 2026",
        "Taken in Bergen, Vestland, Norway on 18 June 2026 at 22:41, in the golden hour. \
         Canon EOS R6 with RF24-105mm F4 L IS USM: 35 mm, f/8, 1/125 s, ISO 200. \
         Horizontal format, 6000 × 4000 pixels, wide angle; mostly blue and grey. \
         Crisp detail and balanced exposure.",
        &["Norway", "Summer", "Late evening", "Horizontal format"],
        &[
            "Bergen",
            "Norway",
            "summer",
            "golden hour",
            "around sunset",
            "late evening",
            "wide angle",
            "blue",
            "grey",
            "Canon EOS R6",
        ],
    );
    check(
        &fjord().in_chinese(),
        "卑尔根的黄金时刻，2026年夏",
        "2026年6月18日 22:41 摄于挪威卑尔根，正值黄金时刻。\
         Canon EOS R6，镜头 RF24-105mm F4 L IS USM：35 mm，f/8，1/125 秒，ISO 200。\
         横构图，6000 × 4000 像素，广角；以蓝色、灰色为主。细节清晰、曝光均衡。",
        &["挪威", "夏季", "深夜", "横构图"],
        &["卑尔根", "挪威", "夏季", "黄金时刻", "日落时分", "深夜", "广角", "蓝色", "灰色", "Canon EOS R6"],
    );
}

#[test]
fn a_long_name_is_shortened_by_leaving_out_and_not_by_cutting_where_that_helps() {
    let place = |city: &str| fjord().place(city, "", "Norway", "NO");
    for (city, expected) in [
        ("Saint-Germain-en-Laye", "Golden hour in Saint-Germain-en-Laye, summer 2026"),
        ("Saint-Germain-en-Laye-les-Bains", "Saint-Germain-en-Laye-les-Bains, summer 2026"),
        ("Llanfairpwllgwyngyllgogerychwyrndrobwll", "Llanfairpwllgwyngyllgogerychwyrndrobwll"),
        (
            "San Juan de los Montes del Valle de la Sierra Nevada Alta",
            "San Juan de los Montes del Valle de la Sierra…",
        ),
    ] {
        let found = place(city).words();
        let title = found.iter().find(|word| word.kind == WordKind::Title).map(|word| word.text.as_str());
        assert_eq!(title, Some(expected));
    }
}
