//! The description: what the file and the pixels' figures say, in sentences that claim no more.

use pothos_model::{Exposure, Language};

use crate::known::Known;
use crate::moment::Moment;
use crate::phrase;

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

/// `18 June 2026`.
pub(crate) fn date(moment: &Moment, language: Language) -> String {
    let (year, month, day) = (moment.clock.year(), moment.clock.month(), moment.clock.day());
    match language {
        Language::English => format!("{day} {} {year}", phrase::month(month, language)),
        Language::Chinese => format!("{year}年{month}月{day}日"),
    }
}

fn taken(known: &Known<'_>) -> Option<String> {
    let language = known.input.language;
    let place = known.input.place.map(|place| {
        let parts = [place.city.as_str(), place.region.as_str()];
        let mut names: Vec<&str> = parts.into_iter().filter(|name| !name.is_empty()).collect();
        names.dedup();
        names.extend(known.country.as_deref());
        names.join(phrase::either(language, ", ", "，"))
    });
    let time = known.moment.as_ref().map(|moment| time(moment, language));
    match (language, place, time) {
        (_, None, None) => None,
        (Language::English, Some(place), Some(time)) => Some(format!("Taken near {place} on {time}.")),
        (Language::English, Some(place), None) => Some(format!("Taken near {place}.")),
        (Language::English, None, Some(time)) => Some(format!("Taken on {time}.")),
        (Language::Chinese, Some(place), Some(time)) => Some(format!("{time}摄于 {place} 附近。")),
        (Language::Chinese, Some(place), None) => Some(format!("摄于 {place} 附近。")),
        (Language::Chinese, None, Some(time)) => Some(format!("{time}拍摄。")),
    }
}

fn time(moment: &Moment, language: Language) -> String {
    let date = date(moment, language);
    if moment.part.is_none() {
        return date;
    }
    let clock = format!("{:02}:{:02}", moment.clock.hour(), moment.clock.minute());
    let light = moment.light.map(|light| phrase::light(light, language));
    match (language, light) {
        (Language::English, Some(light)) => format!("{date} at {clock}, in the {light}"),
        (Language::English, None) => format!("{date} at {clock}"),
        (Language::Chinese, Some(light)) => format!("{date} {clock}（{light}）"),
        (Language::Chinese, None) => format!("{date} {clock} "),
    }
}

fn equipment(known: &Known<'_>) -> Option<String> {
    let language = known.input.language;
    let lens = known.input.facts.camera.lens.as_deref();
    let tools = match (known.camera.as_deref(), lens) {
        (Some(camera), Some(lens)) => {
            format!("{camera}{}{lens}", phrase::either(language, " with ", "，镜头 "))
        }
        (Some(tool), None) | (None, Some(tool)) => tool.to_owned(),
        (None, None) => String::new(),
    };
    let settings = settings(&known.input.facts.exposure, language);
    let (colon, comma, stop) = match language {
        Language::English => (": ", ", ", "."),
        Language::Chinese => ("：", "，", "。"),
    };
    match (tools.is_empty(), settings.is_empty()) {
        (true, true) => None,
        (false, true) => Some(format!("{tools}{stop}")),
        (true, false) => Some(format!("{}{stop}", phrase::capital(&settings.join(comma)))),
        (false, false) => Some(format!("{tools}{colon}{}{stop}", settings.join(comma))),
    }
}

fn settings(exposure: &Exposure, language: Language) -> Vec<String> {
    let mut found = Vec::new();
    match (exposure.focal_mm, exposure.focal_35mm) {
        (Some(mm), Some(full)) if (full - mm).abs() > 1.0 => {
            let equivalent = phrase::either(language, "equivalent to", "等效");
            found.push(format!("{} mm ({equivalent} {} mm)", decimal(mm), decimal(full)));
        }
        (Some(mm), _) => found.push(format!("{} mm", decimal(mm))),
        (None, Some(full)) => {
            found.push(format!("{} mm{}", decimal(full), phrase::either(language, " equivalent", " 等效")));
        }
        (None, None) => {}
    }
    found.extend(exposure.aperture.map(|f_number| format!("f/{}", decimal(f_number))));
    found.extend(exposure.seconds.map(shutter));
    found.extend(exposure.iso.map(|iso| format!("ISO {iso}")));
    if exposure.flash == Some(true) {
        found.push(phrase::either(language, "flash fired", "使用闪光灯").to_owned());
    }
    found
}

/// `1/125 s`, `0.5 s`, `30 s`.
fn shutter(seconds: f64) -> String {
    if seconds < 0.3 { format!("1/{} s", (1.0 / seconds).round()) } else { format!("{} s", decimal(seconds)) }
}

/// At most one decimal, none where it says nothing.
fn decimal(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    format!("{rounded}")
}

fn frame(known: &Known<'_>) -> String {
    let language = known.input.language;
    let (width, height) = (known.input.width, known.input.height);
    let shape = phrase::shape(known.shape, language);
    let techniques: Vec<&str> = known.techniques.iter().map(|t| phrase::technique(*t, language)).collect();
    let colours: Vec<&str> = known.colours.iter().copied().take(3).collect();
    let (comma, mostly, stop) = match language {
        Language::English => (", ", "mostly ", "."),
        Language::Chinese => ("，", "以", "。"),
    };
    let mut text = match language {
        Language::English => format!("{}, {width} x {height} pixels", phrase::capital(shape)),
        Language::Chinese => format!("{shape}，{width} × {height} 像素"),
    };
    if !techniques.is_empty() {
        text.push_str(comma);
        text.push_str(&techniques.join(comma));
    }
    if !colours.is_empty() {
        text.push_str(phrase::either(language, "; ", "；"));
        text.push_str(mostly);
        text.push_str(&phrase::list(&colours, language));
        text.push_str(phrase::either(language, "", "为主"));
    }
    text + stop
}

fn figures(known: &Known<'_>) -> Option<String> {
    let language = known.input.language;
    let reasons: Vec<&str> =
        known.input.quality.reasons.iter().take(3).map(|reason| phrase::reason(*reason, language)).collect();
    if reasons.is_empty() {
        return None;
    }
    let stop = phrase::either(language, ".", "。");
    Some(format!("{}{stop}", phrase::capital(&phrase::list(&reasons, language))))
}
