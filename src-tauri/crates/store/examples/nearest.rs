//! Makes vectors for made-up photos and prints how long a search by meaning takes, and how well the first look by signs finds
//! what an exact one would.
//! `cargo run --release -p pothos-store --example nearest -- [PHOTOS]`

use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;

use pothos_model::{
    BasicRecord, BatchServer, FileStamp, Format, Meaning, ModelStamp, NewWord, Peek, PhotoFacts, PhotoId,
    Quality, TaskSet, Timestamp, VisionOptions, VisionRecord, WordKind,
};
use pothos_store::{Effect, FoundFile, Library, NewVision};

const NOW: Timestamp = Timestamp(1_795_000_000_000);
const SIDES: usize = 768;
/// Subjects that photos have something of: vectors of real texts lie in bundles too.
const SUBJECTS: u64 = 400;
const MOST: usize = 200;
const QUESTIONS: u64 = 20;

fn main() -> Result<(), Box<dyn Error>> {
    let photos: usize = std::env::args().nth(1).map_or(Ok(100_000), |text| text.parse())?;
    let dir = tempfile::tempdir()?;
    let library = Library::open(dir.path())?;
    let ids = indexed(&library, photos)?;
    let new = NewVision {
        name: "vectors".into(),
        options: VisionOptions { tasks: TaskSet::MEANING, ..VisionOptions::default() },
        servers: vec![BatchServer {
            url: "http://127.0.0.1:1".into(),
            model: "embed".into(),
            protocol: "auto".into(),
            concurrency: 8,
            allow_cloud: false,
            price: None,
        }],
        again: false,
        scope: String::new(),
    };
    let batch = library.create_vision(&new, NOW)?;
    for chunk in ids.chunks(250) {
        library.add_vision_chunk(batch, chunk, NOW)?;
    }
    library.seal(batch, NOW)?;
    loop {
        let claimed = library.claim(batch, 100, NOW)?;
        if claimed.is_empty() {
            break;
        }
        for job in claimed {
            let record = record(batch, &vector(job.photo.0.cast_unsigned()));
            library.finish(job.fence, &Effect::Vision(Box::new(record)), NOW)?;
        }
    }
    let mut took = Vec::new();
    let mut shared = 0;
    for question in 0..QUESTIONS {
        let wanted = towards(question * 17 % SUBJECTS, 1_000_000_007 + question);
        let began = Instant::now();
        let near = library.nearest("embed", &wanted, MOST)?;
        took.push(began.elapsed());
        let mut exact: Vec<(f32, PhotoId)> =
            ids.iter().map(|id| (cosine(&wanted, &vector(id.0.cast_unsigned())), *id)).collect();
        exact.sort_by(|a, b| b.0.total_cmp(&a.0));
        let best: std::collections::HashSet<PhotoId> = exact.iter().take(MOST).map(|(_, id)| *id).collect();
        shared += near.iter().filter(|near| best.contains(&near.photo)).count();
    }
    took.sort();
    println!(
        "{photos} vectors of {SIDES} numbers: the nearest {MOST} in {:?} (median), {:?} (longest); {:.1} % of them are the exact ones",
        took.get(took.len() / 2).copied().unwrap_or_default(),
        took.last().copied().unwrap_or_default(),
        100.0 * shared as f64 / (MOST as f64 * QUESTIONS as f64)
    );
    Ok(())
}

/// A direction of one of the subjects, with much of its own.
fn vector(number: u64) -> Vec<f32> {
    towards(number % SUBJECTS, number + 1)
}

fn towards(subject: u64, own: u64) -> Vec<f32> {
    let (mut common, mut apart) = (subject * 7_919 + 1, own * 104_729 + 1);
    (0..SIDES).map(|_| chance(&mut common) + 0.9 * chance(&mut apart)).collect()
}

/// -1 to 1 (xorshift64).
fn chance(state: &mut u64) -> f32 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    (*state >> 40) as f32 / 8_388_608.0 - 1.0
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}

fn indexed(library: &Library, photos: usize) -> Result<Vec<PhotoId>, Box<dyn Error>> {
    let folder = PathBuf::from("/nearest");
    let batch = library.create_import(std::slice::from_ref(&folder), "nearest", NOW)?;
    let files: Vec<FoundFile> = (0..photos)
        .map(|n| FoundFile {
            folder: folder.clone(),
            name: format!("{n:08}.jpg").into(),
            stamp: FileStamp { size: 1, modified: Timestamp(1) },
            peek: Peek { size: Some((60, 40)), ..Peek::of(Format::Jpeg) },
        })
        .collect();
    for chunk in files.chunks(250) {
        library.import_chunk(batch, &folder, chunk, NOW)?;
    }
    library.seal(batch, NOW)?;
    let mut ids = Vec::with_capacity(photos);
    loop {
        let claimed = library.claim(batch, 100, NOW)?;
        if claimed.is_empty() {
            return Ok(ids);
        }
        for job in claimed {
            library.finish(job.fence, &Effect::Basic(Box::new(basic(job.photo))), NOW)?;
            ids.push(job.photo);
        }
    }
}

fn record(batch: pothos_model::BatchId, vector: &[f32]) -> VisionRecord {
    VisionRecord {
        stamp: ModelStamp {
            server: "http://127.0.0.1:1".into(),
            model: "embed".into(),
            preset: "standard".into(),
            preset_version: 1,
            batch,
            similar_to: None,
        },
        words: Vec::new(),
        missing: Vec::new(),
        duration_ms: 1,
        prompt_tokens: None,
        answer_tokens: None,
        raw_reply: String::new(),
        repairs: Vec::new(),
        meaning: Meaning::new(vector),
    }
}

fn basic(photo: PhotoId) -> BasicRecord {
    let mut content_hash = [0; 32];
    for (at, byte) in content_hash.iter_mut().zip(photo.0.to_le_bytes()) {
        *at = byte;
    }
    BasicRecord {
        width: 60,
        height: 40,
        content_hash,
        perceptual_hash: Some(1),
        facts: PhotoFacts::default(),
        place: None,
        quality: Quality {
            score: 50,
            sharpness: 50,
            exposure: 50,
            contrast: 50,
            colourfulness: 50,
            noise: 5,
            clipped_high: 0.0,
            clipped_low: 0.0,
            mean_luma: 120.0,
            reasons: Vec::new(),
            ..Quality::default()
        },
        colours: Vec::new(),
        words: vec![NewWord::new(WordKind::Tag, "boat")],
    }
}
