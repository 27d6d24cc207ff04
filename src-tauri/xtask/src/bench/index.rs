//! Index and basic analysis of 24-megapixel JPEGs, beside a thumbnail of each from libvips.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::process::{self, Cost};
use super::{Bench, Figure, text};
use crate::step::{self, Done, Failed};

const COUNT: &str = "300";
const PHOTOS: f64 = 300.0;

pub(super) fn run(bench: &Bench) -> Done<Vec<Figure>> {
    step::say("index and basic analysis of 24-megapixel JPEGs");
    let folder = bench.draw("photos-24mp", COUNT, "6000x4000")?;
    let mut files = Vec::new();
    collect(&folder, &mut files);
    let bytes: u64 =
        files.iter().filter_map(|path| std::fs::metadata(path).ok()).map(|file| file.len()).sum();
    // Both programs find the files in memory: the disk is not what is compared.
    for file in &files {
        std::fs::read(file).map_err(|error| Failed(format!("cannot read {}: {error}", file.display())))?;
    }
    bench.fresh("library-24mp")?;
    let ours = process::measure(&mut bench.cli("library-24mp", &["add", text(&folder)?]))?;
    let mut figures = vec![
        Figure(format!("{COUNT} JPEGs of 24 megapixels, {:.1} MB each", bytes as f64 / 1e6 / PHOTOS)),
        Figure(format!("index + basic analysis: {}", line(&ours))),
    ];
    figures.push(match vips(bench, &files)? {
        Some(vips) => Figure(format!(
            "vipsthumbnail --size 320 alone: {}; ours takes {:.2} x its CPU, {:.2} x its time",
            line(&vips),
            ours.cpu.as_secs_f64() / vips.cpu.as_secs_f64().max(1e-9),
            ours.wall.as_secs_f64() / vips.wall.as_secs_f64().max(1e-9),
        )),
        None => Figure("vipsthumbnail is not there (apt package libvips-tools): no comparison".to_owned()),
    });
    Ok(figures)
}

fn line(cost: &Cost) -> String {
    format!(
        "{:.1} photos/s, {:.0} ms CPU a photo, peak {:.0} MiB",
        cost.per_second(PHOTOS),
        cost.cpu_ms_each(PHOTOS),
        cost.peak_mib
    )
}

fn vips(bench: &Bench, files: &[PathBuf]) -> Done<Option<Cost>> {
    if step::answer("vipsthumbnail", &["--vips-version"]).is_none() {
        return Ok(None);
    }
    let out = bench.place.join("vips-out");
    std::fs::create_dir_all(&out)
        .map_err(|error| Failed(format!("cannot write {}: {error}", out.display())))?;
    let mut command = Command::new("vipsthumbnail");
    command.args(["--size", "320", "-o"]).arg(out.join("%s.jpg")).args(files);
    process::measure(&mut command).map(Some)
}

/// Every file below `folder`.
pub(super) fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, into);
        } else {
            into.push(path);
        }
    }
    into.sort();
}
