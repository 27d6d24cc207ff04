//! Single figures against their definition, and the smallest pictures.

use super::*;

/// Hasler and Süsstrunk's formula on the RGB pixels themselves.
fn colourfulness_of(rgb: &Raster) -> f64 {
    let axes: Vec<(f64, f64)> = rgb
        .pixels
        .chunks_exact(3)
        .map(|p| {
            let [r, g, b] = [p[0], p[1], p[2]].map(f64::from);
            (r - g, 0.5 * (r + g) - b)
        })
        .collect();
    let n = axes.len() as f64;
    let mean = |axis: &dyn Fn(&(f64, f64)) -> f64| axes.iter().map(axis).sum::<f64>() / n;
    let (rg, yb) = (mean(&|a| a.0), mean(&|a| a.1));
    let spread = mean(&|a| (a.0 - rg).powi(2)) + mean(&|a| (a.1 - yb).powi(2));
    spread.sqrt() + 0.3 * rg.hypot(yb)
}

#[test]
fn colourfulness_from_planes_is_that_of_the_pixels() {
    for scene in Scene::ALL {
        let rgb = drawn(scene, 900, 600).shot(0.0, 0);
        let (planes, pixels) =
            (super::super::Tones::of(&Planes::from_rgb(&rgb).unwrap()).colourfulness, colourfulness_of(&rgb));
        // Of almost nothing, the grain that halved chroma averages away is much.
        assert!(
            (planes - pixels).abs() <= 0.1 * pixels.max(20.0),
            "{scene:?}: {planes:.1} against {pixels:.1}"
        );
    }
}

#[test]
fn grey_is_monochrome_and_costs_no_score_by_itself() {
    let colour = drawn(Scene::Hills, 900, 600).shot(0.0, 0);
    let grey: Vec<u8> = colour.luma().into_iter().flat_map(|l| [l, l, l]).collect();
    let grey = measured(&Raster::rgb(colour.width, colour.height, grey));
    assert_eq!(grey.colourfulness, 0);
    assert!(grey.reasons.contains(&QualityReason::Monochrome));
    assert!(grey.score.abs_diff(measured(&colour).score) <= 4);
}

#[test]
fn the_smallest_and_the_thinnest_pictures_have_figures_too() {
    for (width, height) in
        [(1, 1), (2, 1), (1, 300), (3, 3), (31, 33), (32, 32), (33, 40), (2000, 3), (64, 32)]
    {
        let pixels = (0..width * height * 3).map(|i: u32| (i * 37 % 251) as u8).collect();
        assert!(measured(&Raster::rgb(width, height, pixels)).score <= 100, "{width}x{height}");
    }
}

#[test]
fn figures_that_were_stored_before_later_fields_still_read() {
    let stored = r#"{"score":74,"sharpness":70,"exposure":80,"contrast":60,"colourfulness":40,"noise":10,
        "clipped_high":0.0,"clipped_low":0.0,"mean_luma":110.0,"reasons":["sharp","well_exposed"]}"#;
    let q: Quality = serde_json::from_str(stored).unwrap();
    assert_eq!((q.score, q.clipped_high_rgb), (74, [0.0; 3]));
    let again: Quality = serde_json::from_str(&serde_json::to_string(&q).unwrap()).unwrap();
    assert_eq!(again, q);
}
