//! A drawn picture with what a lens and a sensor put into a photo: detail at every scale, soft where the lens was not
//! focused, noise in luma and colour, and a camera's way of compressing it. A drawn scene alone is a third of the
//! bytes of a photo, so that decoding it would cost far less than decoding what people have.

use fast_image_resize::FilterType;
use fast_image_resize::pixels::U8;
use pothos_model::PhotoFacts;
use turbojpeg::{Compressor, Subsamp, YuvPlanesImage};

use super::noise::{fractal, mix, smooth};
use super::{SampleSpec, metadata, stored, thumbnail};
use crate::error::Trouble;
use crate::planes::Planes;
use crate::raster::{Raster, resampled};

/// Two periods of texture in pixels; laid over each other they repeat after 8,448, more than a photo is wide. Both are
/// multiples of every entry of [`WAVES`].
const PERIODS: [usize; 2] = [768, 1056];
/// The wavelengths of the texture in pixels and their amplitudes: as much in each octave, as natural scenes have it
/// (Field, 1987, "Relations between the statistics of natural images and the response properties of cortical cells"), a
/// little more in the fine ones, which drawn edges lack. What is longer the scene has itself.
const WAVES: [(usize, f32); 4] = [(3, 90.0), (6, 80.0), (12, 70.0), (24, 60.0)];

/// The "fine" setting of most cameras, by the weight of what they write.
const QUALITY: i32 = 95;
/// The noise at ISO 200 in steps of 256 or so, before the camera's curve; with it and the texture the files weigh what a camera's do.
const LUMA_NOISE: f32 = 3.0;
const CHROMA_NOISE: f32 = 2.6;

/// Draws a sample picture as a camera would write it, with its metadata: about three bits a pixel where
/// [`super::sample_jpeg`] gives one. `spec.quality` does not count: cameras have their own. About 1 s of CPU for 24
/// megapixels.
#[must_use]
pub fn camera_jpeg(spec: &SampleSpec) -> Vec<u8> {
    let scene = stored(spec);
    let (width, height) = (spec.width.clamp(1, 65_000), spec.height.clamp(1, 65_000));
    let jpeg = match exposed(&scene, spec, width, height) {
        Ok(jpeg) => jpeg,
        Err(trouble) => unreachable!("BUG: a drawn picture fills its planes and encodes: {}", trouble.detail),
    };
    metadata::with_metadata(&jpeg, &spec.facts, (width, height), &thumbnail(&scene))
}

fn exposed(scene: &Raster, spec: &SampleSpec, width: u32, height: u32) -> Result<Vec<u8>, Trouble> {
    let small = Planes::from_rgb(scene)?;
    let (subsamp, rows_halved) = subsampling(&spec.facts);
    // The encoder reads whole pairs of columns and rows.
    let luma = (width.next_multiple_of(2), height.next_multiple_of(2));
    let chroma = (luma.0 / 2, if rows_halved { luma.1 / 2 } else { luma.1 });
    let grown = |plane: &[u8], from, to| resampled::<U8>(plane, from, to, FilterType::CatmullRom);
    let mut y = grown(&small.y, (small.width, small.height), luma)?;
    let mut cb = grown(&small.cb, small.chroma, chroma)?;
    let mut cr = grown(&small.cr, small.chroma, chroma)?;

    let tiles = PERIODS.map(|side| Tile::drawn(spec.seed, side));
    let focus = Focus::of(&small, spec.seed);
    let gain = gain(&spec.facts);
    develop(&mut y, luma.0 as usize, &tiles, &focus, &Grain::luma(spec.seed, gain));
    // Texture of a colour is a shade of it, so that its colour varies far less than its light.
    for (plane, salt) in [(&mut cb, 1), (&mut cr, 2)] {
        develop(plane, chroma.0 as usize, &tiles, &focus.fainter(), &Grain::chroma(spec.seed ^ salt, gain));
    }

    let failed =
        |error: turbojpeg::Error| Trouble::new(pothos_model::FailureCode::Unsupported, error.to_string());
    let mut compressor = Compressor::new().map_err(failed)?;
    compressor.set_quality(QUALITY).map_err(failed)?;
    compressor
        .compress_yuv_planes_to_vec(&YuvPlanesImage {
            y_plane: y.as_slice(),
            u_plane: cb.as_slice(),
            v_plane: cr.as_slice(),
            width: width as usize,
            height: height as usize,
            y_stride: luma.0 as usize,
            u_stride: chroma.0 as usize,
            v_stride: chroma.0 as usize,
            subsamp,
        })
        .map_err(failed)
}

