//! One fault by degrees: the figure that names it follows, and so does the score.

use super::*;

const BLURS: [f32; 8] = [0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0];

#[test]
fn more_blur_is_less_sharp() {
    for (name, light) in scenes().into_iter().chain(landscapes()) {
        let series = BLURS.map(|sigma| measure(&light.blurred(sigma).planes()));
        check_falling(&format!("{name} blurred"), &series.each_ref().map(|q| q.sharpness));
        assert!(series[7].sharpness < 35, "{name} blurred by six pixels: {}", series[7].sharpness);
    }
    for (name, light) in scenes() {
        let scores = BLURS.map(|sigma| measure(&light.blurred(sigma).planes()).score);
        check_falling(&format!("score of {name} blurred"), &scores);
    }
}

#[test]
fn more_motion_is_less_sharp_in_whatever_direction() {
    for (name, light) in scenes() {
        for degrees in [0.0, 35.0, 140.0] {
            let sharpness = [0.0, 3.0, 6.0, 12.0, 25.0]
                .map(|length| measure(&light.moved(length, degrees).planes()).sharpness);
            check_falling(&format!("{name} moved at {degrees} degrees"), &sharpness);
        }
    }
}

#[test]
fn a_wrong_exposure_costs_more_the_more_wrong_it_is() {
    for (name, light) in scenes() {
        let exposed = |stops: f32| measure(&light.ev(stops).planes());
        for (way, stops) in [("under", [0.0, -1.0, -2.0, -3.0, -4.0]), ("over", [0.0, 1.0, 2.0, 3.0, 4.0])] {
            let series = stops.map(exposed);
            for (what, figures) in [
                ("exposure", series.each_ref().map(|q| q.exposure)),
                ("score", series.each_ref().map(|q| q.score)),
            ] {
                // A stop more may fill a range that was not full.
                let from = usize::from(way == "over");
                check_falling(&format!("{what} of {name} {way}"), &figures[from..]);
                assert!(figures[0] + 1 >= figures[1], "{what} of {name} {way}: {figures:?}");
            }
        }
        assert!(exposed(2.0).reasons.contains(&QualityReason::ClippedHighlights), "{name}");
        assert!(exposed(-4.0).reasons.contains(&QualityReason::Dark), "{name}");
        assert!(exposed(0.0).reasons.contains(&QualityReason::WellExposed), "{name}");
    }
}

#[test]
fn more_noise_is_noisier_and_never_sharper() {
    for (name, light) in scenes() {
        for blur in [0.0, 4.0] {
            let light = light.blurred(blur);
            let series = [0.0, 2.0, 4.0, 8.0, 12.0, 20.0, 30.0].map(|sigma| measured(&light.shot(sigma, 9)));
            let clean = series.each_ref().map(|q| 100 - q.noise);
            check_falling(&format!("cleanness of {name} blurred by {blur}"), &clean);
            let scores = series.each_ref().map(|q| q.score);
            assert!(scores.is_sorted_by(|a, b| a >= b), "scores of {name} blurred by {blur}: {scores:?}");
            let sharpest = series.iter().map(|q| q.sharpness).max().unwrap();
            assert!(sharpest <= series[0].sharpness + 1, "noise made {name} sharper: {sharpest}");
            assert!(!series[1].reasons.contains(&QualityReason::Noisy), "{name}: a little noise is no fault");
            assert!(series[5].reasons.contains(&QualityReason::Noisy), "{name}");
        }
    }
}

#[test]
fn less_contrast_is_said_and_costs_little_sharpness() {
    for (name, light) in scenes() {
        let flat = |factor: f32| {
            let shot = light.shot(0.0, 0);
            let pixels = shot.pixels.iter().map(|v| (110.0 + (f32::from(*v) - 110.0) * factor).round() as u8);
            measured(&Raster::rgb(shot.width, shot.height, pixels.collect()))
        };
        let series = [1.0, 0.8, 0.6, 0.4, 0.2].map(flat);
        check_falling(&format!("contrast of {name}"), &series.each_ref().map(|q| q.contrast));
        let (full, half) = (series[0].sharpness, series[3].sharpness);
        assert!(full.abs_diff(half) <= 12, "{name}: the width of an edge is not its height: {full}, {half}");
        assert!(series[4].reasons.contains(&QualityReason::LowContrast), "{name}");
    }
}

#[test]
fn the_quality_of_the_jpeg_hardly_counts() {
    for (name, light) in scenes() {
        let shot = light.shot(1.0, 4);
        let scores: Vec<u8> = [30, 50, 70, 85, 95]
            .into_iter()
            .map(|quality| {
                let jpeg = crate::encode::jpeg_of_rgb(&shot, quality).unwrap();
                let decoded = image::load_from_memory(&jpeg).unwrap().to_rgb8();
                measured(&Raster::rgb(decoded.width(), decoded.height(), decoded.into_raw())).score
            })
            .collect();
        let spread = scores.iter().max().unwrap() - scores.iter().min().unwrap();
        assert!(spread <= 10, "{name}: {scores:?}");
    }
}

#[test]
fn the_size_of_the_picture_hardly_counts() {
    let large = Light::leaves(7, 2400, 1600).blurred(0.6).shot(1.0, 4);
    let scores = [2400, 1600, 1000, 600].map(|side| measured(&large.shrunk_copy(side).unwrap()).score);
    assert!(scores.iter().max().unwrap() - scores.iter().min().unwrap() <= 8, "{scores:?}");
}
