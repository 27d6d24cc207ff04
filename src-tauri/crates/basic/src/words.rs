//! Facts to words: the title, the description, the categories and the tags, each category and tag with its fact.

use pothos_model::{Language, NewWord, WordKind, fold_word};

use crate::claim::Claim;
use crate::known::{BasicInput, Known};
use crate::phrase::{self, either};
use crate::term::{Term, Topic};
use crate::{description, title};

const MAX_DESCRIPTION: usize = 1000;
const MAX_CATEGORIES: usize = 5;
const MAX_TAGS: usize = 10;
const MAX_TAG_CHARS: usize = 50;
/// Tags from claims; the rest is for place, colours and camera, which a busy exposure would push out.
const MAX_CLAIMED: usize = 7;

/// Title, description, categories and tags from facts alone, within the limits: one title of at most 50 characters, one
/// description of at most 1000, at most five categories and ten tags. Categories and tags carry their fact.
#[must_use]
pub fn words(input: &BasicInput<'_>) -> Vec<NewWord> {
    let known = Known::of(input);
    let text = |text: &str, limit: usize| -> String { text.trim().chars().take(limit).collect() };
    let mut words = vec![
        NewWord::new(WordKind::Title, text(&title::compose(&known), title::MAX)),
        NewWord::new(WordKind::Description, text(&description::compose(&known), MAX_DESCRIPTION)),
    ];
    words.retain(|word| !word.text.is_empty());
    let mut list = |kind: WordKind, all: Vec<(String, String)>, limit: usize| {
        let mut seen = std::collections::HashSet::new();
        let all = all.into_iter().map(|(word, because)| (text(&word, MAX_TAG_CHARS), because));
        let distinct = all.filter(|(word, _)| !word.is_empty() && seen.insert(fold_word(word)));
        words.extend(distinct.take(limit).map(|(word, because)| NewWord::new(kind, word).because(because)));
    };
    list(WordKind::Category, categories(&known), MAX_CATEGORIES);
    list(WordKind::Tag, tags(&known), MAX_TAGS);
    words
}

fn said(claim: &Claim, language: Language) -> (String, String) {
    (phrase::term(claim.term, language).to_owned(), claim.because.clone())
}

/// Broad shelves: where, when, how; the outline of the frame is always known.
fn categories(known: &Known<'_>) -> Vec<(String, String)> {
    let language = known.input.language;
    let country = places(known).into_iter().filter(|place| place.broad);
    let mut found: Vec<(String, String)> = country.map(|place| (place.name, place.because)).collect();
    let shelves = known.claims.iter().filter(|claim| claim.term.is_shelf());
    found.extend(shelves.map(|claim| {
        let (word, because) = said(claim, language);
        (phrase::capital(&word), because)
    }));
    found
}

/// The most telling first, because the tenth is the last.
fn tags(known: &Known<'_>) -> Vec<(String, String)> {
    let language = known.input.language;
    let places = places(known);
    let mut found: Vec<(String, String)> = Vec::new();
    let narrow = places.iter().filter(|place| !place.late);
    found.extend(narrow.map(|place| (place.name.clone(), place.because.clone())));
    let plain_frame = [Term::HorizontalFormat, Term::VerticalFormat];
    let claims = known.claims.iter().filter(|claim| !plain_frame.contains(&claim.term));
    found.extend(claims.take(MAX_CLAIMED).map(|claim| said(claim, language)));
    found.extend(known.colours.iter().take(2).map(|(name, share)| {
        let because = either(
            language,
            format!("{} covers {share} % of the picture", phrase::capital(name)),
            format!("{name}占画面的{share}%"),
        );
        ((*name).to_owned(), because)
    }));
    let camera = known.camera.iter().map(|camera| {
        let because = either(language, "The file names this camera", "文件中记录的相机");
        (camera.clone(), because.to_owned())
    });
    found.extend(camera);
    found.extend(places.into_iter().filter(|place| place.late).map(|place| (place.name, place.because)));
    if found.is_empty() {
        let frame = known.claims.iter().filter(|claim| claim.term.topic() == Topic::Frame);
        found.extend(frame.map(|claim| said(claim, language)));
    }
    found
}

/// A name of the place.
struct PlaceWord {
    name: String,
    because: String,
    /// Whether it is a shelf.
    broad: bool,
    /// Whether it comes after all others.
    late: bool,
}

fn places(known: &Known<'_>) -> Vec<PlaceWord> {
    let language = known.input.language;
    let Some(locality) = &known.locality else { return Vec::new() };
    let mut found = Vec::new();
    let mut add = |names: Option<(&String, &String)>, (english, chinese): (&str, &str), broad, late| {
        if let Some((name, in_sentence)) = names {
            let because =
                either(language, format!("{english} {in_sentence}"), phrase::joined(&[chinese, in_sentence]));
            found.push(PlaceWord { name: name.clone(), because, broad, late });
        }
    };
    add(
        locality.city.as_ref().map(|name| (name, name)),
        ("The position is within 3 km of", "拍摄位置 3 公里内的城镇："),
        false,
        false,
    );
    add(
        locality.country.as_ref().zip(locality.country_in_sentence.as_ref()),
        ("All towns around the position are in", "拍摄位置周围的城镇都属于"),
        true,
        false,
    );
    add(
        locality.region.as_ref().map(|name| (name, name)),
        ("All towns around the position are in", "拍摄位置周围的城镇都属于"),
        false,
        true,
    );
    found
}
