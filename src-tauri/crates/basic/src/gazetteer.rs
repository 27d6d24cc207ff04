//! Coordinates to place names, offline, from the table of 144,000 towns (GeoNames, CC BY 4.0) inside the
//! `reverse_geocoder` crate.

use std::fmt;

use pothos_model::{Gps, Language, Place};
use reverse_geocoder::ReverseGeocoder;

use crate::country::country;

/// A town farther away says nothing about where a photo was taken.
const NEAR_KM: f64 = 75.0;
/// Mean radius of the earth.
const EARTH_KM: f64 = 6371.0;

/// The place names of the world's towns, in memory. Loading takes a noticeable moment and some 60 MB: load it
/// once, when the first photo with a position comes.
pub struct Gazetteer {
    towns: ReverseGeocoder,
}

impl fmt::Debug for Gazetteer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gazetteer").finish_non_exhaustive()
    }
}

impl Gazetteer {
    /// Loads the built-in table.
    #[must_use]
    pub fn load() -> Self {
        Self { towns: ReverseGeocoder::new() }
    }

    /// The nearest named place, if one lies within 75 km.
    #[must_use]
    pub fn place(&self, gps: Gps) -> Option<Place> {
        if !gps.latitude.is_finite() || !gps.longitude.is_finite() {
            return None;
        }
        let found = self.towns.search((gps.latitude, gps.longitude));
        // The crate gives the squared chord on a sphere of radius 1.
        let angle = 2.0 * (found.distance.max(0.0).sqrt() / 2.0).min(1.0).asin();
        if angle * EARTH_KM > NEAR_KM {
            return None;
        }
        let code = found.record.cc.clone();
        Some(Place {
            city: found.record.name.clone(),
            region: found.record.admin1.clone(),
            country: country(&code, Language::English).unwrap_or(&code).to_owned(),
            country_code: code,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn towns_are_named_and_the_open_sea_is_not() {
        let gazetteer = Gazetteer::load();
        let check = |latitude: f64, longitude: f64, expected: Option<(&str, &str)>| {
            let place = gazetteer.place(Gps { latitude, longitude, altitude_m: None });
            let found = place.as_ref().map(|p| (p.city.as_str(), p.country.as_str()));
            assert_eq!(found, expected, "{latitude}, {longitude}");
        };
        check(60.3913, 5.3221, Some(("Bergen", "Norway")));
        check(-33.8688, 151.2093, Some(("Sydney", "Australia")));
        check(35.0116, 135.7681, Some(("Kyoto", "Japan")));
        check(-48.9, -123.4, None);
        check(0.0, -30.0, None);
        check(f64::NAN, 0.0, None);
    }
}
