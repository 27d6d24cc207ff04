//! Checks what can be wrong on this machine, and says what to do. Changes nothing but a test file.

use std::{fs, io::Write as _, path::Path};

use pothos_app::{
    Reader,
    wire::{ErrorView, ReportLine, ServerSettings},
};

use crate::{
    args::DoctorWish,
    end::{End, Fault},
    format::{bytes, photos},
    out::Out,
};

/// Less free space than this is worth a word: thumbnails of some ten thousand photos need it.
const LITTLE_SPACE: u64 = 1_000_000_000;

/// `pothos-cli doctor`.
pub(crate) async fn doctor(dir: &Path, wish: DoctorWish, out: &Out) -> Result<End, Fault> {
    let mut lines = vec![library(dir).await, writing(dir), space(dir)];
    if let Some(url) = wish.server {
        let server = ServerSettings {
            url,
            protocol: wish.protocol.map(Into::into).unwrap_or_default(),
            model: wish.model.unwrap_or_default(),
            ..ServerSettings::default()
        };
        let report = pothos_app::check_server(&server, crate::api_key().as_deref(), &wish.language).await?;
        let where_to = match report.privacy.as_str() {
            "this_machine" => "Pictures would stay on this machine.",
            "your_network" => "Pictures would go to another machine in your network.",
            _ => "Pictures would leave your network.",
        };
        lines.extend(report.lines);
        lines.push(line("privacy", "ok", where_to));
        let seeing: Vec<&str> = report
            .models
            .iter()
            .filter(|model| model.vision == Some(true))
            .map(|model| model.name.as_str())
            .collect();
        if !seeing.is_empty() {
            lines.push(line("models", "ok", &format!("These models see pictures: {}.", seeing.join(", "))));
        }
    }
    for check in &lines {
        out.json(check)?;
        let mark = match check.verdict.as_str() {
            "ok" => "ok     ",
            "warning" => "warning",
            _ => "FAILED ",
        };
        out.text(&format!("{mark}  {:<9}  {}", check.check, check.text))?;
    }
    let failed = lines.iter().any(|check| check.verdict == "failed");
    Ok(if failed { End::NotDone } else { End::Well })
}

fn line(check: &str, verdict: &str, text: &str) -> ReportLine {
    ReportLine { check: check.to_owned(), verdict: verdict.to_owned(), code: None, text: text.to_owned() }
}

fn refusal(check: &str, error: ErrorView) -> ReportLine {
    ReportLine { code: Some(error.code), ..line(check, "failed", &error.message) }
}

async fn library(dir: &Path) -> ReportLine {
    if !dir.exists() {
        let text = format!("{} is not there yet; the first `pothos-cli add` makes it.", dir.display());
        return line("library", "ok", &text);
    }
    let counted = match Reader::open(dir) {
        Ok(reader) => reader.stats().await,
        Err(error) => Err(error),
    };
    match counted {
        Ok(stats) => line("library", "ok", &format!("{} holds {}.", dir.display(), photos(stats.photos))),
        Err(error) => refusal("library", error),
    }
}

/// Tries the disk where the library is, or would be.
fn writing(dir: &Path) -> ReportLine {
    let place = existing(dir);
    let probe = place.join(format!(".pothos-doctor-{}", std::process::id()));
    let tried = fs::File::create(&probe)
        .and_then(|mut file| file.write_all(&[0; 4096]).and_then(|()| file.sync_all()));
    // Only what was made is there to take away.
    let _ = fs::remove_file(&probe);
    match tried {
        Ok(()) => line("disk", "ok", &format!("{} can be written.", place.display())),
        Err(error) => line(
            "disk",
            "failed",
            &format!(
                "{} cannot be written ({error}). Free some space or change its permissions.",
                place.display()
            ),
        ),
    }
}

fn space(dir: &Path) -> ReportLine {
    match free_space(existing(dir)) {
        Some(free) if free < LITTLE_SPACE => line(
            "space",
            "warning",
            &format!("Only {} are free there; make room before a large import.", bytes(free)),
        ),
        Some(free) => line("space", "ok", &format!("{} are free there.", bytes(free))),
        None => line("space", "warning", "This system does not tell how much room is left there."),
    }
}

/// The library's folder, or the nearest one above it that exists.
fn existing(dir: &Path) -> &Path {
    dir.ancestors().find(|place| place.is_dir()).unwrap_or(Path::new("."))
}

#[cfg(unix)]
fn free_space(place: &Path) -> Option<u64> {
    let about = rustix::fs::statvfs(place).ok()?;
    about.f_bavail.checked_mul(about.f_frsize)
}

#[cfg(not(unix))]
fn free_space(_place: &Path) -> Option<u64> {
    None
}
