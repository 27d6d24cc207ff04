//! The families that build on TIFF.

use super::writer::{Tiff, Value, long, text, word};
use super::{PHOTO, Pictures};

/// Nikon: a thumbnail of bare bytes first, the sensor's data and the JPEG in sub-directories.
pub fn nef(pictures: &Pictures, orientation: u16) -> Vec<u8> {
    let mut tiff = Tiff::new(b"MM\0*");
    let large = tiff.put(&pictures.large);
    let bare = tiff.put(&vec![128; 16 * 12 * 3]);
    let sensor = tiff.put(&[0; 64]);
    let whole = tiff.directory(
        vec![(0x0103, word(6)), (0x0201, long(large)), (0x0202, long(pictures.large.len() as u32))],
        0,
    );
    let raw = tiff.directory(
        vec![
            (0x0100, long(PHOTO.0 + 20)),
            (0x0101, long(PHOTO.1 + 10)),
            (0x0103, word(34713)),
            (0x0106, word(32803)),
            (0x0111, long(sensor)),
            (0x0117, long(64)),
        ],
        0,
    );
    let exif = tiff.directory(vec![(0xA002, long(PHOTO.0)), (0xA003, long(PHOTO.1))], 0);
    let first = tiff.directory(
        vec![
            (0x00FE, long(1)),
            (0x0100, long(16)),
            (0x0101, long(12)),
            (0x0102, Value::Short(vec![8, 8, 8])),
            (0x0103, word(1)),
            (0x0106, word(2)),
            (0x010F, text("NIKON CORPORATION")),
            (0x0111, long(bare)),
            (0x0112, word(orientation)),
            (0x0115, word(3)),
            (0x0117, long(16 * 12 * 3)),
            (0x014A, Value::Long(vec![whole, raw])),
            (0x8769, long(exif)),
        ],
        0,
    );
    tiff.finish(first)
}

/// Canon until 2018: the JPEG as the first directory's only strip; the sensor's data are a lossless JPEG.
pub fn cr2(pictures: &Pictures) -> Vec<u8> {
    let mut tiff = Tiff::new(b"II*\0");
    tiff.put(b"CR\x02\0\0\0\0\0");
    let large = tiff.put(&pictures.large);
    let small = tiff.put(&pictures.small);
    let lossless = tiff.put(&lossless_jpeg(PHOTO));
    let raw = tiff.directory(vec![(0x0103, word(6)), (0x0111, long(lossless)), (0x0117, long(400))], 0);
    let thumbnail =
        tiff.directory(vec![(0x0201, long(small)), (0x0202, long(pictures.small.len() as u32))], raw);
    let exif = tiff.directory(vec![(0xA002, long(PHOTO.0)), (0xA003, long(PHOTO.1))], 0);
    let first = tiff.directory(
        vec![
            (0x0100, word(900)),
            (0x0101, word(600)),
            (0x0103, word(6)),
            (0x0111, long(large)),
            (0x0117, long(pictures.large.len() as u32)),
            (0x8769, long(exif)),
        ],
        thumbnail,
    );
    tiff.finish(first)
}

/// SOI and a lossless frame header: as large as the photo, and no picture.
pub fn lossless_jpeg((width, height): (u32, u32)) -> Vec<u8> {
    let mut bytes = vec![0xFF, 0xD8, 0xFF, 0xC3, 0, 11, 8];
    bytes.extend((height as u16).to_be_bytes());
    bytes.extend((width as u16).to_be_bytes());
    bytes.extend([1, 1, 0x11, 0]);
    bytes.resize(400, 0);
    bytes
}

/// Sony: previews by pointer in the first directories.
pub fn arw(pictures: &Pictures) -> Vec<u8> {
    let mut tiff = Tiff::new(b"II*\0");
    let large = tiff.put(&pictures.large);
    let small = tiff.put(&pictures.small);
    let raw = tiff.directory(
        vec![
            (0x0100, word(PHOTO.0 as u16 + 48)),
            (0x0101, word(PHOTO.1 as u16 + 24)),
            (0x0103, word(32767)),
            (0x0111, long(8)),
            (0x0117, long(8)),
        ],
        0,
    );
    let thumbnail =
        tiff.directory(vec![(0x0201, long(small)), (0x0202, long(pictures.small.len() as u32))], 0);
    let exif = tiff.directory(vec![(0xA002, long(PHOTO.0)), (0xA003, long(PHOTO.1))], 0);
    let first = tiff.directory(
        vec![
            (0x010F, text("SONY")),
            (0x0201, long(large)),
            (0x0202, long(pictures.large.len() as u32)),
            (0x014A, long(raw)),
            (0x8769, long(exif)),
        ],
        thumbnail,
    );
    tiff.finish(first)
}

