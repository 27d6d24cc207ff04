//! One row of a table: facts, the words they must give, the words they must not give, and the facts behind some.

use pothos_basic::{BasicInput, words};
use pothos_model::{
    Colour, Gps, Language, LocalTime, Near, NewWord, PhotoFacts, Place, Quality, QualityReason, WordKind,
    fold_word,
};

/// Figures of a plain photo in fair light: nothing stands out.
pub fn plain() -> Quality {
    Quality {
        score: 74,
        sharpness: 55,
        exposure: 80,
        contrast: 60,
        colourfulness: 40,
        noise: 10,
        clipped_high: 0.0,
        clipped_low: 0.0,
        mean_luma: 110.0,
        reasons: vec![QualityReason::WellExposed],
        ..Quality::default()
    }
}

/// A clock's reading; panics on text that is none.
pub fn clock(text: &str, offset_minutes: Option<i16>) -> LocalTime {
    let time: jiff::civil::DateTime = text.parse().expect("a civil time");
    let epoch = jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0);
    let local_ms = i64::try_from(time.duration_since(epoch).as_millis()).expect("a time in range");
    LocalTime { local_ms, offset_minutes }
}

#[derive(Debug)]
pub struct Case {
    what: &'static str,
    pub facts: PhotoFacts,
    pub place: Option<Place>,
    pub quality: Quality,
    pub colours: Vec<Colour>,
    pub size: (u32, u32),
    pub name: &'static str,
    pub language: Language,
    has: &'static [&'static str],
    lacks: Vec<&'static str>,
    because: Vec<(&'static str, &'static str)>,
    title: Option<&'static str>,
    says: Vec<&'static str>,
}

/// A photo of which nothing is known but its size.
pub fn case(what: &'static str) -> Case {
    Case {
        what,
        facts: PhotoFacts::default(),
        place: None,
        quality: plain(),
        colours: Vec::new(),
        size: (6000, 4000),
        name: "DSC_0412.JPG",
        language: Language::English,
        has: &[],
        lacks: Vec::new(),
        because: Vec::new(),
        title: None,
        says: Vec::new(),
    }
}

impl Case {
    pub fn taken(mut self, text: &str, offset_minutes: impl Into<Option<i16>>) -> Self {
        self.facts.taken = Some(clock(text, offset_minutes.into()));
        self
    }

    pub fn at(mut self, latitude: f64, longitude: f64) -> Self {
        self.facts.gps = Some(Gps { latitude, longitude, altitude_m: None });
        self
    }

    pub fn altitude(mut self, metres: f64) -> Self {
        if let Some(gps) = &mut self.facts.gps {
            gps.altitude_m = Some(metres);
        }
        self
    }

    pub fn place(mut self, city: &str, region: &str, country: &str, code: &str) -> Self {
        let [city, region, country, country_code] = [city, region, country, code].map(str::to_owned);
        self.place = Some(Place { city, region, country, country_code, near: None });
        self
    }

    pub fn near(mut self, town: &str, km: u16) -> Self {
        if let Some(place) = &mut self.place {
            place.near = Some(Near { town: town.to_owned(), country_code: place.country_code.clone(), km });
        }
        self
    }

    pub fn facts(mut self, change: impl FnOnce(&mut PhotoFacts)) -> Self {
        change(&mut self.facts);
        self
    }

    pub fn camera(mut self, make: &str, model: &str) -> Self {
        self.facts.camera.make = Some(make.to_owned()).filter(|make| !make.is_empty());
        self.facts.camera.model = Some(model.to_owned());
        self
    }

    pub fn lens(mut self, lens: &str) -> Self {
        self.facts.camera.lens = Some(lens.to_owned());
        self
    }

    pub fn figures(mut self, change: impl FnOnce(&mut Quality)) -> Self {
        change(&mut self.quality);
        self
    }

    pub fn colour(mut self, [r, g, b]: [u8; 3], percent: u8) -> Self {
        self.colours.push(Colour { r, g, b, percent });
        self
    }

    pub fn size(mut self, width: u32, height: u32) -> Self {
        self.size = (width, height);
        self
    }

    pub fn named(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }

    pub fn in_chinese(mut self) -> Self {
        self.language = Language::Chinese;
        self
    }

    /// Tags or categories that must be there.
    pub fn has(mut self, words: &'static [&'static str]) -> Self {
        self.has = words;
        self
    }

    /// Tags or categories that must not be there.
    pub fn lacks(mut self, words: &'static [&'static str]) -> Self {
        self.lacks.extend(words);
        self
    }

    /// The fact that a tag or category must rest on.
    pub fn because(mut self, word: &'static str, fact: &'static str) -> Self {
        self.because.push((word, fact));
        self
    }

    pub fn title(mut self, title: &'static str) -> Self {
        self.title = Some(title);
        self
    }

    /// A part of the description.
    pub fn says(mut self, text: &'static str) -> Self {
        self.says.push(text);
        self
    }

    pub fn words(&self) -> Vec<NewWord> {
        words(&BasicInput {
            facts: &self.facts,
            place: self.place.as_ref(),
            quality: &self.quality,
            colours: &self.colours,
            width: self.size.0,
            height: self.size.1,
            display_name: self.name,
            language: self.language,
        })
    }

    /// What is not as it must be.
    pub fn complaints(&self) -> Vec<String> {
        let found = self.words();
        let listed: Vec<&NewWord> = found.iter().filter(|word| !word.kind.is_single()).collect();
        let named = |text: &str| -> Vec<&NewWord> {
            listed.iter().copied().filter(|word| fold_word(&word.text) == fold_word(text)).collect()
        };
        let single = |kind| found.iter().find(|w| w.kind == kind).map_or("", |w| w.text.as_str());
        let mut wrong = Vec::new();
        let all: Vec<&str> = listed.iter().map(|word| word.text.as_str()).collect();
        for word in self.has.iter().filter(|word| named(word).is_empty()) {
            wrong.push(format!("{}: \"{word}\" is missing in {all:?}", self.what));
        }
        for word in self.lacks.iter().filter(|word| !named(word).is_empty()) {
            wrong.push(format!("{}: \"{word}\" must not be in {all:?}", self.what));
        }
        for (word, fact) in &self.because {
            let facts: Vec<&str> =
                named(word).into_iter().filter_map(|word| word.because.as_deref()).collect();
            if facts.is_empty() || facts.iter().any(|found| found != fact) {
                wrong.push(format!("{}: \"{word}\" rests on {facts:?} and not on \"{fact}\"", self.what));
            }
        }
        if let Some(title) = self.title.filter(|title| *title != single(WordKind::Title)) {
            wrong.push(format!("{}: \"{}\" and not \"{title}\"", self.what, single(WordKind::Title)));
        }
        let description = single(WordKind::Description);
        for text in self.says.iter().filter(|text| !description.contains(**text)) {
            wrong.push(format!("{}: \"{text}\" is not in \"{description}\"", self.what));
        }
        for word in listed.iter().filter(|word| word.because.as_deref().unwrap_or_default().is_empty()) {
            wrong.push(format!("{}: \"{}\" rests on nothing", self.what, word.text));
        }
        wrong
    }
}
