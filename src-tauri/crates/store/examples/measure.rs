//! Fills a library with made-up photos and prints how long its calls take: by the clock, and on the processor, where
//! the system tells (Linux), so that other work on the machine can be told apart.
//! `cargo run --release -p pothos-store --example measure -- [PHOTOS] [ANALYSED]`

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use pothos_model::{
    BasicRecord, Camera, FileStamp, Format, LocalTime, NewWord, Peek, PhotoFacts, PhotoQuery, PhotoState,
    Quality, QualityReason, SortOrder, Source, Timestamp, WordKind,
};
use pothos_store::{Effect, FoundFile, Library};

const NOW: Timestamp = Timestamp(1_795_000_000_000);
const CHUNK: usize = 500;
const A_FOLDER: usize = 800;
const SUBJECTS: [&str; 12] = [
    "sea", "dog", "mountain", "street", "portrait", "night", "snow", "food", "car", "flower", "bridge",
    "海边",
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut numbers = std::env::args().skip(1).map(|text| text.parse::<usize>());
    let photos = numbers.next().transpose()?.unwrap_or(100_000);
    let analysed = numbers.next().transpose()?.unwrap_or(photos).min(photos);
    let dir = tempfile::tempdir()?;
    let library = Library::open(dir.path())?;
    let root = PathBuf::from("/measure");
    let batch = library.create_import(std::slice::from_ref(&root), "measure", NOW)?;

    let mut chunks = Vec::new();
    for from in (0..photos).step_by(CHUNK) {
        let files: Vec<FoundFile> = (from..(from + CHUNK).min(photos)).map(|n| file(&root, n)).collect();
        chunks.push(timed(|| library.import_chunk(batch, &root, &files, NOW))?.1);
    }
    spread("import of a chunk of 500", &chunks);

    let mut finishes = Vec::new();
    let mut claims = Vec::new();
    while finishes.len() < analysed {
        let (claimed, took) = timed(|| library.claim(batch, 32, NOW))?;
        claims.push(took);
        if claimed.is_empty() {
            break;
        }
        for job in claimed {
            let effect = Effect::Basic(Box::new(record(usize::try_from(job.photo.0)?)));
            finishes.push(timed(|| library.finish(job.fence, &effect, NOW))?.1);
        }
    }
    spread("claim of 32", &claims);
    spread("finish of a basic job", &finishes);

    let all = PhotoQuery::default;
    let folder = library.folders()?.get(1).map(|folder| folder.id);
    let queries = [
        ("newest", all()),
        ("oldest", PhotoQuery { sort: SortOrder::OldestFirst, ..all() }),
        ("added", PhotoQuery { sort: SortOrder::RecentlyAdded, ..all() }),
        ("best", PhotoQuery { sort: SortOrder::BestFirst, ..all() }),
        ("name", PhotoQuery { sort: SortOrder::Name, ..all() }),
        ("tag sea", PhotoQuery { tags: vec!["sea".into()], ..all() }),
        ("text: sea", PhotoQuery { text: "sea".into(), ..all() }),
        ("text: morn canon", PhotoQuery { text: "canon morn".into(), ..all() }),
        ("text: img 99", PhotoQuery { text: "img 99".into(), ..all() }),
        ("text: 海", PhotoQuery { text: "海".into(), ..all() }),
        ("one folder", PhotoQuery { folder, ..all() }),
        ("camera", PhotoQuery { camera: Some("Canon EOS R5".into()), ..all() }),
        ("4 stars", PhotoQuery { min_rating: Some(4), ..all() }),
        ("ready", PhotoQuery { state: Some(PhotoState::Ready), ..all() }),
        ("basic words", PhotoQuery { words_from: Some(Source::Basic), ..all() }),
        (
            "sea, best, a year",
            PhotoQuery {
                tags: vec!["sea".into()],
                taken_from: Some(1_600_000_000_000),
                taken_before: Some(1_631_000_000_000),
                sort: SortOrder::BestFirst,
                ..all()
            },
        ),
    ];
    for (name, query) in queries {
        let mut times = Vec::new();
        let mut rows = 0;
        for _ in 0..5 {
            let (grid, took) = timed(|| library.grid(&query))?;
            rows = grid.len();
            times.push(took);
        }
        spread(&format!("grid: {name} ({rows} rows)"), &times);
    }
    let ids = library.ids(&all())?;
    let some: Vec<_> = ids.iter().step_by((ids.len() / 200).max(1)).copied().collect();
    repeat("200 tiles spread over the library", || library.tiles(&some).map(|_| ()))?;
    repeat("one photo", || {
        library.photo(some.first().copied().unwrap_or(pothos_model::PhotoId(1))).map(|_| ())
    })?;
    repeat("folders", || library.folders().map(|_| ()))?;
    repeat("facets", || library.facets(200).map(|_| ()))?;
    repeat("stats", || library.stats().map(|_| ()))?;
    let bytes = std::fs::metadata(dir.path().join("library.db"))?.len();
    println!("{:>40}  {} MB", "library.db", bytes / 1_000_000);
    drop(library);
    let (_, took) = timed(|| Library::open(dir.path()))?;
    spread("open", &[took]);
    Ok(())
}

