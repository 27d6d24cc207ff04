//! What the foreman knows of one unfinished batch beside its row: its jobs in flight, its breaker, its speed.

use std::sync::Arc;

use pothos_model::{Batch, BatchKind, BatchState, Estimate, FailureCode, Lane, PauseReason, Timestamp};
use tokio_util::sync::CancellationToken;

use super::dry::Dry;
use super::place::Places;
use crate::breaker::Breaker;
use crate::rate::Rate;

/// One unfinished batch.
pub(super) struct Live {
    pub batch: Arc<Batch>,
    /// Cancelled when the batch stops; a new one is made when it goes on.
    pub token: CancellationToken,
    /// Rises with every stop.
    pub generation: u64,
    /// Jobs in a lane, those being aborted included.
    pub flying: usize,
    /// Those of the slow lane.
    pub slow_flying: usize,
    /// When it was last served.
    pub served: u64,
    /// Where the last claim found nothing more.
    pub dry: Dry,
    /// While paused for something that heals by itself.
    pub breaker: Option<Breaker>,
    /// A look at the batch's servers is under way.
    pub probing: bool,
    /// The servers it may ask; none for an import.
    pub places: Places,
    /// Answers in a row that the model could not give in the combined form.
    pub unreadable: u32,
    pub rate: Rate,
}

impl Live {
    pub(super) fn new(batch: Batch, root: &CancellationToken) -> Self {
        Self {
            batch: Arc::new(batch),
            token: root.child_token(),
            generation: 0,
            flying: 0,
            slow_flying: 0,
            served: 0,
            dry: Dry::default(),
            breaker: None,
            probing: false,
            places: Places::default(),
            unreadable: 0,
            rate: Rate::default(),
        }
    }

    /// Takes in the batch as it is now.
    pub(super) fn update(&mut self, batch: Batch, root: &CancellationToken, now: Timestamp) {
        if batch.state == BatchState::Active {
            if self.token.is_cancelled() {
                self.token = root.child_token();
            }
            self.probing = false;
            if self.may_have_more(&batch) {
                self.dry.clear();
            }
        } else {
            self.halt();
            if !heals(&batch) {
                self.breaker = None;
            } else if self.batch.state == BatchState::Active || self.breaker.is_none() {
                // A breaker that was open a moment ago goes on where it was: a server that takes one request and
                // fails again is not asked faster for it.
                match &mut self.breaker {
                    Some(breaker) => breaker.back_off(now),
                    None => self.breaker = Some(Breaker::new(now)),
                }
            }
        }
        self.places.update(&batch);
        self.batch = Arc::new(batch);
    }

    /// Whether there may be something to claim where there was nothing before. Every end of a job gives a new picture of
    /// its batch; were each a reason to look into both lanes anew, an import of one format would claim twice as often.
    fn may_have_more(&self, batch: &Batch) -> bool {
        let (before, now) = (&self.batch.counters, &batch.counters);
        batch.kind == BatchKind::Vision
            || self.flying == 0
            || self.batch.state != BatchState::Active
            // Something was added, given back or retried, here or by another process.
            || now.queued > before.queued
            || now.total() > before.total()
            || now.failed < before.failed
            || now.cancelled < before.cancelled
    }

    /// The batch ended.
    pub(super) fn stop(&mut self, batch: Batch) {
        self.halt();
        self.breaker = None;
        self.batch = Arc::new(batch);
    }

    /// Aborts what is in flight.
    pub(super) fn halt(&mut self) {
        if !self.token.is_cancelled() {
            self.token.cancel();
            self.generation += 1;
        }
        self.places.iter_mut().for_each(|place| place.quiet_until = None);
        self.rate.forget();
    }

    /// Whether a claim of that lane may give something.
    pub(super) fn hungry(&self, lane: Lane) -> bool {
        self.batch.state == BatchState::Active && self.batch.counters.queued > 0 && !self.dry.is(lane)
    }

    /// Its jobs of one lane in flight.
    pub(super) fn flying_in(&self, lane: Lane) -> usize {
        match lane {
            Lane::Quick => self.flying.saturating_sub(self.slow_flying),
            Lane::Slow => self.slow_flying,
        }
    }

    /// Requests it may have in flight at a server at once; none while the server rests or wants quiet.
    pub(super) fn concurrency(&self, url: &str, now: Timestamp) -> usize {
        self.places.of(url).map_or(0, |place| place.room(now))
    }

    /// Its requests in flight at a server.
    pub(super) fn flying_at(&self, url: &str) -> usize {
        self.places.of(url).map_or(0, |place| place.flying)
    }

    pub(super) fn estimate(&self, batch: &Batch, now: Timestamp) -> Estimate {
        Estimate { resting: self.places.resting(), ..self.rate.estimate(batch, now) }
    }

    pub(super) fn is(&self, kind: BatchKind) -> bool {
        self.batch.kind == kind
    }
}

/// Whether a batch is paused for something that may be well again without anybody's doing.
fn heals(batch: &Batch) -> bool {
    match batch.state {
        BatchState::Paused(PauseReason::Disk) => true,
        BatchState::Paused(PauseReason::Server) => {
            batch.cause.as_ref().is_some_and(|(code, _): &(FailureCode, String)| code.heals_by_itself())
        }
        BatchState::Paused(PauseReason::User)
        | BatchState::Active
        | BatchState::Cancelling
        | BatchState::Finished(_) => false,
    }
}
