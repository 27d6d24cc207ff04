//! A terminal's word to a running Pothos: pause, resume, cancel and the like on a library that another process
//! has open. Writes the batch's state only; the process that holds the library notices and does the rest.

use std::path::Path;

use pothos_model::{BatchId, BatchState, Estimate, FailureCode, JobId, Outcome as End, PauseReason, PhotoId};
use pothos_store::{Library, RetryWhat};

use crate::asking::batch_servers;
use crate::error::Outcome;
use crate::reader::now;
use crate::views::batch_view;
use crate::wire::{BatchCommand, BatchView, ErrorView};

/// Jobs queued again in one transaction.
const CHUNK: u32 = 200;
/// Photos whose words are taken back in one transaction.
const UNDONE: u32 = 100;

/// Gives the command to the batch of a library that another Pothos has open.
///
/// # Errors
/// When there is no such library or batch, or the batch's state does not allow it.
pub async fn control(dir: &Path, batch: i64, command: BatchCommand) -> Outcome<BatchView> {
    let dir = dir.to_path_buf();
    let batch = BatchId(batch);
    tokio::task::spawn_blocking(move || {
        let library = Library::open_control(&dir)?;
        let before = library.batch(batch)?;
        match command {
            BatchCommand::Pause => drop(library.pause(batch, PauseReason::User, None, now())?),
            BatchCommand::Resume => drop(library.resume(batch, now())?),
            BatchCommand::Cancel => drop(library.cancel(batch, now())?),
            BatchCommand::Raise => drop(library.raise(batch, now())?),
            BatchCommand::AskMissing => {
                return Err(ErrorView::bad_input(
                    "A new batch is begun by the Pothos that has the library open. Ask there, or close it first.",
                ));
            }
            BatchCommand::UndoRun => while library.undo_run(batch, UNDONE, now())?.batch.is_none() {},
            BatchCommand::UseServers { servers, farther } => {
                let servers = batch_servers(&before, &servers, farther)?;
                library.set_servers(batch, &servers, now())?;
                if before.state == BatchState::Paused(PauseReason::Server) {
                    library.resume(batch, now())?;
                }
            }
            BatchCommand::Remove => {
                library.remove(batch, now())?;
                return Ok(batch_view(&before, &Estimate::default()));
            }
            BatchCommand::Retry { .. } | BatchCommand::RetryCancelled | BatchCommand::RetryPhoto { .. } => {
                // A cancelled batch has nothing failed; trying it again means going on with the rest.
                let cancelled = before.state == BatchState::Finished(End::Cancelled);
                let what = match retry_what(command)? {
                    RetryWhat::Failed if before.counters.failed == 0 && cancelled => RetryWhat::Cancelled,
                    what => what,
                };
                let mut after = Some(JobId(0));
                while let Some(from) = after {
                    after = library.retry(batch, what, from, CHUNK, now())?.next;
                }
            }
        }
        Ok(batch_view(&library.batch(batch)?, &Estimate::default()))
    })
    .await?
}

/// What a retry command names.
pub(crate) fn retry_what(command: BatchCommand) -> Outcome<RetryWhat> {
    match command {
        BatchCommand::Retry { code: None } => Ok(RetryWhat::Failed),
        BatchCommand::Retry { code: Some(name) } => FailureCode::from_name(&name)
            .map(RetryWhat::Code)
            .ok_or_else(|| ErrorView::bad_input(format!("{name:?} is no reason a photo fails for."))),
        BatchCommand::RetryCancelled => Ok(RetryWhat::Cancelled),
        BatchCommand::RetryPhoto { photo } => Ok(RetryWhat::Photo(PhotoId(photo))),
        BatchCommand::Pause
        | BatchCommand::Resume
        | BatchCommand::AskMissing
        | BatchCommand::UndoRun
        | BatchCommand::UseServers { .. }
        | BatchCommand::Cancel
        | BatchCommand::Raise
        | BatchCommand::Remove => Err(ErrorView::bad_input("This command retries nothing.")),
    }
}
