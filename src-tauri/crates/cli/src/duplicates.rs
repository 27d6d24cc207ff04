//! Photos that are alike, as the library groups them.

use std::path::Path;

use pothos_app::{
    Reader,
    wire::{DuplicateGroup, DuplicatePhoto, DuplicateSort, DuplicatesQuery, KeepReason},
};

use crate::{
    args::DuplicatesWish,
    end::{End, Fault},
    format::{bytes, count, photos},
    out::Out,
    session::Session,
};

/// `pothos-cli duplicates`. What has not been compared yet is compared first, unless another Pothos has the library open and does it.
pub(crate) async fn duplicates(dir: &Path, wish: DuplicatesWish, out: &Out) -> Result<End, Fault> {
    // Looking makes no library.
    let reader = Reader::open(dir)?;
    match Session::open(dir).await {
        Ok(session) => {
            let mut interrupts = session.interrupts.clone();
            let compared = tokio::select! {
                compared = async { session.app.duplicates_in().compare().await } => Some(compared),
                () = interrupts.wait() => None,
            };
            session.end().await;
            match compared {
                Some(compared) => compared?,
                None => return Ok(End::Interrupted),
            }
        }
        Err(error) if error.code == "library_locked" => {}
        Err(error) => return Err(error.into()),
    }
    let (groups, waiting) = match wish.near {
        Some(bits) => {
            let mut groups = reader.duplicates_within(bits).await?;
            groups.truncate(wish.limit);
            (groups, 0)
        }
        None => listed(&reader, &wish).await?,
    };
    for group in &groups {
        out.json(group)?;
        out.text(&lines(group))?;
    }
    if groups.is_empty() {
        out.text(match (waiting, wish.bursts) {
            (1.., _) => "None found so far.",
            (0, true) => "There are no bursts.",
            (0, false) => "No photos are alike.",
        })?;
    }
    if waiting > 0 {
        out.text(&format!("{} have not been compared yet.", photos(waiting)))?;
    }
    Ok(End::Well)
}

/// The groups that are kept, page by page, and how many photos are still to be compared.
async fn listed(reader: &Reader, wish: &DuplicatesWish) -> Result<(Vec<DuplicateGroup>, u32), Fault> {
    let sort = if wish.bursts { DuplicateSort::Bursts } else { DuplicateSort::Copies };
    let mut groups: Vec<DuplicateGroup> = Vec::new();
    loop {
        let below = groups.last().map(|group| group.id);
        let page = reader.duplicates(DuplicatesQuery { sort, below, limit: 0 }).await?;
        groups.extend(page.groups);
        if !page.more || groups.len() >= wish.limit {
            groups.truncate(wish.limit);
            return Ok((groups, page.waiting));
        }
    }
}

fn lines(group: &DuplicateGroup) -> String {
    let kind = match group.kind.as_str() {
        "exact" => "the same file",
        "burst" => "a burst",
        _ => "nearly the same picture",
    };
    let mut lines = vec![format!("{}, {}", photos(group.total), kind)];
    lines.extend(group.photos.iter().map(|photo| line(group, photo)));
    let more = group.total.saturating_sub(u32::try_from(group.photos.len()).unwrap_or(u32::MAX));
    if more > 0 {
        lines.push(format!("  … and {} more", count(more)));
    }
    lines.push(String::new());
    lines.join("\n")
}

fn line(group: &DuplicateGroup, photo: &DuplicatePhoto) -> String {
    let mut notes = Vec::new();
    if photo.id == group.keep {
        notes.push(match group.reason {
            KeepReason::Largest => "keep: the largest",
            KeepReason::BestScore => "keep: the best score",
            KeepReason::Oldest => "keep: the oldest",
            KeepReason::Sharpest => "keep: the sharpest",
        });
    }
    notes.extend(match photo.alike.as_deref() {
        Some("exact") => Some("the same"),
        _ => turn(photo.turn),
    });
    format!(
        "  {:>6} x {:<6} {:>9}  {:<4}  {}{}",
        photo.width,
        photo.height,
        bytes(photo.bytes),
        photo.format,
        photo.path,
        if notes.is_empty() { String::new() } else { format!("  ({})", notes.join(", ")) }
    )
}

/// What was done to a copy, from the turn that takes it back.
fn turn(exif: u8) -> Option<&'static str> {
    match exif {
        2 => Some("mirrored"),
        3 => Some("upside down"),
        4 => Some("mirrored, upside down"),
        5 | 7 => Some("mirrored and turned"),
        6 => Some("turned left"),
        8 => Some("turned right"),
        _ => None,
    }
}
