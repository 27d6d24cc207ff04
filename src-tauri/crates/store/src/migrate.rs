//! Brings a library's schema up to date. Migrations only append: a released one is never edited, because
//! libraries out there have run it.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

/// Each entry leads from version `index` to version `index + 1`.
pub(crate) const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_library.sql"),
    include_str!("../migrations/0002_servers.sql"),
    include_str!("../migrations/0003_own_words.sql"),
    include_str!("../migrations/0004_review.sql"),
    include_str!("../migrations/0005_meaning.sql"),
    include_str!("../migrations/0006_alike.sql"),
    include_str!("../migrations/0007_lanes.sql"),
    include_str!("../migrations/0008_sidecar.sql"),
    include_str!("../migrations/0009_pair.sql"),
    include_str!("../migrations/0010_renewed.sql"),
];

/// What a migration found or did.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Migrated {
    /// It was new and has all tables now.
    Made,
    /// It was up to date.
    Current,
    /// It was brought up to date; a copy of how it was is kept there.
    Raised {
        /// The copy.
        backup: PathBuf,
    },
    /// A newer Pothos made it; nothing was changed.
    Newer {
        /// Its version.
        found: i64,
    },
}

/// The version that `migrations` lead to.
pub(crate) fn known(migrations: &[&str]) -> i64 {
    i64::try_from(migrations.len()).unwrap_or(i64::MAX)
}

/// The schema version of an open database; 0 for a new file.
pub(crate) fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

/// Runs what is missing, all in one transaction. Before it changes a library that holds anything, it copies it
/// to `backups/library-v{version}-{stamp}.db` beside it: `VACUUM INTO` gives a whole, consistent file in one
/// statement, including what still stands in the write-ahead log.
pub(crate) fn migrate(
    connection: &mut Connection,
    migrations: &[&str],
    dir: &Path,
    stamp: &str,
) -> rusqlite::Result<Migrated> {
    let found = version(connection)?;
    let known = known(migrations);
    if found > known {
        return Ok(Migrated::Newer { found });
    }
    if found == known {
        return Ok(Migrated::Current);
    }
    let backup = if found > 0 { Some(back_up(connection, dir, found, stamp)?) } else { None };
    let done = usize::try_from(found).unwrap_or(0);
    let tx = connection.transaction()?;
    for migration in migrations.iter().skip(done) {
        tx.execute_batch(migration)?;
    }
    tx.pragma_update(None, "user_version", known)?;
    tx.commit()?;
    Ok(match backup {
        Some(backup) => Migrated::Raised { backup },
        None => Migrated::Made,
    })
}

