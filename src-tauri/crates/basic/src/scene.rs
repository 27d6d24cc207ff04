//! What the camera noted about the scene, worded as its note and not as the truth: a white balance left on "cloudy" shows
//! no clouds, so a note that the sun contradicts is dropped.

use pothos_model::{Gps, Light, Program, SceneFacts, SceneType};

use crate::claim::Claims;
use crate::moment::Moment;
use crate::term::{DayPart, Term};

/// Metres above the sea from which the air is thin to everyone.
const THIN_AIR: f64 = 2500.0;
/// Metres above every summit.
const ABOVE_SUMMITS: f64 = 9000.0;

/// What the camera noted.
pub(crate) fn claims(
    scene: &SceneFacts,
    flash: Option<bool>,
    gps: Option<Gps>,
    moment: Option<&Moment>,
    claims: &mut Claims,
) {
    light(scene, flash, moment, claims);
    let mode = match (scene.scene_type, scene.program) {
        (Some(SceneType::Night), _) => Some((Term::NightMode, "night scenes", "夜景")),
        (Some(SceneType::Portrait), _) | (None, Some(Program::Portrait)) => {
            Some((Term::PortraitMode, "portraits", "人像"))
        }
        (Some(SceneType::Landscape), _) | (None, Some(Program::Landscape)) => {
            Some((Term::LandscapeMode, "landscapes", "风景"))
        }
        (None, Some(Program::Action)) => Some((Term::SportsMode, "action", "运动")),
        _ => None,
    };
    if let Some((term, english, chinese)) = mode {
        claims.add(term, format!("The camera was set to {english}"), format!("相机设为{chinese}模式"));
    }
    if scene.burst.is_some() {
        claims.add(Term::Burst, "The camera marked it as one of a burst", "相机标记为连拍中的一张");
    }
    if scene.motion_photo {
        claims.add(Term::MotionPhoto, "The file carries a short film", "文件内含一段短片");
    }
    let altitude = gps.and_then(|gps| gps.altitude_m).filter(|metres| metres.is_finite());
    if let Some(metres) = altitude.filter(|metres| *metres > THIN_AIR) {
        let term = if metres > ABOVE_SUMMITS { Term::InFlight } else { Term::HighAltitude };
        let metres = metres.round();
        claims.add(
            term,
            format!("The position was {metres} m above the sea"),
            format!("拍摄位置海拔 {metres} 米"),
        );
    }
}

fn light(scene: &SceneFacts, flash: Option<bool>, moment: Option<&Moment>, claims: &mut Claims) {
    let by_day = matches!(scene.light, Some(Light::Daylight | Light::Cloudy | Light::Shade));
    let sun_down = moment.is_some_and(|moment| {
        moment.part == Some(DayPart::Night) || moment.sky.as_ref().is_some_and(|sky| sky.low < -6.0)
    });
    let noted = match scene.light {
        Some(Light::Daylight) => (Term::Daylight, "daylight", "日光"),
        Some(Light::Cloudy) => (Term::CloudyLight, "cloudy light", "阴天光线"),
        Some(Light::Shade) => (Term::OpenShade, "open shade", "阴影处的光线"),
        Some(Light::Tungsten) => (Term::TungstenLight, "tungsten lamps", "钨丝灯"),
        Some(Light::Fluorescent) => (Term::FluorescentLight, "fluorescent lamps", "荧光灯"),
        // A white balance set to flash fires none; the exposure says whether it did.
        Some(Light::Flash) | None => return,
    };
    if (by_day && sun_down) || flash == Some(true) {
        return;
    }
    let (term, english, chinese) = noted;
    claims.add(
        term,
        format!("The camera noted {english}, or was set to it"),
        format!("相机记录或设定的光源为{chinese}"),
    );
}