/// Olympus: its own magic number; the preview stands in the maker note's camera settings, counted from the note.
pub fn orf(pictures: &Pictures) -> Vec<u8> {
    let mut note = Tiff::new(b"OLYM");
    note.bytes.splice(.., *b"OLYMPUS\0II\x03\0\0\0\0\0");
    let large = note.put(&pictures.large);
    let settings =
        note.directory(vec![(0x0101, long(large)), (0x0102, long(pictures.large.len() as u32))], 0);
    // The note's directory begins twelve bytes in; its only entry fits there by moving everything to its right.
    let mut head = note.bytes[..12].to_vec();
    let entry: [&[u8]; 5] =
        [&1u16.to_le_bytes(), &0x2020u16.to_le_bytes(), &13u16.to_le_bytes(), &1u32.to_le_bytes(), &[]];
    head.extend(entry.concat());
    let shift = 14u32;
    head.extend((settings + shift).to_le_bytes());
    head.extend(0u32.to_le_bytes());
    head.resize(16 + shift as usize, 0);
    let mut rest = note.bytes[16..].to_vec();
    let start = rest.windows(4).rposition(|four| four == large.to_le_bytes()).unwrap_or_default();
    rest[start..start + 4].copy_from_slice(&(large + shift).to_le_bytes());
    head.extend(rest);

    let mut tiff = Tiff::new(b"IIRO");
    let exif = tiff
        .directory(vec![(0x927C, Value::Bytes(head)), (0xA002, long(PHOTO.0)), (0xA003, long(PHOTO.1))], 0);
    let first = tiff.directory(
        vec![
            (0x0100, word(PHOTO.0 as u16 + 16)),
            (0x0101, word(PHOTO.1 as u16 + 16)),
            (0x0103, word(1)),
            (0x0111, long(8)),
            (0x0117, long(8)),
            (0x8769, long(exif)),
        ],
        0,
    );
    tiff.finish(first)
}

/// Panasonic: the sensor's borders and the JPEG as tags of the first directory.
pub fn rw2(pictures: &Pictures) -> Vec<u8> {
    let mut tiff = Tiff::new(b"IIU\0");
    let first = tiff.directory(
        vec![
            (0x0002, word(PHOTO.0 as u16 + 80)),
            (0x0003, word(PHOTO.1 as u16 + 40)),
            (0x0004, word(6)),
            (0x0005, word(8)),
            (0x0006, word(PHOTO.1 as u16 + 6)),
            (0x0007, word(PHOTO.0 as u16 + 8)),
            (0x002E, Value::Bytes(pictures.large.clone())),
        ],
        0,
    );
    tiff.finish(first)
}

/// Pentax: the JPEG in the third directory of the chain.
pub fn pef(pictures: &Pictures) -> Vec<u8> {
    let mut tiff = Tiff::new(b"MM\0*");
    let large = tiff.put(&pictures.large);
    let small = tiff.put(&pictures.small);
    let whole = tiff.directory(vec![(0x0201, long(large)), (0x0202, long(pictures.large.len() as u32))], 0);
    let thumbnail =
        tiff.directory(vec![(0x0201, long(small)), (0x0202, long(pictures.small.len() as u32))], whole);
    let exif = tiff.directory(vec![(0xA002, long(PHOTO.0)), (0xA003, long(PHOTO.1))], 0);
    let first = tiff.directory(
        vec![
            (0x0100, long(PHOTO.0 + 64)),
            (0x0101, long(PHOTO.1 + 20)),
            (0x0103, word(65535)),
            (0x0111, long(8)),
            (0x0117, long(8)),
            (0x8769, long(exif)),
        ],
        thumbnail,
    );
    tiff.finish(first)
}

/// DNG: previews in sub-directories, and a crop of the sensor that is the photo.
pub fn dng(pictures: &Pictures) -> Vec<u8> {
    let mut tiff = Tiff::new(b"II*\0");
    let large = tiff.put(&pictures.large);
    let bare = tiff.put(&vec![128; 24 * 16 * 3]);
    let lossless = tiff.put(&lossless_jpeg((PHOTO.0 + 30, PHOTO.1 + 20)));
    let preview = tiff.directory(
        vec![
            (0x00FE, long(1)),
            (0x0100, long(900)),
            (0x0101, long(600)),
            (0x0103, word(7)),
            (0x0111, long(large)),
            (0x0117, long(pictures.large.len() as u32)),
        ],
        0,
    );
    let raw = tiff.directory(
        vec![
            (0x0100, long(PHOTO.0 + 30)),
            (0x0101, long(PHOTO.1 + 20)),
            (0x0103, word(7)),
            (0x0106, word(32803)),
            (0x0111, long(lossless)),
            (0x0117, long(400)),
            (0xC620, Value::Short(vec![PHOTO.0 as u16, PHOTO.1 as u16])),
        ],
        0,
    );
    let first = tiff.directory(
        vec![
            (0x00FE, long(1)),
            (0x0100, long(24)),
            (0x0101, long(16)),
            (0x0102, Value::Short(vec![8, 8, 8])),
            (0x0103, word(1)),
            (0x0106, word(2)),
            (0x0111, long(bare)),
            (0x0115, word(3)),
            (0x0117, long(24 * 16 * 3)),
            (0x014A, Value::Long(vec![raw, preview])),
            (0xC612, Value::Bytes(vec![1, 4, 0, 0])),
        ],
        0,
    );
    tiff.finish(first)
}
