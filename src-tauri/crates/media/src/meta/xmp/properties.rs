//! What XMP packets say, as flat properties; knows no XML.

use std::collections::HashMap;

/// One property keeps at most this many values.
pub(super) const MAX_VALUES: usize = 1000;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Item {
    lang: Option<String>,
    text: String,
}

/// Properties by name (`dc:subject`, `exif:Flash/Fired`, `mwg-rs:Regions/RegionList[2]/Name`).
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::meta) struct Properties {
    values: HashMap<String, Vec<Item>>,
    /// How many entries each list had.
    entries: HashMap<String, usize>,
}

impl Properties {
    /// The first value.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.values.get(name)?.first().map(|item| item.text.as_str())
    }

    /// Of values in many languages the default one, else the first.
    pub fn localized(&self, name: &str) -> Option<&str> {
        let items = self.values.get(name)?;
        let default = items.iter().find(|item| item.lang.as_deref() == Some("x-default"));
        default.or(items.first()).map(|item| item.text.as_str())
    }

    /// Every value, in order.
    pub fn list(&self, name: &str) -> impl Iterator<Item = &str> {
        self.values.get(name).into_iter().flatten().map(|item| item.text.as_str())
    }

    /// Whether a list of structures has that entry.
    pub fn has_entry(&self, list: &str, at: usize) -> bool {
        self.entries.get(list).is_some_and(|count| at < *count)
    }

    /// The first value as a number: `28`, `28/10`, `2.8`.
    pub fn number(&self, name: &str) -> Option<f64> {
        number(self.text(name)?)
    }

    /// The first value as an integer; writers spell integers as fractions or with a point too.
    pub fn integer(&self, name: &str) -> Option<i64> {
        let number = self.number(name)?.round();
        (number.abs() < 1e15).then_some(number as i64)
    }

    /// The first value as yes or no: `True`, `true`, `1`.
    pub fn flag(&self, name: &str) -> Option<bool> {
        let text = self.text(name)?;
        Some(text.eq_ignore_ascii_case("true") || text == "1")
    }

    /// Adds a value; an empty one says nothing.
    pub fn add(&mut self, name: &str, lang: Option<String>, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let items = self.values.entry(name.to_owned()).or_default();
        if items.len() < MAX_VALUES {
            items.push(Item { lang, text: text.to_owned() });
        }
    }
}

/// A finite number, plain or as a fraction.
pub(in crate::meta) fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let number = match text.split_once('/') {
        Some((above, below)) => above.trim().parse::<f64>().ok()? / below.trim().parse::<f64>().ok()?,
        None => text.trim_start_matches('+').parse().ok()?,
    };
    number.is_finite().then_some(number)
}

impl Properties {
    /// Notes that `list` has `count` entries.
    pub fn count(&mut self, list: &str, count: usize) {
        match self.entries.get_mut(list) {
            Some(known) => *known = count,
            None => {
                self.entries.insert(list.to_owned(), count);
            }
        }
    }

    /// Takes over what is not known yet.
    pub fn fill(&mut self, other: Self) {
        for (name, items) in other.values {
            self.values.entry(name).or_insert(items);
        }
        for (name, count) in other.entries {
            self.entries.entry(name).or_insert(count);
        }
    }
}
