//! The foreman: the one task that owns every change of the queue. Claims jobs for the lanes, takes their reports,
//! obeys the user, and tells the listener after each commit. Decides nothing itself: what a failure means is
//! `verdict`, whose turn it is is `fair`, when to try again is `breaker` and `retry`.

mod chore;
mod command;
mod dry;
mod ending;
mod fill;
mod live;
mod place;
mod report;
mod room;
mod same;
mod timer;
mod trouble;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use pothos_model::{Batch, BatchId, BatchState, JobId, PhotoId, Revision, Timestamp};
use pothos_store::{Library, Recovered, StoreError};
use tokio::sync::{Notify, mpsc, oneshot};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::adapt::Adapt;
use crate::cpu::Threads;
use crate::event::{EngineEvent, Listener};
use crate::input::Input;
use crate::ports::{Clock, Random, Work};
use chore::Chore;
use live::Live;
use trouble::Trouble;

/// Inputs taken before the lanes are filled again.
const INPUTS_A_ROUND: usize = 64;

/// Everything outside the foreman.
pub(crate) struct Outside {
    pub library: Arc<Library>,
    pub work: Arc<dyn Work>,
    pub clock: Arc<dyn Clock>,
    pub listener: Listener,
    pub random: Arc<dyn Random>,
    /// Where lanes report to.
    pub reports: mpsc::Sender<Input>,
    /// The threads of basic analysis.
    pub cpu: Threads,
    /// Basic jobs that compute at once.
    pub threads: usize,
}

/// See the module.
pub(crate) struct Foreman {
    out: Outside,
    inputs: mpsc::Receiver<Input>,
    news: Arc<Notify>,
    /// Unfinished batches.
    live: BTreeMap<BatchId, Live>,
    /// The revision each batch was last told with, so that no older news follows newer.
    told: HashMap<BatchId, Revision>,
    /// Every batch changed up to here has been read.
    seen: Revision,
    /// The library's data version when it was last looked at.
    data_version: Option<i64>,
    /// When that was.
    looked: Option<Timestamp>,
    chores: VecDeque<Chore>,
    /// Set while the library cannot be written.
    trouble: Option<Trouble>,
    /// Basic jobs on their way or running.
    cpu_flying: usize,
    /// Suspects that run, and since when: nothing begins beside them.
    suspects: HashMap<JobId, Timestamp>,
    /// Photos on the screen that have no thumbnail yet: looked at before all others.
    first: Vec<PhotoId>,
    /// The batch that the user looks at.
    on_screen: Option<BatchId>,
    /// What servers were found to take, by address.
    adapt: HashMap<String, Adapt>,
    /// Counts servings, for turns.
    turn: u64,
    stopping: Option<oneshot::Sender<()>>,
    /// Every batch's token is a child of this one.
    root: CancellationToken,
    /// Aborts what is in flight when the foreman goes without having stopped.
    _abort: DropGuard,
}

impl Foreman {
    pub(crate) fn new(out: Outside, inputs: mpsc::Receiver<Input>, news: Arc<Notify>) -> Self {
        let root = CancellationToken::new();
        Self {
            out,
            inputs,
            news,
            live: BTreeMap::new(),
            told: HashMap::new(),
            seen: Revision(0),
            data_version: None,
            looked: None,
            chores: VecDeque::from([Chore::SweepRemoved]),
            trouble: None,
            cpu_flying: 0,
            suspects: HashMap::new(),
            first: Vec::new(),
            on_screen: None,
            adapt: HashMap::new(),
            turn: 0,
            stopping: None,
            _abort: root.clone().drop_guard(),
            root,
        }
    }

    /// Recovers, and takes up every unfinished batch.
    pub(crate) async fn begin(&mut self) -> Result<Recovered, StoreError> {
        let now = self.now();
        let recovered = self.db(move |library| library.recover(now)).await?;
        let (seen, live) = self.db(|library| Ok((library.revision()?, library.batches(true)?))).await?;
        self.seen = seen;
        recovered.left_behind.iter().for_each(|leader| self.add_chore(Chore::EndFollowers(*leader)));
        for retry in &recovered.retries {
            self.add_chore(Chore::Retry(retry.batch, retry.what, retry.after));
        }
        for batch in live.into_iter().rev() {
            self.take_up(batch);
        }
        Ok(recovered)
    }

