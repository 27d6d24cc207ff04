//! Every packing of every kind of sample comes out as it was put in, and what cannot be read ends clearly.

mod pictures;
mod writer;

use pothos_model::FailureCode;
use proptest::prelude::*;

use self::writer::{Made, amount};
use super::page::Kind;
use crate::decode::bitmap::{over_white, over_white_16};
use crate::decode::{Decoded, Pixels};
use crate::error::Trouble;
use crate::meta::Described;

fn decoded(bytes: &[u8]) -> Result<Decoded, Trouble> {
    super::decode(bytes, &Described::default(), None)
}

/// The numbers of a decoded picture, of eight or sixteen bits.
fn numbers(bytes: &[u8]) -> Result<Vec<u16>, Trouble> {
    let decoded = decoded(bytes)?;
    let Pixels::Raster(raster) = decoded.pixels else { panic!("a TIFF comes pixel by pixel") };
    assert_eq!((raster.width, raster.height), decoded.size);
    assert_eq!(raster.pixels.len(), raster.width as usize * raster.height as usize * raster.channels.bytes());
    Ok(match raster.channels.bytes() {
        6 => raster.pixels.chunks(2).map(|b| u16::from_ne_bytes([b[0], b[1]])).collect(),
        _ => raster.pixels.into_iter().map(u16::from).collect(),
    })
}

/// What a page of RGB or grey must look like.
fn picture(made: &Made) -> Vec<u16> {
    let mut all = Vec::new();
    let colours = if made.photometric == 2 { 3 } else { 1 };
    for y in 0..made.height {
        for x in 0..made.width {
            let value = |sample: usize| made.expected(amount(x, y, sample));
            let mut colour = [value(0); 3];
            if colours == 3 {
                colour = [0, 1, 2].map(value);
            }
            if made.photometric == 0 {
                colour = colour.map(|value| if made.bits <= 8 { 0xFF - value } else { 0xFFFF - value });
            }
            if matches!(made.extra.first(), Some(1 | 2)) {
                let alpha = value(colours);
                let premultiplied = made.extra.first() == Some(&1);
                colour = colour.map(|value| match made.bits {
                    0..=8 if premultiplied => (value + 255 - alpha).min(255),
                    _ if premultiplied => value.saturating_add(65_535 - alpha),
                    0..=8 => u16::from(over_white(value as u8, alpha as u8)),
                    _ => over_white_16(value, alpha),
                });
            }
            all.extend(colour);
        }
    }
    all
}

fn check(made: &Made) {
    match numbers(&made.bytes()) {
        Ok(found) => assert!(found == picture(made), "{made:?} comes out otherwise"),
        Err(trouble) => panic!("{made:?}: {trouble:?}"),
    }
}

#[test]
fn every_packing_of_every_sample_comes_out_as_it_went_in() {
    use Kind::{Float, Signed, Unsigned};
    let kinds: Vec<(Kind, usize)> = (1..=16)
        .chain([24, 32, 64])
        .map(|bits| (Unsigned, bits))
        .chain([8, 16, 32, 64].map(|bits| (Signed, bits)))
        .chain([16, 32, 64].map(|bits| (Float, bits)))
        .collect();
    let mut count = 0;
    for (kind, bits) in kinds {
        for compression in [1, 5, 8, 32_773, 32_946, 50_000] {
            for predictor in 1..=3 {
                let fits = match predictor {
                    1 => true,
                    2 => compression != 1 && matches!(bits, 8 | 16 | 32 | 64),
                    _ => compression != 1 && kind == Float,
                };
                for layout in 0..if fits { 8 } else { 0 } {
                    let made = Made {
                        kind,
                        bits,
                        compression,
                        predictor,
                        planar: layout & 1 != 0,
                        tile: (layout & 2 != 0).then_some((16, 16)),
                        little: layout & 4 == 0,
                        // Whatever stands behind the colours does not disturb them.
                        samples: 3 + count % 3,
                        extra: [vec![], vec![[0, 2, 1][count % 9 / 3]], vec![0, 2]][count % 3].clone(),
                        reversed: count % 5 == 0 && compression != 50_000,
                        big: count % 7 == 0,
                        ..Made::default()
                    };
                    check(&made);
                    check(&Made { photometric: (count % 2) as u16, samples: 1, extra: Vec::new(), ..made });
                    count += 1;
                }
            }
        }
    }
    assert!(count > 1500, "{count} combinations");
}

