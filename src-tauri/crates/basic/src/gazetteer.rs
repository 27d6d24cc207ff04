//! Coordinates to place names, offline, from the towns around. They are points and have no borders: what they do not agree
//! on is not said.

use std::fmt;

use pothos_model::{Gps, Language, Near, Place};

use crate::country::country;
use crate::region;
use crate::sphere::{around, bearing, direction_gap, kilometres};
use crate::towns::{Town, Towns};

/// Within it a photo was taken at the town.
const AT_KM: f64 = 3.0;
/// Within it a photo was taken near the town.
const NEAR_KM: f64 = 25.0;
/// Off a coast a country ends here (12 nautical miles: UN Convention on the Law of the Sea, art. 3).
const COASTAL_KM: f64 = 22.2;
/// A town farther away says nothing about where a photo was taken.
const FAR_KM: f64 = 75.0;
/// Directions in which the towns around are asked.
const DIRECTIONS: u32 = 12;

/// Territories with a single town in the table, too few to hold their own against the neighbours' towns: a neighbour's
/// town is not believed within so many km of theirs, unless the photo was taken in its very centre.
const ALONE: [(&str, f64, f64, f64); 4] = [
    ("SG", 1.289_67, 103.850_07, 30.0),
    ("MO", 22.200_56, 113.546_11, 12.0),
    ("GI", 36.144_74, -5.352_57, 6.0),
    ("VA", 41.902_25, 12.453_3, 0.5),
];
/// Where such a neighbour's town is surely itself.
const CENTRE_KM: f64 = 1.2;
/// The Vatican is half a kilometre wide; around it is Rome.
const VATICAN: (&str, f64) = ("VA", 0.5);

/// The place names of the world's towns: load it once, when the first photo with a position comes.
pub struct Gazetteer {
    towns: Towns,
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
        Self { towns: Towns::read() }
    }

    /// Where that is: the town within 3 km, or the nearest one within 25; region and country where the towns around
    /// agree. Nothing in the open sea, or more than 75 km from every town.
    #[must_use]
    pub fn place(&self, gps: Gps) -> Option<Place> {
        let here = (gps.latitude, gps.longitude);
        if !(-90.0..=90.0).contains(&here.0) || !(-180.0..=180.0).contains(&here.1) {
            return None;
        }
        let (town, km) = self.nearest(here)?;
        if km > FAR_KM {
            return None;
        }
        if town.country == VATICAN.0 && km > VATICAN.1 {
            return Some(Place { city: "Rome".to_owned(), region: "Latium".to_owned(), ..in_country("IT") });
        }
        let (one_country, one_region) = self.agreed(here, &town, km);
        let mut place = if one_country { in_country(town.country) } else { in_country("") };
        if one_country && one_region {
            place.region = region::plain(town.country, town.region);
        }
        if one_country && one_region && km <= AT_KM {
            town.name.clone_into(&mut place.city);
        } else if km <= NEAR_KM && !town.name.is_empty() {
            // Rounding to whole km cannot leave the range: km is at most 25.
            let km = km.round().max(1.0) as u16;
            place.near = Some(Near { town: town.name.to_owned(), country_code: town.country.to_owned(), km });
        }
        (one_country || place.near.is_some()).then_some(place)
    }

    fn nearest(&self, at: (f64, f64)) -> Option<(Town, f64)> {
        let town = self.towns.nearest(at)?;
        Some((town, kilometres(at, town.at)))
    }

    /// Whether the towns around are of the same country, and of the same region. Around means in twelve directions, once
    /// and twice as far away as the nearest one: so a border that runs nearer to the photo than a town is seen. Farther
    /// from land than coastal waters reach, the towns must also stand on all sides.
    fn agreed(&self, here: (f64, f64), town: &Town, km: f64) -> (bool, bool) {
        let foreign = ALONE.iter().any(|(code, latitude, longitude, reach)| {
            town.country != *code && km > CENTRE_KM && kilometres(here, (*latitude, *longitude)) <= *reach
        });
        if foreign {
            return (false, false);
        }
        let (mut one_country, mut one_region) = (true, true);
        let mut bearings = vec![bearing(here, town.at)];
        for (ring, direction) in [1.0, 2.0].into_iter().flat_map(|r| (0..DIRECTIONS).map(move |d| (r, d))) {
            let degrees = f64::from(direction) * 360.0 / f64::from(DIRECTIONS);
            let Some(other) = self.towns.nearest(around(here, degrees, km * ring)) else {
                return (false, false);
            };
            one_country &= other.country == town.country;
            one_region &= other.region == town.region;
            bearings.push(bearing(here, other.at));
        }
        let enclosed = km <= COASTAL_KM || direction_gap(&mut bearings) < 180.0;
        (one_country && enclosed, one_country && one_region && enclosed)
    }
}

