//! The basic jobs that wait for a thread, and who has one. Which of them begins is for `lanes` to say. Starts no thread.

use std::collections::{BTreeMap, VecDeque};

use pothos_model::{BatchId, Lane, Timestamp};
use pothos_store::Claimed;
use tokio_util::sync::CancellationToken;

use crate::lanes::{self, Line, QUICK_A_SLOW, Rank, STALLED_MS, Side};

/// A basic job on its way to a thread.
pub(crate) struct CpuJob {
    pub claimed: Claimed,
    /// Cancelled when the batch stopped: a job that has not begun is dropped.
    pub token: CancellationToken,
    pub generation: u64,
    /// Of its batch.
    pub rank: Rank,
    /// Its photo is on the screen: it goes before others of its lane.
    pub on_screen: bool,
}

/// A job that leaves the board.
pub(crate) enum Taken {
    /// It begins; the seat is given back when it ends.
    Begins(CpuJob, Seat),
    /// Its batch stopped before it began.
    Dropped(CpuJob),
}

/// A job that has a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seat {
    batch: BatchId,
    lane: Lane,
    since: Timestamp,
}

/// Those of one batch.
struct Row {
    rank: Rank,
    quick: VecDeque<CpuJob>,
    slow: VecDeque<CpuJob>,
    seats: Vec<Seat>,
    served: u64,
    since_slow: u32,
}

/// See the module. Its length is bounded by who claims: see `foreman/room.rs`.
pub(crate) struct Board {
    threads: usize,
    rows: BTreeMap<BatchId, Row>,
    /// Quick photos wait that nobody has claimed yet.
    quick_to_come: bool,
    /// Counts turns.
    turn: u64,
    closed: bool,
}

impl Board {
    /// An empty one, for so many photos at once.
    pub(crate) fn new(threads: usize) -> Self {
        Self { threads, rows: BTreeMap::new(), quick_to_come: false, turn: 0, closed: false }
    }

    /// Nothing begins any more; what waits is forgotten: whoever claimed it has given it back, or has gone.
    pub(crate) fn close(&mut self) {
        self.closed = true;
        self.rows.clear();
    }

    pub(crate) fn is_open(&self) -> bool {
        !self.closed
    }

    /// A job waits from now on.
    pub(crate) fn put(&mut self, job: CpuJob) {
        let row = self.rows.entry(job.claimed.batch).or_insert_with(|| Row {
            rank: job.rank,
            quick: VecDeque::new(),
            slow: VecDeque::new(),
            seats: Vec::new(),
            served: self.turn,
            since_slow: QUICK_A_SLOW,
        });
        row.rank = job.rank;
        row.line(job.claimed.lane).push_back(job);
    }

    /// Whether quick photos wait that nobody has claimed yet, and the ranks of batches as they are now.
    pub(crate) fn regard(&mut self, quick_to_come: bool, ranks: impl Iterator<Item = (BatchId, Rank)>) {
        self.quick_to_come = quick_to_come;
        for (batch, rank) in ranks {
            if let Some(row) = self.rows.get_mut(&batch) {
                row.rank = rank;
            }
        }
    }

    /// Whether [`Board::take`] would give a job.
    pub(crate) fn has_one(&self, now: Timestamp) -> bool {
        self.rows.values().any(|row| row.stopped().is_some()) || self.next(now).is_some()
    }

    /// The job that leaves the board next; those of stopped batches first, because they cost nothing.
    pub(crate) fn take(&mut self, now: Timestamp) -> Option<Taken> {
        if let Some(job) = self.rows.values_mut().find_map(Row::drop_stopped) {
            self.forget(job.claimed.batch);
            return Some(Taken::Dropped(job));
        }
        let (batch, lane) = self.next(now)?;
        self.turn += 1;
        let row = self.rows.get_mut(&batch)?;
        row.served = self.turn;
        row.since_slow = match lane {
            Lane::Quick => row.since_slow.saturating_add(1),
            Lane::Slow => 0,
        };
        let line = row.line(lane);
        let at = line.iter().position(|job| job.on_screen).unwrap_or(0);
        let job = line.remove(at)?;
        let seat = Seat { batch, lane, since: now };
        row.seats.push(seat);
        Some(Taken::Begins(job, seat))
    }

    /// The job in the seat ended.
    pub(crate) fn leave(&mut self, seat: Seat) {
        if let Some(row) = self.rows.get_mut(&seat.batch)
            && let Some(at) = row.seats.iter().position(|other| *other == seat)
        {
            row.seats.swap_remove(at);
        }
        self.forget(seat.batch);
    }

    fn next(&self, now: Timestamp) -> Option<(BatchId, Lane)> {
        let sides: Vec<Side> = self.rows.iter().map(|(batch, row)| row.side(*batch, now)).collect();
        lanes::next(self.threads, self.quick_to_come, &sides)
    }

    /// A batch with nothing on the board is not remembered.
    fn forget(&mut self, batch: BatchId) {
        let empty = |row: &Row| row.quick.is_empty() && row.slow.is_empty() && row.seats.is_empty();
        if self.rows.get(&batch).is_some_and(empty) {
            self.rows.remove(&batch);
        }
    }
}

impl Row {
    fn line(&mut self, lane: Lane) -> &mut VecDeque<CpuJob> {
        match lane {
            Lane::Quick => &mut self.quick,
            Lane::Slow => &mut self.slow,
        }
    }

    /// A waiting job whose batch stopped: its lane, and where it stands there.
    fn stopped(&self) -> Option<(Lane, usize)> {
        let of = |line: &VecDeque<CpuJob>| line.iter().position(|job| job.token.is_cancelled());
        let quick = of(&self.quick).map(|at| (Lane::Quick, at));
        quick.or_else(|| of(&self.slow).map(|at| (Lane::Slow, at)))
    }

    fn drop_stopped(&mut self) -> Option<CpuJob> {
        let (lane, at) = self.stopped()?;
        self.line(lane).remove(at)
    }

    fn side(&self, batch: BatchId, now: Timestamp) -> Side {
        let line = |lane: Lane, waiting: &VecDeque<CpuJob>| {
            let seats = || self.seats.iter().filter(|seat| seat.lane == lane);
            Line {
                waiting: waiting.len(),
                on_screen: waiting.iter().any(|job| job.on_screen),
                busy: seats().count(),
                stalled: seats().filter(|seat| now.ms_since(seat.since) > STALLED_MS).count(),
            }
        };
        Side {
            batch,
            rank: self.rank,
            quick: line(Lane::Quick, &self.quick),
            slow: line(Lane::Slow, &self.slow),
            served: self.served,
            since_slow: self.since_slow,
        }
    }
}