#[test]
fn faxes_of_every_coding_come_out_as_they_went_in() {
    for compression in [2, 3, 4] {
        for (width, reversed) in [(1, false), (37, true), (1728, false), (4001, true)] {
            for photometric in [0, 1] {
                let made = Made {
                    width,
                    reversed,
                    photometric,
                    compression,
                    bits: 1,
                    samples: 1,
                    ..Made::default()
                };
                check(&made);
                check(&Made { tile: Some((32, 16)), ..made });
            }
        }
    }
}

#[test]
fn directories_that_say_too_little_or_nonsense_are_understood() {
    let made = Made::default();
    let with = |made: &Made, instead: Vec<(u16, Option<Vec<u32>>)>| Made { instead, ..made.clone() };
    let one = Made { rows: 23, ..made.clone() };
    for rows in [None, Some(vec![0]), Some(vec![1 << 31]), Some(vec![u32::MAX])] {
        check(&with(&one, vec![(278, rows.clone())]));
        check(&with(&Made { planar: true, ..one.clone() }, vec![(278, rows.clone())]));
        // As many strips as there are, and an absurd number of rows.
        check(&with(&Made { rows: 8, planar: true, ..made.clone() }, vec![(278, rows)]));
    }
    for compression in [1, 5, 8, 32_773] {
        let made = Made { compression, ..made.clone() };
        check(&with(&made, vec![(279, None)]));
        check(&with(&made, vec![(279, Some(vec![0; 4]))]));
    }
    check(&with(&made, vec![(262, None)]));
    check(&with(&made, vec![(277, None)]));
    check(&with(&made, vec![(258, Some(vec![8]))]));
    let grey = Made { photometric: 1, samples: 1, ..made.clone() };
    check(&with(&grey, vec![(262, None)]));
    // Tiles that are noted as strips.
    let tiled = Made { tile: Some((16, 16)), ..made };
    let bytes = tiled.bytes();
    let decoy: Vec<u8> = bytes
        .windows(2)
        .enumerate()
        .map(|(at, pair)| (at, u16::from_le_bytes([pair[0], pair[1]])))
        .fold(bytes.clone(), |mut all, (at, tag)| {
            let is_entry = all.get(at + 2..at + 4) == Some(&[4, 0]) && all.get(at + 4) == Some(&6);
            if is_entry && matches!(tag, 324 | 325) {
                all[at..at + 2].copy_from_slice(&(if tag == 324 { 273u16 } else { 279 }).to_le_bytes());
            }
            all
        });
    assert!(decoy != bytes, "the entries are found");
    assert!(numbers(&decoy).unwrap() == picture(&tiled));
}

#[test]
fn a_strip_that_was_never_written_is_black_and_none_is_damage() {
    let made = Made { rows: 23, ..Made::default() };
    let nothing = Made { instead: vec![(273, Some(vec![0]))], ..made.clone() };
    assert_eq!(decoded(&nothing.bytes()).unwrap_err().code, FailureCode::Damaged);
    let beyond = Made { instead: vec![(273, Some(vec![1 << 30]))], ..made };
    assert_eq!(decoded(&beyond.bytes()).unwrap_err().code, FailureCode::Truncated);
}

