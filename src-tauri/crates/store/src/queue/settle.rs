//! The end of every transaction that changed batches: sets their states along the allowed transitions, finishes
//! those whose last job ended, and stamps the library's new revision on them.

use std::collections::BTreeSet;

use pothos_model::{
    Batch, BatchAction, BatchId, BatchState, Outcome, PauseReason, Timestamp, batch_transition,
};
use rusqlite::{Transaction, params};

use super::batch_row::read_batch;
use super::retrying;
use crate::StoreError;
use crate::db::bump;

/// Takes `action` if the batch's state allows it; whether it did.
pub(super) fn act(
    tx: &Transaction<'_>,
    batch: &mut Batch,
    action: BatchAction,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let Some(next) = batch_transition(batch.state, action) else { return Ok(false) };
    if next != batch.state {
        write_state(tx, batch, next, now)?;
    }
    Ok(true)
}

fn write_state(
    tx: &Transaction<'_>,
    batch: &mut Batch,
    next: BatchState,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (reason, outcome) = match next {
        BatchState::Paused(reason) => (Some(reason.name()), None),
        BatchState::Finished(outcome) => (None, Some(outcome.name())),
        BatchState::Active | BatchState::Cancelling => (None, None),
    };
    // A clock that jumped back must not make a batch end before it began.
    let finished = matches!(next, BatchState::Finished(_))
        .then(|| now.0.max(batch.created.0).max(batch.started.map_or(i64::MIN, |at| at.0)));
    // The cause is that of the pause; a batch that goes on or is stopped by the user has none.
    let keep_cause = matches!(next, BatchState::Paused(PauseReason::Server | PauseReason::Disk));
    tx.prepare_cached(
        "UPDATE batch SET state = ?2, pause_reason = ?3, outcome = ?4, finished_ms = ?5,
                cause_code = CASE WHEN ?6 THEN cause_code END,
                cause_message = CASE WHEN ?6 THEN cause_message END
          WHERE id = ?1",
    )?
    .execute(params![batch.id.0, next.name(), reason, outcome, finished, keep_cause])?;
    batch.state = next;
    Ok(())
}

/// Finishes the batch if nothing of it is left. A paused batch has nothing left to wait for either: it goes on
/// and finishes at once.
fn finish_if_over(tx: &Transaction<'_>, batch: &mut Batch, now: Timestamp) -> Result<(), StoreError> {
    if batch.open || batch.counters.left() > 0 {
        return Ok(());
    }
    let outcome = match batch.state {
        BatchState::Finished(_) => return Ok(()),
        BatchState::Cancelling => Outcome::Cancelled,
        BatchState::Active | BatchState::Paused(_) if retrying::is_under_way(tx, batch.id)? => return Ok(()),
        // Some were retried, and the others still have no result.
        BatchState::Active | BatchState::Paused(_) if batch.counters.cancelled > 0 => Outcome::Cancelled,
        BatchState::Active | BatchState::Paused(_) if batch.counters.failed > 0 => {
            Outcome::CompletedWithFailures
        }
        BatchState::Active | BatchState::Paused(_) => Outcome::Completed,
    };
    if let BatchState::Paused(_) = batch.state {
        act(tx, batch, BatchAction::Resume, now)?;
    }
    act(tx, batch, BatchAction::Finish(outcome), now)?;
    Ok(())
}

/// Finishes what is over, stamps one new revision on all `batches`, and gives them as they are now.
pub(super) fn settle(
    tx: &Transaction<'_>,
    batches: &BTreeSet<BatchId>,
    now: Timestamp,
) -> Result<Vec<Batch>, StoreError> {
    let revision = bump(tx)?;
    let mut settled = Vec::with_capacity(batches.len());
    for id in batches {
        let mut batch = read_batch(tx, *id)?;
        let before = batch.state;
        finish_if_over(tx, &mut batch, now)?;
        tx.prepare_cached("UPDATE batch SET revision = ?2 WHERE id = ?1")?
            .execute(params![id.0, revision.0])?;
        if batch.state == before {
            batch.revision = revision;
        } else {
            batch = read_batch(tx, *id)?;
        }
        settled.push(batch);
    }
    Ok(settled)
}

/// [`settle`] for one batch.
pub(super) fn settle_one(tx: &Transaction<'_>, batch: BatchId, now: Timestamp) -> Result<Batch, StoreError> {
    settle(tx, &BTreeSet::from([batch]), now)?
        .pop()
        .ok_or_else(|| StoreError::NotFound { what: "batch", id: batch.to_string() })
}
