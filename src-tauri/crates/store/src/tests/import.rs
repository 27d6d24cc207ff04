//! Taking files in: names of every kind, the same folder twice, changed files.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use pothos_model::{
    Failure, FailureCode, FileStamp, Format, Peek, PhotoFacts, PhotoQuery, PhotoState, Source, WordKind,
};

use super::fixture::{NOW, World, basic_record, found, named};
use crate::table::analysis::mark_photo_failed;
use crate::{Effect, StoreError};

#[test]
fn a_dropped_folder_becomes_photos_with_their_jobs_in_one_go() {
    let world = World::new();
    let batch = world.batch("/drop");
    let files = ["/drop/a.jpg", "/drop/sub/deep/b.jpg"].map(found);
    let imported = world.library.import_chunk(batch, Path::new("/drop"), &files, NOW).expect("an import");
    assert_eq!(imported.added.len(), 2);
    assert_eq!((imported.already, imported.changed), (0, 0));
    let counters = world.library.batch(batch).expect("the batch");
    assert_eq!((counters.found, counters.counters.queued), (2, 2));
    let folders = world.library.folders().expect("folders");
    let shape: Vec<_> =
        folders.iter().map(|f| (f.path.as_str(), f.photos, f.is_root, f.parent.is_some())).collect();
    assert_eq!(
        shape,
        [("/drop", 2, true, false), ("/drop/sub", 1, false, true), ("/drop/sub/deep", 1, false, true)]
    );
    let row = world.row(imported.added[1].id);
    assert_eq!((row.path.as_str(), row.state, row.version), ("/drop/sub/deep/b.jpg", PhotoState::New, 0));
}

#[test]
fn the_same_folder_again_adds_nothing_and_says_so() {
    let world = World::new();
    let first = world.import("/drop", &["/drop/a.jpg", "/drop/b.jpg"]);
    for added in &first.added {
        world.basic(added.id, &basic_record());
    }
    let batch = world.batch("/drop");
    let files = ["/drop/a.jpg", "/drop/b.jpg"].map(found);
    for _ in 0..2 {
        let again = world.library.import_chunk(batch, Path::new("/drop"), &files, NOW).expect("an import");
        assert_eq!((again.added.len(), again.already, again.changed), (0, 2, 0));
    }
    let seen = world.library.batch(batch).expect("the batch");
    assert_eq!(
        (seen.found, seen.counters.skipped, seen.counters.total()),
        (2, 2, 2),
        "seen twice, counted once"
    );
    assert_eq!(world.library.photo_total().expect("a total"), 2);
}

#[test]
fn a_photo_that_was_never_looked_at_is_queued_by_the_next_drop() {
    let world = World::new();
    let first = world.batch("/drop");
    world.library.import_chunk(first, Path::new("/drop"), &[found("/drop/a.jpg")], NOW).expect("an import");
    world.library.cancel(first, NOW).expect("cancelled");
    while world.library.sweep_cancelled(first, 500, NOW).expect("swept").more {}
    let second = world.batch("/drop");
    let again = world.library.import_chunk(second, Path::new("/drop"), &[found("/drop/a.jpg")], NOW);
    assert_eq!(again.expect("an import").already, 1);
    assert_eq!(world.library.batch(second).expect("the batch").counters.queued, 1);
}

#[test]
fn a_changed_file_is_looked_at_anew_and_keeps_what_the_user_gave_it() {
    let world = World::new();
    let photo = world.import("/drop", &["/drop/a.jpg"]).added[0].id;
    world.basic(photo, &basic_record());
    world.library.set_rating(&[photo], 4).expect("rated");
    let mut changed = found("/drop/a.jpg");
    changed.stamp.size += 1;
    changed.peek.size = Some((100, 200));
    let again = world.import_found("/drop", &[changed]);
    assert_eq!((again.added.len(), again.already, again.changed), (0, 0, 1));
    let row = world.row(photo);
    assert_eq!((row.state, row.rating, row.content_hash), (PhotoState::New, 4, None));
    assert_eq!(
        (row.width, row.height, row.version),
        (100, 200, 1),
        "the old thumbnail stays until the new one"
    );
    assert_eq!(row.title.as_deref(), Some("Summer morning"));
}

