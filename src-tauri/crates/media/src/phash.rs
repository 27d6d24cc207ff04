//! A 64-bit perceptual hash: the signs of the lowest frequencies of the picture's luma. Copies at other sizes and qualities
//! differ in few bits, other pictures in about half; what a turn does to the bits stands in `pothos_model`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use pothos_model::{FailureCode, Format};

use crate::decode::{Pixels, decode};
use crate::error::{MediaError, Trouble};
use crate::look::{THUMB_SIDE, picture};
use crate::meta::Described;
use crate::outside::{NoDecoders, OutsideDecoders};
use crate::planes::Planes;

const SIDE: usize = 32;
const LOW: usize = 8;
/// A wave fainter than this is grain or rounding, not picture: in units of the orthonormal transform, where noise of one grey
/// level a pixel (of the 32 x 32) gives one.
const FAINT: f32 = 4.0;
/// With fewer waves than this of 63, most bits of a hash would be chance: the picture is all but blank.
const FEWEST: usize = 16;

/// The hash of a photo whose thumbnail is kept: that of the photo itself but for a bit or two.
///
/// # Errors
/// [`MediaError`] when the thumbnail cannot be decoded.
pub fn hash_of_thumbnail(jpeg: &[u8]) -> Result<Option<u64>, MediaError> {
    let work = || match decode(Format::Jpeg, jpeg, &Described::default(), None, &NoDecoders)?.pixels {
        Pixels::Planes(planes) => Ok(perceptual_hash(&planes)),
        Pixels::Raster(_) => Err(Trouble::new(FailureCode::Unsupported, "the thumbnail is not YCbCr")),
    };
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(Trouble::new(FailureCode::Damaged, "the decoder gave up on it")))
        .map_err(|trouble| trouble.of(Path::new("thumbnail")))
}

/// The hash of a photo from its file.
///
/// # Errors
/// [`MediaError`] when the file gives no pixels.
pub fn hash_of_file(path: &Path, decoders: &dyn OutsideDecoders) -> Result<Option<u64>, MediaError> {
    Ok(perceptual_hash(&picture(path, THUMB_SIDE, decoders)?))
}

/// The DCT hash (after Zauner 2010, "Implementation and Benchmarking of Perceptual Image Hash Functions"): luma at 32 x 32,
/// the 8 x 8 lowest frequencies, one bit each for "positive", bit `8 v + u`. Zauner compares with the median instead of
/// with nothing; then a mirrored picture's hash could not be told from the bits. The constant term's bit is always 0.
/// `None` for a picture that is all but blank: what is left in it is the same in all of them, or chance.
pub(crate) fn perceptual_hash(planes: &Planes) -> Option<u64> {
    hash_of_luma(&planes.y, (planes.width as usize, planes.height as usize))
}

/// The same from a plane of luma, `size.0 x size.1` bytes row by row without padding.
pub(crate) fn hash_of_luma(luma: &[u8], size: (usize, usize)) -> Option<u64> {
    let spectrum = spectrum(&small(luma, size));
    let waves = spectrum.iter().enumerate().skip(1);
    let strong = waves.clone().filter(|(_, value)| value.abs() >= FAINT).count();
    (strong >= FEWEST).then(|| waves.fold(0, |hash, (at, &value)| hash | u64::from(value > 0.0) << at))
}

/// The plane at 32 x 32, each cell the mean of what it covers, parts of pixels by their share: the mirrored plane gives the mirrored
/// cells, and nothing is rounded to whole grey levels.
fn small(luma: &[u8], (width, height): (usize, usize)) -> [[f32; SIDE]; SIDE] {
    let (across, down) = (shares(width), shares(height));
    let mut cells = [[0f32; SIDE]; SIDE];
    for (line, rows) in luma.chunks_exact(width.max(1)).zip(&down) {
        let mut row = [0f32; SIDE];
        for (pixel, columns) in line.iter().zip(&across) {
            for (x, share) in columns.iter().flatten() {
                row[*x] += f32::from(*pixel) * share;
            }
        }
        for (y, share) in rows.iter().flatten() {
            for (cell, sum) in cells[*y].iter_mut().zip(row) {
                *cell += sum * share;
            }
        }
    }
    cells
}

