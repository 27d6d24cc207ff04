//! How often to look whether a server or the disk is well again. Pure: the time comes in.

use std::time::Duration;

use pothos_model::Timestamp;

/// The first look.
const FIRST: Duration = Duration::from_secs(5);
/// Looks come no rarer than this: a server that is back is noticed within half a minute.
const RAREST: Duration = Duration::from_secs(30);

/// Waits of 5, 10, 20, 30, 30 … seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Breaker {
    at: Timestamp,
    wait: Duration,
}

impl Breaker {
    /// Opened now.
    pub(crate) fn new(now: Timestamp) -> Self {
        Self { at: now.plus_ms(ms(FIRST)), wait: FIRST }
    }

    /// The look failed: the next one comes later.
    pub(crate) fn back_off(&mut self, now: Timestamp) {
        self.wait = (self.wait * 2).min(RAREST);
        self.at = now.plus_ms(ms(self.wait));
    }

    /// Waits again without growing, after a look whose answer came from elsewhere.
    pub(crate) fn rearm(&mut self, now: Timestamp) {
        self.at = now.plus_ms(ms(self.wait));
    }

    /// How long until the next look; zero when it is due. A clock that was set back does not postpone it by more
    /// than one wait.
    pub(crate) fn wait(&mut self, now: Timestamp) -> Duration {
        let left = u64::try_from(self.at.ms_since(now)).map(Duration::from_millis).unwrap_or_default();
        if left > self.wait {
            self.rearm(now);
            return self.wait;
        }
        left
    }
}

fn ms(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_come_at_5_15_35_65_and_95_seconds() {
        let mut breaker = Breaker::new(Timestamp(0));
        let mut at = Vec::new();
        let mut now = Timestamp(0);
        for _ in 0..5 {
            now = now.plus_ms(ms(breaker.wait(now)));
            at.push(now.0 / 1_000);
            breaker.back_off(now);
        }
        assert_eq!(at, [5, 15, 35, 65, 95]);
    }

    #[test]
    fn a_clock_set_back_by_a_day_postpones_a_look_by_one_wait_at_most() {
        let mut breaker = Breaker::new(Timestamp(86_400_000));
        assert_eq!(breaker.wait(Timestamp(0)), FIRST);
        assert_eq!(breaker.wait(Timestamp(5_000)), Duration::ZERO);
    }
}
