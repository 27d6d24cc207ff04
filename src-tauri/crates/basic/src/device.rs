//! What kind of device took the picture, where maker, model, program or file name leave no doubt. The lists hold only what
//! is certain; an unknown device is no claim.

use pothos_model::{Camera, PhotoFacts};

use crate::claim::Claims;
use crate::phrase::capital;
use crate::term::Term;

/// Phones: maker, and how its phones' models begin. The same makers' tablets and watches begin otherwise, or say `pad` or
/// `tab`.
#[rustfmt::skip]
const PHONES: [(&str, &[&str]); 17] = [
    ("apple", &["iphone"]),
    ("google", &[
        "pixel xl", "pixel 2", "pixel 3", "pixel 4", "pixel 5", "pixel 6", "pixel 7", "pixel 8", "pixel 9", "pixel 1",
        "nexus 4", "nexus 5", "nexus 6",
    ]),
    ("samsung", &[
        "sm-a", "sm-e", "sm-f", "sm-g", "sm-j", "sm-m", "sm-n", "sm-s", "gt-i9", "galaxy s2", "galaxy z",
    ]),
    ("huawei", &[
        "ana-", "ane-", "clt-", "ele-", "els-", "eml-", "eva-", "lya-", "mar-", "noh-", "vog-", "vtr-", "huawei p",
        "huawei mate",
    ]),
    ("xiaomi", &["mi ", "redmi", "xiaomi 1", "poco"]),
    ("redmi", &["redmi"]),
    ("poco", &["poco"]),
    ("oneplus", &["oneplus", "in20", "le21", "ne22", "gm19", "hd19", "cph"]),
    ("oppo", &["cph", "oppo r", "oppo find", "oppo reno"]),
    ("vivo", &["vivo"]),
    ("realme", &["rmx"]),
    ("motorola", &["moto", "xt1"]),
    ("nokia", &["lumia 5", "lumia 6", "lumia 7", "lumia 8", "lumia 9", "lumia 1", "nokia g", "nokia x", "nokia 8"]),
    ("sony", &["xperia", "xq-"]),
    ("lge", &["lg-d", "lg-e", "lg-f", "lg-h", "lg-k", "lg-m", "lg-p", "lm-g", "lm-q", "lm-v", "lm-x", "nexus"]),
    ("htc", &["htc one", "htc u", "htc desire", "desire"]),
    ("fairphone", &["fp"]),
];

/// Scanners that take film only, by maker or model, lower case.
const FILM_SCANNERS: [&str; 9] = [
    "coolscan",
    "opticfilm",
    "flextight",
    "dimage scan",
    "primefilm",
    "filmscan",
    "noritsu",
    "pakon",
    "sp-3000",
];

/// Scanners and scanning programs that take film and paper, lower case.
const SCANNERS: [&str; 9] = [
    "silverfast",
    "vuescan",
    "epson scan",
    "perfection v",
    "perfection 4",
    "canoscan",
    "scanjet",
    "scansnap",
    "naps2",
];

/// Programs that do nothing but screenshots, lower case.
const SHOOTERS: [&str; 7] = [
    "gnome-screenshot",
    "greenshot",
    "flameshot",
    "sharex",
    "snipping tool",
    "spectacle",
    "shutter screenshot",
];

/// How systems name screenshots, lower case; what follows is a date or a counter.
const SHOT_NAMES: [&str; 14] = [
    "screenshot from ",
    "screenshot at ",
    "screenshot_",
    "screenshot-",
    "screenshot (",
    "screenshot ",
    "screen shot ",
    "bildschirmfoto ",
    "capture d’écran ",
    "captura de pantalla ",
    "屏幕截图",
    "屏幕快照",
    "截屏",
    "截图",
];

