//! Draws sample pictures into a folder: for a first run without photos of one's own, and for the bench.
//!
//! `draw-pictures OUT` draws the sample set; `draw-pictures OUT COUNT WIDTHxHEIGHT` that many of that size, a thousand
//! to a folder. A picture that is there already is left alone.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};

use pothos_media::draw::{SampleSpec, sample_jpeg, sample_set};

/// What to draw, and where.
struct Picture {
    path: PathBuf,
    spec: SampleSpec,
}

fn samples(out: &Path) -> Vec<Picture> {
    sample_set().into_iter().map(|(name, spec)| Picture { path: out.join(name), spec }).collect()
}

/// The sample set over and over, each round at another hour and with another seed.
fn many(out: &Path, count: usize, width: u32, height: u32) -> Vec<Picture> {
    let set = sample_set();
    let picture = |number: usize| {
        let (_, model) = &set[number % set.len()];
        let mut spec = SampleSpec { width, height, seed: number as u64, ..model.clone() };
        if let Some(taken) = &mut spec.facts.taken {
            taken.local_ms += i64::try_from(number / set.len()).unwrap_or(0) * 7 * 3_600_000;
        }
        let path = out.join(format!("part-{:02}", number / 1000)).join(format!("IMG_{number:05}.jpg"));
        Picture { path, spec }
    };
    (0..count).map(picture).collect()
}

impl Picture {
    fn draw(&self) -> std::io::Result<()> {
        if self.path.exists() {
            return Ok(());
        }
        std::fs::create_dir_all(self.path.parent().unwrap_or(Path::new(".")))?;
        // Under another name first: an interrupted run leaves no half picture behind.
        let unfinished = self.path.with_extension("part");
        std::fs::write(&unfinished, sample_jpeg(&self.spec))?;
        std::fs::rename(unfinished, &self.path)
    }
}

fn draw_all(pictures: &[Picture]) -> std::io::Result<()> {
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(picture) = pictures.get(next.fetch_add(1, Ordering::Relaxed)) {
            picture.draw()?;
        }
        Ok(())
    };
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let handles: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        let died = |_| Err(std::io::Error::other("drawing stopped half way"));
        handles.into_iter().try_for_each(|handle| handle.join().unwrap_or_else(died))
    })
}

fn read(words: &[&str]) -> Option<(PathBuf, Vec<Picture>)> {
    match words {
        [out] => Some((out.into(), samples(Path::new(out)))),
        [out, count, size] => {
            let (width, height) = size.split_once('x')?;
            let pictures =
                many(Path::new(out), count.parse().ok()?, width.parse().ok()?, height.parse().ok()?);
            Some((out.into(), pictures))
        }
        _ => None,
    }
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let Some((out, pictures)) = read(&words.iter().map(String::as_str).collect::<Vec<_>>()) else {
        eprintln!("draw-pictures OUT [COUNT WIDTHxHEIGHT]");
        return ExitCode::FAILURE;
    };
    match draw_all(&pictures) {
        Ok(()) => {
            println!("{} pictures in {}", pictures.len(), out.display());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("cannot draw into {}: {error}", out.display());
            ExitCode::FAILURE
        }
    }
}
