//! Says in one word each why the figures are what they are, the weightiest first. Measures nothing.

use pothos_model::{Quality, QualityReason};

use super::blur::Blur;
use super::sharpness::Sharpness;
use super::tones::Tones;

/// Tiles with structure from which on sharpness may be named.
const TOLD: f32 = 4.0;

/// What the measurements found beside the figures.
pub(super) struct Findings<'a> {
    pub tones: &'a Tones,
    pub sharp: &'a Sharpness,
    pub blur: Option<Blur>,
}

impl Findings<'_> {
    /// The reasons, by how far each lies beyond its threshold.
    pub fn reasons(&self, q: &Quality) -> Vec<QualityReason> {
        use QualityReason as Reason;
        let told = self.sharp.heard >= TOLD;
        let beyond = |holds: bool, weight: f64| if holds { weight } else { 0.0 };
        let (sharp, exposure) = (f64::from(q.sharpness), f64::from(q.exposure));
        let soft = beyond(told, (35.0 - sharp) * 2.0);
        // A picture that moved is named so even where its edges along the way are still crisp.
        let motion = beyond(told && self.blur == Some(Blur::Motion), (60.0 - sharp) * 2.0);
        let missed = self.blur == Some(Blur::Defocus) || self.sharp.missed > 0.5;
        let defocus = beyond(motion <= 0.0 && missed, soft);
        let [_, _, middle, _, bright, _] = self.tones.percentiles;
        let (white, black) = (f64::from(self.tones.white_area), f64::from(self.tones.black_area));
        let blown = f64::from(self.tones.blown_area - self.tones.white_area);
        let mut found = vec![
            (Reason::MotionBlur, motion),
            (Reason::Defocus, defocus),
            (Reason::Soft, beyond(motion <= 0.0 && !missed, soft)),
            (Reason::Sharp, beyond(told, sharp - 65.0)),
            (Reason::ClippedHighlights, (white - 0.02) * 400.0),
            (Reason::ClippedColour, (blown - 0.04) * 200.0),
            (Reason::ClippedShadows, (black - 0.10) * 150.0),
            (Reason::Dark, beyond(bright < 190.0, 62.0 - f64::from(q.mean_luma))),
            (Reason::Bright, f64::from(q.mean_luma).min(middle + 30.0) - 195.0),
            (Reason::LowContrast, (28.0 - f64::from(q.contrast)) * 1.5),
            (Reason::Noisy, f64::from(q.noise) - 45.0),
            (Reason::Colourful, f64::from(q.colourfulness) - 50.0),
            (Reason::Monochrome, beyond(q.colourfulness <= 3, 5.0)),
        ];
        let faults = [
            Reason::ClippedHighlights,
            Reason::ClippedColour,
            Reason::ClippedShadows,
            Reason::Dark,
            Reason::Bright,
            Reason::LowContrast,
        ];
        if !found.iter().any(|(reason, weight)| *weight > 0.0 && faults.contains(reason)) {
            found.push((Reason::WellExposed, exposure - 75.0));
        }
        found.retain(|(_, weight)| *weight > 0.0);
        found.sort_by(|a, b| b.1.total_cmp(&a.1));
        found.into_iter().map(|(reason, _)| reason).collect()
    }
}
