//! A position out of EXIF's or XMP's spelling, or none. A position that cannot be trusted is worse than none:
//! it would put the photo on the wrong continent.

use ::exif::Tag;
use pothos_model::Gps;

use super::exif::Tags;
use super::sources::Sources;
use super::xmp::{Properties, number};

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
        let spelled = Spelled::read(xmp.text(value)?)?;
        // Apple writes plain degrees, and the letter as a property of its own.
        match spelled.letter.or_else(|| first_letter(xmp.text(reference)?)) {
            Some(letter) => spelled.towards(letter, letters),
            // Affinity writes EXIF's fractions, others plain degrees; both mean the sign, as exiftool reads them.
            None => Some(if spelled.minus { -spelled.size } else { spelled.size }),
        }
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

fn axis(tags: &Tags, value: Tag, reference: Tag, letters: (char, char)) -> Option<f64> {
    let letter = || first_letter(&tags.line(reference)?);
    let Some(parts) = tags.numbers(value) else {
        // Some programs write the numbers as a text.
        let spelled = Spelled::read(&tags.line(value)?)?;
        return spelled.towards(spelled.letter.or_else(letter)?, letters);
    };
    let degrees = (*parts.first()?)?;
    // Receivers that know no seconds write 0/0 for them.
    let minutes = parts.get(1).copied().flatten().unwrap_or_default();
    let seconds = parts.get(2).copied().flatten().unwrap_or_default();
    let size = size(degrees.abs(), minutes, seconds)?;
    Spelled { size, minus: false, letter: None }.towards(letter()?, letters)
}

fn first_letter(text: &str) -> Option<char> {
    text.trim().chars().next()
}

/// Degrees of all three; none where minutes or seconds are no such thing.
fn size(degrees: f64, minutes: f64, seconds: f64) -> Option<f64> {
    let sixty = |part: f64| (0.0..60.5).contains(&part);
    (sixty(minutes) && sixty(seconds)).then_some(degrees + minutes / 60.0 + seconds / 3600.0)
}

/// An angle as a text spells it.
struct Spelled {
    /// Degrees without their sign.
    size: f64,
    /// Whether a minus stands before it.
    minus: bool,
    /// The letter at its end.
    letter: Option<char>,
}

impl Spelled {
    /// Degrees, minutes and seconds, the last two where they are there: whole, with decimals or as fractions.
    fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let letter = first_letter(text.get(digits.len()..)?);
        let (minus, digits) = match digits.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, digits),
        };
        let parts: Vec<&str> = digits
            .split(|c: char| matches!(c, ',' | ';') || c.is_whitespace())
            .filter(|p| !p.is_empty())
            .collect();
        let [degrees, minutes, seconds] = match parts.as_slice() {
            [degrees] => [unsigned(degrees)?, 0.0, 0.0],
            [degrees, minutes] => [unsigned(degrees)?, unsigned(minutes)?, 0.0],
            [degrees, minutes, seconds] => [unsigned(degrees)?, unsigned(minutes)?, unsigned(seconds)?],
            // Where the comma stands before decimals too: 52,00000,50,00000,34,01180.
            [d, ds, m, ms, s, ss] => [(d, ds), (m, ms), (s, ss)]
                .map(|(whole, decimals)| unsigned(&format!("{whole}.{decimals}")).unwrap_or(f64::NAN)),
            _ => return None,
        };
        let size = size(degrees, minutes, seconds).filter(|size| size.is_finite())?;
        Some(Self { size, minus, letter })
    }

    /// The angle with the sign of its letter.
    fn towards(&self, letter: char, (plus, minus): (char, char)) -> Option<f64> {
        let letter = letter.to_ascii_uppercase();
        match self.minus {
            // Which of the two is meant nobody knows.
            true => None,
            false if letter == plus => Some(self.size),
            false if letter == minus => Some(-self.size),
            false => None,
        }
    }
}

/// A number without a sign, or a fraction.
fn unsigned(text: &str) -> Option<f64> {
    number(text).filter(|number| *number >= 0.0)
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
        check(&[("Latitude", "47.5S"), ("Longitude", "-122.25W")], None);
        check(&[("Latitude", "47.5"), ("LatitudeRef", "?"), ("Longitude", "122.25")], None);
        check(&[("Latitude", "97.5N"), ("Longitude", "122.25E")], None);
        check(&[("Latitude", "0,0N"), ("Longitude", "0,0E")], None);
    }

    #[test]
    fn a_position_without_letters_has_the_sign_of_its_numbers() {
        check(&[("Latitude", "47.5"), ("Longitude", "-122.25")], Some((47.5, -122.25, None)));
        check(&[("Latitude", "-0,30"), ("Longitude", "122,15")], Some((-0.5, 122.25, None)));
        check(
            &[("Latitude", "55/1 54/1 4500/100"), ("Longitude", "36/1 57/1 3600/100")],
            Some((55.912_5, 36.96, None)),
        );
        check(&[("Latitude", "55/1 61/1 0/1"), ("Longitude", "36/1 57/1 0/1")], None);
        check(&[("Latitude", "north"), ("Longitude", "1 2 3 4")], None);
    }

    #[test]
    fn a_position_that_exif_has_as_a_text_is_read() {
        let check = |latitude: &str, longitude: &str, expected: Option<(f64, f64)>| {
            let text = |tag: Tag, value: &str| (tag, value.to_owned());
            let tags = Tags::of_texts(&[
                text(Tag::GPSLatitude, latitude),
                text(Tag::GPSLatitudeRef, "S"),
                text(Tag::GPSLongitude, longitude),
                text(Tag::GPSLongitudeRef, "E"),
            ]);
            let found = of_exif(&tags).map(|gps| (gps.latitude, gps.longitude));
            assert_eq!(found, expected, "{latitude} {longitude}");
        };
        check("52,00000,30,00000,36,00000", "11,00000,15,00000,00,00000", Some((-52.51, 11.25)));
        check("52.51", "11 15 0", Some((-52.51, 11.25)));
        check("52,30.6N", "11,15E", Some((52.51, 11.25)));
        check("52.51", "-11.25", None);
    }
}
