//! How far away the subject was: magnification, depth of field, and the camera's own coarse range. A range and a distance
//! that contradict each other are both left aside.

use pothos_model::{Exposure, Language, SceneFacts, SubjectRange};

use crate::claim::Claims;
use crate::phrase::{self, decimal};
use crate::term::Term;

/// Half life size on a 36x24 mm frame: 72 mm fill the width.
const MACRO: f64 = 0.5;
/// A tenth of life size: a face's eyes and mouth fill the frame (close-up range, Ray, "Applied Photographic Optics").
const CLOSE_UP: f64 = 0.1;
/// Beyond five times life size a microscope is at work, or a number is wrong.
const IMPOSSIBLE: f64 = 5.0;
/// Metres from which everything is far for every lens that is carried.
const FAR: f64 = 100.0;
/// Zone of sharpness, as a share of the distance, that is shallow to every eye.
const SHALLOW: f64 = 0.1;
/// Circle of confusion on a 36x24 mm frame, in mm (the usual 1/1500 of the diagonal).
const CONFUSION: f64 = 0.029;

/// What distance and focal length show.
pub(crate) fn claims(scene: &SceneFacts, exposure: &Exposure, claims: &mut Claims) {
    let metres = scene.subject_distance_m.filter(|metres| metres.is_finite() && *metres > 0.0);
    let range = scene.subject_range.filter(|range| metres.is_none_or(|metres| agrees(*range, metres)));
    let distance = metres.filter(|_| range == scene.subject_range);
    if let Some(metres) = distance {
        measured(metres, exposure, claims);
    }
    let near = claims.has(Term::Macro) || claims.has(Term::CloseUp);
    match range {
        Some(SubjectRange::Macro) if !near => claims.add(
            Term::MacroRange,
            "The camera noted a subject in its macro range",
            "相机记录被摄体位于近摄范围",
        ),
        Some(SubjectRange::Close) if !near => {
            claims.add(Term::CloseRange, "The camera noted a near subject", "相机记录被摄体距离较近");
        }
        Some(SubjectRange::Distant) if !claims.has(Term::DistantView) => {
            claims.add(Term::DistantView, "The camera noted a distant subject", "相机记录被摄体距离较远");
        }
        _ => {}
    }
}

fn agrees(range: SubjectRange, metres: f64) -> bool {
    match range {
        SubjectRange::Macro => metres <= 1.5,
        SubjectRange::Close => (0.05..=6.0).contains(&metres),
        SubjectRange::Distant => metres >= 10.0,
    }
}

fn measured(metres: f64, exposure: &Exposure, claims: &mut Claims) {
    let far = |language| phrase::distance(metres, language);
    if metres >= FAR {
        claims.add(
            Term::DistantView,
            format!("The subject was {} away", far(Language::English)),
            format!("被摄体距离 {}", far(Language::Chinese)),
        );
    }
    let Some(focal) = exposure.focal_mm.filter(|mm| mm.is_finite() && *mm > 0.0) else { return };
    // What fills a small sensor is small, too: the equivalent magnification is what the eye sees.
    let crop = exposure.focal_35mm.map(|full| full / focal).filter(|crop| (0.5..=12.0).contains(crop));
    let subject = metres * 1000.0;
    if subject <= focal {
        return;
    }
    // Thin lens: m = f / (D - f).
    let magnification = focal / (subject - focal) * crop.unwrap_or(1.0);
    let near = (CLOSE_UP..=IMPOSSIBLE).contains(&magnification);
    if near {
        let term = if magnification >= MACRO { Term::Macro } else { Term::CloseUp };
        claims.add(
            term,
            format!("The subject was {} away, at {} mm", far(Language::English), decimal(focal)),
            format!("被摄体距离 {}，焦距 {} mm", far(Language::Chinese), decimal(focal)),
        );
    }
    if let Some(depth) =
        crop.zip(exposure.aperture).and_then(|(crop, n)| depth(focal, n, subject, CONFUSION / crop))
        && depth <= SHALLOW * subject
        && magnification <= IMPOSSIBLE
    {
        let metres = depth / 1000.0;
        claims.add(
            Term::ShallowDepthOfField,
            format!(
                "About {} in focus, at a distance of {}",
                phrase::distance(metres, Language::English),
                far(Language::English)
            ),
            format!(
                "清晰范围约 {}，拍摄距离 {}",
                phrase::distance(metres, Language::Chinese),
                far(Language::Chinese)
            ),
        );
    }
}

/// The depth of field in mm, if it ends somewhere: from D(H-f)/(H+D-2f) to D(H-f)/(H-D) with the hyperfocal distance
/// H = f²/(Nc) + f (Ray, "Applied Photographic Optics", ch. 22).
fn depth(focal: f64, f_number: f64, subject: f64, confusion: f64) -> Option<f64> {
    let hyperfocal = focal * focal / (f_number * confusion) + focal;
    let near = subject * (hyperfocal - focal) / (hyperfocal + subject - 2.0 * focal);
    let far = subject * (hyperfocal - focal) / (hyperfocal - subject);
    (f_number > 0.0 && subject < hyperfocal)
        .then_some(far - near)
        .filter(|depth| depth.is_finite() && *depth > 0.0)
}
