//! Real HEIC, AVIF and raw files, when their folder is there: with the decoders outside, each ends as a photo or as
//! one clear error. Set POTHOS_PHOTOS to the folder, or put it at ../shared/photos beside the checkout. What needs a
//! library that is not installed is skipped, and said.

#![allow(clippy::expect_used, reason = "a test stops at what it did not expect, in its helper functions too")]

use std::path::{Path, PathBuf};

use pothos_media::{Look, MediaError, Peeked, look_with, peek};
use pothos_model::FailureCode;
use pothos_worker::{Pool, PoolOptions, Program};

/// Path, format, and what the list says must happen.
type Row = (PathBuf, String, String);

fn rows() -> Vec<Row> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/photos");
    let folder = std::env::var_os("POTHOS_PHOTOS").map_or(beside, PathBuf::from);
    let Ok(text) = std::fs::read_to_string(folder.join("MANIFEST.tsv")) else {
        println!("skipped: no MANIFEST.tsv in {}; set POTHOS_PHOTOS to check real files", folder.display());
        return Vec::new();
    };
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        Some((folder.join(cells.first()?), (*cells.get(3)?).to_owned(), (*cells.get(7)?).to_owned()))
    };
    let ours =
        ["avif", "avifs", "heic", "heif", "hif", "cr2", "cr3", "crw", "dng", "raf", "mrw", "nef", "rw2"];
    let ours = [&ours[..], &["iiq", "x3f", "arw", "orf", "pef", "srw"]].concat();
    let is_ours = |path: &Path| {
        let name = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        ours.contains(&name.as_str())
    };
    text.lines().skip(1).filter_map(row).filter(|(path, ..)| is_ours(path)).collect()
}

fn pool() -> Pool {
    let program = Program::at(env!("CARGO_BIN_EXE_pothos-worker"));
    Pool::new(Some(program), PoolOptions::default())
}

#[test]
fn every_real_file_ends_as_a_photo_or_as_one_clear_error() {
    let pool = pool();
    let mut wrong = Vec::new();
    for (path, format, expected) in rows() {
        let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        let looked = look_with(&path, &pool);
        let must_decode =
            expected.starts_with("decodes") && ["AVIF", "HEIF", "HEIC"].contains(&format.as_str());
        let complaint = match &looked {
            Ok(look) if expected.contains("must be rejected") => {
                Err(format!("shown as {}", look.format.name()))
            }
            Ok(look) => sound(look).and_then(|()| agrees(&path, look)),
            Err(error) if is_missing(error) => {
                println!("not checked, a library is missing: {error}");
                Ok(())
            }
            Err(error) if must_decode => Err(format!("must decode, but: {error}")),
            Err(error) => clear(&name, error),
        };
        match looked {
            Ok(look) => println!("{name}: {}x{} {}", look.width, look.height, look.format.name()),
            Err(error) => println!("{name}: {} {error}", error.code.name()),
        }
        wrong.extend(complaint.err().map(|complaint| format!("{name}: {complaint}")));
    }
    assert!(wrong.is_empty(), "{} files did not end as they must:\n{}", wrong.len(), wrong.join("\n"));
}

fn is_missing(error: &MediaError) -> bool {
    matches!(error.code, FailureCode::NeedsHeic | FailureCode::NeedsAvif | FailureCode::NeedsRaw)
}

fn sound(look: &Look) -> Result<(), String> {
    let preview = image::load_from_memory(&look.preview).map_err(|error| error.to_string())?;
    let (width, height) = (preview.width(), preview.height());
    let turned = (width >= height) != (look.width >= look.height) && width.abs_diff(height) > 1;
    if turned || width.max(height) > 1600 {
        return Err(format!("{}x{}, but its preview {width}x{height}", look.width, look.height));
    }
    Ok(())
}

/// The size that is laid out before the decode is the size after it.
fn agrees(path: &Path, look: &Look) -> Result<(), String> {
    match peek(path).map_err(|error| error.to_string())? {
        Peeked::Picture(peek) if peek.size.is_none_or(|size| size == (look.width, look.height)) => Ok(()),
        other => Err(format!("peeked {other:?}, is {}x{}", look.width, look.height)),
    }
}

fn clear(name: &str, error: &MediaError) -> Result<(), String> {
    let fine = error.message.contains(name) && error.message.ends_with('.') && !error.message.contains('\n');
    if fine { Ok(()) } else { Err(format!("not a clear message: {error}")) }
}
