//! The folder of sample pictures for a first run: a dozen places, seasons, cameras and techniques, so that
//! every fact the library can show is there to be seen.

use pothos_model::{Camera, Exposure, Gps, LocalTime, Orientation, PhotoFacts};

use super::{SampleSpec, Scene};
use crate::meta::civil_ms;

/// One line of the table below.
struct Row {
    name: &'static str,
    scene: Scene,
    size: (u32, u32),
    taken: &'static str,
    offset_minutes: i16,
    gps: Option<(f64, f64, f64)>,
    camera: (&'static str, &'static str, &'static str),
    /// Seconds, f-number, ISO, focal length, focal length on 35 mm film.
    exposure: (f64, f64, u32, f64, f64),
    orientation: u32,
    rating: Option<i8>,
    keywords: &'static [&'static str],
    title: Option<&'static str>,
}

const CANON: (&str, &str, &str) = ("Canon", "EOS R6", "RF24-105mm F4 L IS USM");
const NIKON: (&str, &str, &str) = ("NIKON CORPORATION", "Z 6", "NIKKOR Z 24-70mm f/4 S");
const FUJI: (&str, &str, &str) = ("FUJIFILM", "X-T4", "XF16mmF1.4 R WR");
const PHONE: (&str, &str, &str) = ("Google", "Pixel 8", "Pixel 8 back camera 6.9mm f/1.68");

#[rustfmt::skip]
const ROWS: [Row; 12] = [
    Row { name: "bergen-fjord.jpg", scene: Scene::Lake, size: (2400, 1600), taken: "2026-06-18T22:41:07", offset_minutes: 120,
        gps: Some((60.3913, 5.3221, 12.0)), camera: CANON, exposure: (1.0 / 125.0, 8.0, 200, 35.0, 35.0), orientation: 1,
        rating: Some(5), keywords: &["fjord", "Travel|Norway|Bergen"], title: Some("Evening on the fjord") },
    Row { name: "tuscany-hills.jpg", scene: Scene::Hills, size: (2400, 1600), taken: "2025-05-04T09:12:44", offset_minutes: 120,
        gps: Some((43.0786, 11.6759, 490.0)), camera: NIKON, exposure: (1.0 / 320.0, 9.0, 100, 70.0, 70.0), orientation: 1,
        rating: Some(4), keywords: &["hills"], title: None },
    Row { name: "sydney-sunset.jpg", scene: Scene::Sunset, size: (2400, 1350), taken: "2025-12-30T20:04:19", offset_minutes: 660,
        gps: Some((-33.8915, 151.2767, 5.0)), camera: FUJI, exposure: (1.0 / 60.0, 5.6, 400, 16.0, 24.0), orientation: 1,
        rating: Some(4), keywords: &["beach"], title: None },
    Row { name: "atacama-stars.jpg", scene: Scene::Night, size: (2400, 1600), taken: "2025-07-26T02:15:30", offset_minutes: -240,
        gps: Some((-22.9087, -68.1997, 2430.0)), camera: CANON, exposure: (20.0, 2.8, 6400, 24.0, 24.0), orientation: 1,
        rating: Some(5), keywords: &["stars"], title: None },
    Row { name: "shanghai-dusk.jpg", scene: Scene::City, size: (2400, 1600), taken: "2026-01-17T17:33:02", offset_minutes: 480,
        gps: Some((31.2397, 121.4998, 20.0)), camera: PHONE, exposure: (1.0 / 30.0, 1.7, 800, 6.9, 25.0), orientation: 1,
        rating: None, keywords: &["天际线", "旅行|中国|上海"], title: None },
    Row { name: "black-forest.jpg", scene: Scene::Forest, size: (1600, 2400), taken: "2025-10-21T08:05:51", offset_minutes: 120,
        gps: Some((48.0, 8.0, 820.0)), camera: NIKON, exposure: (1.0 / 80.0, 4.0, 640, 50.0, 50.0), orientation: 1,
        rating: Some(3), keywords: &["mist", "autumn"], title: None },
    Row { name: "kyoto-morning.jpg", scene: Scene::Forest, size: (2400, 1600), taken: "2026-04-05T06:48:20", offset_minutes: 540,
        gps: Some((35.0116, 135.7681, 60.0)), camera: PHONE, exposure: (1.0 / 100.0, 1.7, 125, 6.9, 25.0), orientation: 6,
        rating: None, keywords: &[], title: None },
    Row { name: "banff-lake.jpg", scene: Scene::Lake, size: (3200, 1200), taken: "2025-09-14T11:20:00", offset_minutes: -360,
        gps: Some((51.1784, -115.5708, 1400.0)), camera: CANON, exposure: (1.0 / 250.0, 11.0, 100, 24.0, 24.0), orientation: 1,
        rating: Some(2), keywords: &["panorama"], title: None },
    Row { name: "waterfall-long-exposure.jpg", scene: Scene::Hills, size: (2400, 1600), taken: "2024-08-02T19:30:12", offset_minutes: 60,
        gps: None, camera: FUJI, exposure: (4.0, 16.0, 160, 23.0, 35.0), orientation: 8,
        rating: None, keywords: &["long exposure"], title: None },
    Row { name: "city-lights.jpg", scene: Scene::City, size: (2000, 2000), taken: "2024-11-29T23:11:45", offset_minutes: 60,
        gps: None, camera: CANON, exposure: (1.0 / 50.0, 1.8, 3200, 85.0, 85.0), orientation: 1,
        rating: Some(3), keywords: &["night"], title: None },
    Row { name: "cape-sunset.jpg", scene: Scene::Sunset, size: (2400, 1600), taken: "2025-02-11T19:42:33", offset_minutes: 120,
        gps: Some((-34.1, 18.38, 3.0)), camera: NIKON, exposure: (1.0 / 500.0, 6.3, 200, 200.0, 200.0), orientation: 3,
        rating: Some(4), keywords: &["sea"], title: None },
    Row { name: "walk.jpg", scene: Scene::Hills, size: (1600, 1200), taken: "", offset_minutes: 0,
        gps: None, camera: ("", "", ""), exposure: (0.0, 0.0, 0, 0.0, 0.0), orientation: 1,
        rating: None, keywords: &[], title: None },
];

