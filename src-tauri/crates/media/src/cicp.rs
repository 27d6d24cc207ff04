//! Colours named by code points (ITU-T H.273) instead of a profile: what HEIC and AVIF say in their `colr` box.
//! Ordinary ones become an ICC profile for the one place that converts; HDR is brought down to sRGB here, because
//! a profile cannot say how to dim what a screen cannot show.

use moxcms::{CicpColorPrimaries, CicpProfile, ColorProfile, MatrixCoefficients, TransferCharacteristics};

use crate::raster::{Channels, Raster};

/// H.273 table 3: SMPTE ST 2084, "PQ".
const PQ: u8 = 16;
/// H.273 table 3: ARIB STD-B67, "HLG".
const HLG: u8 = 18;
/// White of an ordinary picture in cd/m² (ITU-R BT.2408, reference level of diffuse white).
const WHITE: f32 = 203.0;
/// Nominal peak of HLG in cd/m² and the system gamma at it (ITU-R BT.2100, table 5).
const HLG_PEAK: f32 = 1000.0;
const HLG_GAMMA: f32 = 1.2;

/// The raster and the profile it is in; none when that is sRGB.
pub(crate) fn from_cicp(raster: Raster, primaries: u8, transfer: u8) -> (Raster, Option<Vec<u8>>) {
    match transfer {
        PQ | HLG => (dimmed(&raster, primaries, transfer), None),
        _ => {
            let profile = profile(primaries, transfer);
            (raster, profile)
        }
    }
}

fn profile(primaries: u8, transfer: u8) -> Option<Vec<u8>> {
    // The curves of television are meant for cameras; screens show all of them with sRGB's or one like it, and
    // viewers treat them so (H.273 table 3: 1 BT.709, 2 unspecified, 6 BT.601, 14 and 15 BT.2020).
    let transfer = if matches!(transfer, 0..=3 | 6 | 14 | 15) { 13 } else { transfer };
    // BT.709 and the two of BT.601 differ less than cameras do.
    let primaries = if matches!(primaries, 0 | 2 | 3 | 5..=7) { 1 } else { primaries };
    if (primaries, transfer) == (1, 13) {
        return None;
    }
    let cicp = CicpProfile {
        color_primaries: CicpColorPrimaries::try_from(primaries).ok()?,
        transfer_characteristics: TransferCharacteristics::try_from(transfer).ok()?,
        matrix_coefficients: MatrixCoefficients::Identity,
        full_range: true,
    };
    let profile = ColorProfile::new_from_cicp(cicp);
    profile.red_trc.is_some().then(|| profile.encode().ok()).flatten()
}

/// An HDR picture as sRGB: what lies below the knee keeps its brightness, highlights are rolled off.
fn dimmed(raster: &Raster, primaries: u8, transfer: u8) -> Raster {
    let samples: Vec<f32> = match raster.channels {
        Channels::Rgb16 => raster
            .pixels
            .chunks_exact(2)
            .map(|p| f32::from(u16::from_ne_bytes([p[0], p[1]])) / 65_535.0)
            .collect(),
        _ => raster.pixels.iter().map(|&v| f32::from(v) / 255.0).collect(),
    };
    let mut light: Vec<[f32; 3]> = samples
        .chunks_exact(3)
        .map(|p| {
            let rgb = [p[0], p[1], p[2]];
            if transfer == PQ { rgb.map(pq_to_light) } else { hlg_to_light(rgb) }
        })
        .collect();
    let peak = light.iter().flatten().fold(WHITE, |peak, &value| peak.max(value));
    let curve = Rolloff::new(peak);
    let matrix = to_bt709(primaries);
    let mut pixels = Vec::with_capacity(light.len() * 3);
    for rgb in &mut light {
        // The brightest channel decides for all three, so that hues stay.
        let brightest = rgb[0].max(rgb[1]).max(rgb[2]);
        let factor = if brightest > 0.0 { curve.apply(brightest) / brightest } else { 1.0 };
        let scaled = rgb.map(|value| value * factor / WHITE);
        for row in matrix {
            let value = row[0] * scaled[0] + row[1] * scaled[1] + row[2] * scaled[2];
            pixels.push((srgb(value.clamp(0.0, 1.0)) * 255.0 + 0.5) as u8);
        }
    }
    Raster::rgb(raster.width, raster.height, pixels)
}

/// The tone curve of ITU-R BT.2390, section "Mapping of signals beyond the capabilities of displays" (EETF),
/// with black at zero: from a picture of `peak` cd/m² to one of [`WHITE`].
struct Rolloff {
    peak: f32,
    top: f32,
    knee: f32,
}

impl Rolloff {
    fn new(peak: f32) -> Self {
        let peak = light_to_pq(peak);
        let top = light_to_pq(WHITE) / peak;
        Self { peak, top, knee: 1.5 * top - 0.5 }
    }

    /// cd/m² to cd/m².
    fn apply(&self, light: f32) -> f32 {
        let signal = light_to_pq(light) / self.peak;
        if signal < self.knee || self.knee >= 1.0 {
            return light;
        }
        let t = (signal - self.knee) / (1.0 - self.knee);
        let (t2, t3) = (t * t, t * t * t);
        let rolled = (2.0 * t3 - 3.0 * t2 + 1.0) * self.knee
            + (t3 - 2.0 * t2 + t) * (1.0 - self.knee)
            + (-2.0 * t3 + 3.0 * t2) * self.top;
        pq_to_light(rolled * self.peak)
    }
}

