//! Measured quality of a photo, with the reasons behind the score.

use serde::{Deserialize, Serialize};

/// A colour in sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Colour {
    /// Red, 0 to 255.
    pub r: u8,
    /// Green, 0 to 255.
    pub g: u8,
    /// Blue, 0 to 255.
    pub b: u8,
    /// Share of the picture, 0 to 100 per cent.
    pub percent: u8,
}

/// Why a score is what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QualityReason {
    /// Fine detail is crisp.
    Sharp,
    /// Little fine detail, for a cause that the pixels do not tell for certain.
    Soft,
    /// Blurred in one direction: the camera or the subject moved.
    MotionBlur,
    /// Blurred in every direction: out of focus.
    Defocus,
    /// Highlights are clipped to white.
    ClippedHighlights,
    /// One or two colour channels are clipped over an area that is not white.
    ClippedColour,
    /// Shadows are clipped to black.
    ClippedShadows,
    /// The picture as a whole is dark.
    Dark,
    /// The picture as a whole is bright.
    Bright,
    /// Tones lie close together.
    LowContrast,
    /// Colours are strong.
    Colourful,
    /// No colour to speak of.
    Monochrome,
    /// Visible noise in flat areas.
    Noisy,
    /// Nothing stands out against it.
    WellExposed,
}

impl QualityReason {
    /// Every reason.
    pub const ALL: [QualityReason; 14] = [
        QualityReason::Sharp,
        QualityReason::Soft,
        QualityReason::MotionBlur,
        QualityReason::Defocus,
        QualityReason::ClippedHighlights,
        QualityReason::ClippedColour,
        QualityReason::ClippedShadows,
        QualityReason::Dark,
        QualityReason::Bright,
        QualityReason::LowContrast,
        QualityReason::Colourful,
        QualityReason::Monochrome,
        QualityReason::Noisy,
        QualityReason::WellExposed,
    ];

    /// The stored and wire name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            QualityReason::Sharp => "sharp",
            QualityReason::Soft => "soft",
            QualityReason::MotionBlur => "motion_blur",
            QualityReason::Defocus => "defocus",
            QualityReason::ClippedHighlights => "clipped_highlights",
            QualityReason::ClippedColour => "clipped_colour",
            QualityReason::ClippedShadows => "clipped_shadows",
            QualityReason::Dark => "dark",
            QualityReason::Bright => "bright",
            QualityReason::LowContrast => "low_contrast",
            QualityReason::Colourful => "colourful",
            QualityReason::Monochrome => "monochrome",
            QualityReason::Noisy => "noisy",
            QualityReason::WellExposed => "well_exposed",
        }
    }

    /// The reason with that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }
}

/// The figures, each 0 to 100 unless said otherwise, higher is more of it.
///
/// Stored; a field that came later has a default, so that what was stored before it still reads.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    /// The overall score; higher is better.
    pub score: u8,
    /// How narrow the edges are where the subject is; higher is sharper, and 40 says nothing either way.
    pub sharpness: u8,
    /// How well the light was caught; 100 is best, 0 is all clipped or black.
    pub exposure: u8,
    /// Spread of the tones.
    pub contrast: u8,
    /// Strength of the colours (Hasler and Süsstrunk 2003, scaled).
    pub colourfulness: u8,
    /// Noise; higher is noisier.
    pub noise: u8,
    /// Share of pixels with every channel clipped to white, 0 to 1.
    pub clipped_high: f32,
    /// Share of pixels with every channel clipped to black, 0 to 1.
    pub clipped_low: f32,
    /// Share of pixels with the red, green, blue channel clipped to its greatest value, 0 to 1.
    #[serde(default)]
    pub clipped_high_rgb: [f32; 3],
    /// Share of pixels with the red, green, blue channel clipped to zero, 0 to 1.
    #[serde(default)]
    pub clipped_low_rgb: [f32; 3],
    /// Mean luma, 0 to 255.
    pub mean_luma: f32,
    /// Why the score is what it is, the weightiest first.
    pub reasons: Vec<QualityReason>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_its_own_name_and_comes_back_by_it() {
        for reason in QualityReason::ALL {
            assert_eq!(QualityReason::from_name(reason.name()), Some(reason));
        }
    }
}