/// A dozen sample pictures with their file names.
#[must_use]
pub fn sample_set() -> Vec<(&'static str, SampleSpec)> {
    ROWS.iter().enumerate().map(|(i, row)| (row.name, spec(row, i as u64 + 1))).collect()
}

fn spec(row: &Row, seed: u64) -> SampleSpec {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let positive = |value: f64| (value > 0.0).then_some(value);
    let (seconds, aperture, iso, focal_mm, focal_35mm) = row.exposure;
    let taken = row
        .taken
        .parse()
        .ok()
        .map(|time| LocalTime { local_ms: civil_ms(time), offset_minutes: Some(row.offset_minutes) });
    let facts = PhotoFacts {
        taken,
        camera: Camera { make: text(row.camera.0), model: text(row.camera.1), lens: text(row.camera.2) },
        exposure: Exposure {
            seconds: positive(seconds),
            aperture: positive(aperture),
            iso: (iso > 0).then_some(iso),
            focal_mm: positive(focal_mm),
            focal_35mm: positive(focal_35mm),
            bias_ev: None,
            flash: (iso > 0).then_some(false),
        },
        gps: row.gps.map(|(latitude, longitude, metres)| Gps {
            latitude,
            longitude,
            altitude_m: Some(metres),
        }),
        orientation: Some(Orientation::from_exif(row.orientation)),
        rating: row.rating,
        title: row.title.map(str::to_owned),
        keywords: row.keywords.iter().map(|k| (*k).to_owned()).collect(),
        ..PhotoFacts::default()
    };
    SampleSpec { width: row.size.0, height: row.size.1, seed, scene: row.scene, quality: 90, facts }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_with_a_time_has_one_that_exists() {
        for row in &ROWS {
            assert!(row.taken.is_empty() || spec(row, 1).facts.taken.is_some(), "{}", row.name);
        }
    }
}
