//! Adding photos, and letting a model look at them.

use std::{collections::BTreeSet, path::Path, path::PathBuf};

use pothos_app::wire::{BatchView, Query, Scope, ServerSettings, TaskPromptView, VisionRequest};

use crate::{
    args::AnalyzeWish,
    end::{End, Fault},
    follow::follow,
    out::Out,
    session::Session,
};

/// `pothos-cli add`.
pub(crate) async fn add(dir: &Path, paths: Vec<PathBuf>, out: &Out) -> Result<End, Fault> {
    let mut session = Session::open(dir).await?;
    let added = add_in(&mut session, paths, *out).await;
    session.end().await;
    added.map(|(end, _)| end)
}

async fn add_in(session: &mut Session, paths: Vec<PathBuf>, out: Out) -> Result<(End, i64), Fault> {
    for path in &paths {
        if let Err(error) = path.symlink_metadata() {
            return Err(Fault::said(format!(
                "{} cannot be added ({error}). Check the path.",
                path.display()
            )));
        }
    }
    let batch = session.app.import(paths).await?;
    let first = session.app.batch(batch).await?;
    Ok((follow(session, vec![first], out).await?, batch))
}

/// `pothos-cli analyze`.
pub(crate) async fn analyze(dir: &Path, wish: AnalyzeWish, out: &Out) -> Result<End, Fault> {
    let mut session = Session::open(dir).await?;
    let ended = analyze_in(&mut session, wish, *out).await;
    session.end().await;
    ended
}

/// `pothos-cli meaning`.
pub(crate) async fn meaning(dir: &Path, out: &Out) -> Result<End, Fault> {
    let mut session = Session::open(dir).await?;
    let ended = meaning_in(&mut session, *out).await;
    session.end().await;
    ended
}

async fn meaning_in(session: &mut Session, out: Out) -> Result<End, Fault> {
    if let Some(key) = crate::api_key() {
        session.app.set_key_for(&session.app.settings().await?.meaning.url, &key);
    }
    let batch = session.app.meaning().prepare(Scope::Query { query: Query::default() }).await?;
    follow(session, vec![batch], out).await
}

async fn analyze_in(session: &mut Session, wish: AnalyzeWish, out: Out) -> Result<End, Fault> {
    let settings = session.app.settings().await?;
    let more_servers = further(&wish)?;
    let prompts = own_words(&wish)?;
    if let Some(key) = crate::api_key() {
        // One key, one server: a key is never sent to another.
        session.app.set_key_for(wish.server.first().unwrap_or(&settings.preferred().url), &key);
    }
    let (added, scope) = if wish.paths.is_empty() {
        let query = Query { text: wish.query, ..Query::default() };
        (End::Well, Scope::Query { query })
    } else {
        let paths = wish.paths.clone();
        let (added, batch) = add_in(session, wish.paths, out).await?;
        if added > End::PhotosFailed {
            return Ok(added);
        }
        (added, Scope::Photos { ids: photos_at(session, &paths, batch).await? })
    };
    let request = VisionRequest {
        scope,
        name: String::new(),
        server: wish.server.into_iter().next(),
        model: wish.model.into_iter().next(),
        more_servers,
        farther: wish.farther,
        sample: wish.sample,
        protocol: wish.protocol.map(Into::into),
        tasks: if wish.tasks.is_empty() { settings.tasks } else { wish.tasks },
        max_tags: wish.max_tags.unwrap_or(settings.max_tags),
        max_categories: wish.max_categories.unwrap_or(settings.max_categories),
        language: wish.language.unwrap_or(settings.word_language),
        instruction: wish.prompt.unwrap_or(settings.instruction),
        concurrency: wish.concurrency,
        price: wish.price.into_iter().next(),
        allow_cloud: wish.cloud,
        preset: wish.preset,
        prompts,
        separate: wish.separate,
        one_a_burst: wish.one_a_burst,
        again: wish.again,
    };
    if wish.preview {
        return preview(session, request, out).await;
    }
    let plan = match request.sample {
        Some(_) => Some(session.app.plan_vision(request.clone()).await?),
        None => None,
    };
    let first: BatchView = session.app.start_vision(request).await?;
    let batch = first.batch;
    let end = follow(session, vec![first], out).await?.max(added);
    if let Some(plan) = plan
        && end <= End::PhotosFailed
    {
        crate::sample::show(session, batch, &plan, out).await?;
    }
    Ok(end)
}

