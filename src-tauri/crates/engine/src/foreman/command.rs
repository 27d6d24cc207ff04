//! What the user asks, and stopping.

use pothos_model::{Batch, BatchId, BatchState, JobId, PauseReason};
use pothos_store::StoreError;
use std::time::Duration;

use super::Foreman;
use super::chore::Chore;
use crate::input::{Command, Input};

/// How long a stop waits for basic jobs that cannot be interrupted, so that the library is free when it returns.
const LAST_WAIT: Duration = Duration::from_secs(1);

impl Foreman {
    pub(super) async fn obey(&mut self, command: Command) {
        let now = self.now();
        let (reply, done) = match command {
            Command::Pause { batch, why, cause, reply } => {
                let done = self.db(move |library| library.pause(batch, why, cause.as_ref(), now)).await;
                (reply, self.took(done))
            }
            Command::Resume { batch, reply } => {
                let done = self.db(move |library| library.resume(batch, now)).await;
                if let Some(live) = self.live.get_mut(&batch).filter(|_| done.is_ok()) {
                    live.breaker = None;
                    live.places.wake_all();
                }
                (reply, self.took(done))
            }
            Command::Cancel { batch, reply } => {
                let flagged = self.db(move |library| library.cancel(batch, now)).await;
                let done = match self.took(flagged) {
                    // The first piece at once: it holds everything that runs.
                    Ok(()) => self.sweep_cancelled(batch).await,
                    refused => refused,
                };
                (reply, done)
            }
            Command::Retry { batch, what, reply } => (reply, self.retry_piece(batch, what, JobId(0)).await),
            Command::UseServers { batch, servers, reply } => {
                let waits = self
                    .live
                    .get(&batch)
                    .is_some_and(|live| live.batch.state == BatchState::Paused(PauseReason::Server));
                let done = self
                    .db(move |library| {
                        let stored = library.set_servers(batch, &servers, now)?;
                        if waits { library.resume(batch, now) } else { Ok(stored) }
                    })
                    .await;
                if let Some(live) = self.live.get_mut(&batch).filter(|_| done.is_ok()) {
                    live.breaker = None;
                    live.places.wake_all();
                }
                (reply, self.took(done))
            }
            Command::Raise { batch, reply } => {
                let done = self.db(move |library| library.raise(batch, now)).await;
                (reply, self.took(done))
            }
            Command::Remove { batch, reply } => {
                let done = self.db(move |library| library.remove(batch, now)).await;
                if done.is_ok() {
                    self.add_chore(Chore::SweepRemoved);
                }
                (reply, done)
            }
            Command::First { photos } => {
                self.first = photos;
                return;
            }
            Command::OnScreen { batch } => {
                self.on_screen = batch;
                return;
            }
            Command::Shutdown { reply } => {
                self.stopping = Some(reply);
                return;
            }
        };
        // The caller may have gone; the command holds all the same.
        let _ = reply.send(done);
    }

    fn took(&mut self, done: Result<Batch, StoreError>) -> Result<(), StoreError> {
        self.absorb(done?);
        Ok(())
    }

    /// Aborts requests, gives running jobs back, tells the last pictures.
    pub(super) async fn stop(mut self) {
        for live in self.live.values_mut() {
            live.halt();
        }
        // What has no thread yet goes at once.
        self.brief_threads();
        let now = self.now();
        let ids: Vec<BatchId> = self.live.keys().copied().collect();
        for id in ids {
            match self.db(move |library| library.give_back(id, now)).await {
                Ok(batch) => self.absorb(batch),
                // Left running: the next start gives it back.
                Err(error) => tracing::warn!(%error, batch = %id, "running jobs could not be given back"),
            }
        }
        let deadline = self.out.clock.sleep(LAST_WAIT);
        tokio::select! {
            () = self.drain() => {}
            () = deadline => {}
        }
        let reply = self.stopping.take();
        let idle = self.cpu_flying == 0;
        let Foreman { out, inputs, .. } = self;
        drop(inputs);
        let ended = out.cpu.close();
        drop((out.work, out.library, out.reports));
        if idle {
            // They have nothing left to do; a panic in one of them was reported by its job.
            let _ = tokio::task::spawn_blocking(move || ended.into_iter().for_each(|lane| drop(lane.join())))
                .await;
        }
        if let Some(reply) = reply {
            // The caller may have gone.
            let _ = reply.send(());
        }
    }

    /// Waits until every job in a lane has reported.
    async fn drain(&mut self) {
        while self.cpu_flying > 0 || self.live.values().any(|live| live.flying > 0) {
            match self.inputs.recv().await {
                Some(Input::Report(report)) => {
                    self.leave_lane(&report);
                }
                Some(Input::Probed { .. } | Input::Command(_)) => {}
                None => return,
            }
        }
    }
}
