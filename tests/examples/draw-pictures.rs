//! Draws sample pictures into a folder: for a first run without photos of one's own, for the bench, for photographs
//! of the screens.
//!
//! `draw-pictures OUT [--count N] [--size WIDTHxHEIGHT] [--detail drawn|camera]`. Without a count it draws the sample set once; with a size it
//! numbers the pictures, a thousand to a folder; with a camera's detail they weigh as much as a camera's. A picture that is there already is left alone.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};

use pothos_media::draw::{SampleSpec, camera_jpeg, sample_jpeg, sample_set};

/// What the command line asks for.
struct Order {
    out: PathBuf,
    count: Option<usize>,
    size: Option<(u32, u32)>,
    camera: bool,
}

/// What to draw, and where.
struct Picture {
    path: PathBuf,
    spec: SampleSpec,
    camera: bool,
}

/// The sample set over and over, each round some hours later and with other details.
fn pictures(order: &Order) -> Vec<Picture> {
    let set = sample_set();
    let picture = |number: usize| {
        let (name, model) = &set[number % set.len()];
        let round = number / set.len();
        let mut spec = model.clone();
        spec.seed += (round * set.len()) as u64;
        if let Some(taken) = &mut spec.facts.taken {
            taken.local_ms += i64::try_from(round).unwrap_or(0) * 7 * 3_600_000;
        }
        let path = match order.size {
            Some((width, height)) => {
                (spec.width, spec.height) = (width, height);
                format!("part-{:02}/IMG_{number:05}.jpg", number / 1000)
            }
            None if round == 0 => (*name).to_owned(),
            None => format!("{}-{round:02}.jpg", name.trim_end_matches(".jpg")),
        };
        Picture { path: order.out.join(path), spec, camera: order.camera }
    };
    (0..order.count.unwrap_or(set.len())).map(picture).collect()
}

impl Picture {
    fn draw(&self) -> std::io::Result<()> {
        if self.path.exists() {
            return Ok(());
        }
        std::fs::create_dir_all(self.path.parent().unwrap_or(Path::new(".")))?;
        // Under another name first: an interrupted run leaves no half picture behind.
        let unfinished = self.path.with_extension("part");
        let jpeg = if self.camera { camera_jpeg(&self.spec) } else { sample_jpeg(&self.spec) };
        std::fs::write(&unfinished, jpeg)?;
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

fn read(mut words: impl Iterator<Item = String>) -> Option<Order> {
    let out = words.next().filter(|out| !out.starts_with('-'))?;
    let mut order = Order { out: out.into(), count: None, size: None, camera: false };
    while let Some(word) = words.next() {
        let value = words.next()?;
        match word.as_str() {
            "--count" => order.count = Some(value.parse().ok()?),
            "--size" => {
                let (width, height) = value.split_once('x')?;
                order.size = Some((width.parse().ok()?, height.parse().ok()?));
            }
            "--detail" => {
                order.camera = match value.as_str() {
                    "camera" => true,
                    "drawn" => false,
                    _ => return None,
                };
            }
            _ => return None,
        }
    }
    Some(order)
}

fn main() -> ExitCode {
    let Some(order) = read(std::env::args().skip(1)) else {
        eprintln!("draw-pictures OUT [--count N] [--size WIDTHxHEIGHT] [--detail drawn|camera]");
        return ExitCode::FAILURE;
    };
    let pictures = pictures(&order);
    match draw_all(&pictures) {
        Ok(()) => {
            println!("{} pictures in {}", pictures.len(), order.out.display());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("cannot draw into {}: {error}", order.out.display());
            ExitCode::FAILURE
        }
    }
}
