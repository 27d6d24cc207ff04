//! What kind of device took it, where that is certain.

use pothos_model::Exposure;

use crate::case::{Case, case};

const KINDS: &[&str] = &["drone", "action camera", "phone camera", "film scan", "scan", "screenshot"];

fn by(make: &str, model: &str, has: &'static [&'static str]) -> Case {
    case("a camera").camera(make, model).has(has)
}

pub fn cases() -> Vec<Case> {
    vec![
        by("DJI", "FC3170", &["drone"])
            .because("drone", "DJI FC3170 is the camera of a drone")
            .because("DJI FC3170", "The file names this camera")
            .lacks(&["aerial", "phone camera"]),
        by("Hasselblad", "L1D-20c", &["drone"]),
        by("Parrot", "Anafi", &["drone"]),
        by("DJI", "FC350", &["DJI FC350"]).lacks(KINDS),
        by("DJI", "Osmo Pocket", &["DJI Osmo Pocket"]).lacks(KINDS),
        by("DJI", "Osmo Action", &["action camera"]).lacks(&["drone"]),
        by("Hasselblad", "X2D 100C", &["Hasselblad X2D 100C"]).lacks(KINDS),
        by("GoPro", "HERO9 Black", &["action camera"]),
        by("Apple", "iPhone 12 Pro", &["phone camera"])
            .because("phone camera", "Apple iPhone 12 Pro is a phone"),
        by("Apple", "iPad Pro", &["Apple iPad Pro"]).lacks(KINDS),
        by("Google", "Pixel 7", &["phone camera"]),
        by("samsung", "SM-S918B", &["phone camera"]).because("phone camera", "Samsung SM-S918B is a phone"),
        by("samsung", "SM-T870", &["samsung SM-T870"]).lacks(KINDS),
        by("SAMSUNG", "NX500", &["SAMSUNG NX500"]).lacks(KINDS),
        by("Canon", "EOS R6", &["Canon EOS R6"]).lacks(KINDS),
        by("Sony", "ILCE-7M4", &["Sony ILCE-7M4"]).lacks(KINDS),
        case("a film scanner keeps its date and claims no hour")
            .camera("Nikon", "SUPER COOLSCAN 5000 ED")
            .taken("2009-02-14T22:30:00", 60)
            .at(60.39, 5.32)
            .has(&["film scan"])
            .lacks(&["winter", "night", "late evening", "after dark"])
            .says("Film scan dated 14 February 2009."),
        case("a scanning program")
            .facts(|facts| facts.software = Some("SilverFast 8.8".to_owned()))
            .taken("2009-02-14T10:30:00", None)
            .has(&["scan"])
            .lacks(&["morning", "film scan"])
            .because("scan", "Scanned with SilverFast 8.8"),
        case("a screenshot by its name")
            .named("Screenshot 2024-01-05 at 10.00.00.png")
            .taken("2024-01-05T10:00:00", None)
            .has(&["screenshot"])
            .lacks(&["morning", "high key", "low key"])
            .title("Screenshot, 5 January 2024")
            .because("screenshot", "Its name is that of a screenshot, and it has no camera"),
        case("a screenshot by its program")
            .facts(|facts| facts.software = Some("gnome-screenshot".to_owned()))
            .has(&["screenshot"])
            .because("screenshot", "Written by gnome-screenshot"),
        case("Android's screenshots").named("Screenshot_20240105-101010.png").has(&["screenshot"]),
        case("a camera takes no screenshots")
            .named("Screenshot_20240105-101010.png")
            .camera("Canon", "EOS R6")
            .facts(|facts| facts.exposure = Exposure { seconds: Some(0.01), ..Exposure::default() })
            .lacks(&["screenshot"]),
        case("a name that only begins like one").named("Screenshots of Rome.png").lacks(&["screenshot"]),
    ]
}
