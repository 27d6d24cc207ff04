//! How long a look at each file takes, by format: `each-format FOLDER` walks the folder, looks at every file three times,
//! and prints the median milliseconds a photo and a megapixel. HEIC, AVIF and raw files without a preview are decoded in a
//! process of their own, as the application does it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use pothos_media::look_with;
use pothos_worker::{Pool, serve_if_asked};

const ROUNDS: usize = 3;

fn main() -> ExitCode {
    if let Some(code) = serve_if_asked() {
        return code;
    }
    let pool = Pool::default();
    let folder = std::env::args_os().nth(1).unwrap_or_else(|| ".".into());
    let mut files = Vec::new();
    collect(Path::new(&folder), &mut files);
    // Name, milliseconds, megapixels.
    let mut formats: BTreeMap<&str, Vec<(f64, f64)>> = BTreeMap::new();
    let mut failed = 0;
    for path in &files {
        let mut times = Vec::new();
        let mut seen = None;
        for _ in 0..ROUNDS {
            let began = Instant::now();
            let Ok(look) = look_with(path, &pool) else { break };
            times.push(began.elapsed().as_secs_f64() * 1000.0);
            seen = Some((look.format.name(), f64::from(look.width) * f64::from(look.height) / 1e6));
        }
        match seen {
            Some((format, megapixels)) => {
                formats.entry(format).or_default().push((median(&mut times), megapixels));
            }
            None => failed += 1,
        }
    }
    for (format, photos) in formats {
        let mut times: Vec<f64> = photos.iter().map(|photo| photo.0).collect();
        let (all_ms, all_megapixels): (f64, f64) =
            photos.iter().fold((0.0, 0.0), |sum, photo| (sum.0 + photo.0, sum.1 + photo.1));
        println!(
            "{format}: {} files, median {:.1} ms a photo, {:.1} ms a megapixel",
            photos.len(),
            median(&mut times),
            all_ms / all_megapixels.max(0.01)
        );
    }
    println!("{failed} files give no pixels");
    ExitCode::SUCCESS
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { collect(&path, into) } else { into.push(path) }
    }
}
