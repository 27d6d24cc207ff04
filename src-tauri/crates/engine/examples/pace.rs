//! Figures of the engine alone: photos a second with instant answers, the share of the ideal with slow ones, and
//! what single calls on the queue cost with many jobs in it.
//!
//! `cargo run --release -p pothos-engine --example pace [JOBS]`

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use pothos_engine::{BoxFuture, Claimed, Clock, Engine, EngineEvent, EngineOptions, RealClock, Work};
use pothos_model::{
    BasicRecord, Batch, BatchId, BatchServer, Failure, FileStamp, Format, ModelStamp, NewWord, Peek,
    PhotoFacts, PhotoId, Quality, Timestamp, VisionOptions, VisionRecord, WordKind,
};
use pothos_store::{Effect, FoundFile, Library, NewVision, RetryWhat};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Answers after a wait, and adds up how long its answers really took: a sleep is rounded up to the next tick.
struct Model {
    wait: Duration,
    took_us: Arc<AtomicU64>,
}

impl Work for Model {
    fn basic(&self, claimed: &Claimed) -> Result<Box<BasicRecord>, (Failure, Option<Box<PhotoFacts>>)> {
        Ok(basic(claimed.photo))
    }

    fn vision(
        &self,
        batch: Arc<Batch>,
        _: Claimed,
        _: BatchServer,
    ) -> BoxFuture<'static, Result<Box<VisionRecord>, Failure>> {
        let (wait, took_us) = (self.wait, self.took_us.clone());
        Box::pin(async move {
            let began = Instant::now();
            if !wait.is_zero() {
                tokio::time::sleep(wait).await;
            }
            let answer = answer(batch.id);
            took_us
                .fetch_add(u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
            Ok(answer)
        })
    }

    fn probe(&self, _: BatchServer) -> BoxFuture<'static, Result<(), Failure>> {
        Box::pin(async { Ok(()) })
    }
}

fn main() -> Outcome<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["speed"] => runtime.block_on(async {
            speed(10_000, 8, Duration::ZERO).await?;
            for (wait, concurrency, photos) in [
                (50, 1, 100),
                (50, 8, 1_000),
                (50, 32, 3_200),
                (200, 1, 40),
                (200, 8, 400),
                (200, 32, 1_600),
                (2_000, 1, 5),
                (2_000, 8, 40),
                (2_000, 32, 160),
            ] {
                speed(photos, concurrency, Duration::from_millis(wait)).await?;
            }
            Ok(())
        }),
        ["starts"] => runtime.block_on(starts()),
        ["calls", jobs] => calls(jobs.parse()?),
        _ => Err("pace speed | pace starts | pace calls JOBS".into()),
    }
}

/// How soon a batch of half a million photos sends its first request, how soon a cancel ends what is in flight, and
/// how soon an engine that was killed goes on.
async fn starts() -> Outcome<()> {
    let dir = tempfile::tempdir()?;
    let library = Arc::new(Library::open(dir.path())?);
    let ids = analysed(&library, 500_000)?;
    let (asked, mut asks) = tokio::sync::mpsc::unbounded_channel();
    let started = || {
        Engine::start(
            library.clone(),
            Arc::new(Hangs(asked.clone())),
            Arc::new(RealClock),
            Box::new(|_| ()),
            EngineOptions::default(),
        )
    };
    let engine = Arc::new(started().await?.0);
    println!("500,000 photos in the library: {} MiB", resident_mib());
    let began = Instant::now();
    let batch = library.create_vision(&new_vision(8), RealClock.now())?;
    let filling = {
        let (library, engine) = (library.clone(), engine.clone());
        std::thread::spawn(move || {
            // As many at a time as the application adds.
            for chunk in ids.chunks(250) {
                if library.add_vision_chunk(batch, chunk, RealClock.now()).is_err() {
                    return;
                }
                engine.wake();
            }
            let _ = library.seal(batch, RealClock.now());
        })
    };
    asks.recv().await;
    println!("500,000 photos: first request {:.0} ms after the start", began.elapsed().as_secs_f64() * 1e3);
    let _ = filling.join();
    println!(
        "500,000 photos: all queued after {:.1} s, {} MiB, of which their numbers in this program 4",
        began.elapsed().as_secs_f64(),
        resident_mib()
    );
    drop(engine);
    let began = Instant::now();
    let (engine, recovered) = started().await?;
    while asks.try_recv().is_ok() {}
    asks.recv().await;
    println!(
        "killed with {} in flight: first request {:.0} ms after the next start",
        recovered.requeued,
        began.elapsed().as_secs_f64() * 1e3
    );
    let began = Instant::now();
    engine.cancel(batch).await?;
    println!("cancel of 500,000: nothing in flight after {:.0} ms", began.elapsed().as_secs_f64() * 1e3);
    engine.shutdown().await;
    Ok(())
}

