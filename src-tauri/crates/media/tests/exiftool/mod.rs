//! exiftool's reading of the same files (`-n -G` as JSON), brought into our terms.

use std::collections::HashMap;
use std::path::Path;

use pothos_model::{PhotoFacts, fold_word};
use serde_json::Value;

/// One file's tags by `Group:Name`.
pub struct Readings(serde_json::Map<String, Value>);

pub fn readings(folder: &Path) -> HashMap<String, Readings> {
    let text =
        std::fs::read_to_string(folder.join("metadata_n.json")).expect("exiftool's readings are there");
    let all: Vec<serde_json::Map<String, Value>> = serde_json::from_str(&text).expect("they are JSON");
    all.into_iter()
        .filter_map(|tags| Some((tags.get("SourceFile")?.as_str()?.to_owned(), Readings(tags))))
        .collect()
}

type Triple = (&'static str, String, String);

impl Readings {
    /// For each field that exiftool has: its name, our value and exiftool's, in the same spelling.
    pub fn beside(&self, facts: &PhotoFacts) -> Vec<Triple> {
        let mut triples = Vec::new();
        self.camera(facts, &mut triples);
        self.time(facts, &mut triples);
        self.place(facts, &mut triples);
        self.exposure(facts, &mut triples);
        self.words(facts, &mut triples);
        triples
    }

    fn text(&self, names: &[&str]) -> Option<String> {
        let value = names.iter().find_map(|name| self.0.get(*name))?;
        let text = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (!text.is_empty()).then_some(text)
    }

    fn number(&self, names: &[&str]) -> Option<f64> {
        let value = names.iter().find_map(|name| self.0.get(*name))?;
        let number = value.as_f64().or_else(|| value.as_str()?.parse().ok())?;
        number.is_finite().then_some(number)
    }

    fn camera(&self, facts: &PhotoFacts, out: &mut Vec<Triple>) {
        let shown = |text: &Option<String>| text.clone().unwrap_or_default();
        let worded = |text: &String| text.chars().any(char::is_alphanumeric);
        if let Some(make) = self.text(&["EXIF:Make", "XMP:Make"]).filter(worded) {
            out.push(("make", shown(&facts.camera.make), make));
        }
        if let Some(model) = self.text(&["EXIF:Model", "XMP:Model"]).filter(worded) {
            let ours = shown(&facts.camera.model);
            let short = !ours.is_empty() && model.ends_with(&ours);
            out.push(("model", if short { model.clone() } else { ours }, model));
        }
        if let Some(lens) = self.text(&["EXIF:LensModel", "XMP:LensModel"]).filter(worded) {
            out.push(("lens", shown(&facts.camera.lens), lens));
        }
    }

    fn time(&self, facts: &PhotoFacts, out: &mut Vec<Triple>) {
        let real = |text: &String| text.len() >= 19 && !text.starts_with("0000") && !text.starts_with(' ');
        let original = self.text(&["EXIF:DateTimeOriginal"]).filter(real);
        let Some(text) = original.clone().or_else(|| {
            self.text(&["XMP:DateTimeOriginal", "EXIF:CreateDate", "XMP:CreateDate"]).filter(real)
        }) else {
            return;
        };
        let theirs = text.get(..19).unwrap_or_default().replacen(':', "-", 2).replace(' ', "T");
        let ours = facts.taken.map(|taken| {
            let clock = jiff::Timestamp::from_second(taken.local_ms.div_euclid(1000)).expect("in range");
            clock.to_string().trim_end_matches('Z').to_owned()
        });
        out.push(("taken", ours.unwrap_or_default(), theirs));
        let offset =
            self.text(&["EXIF:OffsetTimeOriginal"]).filter(|t| t.contains(':') && original.is_some());
        if let Some(offset) = offset {
            let ours = facts
                .taken
                .and_then(|t| t.offset_minutes)
                .map(|m| format!("{}{:02}:{:02}", if m < 0 { '-' } else { '+' }, m.abs() / 60, m.abs() % 60));
            out.push(("offset", ours.unwrap_or_default(), offset.replace('Z', "+00:00")));
        }
    }

    fn place(&self, facts: &PhotoFacts, out: &mut Vec<Triple>) {
        let theirs = self.number(&["Composite:GPSLatitude"]).zip(self.number(&["Composite:GPSLongitude"]));
        let theirs = theirs.filter(|at| *at != (0.0, 0.0));
        let shown = |at: Option<(f64, f64)>| at.map(|(a, b)| format!("{a:.4} {b:.4}")).unwrap_or_default();
        out.push(("gps", shown(facts.gps.map(|g| (g.latitude, g.longitude))), shown(theirs)));
    }

    fn exposure(&self, facts: &PhotoFacts, out: &mut Vec<Triple>) {
        let e = &facts.exposure;
        let mut check = |field: &'static str, ours: Option<f64>, names: &[&str]| {
            if let Some(theirs) = self.number(names).filter(|n| *n > 0.0) {
                let same = ours.is_some_and(|o| (o - theirs).abs() <= theirs.abs() * 2e-3 + 1e-9);
                let shown = ours.map(|o| format!("{o:.5}")).unwrap_or_default();
                out.push((field, if same { theirs.to_string() } else { shown }, theirs.to_string()));
            }
        };
        check("seconds", e.seconds, &["EXIF:ExposureTime", "XMP:ExposureTime"]);
        check("aperture", e.aperture, &["EXIF:FNumber", "XMP:FNumber"]);
        check("iso", e.iso.map(f64::from), &["EXIF:ISO", "XMP:ISO"]);
        check("focal", e.focal_mm, &["EXIF:FocalLength", "XMP:FocalLength"]);
        if let Some(theirs) = self.number(&["EXIF:Orientation"]).filter(|n| (1.0..=8.0).contains(n)) {
            let ours = facts.orientation.map(|o| o.exif().to_string()).unwrap_or_default();
            out.push(("orientation", ours, theirs.to_string()));
        }
        if let Some(theirs) = self.number(&["XMP:Rating", "EXIF:Rating"]) {
            out.push(("rating", facts.rating.map(|r| r.to_string()).unwrap_or_default(), theirs.to_string()));
        }
    }

    fn words(&self, facts: &PhotoFacts, out: &mut Vec<Triple>) {
        let mut theirs: Vec<String> = ["XMP:Subject", "IPTC:Keywords", "XMP:HierarchicalSubject"]
            .iter()
            .flat_map(|n| self.list(n))
            .collect();
        theirs.sort();
        theirs.dedup();
        let ours: Vec<String> = facts.keywords.iter().map(|k| fold_word(k)).collect();
        let missing: Vec<&String> = theirs.iter().filter(|k| !ours.contains(k)).collect();
        if !theirs.is_empty() {
            out.push(("keywords", format!("without {missing:?}"), "without []".to_owned()));
        }
        if let Some(title) = self.text(&["XMP:Title", "IPTC:ObjectName"]) {
            out.push(("title", facts.title.clone().unwrap_or_default(), title));
        }
    }

    fn list(&self, name: &str) -> Vec<String> {
        let words =
            |value: &Value| fold_word(&value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        match self.0.get(name) {
            Some(Value::Array(values)) => values.iter().map(words).collect(),
            Some(value) => vec![words(value)],
            None => Vec::new(),
        }
        .into_iter()
        .filter(|word| !word.is_empty())
        .collect()
    }
}
