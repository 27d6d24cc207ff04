//! Batches and their failures.

use pothos_model::{Batch, BatchServer, BatchState, Estimate, Resting, TaskSet};
use pothos_store::{FailedRow, FailureRows};

use crate::wire::{BatchServerView, BatchView, CauseView, FailedPhoto, FailureGroup, FailuresView};

/// A batch with its whole counters.
pub(crate) fn batch_view(batch: &Batch, estimate: &Estimate) -> BatchView {
    let (pause_reason, outcome) = match batch.state {
        BatchState::Active | BatchState::Cancelling => (None, None),
        BatchState::Paused(reason) => (Some(reason.name().to_owned()), None),
        BatchState::Finished(outcome) => (None, Some(outcome.name().to_owned())),
    };
    let moving = batch.state == BatchState::Active;
    BatchView {
        batch: batch.id.0,
        kind: batch.kind.name().to_owned(),
        name: batch.name.clone(),
        state: batch.state.name().to_owned(),
        pause_reason,
        outcome,
        cause: batch
            .cause
            .as_ref()
            .map(|(code, message)| CauseView { code: code.name().to_owned(), message: message.clone() }),
        total: batch.counters.total(),
        queued: batch.counters.queued,
        running: batch.counters.running,
        done: batch.counters.done,
        failed: batch.counters.failed,
        cancelled: batch.counters.cancelled,
        skipped: batch.counters.skipped,
        unable: batch.unable,
        renewed: batch.renewed,
        warned: batch.warned,
        open: batch.open,
        found: batch.found,
        not_pictures: batch.not_pictures,
        rate: estimate.photos_per_second,
        finish_ms: estimate.finish.filter(|_| moving).map(|at| at.0),
        server: batch.servers.first().map(|server| server.url.clone()),
        servers: batch.servers.iter().map(|server| server_view(server, &estimate.resting)).collect(),
        model: batch.model.clone(),
        separate: batch.separate,
        meaning: batch.options.as_ref().is_some_and(|options| options.tasks == TaskSet::MEANING),
        created_ms: batch.created.0,
        started_ms: batch.started.map(|at| at.0),
        finished_ms: batch.finished.map(|at| at.0),
        undone_ms: batch.undone.map(|at| at.0),
        revision: batch.revision.0,
    }
}

fn server_view(server: &BatchServer, resting: &[Resting]) -> BatchServerView {
    let rest = resting.iter().find(|rest| rest.url == server.url);
    BatchServerView {
        url: server.url.clone(),
        model: server.model.clone(),
        concurrency: server.concurrency,
        resting: rest
            .map(|rest| CauseView { code: rest.code.name().to_owned(), message: rest.message.clone() }),
    }
}

/// Failures grouped by code.
pub(crate) fn failures_view(rows: FailureRows) -> FailuresView {
    let group = |rows: Vec<pothos_store::FailureGroupRow>| {
        rows.into_iter()
            .map(|row| FailureGroup {
                code: row.code.clone(),
                count: row.count,
                retryable: row.retryable,
                photos: row.photos.into_iter().map(|photo| failed_photo(photo, &row.code)).collect(),
            })
            .collect()
    };
    FailuresView { failed: group(rows.failed), passed_over: group(rows.passed_over) }
}

fn failed_photo(row: FailedRow, code: &str) -> FailedPhoto {
    FailedPhoto {
        photo: row.photo.map(|id| id.0),
        path: row.path,
        code: code.to_owned(),
        message: row.message,
    }
}
