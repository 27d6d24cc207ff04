//! HEIC and AVIF files that are cut, damaged or lie about their size: each ends as a picture or as one clear error, and
//! the pool goes on. Without libheif they end as "needs libheif", which is checked all the same.

#![allow(clippy::expect_used, reason = "a test stops at what it did not expect, in its helper functions too")]

mod heif_file;

use heif_file::{Coding, file};
use pothos_media::{Look, MediaError, look_with};
use pothos_model::FailureCode;
use pothos_worker::{Pool, PoolOptions, Program};

struct Looker {
    pool: Pool,
    dir: tempfile::TempDir,
}

impl Looker {
    fn new() -> Self {
        let program = Program::at(env!("CARGO_BIN_EXE_pothos-worker"));
        let dir = tempfile::tempdir().expect("a folder");
        Self { pool: Pool::new(Some(program), PoolOptions::default()), dir }
    }

    fn look(&self, data: &[u8]) -> Result<Look, MediaError> {
        let path = self.dir.path().join("hostile.heic");
        std::fs::write(&path, data).expect("written");
        look_with(&path, &self.pool)
    }
}

fn is_missing(error: &MediaError) -> bool {
    matches!(error.code, FailureCode::NeedsHeic | FailureCode::NeedsAvif)
}

#[test]
fn a_file_cut_anywhere_is_a_picture_or_an_error() {
    let looker = Looker::new();
    for coding in [Coding::Av1, Coding::Hevc] {
        let whole = file(coding, &[], 1, None);
        for length in (0..whole.len()).step_by(10) {
            if let Err(error) = looker.look(&whole[..length]) {
                assert!(error.message.contains("hostile.heic"), "cut at {length}: {error}");
                assert_ne!(error.code, FailureCode::Internal, "cut at {length}: {error}");
            }
        }
        assert!(
            looker.look(&whole).is_ok_and(|look| look.width == 64)
                || looker.look(&whole).is_err_and(|e| is_missing(&e))
        );
    }
}

#[test]
fn a_damaged_byte_ends_as_a_picture_or_an_error() {
    let looker = Looker::new();
    for coding in [Coding::Av1, Coding::Hevc] {
        let whole = file(coding, &[], 1, None);
        for at in (0..whole.len()).step_by(3) {
            for value in [0, 0x7F, 0xFF] {
                let mut data = whole.clone();
                data[at] = value;
                if let Err(error) = looker.look(&data) {
                    assert_ne!(error.code, FailureCode::Internal, "byte {at} is {value}: {error}");
                }
            }
        }
    }
}

#[test]
fn a_size_beyond_the_budget_is_refused_from_the_header() {
    let looker = Looker::new();
    for size in [(17_000, 17_000), (u32::MAX, 1), (65_535, 65_535), (u32::MAX, u32::MAX)] {
        let error = looker.look(&file(Coding::Av1, &[], 1, Some(size))).map(|_| ()).expect_err("a bomb");
        // A side of four thousand million is within the budget of pixels when the other is 1, and a lie.
        let fine = error.code == FailureCode::TooLarge || size.1 == 1;
        assert!(fine, "{size:?}: {error}");
    }
}

#[test]
fn a_size_that_the_coded_picture_does_not_have_costs_nothing_but_the_photo() {
    let looker = Looker::new();
    for size in [(1, 1), (10, 5000), (16_000, 10_000)] {
        let looked = looker.look(&file(Coding::Av1, &[], 1, Some(size)));
        if let Err(error) = looked {
            assert_ne!(error.code, FailureCode::Internal, "{size:?}: {error}");
        }
    }
}
