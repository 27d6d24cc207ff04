//! Figures about a photo's pixels, each 0 to 100, and the score made of them. Measured on the upright sRGB
//! preview brought to one fixed scale, so that cameras of any resolution compare. Every formula is monotone in
//! what it names; none judges what the picture shows.

use pothos_model::{Quality, QualityReason};

use crate::planes::{Planes, to_rgb};
use crate::raster::{fit, shrink_plane};

/// Longest side of the luma plane that detail and noise are measured on; smaller pictures are not enlarged.
const SCALE: u32 = 1024;
/// Side of the square tiles in which detail and noise are measured.
const TILE: usize = 32;
/// Luma at or above is clipped to white, at or below `BLACK` to black.
const WHITE: u8 = 253;
const BLACK: u8 = 2;

/// Variance of the Laplacian that scores 50: in-focus photos at this scale lie around 400 to 4000 in their
/// sharpest tiles, blurred ones below 150.
const HALF_SHARP: f64 = 500.0;
/// Noise (standard deviation in luma steps) that scores 50.
const HALF_NOISY: f64 = 5.0;
/// Standard deviation of luma that scores 100.
const FULL_CONTRAST: f64 = 80.0;
/// Colourfulness that its authors call "extremely colourful".
const FULL_COLOUR: f64 = 109.0;

/// Measures an upright sRGB picture.
pub(crate) fn measure(picture: &Planes) -> Quality {
    let tones = Tones::of(&picture.y);
    let (width, height) = fit(picture.width, picture.height, SCALE.min(picture.longest()));
    let plane = shrink_plane(&picture.y, (picture.width, picture.height), (width, height));
    let detail = Detail::of(&plane, width as usize, height as usize);
    let colour = colourfulness(picture);

    let sharpness = 100.0 * detail.sharpest / (detail.sharpest + HALF_SHARP);
    let noise = 100.0 * detail.noise / (detail.noise + HALF_NOISY);
    let contrast = 100.0 * (tones.deviation / FULL_CONTRAST).min(1.0);
    let colourfulness = 100.0 * (colour / FULL_COLOUR).min(1.0);
    let exposure = tones.exposure();
    // Colour takes no part: a black-and-white photo is not a worse one.
    let score =
        0.45 * (sharpness * 1.2).min(100.0) + 0.30 * exposure + 0.15 * contrast + 0.10 * (100.0 - noise);

    let mut quality = Quality {
        score: percent(score),
        sharpness: percent(sharpness),
        exposure: percent(exposure),
        contrast: percent(contrast),
        colourfulness: percent(colourfulness),
        noise: percent(noise),
        clipped_high: tones.high as f32,
        clipped_low: tones.low as f32,
        mean_luma: tones.mean as f32,
        reasons: Vec::new(),
    };
    quality.reasons = reasons(&quality);
    quality
}

fn percent(value: f64) -> u8 {
    value.round().clamp(0.0, 100.0) as u8
}

/// Why the score is what it is, by how far each figure lies beyond its threshold.
fn reasons(q: &Quality) -> Vec<QualityReason> {
    let (sharp, contrast) = (f64::from(q.sharpness), f64::from(q.contrast));
    let (high, low, mean) = (f64::from(q.clipped_high), f64::from(q.clipped_low), f64::from(q.mean_luma));
    let noise = f64::from(q.noise);
    let mut found = vec![
        (QualityReason::Soft, (25.0 - sharp) * 2.0),
        (QualityReason::Sharp, sharp - 60.0),
        (QualityReason::ClippedHighlights, (high - 0.02) * 500.0),
        (QualityReason::ClippedShadows, (low - 0.05) * 250.0),
        (QualityReason::Dark, 60.0 - mean),
        (QualityReason::Bright, mean - 190.0),
        (QualityReason::LowContrast, (28.0 - contrast) * 1.5),
        (QualityReason::Noisy, noise - 45.0),
        (QualityReason::Colourful, f64::from(q.colourfulness) - 50.0),
        (QualityReason::Monochrome, if q.colourfulness <= 3 { 5.0 } else { 0.0 }),
    ];
    let faults = [
        QualityReason::ClippedHighlights,
        QualityReason::ClippedShadows,
        QualityReason::Dark,
        QualityReason::Bright,
        QualityReason::LowContrast,
    ];
    if found.iter().all(|(reason, weight)| *weight <= 0.0 || !faults.contains(reason)) {
        found.push((QualityReason::WellExposed, f64::from(q.exposure) - 50.0));
    }
    found.retain(|(_, weight)| *weight > 0.0);
    found.sort_by(|a, b| b.1.total_cmp(&a.1));
    found.into_iter().map(|(reason, _)| reason).collect()
}

/// How the luma is spread.
struct Tones {
    mean: f64,
    deviation: f64,
    high: f64,
    low: f64,
    /// From the 1st to the 99th percentile, 0 to 255.
    range: f64,
}

