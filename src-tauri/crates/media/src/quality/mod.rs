//! Figures about a photo's pixels, each 0 to 100, the reasons behind them and the score made of them. Measured
//! on the upright sRGB preview; detail at one fixed scale, so that cameras of any resolution compare. Every
//! formula is monotone in what it names; none judges what the picture shows.

mod blur;
mod noise;
mod reasons;
mod sharpness;
#[cfg(test)]
mod tests;
mod tiles;
mod tones;

use pothos_model::Quality;

use self::blur::Directions;
use self::noise::Noise;
use self::reasons::Findings;
use self::sharpness::Voices;
use self::tiles::{Tiles, pyramid};
use self::tones::{Tones, exposure};
use crate::planes::Planes;
use crate::raster::{fit, shrink_plane};

/// Longest side of the luma plane that detail and noise are measured on; smaller pictures are not enlarged.
const SCALE: u32 = 1024;
/// Noise (standard deviation in luma steps) that scores 50.
const HALF_NOISY: f64 = 5.0;
/// Standard deviation of luma that scores 100.
const FULL_CONTRAST: f64 = 80.0;
/// Colourfulness that its authors call "extremely colourful".
const FULL_COLOUR: f64 = 109.0;
/// Sharpness of a picture without any structure to judge it by, such as a wall: neither sharp nor blurred.
const UNTOLD: f32 = 0.4;
/// That much structure, in tiles, weighs as much as knowing nothing.
const HALF_TOLD: f32 = 0.4;

/// Noise, in luma steps, above which nothing is said of how a picture is blurred: it hides the finest edges.
const CLEAN: f32 = 2.0;

/// Measures an upright sRGB picture.
pub(crate) fn measure(picture: &Planes) -> Quality {
    let tones = Tones::of(picture);
    let (width, height) = fit(picture.width, picture.height, SCALE.min(picture.longest()));
    let plane = shrink_plane(&picture.y, (picture.width, picture.height), (width, height));
    let scaled = (width as usize, height as usize);
    let tiles = Tiles::of(&pyramid(scaled.0, scaled.1, plane));
    let noise = Noise::of(&tiles, picture, scaled);
    let voices = Voices::of(&tiles, &noise);
    let sharp = sharpness::judge(&voices);
    let directions = Directions::of(&voices);

    let told = sharp.heard / (sharp.heard + HALF_TOLD);
    let sharpness = 100.0 * f64::from(sharp.value * told + UNTOLD * (1.0 - told));
    // Chroma noise is seen as blotches; half as strong as the same deviation of luma.
    let grain = f64::from(noise.luma.hypot(0.5 * noise.chroma));
    let noisy = 100.0 * grain / (grain + HALF_NOISY);
    let contrast = 100.0 * (tones.deviation / FULL_CONTRAST).min(1.0);
    let colourfulness = 100.0 * (tones.colourfulness / FULL_COLOUR).min(1.0);
    let exposure = exposure(&tones);
    // Colour takes no part: a black-and-white photo is not a worse one. People judge by the worst fault as much
    // as by the whole.
    let clean = 100.0 - noisy;
    let whole = 0.50 * sharpness + 0.30 * exposure + 0.08 * contrast + 0.12 * clean;
    let worst = sharpness.min(exposure).min(20.0 + clean);
    let score = 0.6 * whole + 0.4 * worst;

    let quality = Quality {
        score: percent(score),
        sharpness: percent(sharpness),
        exposure: percent(exposure),
        contrast: percent(contrast),
        colourfulness: percent(colourfulness),
        noise: percent(noisy),
        clipped_high: tones.white,
        clipped_low: tones.black,
        clipped_high_rgb: tones.high,
        clipped_low_rgb: tones.low,
        mean_luma: tones.mean as f32,
        reasons: Vec::new(),
    };
    let findings =
        Findings { tones: &tones, sharp: &sharp, blur: directions.blur().filter(|_| noise.luma <= CLEAN) };
    Quality { reasons: findings.reasons(&quality), ..quality }
}

fn percent(value: f64) -> u8 {
    value.round().clamp(0.0, 100.0) as u8
}