#[test]
fn a_failure_that_may_be_gone_is_tried_again_and_what_needs_a_decoder_only_when_the_user_asks() {
    use FailureCode::{Damaged, NeedsHeic, NeedsRaw, NoPermission, Truncated, Unsupported};
    let codes = [Truncated, Damaged, NoPermission, NeedsHeic, NeedsRaw, Unsupported];
    for (by_user, expected) in [(true, [0, 0, 1, 1, 1, 1]), (false, [0, 0, 1, 0, 0, 0])] {
        let tried = codes.map(|code| {
            let world = World::new();
            let photo = world.import("/d", &["/d/a.jpg"]).added[0].id;
            let failure = Failure::new(code, "a sentence");
            world.library.write(|tx| mark_photo_failed(tx, photo, &failure, None, NOW)).expect("marked");
            world.library.write(|tx| Ok(tx.execute("DELETE FROM job", [])?)).expect("its job is long gone");
            let batch = world.batch("/d");
            let (root, files) = (Path::new("/d"), [found("/d/a.jpg")]);
            if by_user {
                world.library.import_chunk(batch, root, &files, NOW).expect("an import");
            } else {
                world.library.import_noticed(batch, root, &files, NOW).expect("an import");
            }
            let counters = world.library.batch(batch).expect("the batch").counters;
            assert_eq!(counters.total(), 1, "{code:?}");
            counters.queued
        });
        assert_eq!(tried, expected, "by the user: {by_user}");
    }
}

#[test]
fn a_sidecar_that_came_changed_or_went_makes_its_photo_be_looked_at_anew() {
    let world = World::new();
    let photo = world.import("/d", &["/d/a.jpg"]).added[0].id;
    let mut file = found("/d/a.jpg");
    let stamp = |size| Some(FileStamp { size, modified: NOW });
    for (sidecar, changed) in [(stamp(7), 1), (stamp(7), 0), (stamp(8), 1), (None, 1), (None, 0)] {
        world.basic(photo, &basic_record());
        file.peek.sidecar = sidecar;
        let again = world.import_found("/d", std::slice::from_ref(&file));
        assert_eq!((again.changed, again.already), (changed, 1 - changed), "{sidecar:?}");
        let row = world.row(photo);
        let state = if changed == 1 { PhotoState::New } else { PhotoState::Ready };
        assert_eq!(row.state, state, "{sidecar:?}");
        assert!(row.content_hash.is_some(), "the pixels are what they were");
    }
}

#[test]
fn a_scan_that_begins_again_leaves_a_photo_that_failed_in_it_to_retry() {
    let world = World::new();
    let batch = world.batch("/d");
    let scan = || world.library.import_chunk(batch, Path::new("/d"), &[found("/d/a.jpg")], NOW);
    let photo = scan().expect("an import").added[0].id;
    let job = world.library.claim(batch, 1, NOW).expect("claimed").remove(0);
    let failure = Failure::new(FailureCode::NoPermission, "a.jpg may not be read.");
    world.library.finish(job.fence, &Effect::Failed(failure, None), NOW).expect("finished");
    assert_eq!(scan().expect("an import").already, 1);
    let counters = world.library.batch(batch).expect("the batch").counters;
    assert_eq!((world.row(photo).state, counters.failed, counters.total()), (PhotoState::Failed, 1, 1));
}

#[cfg(unix)]
#[test]
fn names_of_every_kind_come_back_byte_for_byte() {
    use std::os::unix::ffi::{OsStrExt, OsStringExt};
    let world = World::new();
    let names: Vec<Vec<u8>> = vec![
        b"caf\xe9.jpg".to_vec(),
        b"caf\xe8.jpg".to_vec(),
        b"\xff\xfe".to_vec(),
        [b"x".repeat(240).as_slice(), b".jpg"].concat(),
        "صورة عربية.jpg".into(),
        "📷 emoji name.webp".into(),
        "照片_測試 2026-11-22.jpg".into(),
        b"quote'&%23#?+;$HOME.jpg".to_vec(),
        b" leading and trailing space .jpg".to_vec(),
        b"new\nline.jpg".to_vec(),
        "Müllers Café é.jpg".into(),
        "Mu\u{308}llers Cafe\u{301} e\u{301}.jpg".into(),
    ];
    let root = PathBuf::from(OsString::from_vec(b"/drop \xf0\x28".to_vec()));
    let files: Vec<_> = names.iter().map(|name| named(&root, OsString::from_vec(name.clone()))).collect();
    let batch = world.batch("/drop");
    let imported = world.library.import_chunk(batch, &root, &files, NOW).expect("an import");
    assert_eq!(imported.added.len(), names.len(), "each is a photo of its own");
    for (added, name) in imported.added.iter().zip(&names) {
        let source = world.library.photo_source(added.id).expect("its source");
        assert_eq!(source.path.file_name().map(OsStrExt::as_bytes), Some(name.as_slice()));
        assert_eq!(source.path.parent(), Some(root.as_path()));
        assert_eq!(world.library.photo_by_path(&source.path).expect("found"), Some(added.id));
        assert!(!source.display.contains('\n'), "what is shown is one line");
    }
    let again = world.library.import_chunk(world.batch("/drop"), &root, &files, NOW).expect("an import");
    assert_eq!(again.already as usize, names.len());
    let roots = world.library.roots().expect("roots");
    assert_eq!(roots.first().map(|row| row.path.as_path()), Some(root.as_path()));
}

