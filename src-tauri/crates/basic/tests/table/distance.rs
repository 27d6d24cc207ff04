//! How far away the subject was.

use pothos_model::SubjectRange;

use crate::case::{Case, case};

/// Distance in metres, focal length, its equivalent, f-number.
fn focused(what: &'static str, metres: f64, mm: f64, full: impl Into<Option<f64>>, f_number: f64) -> Case {
    let full = full.into();
    case(what).facts(|facts| {
        facts.scene.subject_distance_m = Some(metres);
        facts.exposure.focal_mm = Some(mm);
        facts.exposure.focal_35mm = full;
        facts.exposure.aperture = Some(f_number);
    })
}

fn ranged(what: &'static str, range: SubjectRange) -> Case {
    case(what).facts(|facts| facts.scene.subject_range = Some(range))
}

pub fn cases() -> Vec<Case> {
    vec![
        // 100 / (250 - 100) = 0.67.
        focused("a macro lens close by", 0.25, 100.0, 100.0, 5.6)
            .has(&["macro", "shallow depth of field"])
            .lacks(&["close-up", "distant view"])
            .because("macro", "The subject was 25 cm away, at 100 mm")
            .says("focused at 25 cm"),
        // 50 / (450 - 50) = 0.125.
        focused("a normal lens at its nearest", 0.45, 50.0, 50.0, 8.0)
            .has(&["close-up"])
            .lacks(&["macro"])
            .because("close-up", "The subject was 45 cm away, at 50 mm"),
        // 50 / (1000 - 50) = 0.05.
        focused("a metre away", 1.0, 50.0, 50.0, 8.0).lacks(&["macro", "close-up", "distant view"]),
        // 5.7 / (80 - 5.7) * 26 / 5.7 = 0.35.
        focused("a phone at 8 cm", 0.08, 5.7, 26.0, 1.8)
            .has(&["close-up"])
            .lacks(&["macro", "wide aperture"]),
        focused("a subject inside the lens is a wrong number", 0.03, 50.0, 50.0, 2.8)
            .lacks(&["macro", "close-up"]),
        focused("a microscope's magnification is a wrong number", 0.101, 100.0, 100.0, 2.8).lacks(&[
            "macro",
            "close-up",
            "shallow depth of field",
        ]),
        // H = 85² / (1.4 · 0.029) + 85 = 178.04 m: from 1.9787 to 2.0218 m.
        focused("a fast portrait lens", 2.0, 85.0, 85.0, 1.4)
            .has(&["shallow depth of field", "short telephoto"])
            .lacks(&["wide aperture", "close-up"])
            .because("shallow depth of field", "About 4.3 cm in focus, at a distance of 2 m"),
        focused("the same lens on a far view", 150.0, 85.0, 85.0, 1.4)
            .has(&["wide aperture", "distant view"])
            .lacks(&["shallow depth of field"])
            .because("distant view", "The subject was 150 m away"),
        focused("a wide lens at f/1.8 a few metres away", 5.0, 24.0, 24.0, 1.8)
            .lacks(&["shallow depth of field"]),
        // The sensor's size decides; without it nothing is said.
        focused("an unknown sensor", 2.0, 85.0, None, 1.4).lacks(&["shallow depth of field"]),
        ranged("the camera's macro range", SubjectRange::Macro)
            .has(&["macro range"])
            .lacks(&["macro", "close-up"])
            .because("macro range", "The camera noted a subject in its macro range"),
        ranged("near", SubjectRange::Close).has(&["close range"]).lacks(&["close-up", "macro range"]),
        ranged("far", SubjectRange::Distant)
            .has(&["distant view"])
            .because("distant view", "The camera noted a distant subject"),
        ranged("macro range at 30 m is a contradiction", SubjectRange::Macro)
            .facts(|facts| facts.scene.subject_distance_m = Some(30.0))
            .lacks(&["macro range", "distant view", "macro"]),
        ranged("a distant subject at 2 m is a contradiction", SubjectRange::Distant)
            .facts(|facts| facts.scene.subject_distance_m = Some(2.0))
            .lacks(&["distant view", "close range"]),
        case("a distance that is no number")
            .facts(|facts| {
                facts.scene.subject_distance_m = Some(f64::NAN);
                facts.exposure.focal_mm = Some(50.0);
            })
            .lacks(&["macro", "close-up", "distant view"]),
    ]
}
