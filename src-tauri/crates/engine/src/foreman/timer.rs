//! What happens by itself when time passes: back-offs end, servers and the disk are looked at, other processes'
//! commands are noticed.

use std::time::Duration;

use pothos_model::{BatchId, BatchState, Failure, PauseReason};

use super::Foreman;
use crate::input::Input;

/// How often another process's commits are looked for, only while batches live: one pragma on an open connection.
const LOOK_MS: i64 = 250;
const LOOK: Duration = Duration::from_millis(LOOK_MS as u64);
/// With nothing unfinished there is nothing to wait for but inputs.
const IDLE: Duration = Duration::from_secs(3_600);

impl Foreman {
    /// How long to wait for an input before something is due by itself.
    pub(super) fn patience(&mut self) -> Duration {
        if self.live.is_empty() {
            return IDLE;
        }
        let now = self.now();
        let mut wait = LOOK;
        if let Some(trouble) = &mut self.trouble {
            wait = wait.min(trouble.breaker.wait(now));
        }
        for live in self.live.values_mut() {
            if let Some(breaker) = &mut live.breaker
                && live.batch.state != BatchState::Active
                && !live.probing
            {
                wait = wait.min(breaker.wait(now));
            }
            for at in [live.dry.flatten(), live.quiet_until].into_iter().flatten() {
                wait =
                    wait.min(u64::try_from(at.ms_since(now)).map(Duration::from_millis).unwrap_or_default());
            }
        }
        // Never zero: a timer that is due is dealt with after the next look at the inputs.
        wait.max(Duration::from_millis(1))
    }

    /// Does what is due.
    pub(super) async fn look_around(&mut self) {
        let now = self.now();
        if let Some(trouble) = &mut self.trouble {
            if trouble.breaker.wait(now).is_zero() {
                self.try_again(now).await;
            }
            return;
        }
        for live in self.live.values_mut() {
            if live.dry.flatten().is_some_and(|due| now >= due) {
                live.dry = None;
            }
            if live.quiet_until.is_some_and(|until| now >= until) {
                live.quiet_until = None;
            }
        }
        let due: Vec<BatchId> = self
            .live
            .values_mut()
            .filter(|live| live.batch.state != BatchState::Active && !live.probing)
            .filter_map(|live| {
                let due = live.breaker.as_mut().is_some_and(|breaker| breaker.wait(now).is_zero());
                due.then_some(live.batch.id)
            })
            .collect();
        for batch in due {
            self.probe(batch).await;
        }
        self.notice_others().await;
    }

    /// Looks whether what paused a batch is well again.
    async fn probe(&mut self, id: BatchId) {
        let now = self.now();
        let Some(live) = self.live.get_mut(&id) else { return };
        let generation = live.generation;
        match live.batch.state {
            BatchState::Paused(PauseReason::Server) => {
                live.probing = true;
                let (batch, reports, work) =
                    (live.batch.clone(), self.out.reports.clone(), self.out.work.clone());
                tokio::spawn(async move {
                    let asked = tokio::spawn(async move { work.probe(batch).await });
                    let answer = asked.await.unwrap_or_else(|error| {
                        Err(Failure::new(pothos_model::FailureCode::Internal, error.to_string()))
                    });
                    // Nobody listens any more when the engine was dropped.
                    let _ = reports.send(Input::Probed { batch: id, generation, answer }).await;
                });
            }
            BatchState::Paused(PauseReason::Disk) => {
                let answer = self
                    .db(move |library| library.probe_write(now))
                    .await
                    .map_err(|error| Failure::new(error.code(), error.to_string()));
                self.probed(id, generation, answer).await;
            }
            BatchState::Paused(PauseReason::User)
            | BatchState::Active
            | BatchState::Cancelling
            | BatchState::Finished(_) => {}
        }
    }

    /// A look ended: the batch goes on, or is looked at again later. A new reason is shown.
    pub(super) async fn probed(&mut self, id: BatchId, generation: u64, answer: Result<(), Failure>) {
        let now = self.now();
        let Some(live) = self.live.get_mut(&id) else { return };
        live.probing = false;
        let paused = matches!(live.batch.state, BatchState::Paused(PauseReason::Server | PauseReason::Disk));
        if live.generation != generation || !paused {
            return;
        }
        let done = match answer {
            Ok(()) => self.db(move |library| library.resume(id, now)).await,
            Err(failure) => {
                if let Some(breaker) = &mut live.breaker {
                    breaker.back_off(now);
                }
                let known = live.batch.cause.as_ref().is_some_and(|(code, _)| *code == failure.code);
                if known || failure.class() != pothos_model::FailureClass::Server {
                    return;
                }
                self.db(move |library| library.set_cause(id, &failure, now)).await
            }
        };
        match done {
            Ok(batch) => self.absorb(batch),
            Err(error) => self.in_trouble(&error),
        }
    }

    /// Reads what another process changed: a pause or cancel from a terminal.
    async fn notice_others(&mut self) {
        let now = self.now();
        let elapsed = self.looked.map_or(i64::MAX, |looked| (now.0 - looked.0).abs());
        if self.live.is_empty() || elapsed < LOOK_MS {
            return;
        }
        self.looked = Some(now);
        let Ok(version) = self.db(pothos_store::Library::data_version).await else { return };
        let before = self.data_version.replace(version);
        if before.is_some_and(|before| before != version) {
            self.read_news().await;
        }
    }
}
