//! Filling the lanes: claims for whoever's turn it is, while there is room.

use std::collections::BTreeSet;

use pothos_model::{Batch, BatchId, BatchKind, BatchState, Lane};
use pothos_store::{Claimed, Effect, Room};

use super::Foreman;
use super::live::Live;
use super::room::{most_flying, of_lane, within};
use crate::board::CpuJob;
use crate::cpu::panicked;
use crate::fair::{self, Candidate};
use crate::input::{Input, Outcome, Report};
use crate::lanes::{Rank, STALLED_MS};

impl Foreman {
    /// Claims until the lanes are full or nothing is due. Basic jobs first: new photos' thumbnails never wait behind a
    /// model.
    pub(super) async fn fill_lanes(&mut self) {
        if self.trouble.is_none() && self.stopping.is_none() {
            self.fill().await;
        }
        self.brief_threads();
    }

    async fn fill(&mut self) {
        while !self.suspect_runs() {
            let Some((batch, room)) = self.next_basic() else { break };
            let Some(claimed) = self.claim(batch, room).await else { return };
            // Before the first of them is taken: else a thread that is faster than this would find slow ones alone.
            self.brief_threads();
            for job in claimed {
                if job.suspect {
                    self.suspects.insert(job.fence.job, self.now());
                }
                self.start_basic(job);
            }
        }
        for server in self.servers() {
            while let Some((batch, room)) = self.next_at(&server) {
                let quick = u32::try_from(room).unwrap_or(u32::MAX);
                let Some(claimed) = self.claim(batch, Room { quick, slow: 0 }).await else { return };
                for job in claimed {
                    self.start_vision(job, &server);
                }
            }
        }
    }

    /// Whether nothing of any import may begin, because a job runs that may end the process. One that only hangs keeps
    /// others waiting no longer than that takes to see; nothing of its own batch begins beside it in any case.
    fn suspect_runs(&self) -> bool {
        let now = self.now();
        self.suspects.values().any(|since| now.ms_since(*since) <= STALLED_MS)
    }

    /// Tells the threads what they cannot see on their board.
    pub(super) fn brief_threads(&self) {
        let imports = || self.live.values().filter(|live| live.is(BatchKind::Import));
        let quick_to_come = imports().any(|live| live.hungry(Lane::Quick));
        self.out.cpu.regard(quick_to_come, imports().map(|live| (live.batch.id, self.rank(live))));
    }

    fn rank(&self, live: &Live) -> Rank {
        Rank { priority: live.batch.priority, on_screen: self.on_screen == Some(live.batch.id) }
    }

    /// The import whose turn it is, and how many of its jobs may be claimed. Each lane of each batch has room of its own,
    /// so that what a slow lane or a hanging batch holds is never the room of another.
    fn next_basic(&self) -> Option<(BatchId, Room)> {
        let left = most_flying(self.out.threads).checked_sub(self.cpu_flying).filter(|left| *left > 0)?;
        let in_lane = |live: &Live, lane| {
            let most = of_lane(self.out.threads, lane);
            if live.hungry(lane) { most.saturating_sub(live.flying_in(lane)) } else { 0 }
        };
        let room = |live: &Live| within(left, in_lane(live, Lane::Quick), in_lane(live, Lane::Slow));
        let open = self.live.values().filter(|live| live.is(BatchKind::Import) && room(live).all() > 0);
        let batch = fair::next(open.map(|live| Candidate {
            batch: live.batch.id,
            rank: self.rank(live),
            flying: live.flying,
            served: live.served,
        }))?;
        self.live.get(&batch).map(|live| (batch, room(live)))
    }

    /// Whose turn it is among the vision batches that have work for a server, and room at it.
    fn next_vision(&self, server: &str) -> Option<BatchId> {
        let now = self.now();
        let open = |live: &&Live| {
            live.is(BatchKind::Vision)
                && live.hungry(Lane::Quick)
                && live.flying_at(server) < live.concurrency(server, now)
        };
        fair::next(self.live.values().filter(open).map(|live| Candidate {
            batch: live.batch.id,
            rank: self.rank(live),
            // They take turns: what is in flight elsewhere says nothing about this server.
            flying: 0,
            served: live.served,
        }))
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
        let hungry = || {
            self.live.values().filter(|live| live.hungry(Lane::Quick) && live.concurrency(server, now) > 0)
        };
        let most = hungry().map(|live| live.concurrency(server, now)).max()?;
        let limit = self.adapt.get(server).map_or(most, |adapt| adapt.limit(most));
        let room = limit.checked_sub(self.flying_at(server)).filter(|room| *room > 0)?;
        let batch = self.next_vision(server)?;
        let live = self.live.get(&batch)?;
        // One at a time while others wait too, so that they take turns; and while there are several servers, so that
        // none takes what an idle one could.
        let alone = hungry().count() == 1 && live.places.iter().count() == 1;
        let share = if alone { room } else { 1 };
        Some((batch, share.min(live.concurrency(server, now).saturating_sub(live.flying_at(server)))))
    }

    /// Claims from one batch. `None` when the library failed.
    async fn claim(&mut self, batch: BatchId, room: Room) -> Option<Vec<Claimed>> {
        let now = self.now();
        let first = if self.live.get(&batch).is_some_and(|live| live.is(BatchKind::Import)) {
            self.first.clone()
        } else {
            Vec::new()
        };
        let window = match self.db(move |library| library.claim_window(batch, room, &first, now)).await {
            Ok(window) => window,
            Err(error) => {
                self.in_trouble(&error);
                return None;
            }
        };
        let claimed = window.jobs;
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
            live.slow_flying += claimed.iter().filter(|job| job.lane == Lane::Slow).count();
            for lane in Lane::ALL {
                let given = claimed.iter().filter(|job| job.lane == lane).count();
                let short = given < usize::try_from(room.of(lane)).unwrap_or(usize::MAX);
                // What a model's jobs leave free of their room is taken by the next claim, if there is more.
                if short && (claimed.is_empty() || live.is(BatchKind::Import)) {
                    live.dry.mark(lane, window.next_due);
                }
            }
        }
        Some(claimed)
    }

    fn start_basic(&mut self, claimed: Claimed) {
        let Some(live) = self.live.get(&claimed.batch) else { return };
        let on_screen = self.first.contains(&claimed.photo);
        let (token, generation, rank) = (live.token.clone(), live.generation, self.rank(live));
        self.first.retain(|photo| *photo != claimed.photo);
        self.cpu_flying += 1;
        self.out.cpu.take(CpuJob { claimed, token, generation, rank, on_screen });
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
