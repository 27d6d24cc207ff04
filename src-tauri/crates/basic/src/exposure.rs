//! What shutter, aperture, sensitivity and focal length say. Thresholds are stated; where a fact is missing nothing is
//! claimed.

use pothos_model::{Exposure, Language};

use crate::claim::Claims;
use crate::phrase::{decimal, shutter};
use crate::term::Term;

/// Seconds from which moving things blur in any hand or wind.
const LONG: f64 = 0.5;
/// Seconds up to which most movement stands still.
const SHORT: f64 = 0.001;
const HIGH_ISO: u32 = 3200;
const WIDE_F: f64 = 2.0;

/// What the exposure shows.
pub(crate) fn claims(exposure: &Exposure, claims: &mut Claims) {
    if let Some(seconds) = exposure.seconds {
        let term = (seconds >= LONG).then_some(Term::LongExposure);
        let term = term.or_else(|| (seconds > 0.0 && seconds <= SHORT).then_some(Term::FastShutter));
        if let Some(term) = term {
            claims.add(
                term,
                format!("Shutter time {}", shutter(seconds, Language::English)),
                format!("快门时间 {}", shutter(seconds, Language::Chinese)),
            );
        }
    }
    if let Some(iso) = exposure.iso.filter(|iso| *iso >= HIGH_ISO) {
        claims.add(Term::HighIso, format!("ISO {iso}"), format!("感光度 ISO {iso}"));
    }
    let small = [Term::PhoneCamera, Term::ActionCamera, Term::Drone];
    if let Some(f_number) = exposure.aperture.filter(|f_number| *f_number > 0.0 && *f_number <= WIDE_F)
        && !claims.has(Term::ShallowDepthOfField)
        && !is_small_sensor(exposure)
        && !small.into_iter().any(|device| claims.has(device))
    {
        claims.add(
            Term::WideAperture,
            format!("Aperture f/{}", decimal(f_number)),
            format!("光圈 f/{}", decimal(f_number)),
        );
    }
    if exposure.flash == Some(true) {
        claims.add(Term::Flash, "The flash fired", "闪光灯已闪光");
    }
    if let Some((mm, term)) = exposure.focal_35mm.and_then(|mm| angle(mm).map(|term| (mm, term))) {
        claims.add(
            term,
            format!("{} mm on a 36 × 24 mm frame", decimal(mm)),
            format!("等效 36 × 24 毫米画幅 {} mm", decimal(mm)),
        );
    }
}

/// A phone's f/1.8 is its only aperture and lets in no more than f/8 does on a large sensor: it is no choice.
fn is_small_sensor(exposure: &Exposure) -> bool {
    let crop = exposure.focal_mm.zip(exposure.focal_35mm).map(|(mm, full)| full / mm);
    crop.is_some_and(|crop| crop > 2.1)
}

/// The usual names of focal lengths on a 36x24 mm frame; between 35 and 70 mm there is nothing to say.
fn angle(mm: f64) -> Option<Term> {
    if mm < 6.0 {
        // Nothing but a fisheye is shorter, and its lens says so.
        None
    } else if mm < 20.0 {
        Some(Term::UltraWideAngle)
    } else if mm <= 35.0 {
        Some(Term::WideAngle)
    } else if mm < 70.0 {
        None
    } else if mm <= 135.0 {
        Some(Term::ShortTelephoto)
    } else if mm < 400.0 {
        Some(Term::Telephoto)
    } else {
        Some(Term::SuperTelephoto)
    }
}
