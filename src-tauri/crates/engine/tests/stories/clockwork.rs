//! A clock that moves when it is told to, from one sleeper's end to the next.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use pothos_engine::{BoxFuture, Clock};
use pothos_model::Timestamp;
use tokio::sync::{Notify, oneshot};

#[derive(Default)]
struct Hands {
    /// Milliseconds since the start; never jumps.
    passed: i64,
    /// What `now` says at `passed` 0.
    wall: i64,
    /// Ends of sleeps, and whom to wake.
    sleepers: Vec<(i64, oneshot::Sender<()>)>,
    /// Sleeps so far.
    slept: u64,
    settled: Option<Arc<dyn Fn() -> bool + Send + Sync>>,
}

impl Hands {
    /// Which sleep the engine is in; `None` while it is awake.
    fn asleep(&mut self) -> Option<u64> {
        self.sleepers.retain(|(_, sleeper)| !sleeper.is_closed());
        (!self.sleepers.is_empty()).then_some(self.slept)
    }
}

#[derive(Default)]
pub struct Clockwork {
    hands: Mutex<Hands>,
    changed: Notify,
}

impl Clockwork {
    pub fn starting(at: Timestamp) -> Arc<Self> {
        let clock = Self::default();
        clock.hands.lock().expect("hands").wall = at.0;
        Arc::new(clock)
    }

    /// Milliseconds that have passed.
    pub fn passed(&self) -> i64 {
        self.hands.lock().expect("hands").passed
    }

    /// Sets the wall clock forward or back.
    pub fn jump(&self, ms: i64) {
        self.hands.lock().expect("hands").wall += ms;
    }

    /// Waits until the engine sleeps: it has nothing else to do.
    pub async fn idle(&self) {
        self.at_rest(|_| ()).await;
    }

    /// Waits until the engine sleeps, and does something before it can wake.
    async fn at_rest<T>(&self, then: impl FnOnce(&mut Hands) -> T) -> T {
        loop {
            let changed = self.changed.notified();
            let (before, settled) = {
                let mut hands = self.hands.lock().expect("hands");
                (hands.asleep(), hands.settled.clone())
            };
            if before.is_some() && settled.is_none_or(|settled| settled()) {
                let mut hands = self.hands.lock().expect("hands");
                // The same sleep as before: it was settled while the engine slept.
                if hands.asleep() == before {
                    return then(&mut hands);
                }
                continue;
            }
            let rest = tokio::time::timeout(Duration::from_secs(20), changed).await;
            assert!(rest.is_ok(), "the engine never came to rest: something it told to run does not");
        }
    }

    /// What else must hold for the engine to be idle.
    pub fn watch(&self, settled: impl Fn() -> bool + Send + Sync + 'static) {
        self.hands.lock().expect("hands").settled = Some(Arc::new(settled));
    }

    /// Something that is watched changed.
    pub fn nudge(&self) {
        self.changed.notify_waiters();
    }

    /// Moves to the end of the next sleep, but not beyond `limit`; wakes who slept until then.
    pub async fn tick(&self, limit: i64) {
        self.at_rest(|hands| {
            let next = hands.sleepers.iter().map(|(end, _)| *end).min().unwrap_or(limit).min(limit);
            hands.passed = hands.passed.max(next);
            let passed = hands.passed;
            let (due, rest): (Vec<_>, Vec<_>) =
                std::mem::take(&mut hands.sleepers).into_iter().partition(|(end, _)| *end <= passed);
            hands.sleepers = rest;
            for (_, sleeper) in due {
                let _ = sleeper.send(());
            }
        })
        .await;
    }

    /// Lets `ms` pass.
    pub async fn pass(&self, ms: i64) {
        let target = self.passed() + ms;
        while self.passed() < target {
            self.tick(target).await;
        }
        self.idle().await;
    }
}

impl Clock for Clockwork {
    fn now(&self) -> Timestamp {
        let hands = self.hands.lock().expect("hands");
        Timestamp(hands.wall + hands.passed)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let (wake, woken) = oneshot::channel();
        {
            let mut hands = self.hands.lock().expect("hands");
            let end = hands.passed + i64::try_from(duration.as_millis()).expect("a short sleep");
            hands.slept += 1;
            hands.sleepers.push((end, wake));
        }
        self.changed.notify_waiters();
        Box::pin(async move {
            let _ = woken.await;
        })
    }
}
