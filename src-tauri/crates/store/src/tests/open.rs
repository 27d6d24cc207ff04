//! Opening: the lock, other versions, damage, files that cannot be written.

use std::fs;
use std::path::Path;

use super::fixture::{NOW, World};
use crate::{Library, OpenError, StoreError};

fn refused(dir: &Path) -> OpenError {
    match Library::open_at(dir, NOW) {
        Ok(_) => panic!("{} must not open", dir.display()),
        Err(error) => error,
    }
}

#[test]
fn a_library_that_is_open_is_locked_for_others_until_it_is_closed() {
    let world = World::new();
    assert!(matches!(refused(world.dir.path()), OpenError::Locked { .. }));
    let World { library, dir } = world;
    drop(library);
    Library::open(dir.path()).expect("free again");
}

#[test]
fn a_locked_library_can_be_read_and_refuses_writes() {
    let world = World::new();
    let photo = world.photo();
    let reader = Library::open_read_only(world.dir.path()).expect("beside the running one");
    assert_eq!(reader.photo(photo).expect("read").name, "DSC01234.jpg");
    assert!(matches!(reader.set_setting("a", "1"), Err(StoreError::ReadOnly)));
    assert!(matches!(reader.put_renditions(photo, 1, b"t", b"p"), Err(StoreError::ReadOnly)));
    world.import("/p", &["/p/later.jpg"]);
    assert_eq!(reader.photo_total().expect("read"), 2, "it sees what is committed meanwhile");
}

#[test]
fn a_library_that_nobody_has_open_can_be_read_and_controlled() {
    let world = World::new();
    let photo = world.photo();
    let World { library, dir } = world;
    drop(library);
    let reader = Library::open_read_only(dir.path()).expect("opens");
    assert_eq!(reader.photo(photo).expect("read").name, "DSC01234.jpg");
    let control = Library::open_control(dir.path()).expect("opens");
    control.set_setting("theirs", "2").expect("stored");
    assert_eq!(reader.setting("theirs").expect("read").as_deref(), Some("2"));
    Library::open_at(dir.path(), NOW).expect("neither of them holds the lock");
}

#[test]
fn another_process_may_control_a_locked_library_and_the_owner_notices() {
    let world = World::new();
    let before = world.library.data_version().expect("a number");
    world.library.set_setting("mine", "1").expect("stored");
    assert_eq!(world.library.data_version().expect("a number"), before, "its own commits are no news");
    let control = Library::open_control(world.dir.path()).expect("beside the running one");
    control.set_setting("theirs", "2").expect("stored");
    assert_ne!(world.library.data_version().expect("a number"), before, "a foreign commit is");
    assert_eq!(world.library.setting("theirs").expect("read").as_deref(), Some("2"));
}

#[test]
fn a_folder_without_a_library_is_not_made_one_by_reading() {
    let dir = tempfile::tempdir().expect("a folder");
    assert!(Library::open_read_only(dir.path()).is_err());
    assert!(Library::open_control(dir.path()).is_err());
    assert_eq!(fs::read_dir(dir.path()).expect("list").count(), 0, "nothing was left there");
}

#[test]
fn a_library_of_a_newer_version_is_refused_unchanged() {
    let World { library, dir } = World::new();
    drop(library);
    let file = dir.path().join("library.db");
    rusqlite::Connection::open(&file)
        .and_then(|db| db.execute_batch("PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE);"))
        .expect("raised by hand");
    let before = fs::read(&file).expect("bytes");
    assert!(matches!(refused(dir.path()), OpenError::Newer { found: 99, known: 10, .. }));
    assert!(Library::open_read_only(dir.path()).is_err());
    assert_eq!(fs::read(&file).expect("bytes"), before);
}

#[test]
fn a_library_that_failed_in_an_unknown_way_is_checked_once_at_the_next_start() {
    let World { library, dir } = World::new();
    let failed: Result<(), StoreError> =
        library.write(|tx| Ok(tx.execute_batch("INSERT INTO nowhere VALUES (1)")?));
    assert!(matches!(failed, Err(StoreError::Database(_))));
    let mark = dir.path().join("library.suspect");
    assert!(mark.exists());
    drop(library);
    drop(Library::open_at(dir.path(), NOW).expect("sound after all"));
    assert!(!mark.exists(), "checked, so no longer suspected");
}

