//! Shutter, aperture, sensitivity, focal length, lens, burst.

use pothos_model::Exposure;

use crate::case::{Case, case};

fn exposed(what: &'static str, exposure: Exposure) -> Case {
    case(what).facts(|facts| facts.exposure = exposure)
}

fn focal(what: &'static str, mm: f64) -> Case {
    exposed(what, Exposure { focal_35mm: Some(mm), ..Exposure::default() })
}

pub fn cases() -> Vec<Case> {
    let none = Exposure::default();
    vec![
        exposed("half a second", Exposure { seconds: Some(0.5), ..none })
            .has(&["long exposure"])
            .because("long exposure", "Shutter time 0.5 s"),
        exposed("four seconds", Exposure { seconds: Some(4.0), ..none })
            .has(&["long exposure"])
            .lacks(&["night", "light trails"])
            .because("long exposure", "Shutter time 4 s"),
        exposed("a third of a second", Exposure { seconds: Some(0.4), ..none }).lacks(&["long exposure"]),
        exposed("a four-thousandth", Exposure { seconds: Some(1.0 / 4000.0), ..none })
            .has(&["fast shutter"])
            .lacks(&["long exposure"])
            .because("fast shutter", "Shutter time 1/4000 s"),
        exposed("a hundred-twenty-fifth", Exposure { seconds: Some(1.0 / 125.0), ..none })
            .lacks(&["fast shutter", "long exposure"]),
        exposed("no time at all", Exposure { seconds: Some(0.0), ..none }).lacks(&["fast shutter"]),
        exposed("ISO 3200", Exposure { iso: Some(3200), ..none })
            .has(&["high ISO"])
            .because("high ISO", "ISO 3200"),
        exposed("ISO 1600", Exposure { iso: Some(1600), ..none }).lacks(&["high ISO"]),
        exposed("f/1.4 and no distance", Exposure { aperture: Some(1.4), ..none })
            .has(&["wide aperture"])
            .lacks(&["shallow depth of field"])
            .because("wide aperture", "Aperture f/1.4"),
        exposed("f/2.8", Exposure { aperture: Some(2.8), ..none }).lacks(&["wide aperture"]),
        exposed(
            "a phone's f/1.7 is its only one",
            Exposure { aperture: Some(1.7), focal_mm: Some(6.9), focal_35mm: Some(25.0), ..none },
        )
        .has(&["wide angle"])
        .lacks(&["wide aperture", "shallow depth of field"]),
        exposed("a phone that keeps its sensor to itself", Exposure { aperture: Some(1.8), ..none })
            .camera("motorola", "moto g(9) plus")
            .has(&["phone camera"])
            .lacks(&["wide aperture"]),
        focal("14 mm", 14.0).has(&["ultra wide angle"]).lacks(&["wide angle", "telephoto"]),
        focal("24 mm", 24.0)
            .has(&["wide angle"])
            .lacks(&["ultra wide angle"])
            .because("wide angle", "24 mm on a 36 × 24 mm frame"),
        focal("50 mm", 50.0).lacks(&["wide angle", "short telephoto", "telephoto"]),
        focal("85 mm", 85.0).has(&["short telephoto"]).lacks(&["telephoto", "portrait"]),
        focal("200 mm", 200.0).has(&["telephoto"]).lacks(&["short telephoto", "super telephoto"]),
        focal("600 mm", 600.0).has(&["super telephoto"]).lacks(&["telephoto"]),
        exposed("200 mm on an unknown sensor", Exposure { focal_mm: Some(200.0), ..none })
            .lacks(&["telephoto", "super telephoto"]),
        case("a macro lens is no macro photo")
            .lens("EF100mm f/2.8L Macro IS USM")
            .has(&["macro lens"])
            .lacks(&["macro", "close-up"])
            .because("macro lens", "The lens calls itself EF100mm f/2.8L Macro IS USM"),
        case("a micro lens is a macro lens")
            .lens("AF-S VR Micro-Nikkor 105mm f/2.8G IF-ED")
            .has(&["macro lens"]),
        case("a zoom that calls itself macro is none").lens("28-70mm F2.8 DG Macro").lacks(&["macro lens"]),
        case("a fisheye lens")
            .lens("EF8-15mm f/4L FISHEYE USM")
            .has(&["fisheye lens"])
            .lacks(&["macro lens"]),
        case("a tilt-shift lens").lens("TS-E24mm f/3.5L II").has(&["tilt-shift lens"]).lacks(&["miniature"]),
        case("a plain lens").lens("RF24-105mm F4 L IS USM").lacks(&[
            "macro lens",
            "fisheye lens",
            "tilt-shift lens",
        ]),
        case("a burst")
            .facts(|facts| facts.scene.burst = Some("6A1F".to_owned()))
            .has(&["burst"])
            .because("burst", "The camera marked it as one of a burst"),
        case("a motion photo")
            .facts(|facts| facts.scene.motion_photo = true)
            .has(&["motion photo"])
            .lacks(&["burst", "video"]),
    ]
}
