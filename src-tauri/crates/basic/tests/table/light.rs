//! What lit the scene, by the camera's note; a note that the facts contradict is dropped.

use pothos_model::{Light, Program, SceneType};

use crate::case::{Case, case};

fn lit(what: &'static str, light: Light) -> Case {
    case(what).facts(|facts| facts.scene.light = Some(light))
}

pub fn cases() -> Vec<Case> {
    vec![
        lit("daylight", Light::Daylight)
            .has(&["daylight"])
            .because("daylight", "The camera noted daylight, or was set to it"),
        lit("clouds", Light::Cloudy).has(&["cloudy light"]).lacks(&["daylight", "clouds", "overcast"]),
        lit("shade", Light::Shade).has(&["open shade"]),
        lit("tungsten", Light::Tungsten)
            .has(&["tungsten light"])
            .because("tungsten light", "The camera noted tungsten lamps, or was set to it"),
        lit("fluorescent", Light::Fluorescent).has(&["fluorescent light"]),
        lit("a white balance for flash fires none", Light::Flash)
            .facts(|facts| facts.exposure.flash = Some(false))
            .lacks(&["flash"]),
        lit("a white balance for flash may have fired none", Light::Flash).lacks(&["flash"]),
        case("the flash fired")
            .facts(|facts| facts.exposure.flash = Some(true))
            .has(&["flash"])
            .because("flash", "The flash fired"),
        case("the flash did not fire").facts(|facts| facts.exposure.flash = Some(false)).lacks(&["flash"]),
        lit("daylight at night is a setting", Light::Daylight)
            .taken("2024-12-21T23:30:00", 60)
            .at(59.9139, 10.7522)
            .has(&["night"])
            .lacks(&["daylight"]),
        lit("cloudy light in the small hours is a setting", Light::Cloudy)
            .taken("2024-12-21T02:30:00", None)
            .lacks(&["cloudy light"]),
        lit("daylight under the midnight sun", Light::Daylight)
            .taken("2024-06-21T00:44:00", 120)
            .at(69.6492, 18.9553)
            .has(&["daylight", "midnight sun"]),
        lit("lamps at night", Light::Tungsten)
            .taken("2024-12-21T23:30:00", 60)
            .at(59.9139, 10.7522)
            .has(&["tungsten light", "night"]),
        lit("the flash outshines the lamps", Light::Tungsten)
            .facts(|facts| facts.exposure.flash = Some(true))
            .has(&["flash"])
            .lacks(&["tungsten light"]),
        case("a night program")
            .facts(|facts| facts.scene.scene_type = Some(SceneType::Night))
            .has(&["night mode"])
            .lacks(&["night"])
            .because("night mode", "The camera was set to night scenes"),
        case("a portrait program is a setting and not a portrait")
            .facts(|facts| facts.scene.scene_type = Some(SceneType::Portrait))
            .has(&["portrait mode"])
            .lacks(&["portrait", "person", "people"]),
        case("a landscape program is a setting and not a landscape")
            .facts(|facts| facts.scene.program = Some(Program::Landscape))
            .has(&["landscape mode"])
            .lacks(&["landscape"]),
        case("a program for action")
            .facts(|facts| facts.scene.program = Some(Program::Action))
            .has(&["sports mode"])
            .lacks(&["sport"]),
        case("aperture priority is told and not tagged")
            .facts(|facts| {
                facts.scene.program = Some(Program::AperturePriority);
                facts.exposure.aperture = Some(8.0);
            })
            .lacks(&["aperture priority"])
            .says("Exposure: f/8, aperture priority."),
    ]
}