/// For each of `length` pixels the cells that it lies in, and which part of the cell it fills.
fn shares(length: usize) -> Vec<Vec<Option<(usize, f32)>>> {
    // In units of 1 / (32 length): a pixel is 32 of them wide, a cell `length`.
    let pixel = |at: usize| (at * SIDE)..((at + 1) * SIDE);
    let cell = |at: usize| (at * length)..((at + 1) * length);
    (0..length)
        .map(|at| {
            let own = pixel(at);
            let cells = (own.start / length)..own.end.div_ceil(length).min(SIDE);
            let part = |x: usize| {
                let covered = own.end.min(cell(x).end).saturating_sub(own.start.max(cell(x).start));
                (covered > 0).then(|| (x, covered as f32 / length as f32))
            };
            cells.map(part).collect()
        })
        .collect()
}

/// The lowest waves of the orthonormal cosine transform, the `u` of a row together.
fn spectrum(cells: &[[f32; SIDE]; SIDE]) -> [f32; LOW * LOW] {
    let waves = waves();
    let along =
        |line: &[f32; SIDE], wave: &[f32; SIDE]| line.iter().zip(wave).map(|(a, b)| a * b).sum::<f32>();
    // Rows first: only the LOW lowest columns of the spectrum are ever needed.
    let mut columns = [[0f32; SIDE]; LOW];
    for (column, wave) in columns.iter_mut().zip(&waves) {
        for (sum, line) in column.iter_mut().zip(cells) {
            *sum = along(line, wave);
        }
    }
    std::array::from_fn(|at| along(&columns[at % LOW], &waves[at / LOW]))
}

fn waves() -> [[f32; SIDE]; LOW] {
    std::array::from_fn(|frequency| {
        let scale = if frequency == 0 { 1.0 } else { std::f32::consts::SQRT_2 } / (SIDE as f32).sqrt();
        std::array::from_fn(|x| {
            let angle = std::f32::consts::PI * (x as f32 + 0.5) * frequency as f32 / SIDE as f32;
            scale * angle.cos()
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::{SampleSpec, Scene, paint};
    use crate::raster::Raster;
    use pothos_model::{Orientation, PhotoFacts, apart, turned};

    fn hash_of(rgb: &Raster) -> Option<u64> {
        perceptual_hash(&Planes::from_rgb(rgb).unwrap())
    }

    fn scene(scene: Scene, width: u32, seed: u64) -> Raster {
        paint(&SampleSpec {
            width,
            height: width * 2 / 3,
            seed,
            scene,
            quality: 90,
            facts: PhotoFacts::default(),
        })
    }

    #[test]
    fn a_smaller_copy_has_nearly_the_same_hash_and_another_picture_a_far_one() {
        let large = scene(Scene::Hills, 900, 1);
        let small = large.shrunk_copy(300).unwrap();
        let hash = |picture| hash_of(picture).unwrap();
        assert!(apart(hash(&large), hash(&small)) <= 2);
        assert!(apart(hash(&large), hash(&scene(Scene::City, 900, 2))) > 10);
    }

    #[test]
    fn the_hash_of_a_turned_picture_follows_from_the_bits() {
        for (scene_of, size) in Scene::ALL.into_iter().zip([60, 301, 320, 97, 640, 33]) {
            let upright = Planes::from_rgb(&scene(scene_of, size, 3)).unwrap();
            let hash = perceptual_hash(&upright).unwrap();
            for exif in 1..=8 {
                let turn = Orientation::from_exif(exif);
                let copy = upright.clone().turned(turn).unwrap();
                let bits = apart(perceptual_hash(&copy).unwrap(), turned(hash, turn));
                assert!(bits <= 1, "{scene_of:?} turned by {exif}: {bits} bits are another matter");
            }
        }
    }

    #[test]
    fn a_blank_picture_has_no_hash() {
        let ramp = |steep: f32| -> Vec<u8> {
            (0..90 * 60).flat_map(|at| [(100.0 + (at % 90) as f32 * steep) as u8; 3]).collect()
        };
        assert_eq!(hash_of(&Raster::rgb(90, 60, vec![255; 90 * 60 * 3])), None);
        assert_eq!(hash_of(&Raster::rgb(90, 60, ramp(0.5))), None, "a plain ramp has one wave");
        let mut state = 1_u32;
        let grain = std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            [124 + (state >> 29) as u8; 3]
        });
        let grain: Vec<u8> = grain.take(90 * 60).flatten().collect();
        assert_eq!(hash_of(&Raster::rgb(90, 60, grain)), None, "grain is no picture");
    }

    #[test]
    fn a_cell_is_filled_by_its_pixels() {
        for length in [1, 7, 32, 33, 320] {
            let mut sums = [0f32; SIDE];
            shares(length).iter().flatten().flatten().for_each(|(x, share)| sums[*x] += share);
            assert!(sums.iter().all(|sum| (sum - 1.0).abs() < 1e-4), "{length} pixels: {sums:?}");
        }
    }
}
