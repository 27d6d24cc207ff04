//! Taking reports: what ended is finished, what failed is judged.

use pothos_model::{
    BatchId, BatchKind, BatchState, Failure, FailureCode, Lane, PauseReason, RequestForm, Timestamp,
};
use pothos_store::{Claimed, Effect, Fence, Finished, StoreError};

use super::Foreman;
use super::chore::Chore;
use super::ending::Ending;
use super::trouble::is_passing;
use crate::adapt::says_too_many;
use crate::event::EngineEvent;
use crate::input::{Outcome, Report};
use crate::verdict::{Verdict, verdict};

/// Unreadable answers in a row after which a batch asks one thing at a time.
const UNREADABLE_IN_A_ROW: u32 = 5;

/// Back to the queue, with no attempt burnt.
const GIVE_BACK: Effect = Effect::Requeue { not_before: None, burn: false, failure: None, server: None };

impl Foreman {
    /// One after the other, so that a free lane waits for one result and not for all, and so that a crash repeats no more
    /// requests than there are lanes, and the one whose result was just being stored.
    pub(super) async fn take_in_turn(&mut self, reports: Vec<Report>) {
        for report in reports {
            self.take_reports(vec![report]).await;
        }
    }

    async fn take_reports(&mut self, reports: Vec<Report>) {
        let mut endings = Vec::new();
        let mut pauses: Vec<(Claimed, PauseReason, Failure)> = Vec::new();
        let mut apart = Vec::new();
        for report in reports {
            let current = self.leave_lane(&report);
            let Report { claimed, outcome, server, .. } = report;
            match outcome {
                // Its batch stopped: the stop itself gave it back or cancelled it.
                Outcome::Aborted => {}
                // A late answer of an earlier run is offered too: the fence decides.
                Outcome::Done(effect) => {
                    self.went_well(claimed.batch, server.as_deref());
                    let alarm = self.said_before(claimed.batch, server.as_deref(), &effect);
                    endings.push((claimed.fence, usable(effect)));
                    pauses.extend(alarm.map(|failure| (claimed, PauseReason::Server, failure)));
                }
                Outcome::Failed(..) if !current => {}
                Outcome::Failed(failure, facts) => {
                    apart.extend(self.misread(&claimed, &failure));
                    self.adapt_to(server.as_deref(), &failure);
                    match verdict(claimed.kind, &failure, claimed.attempt, self.out.random.fraction()) {
                        Verdict::Fail => endings.push((claimed.fence, Effect::Failed(failure, facts))),
                        Verdict::Pause(PauseReason::Server)
                            if self.rests(&claimed, server.as_deref(), &failure) =>
                        {
                            endings.push((claimed.fence, GIVE_BACK));
                        }
                        Verdict::Pause(why) => {
                            let failure = self.reason_to_wait(claimed.batch, failure);
                            pauses.push((claimed, why, failure));
                        }
                        Verdict::Retry(wait) => {
                            let until =
                                self.now().plus_ms(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX));
                            self.keep_quiet(claimed.batch, server.as_deref(), &failure, until);
                            let not_before = Some(until);
                            endings.push((
                                claimed.fence,
                                Effect::Requeue { not_before, burn: true, failure: Some(failure), server },
                            ));
                        }
                    }
                }
            }
        }
        // The server is asked again before the answer is written: it never waits for our disk.
        if pauses.is_empty() {
            self.fill_lanes().await;
        }
        // Before the pauses: what ended well must not be given back with the rest.
        self.finish(endings).await;
        for (claimed, why, failure) in pauses {
            self.pause_for(&claimed, why, failure).await;
        }
        for batch in apart {
            self.ask_apart(batch).await;
        }
        self.find_strays();
    }

    /// Jobs that run in the library and in no lane: a claim whose commit was reported as failed, and was none. They
    /// are given back.
    pub(super) fn find_strays(&mut self) {
        if self.trouble.is_some() {
            return;
        }
        let strays: Vec<BatchId> = self
            .live
            .values()
            .filter(|live| live.flying == 0 && live.batch.counters.running > 0)
            .map(|live| live.batch.id)
            .collect();
        strays.into_iter().for_each(|batch| self.add_chore(Chore::GiveBack(batch)));
    }

    /// Counts the job out of its lane; whether it belongs to its batch's current run.
    pub(super) fn leave_lane(&mut self, report: &Report) -> bool {
        if report.claimed.kind == BatchKind::Import {
            self.cpu_flying = self.cpu_flying.saturating_sub(1);
            self.suspects.remove(&report.claimed.fence.job);
        }
        let id = report.claimed.batch;
        let Some(live) = self.live.get_mut(&id) else { return false };
        live.flying = live.flying.saturating_sub(1);
        if report.claimed.lane == Lane::Slow {
            live.slow_flying = live.slow_flying.saturating_sub(1);
        }
        if let Some(place) = report.server.as_deref().and_then(|url| live.places.at(url)) {
            place.flying = place.flying.saturating_sub(1);
        }
        // A suspect that waited for this one may be claimed now; of an import it has kept both lanes dry.
        let both_dry = Lane::ALL.into_iter().all(|lane| live.dry.is(lane));
        if both_dry || live.flying == 0 || live.is(BatchKind::Vision) {
            live.dry.clear();
        }
        let current = live.generation == report.generation && !live.token.is_cancelled();
        if live.flying == 0 && matches!(live.batch.state, BatchState::Finished(_)) {
            self.live.remove(&id);
        }
        current
    }

    fn went_well(&mut self, batch: BatchId, server: Option<&str>) {
        if let Some(url) = server {
            let most = self.most_at(url);
            if let Some(adapt) = self.adapt.get_mut(url) {
                adapt.went_well(most);
            }
        }
        if let Some(live) = self.live.get_mut(&batch) {
            // Of a batch that was paused meanwhile, the breaker is what lets it go on.
            if live.batch.state == BatchState::Active {
                live.breaker = None;
            }
            live.unreadable = 0;
        }
    }

    /// Why the batch waits when a server says the same of every photo.
    fn said_before(&mut self, batch: BatchId, server: Option<&str>, effect: &Effect) -> Option<Failure> {
        let Effect::Vision(record) = effect else { return None };
        let live = self.live.get_mut(&batch).filter(|live| live.batch.state == BatchState::Active)?;
        live.places.at(server?)?.same.count(record)
    }

    /// A server that has too much to do gets less.
    fn adapt_to(&mut self, server: Option<&str>, failure: &Failure) {
        if let Some(url) = server
            && says_too_many(failure.code)
        {
            // The one that failed has left its lane already.
            let flying = self.flying_at(url) + 1;
            let now = self.now();
            self.adapt.entry(url.to_owned()).or_default().too_many(flying, now);
        }
    }

    /// A server failed. While the batch has another one that works, only this one rests; whether that is so.
    fn rests(&mut self, claimed: &Claimed, server: Option<&str>, failure: &Failure) -> bool {
        let now = self.now();
        let Some(live) = self.live.get_mut(&claimed.batch) else { return false };
        let Some(url) = server.filter(|_| live.batch.servers.len() > 1) else { return false };
        live.places.rest(url, failure.clone(), now);
        live.places.others_work(url)
    }

    fn reason_to_wait(&self, batch: BatchId, latest: Failure) -> Failure {
        match self.live.get(&batch) {
            Some(live) => live.places.reason_to_wait(latest),
            None => latest,
        }
    }

    /// A server that asks for quiet is left alone by the whole batch: other photos would only burn their attempts.
    fn keep_quiet(&mut self, batch: BatchId, server: Option<&str>, failure: &Failure, until: Timestamp) {
        let live = self.live.get_mut(&batch).filter(|_| failure.retry_after_ms.is_some());
        if let Some(place) = live.zip(server).and_then(|(live, url)| live.places.at(url)) {
            place.quiet_until = Some(place.quiet_until.map_or(until, |earlier| earlier.max(until)));
        }
    }

    /// Counts answers that could not be read in the combined form; the batch, when they are enough.
    fn misread(&mut self, claimed: &Claimed, failure: &Failure) -> Option<BatchId> {
        if !matches!(failure.code, FailureCode::UnreadableAnswer | FailureCode::RunawayAnswer) {
            return None;
        }
        let live = self.live.get_mut(&claimed.batch)?;
        let combined = live.batch.options.as_ref().is_some_and(|options| {
            options.form == RequestForm::Combined && options.tasks.iter().count() > 1 && !live.batch.separate
        });
        live.unreadable += 1;
        (combined && live.unreadable == UNREADABLE_IN_A_ROW).then_some(claimed.batch)
    }

    /// Commits endings and tells of them. What cannot be written now is held until it can.
    pub(super) async fn finish(&mut self, endings: Vec<Ending>) {
        if endings.is_empty() {
            return;
        }
        if self.trouble.is_some() {
            return self.hold(endings);
        }
        let now = self.now();
        let committed = self
            .db(move |library| {
                Ok(endings
                    .into_iter()
                    .map(|(fence, effect)| (library.finish(fence, &effect, now), (fence, effect)))
                    .collect::<Vec<_>>())
            })
            .await;
        let committed = match committed {
            Ok(committed) => committed,
            Err(error) => {
                // The call itself broke, and the endings with it: their jobs are done again.
                let batches: Vec<BatchId> = self.live.keys().copied().collect();
                batches.into_iter().for_each(|batch| self.add_chore(Chore::GiveBack(batch)));
                return self.in_trouble(&error);
            }
        };
        for (finished, (fence, effect)) in committed {
            match finished {
                Ok(finished) => self.finished(fence, finished),
                Err(error) if is_passing(&error) => {
                    self.in_trouble(&error);
                    self.hold(vec![(fence, effect)]);
                }
                Err(error) => self.give_up(fence, &error).await,
            }
        }
    }

    fn finished(&mut self, fence: Fence, finished: Finished) {
        let now = self.now();
        for ended in finished.photos {
            if let Some(live) = self.live.get_mut(&ended.batch) {
                live.rate.record(now);
            }
            (self.out.listener)(match ended.failure {
                None => EngineEvent::PhotoDone { batch: ended.batch, photo: ended.photo },
                Some(failure) => EngineEvent::PhotoFailed { batch: ended.batch, photo: ended.photo, failure },
            });
        }
        for batch in finished.batches {
            self.absorb(batch);
        }
        if finished.more_followers {
            self.add_chore(Chore::EndFollowers(fence.job));
        }
    }

    /// The library takes writes but not this one: a fault of ours. The photo fails with it, and the batch goes on.
    async fn give_up(&mut self, fence: Fence, error: &StoreError) {
        tracing::error!(job = %fence.job, %error, "a result could not be stored");
        let failure = Failure::new(
            FailureCode::Internal,
            format!(
                "The result for this photo could not be stored. {error} Retry it; if it happens again, report it."
            ),
        );
        let now = self.now();
        let effect = Effect::Failed(failure, None);
        match self.db(move |library| library.finish(fence, &effect, now)).await {
            Ok(finished) => self.finished(fence, finished),
            Err(error) => self.in_trouble(&error),
        }
    }

    /// Ends more followers of a job.
    pub(super) async fn end_followers(&mut self, leader: pothos_model::JobId) {
        let now = self.now();
        match self.db(move |library| library.end_followers(leader, now)).await {
            Ok(finished) => self.finished(Fence { job: leader, claim: 0 }, finished),
            Err(error) => {
                self.in_trouble(&error);
                self.add_chore(Chore::EndFollowers(leader));
            }
        }
    }

    /// The pause gives back everything that runs, this job too.
    async fn pause_for(&mut self, claimed: &Claimed, why: PauseReason, failure: Failure) {
        let (batch, fence, now) = (claimed.batch, claimed.fence, self.now());
        match self.db(move |library| library.pause(batch, why, Some(&failure), now)).await {
            Ok(batch) => self.absorb(batch),
            Err(error) => {
                self.in_trouble(&error);
                self.hold(vec![(fence, GIVE_BACK)]);
            }
        }
    }

    async fn ask_apart(&mut self, batch: BatchId) {
        let now = self.now();
        match self.db(move |library| library.separate(batch, now)).await {
            Ok(batch) => self.absorb(batch),
            Err(error) => self.in_trouble(&error),
        }
    }
}

/// An answer in which no task gave words is a failure, whatever it was reported as.
fn usable(effect: Effect) -> Effect {
    match effect {
        Effect::Vision(record) if record.words.is_empty() && record.meaning.is_none() => {
            let failure = record.missing.first().map_or_else(
                || {
                    Failure::new(
                        FailureCode::NoUsableWords,
                        "The model gave no usable word for this photo. Try another model.",
                    )
                },
                |first| Failure::new(first.code, first.message.clone()),
            );
            Effect::Failed(failure, None)
        }
        other => other,
    }
}