#[test]
fn a_damaged_search_index_is_made_anew_and_the_library_stays() {
    let world = World::new();
    let photo = world.photo();
    world
        .library
        .write(|tx| Ok(tx.execute("UPDATE photo_fts_data SET block = x'DEADBEEF' WHERE id > 10", [])?))
        .expect("damaged");
    let World { library, dir } = world;
    drop(library);
    let library = Library::open_at(dir.path(), NOW).expect("opens all the same");
    let query = pothos_model::PhotoQuery { text: "dsc".into(), ..Default::default() };
    assert_eq!(library.ids(&query).expect("a search"), [photo]);
}

/// Damages the file and expects it to be kept under the dated name, bit for bit, and a fresh library after that.
fn check_damage(damage: impl Fn(&mut Vec<u8>)) {
    let World { library, dir } = World::new();
    library.set_setting("mine", "1").expect("stored");
    drop(library);
    let file = dir.path().join("library.db");
    let mut bytes = fs::read(&file).expect("bytes");
    damage(&mut bytes);
    fs::write(&file, &bytes).expect("damaged");
    let error = refused(dir.path());
    let OpenError::Corrupt { kept, .. } = &error else { panic!("expected damage, got {error}") };
    assert!(kept.ends_with("library-damaged-20261122-021233.db"), "{}", kept.display());
    assert_eq!(fs::read(kept).expect("kept"), bytes, "nothing of it is lost");
    let fresh = Library::open_at(dir.path(), NOW).expect("a fresh one");
    assert_eq!(fresh.setting("mine").expect("read"), None);
}

#[test]
fn a_file_that_is_no_database_is_kept_aside() {
    check_damage(|bytes| bytes.iter_mut().take(100).for_each(|byte| *byte = b'x'));
}

#[test]
fn a_database_with_torn_pages_is_kept_aside() {
    check_damage(|bytes| {
        let from = 4096 + 100;
        bytes.iter_mut().skip(from).take(40_000).for_each(|byte| *byte = 0xA5);
    });
}

#[test]
fn a_second_damage_within_the_second_does_not_overwrite_the_first() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("library.db");
    for content in
        [b"first damage, long enough to be looked at", b"other damage, long enough to be looked at"]
    {
        fs::write(&file, content.repeat(20)).expect("damaged");
        assert!(matches!(refused(dir.path()), OpenError::Corrupt { .. }));
    }
    let kept = fs::read_dir(dir.path()).expect("list").flatten();
    let damaged = kept.filter(|entry| entry.file_name().to_string_lossy().starts_with("library-damaged-"));
    assert_eq!(damaged.count(), 2);
}

#[test]
fn a_database_of_another_program_is_left_alone() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("library.db");
    rusqlite::Connection::open(&file)
        .and_then(|db| db.execute_batch("CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1);"))
        .expect("theirs");
    let before = fs::read(&file).expect("bytes");
    assert!(matches!(refused(dir.path()), OpenError::Other { .. }));
    assert_eq!(fs::read(&file).expect("bytes"), before);
}

#[test]
fn a_folder_that_cannot_be_made_or_written_is_named() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("a file");
    fs::write(&file, "in the way").expect("written");
    let error = refused(&file.join("library"));
    assert!(matches!(error, OpenError::NotWritable { .. }));
    assert!(error.to_string().contains("a file"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_read_only_folder_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().expect("a folder");
    let shut = dir.path().join("shut");
    fs::create_dir(&shut).expect("made");
    fs::set_permissions(&shut, fs::Permissions::from_mode(0o555)).expect("shut");
    if fs::write(shut.join("probe"), "").is_ok() {
        // Permissions do not bind an administrator; a kernel's own folder does.
        let error = refused(Path::new("/proc/pothos-library"));
        assert!(matches!(error, OpenError::NotWritable { .. }), "{error}");
        return;
    }
    assert!(matches!(refused(&shut), OpenError::NotWritable { .. }));
}
