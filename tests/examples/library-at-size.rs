//! Fills a library with made-up photos through the store's own import and finish, and measures how it answers.
//!
//! `library-at-size fill DIR COUNT`, then `library-at-size measure DIR`, which prints one JSON object.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;

use pothos_model::NewWord;
use pothos_model::{
    BasicRecord, Camera, Colour, FileStamp, Format, LocalTime, Orientation, Peek, PhotoFacts, PhotoId,
    PhotoQuery, Place, Quality, QualityReason, Timestamp, WordKind,
};
use pothos_store::{Effect, FoundFile, Library};

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// The most that one import transaction takes.
const CHUNK: usize = 500;
const NOW: Timestamp = Timestamp(1_767_225_600_000);
const THINGS: [&str; 12] = [
    "lake", "harbour", "bridge", "market", "forest", "tower", "beach", "garden", "station", "mountain",
    "street", "café",
];
const CITIES: [(&str, &str); 6] = [
    ("Tromsø", "Norway"),
    ("Lisbon", "Portugal"),
    ("杭州", "中国"),
    ("Chamonix", "France"),
    ("Kyoto", "Japan"),
    ("Oslo", "Norway"),
];

/// splitmix64: the same library at every run.
fn mixed(number: u64) -> u64 {
    let mut mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

fn pick<T: Copy>(of: &[T], seed: u64) -> T {
    of[usize::try_from(seed % of.len() as u64).unwrap_or(0)]
}

fn found(root: &Path, number: u64) -> FoundFile {
    let taken = 1_420_070_400_000 + i64::try_from(mixed(number) % 315_000_000_000).unwrap_or(0);
    FoundFile {
        folder: root
            .join(format!("{}", 2015 + number / 10_000))
            .join(format!("day {:03}", number / 250 % 400)),
        name: format!("DSC_{number:06}.jpg").into(),
        stamp: FileStamp { size: 8_000_000 + number, modified: Timestamp(taken) },
        peek: Peek {
            format: Format::Jpeg,
            size: Some(if mixed(number).is_multiple_of(4) { (4000, 6000) } else { (6000, 4000) }),
            taken: Some(LocalTime { local_ms: taken, offset_minutes: Some(60) }),
            first_sight: None,
            sidecar: None,
        },
    }
}

fn record(number: u64, file: &FoundFile) -> BasicRecord {
    let seed = mixed(number ^ 0xBA51C);
    let (thing, (city, country)) = (pick(&THINGS, seed), pick(&CITIES, seed >> 8));
    let word = |kind, text: String| NewWord::new(kind, text);
    let (width, height) = file.peek.size.unwrap_or((6000, 4000));
    BasicRecord {
        width,
        height,
        content_hash: *blake3::hash(&number.to_le_bytes()).as_bytes(),
        perceptual_hash: Some(seed & !1),
        facts: PhotoFacts {
            taken: file.peek.taken,
            camera: Camera {
                make: Some("NIKON CORPORATION".to_owned()),
                model: Some(format!("NIKON Z {}", 5 + seed % 4)),
                lens: None,
            },
            orientation: Some(Orientation::NORMAL),
            rating: Some(i8::try_from(seed % 6).unwrap_or(0)),
            ..PhotoFacts::default()
        },
        place: Some(Place {
            city: city.to_owned(),
            region: String::new(),
            country: country.to_owned(),
            country_code: "XX".to_owned(),
            near: None,
        }),
        quality: Quality {
            score: u8::try_from(seed % 101).unwrap_or(0),
            sharpness: 70,
            exposure: 70,
            contrast: 60,
            colourfulness: 50,
            noise: 80,
            clipped_high: 0.01,
            clipped_low: 0.02,
            mean_luma: 0.45,
            reasons: vec![QualityReason::WellExposed],
            ..Quality::default()
        },
        colours: vec![
            Colour { r: 40, g: 80, b: 120, percent: 60 },
            Colour { r: 200, g: 190, b: 180, percent: 40 },
        ],
        words: vec![
            word(WordKind::Title, format!("{thing} in {city}, number {number}")),
            word(
                WordKind::Description,
                format!("Taken in {city}, {country}, near a {thing}; sharp and well exposed."),
            ),
            word(WordKind::Category, "landscape".to_owned()),
            word(WordKind::Tag, thing.to_owned()),
            word(WordKind::Tag, city.to_owned()),
            word(WordKind::Tag, format!("walk {}", seed % 2_000)),
        ],
    }
}

fn fill(dir: &Path, count: u64) -> Outcome {
    let library = Library::open(dir)?;
    let root = PathBuf::from("/made-up/photos");
    let batch = library.create_import(std::slice::from_ref(&root), "made-up photos", NOW)?;
    let numbers: Vec<u64> = (0..count).collect();
    for chunk in numbers.chunks(CHUNK) {
        let files: Vec<FoundFile> = chunk.iter().map(|number| found(&root, *number)).collect();
        library.import_chunk(batch, &root, &files, NOW)?;
    }
    library.seal(batch, NOW)?;
    let thumb = vec![0xFF; 1_500];
    let mut number = 0;
    loop {
        let claimed = library.claim(batch, 64, NOW)?;
        if claimed.is_empty() {
            break;
        }
        for job in claimed {
            let file = found(&root, number);
            library.finish(job.fence, &Effect::Basic(Box::new(record(number, &file))), NOW)?;
            library.put_renditions(job.photo, 1, &thumb, &thumb)?;
            number += 1;
        }
    }
    println!("{} photos in {}", library.photo_total()?, dir.display());
    Ok(())
}

/// The middle of `rounds` runs, in ms.
fn middle<T>(rounds: usize, mut run: impl FnMut() -> Outcome<T>) -> Outcome<(f64, T)> {
    let mut last = run()?;
    let mut times = Vec::with_capacity(rounds);
    for _ in 0..rounds {
        let started = Instant::now();
        last = run()?;
        times.push(started.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    Ok((times.get(rounds / 2).copied().unwrap_or(0.0), last))
}

fn measure(dir: &Path) -> Outcome {
    let opening = Instant::now();
    let library = Library::open_read_only(dir)?;
    let opened = opening.elapsed().as_secs_f64() * 1000.0;
    let (grid_ms, grid) = middle(15, || Ok(library.grid(&PhotoQuery::default())?))?;
    let page: Vec<PhotoId> = grid.iter().skip(grid.len() / 2).take(100).map(|row| row.id).collect();
    let (page_ms, tiles) = middle(15, || Ok(library.tiles(&page)?))?;
    let mut searches = Vec::new();
    for text in ["lake", "walk 1234", "tromsø harbour", "杭州", "number 4711"] {
        let query = PhotoQuery { text: text.to_owned(), ..PhotoQuery::default() };
        let (ms, hits) = middle(15, || Ok(library.grid(&query)?))?;
        searches.push(serde_json::json!({"text": text, "hits": hits.len(), "ms": ms}));
    }
    let (facets_ms, _) = middle(5, || Ok(library.facets(50)?))?;
    println!(
        "{}",
        serde_json::json!({"photos": grid.len(), "open_ms": opened, "grid_ms": grid_ms, "page_ms": page_ms,
            "page_tiles": tiles.len(), "facets_ms": facets_ms, "searches": searches})
    );
    Ok(())
}

fn main() -> Outcome {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["fill", dir, count] => fill(Path::new(dir), count.parse()?),
        ["measure", dir] => measure(Path::new(dir)),
        _ => Err("library-at-size fill DIR COUNT | measure DIR".into()),
    }
}
