//! Where a photo was taken, in the language of the words: names, and how a sentence says them.

use pothos_model::{Gps, Language, Place};

use crate::city::city;
use crate::country::{country, in_sentence};
use crate::phrase::{either, joined};
use crate::region::region;

/// A place with its names in one language; a part that is not certain is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Locality {
    pub city: Option<String>,
    pub region: Option<String>,
    pub country: Option<String>,
    /// The nearest town, and the kilometres to it.
    pub near: Option<(String, u16)>,
    /// The country as it stands in a sentence: `the Netherlands`.
    pub country_in_sentence: Option<String>,
    language: Language,
}

impl Locality {
    /// The place in `language`; the position tells towns of one name apart.
    pub fn of(place: &Place, gps: Option<Gps>, language: Language) -> Option<Self> {
        let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let code = place.country_code.as_str();
        let named = |code: &str, name: &str| some(city(code, name, gps, language).unwrap_or(name));
        let country = country(code, language).map(str::to_owned).or_else(|| some(&place.country));
        let near = place.near.as_ref();
        let near = near.and_then(|near| Some((named(&near.country_code, &near.town)?, near.km)));
        let city = named(code, &place.city);
        let town = near
            .as_ref()
            .map_or(place.city.as_str(), |_| place.near.as_ref().map_or("", |near| near.town.as_str()));
        // Oslo lies in Oslo, under whatever name.
        let repeats = place.region == town || place.region == place.country;
        let region = some(region(code, &place.region, language)).filter(|_| !repeats);
        let locality = Self {
            near: near.filter(|_| city.is_none()),
            region: region.filter(|region| Some(region) != city.as_ref() && Some(region) != country.as_ref()),
            country_in_sentence: country.as_ref().map(|name| in_sentence(code, name, language)),
            city,
            country,
            language,
        };
        let known = locality.city.is_some() || locality.near.is_some();
        (known || locality.region.is_some() || locality.country.is_some()).then_some(locality)
    }

    /// `in Bergen`, `near Odda`, `in the Netherlands`; `卑尔根`, `Odda 附近`.
    pub fn phrase(&self) -> String {
        match (&self.city, &self.near) {
            (Some(city), _) => either(self.language, format!("in {city}"), city.clone()),
            (None, Some((town, _))) => self.nearby(town),
            (None, None) => {
                let english = self.region.as_ref().or(self.country_in_sentence.as_ref());
                let chinese = self.region.as_ref().or(self.country.as_ref());
                either(
                    self.language,
                    format!("in {}", english.map_or("", String::as_str)),
                    chinese.cloned().unwrap_or_default(),
                )
            }
        }
    }

    fn nearby(&self, town: &str) -> String {
        either(self.language, format!("near {town}"), joined(&[town, "附近"]))
    }

    /// The narrowest name, for the head of a title: `Bergen`, `Near Odda`.
    pub fn head(&self) -> String {
        match (&self.city, &self.near) {
            (Some(city), _) => city.clone(),
            (None, Some((town, _))) => crate::phrase::capital(&self.nearby(town)),
            (None, None) => self.region.as_ref().or(self.country.as_ref()).cloned().unwrap_or_default(),
        }
    }

    /// What is around the head, the nearest first: `Vestland`, `Norway`.
    pub fn around(&self) -> Vec<&str> {
        let head = self.head();
        let names = [self.region.as_deref(), self.country.as_deref()];
        let mut names: Vec<&str> = names.into_iter().flatten().filter(|name| *name != head).collect();
        names.dedup();
        names
    }

    /// The whole for a sentence: `in Bergen, Vestland, Norway`, `挪威 Vestland 卑尔根`.
    pub fn full(&self) -> String {
        match self.language {
            Language::English => {
                let alone = self.city.is_none() && self.near.is_none() && self.region.is_none();
                if alone {
                    return self.phrase();
                }
                let mut names = vec![self.phrase()];
                names.extend(self.around().into_iter().map(str::to_owned));
                names.join(", ")
            }
            Language::Chinese => {
                let head = self.head();
                // A Latin region between two Chinese names reads as a mistake.
                let own = self.city.as_deref().or(self.near.as_ref().map(|(town, _)| town.as_str()));
                let named = own.is_some_and(|name| name.chars().any(is_han));
                let foreign = |name: &str| named && !name.chars().any(is_han);
                let around = self.around().into_iter().rev().filter(|name| !foreign(name));
                let mut names: Vec<String> = around.map(str::to_owned).collect();
                names.push(head);
                let mut text = String::new();
                for name in names {
                    // Latin names beside each other need a space; Chinese ones do not.
                    let latin = |c: Option<char>| c.is_some_and(|c| c.is_alphabetic() && !is_han(c));
                    if latin(text.chars().next_back()) && latin(name.chars().next()) {
                        text.push(' ');
                    }
                    text = joined(&[&text, &name]);
                }
                text
            }
        }
    }
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}