/// Never answers; says that it was asked.
struct Hangs(tokio::sync::mpsc::UnboundedSender<()>);

impl Work for Hangs {
    fn basic(&self, claimed: &Claimed) -> Result<Box<BasicRecord>, (Failure, Option<Box<PhotoFacts>>)> {
        Ok(basic(claimed.photo))
    }

    fn vision(
        &self,
        _: Arc<Batch>,
        _: Claimed,
        _: BatchServer,
    ) -> BoxFuture<'static, Result<Box<VisionRecord>, Failure>> {
        let _ = self.0.send(());
        Box::pin(std::future::pending())
    }

    fn probe(&self, _: BatchServer) -> BoxFuture<'static, Result<(), Failure>> {
        Box::pin(async { Ok(()) })
    }
}

/// One vision batch from start to end.
async fn speed(photos: u32, concurrency: u8, wait: Duration) -> Outcome<()> {
    let dir = tempfile::tempdir()?;
    let library = Arc::new(Library::open(dir.path())?);
    let ids = analysed(&library, photos)?;
    let (told, mut ends) = tokio::sync::mpsc::unbounded_channel();
    let events = Arc::new(AtomicU64::new(0));
    let took_us = Arc::new(AtomicU64::new(0));
    let counted = events.clone();
    let listener = Box::new(move |event: EngineEvent| {
        counted.fetch_add(1, Ordering::Relaxed);
        if let EngineEvent::BatchFinished(batch, _) = event {
            let _ = told.send(batch.id);
        }
    });
    let (engine, _) = Engine::start(
        library.clone(),
        Arc::new(Model { wait, took_us: took_us.clone() }),
        Arc::new(RealClock),
        listener,
        EngineOptions::default(),
    )
    .await?;
    let batch = library.create_vision(&new_vision(concurrency), RealClock.now())?;
    for chunk in ids.chunks(500) {
        library.add_vision_chunk(batch, chunk, RealClock.now())?;
    }
    library.seal(batch, RealClock.now())?;
    let began = Instant::now();
    let cpu = cpu_time();
    engine.wake();
    while ends.recv().await != Some(batch) {}
    let took = began.elapsed().as_secs_f64();
    let cpu = (cpu_time() - cpu).as_secs_f64() * 1_000.0 / f64::from(photos);
    let rate = f64::from(photos) / took;
    let latency = took_us.load(Ordering::Relaxed) as f64 / 1e6 / f64::from(photos);
    let ideal = f64::from(concurrency) / latency;
    let share = if wait.is_zero() {
        String::new()
    } else {
        format!(", {:.3} of the ideal (answers took {:.1} ms)", rate / ideal, latency * 1e3)
    };
    println!(
        "{photos} photos, {concurrency} at once, answers after {} ms: {rate:.0} photos/s{share}, {cpu:.2} ms CPU a photo, \
         {:.0} events/s from the engine",
        wait.as_millis(),
        events.load(Ordering::Relaxed) as f64 / took
    );
    engine.shutdown().await;
    Ok(())
}

/// Single calls with `jobs` jobs in an active batch and as many paused ones in front.
fn calls(jobs: u32) -> Outcome<()> {
    let dir = tempfile::tempdir()?;
    let library = Library::open(dir.path())?;
    let now = RealClock.now();
    let began = Instant::now();
    let front = import(&library, 0, jobs, "a")?;
    library.pause(front, pothos_model::PauseReason::User, None, now)?;
    let active = import(&library, jobs, jobs, "b")?;
    println!("{jobs} jobs twice, imported in {:.1} s", began.elapsed().as_secs_f64());
    let mut claimed = Vec::new();
    timed("claim of 4", 200, || {
        claimed.extend(library.claim(active, 4, now)?);
        Ok(())
    })?;
    let mut rest = claimed.iter();
    timed("finish of a basic job", 500, || {
        if let Some(job) = rest.next() {
            library.finish(job.fence, &Effect::Basic(basic(job.photo)), now)?;
        }
        Ok(())
    })?;
    library.seal(active, now)?;
    timed("cancel", 1, || Ok(library.cancel(active, now)?))?;
    timed("sweep of 200", 40, || Ok(library.sweep_cancelled(active, 200, now)?))?;
    while library.sweep_cancelled(active, 2_000, now)?.more {}
    let mut after = pothos_model::JobId(0);
    timed("retry of 200", 40, || {
        let retried = library.retry(active, RetryWhat::Cancelled, after, 200, now)?;
        after = retried.next.unwrap_or(after);
        Ok(())
    })?;
    timed("batches", 50, || Ok(library.batches(false)?))?;
    timed("recover", 1, || Ok(library.recover(now)?))
}

