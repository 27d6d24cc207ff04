//! Season, part of the day and sun as claims, each with its fact.

use pothos_model::Language;

use crate::claim::Claims;
use crate::moment::Moment;
use crate::phrase;
use crate::sky::Sky;
use crate::term::{DayPart, SunWord, Term};

/// What the moment says.
pub(crate) fn claims(moment: &Moment, latitude: Option<f64>, claims: &mut Claims) {
    let clock = moment.clock;
    if let (Some(season), Some(latitude)) = (moment.season, latitude) {
        let (side, there) = if latitude < 0.0 { ("south", "以南") } else { ("north", "以北") };
        let tropic = if latitude < 0.0 { "南回归线" } else { "北回归线" };
        let name = phrase::term(Term::Season(season), Language::English);
        let named = phrase::term(Term::Season(season), Language::Chinese);
        claims.add(
            Term::Season(season),
            format!("{} is {name} {side} of the tropics", phrase::month(clock.month(), Language::English)),
            format!("{}在{tropic}{there}属于{named}", phrase::month(clock.month(), Language::Chinese)),
        );
    }
    if let Some(part) = moment.part {
        let time = format!("{:02}:{:02}", clock.hour(), clock.minute());
        let dark = moment.sky.as_ref().filter(|sky| part == DayPart::Night && sky.is_dark() == Some(true));
        let (english, chinese) = dark.map(stood).map_or_else(Default::default, |(english, chinese)| {
            (format!(", and {}", english.replacen("The", "the", 1)), format!("，{chinese}"))
        });
        claims.add(
            Term::Part(part),
            format!("The clock showed {time}{english}"),
            format!("时钟显示 {time}{chinese}"),
        );
    }
    for word in moment.sky.iter().flat_map(|sky| &sky.words) {
        // "Night" says it already.
        let said = moment.part == Some(DayPart::Night)
            && matches!(word, SunWord::AfterDark | SunWord::BeforeDawn | SunWord::Dawn | SunWord::Dusk);
        // Where the clock runs far ahead, the sun's noon is the clock's afternoon: two words that would quarrel.
        let other_hour =
            *word == SunWord::MiddaySun && moment.part.is_some_and(|part| part != DayPart::Midday);
        if let Some(sky) = moment.sky.as_ref().filter(|_| !said && !other_hour) {
            let (english, chinese) = reason(*word, sky);
            claims.add(Term::Sun(*word), english, chinese);
        }
    }
}

fn reason(word: SunWord, sky: &Sky) -> (String, String) {
    let (english, chinese) = stood(sky);
    match word {
        SunWord::PolarNight => {
            ("The sun did not rise there on that day".to_owned(), "当地当天太阳没有升起".to_owned())
        }
        SunWord::MidnightSun => (
            format!("{english} near midnight and did not set that day"),
            format!("午夜前后{chinese}，当天不落"),
        ),
        SunWord::AroundSunrise | SunWord::Dawn => {
            (format!("{english}, rising"), format!("{chinese}，正在升起"))
        }
        SunWord::AroundSunset | SunWord::Dusk => {
            (format!("{english}, setting"), format!("{chinese}，正在落下"))
        }
        SunWord::MiddaySun => (format!("{english}, near its highest"), format!("{chinese}，接近当天最高点")),
        SunWord::GoldenHour | SunWord::BlueHour | SunWord::BeforeDawn | SunWord::AfterDark => {
            (english, chinese)
        }
    }
}

/// Where the sun stood, as a sentence without its full stop.
pub(crate) fn stood(sky: &Sky) -> (String, String) {
    let (low, high) = (sky.low.round(), sky.high.round());
    if !sky.certain {
        return if high <= 0.0 {
            (
                format!("The sun stood at least {}° below the horizon, whatever the time zone", -high),
                format!("无论哪个时区，太阳都在地平线下至少{}°", -high),
            )
        } else {
            (
                format!("The sun stood between {low}° and {high}°, whatever the time zone"),
                format!("无论哪个时区，太阳高度都在{low}°到{high}°之间"),
            )
        };
    }
    if low == 0.0 {
        ("The sun stood on the horizon".to_owned(), "太阳位于地平线上".to_owned())
    } else if low > 0.0 {
        (format!("The sun stood {low}° above the horizon"), format!("太阳在地平线上方{low}°"))
    } else {
        (format!("The sun stood {}° below the horizon", -low), format!("太阳在地平线下方{}°", -low))
    }
}
