//! How far the hashes of copies are from their originals', and of different pictures from each other: on pictures drawn here, and on
//! real ones when their folder is there (see real_files.rs).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at what it did not expect, in its helper functions too"
)]

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use image::imageops::{self, FilterType};
use image::{ImageFormat, RgbImage};
use pothos_media::draw::{SampleSpec, Scene, sample_jpeg};
use pothos_media::{NoDecoders, hash_of_file};
use pothos_model::{NEAR_BITS, Orientation, PhotoFacts, apart, nearest_turn};
use tempfile::TempDir;

/// A name, and how such a copy is made.
type Kind = (&'static str, fn(&RgbImage) -> Copy);

/// Real photos that copies are made of. The figures of docs/decisions/0035 are from 60 at 1,200 pixels, which takes minutes.
const REAL: usize = 12;
const REAL_SIDE: u32 = 600;

/// Copies that must be found.
const COPIES: &[Kind] = &[
    ("quality 95", |picture| Copy::at(picture.clone(), 95)),
    ("quality 60", |picture| Copy::at(picture.clone(), 60)),
    ("quality 30", |picture| Copy::at(picture.clone(), 30)),
    ("500 px", |picture| Copy::of(resized(picture, 500))),
    ("400 px", |picture| Copy::of(resized(picture, 400))),
    ("200 px", |picture| Copy::of(resized(picture, 200))),
    ("100 px", |picture| Copy::of(resized(picture, 100))),
    ("brighter", |picture| Copy::of(imageops::colorops::brighten(picture, 25))),
    ("less contrast", |picture| Copy::of(imageops::colorops::contrast(picture, -30.0))),
    ("grey", |picture| Copy::of(image::DynamicImage::ImageLuma8(imageops::grayscale(picture)).into_rgb8())),
    ("blurred", |picture| Copy::of(imageops::blur(picture, 2.0))),
    ("turned right", |picture| Copy::of(imageops::rotate90(picture))),
    ("turned left", |picture| Copy::of(imageops::rotate270(picture))),
    ("upside down", |picture| Copy::of(imageops::rotate180(picture))),
    ("mirrored", |picture| Copy::of(imageops::flip_horizontal(picture))),
    ("turned, mirrored, small", |picture| {
        Copy::of(resized(&imageops::flip_vertical(&imageops::rotate90(picture)), 300))
    }),
];
/// Copies whose distance is told and not asked for: something is gone, clipped or laid over.
const CHANGED: &[Kind] = &[
    ("more contrast", |picture| Copy::of(imageops::colorops::contrast(picture, 20.0))),
    ("signed", |picture| Copy::of(signed(picture.clone()))),
    ("2 % cut off", |picture| Copy::of(cut(picture, 2))),
    ("5 % cut off", |picture| Copy::of(cut(picture, 5))),
];

struct Copy {
    picture: RgbImage,
    quality: u8,
}

impl Copy {
    fn of(picture: RgbImage) -> Self {
        Self::at(picture, 85)
    }

    fn at(picture: RgbImage, quality: u8) -> Self {
        Self { picture, quality }
    }

    fn jpeg(&self) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, self.quality);
        encoder.encode_image(&self.picture).unwrap();
        out.into_inner()
    }
}

fn resized(picture: &RgbImage, side: u32) -> RgbImage {
    let (w, h) = picture.dimensions();
    let longest = w.max(h);
    imageops::resize(picture, (w * side / longest).max(1), (h * side / longest).max(1), FilterType::Lanczos3)
}

fn cut(picture: &RgbImage, percent: u32) -> RgbImage {
    let (w, h) = picture.dimensions();
    let (x, y) = (w * percent / 200, h * percent / 200);
    imageops::crop_imm(picture, x, y, (w - 2 * x).max(1), (h - 2 * y).max(1)).to_image()
}

/// A bright bar in a corner, as a watermark: a quarter of the width, a twentieth of the height.
fn signed(mut picture: RgbImage) -> RgbImage {
    let (w, h) = picture.dimensions();
    for y in h - h / 12..h - h / 30 {
        for x in w - w / 4 - w / 50..w - w / 50 {
            let pixel = picture.get_pixel_mut(x, y);
            pixel.0 = pixel.0.map(|value| (u16::from(value) + 255).div_ceil(2) as u8);
        }
    }
    picture
}

