//! Queries that can see many rows use their index.

use super::*;
use crate::alike::burst::AROUND;
use crate::alike::facts::PARTED;
use crate::alike::group::{ALIKE_BELOW, BURST_BELOW, OF_ALIKE, OF_BURST};
use crate::tests::plan::plan;

#[test]
fn places_are_found_and_groups_shown_through_indexes() {
    let world = World::new();
    for (sql, expected) in [
        (AROUND, "USING INDEX photo_day (day_local_ms>? AND day_local_ms<?)"),
        (PARTED, "USING COVERING INDEX parted_of (photo_id=?)"),
        (ALIKE_BELOW, "SEARCH alike USING PRIMARY KEY (leader_id<?)"),
        (BURST_BELOW, "SEARCH burst USING COVERING INDEX burst_frames (burst_id<?)"),
        (OF_ALIKE, "SEARCH alike USING PRIMARY KEY (leader_id=?)"),
        (OF_BURST, "USING COVERING INDEX burst_frames (burst_id=?)"),
        ("SELECT photo_id FROM alike WHERE leader_id = ?1 LIMIT ?2", "PRIMARY KEY (leader_id=?)"),
        ("DELETE FROM alike WHERE photo_id = ?1", "INDEX alike_photo (photo_id=?)"),
    ] {
        let plan = plan(&world.library, sql);
        assert!(plan.contains(expected), "{sql}: {plan}");
        for table in ["photo", "frame", "burst", "folder", "likeness"] {
            assert!(!plan.contains(&format!("SCAN {table}")), "{sql}: {plan}");
        }
    }
}
