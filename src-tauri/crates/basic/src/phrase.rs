//! The words themselves, in both languages. Knows no facts.

use pothos_model::{Language, QualityReason};

use crate::moment::{DayPart, Light, Season};
use crate::technique::{Shape, Technique};

/// The one of two texts that is in `language`.
pub(crate) fn either(language: Language, english: &'static str, chinese: &'static str) -> &'static str {
    match language {
        Language::English => english,
        Language::Chinese => chinese,
    }
}

pub(crate) fn season(season: Season, language: Language) -> &'static str {
    let (english, chinese) = match season {
        Season::Spring => ("spring", "春季"),
        Season::Summer => ("summer", "夏季"),
        Season::Autumn => ("autumn", "秋季"),
        Season::Winter => ("winter", "冬季"),
    };
    either(language, english, chinese)
}

pub(crate) fn part(part: DayPart, language: Language) -> &'static str {
    let (english, chinese) = match part {
        DayPart::EarlyMorning => ("early morning", "清晨"),
        DayPart::Morning => ("morning", "上午"),
        DayPart::Midday => ("midday", "中午"),
        DayPart::Afternoon => ("afternoon", "下午"),
        DayPart::Evening => ("evening", "傍晚"),
        DayPart::LateEvening => ("late evening", "晚间"),
        DayPart::Night => ("night", "夜间"),
    };
    either(language, english, chinese)
}

pub(crate) fn light(light: Light, language: Language) -> &'static str {
    let (english, chinese) = match light {
        Light::GoldenHour => ("golden hour", "黄金时刻"),
        Light::BlueHour => ("blue hour", "蓝调时刻"),
    };
    either(language, english, chinese)
}

pub(crate) fn month(month: i8, language: Language) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    match language {
        Language::English => {
            let index = usize::try_from(month - 1).unwrap_or_default();
            MONTHS.get(index).copied().unwrap_or_default().to_owned()
        }
        Language::Chinese => format!("{month}月"),
    }
}

pub(crate) fn technique(technique: Technique, language: Language) -> &'static str {
    let (english, chinese) = match technique {
        Technique::LongExposure => ("long exposure", "长曝光"),
        Technique::FastShutter => ("fast shutter", "高速快门"),
        Technique::ShallowDepthOfField => ("shallow depth of field", "浅景深"),
        Technique::WideAperture => ("wide aperture", "大光圈"),
        Technique::HighIso => ("high ISO", "高感光度"),
        Technique::Flash => ("flash", "闪光灯"),
        Technique::UltraWideAngle => ("ultra wide angle", "超广角"),
        Technique::WideAngle => ("wide angle", "广角"),
        Technique::ShortTelephoto => ("short telephoto", "中长焦"),
        Technique::Telephoto => ("telephoto", "长焦"),
        Technique::MacroLens => ("macro lens", "微距镜头"),
        Technique::Monochrome => ("monochrome", "单色"),
        Technique::HighKey => ("high key", "高调"),
        Technique::LowKey => ("low key", "低调"),
    };
    either(language, english, chinese)
}

pub(crate) fn shape(shape: Shape, language: Language) -> &'static str {
    let (english, chinese) = match shape {
        Shape::Panorama => ("panorama", "全景"),
        Shape::Wide => ("horizontal format", "横幅"),
        Shape::Tall => ("vertical format", "竖幅"),
        Shape::Square => ("square format", "方幅"),
    };
    either(language, english, chinese)
}

pub(crate) fn reason(reason: QualityReason, language: Language) -> &'static str {
    let (english, chinese) = match reason {
        QualityReason::Sharp => ("crisp detail", "细节清晰"),
        QualityReason::Soft => ("soft detail", "细节柔和"),
        QualityReason::ClippedHighlights => ("clipped highlights", "高光溢出"),
        QualityReason::ClippedShadows => ("clipped shadows", "暗部缺失"),
        QualityReason::Dark => ("dark overall", "整体偏暗"),
        QualityReason::Bright => ("bright overall", "整体偏亮"),
        QualityReason::LowContrast => ("low contrast", "对比度低"),
        QualityReason::Colourful => ("strong colours", "色彩浓郁"),
        QualityReason::Monochrome => ("no colour", "无彩色"),
        QualityReason::Noisy => ("visible noise", "噪点可见"),
        QualityReason::WellExposed => ("balanced exposure", "曝光均衡"),
    };
    either(language, english, chinese)
}

/// `a, b and c`.
pub(crate) fn list(items: &[&str], language: Language) -> String {
    match (language, items) {
        (_, []) => String::new(),
        (Language::Chinese, items) => items.join("、"),
        (Language::English, [one]) => (*one).to_owned(),
        (Language::English, [head @ .., last]) => format!("{} and {last}", head.join(", ")),
    }
}

/// The text with its first letter in capital; languages without capitals stay as they are.
pub(crate) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}