fn hash_of(dir: &TempDir, jpeg: &[u8]) -> Option<u64> {
    let path = dir.path().join("picture.jpg");
    std::fs::write(&path, jpeg).unwrap();
    hash_of_file(&path, &NoDecoders).unwrap()
}

/// How far the copies of each picture are, worst first and in sum: kind of copy, bits of all pictures in rising order.
fn copies_of(pictures: &[RgbImage], kinds: &[Kind]) -> BTreeMap<&'static str, Vec<u32>> {
    let dir = TempDir::new().unwrap();
    let mut bits: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for picture in pictures {
        let Some(original) = hash_of(&dir, &Copy::at(picture.clone(), 95).jpeg()) else { continue };
        for (name, make) in kinds {
            let copy = hash_of(&dir, &make(picture).jpeg());
            let apart = copy.map_or(64, |copy| nearest_turn(original, copy).1);
            bits.entry(name).or_default().push(apart);
        }
    }
    bits.values_mut().for_each(|bits| bits.sort_unstable());
    bits
}

fn share_near(bits: &[u32]) -> f64 {
    bits.iter().filter(|bits| **bits <= NEAR_BITS).count() as f64 / bits.len().max(1) as f64
}

fn tell(title: &str, bits: &BTreeMap<&str, Vec<u32>>) {
    println!("{title}");
    for (name, bits) in bits {
        let at = |share: usize| bits.get((bits.len() - 1) * share / 100).copied().unwrap_or_default();
        println!(
            "  {name:<26} median {:>2}, 95 of 100 {:>2}, worst {:>2}, within {NEAR_BITS}: {:.3} of {}",
            at(50),
            at(95),
            at(100),
            share_near(bits),
            bits.len()
        );
    }
}

/// Bits between all pairs of different pictures, also turned: how many pairs at each distance up to 20.
fn strangers(hashes: &[u64]) -> [u32; 21] {
    let mut counts = [0; 21];
    for (at, a) in hashes.iter().enumerate() {
        for b in &hashes[at + 1..] {
            let bits = nearest_turn(*a, *b).1 as usize;
            if let Some(count) = counts.get_mut(bits) {
                *count += 1;
            }
        }
    }
    counts
}

#[test]
fn copies_of_drawn_pictures_are_near_and_different_ones_are_not() {
    let drawn: Vec<RgbImage> = (0..12)
        .map(|seed: u64| {
            let scene = Scene::ALL[seed as usize % Scene::ALL.len()];
            let jpeg = sample_jpeg(&SampleSpec {
                width: 720,
                height: 480,
                seed,
                scene,
                quality: 95,
                facts: PhotoFacts::default(),
            });
            image::load_from_memory(&jpeg).unwrap().into_rgb8()
        })
        .collect();
    let copies = copies_of(&drawn, COPIES);
    tell("drawn pictures", &copies);
    for (name, bits) in &copies {
        assert!(share_near(bits) >= 0.9, "{name}: {bits:?}");
    }
    tell("drawn pictures, changed", &copies_of(&drawn, CHANGED));
}

#[test]
fn a_file_that_says_how_it_is_turned_is_hashed_upright() {
    let dir = TempDir::new().unwrap();
    let mut first = None;
    for exif in 1..=8 {
        let orientation = Orientation::from_exif(exif);
        let (width, height) = orientation.upright(600, 400);
        let facts = PhotoFacts { orientation: Some(orientation), ..PhotoFacts::default() };
        let spec = SampleSpec { width, height, seed: 7, scene: Scene::Lake, quality: 90, facts };
        let hash = hash_of(&dir, &sample_jpeg(&spec)).unwrap();
        assert!(apart(*first.get_or_insert(hash), hash) <= 2, "orientation {exif}");
    }
}

/// Path and group of each real file.
fn real_files() -> Option<(PathBuf, Vec<(String, String)>)> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/photos");
    let folder = std::env::var_os("POTHOS_PHOTOS").map_or(beside, PathBuf::from);
    let Ok(text) = std::fs::read_to_string(folder.join("MANIFEST.tsv")) else {
        println!("skipped: no MANIFEST.tsv in {}", folder.display());
        return None;
    };
    let rows = text.lines().skip(1).filter_map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        Some(((*cells.first()?).to_owned(), (*cells.get(9)?).to_owned()))
    });
    Some((folder, rows.collect()))
}

