//! Index and basic analysis of 24-megapixel JPEGs, beside a thumbnail of each from libvips.

use std::path::PathBuf;
use std::process::Command;

use super::pictures::{self, SET_24MP, mean_megabytes};
use super::process::{self, Cost};
use super::{Bench, Figure, text};
use crate::step::{self, Done, Failed};

pub(super) fn run(bench: &Bench) -> Done<Vec<Figure>> {
    step::say("index and basic analysis of 24-megapixel JPEGs");
    let (folder, files) = pictures::ready(bench, SET_24MP)?;
    let photos = files.len() as f64;
    bench.fresh("library-24mp")?;
    let ours = process::measure(&mut bench.cli("library-24mp", &["add", text(&folder)?]))?;
    let mut figures = vec![
        Figure(format!("{photos} JPEGs of 24 megapixels, {:.1} MB on average", mean_megabytes(&files))),
        Figure(format!("index + basic analysis: {}", line(&ours, photos))),
    ];
    figures.push(match vips(bench, &files)? {
        Some(vips) => Figure(format!(
            "vipsthumbnail --size 320 alone: {}; ours takes {:.2} x its CPU, {:.2} x its time",
            line(&vips, photos),
            ours.cpu.as_secs_f64() / vips.cpu.as_secs_f64().max(1e-9),
            ours.wall.as_secs_f64() / vips.wall.as_secs_f64().max(1e-9),
        )),
        None => Figure("vipsthumbnail is not there (apt package libvips-tools): no comparison".to_owned()),
    });
    Ok(figures)
}

fn line(cost: &Cost, photos: f64) -> String {
    format!(
        "{:.1} photos/s, {:.0} ms CPU a photo, peak {:.0} MiB",
        cost.per_second(photos),
        cost.cpu_ms_each(photos),
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
