//! Sharpness where the subject is, which blur it was, and exposures that only look wrong.

use super::*;

fn check_reason(name: &str, q: &Quality, wanted: QualityReason, there: bool) {
    assert_eq!(q.reasons.contains(&wanted), there, "{name}: {wanted:?} in {:?}, {q:?}", q.reasons);
}

#[test]
fn a_sharp_subject_before_a_blurred_background_is_sharp_wherever_it_stands() {
    for at in [(0.5, 0.55), (0.33, 0.5), (0.67, 0.6), (0.3, 0.6)] {
        let q = measure(&portrait(1, SIZE, at).planes());
        assert!(q.sharpness >= 80, "subject at {at:?}: {}", q.sharpness);
        check_reason("portrait", &q, QualityReason::Sharp, true);
    }
}

#[test]
fn a_blurred_subject_before_a_sharp_background_is_out_of_focus() {
    for seed in [1, 2, 3] {
        let subject = Light::leaves(seed, SIZE.0, SIZE.1).blurred(6.0);
        let missed = subject.before(&Light::leaves(seed + 50, SIZE.0, SIZE.1), (0.5, 0.55), (0.18, 0.36));
        let q = measured(&missed.shot(1.0, 2));
        assert!(q.sharpness <= 40, "{}", q.sharpness);
        check_reason("missed", &q, QualityReason::Defocus, true);
    }
}

#[test]
fn a_picture_without_structure_is_neither_sharp_nor_soft() {
    let sky = Light::filled(SIZE.0, SIZE.1, [0.2, 0.35, 0.7]);
    for noise in [0.0, 2.0, 8.0] {
        let q = measured(&sky.shot(noise, 3));
        for reason in
            [QualityReason::Sharp, QualityReason::Soft, QualityReason::Defocus, QualityReason::MotionBlur]
        {
            check_reason("sky", &q, reason, false);
        }
        assert!((15..=50).contains(&q.sharpness), "{}", q.sharpness);
    }
}

#[test]
fn motion_is_told_from_missed_focus_and_neither_is_claimed_of_what_is_sharp() {
    use QualityReason::{Defocus, MotionBlur};
    for seed in [1, 2] {
        let light = Light::leaves(seed, SIZE.0, SIZE.1);
        for (length, degrees) in [(16.0, 20.0), (16.0, 90.0), (20.0, 65.0), (25.0, 150.0)] {
            let q = measured(&light.moved(length, degrees).shot(1.0, 3));
            check_reason(&format!("{seed} moved {length} at {degrees}"), &q, MotionBlur, true);
        }
        check_reason("out of focus", &measured(&light.blurred(5.0).shot(1.0, 3)), Defocus, true);
    }
    for (name, light) in landscapes() {
        let q = measured(&light.moved(20.0, 30.0).shot(1.0, 3));
        check_reason(&format!("{name} moved"), &q, Defocus, false);
    }
    for (name, light) in scenes().into_iter().chain(landscapes()) {
        for sigma in [0.0, 1.0, 2.0, 5.0] {
            check_reason(
                &format!("{name} blurred by {sigma}"),
                &measure(&light.blurred(sigma).planes()),
                MotionBlur,
                false,
            );
        }
        let q = measure(&light.planes());
        check_reason(name, &q, Defocus, false);
        check_reason(name, &q, QualityReason::Soft, false);
    }
}

#[test]
fn a_night_with_lamps_and_a_high_key_scene_are_well_exposed() {
    let mut night = Light::leaves(4, SIZE.0, SIZE.1).ev(-5.0);
    let mut dice = paint::Dice::new(8);
    for _ in 0..60 {
        let at = (dice.next() * SIZE.0 as f32, dice.next() * SIZE.1 as f32);
        night.disc(at, dice.between(2.0, 9.0), [1.2, 1.0, 0.7]);
    }
    let q = measure(&night.planes());
    assert!(q.exposure >= 75 && q.mean_luma < 60.0, "{q:?}");
    check_reason("night", &q, QualityReason::Dark, false);
    check_reason("lamps", &q, QualityReason::ClippedHighlights, false);

    let high_key = Light::leaves(4, SIZE.0, SIZE.1).map(|p| p.map(|c| 0.45 + 0.5 * c));
    let q = measure(&high_key.planes());
    assert!(q.exposure >= 85 && q.mean_luma > 180.0, "{q:?}");
}

#[test]
fn one_blown_channel_counts_and_is_named() {
    let red = Light::leaves(4, SIZE.0, SIZE.1);
    let fair = measure(&red.planes());
    let blown = measure(&red.map(|[r, g, b]| [r * 6.0, g, b]).planes());
    assert!(blown.exposure < fair.exposure, "{} then {}", fair.exposure, blown.exposure);
    assert!(
        blown.clipped_high_rgb[0] > 0.2 && blown.clipped_high_rgb[1] < 0.05,
        "{:?}",
        blown.clipped_high_rgb
    );
    check_reason("red", &blown, QualityReason::ClippedColour, true);
    check_reason("red", &blown, QualityReason::ClippedHighlights, false);
}