#[test]
fn a_folder_below_and_a_folder_above_a_dropped_one_join_its_tree() {
    let world = World::new();
    world.import("/a/b", &["/a/b/one.jpg"]);
    world.import("/a", &["/a/two.jpg", "/a/b/one.jpg", "/a/b/c/three.jpg"]);
    world.import("/a/b/c", &["/a/b/c/three.jpg"]);
    let folders = world.library.folders().expect("folders");
    let shape: Vec<_> = folders.iter().map(|f| (f.path.as_str(), f.photos, f.is_root)).collect();
    assert_eq!(shape, [("/a", 3, true), ("/a/b", 2, true), ("/a/b/c", 1, true)]);
    assert_eq!(folders[1].parent, Some(folders[0].id));
    assert_eq!(folders[2].parent, Some(folders[1].id));
    let below = PhotoQuery { folder: Some(folders[1].id), ..PhotoQuery::default() };
    assert_eq!(world.library.ids(&below).expect("ids").len(), 2);
}

#[test]
fn a_file_dropped_by_itself_does_not_make_its_folder_a_root() {
    let world = World::new();
    world.import("/home/me/one.jpg", &["/home/me/one.jpg"]);
    assert!(world.library.roots().expect("roots").is_empty());
    assert_eq!(world.library.folders().expect("folders")[0].path, "/home/me");
}

#[test]
fn a_size_nobody_knows_yet_still_has_a_shape() {
    let world = World::new();
    let mut file = found("/d/a.heic");
    file.peek = Peek::of(Format::Heic);
    let added = world.import_found("/d", &[file]).added[0];
    assert_eq!((added.width, added.height), (4, 3));
    assert_eq!(added.day_ms, 1_700_000_000_000, "the file's time stands in for the capture");
}

#[test]
fn files_that_are_no_pictures_are_listed_once_with_their_reason() {
    let world = World::new();
    let batch = world.batch("/d");
    let items = [
        (PathBuf::from("/d/notes.txt"), FailureCode::NotAPicture, "notes.txt is no picture.".to_owned()),
        (PathBuf::from("/d/shut"), FailureCode::NoPermission, "shut may not be read.".to_owned()),
    ];
    for _ in 0..2 {
        world.library.pass_over(batch, &items).expect("listed");
    }
    assert_eq!(world.library.batch(batch).expect("the batch").not_pictures, 1, "a shut folder is no file");
    let failures = world.library.failures(batch).expect("failures");
    assert_eq!(failures.passed_over.iter().map(|group| group.count).sum::<u32>(), 2);
}

#[test]
fn a_file_that_cannot_be_decoded_keeps_the_facts_that_could_be_read() {
    let world = World::new();
    let photo = world.photo();
    let facts = PhotoFacts {
        keywords: vec!["Places|Norway".into(), "sea".into()],
        rating: Some(3),
        ..basic_record().facts
    };
    let failure = Failure::new(FailureCode::Truncated, "DSC01234.jpg ends in the middle.");
    world.library.write(|tx| mark_photo_failed(tx, photo, &failure, Some(&facts), NOW)).expect("marked");
    let row = world.row(photo);
    assert_eq!(row.error, Some((FailureCode::Truncated, "DSC01234.jpg ends in the middle.".into())));
    assert_eq!((row.rating, row.facts), (3, facts));
    let tags: Vec<_> = row.words.iter().map(|word| (word.kind, word.source, word.text.as_str())).collect();
    let tag = |text| (WordKind::Tag, Source::File, text);
    assert_eq!(tags, [tag("Places"), tag("Norway"), tag("sea")]);
}

#[test]
fn a_photo_that_does_not_exist_is_not_found() {
    let world = World::new();
    assert!(matches!(world.library.photo(pothos_model::PhotoId(9)), Err(StoreError::NotFound { .. })));
    assert_eq!(world.library.photo_by_path(Path::new("/no/such.jpg")).expect("asked"), None);
    assert_eq!(world.library.photo_by_path(Path::new("/")).expect("asked"), None);
}