impl Tones {
    fn of(luma: &[u8]) -> Self {
        let mut histogram = [0u64; 256];
        for &value in luma {
            histogram[usize::from(value)] += 1;
        }
        let total = luma.len().max(1) as f64;
        let moment = |power: i32| -> f64 {
            histogram.iter().enumerate().map(|(v, &n)| (v as f64).powi(power) * n as f64).sum::<f64>() / total
        };
        let mean = moment(1);
        let share = |values: std::ops::RangeInclusive<u8>| {
            values.map(|v| histogram[usize::from(v)]).sum::<u64>() as f64 / total
        };
        let percentile = |share: f64| {
            let mut below = 0.0;
            histogram.iter().position(|&n| {
                below += n as f64;
                below >= share * total
            })
        };
        let range = percentile(0.99).unwrap_or(255) as f64 - percentile(0.01).unwrap_or(0) as f64;
        Self {
            mean,
            deviation: (moment(2) - mean * mean).max(0.0).sqrt(),
            high: share(WHITE..=255),
            low: share(0..=BLACK),
            range,
        }
    }

    /// 100 for tones around the middle that use the range and are not clipped. Clipping of a quarter of the
    /// picture costs everything; a thousandth of specular highlights or of ink-black shadows costs nothing.
    fn exposure(&self) -> f64 {
        let clipped = (self.high - 0.001).max(0.0) + (self.low - 0.01).max(0.0);
        let kept = (1.0 - clipped * 4.0).max(0.0);
        let middle = 1.0 - ((self.mean - 118.0).abs() / 137.0).min(1.0).powi(2);
        let range = (self.range / 200.0).min(1.0);
        100.0 * kept * (0.6 * middle + 0.4 * range)
    }
}

/// Detail and noise by tiles.
struct Detail {
    /// Variance of the Laplacian (Pech-Pacheco et al. 2000) over the sharpest tenth of the tiles: a portrait
    /// before a blurred background is sharp where it matters.
    sharpest: f64,
    /// Standard deviation of the noise (Immerkær 1996) in the flattest tenth of the tiles: elsewhere that
    /// estimate takes texture for noise.
    noise: f64,
}

impl Detail {
    fn of(plane: &[u8], width: usize, height: usize) -> Self {
        let (mut variances, mut noises) = (Vec::new(), Vec::new());
        let step = TILE.min(width.saturating_sub(2)).min(height.saturating_sub(2)).max(1);
        let mut top = 1;
        while top + step < height {
            let mut left = 1;
            while left + step < width {
                let (variance, noise, mean) = tile(plane, width, left, top, step);
                variances.push(variance);
                // Clipped tiles have lost their noise.
                if (8.0..=247.0).contains(&mean) {
                    noises.push(noise);
                }
                left += step;
            }
            top += step;
        }
        variances.sort_by(|a, b| b.total_cmp(a));
        noises.sort_by(f64::total_cmp);
        Self { sharpest: mean_of_tenth(&variances), noise: mean_of_tenth(&noises) }
    }
}

fn mean_of_tenth(sorted: &[f64]) -> f64 {
    if sorted.is_empty() {
        return 0.0;
    }
    let count = (sorted.len() / 10).max(1);
    sorted.iter().take(count).sum::<f64>() / count as f64
}

/// Variance of the Laplacian, Immerkær's noise, mean luma.
fn tile(plane: &[u8], width: usize, left: usize, top: usize, side: usize) -> (f64, f64, f64) {
    let (mut sum, mut squares, mut noise, mut luma) = (0i64, 0i64, 0i64, 0i64);
    for y in top..top + side {
        let row = |offset: usize| &plane[(y + offset - 1) * width + left - 1..][..side + 2];
        let (above, here, below) = (row(0), row(1), row(2));
        for x in 0..side {
            let at = |line: &[u8], dx: usize| i64::from(line[x + dx]);
            let (up, down) = (at(above, 1), at(below, 1));
            let (west, east, centre) = (at(here, 0), at(here, 2), at(here, 1));
            let laplacian = 4 * centre - up - down - west - east;
            sum += laplacian;
            squares += laplacian * laplacian;
            let corners = at(above, 0) + at(above, 2) + at(below, 0) + at(below, 2);
            noise += (corners - 2 * (up + down + west + east) + 4 * centre).abs();
            luma += centre;
        }
    }
    let count = (side * side) as f64;
    let mean = sum as f64 / count;
    let variance = (squares as f64 / count - mean * mean).max(0.0);
    // sigma = sqrt(pi / 2) / 6 * mean absolute response of the mask
    let sigma = (std::f64::consts::PI / 2.0).sqrt() / 6.0 * noise as f64 / count;
    (variance, sigma, luma as f64 / count)
}

