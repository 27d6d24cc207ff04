//! What the fuzz targets begin with: small files of every format, made in code. From nothing, a fuzzer finds the magic of no
//! container.

#[path = "../../../src-tauri/crates/media/tests/camera/mod.rs"]
mod camera;
#[path = "../../../src-tauri/crates/media/tests/document/mod.rs"]
mod document;

use std::io::Cursor;
use std::path::Path;

use image::{DynamicImage, ImageFormat};
use pothos_media::draw::{SampleSpec, Scene, sample_jpeg, sample_set};
use pothos_model::{Format, PhotoFacts};

/// Names the folder that a target's seeds are written to when it starts.
const FOLDER: &str = "POTHOS_FUZZ_SEEDS";
/// Longer ones slow every run down.
const MOST_BYTES: usize = 32 << 10;

/// Writes the seeds into the folder that `cargo xtask fuzz` names, before the target reads it; nothing when it names none.
pub fn plant(seeds: impl FnOnce() -> Vec<Vec<u8>>) {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    for (number, seed) in seeds().iter().filter(|seed| seed.len() <= MOST_BYTES).enumerate() {
        if let Err(error) = std::fs::write(Path::new(&folder).join(format!("seed-{number:02}")), seed) {
            eprintln!("a seed cannot be written: {error}");
        }
    }
}

fn drawn(width: u32, height: u32) -> Vec<u8> {
    let mut facts = sample_set().first().map(|(_, spec)| spec.facts.clone()).unwrap_or_default();
    if width < 64 {
        facts = PhotoFacts::default();
    }
    sample_jpeg(&SampleSpec { width, height, seed: 7, scene: Scene::Lake, quality: 60, facts })
}

/// Small files of one format.
pub fn of_format(format: Format) -> Vec<Vec<u8>> {
    let mut seeds = pothos_media::fuzz::containers(format);
    let encoded = |kind: ImageFormat| {
        let picture = image::load_from_memory(&drawn(40, 30)).ok()?;
        let pictures =
            [DynamicImage::ImageRgb8(picture.to_rgb8()), DynamicImage::ImageRgba8(picture.to_rgba8())];
        let write = |picture: &DynamicImage| {
            let mut bytes = Cursor::new(Vec::new());
            picture.write_to(&mut bytes, kind).ok().map(|()| bytes.into_inner())
        };
        Some(pictures.iter().filter_map(write).collect::<Vec<_>>())
    };
    match format {
        Format::Jpeg => seeds.extend([drawn(40, 30), drawn(96, 64)]),
        Format::Png => seeds.extend(encoded(ImageFormat::Png).unwrap_or_default()),
        Format::Webp => seeds.extend(encoded(ImageFormat::WebP).unwrap_or_default()),
        Format::Gif => seeds.extend(encoded(ImageFormat::Gif).unwrap_or_default()),
        Format::Bmp => seeds.extend(encoded(ImageFormat::Bmp).unwrap_or_default()),
        Format::Ico => seeds.extend(encoded(ImageFormat::Ico).unwrap_or_default()),
        Format::Tiff => {
            seeds.extend(encoded(ImageFormat::Tiff).unwrap_or_default());
            seeds.extend(pages());
        }
        Format::Psd => seeds.extend(documents()),
        Format::Raw => {
            let small = camera::Pictures { large: drawn(96, 64), small: drawn(72, 48) };
            seeds.extend(camera::all(&small).into_iter().map(|(_, bytes)| bytes));
        }
        Format::Heic => seeds.extend(pothos_media::fuzz::containers(Format::Avif)),
        // What there is of them stands among the containers.
        Format::Avif | Format::Jxl | Format::Unknown => {}
    }
    seeds
}

