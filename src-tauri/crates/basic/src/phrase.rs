//! The words themselves, in both languages. Knows no facts.

use pothos_model::{Language, QualityReason};

use crate::term::{DayPart, Season, SunWord, Term};

/// The one of two texts that is in `language`.
pub(crate) fn either<T>(language: Language, english: T, chinese: T) -> T {
    match language {
        Language::English => english,
        Language::Chinese => chinese,
    }
}

/// The term as a tag.
pub(crate) fn term(term: Term, language: Language) -> &'static str {
    let (english, chinese) = match term {
        Term::Season(term) => return season(term, language),
        Term::Part(term) => return part(term, language),
        Term::Sun(term) => return sun(term, language),
        Term::Daylight => ("daylight", "日光"),
        Term::CloudyLight => ("cloudy light", "阴天光线"),
        Term::OpenShade => ("open shade", "阴影光线"),
        Term::TungstenLight => ("tungsten light", "钨丝灯光"),
        Term::FluorescentLight => ("fluorescent light", "荧光灯光"),
        Term::Flash => ("flash", "闪光灯"),
        Term::PortraitMode => ("portrait mode", "人像模式"),
        Term::LandscapeMode => ("landscape mode", "风景模式"),
        Term::NightMode => ("night mode", "夜景模式"),
        Term::SportsMode => ("sports mode", "运动模式"),
        Term::Macro => ("macro", "微距"),
        Term::CloseUp => ("close-up", "特写"),
        Term::MacroRange => ("macro range", "近摄范围"),
        Term::CloseRange => ("close range", "近距离"),
        Term::DistantView => ("distant view", "远景"),
        Term::LongExposure => ("long exposure", "长曝光"),
        Term::FastShutter => ("fast shutter", "高速快门"),
        Term::HighIso => ("high ISO", "高感光度"),
        Term::ShallowDepthOfField => ("shallow depth of field", "浅景深"),
        Term::WideAperture => ("wide aperture", "大光圈"),
        Term::UltraWideAngle => ("ultra wide angle", "超广角"),
        Term::WideAngle => ("wide angle", "广角"),
        Term::ShortTelephoto => ("short telephoto", "中长焦"),
        Term::Telephoto => ("telephoto", "长焦"),
        Term::SuperTelephoto => ("super telephoto", "超长焦"),
        Term::MacroLens => ("macro lens", "微距镜头"),
        Term::FisheyeLens => ("fisheye lens", "鱼眼镜头"),
        Term::TiltShiftLens => ("tilt-shift lens", "移轴镜头"),
        Term::BlackAndWhite => ("black and white", "黑白"),
        Term::Monochrome => ("monochrome", "单色"),
        Term::HighKey => ("high key", "高调摄影"),
        Term::LowKey => ("low key", "低调摄影"),
        Term::Silhouette => ("silhouette", "剪影"),
        Term::Panorama => ("panorama", "全景"),
        Term::PanoramicFormat => ("panoramic format", "宽幅"),
        Term::HorizontalFormat => ("horizontal format", "横构图"),
        Term::VerticalFormat => ("vertical format", "竖构图"),
        Term::SquareFormat => ("square format", "方构图"),
        Term::Burst => ("burst", "连拍"),
        Term::MotionPhoto => ("motion photo", "动态照片"),
        Term::Drone => ("drone", "无人机"),
        Term::ActionCamera => ("action camera", "运动相机"),
        Term::PhoneCamera => ("phone camera", "手机拍摄"),
        Term::FilmScan => ("film scan", "胶片扫描"),
        Term::Scan => ("scan", "扫描件"),
        Term::Screenshot => ("screenshot", "屏幕截图"),
        Term::HighAltitude => ("high altitude", "高海拔"),
        Term::InFlight => ("in flight", "飞行途中"),
    };
    either(language, english, chinese)
}

fn season(season: Season, language: Language) -> &'static str {
    let (english, chinese) = match season {
        Season::Spring => ("spring", "春季"),
        Season::Summer => ("summer", "夏季"),
        Season::Autumn => ("autumn", "秋季"),
        Season::Winter => ("winter", "冬季"),
    };
    either(language, english, chinese)
}