    pub(crate) async fn run(mut self) {
        while self.stopping.is_none() {
            self.fill_lanes().await;
            let busy = self.do_a_chore().await;
            let patience = if busy { Duration::ZERO } else { self.patience() };
            self.listen(patience).await;
            self.look_around().await;
        }
        self.stop().await;
    }

    /// Waits for an input, news or the time, and takes what is there, up to a bound.
    async fn listen(&mut self, patience: Duration) {
        let mut next = if patience.is_zero() {
            self.inputs.try_recv().ok()
        } else {
            let news = self.news.clone();
            let timer = self.out.clock.sleep(patience);
            tokio::select! {
                input = self.inputs.recv() => input,
                () = news.notified() => {
                    self.read_news().await;
                    None
                }
                () = timer => None,
            }
        };
        let mut reports = Vec::new();
        let mut taken = 0;
        while let Some(input) = next {
            match input {
                Input::Report(report) => reports.push(report),
                Input::Probed { batch, generation, server, answer } => {
                    self.probed(batch, generation, server, answer).await;
                }
                Input::Command(command) => {
                    // What ended before the command counts as before it.
                    self.take_in_turn(std::mem::take(&mut reports)).await;
                    self.obey(command).await;
                }
            }
            taken += 1;
            next = if taken < INPUTS_A_ROUND { self.inputs.try_recv().ok() } else { None };
        }
        self.take_in_turn(reports).await;
    }

    /// Reads every batch that changed since the last look.
    async fn read_news(&mut self) {
        let seen = self.seen;
        match self.db(move |library| library.batches_since(seen)).await {
            Ok(batches) => {
                for batch in batches {
                    self.seen = self.seen.max(batch.revision);
                    self.absorb(batch);
                }
            }
            Err(error) => self.in_trouble(&error),
        }
    }

    /// Takes in a batch as it is now: tells it, and does what its state asks. Older pictures are dropped.
    fn absorb(&mut self, batch: Batch) {
        if self.told.get(&batch.id).is_some_and(|told| *told >= batch.revision) {
            return;
        }
        self.told.insert(batch.id, batch.revision);
        self.take_up(batch.clone());
        self.tell(batch);
    }

    /// Does what a batch's state asks, and tells nobody.
    fn take_up(&mut self, batch: Batch) {
        let now = self.now();
        let id = batch.id;
        self.told.insert(id, batch.revision);
        match batch.state {
            BatchState::Finished(_) => {
                if let Some(live) = self.live.get_mut(&id) {
                    live.stop(batch);
                    // While a basic job of it is still on a thread it stays, to be counted out.
                    if live.flying == 0 {
                        self.live.remove(&id);
                    }
                }
                return;
            }
            BatchState::Cancelling => self.add_chore(Chore::SweepCancelled(id)),
            BatchState::Active | BatchState::Paused(_) => {}
        }
        let root = &self.root;
        self.live.entry(id).or_insert_with(|| Live::new(batch.clone(), root)).update(batch, root, now);
    }

    fn tell(&self, batch: Batch) {
        let now = self.now();
        let estimate = self.live.get(&batch.id).map(|live| live.estimate(&batch, now)).unwrap_or_default();
        (self.out.listener)(match batch.state {
            BatchState::Finished(_) => EngineEvent::BatchFinished(batch, estimate),
            BatchState::Active | BatchState::Paused(_) | BatchState::Cancelling => {
                EngineEvent::Batch(self.as_seen(batch), estimate)
            }
        });
    }

    fn now(&self) -> Timestamp {
        self.out.clock.now()
    }

    /// Runs blocking work on the library, away from the async threads. One at a time: that is what keeps events in
    /// the order of their commits.
    async fn db<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Library) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let library = self.out.library.clone();
        tokio::task::spawn_blocking(move || work(&library))
            .await
            .unwrap_or_else(|error| Err(StoreError::Database(format!("a library call did not end: {error}"))))
    }
}
