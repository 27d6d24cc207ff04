//! Filling the lanes: claims for whoever's turn it is, while there is room.

use std::collections::BTreeSet;

use pothos_model::{Batch, BatchId, BatchKind, BatchState};
use pothos_store::Claimed;

use super::Foreman;
use super::live::Live;
use crate::cpu::{CpuJob, panicked};
use crate::fair::{self, Candidate};
use crate::input::{Input, Outcome, Report};
use pothos_store::Effect;

impl Foreman {
    /// Claims until the lanes are full or nothing is due. The basic lane first: new photos' thumbnails never wait
    /// behind a model.
    pub(super) async fn fill_lanes(&mut self) {
        if self.trouble.is_some() || self.stopping.is_some() {
            return;
        }
        while self.cpu_flying < self.out.room && !self.cpu_alone {
            let Some(batch) = self.next_of(BatchKind::Import, None) else { break };
            let window = (self.out.room - self.cpu_flying).div_ceil(2);
            let Some(claimed) = self.claim(batch, window).await else { return };
            for job in claimed {
                self.cpu_alone |= job.suspect;
                self.start_basic(job);
            }
        }
        for server in self.servers() {
            while let Some((batch, room)) = self.next_at(&server) {
                let Some(claimed) = self.claim(batch, room).await else { return };
                for job in claimed {
                    self.start_vision(job, &server);
                }
            }
        }
    }

    /// Whose turn it is among the batches of that kind (and server) that have work and room.
    fn next_of(&self, kind: BatchKind, server: Option<&str>) -> Option<BatchId> {
        let now = self.now();
        let has_room =
            |live: &Live| server.is_none_or(|url| live.flying_at(url) < live.concurrency(url, now));
        fair::next(self.live.values().filter(|live| live.is(kind) && live.hungry() && has_room(live)).map(
            |live| Candidate {
                batch: live.batch.id,
                priority: live.batch.priority,
                on_screen: self.on_screen == Some(live.batch.id),
                served: live.served,
            },
        ))
    }

    /// The servers that batches may ask, the one with the most room first: so that a batch with one job left gives it
    /// to an idle server.
    fn servers(&self) -> Vec<String> {
        let now = self.now();
        let urls: BTreeSet<&str> = self
            .live
            .values()
            .filter(|live| live.batch.state == BatchState::Active)
            .flat_map(|live| live.places.iter())
            .filter(|place| place.room(now) > 0)
            .map(|place| place.server.url.as_str())
            .collect();
        let mut urls: Vec<String> = urls.into_iter().map(str::to_owned).collect();
        if urls.len() > 1 {
            urls.sort_by_key(|url| self.flying_at(url));
        }
        urls
    }

    /// Requests in flight at a server, of all batches.
    pub(super) fn flying_at(&self, url: &str) -> usize {
        self.live.values().map(|live| live.flying_at(url)).sum()
    }

    /// The most that a batch may have in flight at a server.
    pub(super) fn most_at(&self, url: &str) -> usize {
        let now = self.now();
        self.live.values().map(|live| live.concurrency(url, now)).max().unwrap_or(0)
    }

    /// The batch whose turn it is at a server, and how many of its jobs may start. Batches of one server share it:
    /// together they have no more in flight than the most that one of them may have alone, and no more than the
    /// server was found to take.
    fn next_at(&self, server: &str) -> Option<(BatchId, usize)> {
        let now = self.now();
        let hungry = || self.live.values().filter(|live| live.hungry() && live.concurrency(server, now) > 0);
        let most = hungry().map(|live| live.concurrency(server, now)).max()?;
        let limit = self.adapt.get(server).map_or(most, |adapt| adapt.limit(most));
        let room = limit.checked_sub(self.flying_at(server)).filter(|room| *room > 0)?;
        let batch = self.next_of(BatchKind::Vision, Some(server))?;
        let live = self.live.get(&batch)?;
        // One at a time while others wait too, so that they take turns; and while there are several servers, so that
        // none takes what an idle one could.
        let alone = hungry().count() == 1 && live.places.iter().count() == 1;
        let share = if alone { room } else { 1 };
        Some((batch, share.min(live.concurrency(server, now).saturating_sub(live.flying_at(server)))))
    }

