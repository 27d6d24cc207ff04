//! Commands that only read. They work while another Pothos has the library open.

use std::{ffi::OsStr, path::Path, path::PathBuf};

use pothos_app::{
    ExportFormat, Reader, find_by_meaning,
    wire::{BatchView, FailureGroup, HistoryQuery, PhotoView, Query, SortBy},
};

use crate::{
    args::{BatchesWish, Format, State},
    end::{End, Fault},
    format::{count, duration, instant, middle, photos, quoted, table},
    out::Out,
    record,
};

/// Records asked for at a time: memory does not grow with the library.
const CHUNK: usize = 200;

/// `pothos-cli batches`.
pub(crate) async fn batches(dir: &Path, wish: BatchesWish, out: &Out) -> Result<End, Fault> {
    let BatchesWish { kind, state, outcome, before, limit } = wish;
    let query = HistoryQuery { kind, state, outcome, before, limit };
    let batches = Reader::open(dir)?.history(query).await?;
    for batch in &batches {
        out.json(batch)?;
    }
    if batches.is_empty() {
        out.text("No such batch. Begin one with: pothos-cli add FOLDER")?;
        return Ok(End::Well);
    }
    let rows: Vec<Vec<String>> = batches.iter().map(batch_row).collect();
    let heading = ["id", "kind", "name", "state", "done", "failed", "left", "total", "created"];
    out.text(&table(&heading, &[0, 4, 5, 6, 7], &rows))?;
    Ok(End::Well)
}

fn batch_row(batch: &BatchView) -> Vec<String> {
    vec![
        batch.batch.to_string(),
        batch.kind.clone(),
        middle(&batch.name, 32),
        state_text(batch),
        count(batch.done),
        count(batch.failed),
        count(batch.queued + batch.running),
        count(batch.total),
        instant(batch.created_ms),
    ]
}

fn state_text(batch: &BatchView) -> String {
    match (batch.state.as_str(), &batch.pause_reason, &batch.outcome) {
        ("finished", _, Some(outcome)) => outcome.replace('_', " "),
        ("paused", Some(reason), _) => format!("paused ({reason})"),
        (state, _, _) => state.to_owned(),
    }
}

/// `pothos-cli batch ID`.
pub(crate) async fn batch(dir: &Path, id: i64, out: &Out) -> Result<End, Fault> {
    let reader = Reader::open(dir)?;
    let batch = reader.batch(id).await?;
    let failures = reader.failures(id).await?;
    let stats = reader.batch_stats(id).await?;
    out.json(&serde_json::json!({ "batch": batch, "failures": failures, "stats": stats }))?;
    let mut lines = vec![
        format!("{}  {}", quoted(&batch.name), state_text(&batch)),
        format!(
            "{}: {} done, {} failed, {} cancelled, {} already done, {} unreadable, {} left",
            photos(batch.total),
            count(batch.done),
            count(batch.failed),
            count(batch.cancelled),
            count(batch.skipped - batch.unable),
            count(batch.unable),
            count(batch.queued + batch.running)
        ),
        format!("created {}", instant(batch.created_ms)),
    ];
    lines.extend(batch.servers.iter().map(|server| format!("model   {} at {}", server.model, server.url)));
    if let (Some(started), Some(finished)) = (batch.started_ms, batch.finished_ms) {
        lines.push(format!("took    {}", duration(u64::try_from((finished - started) / 1000).unwrap_or(0))));
    }
    if let (Some(cause), "paused") = (&batch.cause, batch.state.as_str()) {
        lines.push(format!("paused  {}", cause.message));
    }
    lines.extend(crate::history::stats_lines(&stats));
    for (title, groups) in [("Failed", &failures.failed), ("Passed over", &failures.passed_over)] {
        lines.extend(groups.iter().flat_map(|group| group_lines(title, group)));
    }
    out.text(&lines.join("\n"))?;
    Ok(End::Well)
}

fn group_lines(title: &str, group: &FailureGroup) -> Vec<String> {
    let mut lines = vec![String::new(), format!("{title}, {}: {}", group.code, count(group.count))];
    lines.extend(group.photos.iter().map(|photo| {
        let named = photo.message.contains(&photo.path);
        if named { format!("  {}", photo.message) } else { format!("  {}: {}", photo.path, photo.message) }
    }));
    let more = group.count.saturating_sub(u32::try_from(group.photos.len()).unwrap_or(u32::MAX));
    if more > 0 {
        lines.push(format!("  … and {} more", count(more)));
    }
    lines
}

