//! Against libjpeg-turbo at the same scale, on pictures drawn here: every sampling, odd sizes, restarts, optimised tables; and
//! files that are damaged in every way, of which none may stop the program.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use pothos_jpeg::{Scale, Small, decode};
use proptest::prelude::*;
use turbojpeg::{Compressor, Decompressor, Image, PixelFormat, ScalingFactor, Subsamp, YuvImage};

const SCALES: [(Scale, ScalingFactor); 3] = [
    (Scale::Half, ScalingFactor::ONE_HALF),
    (Scale::Quarter, ScalingFactor::ONE_QUARTER),
    (Scale::Eighth, ScalingFactor::ONE_EIGHTH),
];

/// RGB: smooth colours, an edge, and some noise.
fn picture(width: usize, height: usize) -> Vec<u8> {
    let mut noise = 7_u32;
    let mut pixel = |x: usize, y: usize| {
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let grain = (noise >> 28) as u8;
        let dark = if (x + y / 2) % 90 < 30 { 90 } else { 0 };
        [
            (200 - dark).min(200) as u8 + grain,
            ((x * 200 / width.max(1)) as u8).saturating_add(grain),
            (y * 200 / height.max(1)) as u8 + grain,
        ]
    };
    (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).flat_map(|(x, y)| pixel(x, y)).collect()
}

fn with(
    width: usize,
    height: usize,
    sampling: SamplingFactor,
    quality: u8,
    change: impl FnOnce(&mut Encoder<&mut Vec<u8>>),
) -> Vec<u8> {
    let mut jpeg = Vec::new();
    let mut encoder = Encoder::new(&mut jpeg, quality);
    encoder.set_sampling_factor(sampling);
    change(&mut encoder);
    let (w, h) = (u16::try_from(width).unwrap(), u16::try_from(height).unwrap());
    encoder.encode(&picture(width, height), w, h, ColorType::Rgb).unwrap();
    jpeg
}

/// The planes as libjpeg-turbo gives them: it averages the pixels that fall into one.
fn turbo(jpeg: &[u8], scale: ScalingFactor) -> Vec<(usize, usize, Vec<u8>)> {
    let mut decoder = Decompressor::new().unwrap();
    let header = decoder.read_header(jpeg).unwrap();
    decoder.set_scaling_factor(scale).unwrap();
    let small = header.scaled(scale);
    let length = turbojpeg::yuv_pixels_len(small.width, 1, small.height, small.subsamp).unwrap();
    let mut image = YuvImage {
        pixels: vec![0; length],
        width: small.width,
        align: 1,
        height: small.height,
        subsamp: small.subsamp,
    };
    decoder.decompress_to_yuv(jpeg, image.as_deref_mut()).unwrap();
    let (luma, chroma) = (image.y_size(), image.uv_size());
    let mut rest = &image.pixels[..];
    let mut planes = Vec::new();
    let count = if small.subsamp == Subsamp::Gray { 1 } else { 3 };
    for (width, height) in [luma, chroma, chroma].into_iter().take(count) {
        let (plane, more) = rest.split_at(width * height);
        planes.push((width, height, plane.to_vec()));
        rest = more;
    }
    planes
}

fn planes(small: Small) -> Vec<pothos_jpeg::Plane> {
    std::iter::once(small.luma).chain(small.chroma.into_iter().flatten()).collect()
}

/// Each plane is libjpeg-turbo's but for the way it shrinks.
#[track_caller]
fn agrees(jpeg: &[u8], what: &str) {
    for (scale, factor) in SCALES {
        let ours = planes(decode(jpeg, scale).unwrap_or_else(|| panic!("{what} at {scale:?} is declined")));
        let theirs = turbo(jpeg, factor);
        assert_eq!(ours.len(), theirs.len(), "{what}");
        for (number, (ours, (width, height, theirs))) in ours.iter().zip(&theirs).enumerate() {
            // libjpeg-turbo fills up luma of an odd width.
            assert!(ours.width <= *width && *width <= ours.width + 3, "{what} {scale:?} {number}");
            assert!(ours.height <= *height && *height <= ours.height + 3, "{what} {scale:?} {number}");
            let mut sum = 0_u64;
            for y in 0..ours.height {
                for x in 0..ours.width {
                    sum += u64::from(ours.pixels[y * ours.width + x].abs_diff(theirs[y * width + x]));
                }
            }
            let mean = sum as f64 / (ours.width * ours.height) as f64;
            // A small picture is mostly its edge, where the two ways of shrinking differ.
            let small = ours.width.min(ours.height) < 10;
            let most = if scale == Scale::Eighth {
                0.05
            } else if small {
                6.0
            } else {
                2.0
            };
            assert!(mean <= most, "{what}, {scale:?}, plane {number}: {mean:.3} apart");
        }
    }
}

