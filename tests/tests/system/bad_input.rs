//! Libraries that cannot be used: each gets one clear sentence, and nothing that was stored is lost.

use pothos_tests::stub::StubServer;

use crate::terminal::{LIMIT, Terminal};
use crate::world::{World, text};

#[test]
fn a_library_that_cannot_be_written_is_said() {
    let world = World::new();
    world.draw(0..1);
    let file = world.dir.path().join("a file, no folder");
    std::fs::write(&file, b"in the way").unwrap();
    let terminal = Terminal { library: file.clone() };
    let ran = terminal.run(&["add", text(&world.photos)]).expect(1);
    assert!(ran.err.contains("a file, no folder"), "the place is named: {}", ran.err);
    assert!(ran.err.trim().lines().count() <= 3, "one clear sentence: {}", ran.err);
    assert_eq!(std::fs::read(&file).unwrap(), b"in the way");
}

#[test]
fn a_library_in_use_is_said_and_the_one_who_uses_it_goes_on() {
    let world = World::with_photos(3);
    let stub = StubServer::with_plan("stall").unwrap();
    let url = stub.url();
    let mut running = world.terminal.start(&World::analyze(&url, &[]));
    assert!(stub.wait(LIMIT, |ledger| ledger.in_flight >= 1));
    let second = world.add().expect(1);
    assert!(second.err.to_lowercase().contains("pothos"), "who uses it is said: {}", second.err);
    assert!(!running.is_over(), "the first goes on");
    running.interrupt();
    running.end().expect(130);
    assert_eq!(world.terminal.list().len(), 3);
}

#[test]
fn a_corrupt_library_is_said_and_its_bytes_are_kept() {
    let world = World::with_photos(3);
    let file = world.terminal.library.join("library.db");
    let rubbish = vec![0x5A; 64 * 1024];
    std::fs::write(&file, &rubbish).unwrap();
    for side in ["library.db-wal", "library.db-shm"] {
        let _ = std::fs::remove_file(world.terminal.library.join(side));
    }
    let ran = world.terminal.run(&["list"]).expect(1);
    assert!(ran.err.contains("library"), "{}", ran.err);
    let kept = std::fs::read_dir(&world.terminal.library).unwrap().flatten();
    assert!(
        kept.into_iter().any(|entry| std::fs::read(entry.path()).is_ok_and(|bytes| bytes == rubbish)),
        "never deleted"
    );
}

/// An empty SQLite database of one page that says it is a Pothos library of that version (sqlite.org/fileformat2.html).
fn library_of_version(version: u32) -> Vec<u8> {
    let mut page = vec![0; 4096];
    page[..24].copy_from_slice(b"SQLite format 3\0\x10\x00\x01\x01\x00\x40\x20\x20");
    // Change counter, pages, schema format, encoding, "valid for".
    for (at, value) in [(24, 1), (28, 1), (44, 4), (56, 1), (92, 1), (96, 3_045_000)] {
        page[at..at + 4].copy_from_slice(&u32::to_be_bytes(value));
    }
    page[60..64].copy_from_slice(&version.to_be_bytes());
    page[68..72].copy_from_slice(b"POTH");
    // An empty leaf: no cells, their content begins at the end of the page.
    page[100..108].copy_from_slice(b"\x0d\0\0\0\0\x10\0\0");
    page
}

#[test]
fn a_library_of_a_newer_version_is_left_alone() {
    let world = World::new();
    world.draw(0..1);
    let file = world.terminal.library.join("library.db");
    std::fs::create_dir(&world.terminal.library).unwrap();
    std::fs::write(&file, library_of_version(9_999)).unwrap();
    for words in [vec!["list"], vec!["add", text(&world.photos)]] {
        let ran = world.terminal.run(&words).expect(1);
        assert!(ran.err.contains("newer"), "{words:?}: {}", ran.err);
    }
    assert_eq!(std::fs::read(&file).unwrap(), library_of_version(9_999), "not a byte is changed");
}

#[test]
fn a_photo_that_vanishes_between_scan_and_analysis_fails_alone() {
    let world = World::with_photos(4);
    std::fs::remove_file(world.photos.join("photo-0002.jpg")).unwrap();
    let stub = StubServer::with_plan("answer").unwrap();
    let ran = world.analyze_all(&stub, &[]);
    // The preview was made at import: the photo may still be analysed, and must not stop the others.
    assert!(matches!(ran.code, 0 | 2), "{}", ran.err);
    let finished = ran.last("batch_finished");
    assert!(finished["done"].as_u64().is_some_and(|done| done >= 3), "{finished}");
}

#[test]
fn the_thumbnails_can_be_deleted_and_are_made_again() {
    let world = World::with_photos(3);
    for entry in std::fs::read_dir(&world.terminal.library).unwrap().flatten() {
        if entry.file_name().to_string_lossy().starts_with("thumbs.db") {
            std::fs::remove_file(entry.path()).unwrap();
        }
    }
    let stub = StubServer::with_plan("answer").unwrap();
    world.analyze_all(&stub, &[]).expect(0);
    assert_eq!(stub.ledger().good_by_image.len(), 3, "each photo was prepared again from its file");
}

#[test]
fn a_command_that_is_none_and_a_batch_that_is_not_there_are_said() {
    let world = World::with_photos(1);
    assert_ne!(world.terminal.plain(&["frobnicate"]).code, 0);
    let ran = world.terminal.run(&["batch", "99999"]).expect(1);
    assert!(ran.err.contains("99999"), "{}", ran.err);
    let ran = world.terminal.run(&["show", "/no/such/photo.jpg"]).expect(1);
    assert!(ran.err.contains("/no/such/photo.jpg"), "{}", ran.err);
}
