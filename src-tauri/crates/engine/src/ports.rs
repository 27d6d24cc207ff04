//! What the engine needs from outside: somebody who does the work, a clock, and chance.

use std::future::Future;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use pothos_model::{BasicRecord, Batch, BatchServer, Failure, PhotoFacts, Timestamp, VisionRecord};
use pothos_store::Claimed;

/// A future on the heap that may move between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Does the work of a job. May panic: the job then fails, and the lane goes on.
pub trait Work: Send + Sync + 'static {
    /// Basic analysis of one photo. Blocks, on one of the engine's own threads; runs to its end even when its
    /// batch is stopped meanwhile, and its result is then dropped.
    ///
    /// # Errors
    /// Why the photo failed, with the facts that could be read all the same.
    fn basic(&self, claimed: &Claimed) -> Result<Box<BasicRecord>, (Failure, Option<Box<PhotoFacts>>)>;

    /// Asks one of the batch's servers about one photo. Dropping the future must abort the request.
    fn vision(
        &self,
        batch: Arc<Batch>,
        claimed: Claimed,
        server: BatchServer,
    ) -> BoxFuture<'static, Result<Box<VisionRecord>, Failure>>;

    /// Whether a server can serve a batch, at the lowest price there is. Sends no photo.
    fn probe(&self, server: BatchServer) -> BoxFuture<'static, Result<(), Failure>>;
}

/// Tells the time and waits.
pub trait Clock: Send + Sync + 'static {
    /// Now, UTC. May jump.
    fn now(&self) -> Timestamp;
    /// Waits that long; does not jump with [`Clock::now`].
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;
}

/// The machine's clock and tokio's timer.
#[derive(Debug, Clone, Copy, Default)]
pub struct RealClock;

impl Clock for RealClock {
    fn now(&self) -> Timestamp {
        SystemTime::now().into()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// Chance, for jitter.
pub trait Random: Send + Sync + 'static {
    /// Evenly spread over 0 (with) to 1 (without).
    fn fraction(&self) -> f64;
}

/// The standard library's per-process hash keys as a source of chance; good enough to spread retries.
#[derive(Debug, Clone, Copy, Default)]
pub struct Entropy;

impl Random for Entropy {
    fn fraction(&self) -> f64 {
        // Each RandomState has other keys. 53 bits fill the mantissa of a double.
        let bits = RandomState::new().build_hasher().finish() >> 11;
        bits as f64 / (1_u64 << 53) as f64
    }
}
