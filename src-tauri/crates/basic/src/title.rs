//! The title: where and when, or what the file is called, in at most 50 characters.

use pothos_model::Language;

use crate::file_words;
use crate::known::Known;
use crate::moment::Moment;
use crate::phrase::{self, either};
use crate::term::{DayPart, SunWord, Term, Topic};

/// Characters of a title that lists show.
pub(crate) const MAX: usize = 50;

/// The first of the possible titles that is short enough.
pub(crate) fn compose(known: &Known<'_>) -> String {
    let mut all = candidates(known).into_iter();
    let first = all.next().unwrap_or_default();
    if first.chars().count() <= MAX {
        return first;
    }
    let mut last = first;
    for shorter in all {
        if shorter.chars().count() <= MAX {
            return shorter;
        }
        last = shorter;
    }
    cut(&last)
}

/// The longest first, each shorter one with less in it.
fn candidates(known: &Known<'_>) -> Vec<String> {
    let language = known.input.language;
    let comma = either(language, ", ", "，");
    if known.has(Term::Screenshot) || known.has(Term::Scan) || known.has(Term::FilmScan) {
        let what = known.terms(Topic::Circumstance).next().map_or("", |term| phrase::term(term, language));
        let mut found: Vec<String> = named(known).into_iter().collect();
        let dated = known.moment.as_ref().map(|moment| date(moment, language));
        found.extend(dated.map(|date| format!("{}{comma}{date}", phrase::capital(what))));
        found.push(phrase::capital(what));
        return found;
    }
    if let Some(place) = &known.locality {
        let head = place.head();
        let mut found = Vec::new();
        let around = place.around();
        let wide = |around: &[&str]| match around {
            [.., last] => format!("{head}{comma}{last}"),
            [] => head.clone(),
        };
        if let Some(moment) = &known.moment {
            let when = season_or_month(moment, language);
            if let Some(hour) = hour(known, moment) {
                let full = match language {
                    Language::English => format!("{} {}, {when}", phrase::capital(hour), place.phrase()),
                    Language::Chinese => {
                        format!("{}，{when}", phrase::joined(&[&place.phrase(), "的", hour]))
                    }
                };
                found.push(full);
            }
            found.push(format!("{head}{comma}{when}"));
        } else {
            found.push(wide(&around));
        }
        found.push(head);
        return found;
    }
    let name = named(known);
    match (&known.moment, name) {
        (Some(moment), Some(name)) => vec![format!("{name}{comma}{}", date(moment, language)), name],
        (None, Some(name)) => vec![name],
        (Some(moment), None) => vec![dated(moment, language)],
        (None, None) => untitled(known),
    }
}

/// The words of the file's name; those of a screenshot name the system and not the picture.
fn named(known: &Known<'_>) -> Option<String> {
    file_words::title(known.input.display_name).filter(|_| !known.has(Term::Screenshot))
}

/// The most telling thing about the hour.
fn hour(known: &Known<'_>, moment: &Moment) -> Option<&'static str> {
    let language = known.input.language;
    let suns = [SunWord::MidnightSun, SunWord::PolarNight, SunWord::GoldenHour, SunWord::BlueHour];
    let sun = suns.into_iter().map(Term::Sun).find(|term| known.has(*term));
    let part = moment.part.map(|part| {
        // "京都的夜间" is no Chinese title.
        let night = matches!(part, DayPart::Night | DayPart::Evening) && language == Language::Chinese;
        if night { "夜晚" } else { phrase::term(Term::Part(part), language) }
    });
    sun.map(|term| phrase::term(term, language)).or(part)
}

/// `summer 2026`, or `June 2026` where there are no seasons; `2026年夏`, `2026年6月`.
fn season_or_month(moment: &Moment, language: Language) -> String {
    let (year, month) = (moment.clock.year(), moment.clock.month());
    match (moment.season, language) {
        (Some(season), _) => phrase::season_of(season, year, language),
        (None, Language::English) => format!("{} {year}", phrase::month(month, language)),
        (None, Language::Chinese) => format!("{year}年{month}月"),
    }
}

/// `Evening of 18 June 2026`; the hours after midnight belong to the new day, and the night to both.
fn dated(moment: &Moment, language: Language) -> String {
    let date = date(moment, language);
    let small_hours = moment.clock.hour() < 5;
    match (language, moment.part) {
        (_, None) => date,
        (Language::English, Some(DayPart::Midday)) => format!("Midday on {date}"),
        (Language::English, Some(DayPart::Night)) if small_hours => format!("Small hours of {date}"),
        (Language::English, Some(part)) => {
            format!("{} of {date}", phrase::capital(phrase::term(Term::Part(part), language)))
        }
        (Language::Chinese, Some(DayPart::Night)) if small_hours => format!("{date}凌晨"),
        (Language::Chinese, Some(part)) => format!("{date}{}", phrase::term(Term::Part(part), language)),
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

/// What painters call it: `Untitled, in blue and grey`.
fn untitled(known: &Known<'_>) -> Vec<String> {
    let language = known.input.language;
    let plain = either(language, "Untitled", "无题");
    let tones = [Term::Panorama, Term::BlackAndWhite, Term::LongExposure, Term::Macro];
    let tone = tones.into_iter().find(|term| known.has(*term)).map(|term| phrase::term(term, language));
    let colours: Vec<&str> = known.colours.iter().take(2).map(|(name, _)| *name).collect();
    let colours = Some(colours).filter(|names| !names.is_empty()).map(|names| phrase::list(&names, language));
    let what = match (tone, colours, &known.camera) {
        (Some(tone), _, _) => either(language, format!("{plain}, {tone}"), format!("{plain}（{tone}）")),
        (None, Some(colours), _) => {
            either(language, format!("{plain}, in {colours}"), format!("{plain}（{colours}）"))
        }
        (None, None, Some(camera)) => {
            either(language, format!("{plain}, {camera}"), format!("{plain}（{camera}）"))
        }
        (None, None, None) => plain.to_owned(),
    };
    vec![what, plain.to_owned()]
}

/// Cut after the last word that fits, with an ellipsis.
fn cut(text: &str) -> String {
    let kept: String = text.chars().take(MAX - 1).collect();
    let at_word = kept.rsplit_once(' ').map(|(head, _)| head).filter(|head| head.chars().count() * 2 > MAX);
    let head = at_word.unwrap_or(&kept).trim_end_matches([',', '，', ' ']);
    format!("{head}…")
}
