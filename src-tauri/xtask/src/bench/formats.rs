//! What a look at a photo of each format costs, and what reading its metadata costs beside exiftool: on real files where there are
//! some, and on HEIC and AVIF made of drawn pictures where an encoder is there, since Pothos itself writes neither.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::pairs::in_turns;
use super::pictures::collect;
use super::{Bench, Figure};
use crate::step::{self, Done, Failed};

/// Encoded pictures of each format.
const ENCODED: &str = "3";
/// What the encoder calls the format, and the file's ending.
const FORMATS: [(&str, &str); 2] = [("--quality", "heic"), ("--avif", "avif")];

pub(super) fn run(bench: &Bench) -> Done<Vec<Figure>> {
    let mut figures = encoded(bench)?;
    match real_folder(bench) {
        Some(folder) => {
            step::say("each format, and the metadata, of real files");
            figures.extend(each(bench, &format!("real files of {}", shown(&folder)), &folder)?);
            figures.extend(metadata(bench, &folder)?);
        }
        None => figures.push(Figure(
            "no folder of real photos (POTHOS_PHOTOS, or shared/photos beside the project): other formats and metadata not measured"
                .to_owned(),
        )),
    }
    Ok(figures)
}

/// The folder of real photos: the one that is named, or the one beside the project.
fn real_folder(bench: &Bench) -> Option<PathBuf> {
    let named = std::env::var_os("POTHOS_PHOTOS").map(PathBuf::from);
    named.into_iter().chain([bench.root.join("../shared/photos")]).find(|folder| folder.is_dir())
}

/// Without what leads to it.
fn shown(folder: &Path) -> String {
    let parts: Vec<_> = folder.components().rev().take(2).collect();
    parts.into_iter().rev().collect::<PathBuf>().display().to_string()
}

/// HEIC and AVIF of twelve megapixels, as telephones write them.
fn encoded(bench: &Bench) -> Done<Vec<Figure>> {
    if step::answer("heif-enc", &["--help"]).is_none() {
        return Ok(vec![Figure(
            "heif-enc is not there (apt package libheif-examples): HEIC and AVIF only where real files are"
                .to_owned(),
        )]);
    }
    step::say("HEIC and AVIF of 12 megapixels");
    let source = bench.draw("camera-12mp", ENCODED, "4000x3000", "camera")?;
    let mut jpegs = Vec::new();
    collect(&source, &mut jpegs);
    let folder = bench.place.join("encoded-12mp");
    std::fs::create_dir_all(&folder)
        .map_err(|error| Failed(format!("cannot write {}: {error}", folder.display())))?;
    for (format, ending) in FORMATS {
        for (number, jpeg) in jpegs.iter().enumerate() {
            let to = folder.join(format!("IMG_{number:05}.{ending}"));
            if to.exists() {
                continue;
            }
            // Under another name first: an interrupted run leaves no half picture behind.
            let unfinished = to.with_extension(format!("part.{ending}"));
            let mut encode = Command::new("heif-enc");
            encode.arg(jpeg).arg("--output").arg(&unfinished);
            match format {
                "--quality" => encode.args([format, "60"]),
                _ => encode.args([format, "--quality", "60", "-p", "speed=8"]),
            };
            if let Err(Failed(why)) = step::run(&mut encode) {
                // Some distributions build it without one of the encoders.
                println!("   {why}; going on without {ending}");
                break;
            }
            std::fs::rename(&unfinished, &to)
                .map_err(|error| Failed(format!("cannot write {}: {error}", to.display())))?;
        }
    }
    each(bench, "drawn pictures encoded by heif-enc", &folder)
}

fn each(bench: &Bench, whose: &str, folder: &Path) -> Done<Vec<Figure>> {
    let mut figures = Vec::new();
    step::watch(bench.example("each-format").arg(folder), |text| {
        figures.push(Figure(format!("look at {whose}: {text}")));
    })?;
    Ok(figures)
}

fn metadata(bench: &Bench, folder: &Path) -> Done<Option<Figure>> {
    if step::answer("exiftool", &["-ver"]).is_none() {
        return Ok(None);
    }
    let mut files = Vec::new();
    collect(folder, &mut files);
    let ours = || {
        let mut command = bench.example("metadata");
        command.args(&files);
        Ok(vec![command])
    };
    let theirs = || {
        let mut command = Command::new("exiftool");
        command.args(["-q", "-q", "-fast2", "-json"]).args(&files);
        Ok(command)
    };
    let pair = in_turns(ours, theirs)?;
    Ok(Some(Figure(format!(
        "metadata of {} files against exiftool -fast2 -json: {:.4} of its CPU ({:.4} to {:.4}; goal 0.02); {:.2} against {:.1} ms a file",
        files.len(),
        pair.ratio,
        pair.spread.0,
        pair.spread.1,
        pair.ours * 1000.0 / files.len() as f64,
        pair.theirs * 1000.0 / files.len() as f64,
    ))))
}
