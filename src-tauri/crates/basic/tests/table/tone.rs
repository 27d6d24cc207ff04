//! No colour, bright, dark, cut out against the light.

use pothos_model::{Exposure, QualityReason};

use crate::case::{Case, case};

/// A third pure black, the rest around luma 160: the mean is 0.67 · 160 = 107.2; the two heaps alone deviate by
/// 160 · sqrt(0.33 · 0.67) = 75.2, which is a contrast of 94 of 100, and one more for what is within the light.
fn cut_out(what: &'static str) -> Case {
    case(what).figures(|quality| {
        quality.clipped_low = 0.33;
        quality.mean_luma = 107.2;
        quality.contrast = 95;
    })
}

pub fn cases() -> Vec<Case> {
    vec![
        case("no colour at all")
            .figures(|quality| {
                quality.colourfulness = 0;
                quality.reasons = vec![QualityReason::Monochrome];
            })
            .colour([128, 128, 128], 60)
            .has(&["black and white"])
            .lacks(&["monochrome", "grey"])
            .because("black and white", "The picture has no colour at all")
            .title("Untitled, black and white"),
        case("hardly any colour")
            .figures(|quality| {
                quality.colourfulness = 2;
                quality.reasons = vec![QualityReason::Monochrome];
            })
            .has(&["monochrome"])
            .lacks(&["black and white"])
            .because("monochrome", "Colourfulness 2 of 100"),
        case("pale colours")
            .figures(|quality| quality.colourfulness = 8)
            .lacks(&["monochrome", "black and white"]),
        case("a cap on the lens")
            .figures(|quality| {
                quality.colourfulness = 0;
                quality.contrast = 1;
                quality.mean_luma = 2.0;
                quality.clipped_low = 0.98;
            })
            .lacks(&["black and white", "low key", "silhouette"]),
        case("bright throughout")
            .figures(|quality| {
                quality.mean_luma = 200.0;
                quality.contrast = 40;
            })
            .has(&["high key"])
            .lacks(&["low key"])
            .because("high key", "Mean brightness 200 of 255"),
        case("bright with deep shadows")
            .figures(|quality| {
                quality.mean_luma = 200.0;
                quality.contrast = 90;
            })
            .lacks(&["high key"]),
        case("dark throughout")
            .figures(|quality| quality.mean_luma = 30.0)
            .has(&["low key"])
            .lacks(&["high key", "night"])
            .because("low key", "Mean brightness 30 of 255"),
        case("dark with burnt lights")
            .figures(|quality| {
                quality.mean_luma = 50.0;
                quality.clipped_high = 0.05;
            })
            .lacks(&["low key"]),
        cut_out("black shapes at sunset")
            .taken("2024-06-21T22:30:00", 120)
            .at(59.9139, 10.7522)
            .has(&["silhouette", "golden hour"])
            .because(
                "silhouette",
                "33 % of the picture is black before a bright background. The sun stood on the horizon",
            ),
        cut_out("black shapes at noon may be a border")
            .taken("2024-06-21T12:00:00", 120)
            .at(59.9139, 10.7522)
            .lacks(&["silhouette"]),
        cut_out("black shapes without a position").taken("2024-06-21T22:30:00", 120).lacks(&["silhouette"]),
        cut_out("the flash lights what is near")
            .taken("2024-06-21T22:30:00", 120)
            .at(59.9139, 10.7522)
            .facts(|facts| facts.exposure = Exposure { flash: Some(true), ..Exposure::default() })
            .lacks(&["silhouette"]),
        case("a dark sunset with all its tones")
            .taken("2024-06-21T22:30:00", 120)
            .at(59.9139, 10.7522)
            .figures(|quality| {
                quality.clipped_low = 0.33;
                quality.mean_luma = 60.0;
                quality.contrast = 60;
            })
            .lacks(&["silhouette"]),
    ]
}
