//! Distances and directions on the earth, taken for a sphere: half a per cent wrong at most. Latitude and longitude in
//! degrees, distances in kilometres.

/// Mean radius of the earth.
const EARTH_KM: f64 = 6371.0;

/// How far two points lie apart (haversine formula).
pub(crate) fn kilometres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (from, to) = (a.0.to_radians(), b.0.to_radians());
    let half = ((to - from) / 2.0).sin().powi(2)
        + from.cos() * to.cos() * ((b.1 - a.1).to_radians() / 2.0).sin().powi(2);
    2.0 * EARTH_KM * half.clamp(0.0, 1.0).sqrt().asin()
}

/// The direction in which `to` lies, 0 to 360, north 0, east 90.
pub(crate) fn bearing(from: (f64, f64), to: (f64, f64)) -> f64 {
    let (a, b, turn) = (from.0.to_radians(), to.0.to_radians(), (to.1 - from.1).to_radians());
    let east = turn.sin() * b.cos();
    let north = a.cos() * b.sin() - a.sin() * b.cos() * turn.cos();
    east.atan2(north).to_degrees().rem_euclid(360.0)
}

/// The point that lies `km` away in that direction.
pub(crate) fn around(from: (f64, f64), degrees: f64, km: f64) -> (f64, f64) {
    let (latitude, turn, angle) = (from.0.to_radians(), degrees.to_radians(), km / EARTH_KM);
    let sine = latitude.sin() * angle.cos() + latitude.cos() * angle.sin() * turn.cos();
    let there = sine.clamp(-1.0, 1.0).asin();
    let east = (turn.sin() * angle.sin() * latitude.cos()).atan2(angle.cos() - latitude.sin() * sine);
    (there.to_degrees(), (from.1 + east.to_degrees() + 180.0).rem_euclid(360.0) - 180.0)
}

/// The widest angle between neighbouring directions, 0 to 360: from 180 on, they all lie on one side.
pub(crate) fn direction_gap(bearings: &mut [f64]) -> f64 {
    bearings.sort_by(f64::total_cmp);
    let (Some(first), Some(last)) = (bearings.first(), bearings.last()) else { return 360.0 };
    let across_north = first + 360.0 - last;
    bearings.iter().zip(bearings.iter().skip(1)).map(|(a, b)| b - a).fold(across_north, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_and_directions_come_back_to_where_they_started() {
        let close = |a: f64, b: f64, within: f64| assert!((a - b).abs() <= within, "{a}, not {b}");
        // Oslo to Bergen: 305 km, a little north of west.
        let (oslo, bergen) = ((59.9139, 10.7522), (60.3913, 5.3221));
        close(kilometres(oslo, bergen), 305.0, 2.0);
        close(bearing(oslo, bergen), 282.3, 1.0);
        let there = around(oslo, bearing(oslo, bergen), kilometres(oslo, bergen));
        close(there.0, bergen.0, 0.001);
        close(there.1, bergen.1, 0.001);
        // Across the date line.
        close(around((0.0, 179.9), 90.0, 100.0).1, -179.2, 0.01);
    }

    #[test]
    fn directions_on_one_side_leave_half_the_circle_open() {
        assert!(direction_gap(&mut [350.0, 10.0, 80.0]) > 180.0);
        assert!(direction_gap(&mut [0.0, 100.0, 240.0]) < 180.0);
        assert!(direction_gap(&mut [20.0]) >= 360.0);
    }
}
