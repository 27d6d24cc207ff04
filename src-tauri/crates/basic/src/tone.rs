//! What the picture's figures say of its tones: no colour, bright, dark, black shapes before light. A claim needs figures
//! that leave no other reading.

use pothos_model::{Exposure, Quality, QualityReason};

use crate::claim::Claims;
use crate::sky::Sky;
use crate::term::Term;

/// Contrast under which there is no picture to speak of: a cap on the lens, a sheet of paper.
const EMPTY: u8 = 8;
/// Standard deviation of luma at which `Quality::contrast` ends.
const FULL_CONTRAST: f64 = 80.0;

/// What the figures show.
pub(crate) fn claims(quality: &Quality, exposure: &Exposure, sky: Option<&Sky>, claims: &mut Claims) {
    if quality.contrast < EMPTY {
        return;
    }
    if quality.colourfulness == 0 {
        claims.add(Term::BlackAndWhite, "The picture has no colour at all", "画面没有任何彩色");
    } else if quality.reasons.contains(&QualityReason::Monochrome) {
        claims.add(
            Term::Monochrome,
            format!("Colourfulness {} of 100", quality.colourfulness),
            format!("色彩浓度 {}（满分 100）", quality.colourfulness),
        );
    }
    let mean = quality.mean_luma.round();
    let english = format!("Mean brightness {mean} of 255");
    let chinese = format!("平均亮度 {mean}（满分 255）");
    if quality.mean_luma >= 185.0 && quality.clipped_low < 0.01 && quality.contrast <= 60 {
        claims.add(Term::HighKey, english, chinese);
    } else if quality.mean_luma <= 55.0 && quality.clipped_high < 0.02 {
        claims.add(Term::LowKey, english, chinese);
    }
    if let Some(sky) = sky.filter(|sky| sky.certain && (-6.0..=10.0).contains(&sky.low))
        && exposure.flash != Some(true)
        && is_cut_out(quality)
    {
        let share = (quality.clipped_low * 100.0).round();
        let (english, chinese) = crate::daytime::stood(sky);
        claims.add(
            Term::Silhouette,
            format!("{share} % of the picture is black before a bright background. {english}"),
            format!("画面{share}%为纯黑，背景明亮；{chinese}"),
        );
    }
}

/// Whether the tones are two heaps, one of pure black and one of light, with nothing between. With a share p at black
/// and a mean m, the rest has the mean m/(1-p); the variance that the two heaps explain leaves the variance of the rest.
fn is_cut_out(quality: &Quality) -> bool {
    let black = f64::from(quality.clipped_low);
    let rest = 1.0 - black;
    if !(0.2..=0.7).contains(&black) || quality.contrast >= 100 {
        return false;
    }
    let light = f64::from(quality.mean_luma) / rest;
    let deviation = f64::from(quality.contrast) / 100.0 * FULL_CONTRAST;
    let within = (deviation * deviation - black * rest * light * light) / rest;
    // Negative beyond rounding means that the figures do not belong together.
    light >= 110.0 && (-400.0..=40.0 * 40.0).contains(&within)
}
