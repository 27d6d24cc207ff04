//! The buttons of a batch. Where another Pothos has the library open, it is told; it does the work.

use std::path::Path;

use pothos_app::{
    Outcome, Reader,
    wire::{BatchCommand, BatchFilter, BatchView, ErrorView},
};

use crate::{
    end::{End, Fault},
    follow::follow,
    format::{count, photos, quoted},
    out::Out,
    session::Session,
};

/// `pothos-cli pause`.
pub(crate) async fn pause(dir: &Path, id: i64, out: &Out) -> Result<End, Fault> {
    let batch = pothos_app::control(dir, id, BatchCommand::Pause).await?;
    out.json(&batch)?;
    let left = count(batch.queued + batch.running);
    out.text(&format!("{} is paused, {left} left. Go on with: pothos-cli resume {id}", quoted(&batch.name)))?;
    Ok(End::Well)
}

/// `pothos-cli cancel`. Without another Pothos the queued photos are swept here, so that the batch really ends.
pub(crate) async fn cancel(dir: &Path, id: i64, out: &Out) -> Result<End, Fault> {
    let mut batch = pothos_app::control(dir, id, BatchCommand::Cancel).await?;
    if batch.state == "cancelling"
        && let Some(mut session) = open_unless_locked(dir).await?
    {
        let first = session.app.batch(id).await?;
        let swept = follow(&mut session, vec![first], Out::Silent).await;
        session.end().await;
        if swept? == End::Interrupted {
            return Ok(End::Interrupted);
        }
        batch = session.app.batch(id).await?;
    }
    out.json(&batch)?;
    let (name, done) = (quoted(&batch.name), photos(batch.done));
    out.text(&match batch.state.as_str() {
        "finished" => format!("{name} is cancelled; {done} done stay done."),
        _ => format!(
            "{name} is being cancelled by the Pothos that has the library open; {done} done stay done."
        ),
    })?;
    Ok(End::Well)
}

/// `pothos-cli retry --missing`.
pub(crate) async fn ask_missing(dir: &Path, id: i64, out: &Out) -> Result<End, Fault> {
    let mut session = Session::open(dir).await?;
    let ended = async {
        let before = session.app.batch(id).await?;
        give_keys(&session, std::slice::from_ref(&before));
        let first = session.app.ask_missing(id).await?;
        follow(&mut session, vec![first], *out).await
    }
    .await;
    session.end().await;
    ended
}

/// `pothos-cli undo`.
pub(crate) async fn undo(dir: &Path, id: i64, out: &Out) -> Result<End, Fault> {
    let batch = pothos_app::control(dir, id, BatchCommand::UndoRun).await?;
    out.json(&batch)?;
    out.text(&format!(
        "The words of {} are taken back; what you wrote or accepted stays.",
        quoted(&batch.name)
    ))?;
    Ok(End::Well)
}

/// `pothos-cli resume`.
pub(crate) async fn resume(dir: &Path, id: Option<i64>, out: &Out) -> Result<End, Fault> {
    let Some(mut session) = open_unless_locked(dir).await? else {
        return resume_elsewhere(dir, id, *out).await;
    };
    let ended = resume_in(&mut session, id, *out).await;
    session.end().await;
    ended
}

async fn resume_in(session: &mut Session, id: Option<i64>, out: Out) -> Result<End, Fault> {
    let live = match id {
        Some(id) => vec![session.app.batch(id).await?],
        None => session.app.batches(BatchFilter::Live).await?,
    };
    if live.is_empty() {
        out.text("Nothing is left to do.")?;
        return Ok(End::Well);
    }
    give_keys(session, &live);
    let mut first = Vec::new();
    for batch in live {
        if batch.state == "finished" {
            return Err(already_finished(&batch).into());
        }
        first.push(resumed(session, batch).await?);
    }
    follow(session, first, out).await
}

