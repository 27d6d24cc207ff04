//! A 64-bit perceptual hash: the signs of the lowest frequencies of the picture's luma. Close pictures differ
//! in few bits; copies at other sizes and qualities in none or one.

use crate::raster::shrink_plane;

const SIDE: usize = 32;
const LOW: usize = 8;

/// The DCT hash (Zauner 2010, "Implementation and Benchmarking of Perceptual Image Hash Functions"): luma at
/// 32 x 32, the 8 x 8 lowest frequencies, one bit each for "above their median". The constant term is left
/// out of the median and its bit is always 0: it only tells how bright the picture is.
pub(crate) fn perceptual_hash(luma: &[u8], size: (u32, u32)) -> u64 {
    let side = SIDE as u32;
    let plane = shrink_plane(luma, size, (side, side));
    let waves = waves();
    // Rows first: only the LOW lowest columns of the spectrum are ever needed.
    let mut rows = [[0f32; LOW]; SIDE];
    for (y, row) in rows.iter_mut().enumerate() {
        for (u, sum) in row.iter_mut().enumerate() {
            *sum = (0..SIDE).map(|x| f32::from(plane[y * SIDE + x]) * waves[u][x]).sum();
        }
    }
    let mut spectrum = [0f32; LOW * LOW];
    for v in 0..LOW {
        for u in 0..LOW {
            spectrum[v * LOW + u] = (0..SIDE).map(|y| rows[y][u] * waves[v][y]).sum();
        }
    }
    let mut sorted: Vec<f32> = spectrum[1..].to_vec();
    sorted.sort_by(f32::total_cmp);
    let median = sorted[sorted.len() / 2];
    let bits = spectrum.iter().enumerate().skip(1);
    bits.fold(0, |hash, (i, &value)| hash | u64::from(value > median) << i)
}

fn waves() -> [[f32; SIDE]; LOW] {
    let mut waves = [[0f32; SIDE]; LOW];
    for (frequency, wave) in waves.iter_mut().enumerate() {
        for (x, value) in wave.iter_mut().enumerate() {
            let angle = std::f32::consts::PI * (x as f32 + 0.5) * frequency as f32 / SIDE as f32;
            *value = angle.cos();
        }
    }
    waves
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::{SampleSpec, Scene, paint};
    use crate::raster::Raster;
    use pothos_model::PhotoFacts;

    fn hash(rgb: &Raster) -> u64 {
        perceptual_hash(&rgb.luma(), (rgb.width, rgb.height))
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
        let distance = (hash(&large) ^ hash(&small)).count_ones();
        assert!(distance <= 2, "a copy differs by {distance} bits");
        let other = scene(Scene::City, 900, 2);
        let distance = (hash(&large) ^ hash(&other)).count_ones();
        assert!(distance > 10, "another picture differs by only {distance} bits");
    }
}