fn timed<T>(what: &str, times: u32, mut call: impl FnMut() -> Outcome<T>) -> Outcome<()> {
    let mut took: Vec<Duration> = Vec::new();
    for _ in 0..times {
        let began = Instant::now();
        call()?;
        took.push(began.elapsed());
    }
    took.sort();
    let at = |share: usize| took.get((took.len() - 1) * share / 100).copied().unwrap_or_default();
    println!("{what}: median {:?}, 95 % {:?}, longest {:?}", at(50), at(95), at(100));
    Ok(())
}

/// Memory in use by this process; zero where the system does not tell it this way.
fn resident_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok()).unwrap_or(0) / 1_024
}

/// This process's CPU time so far; zero where the system does not tell it this way.
fn cpu_time() -> Duration {
    let ticks = std::fs::read_to_string("/proc/self/stat")
        .ok()
        .and_then(|stat| {
            let fields: Vec<u64> =
                stat.rsplit(") ").next()?.split(' ').map(|field| field.parse().unwrap_or(0)).collect();
            Some(fields.get(11)? + fields.get(12)?)
        })
        .unwrap_or(0);
    // Linux counts in hundredths of a second (USER_HZ).
    Duration::from_millis(ticks * 10)
}

fn import(library: &Library, from: u32, count: u32, folder: &str) -> Outcome<BatchId> {
    let now = RealClock.now();
    let folder = PathBuf::from(format!("/{folder}"));
    let batch = library.create_import(std::slice::from_ref(&folder), "pace", now)?;
    let files: Vec<FoundFile> = (from..from + count)
        .map(|n| FoundFile {
            folder: folder.clone(),
            name: format!("{n:08}.jpg").into(),
            stamp: FileStamp { size: 1, modified: Timestamp(1) },
            peek: Peek { size: Some((60, 40)), ..Peek::of(Format::Jpeg) },
        })
        .collect();
    for chunk in files.chunks(250) {
        library.import_chunk(batch, Path::new(&folder), chunk, now)?;
    }
    Ok(batch)
}

fn analysed(library: &Library, photos: u32) -> Outcome<Vec<PhotoId>> {
    let now = RealClock.now();
    let batch = import(library, 0, photos, "p")?;
    library.seal(batch, now)?;
    let mut ids = Vec::new();
    loop {
        let claimed = library.claim(batch, 100, now)?;
        if claimed.is_empty() {
            return Ok(ids);
        }
        for job in claimed {
            library.finish(job.fence, &Effect::Basic(basic(job.photo)), now)?;
            ids.push(job.photo);
        }
    }
}

fn new_vision(concurrency: u8) -> NewVision {
    NewVision {
        name: "pace".into(),
        options: VisionOptions::default(),
        servers: vec![BatchServer {
            url: "http://127.0.0.1:1".into(),
            model: "instant".into(),
            protocol: "ollama".into(),
            concurrency,
            allow_cloud: false,
            price: None,
        }],
        again: false,
        scope: String::new(),
    }
}

/// No two answers are alike: equal ones would raise an alarm.
fn answer(batch: BatchId) -> Box<VisionRecord> {
    static GIVEN: AtomicU64 = AtomicU64::new(0);
    let word = |kind, text: &str| NewWord::new(kind, text);
    let title = format!("{} red boats in a harbour", GIVEN.fetch_add(1, Ordering::Relaxed));
    Box::new(VisionRecord {
        stamp: ModelStamp {
            server: "http://127.0.0.1:1".into(),
            model: "instant".into(),
            preset: "standard".into(),
            preset_version: 1,
            batch,
            similar_to: None,
        },
        words: vec![
            word(WordKind::Title, &title),
            word(WordKind::Description, "Red boats lie in a small harbour under a clear evening sky."),
            word(WordKind::Tag, "boat"),
            word(WordKind::Tag, "harbour"),
            word(WordKind::Tag, "evening"),
        ],
        missing: Vec::new(),
        duration_ms: 1,
        prompt_tokens: Some(900),
        answer_tokens: Some(60),
        raw_reply: "{\"title\":\"Red boats in a harbour\"}".into(),
        repairs: Vec::new(),
        meaning: None,
    })
}

fn basic(photo: PhotoId) -> Box<BasicRecord> {
    let mut content_hash = [0; 32];
    for (at, byte) in content_hash.iter_mut().zip(photo.0.to_le_bytes()) {
        *at = byte;
    }
    Box::new(BasicRecord {
        width: 6000,
        height: 4000,
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
        words: Vec::new(),
    })
}