/// The batch's own words for some tasks.
fn own_words(wish: &AnalyzeWish) -> Result<Vec<TaskPromptView>, Fault> {
    let one = |words: &String, replaces| match words.split_once('=') {
        Some((task, text)) => {
            Ok(TaskPromptView { task: task.trim().to_owned(), text: text.trim().to_owned(), replaces })
        }
        None => Err(Fault::said(format!("{words:?} is no TASK=TEXT, such as \"title=Name the species.\"."))),
    };
    let also = wish.ask_also.iter().map(|words| one(words, false));
    also.chain(wish.ask_instead.iter().map(|words| one(words, true))).collect()
}

/// Prints what would be sent.
async fn preview(session: &Session, request: VisionRequest, out: Out) -> Result<End, Fault> {
    let preview = session.app.preview_vision(request).await?;
    out.json(&preview)?;
    let mut text = format!(
        "To {} for {}, with a JPEG of {} (longest side at most {} pixels):",
        preview.servers.join(", "),
        preview.model,
        crate::format::bytes(preview.picture_bytes),
        preview.picture_side
    );
    for spoken in &preview.requests {
        text += &format!("\n\n[system]\n{}\n\n[user]\n{}", spoken.system, spoken.user);
    }
    out.text(&text)?;
    Ok(End::Well)
}

/// The servers after the first.
fn further(wish: &AnalyzeWish) -> Result<Vec<ServerSettings>, Fault> {
    if wish.model.len() > 1 && wish.model.len() != wish.server.len() {
        return Err(Fault::said(format!(
            "{} models for {} servers: name one for all, or one for each.",
            wish.model.len(),
            wish.server.len()
        )));
    }
    if wish.price.len() > 1 && wish.price.len() != wish.server.len() {
        return Err(Fault::said(format!(
            "{} prices for {} servers: name one for all, or one for each.",
            wish.price.len(),
            wish.server.len()
        )));
    }
    let model = |nth: usize| wish.model.get(nth).or(wish.model.first()).cloned().unwrap_or_default();
    Ok(wish
        .server
        .iter()
        .enumerate()
        .skip(1)
        .map(|(nth, url)| ServerSettings {
            url: url.clone(),
            model: model(nth),
            protocol: wish.protocol.map(Into::into).unwrap_or_default(),
            concurrency: wish.concurrency,
            price: wish.price.get(nth).or(wish.price.first()).cloned(),
            off: false,
            allow_cloud: wish.cloud,
            key_kept: false,
        })
        .collect())
}

/// The photos at and below these places, also those that were there before.
async fn photos_at(session: &Session, paths: &[PathBuf], batch: i64) -> Result<Vec<i64>, Fault> {
    let app = &session.app;
    let mut ids: BTreeSet<i64> = BTreeSet::new();
    ids.extend(app.ids(Query { batch: Some(batch), ..Query::default() }, usize::MAX).await?);
    let folders = app.folders().await?;
    for path in paths {
        let real = path.canonicalize().unwrap_or_else(|_| path.clone());
        if !real.is_dir() {
            // A file that is no picture has no photo.
            ids.extend(app.photo_by_path(&real).await.ok().map(|photo| photo.id));
            continue;
        }
        let shown = real.display().to_string();
        for folder in folders.iter().filter(|folder| folder.path == shown) {
            ids.extend(app.ids(Query { folder: Some(folder.id), ..Query::default() }, usize::MAX).await?);
        }
    }
    Ok(ids.into_iter().collect())
}
