//! Draws sample pictures into a folder: for a first run without photos of one's own, for tests and for the bench.
//!
//! `draw-pictures OUT [--count N] [--size WIDTHxHEIGHT] [--flat]`; a picture that is there already is left alone.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};

use pothos_media::draw::{SampleSpec, Scene, sample_jpeg};
use pothos_model::{Camera, Exposure, Gps, LocalTime, PhotoFacts};

struct Trip {
    folder: &'static str,
    place: Option<(f64, f64)>,
    /// Local wall-clock time of the first picture, in ms since 1970.
    begins_ms: i64,
    offset_minutes: i16,
    camera: (&'static str, &'static str, &'static str),
    exposure: (f64, f64, u32, f64),
    scenes: [Scene; 2],
}

const TRIPS: [Trip; 5] = [
    Trip {
        folder: "Norway 2025",
        place: Some((69.6492, 18.9553)),
        begins_ms: 1_739_130_000_000,
        offset_minutes: 60,
        camera: ("NIKON CORPORATION", "NIKON Z 6_2", "NIKKOR Z 14-30mm f/4 S"),
        exposure: (8.0, 4.0, 1600, 14.0),
        scenes: [Scene::Night, Scene::Lake],
    },
    Trip {
        folder: "Lisbon spring",
        place: Some((38.7223, -9.1393)),
        begins_ms: 1_744_480_800_000,
        offset_minutes: 60,
        camera: ("FUJIFILM", "X-T5", "XF23mmF2 R WR"),
        exposure: (1.0 / 500.0, 5.6, 200, 23.0),
        scenes: [Scene::City, Scene::Sunset],
    },
    Trip {
        folder: "杭州 西湖",
        place: Some((30.2741, 120.1551)),
        begins_ms: 1_728_180_000_000,
        offset_minutes: 480,
        camera: ("SONY", "ILCE-7M4", "FE 85mm F1.8"),
        exposure: (1.0 / 1000.0, 1.8, 100, 85.0),
        scenes: [Scene::Lake, Scene::Forest],
    },
    Trip {
        folder: "Alps été",
        place: Some((45.9237, 6.8694)),
        begins_ms: 1_752_910_000_000,
        offset_minutes: 120,
        camera: ("Canon", "Canon EOS R6", "RF24-105mm F4 L IS USM"),
        exposure: (1.0 / 250.0, 8.0, 100, 35.0),
        scenes: [Scene::Hills, Scene::Forest],
    },
    Trip {
        folder: "Scans without a date",
        place: None,
        begins_ms: 0,
        offset_minutes: 0,
        camera: ("", "", ""),
        exposure: (0.0, 0.0, 0, 0.0),
        scenes: [Scene::Sunset, Scene::Hills],
    },
];

fn facts(trip: &Trip, number: usize) -> PhotoFacts {
    let Some((latitude, longitude)) = trip.place else {
        return PhotoFacts::default();
    };
    let some = |text: &str| Some(text.to_owned());
    let step = i64::try_from(number).unwrap_or(0);
    let (seconds, aperture, iso, focal) = trip.exposure;
    PhotoFacts {
        taken: Some(LocalTime {
            local_ms: trip.begins_ms + step * 3_600_000 * 7,
            offset_minutes: Some(trip.offset_minutes),
        }),
        camera: Camera { make: some(trip.camera.0), model: some(trip.camera.1), lens: some(trip.camera.2) },
        exposure: Exposure {
            seconds: Some(seconds),
            aperture: Some(aperture),
            iso: Some(iso),
            focal_mm: Some(focal),
            focal_35mm: Some(focal),
            ..Exposure::default()
        },
        gps: Some(Gps { latitude: latitude + 0.001 * (step % 50) as f64, longitude, altitude_m: Some(12.0) }),
        rating: (step % 5 == 4).then_some(4),
        keywords: if step % 4 == 3 { vec!["holiday".to_owned()] } else { Vec::new() },
        ..PhotoFacts::default()
    }
}

struct Order {
    out: PathBuf,
    count: usize,
    width: u32,
    height: u32,
    flat: bool,
}

impl Order {
    fn path(&self, number: usize) -> PathBuf {
        if self.flat {
            return self.out.join(format!("part-{:02}", number / 1000)).join(format!("IMG_{number:05}.jpg"));
        }
        self.out.join(TRIPS[number % TRIPS.len()].folder).join(format!("DSC_{:04}.jpg", 400 + number))
    }

    fn draw(&self, number: usize) -> std::io::Result<()> {
        let path = self.path(number);
        if path.exists() {
            return Ok(());
        }
        let trip = &TRIPS[number % TRIPS.len()];
        let bytes = sample_jpeg(&SampleSpec {
            width: self.width,
            height: self.height,
            seed: number as u64,
            scene: trip.scenes[(number / TRIPS.len()) % 2],
            quality: 88,
            facts: facts(trip, number / TRIPS.len()),
        });
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
        // Under another name first: an interrupted run leaves no half picture behind.
        let unfinished = path.with_extension("part");
        std::fs::write(&unfinished, bytes)?;
        std::fs::rename(unfinished, path)
    }

    fn draw_all(&self) -> std::io::Result<()> {
        let next = AtomicUsize::new(0);
        let workers = std::thread::available_parallelism().map_or(1, usize::from);
        std::thread::scope(|scope| {
            let work = || {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= self.count {
                        return Ok(());
                    }
                    self.draw(number)?;
                }
            };
            let handles: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
            let died = |_| Err(std::io::Error::other("drawing stopped half way"));
            handles.into_iter().try_for_each(|handle| handle.join().unwrap_or_else(died))
        })
    }
}

fn read(mut words: impl Iterator<Item = String>) -> Option<Order> {
    let mut order =
        Order { out: PathBuf::from(words.next()?), count: 20, width: 1800, height: 1200, flat: false };
    while let Some(word) = words.next() {
        match word.as_str() {
            "--flat" => order.flat = true,
            "--count" => order.count = words.next()?.parse().ok()?,
            "--size" => {
                let size = words.next()?;
                let (width, height) = size.split_once('x')?;
                (order.width, order.height) = (width.parse().ok()?, height.parse().ok()?);
            }
            _ => return None,
        }
    }
    Some(order)
}

fn main() -> ExitCode {
    let Some(order) = read(std::env::args().skip(1)) else {
        eprintln!("draw-pictures OUT [--count N] [--size WIDTHxHEIGHT] [--flat]");
        return ExitCode::FAILURE;
    };
    match order.draw_all() {
        Ok(()) => {
            println!(
                "{} pictures of {} x {} in {}",
                order.count,
                order.width,
                order.height,
                order.out.display()
            );
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("cannot draw into {}: {error}", order.out.display());
            ExitCode::FAILURE
        }
    }
}