#[test]
fn copies_of_real_photos_are_near_and_different_ones_are_not() {
    let Some((folder, rows)) = real_files() else { return };
    let read: Vec<(String, String, Option<u64>)> = rows
        .into_iter()
        .filter_map(|(path, group)| {
            let hash = hash_of_file(&folder.join(&path), &NoDecoders).ok()?;
            Some((path, group, hash))
        })
        .collect();
    let blank: Vec<&str> =
        read.iter().filter(|(_, _, hash)| hash.is_none()).map(|(path, ..)| path.as_str()).collect();
    println!("{} pictures read, without a hash: {blank:?}", read.len());
    let mut near: Vec<(u32, &str, &str)> = Vec::new();
    for (at, (a, in_a, hash_a)) in read.iter().enumerate() {
        for (b, in_b, hash_b) in &read[at + 1..] {
            let (Some(x), Some(y)) = (hash_a, hash_b) else { continue };
            let bits = nearest_turn(*x, *y).1;
            let together =
                in_a.split(' ').any(|one| !one.is_empty() && in_b.split(' ').any(|other| one == other));
            if together {
                println!("of one group: {bits:>2} {a} | {b}");
                assert!(
                    !in_a.starts_with("exact") || in_a != in_b || bits == 0,
                    "{a} and {b} are the same file"
                );
            } else if bits <= 12 {
                near.push((bits, a, b));
            }
        }
    }
    near.sort_unstable();
    near.iter().for_each(|(bits, a, b)| println!("of no group: {bits:>2} {a} | {b}"));
    let mut single: BTreeMap<u64, &str> = BTreeMap::new();
    for (path, group, hash) in &read {
        if let Some(hash) = hash.filter(|_| group.is_empty()) {
            single.entry(hash).or_insert(path);
        }
    }
    let hashes: Vec<u64> = single.keys().copied().collect();
    println!("pairs of different hashes at 0, 1, … 20 bits: {:?}", strangers(&hashes));
    let pictures: Vec<RgbImage> = read
        .iter()
        .filter(|(path, _, hash)| hash.is_some() && path.starts_with("jpeg/"))
        .filter_map(|(path, ..)| image::open(folder.join(path)).ok())
        .map(|picture| resized(&picture.into_rgb8(), REAL_SIDE))
        .filter(|picture| picture.width().min(picture.height()) >= 200)
        .take(REAL)
        .collect();
    let copies = copies_of(&pictures, COPIES);
    tell("real photos", &copies);
    tell("real photos, changed", &copies_of(&pictures, CHANGED));
    for (name, bits) in &copies {
        assert!(share_near(bits) >= 0.9, "{name}: {bits:?}");
    }
}

#[test]
fn a_thumbnail_gives_the_hash_of_its_photo() {
    let dir = TempDir::new().unwrap();
    for (seed, scene) in (0..).zip(Scene::ALL) {
        let path = dir.path().join("photo.jpg");
        let spec =
            SampleSpec { width: 900, height: 600, seed, scene, quality: 90, facts: PhotoFacts::default() };
        std::fs::write(&path, sample_jpeg(&spec)).unwrap();
        let look = pothos_media::look(&path).unwrap();
        let again = pothos_media::hash_of_thumbnail(&look.thumb).unwrap().unwrap();
        assert!(apart(again, look.perceptual_hash.unwrap()) <= 2, "{scene:?}");
    }
    assert!(pothos_media::hash_of_thumbnail(b"nonsense").is_err());
}

#[test]
fn a_copy_in_another_format_is_near() {
    let dir = TempDir::new().unwrap();
    let spec = SampleSpec {
        width: 640,
        height: 480,
        seed: 5,
        scene: Scene::City,
        quality: 95,
        facts: PhotoFacts::default(),
    };
    let jpeg = sample_jpeg(&spec);
    let original = hash_of(&dir, &jpeg).unwrap();
    let picture = image::load_from_memory(&jpeg).unwrap();
    for format in [ImageFormat::Png, ImageFormat::Tiff, ImageFormat::Bmp, ImageFormat::WebP] {
        let path = dir.path().join(format!("copy.{}", format.extensions_str()[0]));
        picture.save_with_format(&path, format).unwrap();
        assert!(apart(original, hash_of_file(&path, &NoDecoders).unwrap().unwrap()) <= 1, "{format:?}");
    }
}
