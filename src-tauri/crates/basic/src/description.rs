//! The description: what the file and the pixels' figures say, in sentences that claim no more.

use pothos_model::{Exposure, Language, Program, QualityReason};

use crate::known::Known;
use crate::moment::Moment;
use crate::phrase::{self, decimal, either, joined, shutter};
use crate::term::{SunWord, Term, Topic};
use crate::title::date;

/// The description in the language asked for.
pub(crate) fn compose(known: &Known<'_>) -> String {
    let language = known.input.language;
    let sentences: Vec<String> =
        [taken(known), equipment(known), Some(frame(known)), figures(known)].into_iter().flatten().collect();
    match language {
        Language::English => sentences.join(" "),
        Language::Chinese => sentences.concat(),
    }
}

fn taken(known: &Known<'_>) -> Option<String> {
    let language = known.input.language;
    let copy = [Term::Screenshot, Term::FilmScan, Term::Scan].into_iter().find(|term| known.has(*term));
    let place = known.locality.as_ref().map(|locality| locality.full());
    let time = known.moment.as_ref().map(|moment| time(known, moment));
    if let Some(copy) = copy {
        // When a copy was made says nothing about when the picture was.
        let what = phrase::capital(phrase::term(copy, language));
        let dated = time.map(|(time, _)| either(language, format!(" dated {time}"), format!("，日期{time}")));
        return Some(format!("{what}{}{}", dated.unwrap_or_default(), either(language, ".", "。")));
    }
    let (time, mut light) = time.map_or((None, None), |(time, light)| (Some(time), light));
    if let Some(height) = height(known) {
        let comma = either(language, ", ", "，");
        light = Some(light.map_or_else(|| height.clone(), |light| format!("{light}{comma}{height}")));
    }
    match language {
        Language::English => {
            let parts =
                [place, time.map(|time| format!("on {time}")), light.map(|light| format!(", {light}"))];
            let mut text = "Taken".to_owned();
            for part in parts.into_iter().flatten() {
                let gap = if part.starts_with(',') { "" } else { " " };
                text = format!("{text}{gap}{part}");
            }
            (text != "Taken").then(|| format!("{text}."))
        }
        Language::Chinese => {
            let light = light.map(|light| format!("，{light}")).unwrap_or_default();
            match (time, place) {
                (None, None) => None,
                (Some(time), Some(place)) => {
                    let clocked = time.ends_with(|c: char| c.is_ascii_digit());
                    let time = if clocked { format!("{time} ") } else { time };
                    Some(format!("{}{light}。", joined(&[&time, "摄于", &place])))
                }
                (None, Some(place)) => Some(format!("{}{light}。", joined(&["摄于", &place]))),
                (Some(time), None) => Some(format!("摄于{time}{light}。")),
            }
        }
    }
}

/// The date with the clock's time, and what the sun did.
fn time(known: &Known<'_>, moment: &Moment) -> (String, Option<String>) {
    let language = known.input.language;
    let date = date(moment, language);
    if moment.part.is_none() && moment.sky.is_none() {
        return (date, None);
    }
    let clock = format!("{:02}:{:02}", moment.clock.hour(), moment.clock.minute());
    let date = match language {
        Language::English => format!("{date} at {clock}"),
        Language::Chinese => format!("{date} {clock}"),
    };
    let words = moment.sky.iter().flat_map(|sky| &sky.words).copied();
    let light = words.filter(|word| known.has(Term::Sun(*word))).find_map(|word| sentence(word, language));
    (date, light.map(str::to_owned))
}

/// Metres above the sea, where they are worth a word.
fn height(known: &Known<'_>) -> Option<String> {
    let told = known.has(Term::HighAltitude) || known.has(Term::InFlight);
    let metres = known.input.facts.gps?.altitude_m.filter(|_| told)?.round();
    Some(either(known.input.language, format!("{metres} m above the sea"), format!("海拔 {metres} 米")))
}

fn sentence(word: SunWord, language: Language) -> Option<&'static str> {
    let (english, chinese) = match word {
        SunWord::MidnightSun => ("with the midnight sun up", "正值午夜太阳期间"),
        SunWord::PolarNight => ("in the polar night", "正值极夜"),
        SunWord::GoldenHour => ("in the golden hour", "正值黄金时刻"),
        SunWord::BlueHour => ("in the blue hour", "正值蓝调时刻"),
        SunWord::AroundSunrise => ("around sunrise", "正值日出时分"),
        SunWord::AroundSunset => ("around sunset", "正值日落时分"),
        SunWord::Dawn => ("at dawn", "正值黎明"),
        SunWord::Dusk => ("at dusk", "正值黄昏"),
        SunWord::BeforeDawn => ("before dawn", "天尚未亮"),
        SunWord::AfterDark => ("after dark", "天已全黑"),
        SunWord::MiddaySun => return None,
    };
    Some(either(language, english, chinese))
}