/// Phones halve the colour's resolution each way, cameras with a lens mount across only.
fn subsampling(facts: &PhotoFacts) -> (Subsamp, bool) {
    match facts.camera.lens.as_deref().is_some_and(|lens| !lens.contains("back camera")) {
        true => (Subsamp::Sub2x1, false),
        false => (Subsamp::Sub2x2, true),
    }
}

/// How much of the sensor's noise is left at this ISO: cameras smooth the more away the more there is.
fn gain(facts: &PhotoFacts) -> f32 {
    let iso = facts.exposure.iso.unwrap_or(200).clamp(50, 25_600);
    (iso as f32 / 200.0).powf(0.2)
}

/// Texture that continues at its own edges.
struct Tile {
    side: usize,
    values: Vec<i8>,
}

impl Tile {
    fn drawn(seed: u64, side: usize) -> Self {
        let mut sums = vec![0.0_f32; side * side];
        for (wave, strength) in WAVES {
            let seed = mix(seed ^ (wave * 4096 + side) as u64);
            let (count, step) = (side / wave, 1.0 / wave as f32);
            let lattice: Vec<f32> = (0..count * count).map(|at| smooth(seed, at as f32, 0.0) - 0.5).collect();
            let ease = |t: f32| t * t * (3.0 - 2.0 * t);
            for (row, line) in sums.chunks_exact_mut(side).enumerate() {
                let v = ease((row % wave) as f32 * step);
                let (above, below) = ((row / wave) * count, ((row / wave + 1) % count) * count);
                for (column, sum) in line.iter_mut().enumerate() {
                    let u = ease((column % wave) as f32 * step);
                    let (left, right) = (column / wave, (column / wave + 1) % count);
                    let across =
                        |row: usize| lattice[row + left] + (lattice[row + right] - lattice[row + left]) * u;
                    *sum += strength * (across(above) + (across(below) - across(above)) * v);
                }
            }
        }
        Self { side, values: sums.into_iter().map(|sum| sum.clamp(-127.0, 127.0) as i8).collect() }
    }

    fn row(&self, row: usize) -> &[i8] {
        let at = row % self.side * self.side;
        &self.values[at..at + self.side]
    }
}

/// How strongly texture shows at each place: where the scene has detail itself and the lens was focused. In 256ths.
struct Focus {
    width: usize,
    height: usize,
    strength: Vec<u16>,
}

impl Focus {
    fn of(small: &Planes, seed: u64) -> Self {
        let (width, height) = (small.width as usize, small.height as usize);
        let at = |x: usize, y: usize| small.y[y.min(height - 1) * width + x.min(width - 1)];
        let mut strength = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                let around = [at(x, y), at(x + 2, y), at(x, y + 2), at(x + 2, y + 2)];
                let (low, high) = around.iter().fold((255, 0), |(l, h), &v| (v.min(l), v.max(h)));
                let sharp = fractal(seed ^ 31, x as f32 / 300.0, y as f32 / 300.0, 2);
                let sharp = ((sharp - 0.3) * 2.5).clamp(0.2, 1.0);
                strength.push((sharp * (50.0 + 16.0 * f32::from(high - low)).min(200.0)) as u16);
            }
        }
        Self { width, height, strength }
    }

    fn fainter(&self) -> Self {
        let strength = self.strength.iter().map(|strength| strength / 5).collect();
        Self { width: self.width, height: self.height, strength }
    }
}

/// A sensor's noise after the camera's own smoothing.
struct Grain {
    seed: u64,
    /// The amplitude at each value of a pixel, in 256ths.
    amplitude: [i32; 256],
    /// Whether it is as coarse as a colour's, which comes from fewer cells and is smoothed more.
    coarse: bool,
}

impl Grain {
    /// Light comes in grains itself, so that its noise grows with its root; a display's curve makes it small in lights.
    fn luma(seed: u64, gain: f32) -> Self {
        let amplitude = |value: usize| {
            let light = (value as f32 / 255.0).powf(2.2).max(0.002);
            let noise = (light * 1.0 + 0.02).sqrt();
            // The slope of the display's curve.
            (noise * light.powf(1.0 / 2.2 - 1.0) * LUMA_NOISE * gain * 256.0).min(4.0 * 256.0) as i32
        };
        Self { seed, amplitude: std::array::from_fn(amplitude), coarse: false }
    }

