//! What happens by itself when time passes: back-offs end, servers and the disk are looked at, other processes'
//! commands are noticed.

use std::sync::Arc;
use std::time::Duration;

use pothos_model::{BatchId, BatchServer, BatchState, Failure, FailureClass, FailureCode, PauseReason};

use super::Foreman;
use super::chore::Chore;
use super::live::Live;
use crate::input::Input;
use crate::ports::Work;

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
            if live.batch.state == BatchState::Active {
                for rest in live.places.iter_mut().filter_map(|place| place.rest.as_mut()) {
                    if let (Some(breaker), false) = (&mut rest.breaker, rest.probing) {
                        wait = wait.min(breaker.wait(now));
                    }
                }
            }
            let quiet = live.places.iter().filter_map(|place| place.quiet_until);
            for at in live.dry.ends().chain(quiet) {
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
            live.dry.end(now);
            for place in live.places.iter_mut() {
                place.quiet_until = place.quiet_until.filter(|until| now < *until);
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
        self.probe_resting();
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
                let (servers, reports, work) =
                    (live.batch.servers.clone(), self.out.reports.clone(), self.out.work.clone());
                tokio::spawn(async move {
                    let mut answer = Err(Failure::new(FailureCode::BadAddress, "The batch has no server."));
                    let mut at = None;
                    for server in servers {
                        at = Some(server.url.clone());
                        let next = probed_once(work.clone(), server).await;
                        // One that answers is enough; what heals is the better news.
                        let better =
                            next.is_ok() || answer.as_ref().is_err_and(|known| !known.code.heals_by_itself());
                        if better {
                            answer = next;
                        }
                        if answer.is_ok() {
                            break;
                        }
                    }
                    // Nobody listens any more when the engine was dropped.
                    let _ = reports.send(Input::Probed { batch: id, generation, server: at, answer }).await;
                });
            }
            BatchState::Paused(PauseReason::Disk) => {
                let answer = self
                    .db(move |library| library.probe_write(now))
                    .await
                    .map_err(|error| Failure::new(error.code(), error.to_string()));
                self.probed(id, generation, None, answer).await;
            }
            BatchState::Paused(PauseReason::User)
            | BatchState::Active
            | BatchState::Cancelling
            | BatchState::Finished(_) => {}
        }
    }

    /// Looks at the servers that rest while their batch goes on with others.
    fn probe_resting(&mut self) {
        let now = self.now();
        for live in self.live.values_mut().filter(|live| live.batch.state == BatchState::Active) {
            let (id, generation) = (live.batch.id, live.generation);
            for place in live.places.iter_mut() {
                let Some(rest) = place.rest.as_mut().filter(|rest| !rest.probing) else { continue };
                if !rest.breaker.as_mut().is_some_and(|breaker| breaker.wait(now).is_zero()) {
                    continue;
                }
                rest.probing = true;
                let (server, reports, work) =
                    (place.server.clone(), self.out.reports.clone(), self.out.work.clone());
                tokio::spawn(async move {
                    let at = Some(server.url.clone());
                    let answer = probed_once(work, server).await;
                    // Nobody listens any more when the engine was dropped.
                    let _ = reports.send(Input::Probed { batch: id, generation, server: at, answer }).await;
                });
            }
        }
    }

    /// A look at a resting server ended while its batch goes on.
    fn probed_resting(&mut self, id: BatchId, url: &str, answer: Result<(), Failure>) {
        let now = self.now();
        let Some(live) = self.live.get_mut(&id) else { return };
        let Some(place) = live.places.at(url) else { return };
        match (answer, &mut place.rest) {
            (Ok(()), rest) => {
                *rest = None;
                live.dry.clear();
            }
            (Err(why), Some(rest)) => {
                rest.probing = false;
                if !why.code.heals_by_itself() && why.class() == FailureClass::Server {
                    rest.breaker = None;
                    rest.why = why;
                } else if let Some(breaker) = &mut rest.breaker {
                    breaker.back_off(now);
                }
            }
            (Err(_), None) => {}
        }
        let batch = live.batch.as_ref().clone();
        self.tell(batch);
    }

    /// A look ended: the batch goes on, or is looked at again later. A new reason is shown.
    pub(super) async fn probed(
        &mut self,
        id: BatchId,
        generation: u64,
        server: Option<String>,
        answer: Result<(), Failure>,
    ) {
        let now = self.now();
        let Some(live) = self.live.get_mut(&id) else { return };
        if live.batch.state == BatchState::Active
            && let Some(url) = server
        {
            return self.probed_resting(id, &url, answer);
        }
        live.probing = false;
        if let (Ok(()), Some(place)) = (&answer, server.and_then(|url| live.places.at(&url))) {
            place.rest = None;
        }
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
                if known || failure.class() != FailureClass::Server {
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
        self.take_over_retries().await;
    }

    /// An active batch that has nothing left and is not over waits for a retry that is not through. A terminal made it,
    /// and may have been killed between two pieces: it is gone on with here.
    async fn take_over_retries(&mut self) {
        let waits = |live: &Live| {
            let batch = &live.batch;
            batch.state == BatchState::Active && !batch.open && live.flying == 0 && batch.counters.left() == 0
        };
        if !self.live.values().any(waits) {
            return;
        }
        let Ok(retries) = self.db(pothos_store::Library::retries_under_way).await else { return };
        for retry in retries {
            self.add_chore(Chore::Retry(retry.batch, retry.what, retry.after));
        }
    }
}

/// One look at one server; a panic in it is an answer too.
async fn probed_once(work: Arc<dyn Work>, server: BatchServer) -> Result<(), Failure> {
    let asked = tokio::spawn(async move { work.probe(server).await });
    asked.await.unwrap_or_else(|error| Err(Failure::new(FailureCode::Internal, error.to_string())))
}
