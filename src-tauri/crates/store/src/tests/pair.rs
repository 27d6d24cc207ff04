//! RAW and JPEG of one release of the shutter.

use pothos_model::{Format, LocalTime, PhotoId, PhotoQuery};

use super::fixture::{World, found};
use crate::{FoundFile, PairHalf};

fn file(name: &str, second: i64) -> FoundFile {
    let mut file = found(&format!("/d/{name}"));
    file.peek.format = match name.rsplit('.').next() {
        Some("CR3" | "dng" | "NEF") => Format::Raw,
        Some("HEIC") => Format::Heic,
        Some("tif") => Format::Tiff,
        _ => Format::Jpeg,
    };
    file.peek.taken = Some(LocalTime { local_ms: 1_720_000_000_000 + second * 1_000, offset_minutes: None });
    file
}

/// Files of one folder, and who is whose other half by then.
fn pairs(files: &[FoundFile]) -> (World, Vec<(String, Option<String>)>) {
    let world = World::new();
    let added = world.import_found("/d", files).added;
    let rows = added.iter().map(|added| world.row(added.id));
    let pairs = rows.map(|row| (row.name, row.pair.map(|(_, name)| name))).collect();
    (world, pairs)
}

#[test]
fn raw_and_jpeg_of_one_name_and_moment_are_a_pair() {
    let files = [
        file("IMG_1.CR3", 0),
        file("IMG_1.JPG", 0),
        file("IMG_2.CR3", 5),
        file("IMG_2.edit.JPG", 5),
        file("IMG_3.JPG", 9),
        file("IMG_3.tif", 9),
        file("IMG_4.HEIC", 11),
        file("IMG_4.NEF", 11),
        file("IMG_5.JPG", 100),
        file("IMG_5.NEF", 900),
        file("PXL_6.RAW-01.COVER.jpg", 12),
        file("PXL_6.RAW-02.ORIGINAL.dng", 12),
    ];
    let halves = |a: &str, b: &str| [(a.to_owned(), Some(b.to_owned())), (b.to_owned(), Some(a.to_owned()))];
    let single = |name: &str| (name.to_owned(), None);
    let expected: Vec<_> = halves("IMG_1.CR3", "IMG_1.JPG")
        .into_iter()
        .chain(["IMG_2.CR3", "IMG_2.edit.JPG", "IMG_3.JPG", "IMG_3.tif"].map(single))
        .chain(halves("IMG_4.HEIC", "IMG_4.NEF"))
        .chain(["IMG_5.JPG", "IMG_5.NEF"].map(single))
        .chain(halves("PXL_6.RAW-01.COVER.jpg", "PXL_6.RAW-02.ORIGINAL.dng"))
        .collect();
    assert_eq!(pairs(&files).1, expected);
}

#[test]
fn a_half_that_comes_later_is_told_of_both_and_the_view_of_one_a_pair_leaves_out_the_raw() {
    let (world, alone) = pairs(&[file("a.JPG", 0), file("b.JPG", 0)]);
    assert!(alone.iter().all(|(_, other)| other.is_none()));
    assert!(!world.library.facets(9).expect("facets").pairs);
    let more = world.import_found("/d", &[file("a.CR3", 1), file("a.JPG", 0)]);
    let raw = more.added[0].id;
    assert_eq!(more.paired.len(), 2, "{:?}", more.paired);
    assert!(more.paired.contains(&raw));
    let again = world.import_found("/d", &[file("a.CR3", 1), file("a.JPG", 0)]);
    assert!(again.paired.is_empty(), "what is a pair is no news");
    assert!(world.library.facets(9).expect("facets").pairs);
    let ids = |one_a_pair| -> Vec<PhotoId> {
        let query = PhotoQuery { one_a_pair, ..PhotoQuery::default() };
        world.library.ids(&query).expect("ids")
    };
    assert_eq!(ids(false).len(), 3);
    assert!(ids(true).len() == 2 && !ids(true).contains(&raw));
    let tiles = world.library.tiles(&ids(false)).expect("tiles");
    let halves: Vec<_> = tiles.iter().map(|tile| tile.half.map(PairHalf::name)).collect();
    assert_eq!(halves, [Some("raw"), None, Some("developed")]);
}

#[test]
fn a_pair_among_photos_from_before_is_recognised_by_the_next_scan() {
    let (world, _) = pairs(&[file("a.JPG", 0), file("a.CR3", 0)]);
    world.library.write(|tx| Ok(tx.execute("UPDATE photo SET pair_id = NULL", [])?)).expect("as it was");
    let again = world.import_found("/d", &[file("a.CR3", 0), file("a.JPG", 0)]);
    assert_eq!((again.paired.len(), again.already), (2, 2));
}