/// Hasler and Süsstrunk 2003, "Measuring colourfulness in natural images", at each chroma sample. It depends on
/// the differences between the channels alone, so luma is taken as mid grey.
fn colourfulness(picture: &Planes) -> f64 {
    let (mut n, mut rg, mut rg2, mut yb, mut yb2) = (0f64, 0f64, 0f64, 0f64, 0f64);
    for (cb, cr) in picture.cb.iter().zip(&picture.cr) {
        let [r, g, b] = to_rgb(128, *cb, *cr).map(f64::from);
        let (red_green, yellow_blue) = (r - g, 0.5 * (r + g) - b);
        n += 1.0;
        rg += red_green;
        rg2 += red_green * red_green;
        yb += yellow_blue;
        yb2 += yellow_blue * yellow_blue;
    }
    let n = n.max(1.0);
    let (mean_rg, mean_yb) = (rg / n, yb / n);
    let spread = (rg2 / n - mean_rg * mean_rg).max(0.0) + (yb2 / n - mean_yb * mean_yb).max(0.0);
    spread.sqrt() + 0.3 * mean_rg.hypot(mean_yb)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::{SampleSpec, Scene, paint};
    use crate::raster::Raster;
    use pothos_model::PhotoFacts;

    fn measured(rgb: &Raster) -> Quality {
        measure(&Planes::from_rgb(rgb).unwrap())
    }

    fn scene(scene: Scene) -> Raster {
        paint(&SampleSpec {
            width: 900,
            height: 600,
            seed: 3,
            scene,
            quality: 90,
            facts: PhotoFacts::default(),
        })
    }

    fn changed(raster: &Raster, change: impl Fn(usize, u8) -> u8) -> Raster {
        let pixels = raster.pixels.iter().enumerate().map(|(i, &v)| change(i, v)).collect();
        Raster::rgb(raster.width, raster.height, pixels)
    }

    /// Each byte becomes the mean of its neighbours along the row.
    fn blurred(raster: &Raster, radius: usize) -> Raster {
        changed(raster, |i, _| {
            let from = i.saturating_sub(radius * 3);
            let to = (i + radius * 3).min(raster.pixels.len() - 1);
            let sum: usize = (from..=to).rev().step_by(3).map(|j| usize::from(raster.pixels[j])).sum();
            (sum / (to - from + 3).div_ceil(3)) as u8
        })
    }

    #[test]
    fn blur_lowers_sharpness_and_more_blur_lowers_it_more() {
        let sharp = scene(Scene::City);
        let figures: Vec<u8> =
            [measured(&sharp), measured(&blurred(&sharp, 2)), measured(&blurred(&sharp, 8))]
                .map(|q| q.sharpness)
                .into();
        assert!(figures[0] > figures[1] && figures[1] > figures[2], "{figures:?}");
    }

    #[test]
    fn grain_raises_noise() {
        let clean = scene(Scene::Sunset);
        let grainy = changed(&clean, |i, v| {
            let random = (i as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 59;
            v.saturating_add(random as u8).saturating_sub(16)
        });
        let (before, after) = (measured(&clean), measured(&grainy));
        assert!(after.noise > before.noise + 10, "{} then {}", before.noise, after.noise);
        assert!(after.reasons.contains(&QualityReason::Noisy), "{:?}", after.reasons);
    }

    #[test]
    fn clipping_and_darkness_lower_exposure_and_are_named() {
        let fair = scene(Scene::Hills);
        let burnt = measured(&changed(&fair, |_, v| v.saturating_add(90)));
        let dark = measured(&changed(&fair, |_, v| v / 6));
        let fair = measured(&fair);
        assert!(burnt.exposure < fair.exposure && burnt.score < fair.score, "{burnt:?} against {fair:?}");
        assert!(burnt.reasons.contains(&QualityReason::ClippedHighlights), "{:?}", burnt.reasons);
        assert!(dark.exposure < fair.exposure && dark.reasons.contains(&QualityReason::Dark), "{dark:?}");
    }

    #[test]
    fn grey_is_monochrome_and_costs_no_score_by_itself() {
        let colour = scene(Scene::Hills);
        let grey: Vec<u8> = colour.luma().into_iter().flat_map(|l| [l, l, l]).collect();
        let grey = measured(&Raster::rgb(colour.width, colour.height, grey));
        assert_eq!(grey.colourfulness, 0);
        assert!(grey.reasons.contains(&QualityReason::Monochrome));
        assert!(grey.score.abs_diff(measured(&colour).score) <= 1);
    }

    #[test]
    fn the_smallest_pictures_have_figures_too() {
        for (width, height) in [(1, 1), (2, 1), (1, 300), (3, 3)] {
            let pixels = vec![200; (width * height * 3) as usize];
            assert!(measured(&Raster::rgb(width, height, pixels)).score <= 100, "{width}x{height}");
        }
    }
}
