//! The servers of one batch, as the foreman sees them: what is in flight at each, and which of them rest.

use pothos_model::{Batch, BatchServer, Failure, Resting, Timestamp};

use super::same::Same;
use crate::breaker::Breaker;

/// One server of a batch.
pub(super) struct Place {
    pub server: BatchServer,
    /// The batch's requests at it, those being aborted included.
    pub flying: usize,
    /// It asked for quiet until then.
    pub quiet_until: Option<Timestamp>,
    pub rest: Option<Rest>,
    /// What it said last.
    pub same: Same,
}

/// A server that is left alone, while the batch's others go on.
pub(super) struct Rest {
    pub why: Failure,
    /// When it is looked at; `None` when only the user can mend it.
    pub breaker: Option<Breaker>,
    pub probing: bool,
}

/// The servers of a batch, in the batch's order. One that was taken from the batch stays at the end until what is in
/// flight there has ended.
#[derive(Default)]
pub(super) struct Places(Vec<Place>);

impl Place {
    /// Requests it may have at once now.
    pub(super) fn room(&self, now: Timestamp) -> usize {
        let open = self.rest.is_none() && self.quiet_until.is_none_or(|until| now >= until);
        if open { usize::from(self.server.concurrency) } else { 0 }
    }
}

impl Places {
    /// Takes in the batch's servers as they are now.
    pub(super) fn update(&mut self, batch: &Batch) {
        let mut before = std::mem::take(&mut self.0);
        for server in &batch.servers {
            let known = before.iter().position(|place| place.server == *server);
            let place = known.map(|at| before.swap_remove(at));
            self.0.push(place.unwrap_or_else(|| Place {
                server: server.clone(),
                flying: 0,
                quiet_until: None,
                rest: None,
                same: Same::default(),
            }));
        }
        // Their place in the count is taken over by address, so that nothing in flight is forgotten.
        for gone in before.into_iter().filter(|place| place.flying > 0) {
            match self.at(&gone.server.url) {
                Some(place) => place.flying += gone.flying,
                None => {
                    self.0.push(Place { server: BatchServer { concurrency: 0, ..gone.server }, ..gone });
                }
            }
        }
    }

    pub(super) fn at(&mut self, url: &str) -> Option<&mut Place> {
        self.0.iter_mut().find(|place| place.server.url == url)
    }

    pub(super) fn of(&self, url: &str) -> Option<&Place> {
        self.0.iter().find(|place| place.server.url == url)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Place> {
        self.0.iter()
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Place> {
        self.0.iter_mut()
    }

    /// Whether another server than this one takes requests.
    pub(super) fn others_work(&self, url: &str) -> bool {
        self.0
            .iter()
            .any(|place| place.server.url != url && place.server.concurrency > 0 && place.rest.is_none())
    }

    /// Leaves a server alone for that reason. A breaker that is open already goes on where it was.
    pub(super) fn rest(&mut self, url: &str, why: Failure, now: Timestamp) {
        let Some(place) = self.at(url) else { return };
        let heals = why.code.heals_by_itself();
        match &mut place.rest {
            Some(rest) => rest.why = why,
            None => {
                let breaker = heals.then(|| Breaker::new(now));
                place.rest = Some(Rest { why, breaker, probing: false });
            }
        }
    }

    /// Everything may be tried again.
    pub(super) fn wake_all(&mut self) {
        self.0.iter_mut().for_each(|place| place.rest = None);
    }

    /// Of the reasons why nothing goes on, one that heals by itself if there is one: then the batch does too.
    pub(super) fn reason_to_wait(&self, latest: Failure) -> Failure {
        if latest.code.heals_by_itself() {
            return latest;
        }
        let mut known = self.0.iter().filter_map(|place| place.rest.as_ref()).map(|rest| &rest.why);
        known.find(|why| why.code.heals_by_itself()).cloned().unwrap_or(latest)
    }

    pub(super) fn resting(&self) -> Vec<Resting> {
        let resting = |place: &Place| {
            let why = &place.rest.as_ref()?.why;
            Some(Resting { url: place.server.url.clone(), code: why.code, message: why.message.clone() })
        };
        self.0.iter().filter_map(resting).collect()
    }
}
