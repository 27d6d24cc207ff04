//! How high the sun stood, so that "golden hour" is computed and not guessed.

use pothos_model::Gps;

/// The sun's elevation in degrees above the horizon, without refraction, within about 0.1 degrees from 1950 to
/// 2050 (Astronomical Almanac, "Low precision formulas for the Sun").
pub(crate) fn elevation(utc_ms: i64, gps: Gps) -> f64 {
    // Days since J2000.0.
    let days = (utc_ms as f64 - 946_728_000_000.0) / 86_400_000.0;
    let mean_longitude = 280.460 + 0.985_647_4 * days;
    let anomaly = (357.528 + 0.985_600_3 * days).to_radians();
    let longitude = (mean_longitude + 1.915 * anomaly.sin() + 0.020 * (2.0 * anomaly).sin()).to_radians();
    let tilt = (23.439 - 0.000_000_4 * days).to_radians();
    let declination = (tilt.sin() * longitude.sin()).asin();
    let right_ascension = (tilt.cos() * longitude.sin()).atan2(longitude.cos());
    let sidereal = (280.460_618_37 + 360.985_647_366_29 * days + gps.longitude).to_radians();
    let hour_angle = sidereal - right_ascension;
    let latitude = gps.latitude.to_radians();
    let sine = latitude.sin() * declination.sin() + latitude.cos() * declination.cos() * hour_angle.cos();
    sine.clamp(-1.0, 1.0).asin().to_degrees()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(utc: &str, latitude: f64, longitude: f64, expected: f64) {
        let at: jiff::Timestamp = utc.parse().unwrap();
        let found = elevation(at.as_millisecond(), Gps { latitude, longitude, altitude_m: None });
        assert!((found - expected).abs() < 0.7, "{utc} at {latitude},{longitude}: {found}, not {expected}");
    }

    #[test]
    fn the_sun_stands_where_the_almanac_says() {
        // Noon on the equator at an equinox: overhead. Solstice noons: 90 - latitude ± 23.44.
        check("2025-03-20T12:07:00Z", 0.0, 0.0, 90.0);
        check("2025-06-21T12:02:00Z", 51.4779, 0.0, 61.96);
        check("2025-12-21T11:58:00Z", 51.4779, 0.0, 15.08);
        check("2025-06-21T00:02:00Z", 70.0, 0.0, 3.44);
        // Sunset in Greenwich: 2025-06-21 20:21:30 UTC, the centre at -0.83.
        check("2025-06-21T20:21:30Z", 51.4779, 0.0, -0.83);
    }
}
