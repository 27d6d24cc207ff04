//! Facts to words: composes the title, the description, the categories and the tags.

use pothos_model::{Language, NewWord, PhotoFacts, WordKind, fold_word};

use crate::country::country;
use crate::known::{BasicInput, Known};
use crate::moment::Moment;
use crate::technique::{Shape, Technique, shape, techniques};
use crate::{colour, description, file_words, phrase};

const MAX_TITLE: usize = 200;
const MAX_DESCRIPTION: usize = 1000;
const MAX_CATEGORIES: usize = 5;
const MAX_TAGS: usize = 10;
const MAX_TAG_CHARS: usize = 50;

/// Title, description, categories and tags from facts alone, within the limits: one title of at most 200
/// characters, one description of at most 1000, at most five categories and ten tags.
#[must_use]
pub fn words(input: &BasicInput<'_>) -> Vec<NewWord> {
    let known = Known {
        input,
        moment: input.facts.taken.and_then(|taken| Moment::of(taken, input.facts.gps)),
        techniques: techniques(input.facts, input.quality),
        shape: shape(input.width, input.height),
        colours: colour::names(input.colours, 12, input.language),
        country: input.place.map(|place| {
            country(&place.country_code, input.language).map_or_else(|| place.country.clone(), str::to_owned)
        }),
        camera: camera(input.facts),
    };
    let mut words = Vec::new();
    let mut add = |kind: WordKind, text: &str, limit: usize| {
        let text: String = text.trim().chars().take(limit).collect();
        if !text.is_empty() {
            words.push(NewWord::new(kind, text));
        }
    };
    add(WordKind::Title, &title(&known), MAX_TITLE);
    add(WordKind::Description, &description::compose(&known), MAX_DESCRIPTION);
    for category in distinct(categories(&known)).into_iter().take(MAX_CATEGORIES) {
        add(WordKind::Category, &phrase::capital(&category), MAX_TAG_CHARS);
    }
    for tag in distinct(tags(&known)).into_iter().take(MAX_TAGS) {
        add(WordKind::Tag, &tag, MAX_TAG_CHARS);
    }
    words
}

fn title(known: &Known<'_>) -> String {
    let language = known.input.language;
    let city = known.input.place.map(|place| place.city.as_str());
    match (city, &known.moment) {
        (Some(city), Some(moment)) => {
            let season = moment.season.map(|s| phrase::season(s, language).to_owned());
            let time = season.unwrap_or_else(|| phrase::month(moment.clock.month(), language));
            let part = moment.part.map_or("", |part| phrase::part(part, language));
            let year = moment.clock.year();
            match language {
                Language::English if part.is_empty() => format!("{city}, {time} {year}"),
                Language::English => format!("{city}, {time} {part} {year}"),
                Language::Chinese => format!("{city}，{year}年{time}{part}"),
            }
        }
        (Some(city), None) => {
            let comma = phrase::either(language, ", ", "，");
            known
                .country
                .as_ref()
                .map_or_else(|| city.to_owned(), |country| format!("{city}{comma}{country}"))
        }
        (None, Some(moment)) => {
            let date = description::date(moment, language);
            let part = moment.part.map(|part| phrase::part(part, language));
            match (language, part) {
                (_, None) => date,
                (Language::English, Some(part)) => format!("{} of {date}", phrase::capital(part)),
                (Language::Chinese, Some(part)) => format!("{date}{part}"),
            }
        }
        (None, None) => file_words::title(known.input.display_name).unwrap_or_else(|| untitled(known)),
    }
}

fn untitled(known: &Known<'_>) -> String {
    let language = known.input.language;
    let what = known.camera.clone().unwrap_or_else(|| phrase::shape(known.shape, language).to_owned());
    format!("{}{what}", phrase::either(language, "Untitled, ", "未命名，"))
}

/// Broad shelves first: where, when, how; the shape of the frame is always known.
fn categories(known: &Known<'_>) -> Vec<String> {
    let language = known.input.language;
    let shelves = [Technique::LongExposure, Technique::Monochrome, Technique::MacroLens];
    let moment = known.moment.as_ref();
    let mut found: Vec<String> = known.country.iter().cloned().collect();
    found.extend(moment.and_then(|m| m.season).map(|s| phrase::season(s, language).to_owned()));
    found.extend(moment.and_then(|m| m.part).map(|p| phrase::part(p, language).to_owned()));
    let techniques = known.techniques.iter().filter(|technique| shelves.contains(technique));
    found.extend(techniques.map(|t| phrase::technique(*t, language).to_owned()));
    found.push(phrase::shape(known.shape, language).to_owned());
    found
}

/// The most telling first, because the tenth is the last.
fn tags(known: &Known<'_>) -> Vec<String> {
    let language = known.input.language;
    let moment = known.moment.as_ref();
    let mut found: Vec<String> = Vec::new();
    found.extend(known.input.place.map(|place| place.city.clone()));
    found.extend(known.country.clone());
    found.extend(moment.and_then(|m| m.season).map(|s| phrase::season(s, language).to_owned()));
    found.extend(moment.and_then(|m| m.light).map(|l| phrase::light(l, language).to_owned()));
    found.extend(moment.and_then(|m| m.part).map(|p| phrase::part(p, language).to_owned()));
    found.extend(known.techniques.iter().take(4).map(|t| phrase::technique(*t, language).to_owned()));
    if matches!(known.shape, Shape::Panorama | Shape::Square) {
        found.push(phrase::shape(known.shape, language).to_owned());
    }
    found.extend(known.colours.iter().take(2).map(|c| (*c).to_owned()));
    found.extend(known.camera.clone());
    found
}

/// Each once, whatever its case.
fn distinct(all: Vec<String>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    all.into_iter().filter(|text| seen.insert(fold_word(text))).collect()
}

/// `NIKON CORPORATION` and `Z 6` are a NIKON Z 6.
fn camera(facts: &PhotoFacts) -> Option<String> {
    let make = facts.camera.make.as_deref().and_then(|make| make.split([' ', ',']).next());
    match (make, facts.camera.model.as_deref()) {
        (Some(make), Some(model)) if model.to_lowercase().starts_with(&make.to_lowercase()) => {
            Some(model.to_owned())
        }
        (Some(make), Some(model)) => Some(format!("{make} {model}")),
        (None, Some(model)) => Some(model.to_owned()),
        (Some(make), None) => Some(make.to_owned()),
        (None, None) => None,
    }
}
