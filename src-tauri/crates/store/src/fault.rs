//! Faults on demand, for tests of what stands on this crate. Not in a build without the feature `testing`.

use std::fmt::Write as _;
use std::sync::Mutex;

use rusqlite::{Connection, Transaction};

use crate::db::transact;
use crate::hold::lock;
use crate::{Library, StoreError};

/// Where a write is to fail. It reports [`StoreError::Busy`] in both cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteFault {
    /// Nothing of it is kept.
    BeforeCommit,
    /// All of it is kept, and the caller hears that it failed.
    AfterCommit,
}

impl WriteFault {
    pub(crate) fn spoil<T>(
        self,
        writer: &mut Connection,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        match self {
            WriteFault::BeforeCommit => transact(writer, |tx| {
                work(tx)?;
                Err(StoreError::Busy)
            }),
            WriteFault::AfterCommit => {
                transact(writer, work)?;
                Err(StoreError::Busy)
            }
        }
    }
}

/// The write that is to fail: how many go well before it, and where it fails.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Option<(u32, WriteFault)>>);

impl Faults {
    /// Whether the write that comes now is the one.
    pub(crate) fn strikes(&self) -> Option<WriteFault> {
        let mut planned = lock(&self.0);
        let (left, fault) = planned.take()?;
        if left == 0 {
            return Some(fault);
        }
        *planned = Some((left - 1, fault));
        None
    }
}

impl Library {
    /// From now on the library may not grow by a page, as on a full disk; or may again.
    ///
    /// # Errors
    /// When the library fails.
    pub fn fill_disk(&self, full: bool) -> Result<(), StoreError> {
        let writer = self.writer.as_ref().ok_or(StoreError::ReadOnly)?.lock();
        let pages: i64 = writer.query_row("PRAGMA page_count", [], |row| row.get(0))?;
        let most = if full { pages } else { i64::from(u32::MAX) - 1 };
        // SQLite takes no value below what the file has.
        writer.query_row(&format!("PRAGMA max_page_count = {most}"), [], |_| Ok(()))?;
        Ok(())
    }

    /// The write after so many others fails, once. Edits and ratings of the user are no such writes.
    pub fn plan_fault(&self, writes_before: u32, fault: WriteFault) {
        *lock(&self.faults.0) = Some((writes_before, fault));
    }

    /// Whether a planned fault has not struck yet.
    #[must_use]
    pub fn fault_is_waiting(&self) -> bool {
        lock(&self.faults.0).is_some()
    }

    /// The whole queue as text: each batch with its counts, each job with its state.
    ///
    /// # Errors
    /// When the library fails.
    pub fn queue_picture(&self) -> Result<String, StoreError> {
        let mut batches = self.batches(false)?;
        batches.reverse();
        let mut text = String::new();
        for batch in batches {
            let c = batch.counters;
            // Writing to a String does not fail.
            let _ = writeln!(
                text,
                "batch {} {:?}{}: queued {} running {} done {} failed {} cancelled {} skipped {}",
                batch.id,
                batch.state,
                if batch.open { " open" } else { "" },
                c.queued,
                c.running,
                c.done,
                c.failed,
                c.cancelled,
                c.skipped
            );
            let jobs: Vec<String> = self.read(|tx| {
                Ok(tx
                    .prepare(
                        "SELECT '  ' || photo_id || ' ' || state || ' attempts ' || attempts
                                || iif(crashes > 0, ' crashes ' || crashes, '')
                                || iif(leader_id IS NULL, '', ' follows ' ||
                                     (SELECT photo_id FROM job AS leader WHERE leader.id = job.leader_id))
                                || iif(not_before_ms > 0, ' waits', '') || coalesce(' ' || error_code, '')
                           FROM job WHERE batch_id = ?1 ORDER BY id",
                    )?
                    .query_map([batch.id.0], |row| row.get(0))?
                    .collect::<Result<_, _>>()?)
            })?;
            for job in jobs {
                let _ = writeln!(text, "{job}");
            }
        }
        Ok(text)
    }
}
