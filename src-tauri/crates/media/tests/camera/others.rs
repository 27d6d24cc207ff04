//! The families with containers of their own.

use super::writer::{Tiff, Value, long, text, word};
use super::{PHOTO, Pictures};

/// Fujifilm: a header, a JPEG, and a list of tags with the size.
pub fn raf(pictures: &Pictures) -> Vec<u8> {
    let mut bytes = b"FUJIFILMCCD-RAW 0201FF383501".to_vec();
    bytes.resize(160, 0);
    let place = |bytes: &mut Vec<u8>, at: usize, value: u32| {
        bytes[at..at + 4].copy_from_slice(&value.to_be_bytes());
    };
    place(&mut bytes, 84, 200);
    place(&mut bytes, 88, pictures.large.len() as u32);
    place(&mut bytes, 92, 160);
    place(&mut bytes, 96, 20);
    let tags: [u16; 10] = [
        0,
        2,
        0x0100,
        4,
        PHOTO.1 as u16 + 20,
        PHOTO.0 as u16 + 40,
        0x0111,
        4,
        PHOTO.1 as u16,
        PHOTO.0 as u16,
    ];
    bytes.extend(tags.iter().flat_map(|word| word.to_be_bytes()));
    bytes.resize(200, 0);
    bytes.extend(&pictures.large);
    bytes
}

/// Minolta: a size block, and a TIFF whose unsigned maker note points to a preview with its first byte overwritten.
pub fn mrw(pictures: &Pictures) -> Vec<u8> {
    let mut tiff = Tiff::new(b"MM\0*");
    let mut preview = pictures.large.clone();
    preview[0] = 2;
    let large = tiff.put(&preview);
    // A maker note's directory as a block: its offsets count from the TIFF, so it may stand anywhere.
    let note = tiff.directory(vec![(0x0088, long(large)), (0x0089, long(preview.len() as u32))], 0);
    let bytes = tiff.bytes[note as usize..].to_vec();
    let exif = tiff.directory(vec![(0x927C, Value::Bytes(bytes))], 0);
    let first = tiff.directory(vec![(0x010F, text("KONICA MINOLTA")), (0x8769, long(exif))], 0);
    let tiff = tiff.finish(first);

    let mut size = b"21860002".to_vec();
    for edge in [PHOTO.1 + 8, PHOTO.0 + 8, PHOTO.1, PHOTO.0] {
        size.extend((edge as u16).to_be_bytes());
    }
    size.resize(24, 0);
    let mut bytes = b"\0MRM".to_vec();
    bytes.extend((size.len() as u32 + tiff.len() as u32 + 16).to_be_bytes());
    for (name, block) in [(b"\0PRD", size), (b"\0TTW", tiff)] {
        bytes.extend(name);
        bytes.extend((block.len() as u32).to_be_bytes());
        bytes.extend(block);
    }
    bytes
}

/// Sigma: a header with the size and the turn, and sections listed at the end.
pub fn x3f(pictures: &Pictures, degrees: u32) -> Vec<u8> {
    let mut bytes = b"FOVb".to_vec();
    bytes.extend(0x0002_0002u32.to_le_bytes());
    bytes.extend([0; 20]);
    for word in [PHOTO.0, PHOTO.1, degrees] {
        bytes.extend(word.to_le_bytes());
    }
    let section = bytes.len() as u32;
    bytes.extend(b"SECi");
    for word in [0x0002_0000u32, 2, 18, 900, 600, 0] {
        bytes.extend(word.to_le_bytes());
    }
    bytes.extend(&pictures.large);
    let directory = bytes.len() as u32;
    bytes.extend(b"SECd");
    for word in [0x0002_0000u32, 1, section, pictures.large.len() as u32 + 28] {
        bytes.extend(word.to_le_bytes());
    }
    bytes.extend(b"IMAG");
    bytes.extend(directory.to_le_bytes());
    bytes
}

/// Canon's oldest: heaps whose directories stand at their ends.
pub fn crw(pictures: &Pictures, degrees: i32) -> Vec<u8> {
    let record = |tag: u16, length: usize, at: usize| {
        [tag.to_le_bytes().as_slice(), &(length as u32).to_le_bytes(), &(at as u32).to_le_bytes()].concat()
    };
    let mut inner: Vec<u8> =
        [PHOTO.0, PHOTO.1, 1.0f32.to_bits()].iter().flat_map(|w| w.to_le_bytes()).collect();
    inner.extend(degrees.to_le_bytes());
    let directory = inner.len() as u32;
    inner.extend(1u16.to_le_bytes());
    inner.extend(record(0x1810, 16, 0));
    inner.extend(directory.to_le_bytes());

    let mut heap = pictures.large.clone();
    let small = heap.len();
    heap.extend(&pictures.small);
    let child = heap.len();
    heap.extend(&inner);
    let directory = heap.len() as u32;
    heap.extend(3u16.to_le_bytes());
    heap.extend(record(0x2007, pictures.large.len(), 0));
    heap.extend(record(0x2008, pictures.small.len(), small));
    heap.extend(record(0x300A, inner.len(), child));
    heap.extend(directory.to_le_bytes());

    let mut bytes = b"II".to_vec();
    bytes.extend(26u32.to_le_bytes());
    bytes.extend(b"HEAPCCDR");
    bytes.resize(26, 0);
    bytes.extend(heap);
    bytes
}

/// A box of ISO base media.
pub fn iso_box(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [&(body.len() as u32 + 8).to_be_bytes(), kind.as_slice(), body].concat()
}

/// Canon since 2018: a thumbnail in `moov`, and the JPEG as the sample of a track.
pub fn cr3(pictures: &Pictures) -> Vec<u8> {
    let mut first = Tiff::new(b"II*\0");
    let directory =
        first.directory(vec![(0x0100, long(PHOTO.0)), (0x0101, long(PHOTO.1)), (0x0112, word(1))], 0);
    let first = first.finish(directory);
    let mut thumbnail = vec![0; 4];
    thumbnail.extend([0, 180, 0, 120]);
    thumbnail.extend((pictures.small.len() as u32).to_be_bytes());
    thumbnail.extend([0, 1, 0, 0]);
    thumbnail.extend(&pictures.small);
    let mut canon =
        vec![0x85, 0xc0, 0xb6, 0x87, 0x82, 0x0f, 0x11, 0xe0, 0x81, 0x11, 0xf4, 0xce, 0x46, 0x2b, 0x6a, 0x48];
    canon.extend(iso_box(b"CMT1", &first));
    canon.extend(iso_box(b"THMB", &thumbnail));

    let head = iso_box(b"ftyp", b"crx \0\0\0\x01crx isom");
    let movie = |offset: u64| {
        let sizes = [&[0; 4][..], &(pictures.large.len() as u32).to_be_bytes(), &1u32.to_be_bytes()].concat();
        let offsets = [&[0; 4][..], &1u32.to_be_bytes(), &offset.to_be_bytes()].concat();
        let table = [iso_box(b"stsz", &sizes), iso_box(b"co64", &offsets)].concat();
        let track = iso_box(b"trak", &iso_box(b"mdia", &iso_box(b"minf", &iso_box(b"stbl", &table))));
        iso_box(b"moov", &[iso_box(b"uuid", &canon), track].concat())
    };
    let offset = (head.len() + movie(0).len() + 8) as u64;
    [head, movie(offset), iso_box(b"mdat", &pictures.large)].concat()
}
