//! Work on the queue that is done a piece at a time between inputs, so that neither the writer nor a command waits
//! for a whole batch.

use pothos_model::{BatchId, JobId};
use pothos_store::{RetryWhat, StoreError};

use super::Foreman;

/// Jobs a piece, to stay below the 50 ms that a transaction may hold the writer: see docs/decisions/0025.
const PIECE: u32 = 200;

/// What is left to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chore {
    /// Cancel the jobs of a batch that is being cancelled.
    SweepCancelled(BatchId),
    /// Queue failed or cancelled jobs after this one again.
    Retry(BatchId, RetryWhat, JobId),
    /// End more followers of a job.
    EndFollowers(JobId),
    /// Give back what runs in the library but in no lane any more.
    GiveBack(BatchId),
    /// Delete the jobs of batches taken off the list.
    SweepRemoved,
}

impl Foreman {
    /// Notes a chore, once.
    pub(super) fn add_chore(&mut self, chore: Chore) {
        if !self.chores.contains(&chore) {
            self.chores.push_back(chore);
        }
    }

    /// Does one piece; whether there was one.
    pub(super) async fn do_a_chore(&mut self) -> bool {
        if self.trouble.is_some() {
            return false;
        }
        let Some(chore) = self.chores.pop_front() else { return false };
        let done = match chore {
            Chore::SweepCancelled(batch) => self.sweep_cancelled(batch).await,
            Chore::Retry(batch, what, after) => self.retry_piece(batch, what, after).await,
            Chore::GiveBack(batch) => self.give_back(batch).await,
            Chore::SweepRemoved => self.sweep_removed().await,
            Chore::EndFollowers(leader) => {
                self.end_followers(leader).await;
                Ok(())
            }
        };
        match done {
            Ok(()) => {}
            // The batch was removed or is in another state by now: nothing is left to do.
            Err(StoreError::NotFound { .. } | StoreError::Refused(_)) => {}
            Err(error) => {
                self.chores.push_front(chore);
                self.in_trouble(&error);
            }
        }
        true
    }

    pub(super) async fn sweep_cancelled(&mut self, batch: BatchId) -> Result<(), StoreError> {
        let now = self.now();
        let swept = self.db(move |library| library.sweep_cancelled(batch, PIECE, now)).await?;
        // Each picture of the batch that is still being cancelled asks for the next sweep itself.
        for batch in swept.batches {
            self.absorb(batch);
        }
        Ok(())
    }

    pub(super) async fn retry_piece(
        &mut self,
        batch: BatchId,
        what: RetryWhat,
        after: JobId,
    ) -> Result<(), StoreError> {
        let now = self.now();
        let retried = self.db(move |library| library.retry(batch, what, after, PIECE, now)).await?;
        self.absorb(retried.batch);
        if let Some(next) = retried.next {
            self.add_chore(Chore::Retry(batch, what, next));
        }
        Ok(())
    }

    async fn give_back(&mut self, batch: BatchId) -> Result<(), StoreError> {
        let now = self.now();
        let batch = self.db(move |library| library.give_back(batch, now)).await?;
        self.absorb(batch);
        Ok(())
    }

    async fn sweep_removed(&mut self) -> Result<(), StoreError> {
        if self.db(|library| library.sweep_removed(PIECE)).await? {
            self.add_chore(Chore::SweepRemoved);
        }
        Ok(())
    }
}