fn in_country(code: &str) -> Place {
    Place {
        city: String::new(),
        region: String::new(),
        country: country(code, Language::English).unwrap_or(code).to_owned(),
        country_code: code.to_owned(),
        near: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `city, region, country; near town km`.
    fn shown(place: Option<Place>) -> String {
        let Some(place) = place else { return "nowhere".to_owned() };
        let near = place.near.map(|near| format!("; near {} {}", near.town, near.km)).unwrap_or_default();
        format!("{}, {}, {}{near}", place.city, place.region, place.country)
    }

    #[test]
    fn towns_are_named_and_the_open_sea_is_not() {
        let gazetteer = Gazetteer::load();
        let mut wrong = Vec::new();
        for (what, latitude, longitude, expected) in CASES {
            let found = shown(gazetteer.place(Gps { latitude, longitude, altitude_m: None }));
            if found != expected {
                wrong.push(format!("{what}: {found} and not {expected}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[rustfmt::skip]
    const CASES: [(&str, f64, f64, &str); 33] = [
        ("Bergen", 60.3913, 5.3221, "Bergen, Hordaland, Norway"),
        ("Sydney", -33.8688, 151.2093, "Sydney, New South Wales, Australia"),
        ("Kyoto", 35.0116, 135.7681, "Kyoto, Kyoto, Japan"),
        ("Quito", -0.1807, -78.4678, ", Pichincha, Ecuador; near Quito 8"),
        ("Wuhan", 30.5928, 114.3055, "Jiang'an, Hubei, China"),
        ("Southern Ocean", -48.9, -123.4, "nowhere"),
        ("Atlantic", 0.0, -30.0, "nowhere"),
        ("Pacific at the date line", 30.0, 180.0, "nowhere"),
        ("North Pole", 90.0, 0.0, "nowhere"),
        ("South Pole", -90.0, 0.0, "nowhere"),
        ("no number", f64::NAN, 0.0, "nowhere"),
        ("off the earth", 91.0, 0.0, "nowhere"),
        ("North Sea, 60 km off Bergen", 60.39, 4.0, "nowhere"),
        ("North Sea, 35 km off", 60.4, 4.35, "nowhere"),
        ("Hardangervidda", 60.2, 7.5, ", , Norway"),
        ("Sahara", 24.0, 3.0, "nowhere"),
        ("Strait of Dover", 51.0, 1.45, ", , ; near Dover 18"),
        ("Konstanz, old town", 47.6603, 9.1752, "Konstanz, Baden-Wuerttemberg, Germany"),
        ("between Konstanz and Kreuzlingen", 47.6560, 9.1760, ", , ; near Konstanz 1"),
        ("Basel", 47.5584, 7.5733, "Basel, Basel-City, Switzerland"),
        ("Monaco", 43.7384, 7.4246, "Monte-Carlo, Commune de Monaco, Monaco"),
        ("St Peter's Square", 41.9022, 12.4568, "Vatican City, , Vatican City"),
        ("Castel Sant'Angelo", 41.9031, 12.4663, "Rome, Latium, Italy"),
        ("Singapore", 1.2897, 103.8501, "Singapore, , Singapore"),
        ("Woodlands in Singapore", 1.437, 103.786, ", , ; near Johor Bahru 4"),
        ("Johor Bahru", 1.4655, 103.7578, "Johor Bahru, Johor, Malaysia"),
        ("Zermatt", 46.0207, 7.7491, "Zermatt, Valais, Switzerland"),
        ("Grand Canyon", 36.1069, -112.1129, ", Arizona, United States; near Grand Canyon 6"),
        ("Yosemite", 37.7456, -119.5936, "Yosemite Valley, California, United States"),
        ("Times Square", 40.7580, -73.9855, ", , United States; near Weehawken 3"),
        ("Lake Superior", 47.7, -87.5, "nowhere"),
        ("Uluru", -25.3444, 131.0369, "nowhere"),
        ("Svalbard", 78.2232, 15.6267, "Longyearbyen, Svalbard, Svalbard and Jan Mayen"),
    ];
}