/// `summer 2026`, `2026年夏`.
pub(crate) fn season_of(season: Season, year: i16, language: Language) -> String {
    let name = self::season(season, language);
    match language {
        Language::English => format!("{name} {year}"),
        Language::Chinese => format!("{year}年{}", name.trim_end_matches('季')),
    }
}

fn part(part: DayPart, language: Language) -> &'static str {
    let (english, chinese) = match part {
        DayPart::EarlyMorning => ("early morning", "清晨"),
        DayPart::Morning => ("morning", "上午"),
        DayPart::Midday => ("midday", "中午"),
        DayPart::Afternoon => ("afternoon", "下午"),
        DayPart::EarlyEvening => ("evening", "傍晚"),
        DayPart::Evening => ("evening", "晚上"),
        DayPart::LateEvening => ("late evening", "深夜"),
        DayPart::Night => ("night", "夜间"),
    };
    either(language, english, chinese)
}

fn sun(sun: SunWord, language: Language) -> &'static str {
    let (english, chinese) = match sun {
        SunWord::MidnightSun => ("midnight sun", "午夜太阳"),
        SunWord::PolarNight => ("polar night", "极夜"),
        SunWord::GoldenHour => ("golden hour", "黄金时刻"),
        SunWord::BlueHour => ("blue hour", "蓝调时刻"),
        SunWord::AroundSunrise => ("around sunrise", "日出时分"),
        SunWord::AroundSunset => ("around sunset", "日落时分"),
        SunWord::Dawn => ("dawn", "黎明"),
        SunWord::Dusk => ("dusk", "黄昏"),
        SunWord::BeforeDawn => ("before dawn", "天亮前"),
        SunWord::AfterDark => ("after dark", "天黑后"),
        SunWord::MiddaySun => ("midday sun", "正午阳光"),
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

pub(crate) fn reason(reason: QualityReason, language: Language) -> &'static str {
    let (english, chinese) = match reason {
        QualityReason::Sharp => ("crisp detail", "细节清晰"),
        QualityReason::Soft => ("soft detail", "细节柔和"),
        QualityReason::MotionBlur => ("motion blur", "运动模糊"),
        QualityReason::Defocus => ("out of focus", "脱焦"),
        QualityReason::ClippedHighlights => ("clipped highlights", "高光溢出"),
        QualityReason::ClippedColour => ("clipped colours", "色彩溢出"),
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

/// The parts one after the other, with a space where a Latin word meets a Chinese one, as good typesetting has it.
pub(crate) fn joined(parts: &[&str]) -> String {
    let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let mut text = String::new();
    for part in parts {
        if let (Some(last), Some(first)) = (text.chars().next_back(), part.chars().next())
            && ((last.is_alphabetic() && !han(last) && han(first))
                || (han(last) && first.is_alphabetic() && !han(first))
                || (last == '.' && han(first)))
        {
            text.push(' ');
        }
        text.push_str(part);
    }
    text
}

/// At most one decimal, none where it says nothing.
pub(crate) fn decimal(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    format!("{rounded}")
}

/// `1/125 s`, `0.5 s`, `30 s`.
pub(crate) fn shutter(seconds: f64, language: Language) -> String {
    let unit = either(language, "s", "秒");
    if seconds < 0.3 {
        format!("1/{} {unit}", (1.0 / seconds).round())
    } else {
        format!("{} {unit}", decimal(seconds))
    }
}

/// `12 cm`, `3.2 m`, `650 m`.
pub(crate) fn distance(metres: f64, language: Language) -> String {
    if metres < 0.995 {
        format!("{} {}", decimal(metres * 100.0), either(language, "cm", "厘米"))
    } else if metres < 10.0 {
        format!("{} {}", decimal(metres), either(language, "m", "米"))
    } else {
        format!("{} {}", metres.round(), either(language, "m", "米"))
    }
}
