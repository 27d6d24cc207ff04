//! Cut, damaged and absurd files of every kind end as a photo or as one clear error: no panic, no endless loop, no
//! memory taken on a header's word.

#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect, in its helper functions too")]

use std::io::Cursor;
use std::path::PathBuf;

use image::ImageFormat;
use pothos_media::{MediaError, look, peek};
use pothos_model::FailureCode;
use proptest::prelude::*;
use tempfile::TempDir;

mod camera;
mod document;

use camera::Pictures;
use camera::writer::{Tiff, Value, long, word};
use document::Document;

fn file(dir: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = dir.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

/// Looks at bytes under a name. An error must name its file in whole sentences.
fn looked(name: &str, bytes: &[u8]) -> Option<MediaError> {
    let dir = TempDir::new().unwrap();
    let path = file(&dir, name, bytes);
    assert!(peek(&path).is_ok(), "{name} can be peeked at");
    let error = look(&path).err();
    if let Some(error) = &error {
        assert!(error.message.contains(name) && error.message.ends_with('.'), "{error}");
    }
    error
}

/// A small file of every kind that is drawn or written here.
fn every_kind() -> Vec<(&'static str, Vec<u8>)> {
    let picture = image::load_from_memory(&camera::jpeg(96, 64)).unwrap();
    let encoded = |format: ImageFormat| {
        let mut out = Cursor::new(Vec::new());
        picture.write_to(&mut out, format).unwrap();
        out.into_inner()
    };
    let pictures = Pictures { large: camera::jpeg(120, 80), small: camera::jpeg(96, 64) };
    let mut all = camera::all(&pictures);
    all.extend([
        ("a.jpg", encoded(ImageFormat::Jpeg)),
        ("a.png", encoded(ImageFormat::Png)),
        ("a.webp", encoded(ImageFormat::WebP)),
        ("a.gif", encoded(ImageFormat::Gif)),
        ("a.bmp", encoded(ImageFormat::Bmp)),
        ("a.ico", encoded(ImageFormat::Ico)),
        ("a.tif", encoded(ImageFormat::Tiff)),
        ("palette.tif", palette()),
        ("a.psd", Document { packed: true, ..Document::default() }.bytes()),
        ("a.psb", Document { packed: true, big: true, ..Document::default() }.bytes()),
    ]);
    all
}

fn palette() -> Vec<u8> {
    let mut tiff = Tiff::new(b"II*\0");
    let at = tiff.put(&[0x17; 32 * 16]);
    let first = tiff.directory(
        vec![
            (256, long(32)),
            (257, long(32)),
            (258, word(4)),
            (259, word(1)),
            (262, word(3)),
            (273, long(at)),
            (277, word(1)),
            (278, long(32)),
            (279, long(32 * 16)),
            (320, Value::Short((0..48).map(|v| v * 1000).collect())),
        ],
        0,
    );
    tiff.finish(first)
}

#[test]
fn every_kind_opens_whole_and_ends_clearly_when_cut_at_any_tenth() {
    for (name, bytes) in every_kind() {
        let whole = looked(name, &bytes);
        assert!(whole.is_none(), "{name} opens whole: {whole:?}");
        for tenths in 0..10 {
            looked(name, &bytes[..bytes.len() * tenths / 10]);
        }
    }
}

#[test]
fn absurd_headers_are_refused_before_anything_is_taken_for_them() {
    let mut document = Document::default().bytes();
    document[14..22].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    let check = |name: &str, bytes: &[u8], code: FailureCode| {
        let error = looked(name, bytes).unwrap_or_else(|| panic!("{name} must be refused"));
        assert_eq!(error.code, code, "{error}");
    };
    check("huge.psd", &document, FailureCode::TooLarge);
    // 12,000 pixels square is allowed, but not there.
    document[14..22].copy_from_slice(&[0, 0, 0x2E, 0xE0, 0, 0, 0x2E, 0xE0]);
    check("hollow.psd", &document, FailureCode::Truncated);
    // A codestream of 2^30 pixels a side in seven bytes: not small, 30 bits, the same each way, all defaults.
    let bits: u64 = 0b110 | (0x3FFF_FFFF << 3) | (1 << 33) | (1 << 36);
    let mut jxl = vec![0xFF, 0x0A];
    jxl.extend(bits.to_le_bytes());
    check("huge.jxl", &jxl, FailureCode::TooLarge);
    let mut tiff = palette();
    let width = tiff.windows(4).rposition(|head| head == [0, 1, 4, 0]).unwrap();
    for entry in [width, width + 12] {
        tiff[entry + 8..entry + 12].copy_from_slice(&60_000u32.to_le_bytes());
    }
    check("huge.tif", &tiff, FailureCode::TooLarge);
}

#[test]
fn directories_and_heaps_that_lead_back_to_themselves_end() {
    let mut tiff = Tiff::new(b"II*\0");
    // Every pointer leads to the directory itself, which stands at 8.
    let pointers =
        vec![(0x014A, long(8)), (0x8769, long(8)), (0xA005, long(8)), (0x927C, Value::Bytes(vec![0; 64]))];
    let at = tiff.directory(pointers, 8);
    let mut looped = tiff.finish(at);
    looped.truncate(looped.len());
    assert!(looked("loop.nef", &looped).is_some());

    // Each directory has sixteen children, each of which has sixteen.
    let mut wide = Tiff::new(b"II*\0");
    let mut children: Vec<u32> = (0..16).map(|_| wide.directory(vec![(0x0103, word(6))], 0)).collect();
    for _ in 0..200 {
        let next = wide.directory(vec![(0x014A, Value::Long(children.clone()))], 0);
        children.rotate_left(1);
        children[15] = next;
    }
    let first = *children.last().unwrap();
    assert!(looked("wide.dng", &wide.finish(first)).is_some());

    // A heap whose directory lists the heap itself, many times.
    let mut heap = Vec::new();
    heap.extend(300u16.to_le_bytes());
    for _ in 0..300 {
        heap.extend(0x300Au16.to_le_bytes());
        heap.extend(3006u32.to_le_bytes());
        heap.extend(0u32.to_le_bytes());
    }
    heap.extend(0u32.to_le_bytes());
    let mut crw = b"II\x1a\0\0\0HEAPCCDR".to_vec();
    crw.resize(26, 0);
    crw.extend(heap);
    assert!(looked("heap.crw", &crw).is_some());

    let mut x3f = camera::x3f(&camera::pictures(), 0);
    let count = x3f.len() - 4 - 12 - 4;
    x3f[count..count + 4].copy_from_slice(&u32::MAX.to_le_bytes());
    looked("count.x3f", &x3f);
    let mut raf = camera::raf(&camera::pictures());
    raf[160..164].copy_from_slice(&u32::MAX.to_be_bytes());
    looked("count.raf", &raf);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_bytes_anywhere_end_as_a_photo_or_an_error(
        kind in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), any::<bool>()), 1..10),
    ) {
        thread_local!(static KINDS: Vec<(&'static str, Vec<u8>)> = every_kind());
        KINDS.with(|kinds| {
            let (name, bytes) = &kinds[kind.index(kinds.len())];
            let mut bytes = bytes.clone();
            // Half the changes hit the first and the last bytes, where the structure is.
            for (at, value, near) in changes {
                let range = if near { bytes.len().min(400) } else { bytes.len() };
                let at = at.index(range);
                let at = if near && value % 2 == 0 { bytes.len() - 1 - at } else { at };
                bytes[at] = value;
            }
            looked(name, &bytes);
        });
    }

    #[test]
    fn noise_behind_a_good_signature_ends_as_an_error(
        signature in prop::sample::select(vec![
            ("a.jxl", b"\xFF\x0A".as_slice()),
            ("a.jxl", b"\0\0\0\x0cJXL \r\n\x87\n\0\0\0\0jxlc\xFF\x0A"),
            ("a.psd", b"8BPS\0\x01\0\0\0\0\0\0\0\x03\0\0\0\x40\0\0\0\x40\0\x08\0\x03"),
            ("a.crw", b"II\x1a\0\0\0HEAPCCDR"),
            ("a.x3f", b"FOVb\x02\0\x02\0"),
            ("a.mrw", b"\0MRM\0\0\x01\0"),
            ("a.raf", b"FUJIFILMCCD-RAW "),
            ("a.cr3", b"\0\0\0\x14ftypcrx \0\0\0\x01crx "),
        ]),
        noise in prop::collection::vec(any::<u8>(), 0..600),
    ) {
        let (name, start) = signature;
        looked(name, &[start, &noise].concat());
    }
}
