//! Where the sun stood, so that "golden hour" is computed and not guessed. Knows no words.

use pothos_model::Gps;

/// The sun as seen from a place at a moment, without refraction, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Sun {
    /// Of its centre above the horizon.
    pub elevation: f64,
    /// West of the meridian, -180 to 180: negative before the sun's noon, 15 degrees an hour.
    pub hour_angle: f64,
    /// North of the celestial equator.
    pub declination: f64,
    latitude: f64,
}

impl Sun {
    /// Within about 0.1 degrees from 1950 to 2050 (Astronomical Almanac, "Low precision formulas for the Sun").
    pub fn at(utc_ms: i64, gps: Gps) -> Self {
        // Days since J2000.0.
        let days = (utc_ms as f64 - 946_728_000_000.0) / 86_400_000.0;
        let mean_longitude = 280.460 + 0.985_647_4 * days;
        let anomaly = (357.528 + 0.985_600_3 * days).to_radians();
        let longitude = (mean_longitude + 1.915 * anomaly.sin() + 0.020 * (2.0 * anomaly).sin()).to_radians();
        let tilt = (23.439 - 0.000_000_4 * days).to_radians();
        let declination = (tilt.sin() * longitude.sin()).asin();
        let right_ascension = (tilt.cos() * longitude.sin()).atan2(longitude.cos()).to_degrees();
        let sidereal = 280.460_618_37 + 360.985_647_366_29 * days + gps.longitude;
        let hour_angle = (sidereal - right_ascension + 180.0).rem_euclid(360.0) - 180.0;
        let latitude = gps.latitude.to_radians();
        let sine = latitude.sin() * declination.sin()
            + latitude.cos() * declination.cos() * hour_angle.to_radians().cos();
        Self {
            elevation: sine.clamp(-1.0, 1.0).asin().to_degrees(),
            hour_angle,
            declination: declination.to_degrees(),
            latitude: gps.latitude,
        }
    }

    /// Whether it was climbing.
    pub fn rises(self) -> bool {
        self.hour_angle < 0.0
    }

    /// How high it comes that day.
    pub fn highest(self) -> f64 {
        90.0 - (self.latitude - self.declination).abs()
    }

    /// How low it goes that day.
    pub fn lowest(self) -> f64 {
        (self.latitude + self.declination).abs() - 90.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected values: PyEphem 4.2 (VSOP87, no refraction), confirmed to 0.01 degrees by the equations of NOAA's
    /// solar calculator. Degrees above the horizon, and whether it climbed.
    fn check(
        place: &str,
        clock: &str,
        offset: i64,
        (latitude, longitude): (f64, f64),
        expected: (f64, bool),
    ) {
        let clock: jiff::civil::DateTime = clock.parse().unwrap();
        let epoch = jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0);
        let local_ms = i64::try_from(clock.duration_since(epoch).as_millis()).unwrap();
        let sun = Sun::at(local_ms - offset * 60_000, Gps { latitude, longitude, altitude_m: None });
        let far = (sun.elevation - expected.0).abs();
        assert!(far < 0.1, "{place} {clock}: {}, not {}", sun.elevation, expected.0);
        assert_eq!(sun.rises(), expected.1, "{place} {clock}");
        assert!(sun.lowest() <= sun.elevation + 0.01 && sun.elevation <= sun.highest() + 0.01, "{place}");
    }

    #[test]
    #[rustfmt::skip]
    fn the_sun_stands_where_the_ephemeris_says() {
        for (place, clock, offset, at, elevation, rises) in [
            ("Oslo", "2024-06-21T12:00:00", 120, (59.9139, 10.7522), 51.00, true),
            ("Oslo", "2024-12-21T12:00:00", 60, (59.9139, 10.7522), 6.59, true),
            ("Oslo", "2024-06-21T22:30:00", 120, (59.9139, 10.7522), 0.21, false),
            ("Sydney", "2024-12-21T13:00:00", 660, (-33.8688, 151.2093), 79.46, false),
            ("Sydney", "2024-06-21T16:40:00", 600, (-33.8688, 151.2093), 1.69, false),
            ("Quito", "2024-03-20T12:20:00", -300, (-0.1807, -78.4678), 89.50, true),
            ("Quito", "2024-09-22T18:00:00", -300, (-0.1807, -78.4678), 1.56, false),
            ("Tromso", "2024-12-21T11:44:00", 60, (69.6492, 18.9553), -3.09, false),
            ("Tromso", "2024-06-21T00:44:00", 120, (69.6492, 18.9553), 3.09, false),
            ("Longyearbyen", "2024-06-21T01:00:00", 120, (78.2232, 15.6267), 11.66, true),
            ("Longyearbyen", "2024-12-21T12:00:00", 60, (78.2232, 15.6267), -11.67, false),
            ("New York", "2024-11-05T16:30:00", -300, (40.7128, -74.006), 2.17, false),
            ("New York", "2024-07-04T21:00:00", -240, (40.7128, -74.006), -5.48, false),
            ("London", "2024-01-01T07:45:00", 0, (51.5074, -0.1278), -3.52, true),
            ("London", "2024-04-10T19:30:00", 60, (51.5074, -0.1278), 2.14, false),
            ("Beijing", "2024-10-01T06:10:00", 480, (39.9042, 116.4074), -0.96, true),
            ("Beijing", "2024-10-01T18:10:00", 480, (39.9042, 116.4074), -3.39, false),
            ("Urumqi", "2024-07-15T21:30:00", 480, (43.8256, 87.6168), 2.19, false),
            ("Singapore", "2024-06-21T13:05:00", 480, (1.2897, 103.8501), 67.85, true),
            ("Cape Town", "2024-02-10T05:40:00", 120, (-33.9249, 18.4241), -7.83, true),
            ("Reykjavik", "2024-06-21T23:55:00", 0, (64.1466, -21.9426), -0.49, false),
            ("Nairobi", "2024-04-01T12:30:00", 180, (-1.2921, 36.8219), 83.70, true),
            ("Mumbai", "2024-05-15T23:00:00", 330, (19.076, 72.8777), -45.29, false),
            ("Ushuaia", "2024-06-21T12:30:00", -180, (-54.8019, -68.303), 10.52, true),
            ("Auckland", "1999-12-31T20:45:00", 780, (-36.8485, 174.7633), -1.16, false),
            ("McMurdo", "2024-06-21T12:00:00", 720, (-77.846, 166.676), -11.61, true),
            ("Kathmandu", "2024-02-29T18:10:00", 345, (27.7172, 85.324), -2.22, false),
            ("Honolulu", "2024-05-26T12:30:00", -600, (21.3069, -157.8583), 89.67, false),
        ] {
            check(place, clock, offset, at, (elevation, rises));
        }
    }
}
