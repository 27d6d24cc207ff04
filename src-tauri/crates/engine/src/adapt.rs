//! How many requests a server gets at once: no more than the user allows, and fewer while it says that they are too
//! many. Additive increase, multiplicative decrease (Chiu and Jain 1989), as in TCP. Pure.

use std::time::Duration;

use pothos_model::{FailureCode, Timestamp};

/// Refusals of requests that were sent together halve the limit once.
const CALM: Duration = Duration::from_secs(2);

/// The limit of one server.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Adapt {
    /// Below what the user allows; `None` while the server takes all of that.
    limit: Option<f64>,
    /// No halving before this instant.
    calm_until: Option<Timestamp>,
}

impl Adapt {
    /// Requests at once, where the user allows `most`.
    pub(crate) fn limit(&self, most: usize) -> usize {
        // Truncation is meant: 2.9 is room for two.
        self.limit.map_or(most, |limit| most.min(limit as usize)).max(1)
    }

    /// A request ended well: a whole round of them makes room for one more.
    pub(crate) fn went_well(&mut self, most: usize) {
        if let Some(limit) = &mut self.limit {
            *limit += 1.0 / limit.max(1.0);
            if *limit >= most as f64 {
                self.limit = None;
            }
        }
    }

    /// The server could not keep up with `flying` requests.
    pub(crate) fn too_many(&mut self, flying: usize, now: Timestamp) {
        let calm_ms = i64::try_from(CALM.as_millis()).unwrap_or(i64::MAX);
        if self.calm_until.is_some_and(|until| now < until && until.ms_since(now) <= calm_ms) {
            return;
        }
        self.calm_until = Some(now.plus_ms(calm_ms));
        let from = self.limit.unwrap_or(flying as f64).min(flying.max(1) as f64);
        self.limit = Some((from / 2.0).max(1.0));
    }
}

/// Whether a failure says that the server has too much to do.
pub(crate) fn says_too_many(code: FailureCode) -> bool {
    matches!(code, FailureCode::RateLimited | FailureCode::Busy | FailureCode::Timeout)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_halves_and_rounds_that_end_well_bring_it_back() {
        let mut adapt = Adapt::default();
        assert_eq!(adapt.limit(8), 8);
        adapt.too_many(8, Timestamp(0));
        adapt.too_many(8, Timestamp(100));
        assert_eq!(adapt.limit(8), 4, "one round, one halving");
        adapt.too_many(4, Timestamp(3_000));
        assert_eq!(adapt.limit(8), 2);
        let mut ends = 0;
        while adapt.limit(8) < 8 {
            adapt.went_well(8);
            ends += 1;
        }
        assert!((20..=40).contains(&ends), "2 + 3 + 4 + 5 + 6 + 7 ends, about: {ends}");
    }

    #[test]
    fn it_never_falls_below_one_and_never_rises_above_what_is_allowed() {
        let mut adapt = Adapt::default();
        for second in 0..20 {
            adapt.too_many(1, Timestamp(second * 5_000));
            assert_eq!(adapt.limit(4), 1);
        }
        (0..1_000).for_each(|_| adapt.went_well(4));
        assert_eq!(adapt.limit(4), 4);
        assert_eq!(adapt.limit(2), 2, "another batch may be allowed less");
    }
}