fn equipment(known: &Known<'_>) -> Option<String> {
    let language = known.input.language;
    let lens = known.input.facts.camera.lens.as_deref();
    // Phones write their own name into the lens: "iPhone 12 Pro back triple camera 4.2mm f/1.6".
    let model = known.input.facts.camera.model.as_deref().filter(|model| !model.is_empty());
    let lens = lens.filter(|lens| model.is_none_or(|model| !lens.contains(model)));
    let tools = match (known.camera.as_deref(), lens) {
        (Some(camera), Some(lens)) => format!("{camera}{}{lens}", either(language, " with ", "，镜头 ")),
        (Some(tool), None) | (None, Some(tool)) => tool.to_owned(),
        (None, None) => String::new(),
    };
    let mut settings = settings(&known.input.facts.exposure, language);
    settings.extend(program(known));
    settings.extend(subject(known));
    let (colon, comma, stop) = match language {
        Language::English => (": ", ", ", "."),
        Language::Chinese => ("：", "，", "。"),
    };
    match (tools.is_empty(), settings.is_empty()) {
        (true, true) => None,
        (false, true) => Some(format!("{tools}{stop}")),
        (true, false) => {
            let exposure = either(language, "Exposure", "曝光");
            Some(format!("{exposure}{colon}{}{stop}", settings.join(comma)))
        }
        (false, false) => Some(format!("{tools}{colon}{}{stop}", settings.join(comma))),
    }
}

fn settings(exposure: &Exposure, language: Language) -> Vec<String> {
    let mut found = Vec::new();
    match (exposure.focal_mm, exposure.focal_35mm) {
        (Some(mm), Some(full)) if (full - mm).abs() > 1.0 => {
            let equivalent = either(language, "equivalent to", "等效");
            found.push(format!("{} mm ({equivalent} {} mm)", decimal(mm), decimal(full)));
        }
        (Some(mm), _) => found.push(format!("{} mm", decimal(mm))),
        (None, Some(full)) => {
            found.push(format!("{} mm{}", decimal(full), either(language, " equivalent", "（等效）")));
        }
        (None, None) => {}
    }
    if language == Language::Chinese
        && let Some(focal) = found.last_mut()
    {
        *focal = focal.replace(" (", "（").replace(')', "）");
    }
    found.extend(exposure.aperture.map(|f_number| format!("f/{}", decimal(f_number))));
    found.extend(exposure.seconds.filter(|s| *s > 0.0).map(|seconds| shutter(seconds, language)));
    found.extend(exposure.iso.map(|iso| format!("ISO {iso}")));
    if exposure.flash == Some(true) {
        found.push(either(language, "flash fired", "使用闪光灯").to_owned());
    }
    found
}

/// Who chose: only where the photographer did.
fn program(known: &Known<'_>) -> Option<String> {
    let (english, chinese) = match known.input.facts.scene.program? {
        Program::Manual => ("manual exposure", "手动曝光"),
        Program::AperturePriority => ("aperture priority", "光圈优先"),
        Program::ShutterPriority => ("shutter priority", "快门优先"),
        Program::Auto | Program::Creative | Program::Action | Program::Portrait | Program::Landscape => {
            return None;
        }
    };
    Some(either(known.input.language, english, chinese).to_owned())
}

fn subject(known: &Known<'_>) -> Option<String> {
    let language = known.input.language;
    let metres = known.input.facts.scene.subject_distance_m.filter(|m| (0.001..=2000.0).contains(m))?;
    let far = phrase::distance(metres, language);
    Some(either(language, format!("focused at {far}"), format!("对焦距离 {far}")))
}

fn frame(known: &Known<'_>) -> String {
    let language = known.input.language;
    let (width, height) = (known.input.width, known.input.height);
    let panorama = known.has(Term::Panorama);
    let shapes = known.terms(Topic::Frame).filter(|term| !panorama || *term != Term::PanoramicFormat);
    let shapes: Vec<&str> = shapes.map(|term| phrase::term(term, language)).collect();
    // The settings tell of the flash.
    let techniques = known.terms(Topic::Technique).filter(|term| *term != Term::Flash);
    let techniques: Vec<&str> = techniques.map(|term| phrase::term(term, language)).collect();
    let colours: Vec<&str> = known.colours.iter().take(3).map(|(name, _)| *name).collect();
    let comma = either(language, ", ", "，");
    let size = either(language, format!("{width} × {height} pixels"), format!("{width} × {height} 像素"));
    let mut parts = vec![phrase::capital(&shapes.join(comma)), size];
    parts.extend(techniques.into_iter().map(str::to_owned));
    let mut text = parts.join(comma);
    if !colours.is_empty() {
        let colours = phrase::list(&colours, language);
        text.push_str(&either(language, format!("; mostly {colours}"), format!("；以{colours}为主")));
    }
    text + either(language, ".", "。")
}

fn figures(known: &Known<'_>) -> Option<String> {
    let language = known.input.language;
    if known.has(Term::Screenshot) {
        return None;
    }
    let said = |reason: &QualityReason| match reason {
        QualityReason::Monochrome => known.has(Term::BlackAndWhite) || known.has(Term::Monochrome),
        QualityReason::Dark => known.has(Term::LowKey),
        QualityReason::Bright => known.has(Term::HighKey),
        _ => false,
    };
    let reasons = known.input.quality.reasons.iter().filter(|reason| !said(reason));
    let reasons: Vec<&str> = reasons.take(3).map(|reason| phrase::reason(*reason, language)).collect();
    let stop = either(language, ".", "。");
    (!reasons.is_empty()).then(|| format!("{}{stop}", phrase::capital(&phrase::list(&reasons, language))))
}