fn file(root: &Path, n: usize) -> FoundFile {
    FoundFile {
        folder: root.join(format!("{:02}", n / A_FOLDER / 50)).join(format!("shoot {:04}", n / A_FOLDER)),
        name: format!("IMG_{n:07}.jpg").into(),
        stamp: FileStamp { size: 8_000_000, modified: NOW },
        peek: Peek {
            format: Format::Jpeg,
            size: Some((6000, 4000)),
            taken: Some(taken(n)),
            first_sight: None,
            sidecar: None,
        },
    }
}

fn taken(n: usize) -> LocalTime {
    // A walk over ten years that does not follow the order of import.
    let minute = i64::try_from(n.wrapping_mul(7_919) % 5_000_000).unwrap_or(0);
    LocalTime { local_ms: 1_450_000_000_000 + minute * 60_000, offset_minutes: Some(60) }
}

fn record(n: usize) -> BasicRecord {
    let mut content_hash = [0; 32];
    content_hash[..8].copy_from_slice(&n.to_le_bytes());
    let subject = SUBJECTS[n % SUBJECTS.len()];
    let tag = |text: String| NewWord::new(WordKind::Tag, text);
    BasicRecord {
        width: 6000,
        height: 4000,
        content_hash,
        perceptual_hash: Some(0x0123_4567_89AB_CDEF),
        facts: PhotoFacts {
            taken: Some(taken(n)),
            camera: Camera {
                make: Some("Canon".into()),
                model: Some(format!("EOS R{}", n % 7)),
                lens: Some("RF 24-70mm F2.8 L IS USM".into()),
            },
            rating: i8::try_from(n % 6).ok(),
            ..PhotoFacts::default()
        },
        place: None,
        quality: Quality {
            score: u8::try_from(n % 101).unwrap_or(0),
            sharpness: 70,
            exposure: 90,
            contrast: 50,
            colourfulness: 40,
            noise: 5,
            clipped_high: 0.01,
            clipped_low: 0.0,
            mean_luma: 120.0,
            reasons: vec![QualityReason::Sharp],
            ..Quality::default()
        },
        colours: Vec::new(),
        words: vec![
            NewWord::new(WordKind::Title, format!("Summer morning, {subject}")),
            NewWord::new(
                WordKind::Description,
                format!("Taken in summer with a Canon, {subject}, wide angle."),
            ),
            NewWord::new(WordKind::Category, "outdoor"),
            tag(subject.into()),
            tag("summer".into()),
            tag("morning".into()),
            tag(format!("{} mm", 24 + n % 47)),
            tag("landscape orientation".into()),
        ],
    }
}

/// How long a call took.
#[derive(Clone, Copy)]
struct Took {
    clock: Duration,
    /// Counted in the scheduler's ticks: right on the average of many calls.
    processor: Duration,
}

fn timed<T, E>(call: impl FnOnce() -> Result<T, E>) -> Result<(T, Took), E> {
    let (start, busy) = (Instant::now(), on_processor());
    let value = call()?;
    let processor = on_processor().zip(busy).map(|(after, before)| after.saturating_sub(before));
    Ok((value, Took { clock: start.elapsed(), processor: processor.unwrap_or_default() }))
}

/// This thread's time on a processor so far.
fn on_processor() -> Option<Duration> {
    let line = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    line.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

fn repeat<E>(name: &str, mut call: impl FnMut() -> Result<(), E>) -> Result<(), E> {
    let mut times = Vec::new();
    for _ in 0..5 {
        times.push(timed(&mut call)?.1);
    }
    spread(name, &times);
    Ok(())
}

fn spread(name: &str, times: &[Took]) {
    let mut clock: Vec<Duration> = times.iter().map(|took| took.clock).collect();
    clock.sort();
    let at =
        |share: usize| clock.get((clock.len().saturating_sub(1)) * share / 100).copied().unwrap_or_default();
    let processor = times.iter().map(|took| took.processor).sum::<Duration>()
        / u32::try_from(times.len()).unwrap_or(1).max(1);
    println!(
        "{name:>40}  median {:>10.3?}  p99 {:>10.3?}  most {:>10.3?}  mean on the processor {processor:>10.3?}",
        at(50),
        at(99),
        at(100)
    );
}