#[test]
fn a_file_that_ends_early_is_truncated_wherever_it_ends() {
    for compression in [1, 4, 5, 8, 32_773, 50_000] {
        let bits = if compression == 4 { 1 } else { 16 };
        let made = Made { compression, bits, samples: 1, photometric: 1, width: 300, ..Made::default() };
        let whole = made.bytes();
        // The directory in front, as some writers have it: the file's end is pixels.
        let directory = u32::from_le_bytes([whole[4], whole[5], whole[6], whole[7]]) as usize;
        for end in (8..directory).step_by(10) {
            let code = decoded(&whole[..end]).unwrap_err().code;
            assert_eq!(code, FailureCode::Truncated, "{compression} cut at {end}");
        }
        for end in (0..whole.len()).step_by(10) {
            // Of a cut directory the lengths of strips can be done without.
            if let Ok(found) = numbers(&whole[..end]) {
                assert!(found == picture(&made) && end > directory, "{compression} cut at {end}");
            }
        }
    }
}

#[test]
fn what_is_absurd_is_refused_by_its_header() {
    let check = |instead: Vec<(u16, Option<Vec<u32>>)>, compression: u16, code: FailureCode| {
        let made = Made { rows: 23, compression, instead, ..Made::default() };
        let found = numbers(&made.bytes()).map_err(|trouble| trouble.code);
        assert_eq!(found, Err(code), "{made:?}");
    };
    use FailureCode::{Damaged, TooLarge, Truncated, Unsupported};
    let size = |edge: u32| vec![(256, Some(vec![edge])), (257, Some(vec![edge])), (278, None)];
    check(size(60_000), 1, TooLarge);
    check(size(15_000), 5, TooLarge);
    check(size(12_000), 1, Truncated);
    check(size(0), 1, Damaged);
    check(vec![(322, Some(vec![1 << 20])), (323, Some(vec![1 << 20]))], 5, TooLarge);
    // Of a huge tile only the rows in the picture are read.
    check(vec![(322, Some(vec![15_000])), (323, Some(vec![15_000]))], 8, Truncated);
    check(vec![(278, Some(vec![1])), (273, Some(vec![8, 8]))], 1, Damaged);
    check(vec![(277, Some(vec![0]))], 1, Unsupported);
    check(vec![(277, Some(vec![60_000]))], 1, Unsupported);
    check(vec![(258, Some(vec![5, 6, 5]))], 1, Unsupported);
    check(vec![(339, Some(vec![6]))], 1, Unsupported);
    check(vec![(317, Some(vec![9]))], 5, Unsupported);
    check(vec![], 34_925, Unsupported);
    check(vec![], 33_005, Unsupported);
}

#[test]
fn a_chain_of_pages_that_leads_back_shows_its_first() {
    let made = Made::default();
    let mut bytes = made.bytes();
    let directory = u32::from_le_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]);
    let count = u16::from_le_bytes([bytes[directory as usize], bytes[directory as usize + 1]]);
    let next = directory as usize + 2 + usize::from(count) * 12;
    bytes[next..next + 4].copy_from_slice(&directory.to_le_bytes());
    assert!(numbers(&bytes).unwrap() == picture(&made));
}

proptest! {
    #[test]
    fn bytes_that_were_changed_never_stop_it(
        compression in prop::sample::select(vec![1u16, 2, 3, 4, 5, 8, 32_773, 50_000]),
        layout in 0usize..8,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
    ) {
        let bits = if matches!(compression, 2..=4) { 1 } else { 16 };
        let samples = if bits == 1 { 1 } else { 4 };
        let made = Made {
            compression,
            bits,
            samples,
            photometric: if bits == 1 { 0 } else { 2 },
            planar: layout & 1 != 0,
            tile: (layout & 2 != 0).then_some((16, 16)),
            predictor: if compression == 5 { 2 } else { 1 },
            big: layout & 4 != 0,
            ..Made::default()
        };
        let mut bytes = made.bytes();
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        let _ = decoded(&bytes);
    }
}