#[test]
fn every_sampling_size_and_table_is_decoded_as_libjpeg_turbo_does() {
    let samplings =
        [SamplingFactor::F_1_1, SamplingFactor::F_2_1, SamplingFactor::F_1_2, SamplingFactor::F_2_2];
    for sampling in samplings {
        for (width, height) in [(160, 120), (1, 1), (17, 9), (250, 33), (8, 200)] {
            for quality in [50, 95, 100] {
                let jpeg = with(width, height, sampling, quality, |_| {});
                agrees(&jpeg, &format!("{sampling:?} {width}x{height} quality {quality}"));
            }
        }
        for interval in [1, 3, 100] {
            let jpeg = with(160, 120, sampling, 90, |encoder| encoder.set_restart_interval(interval));
            agrees(&jpeg, &format!("{sampling:?} with a restart every {interval}"));
        }
    }
}

/// The scan is read through a window, which is much smaller than these.
#[test]
fn a_scan_of_many_windows_is_decoded_to_its_end() {
    for (sampling, interval) in [
        (SamplingFactor::F_1_1, 0),
        (SamplingFactor::F_2_2, 0),
        (SamplingFactor::F_2_1, 7),
        (SamplingFactor::F_2_1, 900),
    ] {
        let jpeg = with(701, 499, sampling, 100, |encoder| encoder.set_restart_interval(interval));
        assert!(jpeg.len() > 4 << 16, "{} bytes", jpeg.len());
        agrees(&jpeg, &format!("{sampling:?} with a restart every {interval} of {} bytes", jpeg.len()));
        for share in 1..20 {
            let end = jpeg.len() * share / 20;
            assert!(decode(&jpeg[..end], Scale::Half).is_none(), "cut at {end} of {}", jpeg.len());
        }
    }
}

#[test]
fn grey_is_one_plane() {
    let rgb = picture(130, 70);
    let grey: Vec<u8> = rgb.chunks_exact(3).map(|pixel| pixel[1]).collect();
    let mut jpeg = Vec::new();
    Encoder::new(&mut jpeg, 90).encode(&grey, 130, 70, ColorType::Luma).unwrap();
    agrees(&jpeg, "grey");
    assert!(decode(&jpeg, Scale::Half).unwrap().chroma.is_none());
}

#[test]
fn libjpeg_turbos_own_files_are_taken_and_others_declined() {
    let rgb = picture(200, 150);
    let made = |change: &dyn Fn(&mut Compressor)| {
        let mut compressor = Compressor::new().unwrap();
        change(&mut compressor);
        let image = Image { pixels: &rgb[..], width: 200, pitch: 600, height: 150, format: PixelFormat::RGB };
        compressor.compress_to_vec(image).unwrap()
    };
    for subsamp in
        [Subsamp::None, Subsamp::Sub2x1, Subsamp::Sub2x2, Subsamp::Sub1x2, Subsamp::Sub4x1, Subsamp::Gray]
    {
        agrees(&made(&|to| to.set_subsamp(subsamp).unwrap()), &format!("{subsamp:?}"));
        let own_tables = made(&|to| {
            to.set_subsamp(subsamp).unwrap();
            to.set_optimize(true).unwrap();
            to.set_quality(97).unwrap();
        });
        agrees(&own_tables, &format!("{subsamp:?} with tables of its own"));
    }
    let apart =
        with(160, 120, SamplingFactor::F_1_1, 90, |encoder| encoder.set_optimized_huffman_tables(true));
    assert!(decode(&apart, Scale::Quarter).is_none(), "a scan for each component");
    assert!(decode(&made(&|to| to.set_progressive(true).unwrap()), Scale::Quarter).is_none(), "progressive");
    assert!(decode(&made(&|to| to.set_arithmetic(true).unwrap()), Scale::Quarter).is_none(), "arithmetic");
    for nothing in [&b""[..], b"\xFF\xD8", b"\xFF\xD8\xFF\xD9", b"\x89PNG\r\n"] {
        assert!(decode(nothing, Scale::Quarter).is_none());
    }
}

#[test]
fn a_file_that_is_cut_anywhere_is_declined() {
    let jpeg = with(90, 60, SamplingFactor::F_2_2, 85, |encoder| encoder.set_restart_interval(4));
    for end in 0..jpeg.len() - 1 {
        assert!(decode(&jpeg[..end], Scale::Quarter).is_none(), "cut at {end} of {}", jpeg.len());
    }
}

#[test]
fn a_large_header_over_a_small_scan_is_declined_early() {
    let mut jpeg = with(16, 16, SamplingFactor::F_2_2, 85, |_| {});
    let frame = jpeg.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0x20, 0, 0x20, 0]);
    for (scale, _) in SCALES {
        assert!(decode(&jpeg, scale).is_none());
    }
}

proptest! {
    #[test]
    fn bytes_that_are_changed_anywhere_stop_nothing(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20)) {
        let mut jpeg = with(48, 40, SamplingFactor::F_2_1, 90, |encoder| encoder.set_restart_interval(2));
        for (at, byte) in changes {
            let at = at.index(jpeg.len());
            jpeg[at] = byte;
        }
        for (scale, _) in SCALES {
            let _ = decode(&jpeg, scale);
        }
    }
}
