//! How many basic jobs may be claimed at once. Pure.

use pothos_model::Lane;
use pothos_store::Room;

/// Quick jobs claimed beyond those that run, for each thread, so that no thread waits for a claim.
const QUICK_AHEAD: usize = 2;
/// Batches with all their room; what more there are take turns.
const BATCHES: usize = 4;

/// Jobs of one lane that one batch may have in flight.
pub(super) fn of_lane(threads: usize, lane: Lane) -> usize {
    match lane {
        Lane::Quick => threads * (1 + QUICK_AHEAD),
        // A claim is short beside a slow job: one ahead for every other thread is plenty, and a crash blames fewer.
        Lane::Slow => threads + threads.div_ceil(2),
    }
}

/// Jobs that all batches together may have in flight.
pub(super) fn most_flying(threads: usize) -> usize {
    let of_batch: usize = Lane::ALL.into_iter().map(|lane| of_lane(threads, lane)).sum();
    of_batch * BATCHES
}

/// The room of both lanes, cut to what is left for all: half of it for slow ones, at most.
pub(super) fn within(left: usize, quick: usize, slow: usize) -> Room {
    let slow = if quick == 0 { slow.min(left) } else { slow.min(left / 2) };
    let quick = quick.min(left - slow);
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Room { quick: number(quick), slow: number(slow) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_lane_has_room_for_all_threads_and_some_ahead() {
        for threads in [2, 3, 16] {
            for lane in Lane::ALL {
                assert!(of_lane(threads, lane) > threads, "{threads} {lane:?}");
            }
        }
        assert_eq!((of_lane(2, Lane::Quick), of_lane(2, Lane::Slow), most_flying(2)), (6, 3, 36));
    }

    #[test]
    fn what_is_left_for_all_is_never_exceeded_and_never_wasted() {
        assert_eq!(within(100, 6, 3), Room { quick: 6, slow: 3 });
        assert_eq!(within(4, 6, 3), Room { quick: 2, slow: 2 });
        assert_eq!(within(1, 6, 3), Room { quick: 1, slow: 0 });
        assert_eq!(within(2, 0, 3), Room { quick: 0, slow: 2 });
        assert_eq!(within(5, 0, 0), Room::default());
    }
}
