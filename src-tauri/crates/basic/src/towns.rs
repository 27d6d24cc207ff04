//! The world's towns and which of them is nearest: GeoNames' table as text inside the program (`data/towns.tsv`), read where it
//! lies. Only where each line begins, and a tree of their positions, are kept in memory.

use kiddo::float::{distance::SquaredEuclidean, kdtree::KdTree};

/// A line for a region: its country's code and its name; then a line for each of its towns: latitude and longitude in
/// 1/100,000 of a degree, and the name. Made by the example `towns`.
const TABLE: &str = include_str!("../data/towns.tsv");
/// Units of the table in a degree.
const DEGREE: f64 = 100_000.0;

/// One town.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Town {
    /// Latitude and longitude in degrees.
    pub at: (f64, f64),
    pub name: &'static str,
    /// The first level below the country, as GeoNames writes it; some have none.
    pub region: &'static str,
    /// ISO 3166-1 alpha-2.
    pub country: &'static str,
}

/// Where a town's line begins, and its region's number.
struct Line {
    at: u32,
    region: u16,
}

/// All towns.
pub(crate) struct Towns {
    lines: Vec<Line>,
    /// Code of the country, and name.
    regions: Vec<(&'static str, &'static str)>,
    /// Points on the unit sphere: what is nearest there is nearest on the earth.
    tree: KdTree<f32, u32, 3, 32, u16>,
}

impl Towns {
    /// Reads the table: some 20 ms, and 7 MB that stay.
    pub(crate) fn read() -> Self {
        let count = TABLE.len() / 27;
        let mut towns = Self {
            lines: Vec::with_capacity(count),
            regions: Vec::with_capacity(4_000),
            tree: KdTree::with_capacity(count),
        };
        let mut at = 0;
        for line in TABLE.split_inclusive('\n') {
            towns.line(at, line.trim_end_matches('\n'));
            at += line.len() as u32;
        }
        towns
    }

    fn line(&mut self, at: u32, line: &'static str) {
        match position(line) {
            Some((place, _)) => {
                let region = self.regions.len().saturating_sub(1) as u16;
                self.tree.add(&on_sphere(place), self.lines.len() as u32);
                self.lines.push(Line { at, region });
            }
            None => self.regions.extend(line.split_once('\t')),
        }
    }

    /// The nearest town; `None` for what is no position, and for an empty table.
    pub(crate) fn nearest(&self, at: (f64, f64)) -> Option<Town> {
        if !at.0.is_finite() || !at.1.is_finite() {
            return None;
        }
        let found = self.tree.nearest_one::<SquaredEuclidean>(&on_sphere(at)).item;
        let line = self.lines.get(found as usize)?;
        let (country, region) = *self.regions.get(usize::from(line.region))?;
        let (at, name) = position(TABLE.get(line.at as usize..)?.lines().next()?)?;
        Some(Town { at, name, region, country })
    }
}

/// A town's position and name; `None` for the line of a region.
fn position(line: &str) -> Option<((f64, f64), &str)> {
    let (latitude, rest) = line.split_once('\t')?;
    let (longitude, name) = rest.split_once('\t')?;
    let degrees = |units: &str| units.parse::<i32>().ok().map(|units| f64::from(units) / DEGREE);
    Some(((degrees(latitude)?, degrees(longitude)?), name))
}

/// In single precision a town is off by less than a metre.
fn on_sphere((latitude, longitude): (f64, f64)) -> [f32; 3] {
    let (latitude, longitude) = (latitude.to_radians(), longitude.to_radians());
    [latitude.cos() * longitude.cos(), latitude.cos() * longitude.sin(), latitude.sin()]
        .map(|value| value as f32)
}

#[cfg(test)]
mod tests {
    use reverse_geocoder::ReverseGeocoder;

    use super::*;
    use crate::sphere::kilometres;

    #[test]
    fn every_line_of_the_table_is_a_town_or_a_region() {
        let towns = Towns::read();
        assert_eq!(towns.lines.len(), 144_563);
        assert_eq!(towns.regions.len(), 3_789);
        assert_eq!(towns.lines.len() + towns.regions.len(), TABLE.lines().count(), "a line was passed over");
        assert!(towns.regions.iter().all(|(code, _)| code.len() == 2), "a region without a country");
    }

    /// The table holds what the crate holds that it was made from, and the same town is found wherever one asks.
    #[test]
    fn the_nearest_town_is_the_one_that_the_whole_table_finds() {
        let (towns, whole) = (Towns::read(), ReverseGeocoder::new());
        let mut seed = 1_u64;
        let mut random = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as f64 / f64::from(1 << 31)
        };
        for _ in 0..20_000 {
            let at = (random() * 180.0 - 90.0, random() * 360.0 - 180.0);
            let expected = whole.search(at).record;
            let found = towns.nearest(at).expect("a town");
            let (ours, theirs) = (kilometres(at, found.at), kilometres(at, (expected.lat, expected.lon)));
            let same = (found.name, found.region, found.country)
                == (expected.name.as_str(), expected.admin1.as_str(), expected.cc.as_str());
            assert!(same || (ours - theirs).abs() < 0.002, "{at:?}: {found:?} and not {expected:?}");
        }
    }

    #[test]
    fn what_is_no_position_has_no_town() {
        assert_eq!(Towns::read().nearest((f64::NAN, 0.0)), None);
    }
}
