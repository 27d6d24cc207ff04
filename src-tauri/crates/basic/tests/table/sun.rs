//! Where the sun stood. Heights as PyEphem 4.2 has them, without refraction.

use crate::case::{Case, case};

const DAY: &[&str] =
    &["golden hour", "blue hour", "around sunset", "around sunrise", "after dark", "before dawn", "night"];

pub fn cases() -> Vec<Case> {
    vec![
        // 51.00, rising.
        case("Oslo, midsummer noon")
            .taken("2024-06-21T12:00:00", 120)
            .at(59.9139, 10.7522)
            .has(&["summer", "midday"])
            .lacks(DAY)
            .because("midday", "The clock showed 12:00"),
        // 0.21, falling.
        case("Oslo, midsummer 22:30")
            .taken("2024-06-21T22:30:00", 120)
            .at(59.9139, 10.7522)
            .has(&["golden hour", "around sunset", "late evening"])
            .lacks(&["night", "around sunrise", "dusk", "after dark"])
            .because("golden hour", "The sun stood on the horizon")
            .because("around sunset", "The sun stood on the horizon, setting"),
        // 6.59, rising: half a degree above the golden hour.
        case("Oslo, midwinter noon")
            .taken("2024-12-21T12:00:00", 60)
            .at(59.9139, 10.7522)
            .has(&["winter", "midday"])
            .lacks(DAY)
            .lacks(&["golden hour", "midday sun", "polar night"]),
        // 79.46.
        case("Sydney, December noon")
            .taken("2024-12-21T13:00:00", 660)
            .at(-33.8688, 151.2093)
            .has(&["summer", "midday sun"])
            .lacks(&["night", "after dark"])
            .because("midday sun", "The sun stood 79° above the horizon, near its highest"),
        // 1.69, falling.
        case("Sydney, winter sunset")
            .taken("2024-06-21T16:40:00", 600)
            .at(-33.8688, 151.2093)
            .has(&["winter", "golden hour"])
            .lacks(&["summer", "around sunrise"])
            .because("golden hour", "The sun stood 2° above the horizon"),
        // 89.50: the equinox on the equator.
        case("Quito, equinox")
            .taken("2024-03-20T12:20:00", -300)
            .at(-0.1807, -78.4678)
            .has(&["midday sun", "midday"])
            .lacks(&["spring", "autumn", "summer", "winter"]),
        // 1.56, falling.
        case("Quito, evening of the other equinox")
            .taken("2024-09-22T18:00:00", -300)
            .at(-0.1807, -78.4678)
            .has(&["golden hour", "evening"])
            .lacks(&["autumn", "spring"]),
        // -3.09: the sun comes no higher that day.
        case("Tromsø, December noon")
            .taken("2024-12-21T11:44:00", 60)
            .at(69.6492, 18.9553)
            .has(&["polar night", "winter", "midday"])
            .lacks(&["golden hour", "night", "around sunset", "dusk", "after dark", "midday sun"])
            .because("polar night", "The sun did not rise there on that day"),
        // 3.09: as low as it goes.
        case("Tromsø, midsummer midnight")
            .taken("2024-06-21T00:44:00", 120)
            .at(69.6492, 18.9553)
            .has(&["midnight sun", "golden hour"])
            .lacks(&["night", "around sunrise", "around sunset", "polar night"])
            .because(
                "midnight sun",
                "The sun stood 3° above the horizon near midnight and did not set that day",
            ),
        // 11.66.
        case("Longyearbyen, midsummer night")
            .taken("2024-06-21T01:00:00", 120)
            .at(78.2232, 15.6267)
            .has(&["midnight sun", "summer"])
            .lacks(&["night", "golden hour", "after dark", "before dawn"]),
        // -11.67 at noon.
        case("Longyearbyen, December noon")
            .taken("2024-12-21T12:00:00", 60)
            .at(78.2232, 15.6267)
            .has(&["polar night", "midday"])
            .lacks(&["night", "after dark", "dusk", "dawn"]),
        // The sun never sets, but noon is no midnight sun.
        case("Longyearbyen, midsummer noon")
            .taken("2024-06-21T13:00:00", 120)
            .at(78.2232, 15.6267)
            .lacks(&["midnight sun", "polar night"]),
        // 2.17, falling.
        case("New York, November")
            .taken("2024-11-05T16:30:00", -300)
            .at(40.7128, -74.006)
            .has(&["golden hour", "autumn", "afternoon"])
            .lacks(&["around sunset"]),
        // -5.48, falling.
        case("New York, Independence Day, 21:00")
            .taken("2024-07-04T21:00:00", -240)
            .at(40.7128, -74.006)
            .has(&["blue hour", "dusk", "evening"])
            .lacks(&["golden hour", "dawn", "night", "after dark"])
            .because("blue hour", "The sun stood 5° below the horizon")
            .because("dusk", "The sun stood 5° below the horizon, setting"),
        // -3.52, rising.
        case("London, New Year's morning")
            .taken("2024-01-01T07:45:00", 0)
            .at(51.5074, -0.1278)
            .has(&["golden hour", "morning", "winter"])
            .lacks(&["around sunset", "dusk"]),
        // -0.96, rising.
        case("Beijing, sunrise")
            .taken("2024-10-01T06:10:00", 480)
            .at(39.9042, 116.4074)
            .has(&["around sunrise", "golden hour", "early morning"])
            .lacks(&["around sunset"])
            .because("around sunrise", "The sun stood 1° below the horizon, rising"),
        // 2.19: three hours after the clock's noon would have it, and all the same right.
        case("Ürümqi by Beijing's clock")
            .taken("2024-07-15T21:30:00", 480)
            .at(43.8256, 87.6168)
            .has(&["golden hour", "evening"])
            .lacks(&["night", "after dark"]),
        // -7.83, rising.
        case("Cape Town before sunrise")
            .taken("2024-02-10T05:40:00", 120)
            .at(-33.9249, 18.4241)
            .has(&["dawn", "early morning", "summer"])
            .lacks(&["blue hour", "golden hour", "night"]),
        // -45.29.
        case("Mumbai at night")
            .taken("2024-05-15T23:00:00", 330)
            .at(19.076, 72.8777)
            .has(&["night"])
            .lacks(&["after dark", "late evening", "spring", "summer"])
            .because("night", "The clock showed 23:00, and the sun stood 45° below the horizon"),
        // -25: dark, but nobody calls it night.
        case("Oslo, December, 18:30")
            .taken("2024-12-21T18:30:00", 60)
            .at(59.9139, 10.7522)
            .has(&["evening", "after dark"])
            .lacks(&["night", "dusk"]),
        case("Oslo, December, 06:00")
            .taken("2024-12-21T06:00:00", 60)
            .at(59.9139, 10.7522)
            .has(&["early morning", "before dawn"])
            .lacks(&["night", "after dark"]),
        // 10.52 at noon.
        case("Ushuaia, June noon")
            .taken("2024-06-21T12:30:00", -180)
            .at(-54.8019, -68.303)
            .has(&["winter", "midday"])
            .lacks(&["golden hour", "midday sun"]),
        // -0.49, an hour and a half before the sun's midnight.
        case("Reykjavík, midsummer, 23:55")
            .taken("2024-06-21T23:55:00", 0)
            .at(64.1466, -21.9426)
            .has(&["golden hour", "around sunset", "late evening"])
            .lacks(&["night", "midnight sun"]),
        // Without the zone: 01:00 in January is dark in every zone that reaches Berlin.
        case("Berlin, 1 o'clock in January, zone unknown")
            .taken("2024-01-15T01:00:00", None)
            .at(52.52, 13.405)
            .has(&["night"])
            .lacks(&["golden hour", "dusk"]),
        case("Berlin, 18:00 in March, zone unknown")
            .taken("2024-03-15T18:00:00", None)
            .at(52.52, 13.405)
            .has(&["evening", "spring"])
            .lacks(DAY),
        case("Tromsø, December noon, zone unknown")
            .taken("2024-12-21T12:00:00", None)
            .at(69.6492, 18.9553)
            .has(&["polar night", "midday"])
            .lacks(&["golden hour", "blue hour"]),
        case("no position, no sun").taken("2024-06-21T22:30:00", 120).has(&["late evening"]).lacks(&[
            "golden hour",
            "around sunset",
            "summer",
            "night",
        ]),
    ]
}
