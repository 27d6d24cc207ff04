//! A HEIC or AVIF picture is turned once, as its container says; the EXIF orientation in it says nothing new. Without
//! libheif this is skipped, and said.

#![allow(clippy::expect_used, reason = "a test stops at what it did not expect, in its helper functions too")]

mod heif_file;

use heif_file::{Coding, RED_GREEN_BLUE_WHITE, boxed, file};
use pothos_media::{Peeked, look_with, peek};
use pothos_model::FailureCode;
use pothos_worker::{Pool, PoolOptions, Program};

/// The four quarters of the preview, and the photo's size; `None` when a library is missing.
fn quarters(coding: Coding, turning: &[Vec<u8>], exif: u16) -> Option<([usize; 4], (u32, u32))> {
    let pool = Pool::new(Some(Program::at(env!("CARGO_BIN_EXE_pothos-worker"))), PoolOptions::default());
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("photo.heic");
    std::fs::write(&path, file(coding, turning, exif, None)).expect("written");
    let look = match look_with(&path, &pool) {
        Ok(look) => look,
        Err(error) if matches!(error.code, FailureCode::NeedsHeic | FailureCode::NeedsAvif) => {
            println!("skipped: {error}");
            return None;
        }
        Err(error) => panic!("{coding:?} {turning:?}: {error}"),
    };
    match peek(&path).expect("readable") {
        Peeked::Picture(peek) => assert_eq!(peek.size, Some((look.width, look.height)), "{turning:?}"),
        passed @ Peeked::Passed { .. } => panic!("{passed:?}"),
    }
    let preview = image::load_from_memory(&look.preview).expect("a preview is a JPEG").into_rgb8();
    assert_eq!(preview.dimensions(), (look.width, look.height), "{turning:?}");
    let (w, h) = preview.dimensions();
    let nearest = |x: u32, y: u32| {
        let pixel = preview.get_pixel(x, y).0;
        let apart = |colour: &[u8; 3]| -> u32 {
            colour.iter().zip(pixel).map(|(a, b)| u32::from(a.abs_diff(b))).sum()
        };
        (0..4).min_by_key(|at| apart(&RED_GREEN_BLUE_WHITE[*at])).expect("four colours")
    };
    let corners = [(w / 4, h / 4), (w * 3 / 4, h / 4), (w / 4, h * 3 / 4), (w * 3 / 4, h * 3 / 4)];
    Some((corners.map(|(x, y)| nearest(x, y)), (w, h)))
}

#[test]
fn the_container_turns_the_picture_and_exif_does_not_turn_it_again() {
    let irot = |quarter_turns_left: u8| boxed(b"irot", &[quarter_turns_left]);
    let imir = |mode: u8| boxed(b"imir", &[mode]);
    // Colours by number: 0 red, 1 green above 2 blue, 3 white. ISO/IEC 23008-12: irot turns to the left, imir mode 0
    // exchanges top and bottom, mode 1 left and right.
    let cases = [
        (vec![], [0, 1, 2, 3], (64, 32)),
        (vec![irot(1)], [1, 3, 0, 2], (32, 64)),
        (vec![irot(2)], [3, 2, 1, 0], (64, 32)),
        (vec![irot(3)], [2, 0, 3, 1], (32, 64)),
        (vec![imir(0)], [2, 3, 0, 1], (64, 32)),
        (vec![imir(1)], [1, 0, 3, 2], (64, 32)),
        (vec![irot(1), imir(0)], [0, 2, 1, 3], (32, 64)),
        (vec![irot(3), imir(0)], [3, 1, 2, 0], (32, 64)),
    ];
    for coding in [Coding::Av1, Coding::Hevc] {
        for (turning, expected, size) in &cases {
            for exif in [1, 6] {
                let Some(seen) = quarters(coding, turning, exif) else { continue };
                assert_eq!(seen, (*expected, *size), "{coding:?}, EXIF {exif}, {turning:?}");
            }
        }
    }
}
