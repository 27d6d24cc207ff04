//! A position out of EXIF's or XMP's spelling, or none. A position that cannot be trusted is worse than none:
//! it would put the photo on the wrong continent.

use ::exif::Tag;
use pothos_model::Gps;

use super::exif::Tags;
use super::sources::Sources;
use super::xmp::Properties;

/// Degrees within which two positions are one place: about a hundred metres, more than rounding moves it.
const SAME_PLACE: f64 = 1e-3;

/// Where the photo was taken. A sidecar that names another place than EXIF was corrected by hand; one that names
/// the same has a rounded copy, often without the altitude.
pub(super) fn position(sources: &Sources<'_>) -> Option<Gps> {
    let measured = of_exif(sources.tags);
    match (of_xmp(sources.sidecar), measured) {
        (Some(written), Some(measured)) if same_place(written, measured) => Some(measured),
        (written, measured) => written.or(measured).or_else(|| of_xmp(sources.xmp)),
    }
}

fn same_place(a: Gps, b: Gps) -> bool {
    (a.latitude - b.latitude).abs() < SAME_PLACE && (a.longitude - b.longitude).abs() < SAME_PLACE
}

/// The position in EXIF's GPS directory.
fn of_exif(tags: &Tags) -> Option<Gps> {
    let latitude = axis(tags, Tag::GPSLatitude, Tag::GPSLatitudeRef, ('N', 'S'))?;
    let longitude = axis(tags, Tag::GPSLongitude, Tag::GPSLongitudeRef, ('E', 'W'))?;
    // 1 is below the sea, and 3 below the ellipsoid (Exif 3.0, GPSAltitudeRef).
    let below = matches!(tags.uint(Tag::GPSAltitudeRef), Some(1 | 3));
    let altitude = tags.number(Tag::GPSAltitude).map(|metres| if below { -metres } else { metres });
    checked(latitude, longitude, altitude)
}

/// The position in XMP's `exif:GPSLatitude` (`59,55.5N` or `59,55,30N`) and its siblings.
fn of_xmp(xmp: &Properties) -> Option<Gps> {
    let axis = |value: &str, reference: &str, letters| {
        let (value, reference) = (xmp.text(value)?, xmp.text(reference).unwrap_or_default());
        // Apple writes plain degrees, and the letter as a property of its own.
        xmp_axis(value, letters).or_else(|| xmp_axis(&format!("{value}{reference}"), letters))
    };
    let latitude = axis("exif:GPSLatitude", "exif:GPSLatitudeRef", ('N', 'S'))?;
    let longitude = axis("exif:GPSLongitude", "exif:GPSLongitudeRef", ('E', 'W'))?;
    let below = matches!(xmp.text("exif:GPSAltitudeRef"), Some("1" | "3"));
    let altitude = xmp.number("exif:GPSAltitude").map(|metres| if below { -metres } else { metres });
    checked(latitude, longitude, altitude)
}

fn checked(latitude: f64, longitude: f64, altitude: Option<f64>) -> Option<Gps> {
    let on_earth = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
    // Exactly 0, 0 is open sea: a receiver without a fix says it, a photographer does not.
    let fixed = latitude != 0.0 || longitude != 0.0;
    // From below the Dead Sea's floor to above any aeroplane with a window.
    let altitude_m = altitude.filter(|metres| (-12_000.0..=50_000.0).contains(metres));
    (on_earth && fixed).then_some(Gps { latitude, longitude, altitude_m })
}

fn axis(tags: &Tags, value: Tag, reference: Tag, (plus, minus): (char, char)) -> Option<f64> {
    let parts = tags.numbers(value)?;
    let degrees = (*parts.first()?)?;
    // Receivers that know no seconds write 0/0 for them.
    let minutes = parts.get(1).copied().flatten().unwrap_or_default();
    let seconds = parts.get(2).copied().flatten().unwrap_or_default();
    if !(0.0..60.5).contains(&minutes) || !(0.0..60.5).contains(&seconds) {
        return None;
    }
    let size = degrees.abs() + minutes / 60.0 + seconds / 3600.0;
    let letter = tags.line(reference)?.chars().next()?.to_ascii_uppercase();
    if letter == plus {
        Some(size)
    } else if letter == minus {
        Some(-size)
    } else {
        None
    }
}

fn xmp_axis(text: &str, (plus, minus): (char, char)) -> Option<f64> {
    let text = text.trim();
    let letter = text.chars().next_back()?.to_ascii_uppercase();
    let sign = if letter == plus {
        1.0
    } else if letter == minus {
        -1.0
    } else {
        return None;
    };
    let digits = text.get(..text.len() - 1)?;
    let mut size = 0.0;
    for (part, unit) in digits.split(',').zip([1.0, 60.0, 3600.0]) {
        let part: f64 = part.trim().parse().ok()?;
        size += part / unit;
    }
    (size.is_finite() && size >= 0.0).then_some(sign * size)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(properties: &[(&str, &str)], expected: Option<(f64, f64, Option<f64>)>) {
        let mut xmp = Properties::default();
        for (name, value) in properties {
            xmp.add(&format!("exif:GPS{name}"), None, value);
        }
        let found = of_xmp(&xmp).map(|gps| (gps.latitude, gps.longitude, gps.altitude_m));
        assert_eq!(found, expected, "{properties:?}");
    }

    #[test]
    fn a_position_is_read_in_adobes_and_in_apples_spelling() {
        check(&[("Latitude", "59,30N"), ("Longitude", "10,45,36E")], Some((59.5, 10.76, None)));
        check(
            &[("Latitude", "33,30.0S"), ("Longitude", "70,30W"), ("Altitude", "25/2"), ("AltitudeRef", "1")],
            Some((-33.5, -70.5, Some(-12.5))),
        );
        check(
            &[("Latitude", "47.5"), ("LatitudeRef", "N"), ("Longitude", "122.25"), ("LongitudeRef", "W")],
            Some((47.5, -122.25, None)),
        );
        check(&[("Latitude", "47.5"), ("Longitude", "122.25")], None);
        check(&[("Latitude", "97.5N"), ("Longitude", "122.25E")], None);
        check(&[("Latitude", "0,0N"), ("Longitude", "0,0E")], None);
    }
}
