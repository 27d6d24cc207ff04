//! How many pictures are handed on at a time. Pure: the time comes in.

use std::time::Duration;

/// The first chunk: enough for the first row of the grid.
pub(crate) const FIRST: usize = 16;
/// The most: what one import transaction takes without holding the writer for long.
pub(crate) const LARGEST: usize = 250;
/// A chunk that has waited this long is handed on however small it is.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_millis(250);

/// The size of the chunk after one of `size` that took `took`: larger while that is quick, smaller when the
/// disk is slow, so that the counts on the screen stay alive.
pub(crate) fn next_size(size: usize, took: Duration) -> usize {
    if took > LONGEST_WAIT {
        return (size / 2).clamp(FIRST, LARGEST);
    }
    if size < 64 { 64 } else { LARGEST }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_grow_while_the_disk_is_quick_and_shrink_when_it_is_slow() {
        let quick = Duration::from_millis(5);
        let slow = Duration::from_secs(2);
        assert_eq!(next_size(FIRST, quick), 64);
        assert_eq!(next_size(64, quick), 250);
        assert_eq!(next_size(250, quick), 250);
        assert_eq!(next_size(250, slow), 125);
        assert_eq!(next_size(20, slow), FIRST, "never below the first row of the grid");
    }
}