// SMPTE ST 2084, also ITU-R BT.2100 table 4.
const M1: f32 = 0.159_301_76;
const M2: f32 = 78.843_75;
const C1: f32 = 0.835_937_5;
const C2: f32 = 18.851_563;
const C3: f32 = 18.6875;

/// A PQ signal from 0 to 1 as cd/m².
fn pq_to_light(signal: f32) -> f32 {
    let power = signal.clamp(0.0, 1.0).powf(1.0 / M2);
    10_000.0 * ((power - C1).max(0.0) / (C2 - C3 * power)).powf(1.0 / M1)
}

fn light_to_pq(light: f32) -> f32 {
    let power = (light / 10_000.0).clamp(0.0, 1.0).powf(M1);
    ((C1 + C2 * power) / (1.0 + C3 * power)).powf(M2)
}

/// HLG signals as the light of a screen of [`HLG_PEAK`] (ITU-R BT.2100 table 5).
fn hlg_to_light(rgb: [f32; 3]) -> [f32; 3] {
    const A: f32 = 0.178_832_77;
    const B: f32 = 1.0 - 4.0 * A;
    const C: f32 = 0.559_910_7;
    let scene =
        rgb.map(
            |signal| {
                if signal <= 0.5 { signal * signal / 3.0 } else { (((signal - C) / A).exp() + B) / 12.0 }
            },
        );
    let luminance = 0.2627 * scene[0] + 0.678 * scene[1] + 0.0593 * scene[2];
    let system = if luminance > 0.0 { luminance.powf(HLG_GAMMA - 1.0) } else { 0.0 };
    scene.map(|value| value * system * HLG_PEAK)
}

/// Linear light to sRGB (IEC 61966-2-1).
fn srgb(value: f32) -> f32 {
    if value <= 0.003_130_8 { value * 12.92 } else { 1.055 * value.powf(1.0 / 2.4) - 0.055 }
}

/// Linear light of the primaries to that of BT.709, all with white D65 (ITU-R BT.2087 and SMPTE EG 432-1).
fn to_bt709(primaries: u8) -> [[f32; 3]; 3] {
    match primaries {
        9 => [
            [1.660_491, -0.587_641, -0.072_85],
            [-0.124_55, 1.132_9, -0.008_349],
            [-0.018_151, -0.100_579, 1.118_73],
        ],
        11 | 12 => {
            [[1.224_94, -0.224_94, 0.0], [-0.042_057, 1.042_057, 0.0], [-0.019_638, -0.078_636, 1.098_274]]
        }
        _ => [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::colour::to_srgb;

    fn grey(signal: f32, transfer: u8, with: f32) -> u8 {
        let samples = [signal, signal, signal, with, with, with];
        let pixels = samples.iter().flat_map(|s| ((s * 65_535.0) as u16).to_ne_bytes()).collect();
        let raster = Raster { width: 2, height: 1, channels: Channels::Rgb16, pixels };
        from_cicp(raster, 9, transfer).0.pixels[0]
    }

    #[test]
    fn pq_and_its_inverse_agree() {
        for light in [0.1, 1.0, 100.0, 203.0, 1000.0, 10_000.0] {
            let back = pq_to_light(light_to_pq(light));
            assert!((back / light - 1.0).abs() < 0.01, "{light} came back as {back}");
        }
        // ITU-R BT.2408: 203 cd/m² is a PQ signal of 58 %, and an HLG signal of 75 %.
        assert!((light_to_pq(203.0) - 0.58).abs() < 0.005);
        let hlg = hlg_to_light([0.75; 3])[0];
        assert!((hlg - 203.0).abs() < 2.0, "HLG at 75 % is {hlg}");
    }

    #[test]
    fn an_hdr_picture_keeps_its_middle_and_rolls_off_its_highlights() {
        let middle = light_to_pq(WHITE * 0.18);
        assert!(grey(middle, PQ, 0.0).abs_diff(118) <= 1, "18 % grey is 118 in sRGB");
        assert!(grey(middle, PQ, 0.9).abs_diff(118) <= 1, "a highlight elsewhere does not darken it");
        assert_eq!(grey(light_to_pq(WHITE), PQ, 0.0), 255, "without highlights white is white");
        let white = grey(light_to_pq(WHITE), PQ, light_to_pq(1000.0));
        assert!((200..250).contains(&white), "with highlights white leaves room for them: {white}");
        assert_eq!(grey(0.0, HLG, 0.0), 0);
    }

    #[test]
    fn display_p3_is_converted_and_srgb_left_alone() {
        let raster = || Raster::rgb(1, 1, vec![100, 180, 100]);
        let (p3, icc) = from_cicp(raster(), 12, 13);
        let wide = to_srgb(p3, icc.as_deref()).pixels;
        assert!(wide[0] < 95 && wide[1] >= 180, "a wide green gains saturation in sRGB: {wide:?}");
        for (primaries, transfer) in [(1, 13), (2, 2), (1, 1), (6, 6)] {
            assert_eq!(from_cicp(raster(), primaries, transfer).1, None, "{primaries} {transfer}");
        }
    }
}
