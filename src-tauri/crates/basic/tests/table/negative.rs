//! Facts that look like claims and are none.

use crate::case::{Case, case};

const HOURS: &[&str] = &[
    "early morning",
    "morning",
    "midday",
    "afternoon",
    "evening",
    "late evening",
    "night",
    "golden hour",
    "blue hour",
    "after dark",
    "before dawn",
];

pub fn cases() -> Vec<Case> {
    vec![
        case("nothing is known").has(&["horizontal format"]).lacks(HOURS).title("Untitled"),
        case("a date is no hour").taken("2026-06-18T00:00:00", None).lacks(HOURS).title("18 June 2026"),
        case("a camera whose clock was never set")
            .taken("1980-01-01T00:03:20", None)
            .lacks(HOURS)
            .title("Untitled"),
        case("Unix's first day").taken("1970-01-01T00:00:01", None).lacks(HOURS).title("Untitled"),
        case("home's clock on the other side of the earth")
            .taken("2024-06-21T14:00:00", 120)
            .at(-33.8688, 151.2093)
            .has(&["winter"])
            .lacks(HOURS),
        case("a clock that runs on UTC in California")
            .taken("2024-06-21T20:00:00", 0)
            .at(37.77, -122.42)
            .has(&["summer"])
            .lacks(HOURS),
        case("a position off the earth")
            .taken("2024-06-21T14:00:00", 120)
            .at(123.0, 500.0)
            .has(&["afternoon"])
            .lacks(&["summer", "winter", "golden hour"]),
        case("a position that is no number")
            .taken("2024-06-21T14:00:00", 120)
            .at(f64::NAN, f64::NAN)
            .lacks(&["summer", "winter", "golden hour", "night"]),
        case("dark pixels are no night")
            .taken("2024-06-21T14:00:00", None)
            .figures(|quality| quality.mean_luma = 20.0)
            .has(&["low key", "afternoon"])
            .lacks(&["night"]),
        case("blue pixels are no sky").colour([60, 110, 200], 80).lacks(&["sky", "sea", "water"]),
        case("a person's name for the file leads")
            .named("black-forest.jpg")
            .taken("2026-06-18T19:00:00", None)
            .title("Black forest, 18 June 2026")
            .lacks(&["forest", "black"]),
        case("a counter is no name").named("IMG_20260618_224107.jpg").title("Untitled"),
        case("high and far numbers that are no numbers")
            .facts(|facts| {
                facts.exposure.seconds = Some(f64::NAN);
                facts.exposure.focal_35mm = Some(f64::INFINITY);
                facts.exposure.aperture = Some(f64::NAN);
            })
            .lacks(&["long exposure", "fast shutter", "wide aperture", "wide angle"]),
    ]
}