    fn chroma(seed: u64, gain: f32) -> Self {
        Self { seed: mix(seed), amplitude: [(CHROMA_NOISE * gain * 256.0) as i32; 256], coarse: true }
    }

    /// Noise of a row, about -128 to 127, each value akin to the ones beside it as demosaicing leaves it.
    fn row(&self, row: usize, into: &mut [i32]) {
        // Two rows of a colour share their noise.
        let mut state = mix(self.seed ^ mix(if self.coarse { row / 2 } else { row } as u64)) | 1;
        let mut before = 0;
        for chunk in into.chunks_mut(8) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            for (value, random) in chunk.iter_mut().zip(state.to_le_bytes()) {
                let random = i32::from(random) - 128;
                *value = if self.coarse { (random + 2 * before) / 3 } else { (2 * random + before) / 3 };
                before = if self.coarse { *value } else { random };
            }
        }
    }
}

/// Lays texture and noise over a plane.
fn develop(plane: &mut [u8], width: usize, tiles: &[Tile; 2], focus: &Focus, grain: &Grain) {
    let height = plane.len() / width.max(1);
    let mut noise = vec![0; width];
    for (row, line) in plane.chunks_exact_mut(width).enumerate() {
        grain.row(row, &mut noise);
        let [first, second] = [tiles[0].row(row), tiles[1].row(row)];
        let texture = first.iter().cycle().zip(second.iter().cycle());
        let strengths = &focus.strength[row * focus.height / height * focus.width..][..focus.width];
        // The column in the small picture, in 65,536ths.
        let step = (focus.width << 16) / width;
        for (column, ((pixel, noise), (a, b))) in line.iter_mut().zip(&noise).zip(texture).enumerate() {
            let strength = i32::from(strengths[(column * step) >> 16]);
            let detail = ((i32::from(*a) + i32::from(*b)) * strength) >> 8;
            let noise = noise * grain.amplitude[usize::from(*pixel)] / (64 * 256);
            *pixel = (i32::from(*pixel) + detail + noise).clamp(0, 255) as u8;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{sample_jpeg, sample_set};
    use super::*;

    fn spec(name: &str, width: u32, height: u32) -> SampleSpec {
        let (_, spec) = sample_set().into_iter().find(|(sample, _)| *sample == name).unwrap();
        SampleSpec { width, height, ..spec }
    }

    #[test]
    fn it_weighs_what_a_cameras_file_does_and_is_the_same_each_time() {
        let spec = spec("bergen-fjord.jpg", 1500, 1000);
        let jpeg = camera_jpeg(&spec);
        assert_eq!(jpeg, camera_jpeg(&spec));
        let bits = jpeg.len() as f64 * 8.0 / 1.5e6;
        // 5 to 15 MB at 24 megapixels.
        assert!((1.7..5.0).contains(&bits), "{bits} bits a pixel");
        assert!(jpeg.len() > sample_jpeg(&spec).len());
    }

    #[test]
    fn colour_is_halved_as_the_camera_does_it_and_every_size_stands() {
        for (name, subsamp) in [("bergen-fjord.jpg", Subsamp::Sub2x1), ("shanghai-dusk.jpg", Subsamp::Sub2x2)]
        {
            for (width, height) in [(1, 1), (97, 64), (64, 97)] {
                let header = turbojpeg::read_header(&camera_jpeg(&spec(name, width, height))).unwrap();
                assert_eq!((header.width, header.height), (width as usize, height as usize), "{name}");
                assert_eq!(header.subsamp, subsamp, "{name}");
            }
        }
    }

    #[test]
    fn texture_goes_on_at_its_own_edges() {
        let tile = Tile::drawn(3, PERIODS[0]);
        let row = tile.row(PERIODS[0]);
        assert_eq!(row, tile.row(0));
        let steps = |from: usize, to: usize| i32::from(row[from]).abs_diff(i32::from(row[to]));
        let largest = (1..row.len()).map(|at| steps(at - 1, at)).max().unwrap();
        assert!(steps(row.len() - 1, 0) <= largest);
    }
}
