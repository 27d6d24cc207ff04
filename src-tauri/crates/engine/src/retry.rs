//! When a transient failure is tried again. Pure: chance comes in.

use std::time::Duration;

/// Attempts a photo gets in all.
pub(crate) const MOST_ATTEMPTS: u32 = 3;
/// The wait after the first attempt; it doubles with each.
const BASE: Duration = Duration::from_secs(2);
/// A server may ask for a longer wait; more than this is not believed.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(600);

/// How long to wait after failed attempt `attempt` (from 1), or `None` when it was the last. `jitter` is 0 to 1.
///
/// Half of the exponential wait is fixed, half is chance, so that neither a herd nor an instant retry happens:
/// 1 to 2 s, then 2 to 4 s. A server's Retry-After is kept at least, with up to a tenth more.
#[must_use]
pub fn next_retry(attempt: u32, retry_after: Option<Duration>, jitter: f64) -> Option<Duration> {
    if attempt >= MOST_ATTEMPTS {
        return None;
    }
    let jitter = jitter.clamp(0.0, 1.0);
    let full = BASE * 2_u32.saturating_pow(attempt.saturating_sub(1));
    let own = full.mul_f64(0.5 + jitter / 2.0);
    let asked = retry_after.map(|wait| wait.min(LONGEST_RETRY_AFTER).mul_f64(1.0 + jitter / 10.0));
    Some(asked.map_or(own, |asked| asked.max(own)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_and_end_after_three_attempts() {
        for (attempt, jitter, expected) in [
            (1, 0.0, Some(1_000)),
            (1, 1.0, Some(2_000)),
            (2, 0.0, Some(2_000)),
            (2, 1.0, Some(4_000)),
            (3, 0.5, None),
            (99, 0.5, None),
        ] {
            assert_eq!(
                next_retry(attempt, None, jitter),
                expected.map(Duration::from_millis),
                "{attempt} {jitter}"
            );
        }
    }

    #[test]
    fn a_servers_wish_is_kept_up_to_ten_minutes() {
        let wait = |seconds| next_retry(1, Some(Duration::from_secs(seconds)), 0.0);
        assert_eq!(wait(30), Some(Duration::from_secs(30)));
        assert_eq!(wait(0), Some(Duration::from_secs(1)), "never sooner than our own wait");
        assert_eq!(wait(86_400), Some(Duration::from_secs(600)), "a day is not believed");
    }
}
