//! Seasons by hemisphere; none in the tropics, none without a position.

use crate::case::{Case, case};

const SEASONS: &[&str] = &["spring", "summer", "autumn", "winter"];

pub fn cases() -> Vec<Case> {
    let temperate = [
        (
            "Bergen in March",
            "2024-03-01T12:30:00",
            60,
            (60.39, 5.32),
            &["spring"][..],
            &["winter", "autumn"][..],
        ),
        ("Bergen in June", "2024-06-01T12:30:00", 120, (60.39, 5.32), &["summer"], &["winter", "spring"]),
        ("Bergen in November", "2024-11-30T12:30:00", 60, (60.39, 5.32), &["autumn"], &["spring", "winter"]),
        ("Bergen in December", "2024-12-01T12:30:00", 60, (60.39, 5.32), &["winter"], &["summer", "autumn"]),
        ("Sydney in March", "2024-03-01T12:30:00", 660, (-33.87, 151.21), &["autumn"], &["spring", "summer"]),
        ("Sydney in July", "2024-07-01T12:30:00", 600, (-33.87, 151.21), &["winter"], &["summer"]),
        ("Sydney in October", "2024-10-31T12:30:00", 660, (-33.87, 151.21), &["spring"], &["autumn"]),
        ("Sydney in January", "2024-01-15T12:30:00", 660, (-33.87, 151.21), &["summer"], &["winter"]),
        ("Hong Kong in July", "2024-07-01T12:30:00", 480, (22.28, 114.16), &["midday"], SEASONS),
        ("Singapore in July", "2024-07-01T12:30:00", 480, (1.29, 103.85), &["midday"], SEASONS),
        ("Rio in July", "2024-07-01T12:30:00", -180, (-22.91, -43.17), &["midday"], SEASONS),
        ("Honolulu in January", "2024-01-15T12:30:00", -600, (21.31, -157.86), &["midday"], SEASONS),
    ];
    let mut cases: Vec<Case> = temperate
        .into_iter()
        .map(|(what, taken, offset, (latitude, longitude), has, lacks)| {
            case(what).taken(taken, offset).at(latitude, longitude).has(has).lacks(lacks)
        })
        .collect();
    cases.extend([
        case("why it is summer")
            .taken("2024-06-01T12:30:00", 120)
            .at(60.39, 5.32)
            .because("summer", "June is summer north of the tropics"),
        case("why it is winter")
            .taken("2024-06-01T12:30:00", 600)
            .at(-33.87, 151.21)
            .because("winter", "June is winter south of the tropics"),
        case("a zone names no hemisphere").taken("2024-06-01T12:30:00", 120).has(&["midday"]).lacks(SEASONS),
        case("a date alone with a position has a season and no hour")
            .taken("2024-06-01T00:00:00", None)
            .at(60.39, 5.32)
            .has(&["summer"])
            .lacks(&["night", "midday", "morning", "midnight sun", "golden hour"]),
    ]);
    cases
}