fn back_up(connection: &Connection, dir: &Path, version: i64, stamp: &str) -> rusqlite::Result<PathBuf> {
    let folder = dir.join("backups");
    std::fs::create_dir_all(&folder).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))?;
    let target = folder.join(format!("library-v{version}-{stamp}.db"));
    // A copy of the same second and version is the same library, left by a start that failed later.
    if !target.exists() {
        let shown = target.to_str().ok_or_else(|| rusqlite::Error::InvalidPath(target.clone()))?;
        connection.execute("VACUUM INTO ?1", [shown])?;
    }
    Ok(target)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "CREATE TABLE thing (name TEXT NOT NULL) STRICT; INSERT INTO thing VALUES ('kept');";
    const SECOND: &str = "ALTER TABLE thing ADD COLUMN size INTEGER;";
    const BROKEN: &str = "ALTER TABLE thing ADD COLUMN size INTEGER; ALTER TABLE nothing ADD COLUMN x;";

    fn at(dir: &Path) -> Connection {
        Connection::open(dir.join("library.db")).expect("a database")
    }

    #[test]
    fn a_new_library_is_made_without_a_backup() {
        let dir = tempfile::tempdir().expect("a folder");
        let mut db = at(dir.path());
        assert_eq!(migrate(&mut db, &[FIRST], dir.path(), "t").expect("made"), Migrated::Made);
        assert_eq!(migrate(&mut db, &[FIRST], dir.path(), "t").expect("current"), Migrated::Current);
        assert!(!dir.path().join("backups").exists(), "there was nothing to keep");
    }

    #[test]
    fn a_library_is_copied_before_it_is_changed() {
        let dir = tempfile::tempdir().expect("a folder");
        let mut db = at(dir.path());
        migrate(&mut db, &[FIRST], dir.path(), "t").expect("made");
        let raised = migrate(&mut db, &[FIRST, SECOND], dir.path(), "20260101-000000").expect("raised");
        let Migrated::Raised { backup } = raised else { panic!("expected a raise, got {raised:?}") };
        let old = Connection::open(backup).expect("the copy opens");
        assert_eq!(version(&old).expect("its version"), 1, "the copy is how it was");
        let name: String = old.query_row("SELECT name FROM thing", [], |row| row.get(0)).expect("its row");
        assert_eq!(name, "kept");
        assert_eq!(version(&db).expect("version"), 2);
    }

    #[test]
    fn a_migration_that_fails_leaves_the_library_as_it_was() {
        let dir = tempfile::tempdir().expect("a folder");
        let mut db = at(dir.path());
        migrate(&mut db, &[FIRST], dir.path(), "t").expect("made");
        assert!(migrate(&mut db, &[FIRST, BROKEN], dir.path(), "t").is_err());
        assert_eq!(version(&db).expect("version"), 1);
        let columns: i64 = db
            .query_row("SELECT count(*) FROM pragma_table_info('thing')", [], |row| row.get(0))
            .expect("columns");
        assert_eq!(columns, 1, "half a migration is none");
    }

    #[test]
    fn a_batch_of_version_1_keeps_its_server() {
        let dir = tempfile::tempdir().expect("a folder");
        let mut db = at(dir.path());
        migrate(&mut db, &MIGRATIONS[..1], dir.path(), "t").expect("made");
        db.execute(
            "INSERT INTO batch (kind, name, state, options, server, model, protocol, concurrency, open, created_ms,
                                revision)
             VALUES ('vision', 'b', 'active', '{}', 'http://x', 'm', 'ollama', 3, 0, 1, 1)",
            [],
        )
        .expect("a batch as version 1 wrote it");
        migrate(&mut db, MIGRATIONS, dir.path(), "t").expect("raised");
        let json: String = db.query_row("SELECT servers FROM batch", [], |row| row.get(0)).expect("servers");
        let servers: Vec<pothos_model::BatchServer> = serde_json::from_str(&json).expect("they are read");
        let expected = pothos_model::BatchServer {
            url: "http://x".into(),
            model: "m".into(),
            protocol: "ollama".into(),
            concurrency: 3,
            allow_cloud: false,
            price: None,
        };
        assert_eq!(servers, [expected]);
    }

    #[test]
    fn hashes_of_version_5_go_and_are_due_again() {
        let dir = tempfile::tempdir().expect("a folder");
        let mut db = at(dir.path());
        migrate(&mut db, &MIGRATIONS[..5], dir.path(), "t").expect("made");
        db.execute_batch(
            "INSERT INTO folder (id, path, display, name, is_root, added_ms) VALUES (1, x'70', 'p', 'p', 1, 1);
             INSERT INTO photo (id, folder_id, name, display, bytes, modified_ms, format, state, added_ms, day_local_ms, width,
                                height, perceptual_hash)
             VALUES (7, 1, x'61', 'a', 1, 1, 'jpeg', 'ready', 1, 1, 3, 2, 99), (8, 1, x'62', 'b', 1, 1, 'jpeg', 'new', 1, 1, 3, 2, NULL);",
        )
        .expect("photos as version 5 wrote them");
        migrate(&mut db, MIGRATIONS, dir.path(), "t").expect("raised");
        let number = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0)).expect("a number");
        assert_eq!(number("SELECT count(*) FROM photo WHERE perceptual_hash IS NOT NULL"), 0);
        assert_eq!(number("SELECT sum(photo_id) FROM hash_due"), 7, "the one that was looked at");
        assert_eq!(number("SELECT sum(photo_id) FROM alike_due WHERE changed"), 7);
    }

    #[test]
    fn jobs_of_version_6_come_into_the_lane_of_their_format() {
        let dir = tempfile::tempdir().expect("a folder");
        let mut db = at(dir.path());
        migrate(&mut db, &MIGRATIONS[..6], dir.path(), "t").expect("made");
        db.execute_batch(
            "INSERT INTO folder (id, path, display, name, is_root, added_ms) VALUES (1, x'70', 'p', 'p', 1, 1);
             INSERT INTO photo (id, folder_id, name, display, bytes, modified_ms, format, state, added_ms, day_local_ms, width, height)
             VALUES (1, 1, x'61', 'a', 1, 1, 'jpeg', 'new', 1, 1, 3, 2), (2, 1, x'62', 'b', 1, 1, 'heic', 'new', 1, 1, 3, 2),
                    (3, 1, x'63', 'c', 1, 1, 'raw', 'new', 1, 1, 3, 2);
             INSERT INTO batch (id, kind, name, state, open, created_ms, revision) VALUES (1, 'import', 'i', 'active', 0, 1, 1);
             INSERT INTO batch (id, kind, name, state, options, server, model, protocol, open, created_ms, revision)
             VALUES (2, 'vision', 'v', 'active', '{}', 'u', 'm', 'p', 0, 1, 1);
             INSERT INTO job (batch_id, photo_id, state, work_key, queued_ms) VALUES
               (1, 1, 'queued', randomblob(32), 1), (1, 2, 'queued', randomblob(32), 1), (1, 3, 'queued', randomblob(32), 1),
               (2, 2, 'queued', randomblob(32), 1);
             UPDATE job SET state = 'running', started_ms = 1, claimed_ms = 1 WHERE photo_id = 3;",
        )
        .expect("jobs as version 6 wrote them");
        migrate(&mut db, MIGRATIONS, dir.path(), "t").expect("raised");
        let lanes = db
            .prepare("SELECT batch_id, photo_id, lane FROM job ORDER BY id")
            .and_then(|mut rows| {
                rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
                    .collect::<Result<Vec<_>, _>>()
            })
            .expect("lanes");
        assert_eq!(lanes, [(1, 1, 0), (1, 2, 1), (1, 3, 1), (2, 2, 0)], "a model's jobs have no slow lane");
        let queued: i64 =
            db.query_row("SELECT queued FROM batch WHERE id = 1", [], |row| row.get(0)).expect("a count");
        assert_eq!(queued, 2, "the counts are as they were");
    }

    #[test]
    fn a_newer_library_is_left_alone() {
        let dir = tempfile::tempdir().expect("a folder");
        let mut db = at(dir.path());
        db.pragma_update(None, "user_version", 7).expect("raised by hand");
        assert_eq!(migrate(&mut db, &[FIRST], dir.path(), "t").expect("told"), Migrated::Newer { found: 7 });
    }
}
