//! The write-ahead log is brought in beside the writer, and does not grow for ever.

use rusqlite::params;

use super::fixture::World;
use crate::connect;

const MIB: u64 = 1_048_576;

/// Commits `count` changes of about 256 pages each.
fn change(world: &World, count: usize) {
    for n in 0..count {
        let value = format!("{n:04}").repeat(250_000);
        world
            .library
            .write(|tx| {
                tx.execute("INSERT OR REPLACE INTO setting (key, value) VALUES ('big', ?1)", params![value])?;
                Ok(())
            })
            .expect("a commit");
        world.settled(n % 17 == 16);
    }
}

impl World {
    fn settled(&self, now: bool) {
        if now && let Some(checkpoints) = &self.library.checkpoints {
            checkpoints.settled();
        }
    }

    fn log_mib(&self) -> u64 {
        std::fs::metadata(self.dir.path().join("library.db-wal")).map_or(0, |file| file.len() / MIB)
    }
}

#[test]
fn a_log_that_is_full_is_brought_in_and_begun_anew() {
    let world = World::new();
    change(&world, 170);
    world.settled(true);
    // 170 MiB were written; two logs of 16 MiB may lie behind each other, for a commit comes before its checkpoint.
    assert!(world.log_mib() <= 40, "the log has {} MiB", world.log_mib());
}

#[test]
fn a_reader_of_an_old_state_delays_the_log_only_as_long_as_it_reads() {
    let world = World::new();
    let mut reader = connect::reader(world.dir.path()).expect("a reader");
    let old = reader.transaction().expect("a state");
    let before: i64 = old.query_row("SELECT count(*) FROM setting", [], |row| row.get(0)).expect("a count");
    change(&world, 40);
    world.settled(true);
    assert!(world.log_mib() >= 38, "what is read may not be taken away");
    let after: i64 = old.query_row("SELECT count(*) FROM setting", [], |row| row.get(0)).expect("a count");
    assert_eq!(before, after, "a reader sees one state");
    drop(old);
    change(&world, 120);
    world.settled(true);
    assert!(world.log_mib() <= 100, "the log has {} MiB", world.log_mib());
}

#[test]
fn all_that_was_committed_is_there_after_the_library_was_closed() {
    let world = World::new();
    change(&world, 20);
    let dir = world.dir;
    drop(world.library);
    assert!(!dir.path().join("library.db-wal").exists(), "the last one to close brings the log in");
    let reader = connect::reader(dir.path()).expect("a reader");
    let value: String = reader
        .query_row("SELECT value FROM setting WHERE key = 'big'", [], |row| row.get(0))
        .expect("a value");
    assert!(value.starts_with("0019"));
}