/// One strip of each kind of samples that a TIFF keeps.
fn pages() -> Vec<Vec<u8>> {
    use camera::writer::{Tiff, Value, long, word};
    const SIDE: u32 = 8;
    // Photometric interpretation, bits of each sample, compression, colour map.
    let kinds: [(u16, &[u16], u16); 10] = [
        (0, &[1], 1),
        (1, &[8], 1),
        (1, &[16], 1),
        (2, &[8, 8, 8], 1),
        (2, &[16, 16, 16], 1),
        (3, &[4], 1),
        (5, &[8, 8, 8, 8], 1),
        (6, &[8, 8, 8], 1),
        (8, &[8, 8, 8], 1),
        (2, &[8, 8, 8], 32773),
    ];
    let page = |magic: &[u8; 4], (photometric, bits, compression): (u16, &[u16], u16)| {
        let length = (SIDE * SIDE) as usize * bits.iter().map(|&bits| usize::from(bits)).sum::<usize>() / 8;
        let mut tiff = Tiff::new(magic);
        let at = tiff.put(&vec![90; length]);
        let mut entries = vec![
            (256, long(SIDE)),
            (257, long(SIDE)),
            (258, Value::Short(bits.to_vec())),
            (259, word(compression)),
            (262, word(photometric)),
            (273, long(at)),
            (277, word(bits.len() as u16)),
            (278, long(SIDE)),
            (279, long(length as u32)),
        ];
        if photometric == 3 {
            entries.push((320, Value::Short((0..48).map(|n| n * 1000).collect())));
        }
        let first = tiff.directory(entries, 0);
        tiff.finish(first)
    };
    kinds.iter().flat_map(|&kind| [page(b"II*\0", kind), page(b"MM\0*", kind)]).collect()
}

/// Photoshop documents of each mode and depth.
fn documents() -> Vec<Vec<u8>> {
    use document::Document;
    let kinds: [(u16, u16, usize); 6] = [(0, 1, 1), (1, 8, 1), (2, 8, 1), (3, 16, 3), (4, 8, 4), (9, 8, 3)];
    let table = |mode| if mode == 2 { vec![9; 768] } else { Vec::new() };
    let one = |(mode, depth, channels): (u16, u16, usize), packed, big| {
        let samples = vec![vec![80; usize::from(depth.div_ceil(8))]; channels];
        Document { mode, depth, samples, packed, big, table: table(mode), ..Document::default() }.bytes()
    };
    kinds.into_iter().flat_map(|kind| [one(kind, true, false), one(kind, true, true)]).collect()
}

/// The first bytes of every format.
pub fn heads() -> Vec<Vec<u8>> {
    let all = Format::ALL.into_iter().flat_map(of_format);
    all.map(|bytes| bytes.get(..512).map_or(bytes.clone(), <[u8]>::to_vec)).collect()
}

/// Blocks of metadata behind the byte that names their reader.
pub fn metadata() -> Vec<Vec<u8>> {
    let tiffs = pothos_media::fuzz::containers(Format::Tiff);
    let packet = br#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
        xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="3"
        xmlns:lr="http://ns.adobe.com/lightroom/1.0/"><dc:subject><rdf:Bag><rdf:li>sea</rdf:li></rdf:Bag></dc:subject>
        <dc:title><rdf:Alt><rdf:li xml:lang="x-default">Fjord</rdf:li></rdf:Alt></dc:title>
        <lr:hierarchicalSubject><rdf:Bag><rdf:li>Places|Norway</rdf:li></rdf:Bag></lr:hierarchicalSubject>
        </rdf:Description></rdf:RDF>"#;
    let records = b"\x1C\x01\x5A\0\x03\x1B%G\x1C\x02\x05\0\x05Title\x1C\x02\x19\0\x03sea\x1C\x02\x37\0\x0820260618";
    let resources = [b"8BIM\x04\x04\0\0\0\0\0\x0A".as_slice(), &records[8..18]].concat();
    let named = |which: u8, block: &[u8]| [&[which], block].concat();
    let mut seeds: Vec<Vec<u8>> = tiffs.iter().flat_map(|tiff| [named(0, tiff), named(4, tiff)]).collect();
    seeds.extend([named(1, packet), named(2, records), named(3, &resources)]);
    for jpeg in pothos_media::fuzz::containers(Format::Jpeg) {
        let cut = (jpeg.len() * 256).div_ceil(jpeg.len() + packet.len()).min(255) as u8;
        seeds.push([&[5, cut], jpeg.as_slice(), packet].concat());
    }
    seeds
}
