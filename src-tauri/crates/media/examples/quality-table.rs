//! Prints the quality figures and reasons of every picture below a folder, a line a file, the best first, to be
//! held against what one sees: `cargo run -p pothos-media --release --example quality-table -- FOLDER`.

use std::path::{Path, PathBuf};

use pothos_media::look;
use pothos_model::Quality;

fn main() {
    let Some(folder) = std::env::args_os().nth(1) else {
        println!("usage: quality-table FOLDER");
        return;
    };
    let mut files = Vec::new();
    collect(Path::new(&folder), &mut files);
    files.sort();
    let mut rows: Vec<(PathBuf, (u32, u32), Quality)> = Vec::new();
    for file in files {
        // What does not decode has no figures.
        if let Ok(look) = look(&file) {
            rows.push((file, (look.width, look.height), look.quality));
        }
    }
    rows.sort_by(|a, b| b.2.score.cmp(&a.2.score).then_with(|| a.0.cmp(&b.0)));
    println!("score\tsharp\texposure\tcontrast\tcolour\tnoise\tclipped\tsize\tfile\treasons");
    for (file, (width, height), q) in rows {
        let reasons: Vec<&str> = q.reasons.iter().map(|reason| reason.name()).collect();
        let [high, low] = [q.clipped_high_rgb, q.clipped_low_rgb]
            .map(|shares| shares.map(|s| format!("{:.0}", s * 100.0)).join("/"));
        println!(
            "{}\t{}\t{}\t{}\t{}\t{}\t{high} {low}\t{width}x{height}\t{}\t{}",
            q.score,
            q.sharpness,
            q.exposure,
            q.contrast,
            q.colourfulness,
            q.noise,
            file.display(),
            reasons.join(", "),
        );
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}
