//! Thumbnails and previews, which can be made again.

use std::fs;

use pothos_model::PhotoId;

use super::fixture::{NOW, World};
use crate::Library;

const PHOTO: PhotoId = PhotoId(1);

#[test]
fn a_rendition_comes_back_with_its_version() {
    let world = World::new();
    assert_eq!(world.library.thumb(PHOTO).expect("read"), None);
    world.library.put_renditions(PHOTO, 1, b"thumb", b"preview").expect("stored");
    assert_eq!(world.library.thumb(PHOTO).expect("read"), Some((1, b"thumb".to_vec())));
    assert_eq!(world.library.preview(PHOTO).expect("read"), Some((1, b"preview".to_vec())));
    world.library.put_renditions(PHOTO, 2, b"new thumb", b"new preview").expect("stored");
    assert_eq!(world.library.thumb(PHOTO).expect("read"), Some((2, b"new thumb".to_vec())));
    world.library.put_renditions(PHOTO, 1, b"late", b"late").expect("taken");
    assert_eq!(
        world.library.thumb(PHOTO).expect("read"),
        Some((2, b"new thumb".to_vec())),
        "newer ones stay"
    );
}

#[test]
fn a_deleted_file_is_made_again() {
    let World { library, dir } = World::new();
    library.put_renditions(PHOTO, 1, b"thumb", b"preview").expect("stored");
    drop(library);
    for file in ["thumbs.db", "thumbs.db-wal", "thumbs.db-shm"] {
        let _ = fs::remove_file(dir.path().join(file));
    }
    let library = Library::open_at(dir.path(), NOW).expect("opens all the same");
    assert_eq!(library.thumb(PHOTO).expect("read"), None);
    library.put_renditions(PHOTO, 1, b"thumb", b"preview").expect("stored");
    assert!(library.thumb(PHOTO).expect("read").is_some());
}

#[test]
fn a_damaged_file_is_made_again_while_the_library_opens_and_while_it_runs() {
    let World { library, dir } = World::new();
    drop(library);
    let file = dir.path().join("thumbs.db");
    fs::write(&file, b"no database at all ".repeat(1000)).expect("damaged");
    let library = Library::open_at(dir.path(), NOW).expect("opens all the same");
    library.put_renditions(PHOTO, 1, b"thumb", b"preview").expect("stored");
    drop(library);

    let mut bytes = fs::read(&file).expect("bytes");
    bytes.iter_mut().skip(8192).for_each(|byte| *byte = 0xA5);
    fs::write(&file, &bytes).expect("damaged");
    let library = Library::open_at(dir.path(), NOW).expect("opens all the same");
    assert_eq!(library.thumb(PHOTO).expect("no error is shown"), None);
    library.put_renditions(PHOTO, 1, b"thumb", b"preview").expect("stored");
    assert_eq!(library.thumb(PHOTO).expect("read"), Some((1, b"thumb".to_vec())));
}

#[test]
fn a_reader_beside_a_running_one_sees_thumbnails() {
    let world = World::new();
    world.library.put_renditions(PHOTO, 1, b"thumb", b"preview").expect("stored");
    let reader = Library::open_read_only(world.dir.path()).expect("opens");
    assert!(reader.thumb(PHOTO).expect("read").is_some());
}