/// `pothos-cli search`.
pub(crate) async fn search(
    dir: &Path,
    text: String,
    limit: usize,
    meaning: bool,
    out: &Out,
) -> Result<End, Fault> {
    let reader = Reader::open(dir)?;
    let query = Query { text: Some(text.clone()), ..Query::default() };
    let mut all = reader.ids(query, usize::MAX).await?;
    if meaning {
        let near = find_by_meaning(&reader, &text, crate::api_key().as_deref()).await?;
        let fresh: Vec<i64> = near.into_iter().filter(|photo| !all.contains(photo)).collect();
        all.extend(fresh);
    }
    let shown: Vec<i64> = all.iter().copied().take(limit).collect();
    let mut rows = Vec::new();
    for chunk in shown.chunks(CHUNK) {
        for photo in records(&reader, chunk).await? {
            out.json(&photo)?;
            if *out == Out::Text {
                rows.push(vec![photo.id.to_string(), middle(&photo.path, 60), middle(&photo.title, 50)]);
            }
        }
    }
    if rows.is_empty() {
        out.text(&format!("Nothing found for {}.", quoted(&text)))?;
        return Ok(End::Well);
    }
    out.text(&table(&["id", "photo", "title"], &[0], &rows))?;
    if all.len() > shown.len() {
        out.text(&format!(
            "… {} of {} shown; more with --limit.",
            count(rows.len() as u64),
            count(all.len() as u64)
        ))?;
    }
    Ok(End::Well)
}

/// `pothos-cli show`. Digits alone are a photo's number, unless a file of that name is here.
pub(crate) async fn show(dir: &Path, photo: &OsStr, out: &Out) -> Result<End, Fault> {
    let reader = Reader::open(dir)?;
    let id = photo.to_str().and_then(|text| text.parse::<i64>().ok());
    let view = match id {
        Some(id) if !Path::new(photo).exists() => reader.photo(id).await?,
        Some(_) | None => reader.photo_by_path(Path::new(photo)).await?,
    };
    out.json(&view)?;
    out.text(&record::text(&view))?;
    Ok(End::Well)
}

/// `pothos-cli list`.
pub(crate) async fn list(dir: &Path, state: Option<State>, out: &Out) -> Result<End, Fault> {
    let reader = Reader::open(dir)?;
    let query = Query {
        state: state.map(|state| state.name().to_owned()),
        sort: Some(SortBy::Oldest),
        ..Query::default()
    };
    let ids = reader.ids(query, usize::MAX).await?;
    for chunk in ids.chunks(CHUNK) {
        for photo in records(&reader, chunk).await? {
            out.json(&photo)?;
            out.text(&format!("{}\n", record::text(&photo)))?;
        }
    }
    if ids.is_empty() {
        out.text("No photo is here. Add some with: pothos-cli add FOLDER")?;
    }
    Ok(End::Well)
}

async fn records(reader: &Reader, ids: &[i64]) -> Result<Vec<PhotoView>, Fault> {
    let mut photos = Vec::with_capacity(ids.len());
    for id in ids {
        match reader.photo(*id).await {
            Ok(photo) => photos.push(photo),
            // Taken out of the library since the list was made.
            Err(error) if error.code == "not_found" => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(photos)
}

/// `pothos-cli stats`.
pub(crate) async fn stats(dir: &Path, out: &Out) -> Result<End, Fault> {
    let stats = Reader::open(dir)?.stats().await?;
    out.json(&stats)?;
    let mut rows = vec![
        ("photos".to_owned(), count(stats.photos)),
        ("  analysed".to_owned(), count(stats.ready)),
        ("  waiting".to_owned(), count(stats.new)),
        ("  unreadable".to_owned(), count(stats.failed)),
        ("folders".to_owned(), count(stats.folders)),
    ];
    rows.extend(stats.words.iter().map(|(source, number)| (format!("words by {source}"), count(*number))));
    if stats.seen_by_model > 0 {
        rows.push(("seen by a model".to_owned(), count(stats.seen_by_model)));
        rows.push(("mean answer".to_owned(), format!("{:.1} s", stats.mean_answer_ms / 1000.0)));
        let tokens = stats.prompt_tokens.saturating_add(stats.answer_tokens);
        rows.push(("tokens".to_owned(), count(u64::try_from(tokens).unwrap_or(0))));
    }
    if let Some(at) = stats.last_activity_ms {
        rows.push(("last activity".to_owned(), instant(at)));
    }
    let rows: Vec<Vec<String>> = rows.into_iter().map(|(name, value)| vec![name, value]).collect();
    out.text(&table(&["library", &middle(&dir.display().to_string(), 60)], &[], &rows))?;
    Ok(End::Well)
}

/// `pothos-cli export`.
pub(crate) async fn export(dir: &Path, format: Format, file: PathBuf, out: &Out) -> Result<End, Fault> {
    let kind = match format {
        Format::Json => ExportFormat::Json,
        Format::Csv => ExportFormat::Csv,
    };
    let query = Query { sort: Some(SortBy::Oldest), ..Query::default() };
    let written = Reader::open(dir)?.export(query, kind, file.clone()).await?;
    out.json(&serde_json::json!({ "photos": written, "file": file.display().to_string() }))?;
    out.text(&format!("{} written to {}.", photos(written), file.display()))?;
    Ok(End::Well)
}

/// `pothos-cli settings`.
pub(crate) async fn settings(dir: &Path, changes: Vec<String>, out: &Out) -> Result<End, Fault> {
    // Looking needs no lock, and makes no library.
    let settings = if changes.is_empty() {
        Reader::open(dir)?.settings().await?
    } else {
        pothos_app::change_settings(dir, changes).await?
    };
    out.json(&settings)?;
    out.text(&serde_json::to_string_pretty(&settings).map_err(std::io::Error::from)?)?;
    Ok(End::Well)
}
