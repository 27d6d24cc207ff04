//! Real files of every format, good and malformed: each ends as a photo or as one clear error, within one GiB.
//!
//! They are not part of the project. `POTHOS_PHOTOS` names their folder; without it, `../shared/photos` beside the
//! checkout is used when it is there, and without either the test says that it had nothing to read.

use std::path::{Path, PathBuf};

use crate::world::{World, text};

fn folder() -> Option<PathBuf> {
    let given = std::env::var_os("POTHOS_PHOTOS").map(PathBuf::from);
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/photos");
    given.into_iter().chain([beside]).find(|folder| folder.is_dir())
}

/// How many files there are that no name hides or says to be another's sidecar.
fn visible_files(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).unwrap().flatten();
    let visible = entries.filter(|entry| {
        let name = entry.file_name();
        !pothos_library::is_ignored_file(&name) && !pothos_library::is_companion(&name)
    });
    visible.map(|entry| if entry.path().is_dir() { visible_files(&entry.path()) } else { 1 }).sum()
}

#[test]
fn every_real_file_ends_as_a_photo_or_as_one_clear_error_within_a_gibibyte() {
    let Some(folder) = folder() else {
        println!("no folder of real files: set POTHOS_PHOTOS to one");
        return;
    };
    let world = World::new();
    let mut running = world.terminal.start(&["add", text(&folder)]);
    running.until(|line| line["event"] == "batch_finished");
    let peak = running.peak_kib;
    let ran = running.end();
    assert!(matches!(ran.code, 0 | 2), "{}", ran.err);
    assert!(peak < 1024 * 1024, "{} MiB", peak / 1024);
    let finished = ran.last("batch_finished");
    let count = |name: &str| finished[name].as_u64().unwrap();
    assert_eq!(count("done") + count("failed") + count("skipped"), count("total"), "{finished}");
    let left_out = ran.events("file_skipped").count() as u64;
    assert_eq!(count("total") + left_out, visible_files(&folder), "every file is accounted for: {finished}");
    let photos = world.terminal.list();
    assert_eq!(photos.len() as u64, count("total"), "{finished}");
    for photo in &photos {
        match photo["state"].as_str() {
            Some("ready") => assert!(photo["width"].as_u64().is_some_and(|width| width > 0), "{photo}"),
            Some("failed") => {
                let (code, message) = (photo["error"]["code"].as_str(), photo["error"]["message"].as_str());
                assert!(code.is_some() && message.is_some_and(|text| text.len() > 10), "{photo}");
            }
            other => panic!("neither a photo nor an error: {other:?} {photo}"),
        }
    }
    println!(
        "{} files: {} photos, {} with a reason, peak {} MiB",
        count("total"),
        count("done"),
        count("failed"),
        peak / 1024
    );
}
