//! Queries that can see many rows use their index, also with a large paused batch in front.

use pothos_model::PauseReason;

use super::*;
use crate::queue::burst::{FRAMES, OTHER_HALF};
use crate::queue::cancel::NEXT_LIVE;
use crate::queue::claim::{CLAIM_FIRST, CLAIM_NEXT_DUE, CLAIM_QUERIES};
use crate::table::pair::NAMED_ALIKE;

/// Enough for SQLite to have a reason to scan, had it a choice.
const PAUSED_ROWS: i64 = 2_000;

fn plan(world: &World, sql: &str) -> String {
    crate::tests::plan::plan(&world.library, sql)
}

#[test]
fn a_claim_looks_inside_its_own_batch_only() {
    let world = World::new();
    let photos = world.photos(&[1, 2, 3, 4]);
    let paused = world.vision(&photos[..1]);
    world.library.pause(paused, PauseReason::User, None, NOW).expect("paused");
    world
        .library
        .write(|tx| {
            tx.execute(
                "WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 999 + ?1)
                 INSERT INTO photo (id, folder_id, name, display, bytes, modified_ms, format, state, added_ms,
                                    day_local_ms, width, height)
                 SELECT i, 1, CAST(i AS BLOB), i, 1, 1, 'jpeg', 'new', 1, 1, 1, 1 FROM n",
                [PAUSED_ROWS],
            )?;
            tx.execute(
                "INSERT INTO job (batch_id, photo_id, state, work_key, queued_ms)
                 SELECT ?1, id, 'queued', randomblob(32), 1 FROM photo WHERE id >= 1000",
                [paused.0],
            )?;
            Ok(())
        })
        .expect("a large paused batch");
    let active = world.vision(&photos[1..]);
    for sql in CLAIM_QUERIES.into_iter().chain([CLAIM_NEXT_DUE]) {
        let plan = plan(&world, sql);
        let by_lane = "SEARCH job USING INDEX job_claim (batch_id=? AND lane=? AND not_before_ms";
        assert!(plan.contains(by_lane), "{plan}");
        assert!(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "no scan, no sort: {plan}");
    }
    let by_photo = plan(&world, CLAIM_FIRST);
    assert!(by_photo.contains("(batch_id=? AND photo_id=?)"), "{by_photo}");
    let frames = plan(&world, FRAMES);
    assert!(frames.contains("USING INDEX photo_day (day_local_ms>? AND day_local_ms<?)"), "{frames}");
    assert!(!frames.contains("SCAN"), "{frames}");
    let other_half = plan(&world, OTHER_HALF);
    assert!(
        !other_half.contains("SCAN") && other_half.contains("(batch_id=? AND photo_id=?)"),
        "{other_half}"
    );
    let named_alike = plan(&world, NAMED_ALIKE);
    assert!(named_alike.contains("(folder_id=? AND name>? AND name<?)"), "{named_alike}");
    assert_eq!(world.claim(active, 3).len(), 3);
    assert!(world.claim(paused, 3).is_empty());
}

#[test]
fn a_claim_of_one_lane_does_not_read_past_the_other() {
    let world = World::new();
    let (batch, photos) = world.import(&["a.heic", "b.jpeg"]);
    world
        .library
        .write(|tx| {
            tx.execute(
                "WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 999 + ?1)
                 INSERT INTO photo (id, folder_id, name, display, bytes, modified_ms, format, state, added_ms,
                                    day_local_ms, width, height)
                 SELECT i, 1, CAST(i AS BLOB), i, 1, 1, 'heic', 'new', 1, 1, 1, 1 FROM n",
                [PAUSED_ROWS],
            )?;
            // Queued before the quick one, and waiting for longer.
            tx.execute(
                "INSERT INTO job (id, batch_id, photo_id, state, work_key, queued_ms, lane)
                 SELECT -id, ?1, id, 'queued', randomblob(32), 1, 1 FROM photo WHERE id >= 1000",
                [batch.0],
            )?;
            Ok(())
        })
        .expect("many slow jobs in front");
    for sql in CLAIM_QUERIES {
        let plan = plan(&world, sql);
        assert!(plan.contains("INDEX job_claim (batch_id=? AND lane=? AND not_before_ms"), "{plan}");
    }
    let quick = world.library.claim_window(batch, Room { quick: 3, slow: 0 }, &[], NOW).expect("a claim");
    assert_eq!(quick.jobs.iter().map(|job| job.photo).collect::<Vec<_>>(), [photos[1]]);
    let plan = plan(&world, NEXT_LIVE[1]);
    assert!(plan.contains("INDEX job_claim (batch_id=?)"), "a sweep takes both lanes: {plan}");
}

#[test]
fn a_sweep_searches_an_index_for_each_of_its_pieces() {
    let world = World::new();
    for sql in NEXT_LIVE {
        let plan = plan(&world, sql);
        assert!(plan.contains("SEARCH job USING") && !plan.contains("TEMP B-TREE"), "{plan}");
    }
}

#[test]
fn queries_over_jobs_search_an_index() {
    let world = World::new();
    for (sql, index) in [
        (
            "SELECT id FROM job WHERE batch_id = ?1 AND state = 'failed' AND ?4 IS NULL AND id > ?2 ORDER BY id LIMIT ?3",
            "job_failed ",
        ),
        (
            "SELECT id FROM job WHERE batch_id = ?1 AND state = 'failed' AND error_code = ?4 AND id > ?2 ORDER BY id LIMIT ?3",
            "job_failed_code ",
        ),
        (
            "SELECT id FROM job WHERE batch_id = ?1 AND state = 'cancelled' AND ?4 IS NULL AND id > ?2 ORDER BY id LIMIT ?3",
            "job_cancelled ",
        ),
        ("SELECT tasks FROM result WHERE work_key = ?1 AND photo_id = ?2", "result_work "),
        ("SELECT id FROM job INDEXED BY job_leader WHERE leader_id = ?1 ORDER BY id LIMIT ?2", "job_leader "),
        (
            "SELECT count(*), avg(duration_ms) FROM job INDEXED BY job_done WHERE batch_id = ?1 AND state = 'done'",
            "job_done ",
        ),
    ] {
        let plan = plan(&world, sql);
        assert!(
            plan.contains("SEARCH") && plan.contains(index) && !plan.contains("TEMP B-TREE"),
            "{sql}: {plan}"
        );
    }
}