/// Makes sure that the batch goes on, with the key in the environment where there is one; gives its picture after
/// that, because an older one would end the wait.
async fn resumed(session: &Session, batch: BatchView) -> Outcome<BatchView> {
    let app = &session.app;
    let mut paused = batch.state == "paused";
    if !paused && batch.state == "active" && batch.kind == "vision" && crate::api_key().is_some() {
        // It went on when the library was opened, before it could know the key: what it asked without is taken back.
        match app.batch_command(batch.batch, BatchCommand::Pause).await {
            Ok(()) => paused = true,
            Err(error) if error.code == "refused" => paused = app.batch(batch.batch).await?.state == "paused",
            Err(error) => return Err(error),
        }
    }
    if paused {
        app.batch_command(batch.batch, BatchCommand::Resume).await?;
    }
    app.batch(batch.batch).await
}

/// `pothos-cli retry`.
pub(crate) async fn retry(dir: &Path, id: i64, reason: Option<String>, out: &Out) -> Result<End, Fault> {
    let command = BatchCommand::Retry { code: reason };
    let Some(mut session) = open_unless_locked(dir).await? else {
        let batch = pothos_app::control(dir, id, command).await?;
        return told_elsewhere(&[batch], *out);
    };
    let ended = retry_in(&mut session, id, command, *out).await;
    session.end().await;
    ended
}

async fn retry_in(session: &mut Session, id: i64, command: BatchCommand, out: Out) -> Result<End, Fault> {
    let before = session.app.batch(id).await?;
    give_keys(session, std::slice::from_ref(&before));
    // A cancelled batch has nothing failed; trying it again means going on with the rest.
    let command = match command {
        BatchCommand::Retry { code: None }
            if before.failed == 0 && before.outcome.as_deref() == Some("cancelled") =>
        {
            BatchCommand::RetryCancelled
        }
        _ if before.failed == 0 => {
            out.text(&format!("No photo of {} has failed.", quoted(&before.name)))?;
            return Ok(End::Well);
        }
        command => command,
    };
    session.app.batch_command(id, command).await?;
    let first = resumed(session, session.app.batch(id).await?).await?;
    follow(session, vec![first], out).await
}

/// The key in the environment is for whichever servers these batches ask.
fn give_keys(session: &Session, batches: &[BatchView]) {
    if let Some(key) = crate::api_key() {
        for server in batches.iter().filter_map(|batch| batch.server.as_deref()) {
            session.app.set_key_for(server, &key);
        }
    }
}

async fn open_unless_locked(dir: &Path) -> Result<Option<Session>, Fault> {
    match Session::open(dir).await {
        Ok(session) => Ok(Some(session)),
        Err(error) if error.code == "library_locked" => Ok(None),
        Err(error) => Err(error.into()),
    }
}

async fn resume_elsewhere(dir: &Path, id: Option<i64>, out: Out) -> Result<End, Fault> {
    let reader = Reader::open(dir)?;
    let wanted = match id {
        Some(id) => vec![reader.batch(id).await?],
        None => reader.batches(BatchFilter::Live).await?,
    };
    let mut told = Vec::new();
    for batch in wanted {
        match batch.state.as_str() {
            "paused" => told.push(pothos_app::control(dir, batch.batch, BatchCommand::Resume).await?),
            "finished" => return Err(already_finished(&batch).into()),
            _ => told.push(batch),
        }
    }
    told_elsewhere(&told, out)
}

fn told_elsewhere(batches: &[BatchView], out: Out) -> Result<End, Fault> {
    for batch in batches {
        out.json(batch)?;
        out.text(&format!(
            "{} goes on in the Pothos that has the library open. See: pothos-cli batch {}",
            quoted(&batch.name),
            batch.batch
        ))?;
    }
    if batches.is_empty() {
        out.text("Nothing is left to do.")?;
    }
    Ok(End::Well)
}

fn already_finished(batch: &BatchView) -> ErrorView {
    let message = format!(
        "Batch {0} has finished. Try its failed photos again with: pothos-cli retry {0}",
        batch.batch
    );
    ErrorView::new("refused", message)
}