    /// Claims from one batch. `None` when the library failed.
    async fn claim(&mut self, batch: BatchId, room: usize) -> Option<Vec<Claimed>> {
        let now = self.now();
        let limit = u32::try_from(room).unwrap_or(u32::MAX);
        let first = if self.live.get(&batch).is_some_and(|live| live.is(BatchKind::Import)) {
            self.first.clone()
        } else {
            Vec::new()
        };
        let window = match self.db(move |library| library.claim_window(batch, limit, &first, now)).await {
            Ok(window) => window,
            Err(error) => {
                self.in_trouble(&error);
                return None;
            }
        };
        let claimed = window.jobs;
        self.first.retain(|photo| claimed.iter().all(|job| job.photo != *photo));
        self.turn += 1;
        let turn = self.turn;
        // Photos that were added before the claim without a word are in it already.
        match window.batch {
            Some(stored) => self.absorb(stored),
            None => drop(self.live.remove(&batch)),
        }
        if let Some(live) = self.live.get_mut(&batch) {
            live.served = turn;
            live.flying += claimed.len();
            if claimed.is_empty() {
                live.dry = Some(window.next_due);
            }
        }
        Some(claimed)
    }

    fn start_basic(&mut self, claimed: Claimed) {
        let Some(live) = self.live.get(&claimed.batch) else { return };
        self.cpu_flying += 1;
        let job = CpuJob { claimed, token: live.token.clone(), generation: live.generation };
        // The queue has room for all that may be claimed at once; the lanes live as long as the foreman.
        if !self.out.cpu.take(job) {
            unreachable!("BUG: more basic jobs were claimed than the lane has room for");
        }
    }

    fn start_vision(&mut self, claimed: Claimed, url: &str) {
        let Some(live) = self.live.get_mut(&claimed.batch) else { return };
        let (batch, token, generation) = (live.batch.clone(), live.token.clone(), live.generation);
        let Some(place) = live.places.at(url) else {
            // The batch was given other servers with this very claim: the job goes back.
            live.flying = live.flying.saturating_sub(1);
            return self.find_strays();
        };
        place.flying += 1;
        let server = place.server.clone();
        let (work, reports) = (self.out.work.clone(), self.out.reports.clone());
        tokio::spawn(async move {
            let (asked, at) = (claimed.clone(), server.clone());
            // A task of its own, so that a panic in it ends there.
            let mut job = tokio::spawn(async move { work.vision(batch, asked, at).await });
            let outcome = tokio::select! {
                biased;
                () = token.cancelled() => {
                    job.abort();
                    // Returns when the request is dropped: only then is its place free.
                    let _ = job.await;
                    Outcome::Aborted
                }
                ended = &mut job => match ended {
                    Ok(Ok(record)) => Outcome::Done(Effect::Vision(record)),
                    Ok(Err(failure)) => Outcome::Failed(failure, None),
                    Err(error) => match error.try_into_panic() {
                        Ok(panic) => Outcome::Failed(panicked(panic.as_ref()), None),
                        Err(_) => Outcome::Aborted,
                    },
                },
            };
            // Nobody listens any more when the engine was dropped.
            let _ = reports
                .send(Input::Report(Report { claimed, generation, server: Some(server.url), outcome }))
                .await;
        });
    }

    /// The batch as it is shown: while the library cannot be written, active ones are paused for the disk.
    pub(super) fn as_seen(&self, batch: Batch) -> Batch {
        match &self.trouble {
            Some(trouble) => trouble.over(batch),
            None => batch,
        }
    }
}