/// What took it.
pub(crate) fn claims(facts: &PhotoFacts, display_name: &str, claims: &mut Claims) {
    let Camera { make, model, .. } = &facts.camera;
    let make = make.as_deref().unwrap_or_default().to_lowercase();
    let model = model.as_deref().unwrap_or_default().to_lowercase();
    let software = facts.software.as_deref().unwrap_or_default().to_lowercase();
    let name = name(facts);
    let device = format!("{make} {model}");
    let any = |names: &[&str], text: &str| names.iter().any(|name| text.contains(name));
    if any(&FILM_SCANNERS, &device) || any(&FILM_SCANNERS, &software) {
        let by = if any(&FILM_SCANNERS, &device) { &name } else { &facts.software };
        let by = by.clone().unwrap_or_default();
        claims.add(
            Term::FilmScan,
            format!("Scanned with a film scanner: {by}"),
            format!("由胶片扫描仪扫描：{by}"),
        );
    } else if any(&SCANNERS, &device) || any(&SCANNERS, &software) {
        let by = if any(&SCANNERS, &device) { &name } else { &facts.software };
        let by = by.clone().unwrap_or_default();
        claims.add(Term::Scan, format!("Scanned with {by}"), format!("由 {by} 扫描"));
    } else if let Some(because) = screenshot(facts, display_name, &software) {
        let (english, chinese) = because;
        claims.add(Term::Screenshot, english, chinese);
    } else if let Some(name) = name {
        let (term, english, chinese) = if is_drone(&make, &model) {
            (Term::Drone, "the camera of a drone", "无人机相机")
        } else if is_action_camera(&make, &model) {
            (Term::ActionCamera, "an action camera", "运动相机")
        } else if is_phone(&make, &model) {
            (Term::PhoneCamera, "a phone", "手机")
        } else {
            return;
        };
        claims.add(term, format!("{name} is {english}"), format!("{name} 是{chinese}"));
    }
}

/// `NIKON CORPORATION` and `Z 6` are a NIKON Z 6.
pub(crate) fn name(facts: &PhotoFacts) -> Option<String> {
    let make = facts.camera.make.as_deref().and_then(|make| make.split([' ', ',']).next());
    // Samsung writes itself small.
    let make = make.filter(|make| !make.is_empty()).map(|make| {
        if make.chars().all(|c| c.is_ascii_lowercase()) { capital(make) } else { make.to_owned() }
    });
    match (make.as_deref(), facts.camera.model.as_deref()) {
        (Some(make), Some(model)) if model.to_lowercase().starts_with(&make.to_lowercase()) => {
            Some(model.to_owned())
        }
        (Some(make), Some(model)) => Some(format!("{make} {model}")),
        (None, Some(model)) => Some(model.to_owned()),
        (Some(make), None) => Some(make.to_owned()),
        (None, None) => None,
    }
}

/// DJI's drones call their cameras FC and a number, but FC350 and FC550 hang under the hand-held Osmo too. Hasselblad's
/// L1D, L2D and L3D fly on the Mavic. The others make nothing but drones, or say so.
fn is_drone(make: &str, model: &str) -> bool {
    let starts = |names: &[&str]| names.iter().any(|name| model.starts_with(name));
    match make.split([' ', ',']).next().unwrap_or_default() {
        "dji" => {
            let camera =
                model.strip_prefix("fc").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            (camera && !starts(&["fc350", "fc550"]))
                || starts(&["mavic", "m3e", "m3t", "m3m", "m30", "m4e", "m4t"])
        }
        "hasselblad" => starts(&["l1d-", "l2d-", "l3d-"]),
        "parrot" => starts(&["anafi", "bebop", "disco"]),
        "skydio" => !model.is_empty(),
        "autel" => starts(&["xt7", "xl7", "evo"]),
        _ => false,
    }
}

fn is_action_camera(make: &str, model: &str) -> bool {
    let gopro = make.starts_with("gopro") && (model.contains("hero") || model.contains("max"));
    let sony = make.starts_with("sony") && (model.starts_with("hdr-as") || model.starts_with("fdr-x"));
    gopro || sony || model.contains("osmo action") || model.contains("osmoaction")
}

fn is_phone(make: &str, model: &str) -> bool {
    let first = make.split([' ', ',']).next().unwrap_or_default();
    PHONES
        .iter()
        .any(|(maker, models)| *maker == first && models.iter().any(|begin| model.starts_with(begin)))
        && !model.contains("pad")
        && !model.contains("tab")
}

/// A screenshot has no camera and no exposure; its program or its name says the rest.
fn screenshot(facts: &PhotoFacts, display_name: &str, software: &str) -> Option<(String, String)> {
    let camera = facts.camera != Camera::default();
    let exposed = facts.exposure.seconds.is_some() || facts.exposure.aperture.is_some();
    if camera || exposed {
        return None;
    }
    if SHOOTERS.iter().any(|shooter| software.contains(shooter)) {
        let by = facts.software.as_deref().unwrap_or_default();
        return Some((format!("Written by {by}"), format!("由 {by} 生成")));
    }
    let lower = display_name.to_lowercase();
    let dated = SHOT_NAMES.iter().any(|name| {
        lower
            .strip_prefix(name)
            .is_some_and(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit()))
    });
    let plain = ["screenshot.png", "截图.png", "屏幕截图.png"].contains(&lower.as_str());
    (dated || plain).then(|| {
        (
            "Its name is that of a screenshot, and it has no camera".to_owned(),
            "文件名为截图，且没有相机信息".to_owned(),
        )
    })
}
