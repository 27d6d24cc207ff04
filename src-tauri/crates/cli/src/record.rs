//! One photo's whole record for people: what it shows, who said so, and what the file tells.

use pothos_app::wire::{PhotoView, WordView};

use crate::format::{bytes, instant};

/// The record, several lines.
pub(crate) fn text(photo: &PhotoView) -> String {
    let mut lines = vec![format!("{}  #{}", photo.path, photo.id)];
    let size = format!("{} × {}, {}, {}", photo.width, photo.height, photo.format, bytes(photo.bytes));
    field(&mut lines, "file", &size);
    match &photo.error {
        Some(error) => field(&mut lines, "failed", &format!("{} ({})", error.message, error.code)),
        None if photo.state != "ready" => field(&mut lines, "state", &photo.state),
        None => {}
    }
    if let Some(taken) = &photo.taken {
        field(&mut lines, "taken", &taken.replace('T', " "));
    }
    if let Some(place) = &photo.place {
        let exact = format!("{:.5}, {:.5}", place.latitude, place.longitude);
        let said = if place.text.is_empty() { exact } else { format!("{} ({exact})", place.text) };
        field(&mut lines, "place", &said);
    }
    for row in &photo.exif {
        field(&mut lines, &row.label, &row.value);
    }
    if photo.rating != 0 {
        let stars = usize::try_from(photo.rating).map_or_else(|_| "rejected".to_owned(), |n| "★".repeat(n));
        field(&mut lines, "rating", &stars);
    }
    if let Some(quality) = &photo.quality {
        let reasons = quality.reasons.join(", ").replace('_', " ");
        field(&mut lines, "quality", &format!("{} of 100: {reasons}", quality.score));
    }
    if !photo.colours.is_empty() {
        let colours: Vec<String> =
            photo.colours.iter().map(|colour| format!("{} {} %", colour.hex, colour.percent)).collect();
        field(&mut lines, "colours", &colours.join(", "));
    }
    for word in &photo.words {
        let doubt = match word.names.as_slice() {
            names if names.is_empty() || word.accepted => String::new(),
            names => format!("; nothing known of the photo gives {}", names.join(", ")),
        };
        field(&mut lines, &word.kind, &format!("{}  [{}{doubt}]", word.text, said_by(word)));
    }
    if !photo.waiting.is_empty() {
        field(&mut lines, "waiting", &format!("{}  [for your review]", photo.waiting.join(", ")));
    }
    for run in &photo.runs {
        let seconds = f64::from(run.duration_ms) / 1000.0;
        let when = instant(run.created_ms);
        field(&mut lines, "seen", &format!("by {} on {when}, in {seconds:.1} s", run.model));
    }
    lines.join("\n")
}

fn field(lines: &mut Vec<String>, name: &str, value: &str) {
    lines.push(format!("  {name:<12} {value}"));
}

/// Who said a word: a machine's word that a human took over tells both.
fn said_by(word: &WordView) -> String {
    let who = match (word.source.as_str(), &word.stamp) {
        ("human", None) => "you".to_owned(),
        ("file", None) => "the file".to_owned(),
        ("basic", None) => "basic facts".to_owned(),
        (_, Some(stamp)) => {
            let similar = if stamp.similar_to.is_some() { ", from a similar photo" } else { "" };
            format!("{}, batch {}{similar}", stamp.model, stamp.batch)
        }
        (other, None) => other.to_owned(),
    };
    if word.accepted { format!("{who}, accepted by you") } else { who }
}

#[cfg(test)]
mod tests {
    use pothos_app::wire::StampView;

    use super::*;

    #[test]
    fn every_word_says_who_said_it() {
        let word = |source: &str, model: Option<&str>, accepted| WordView {
            id: 1,
            kind: "tag".into(),
            text: "lake".into(),
            source: source.into(),
            stamp: model.map(|model| StampView {
                server: "http://x".into(),
                model: model.into(),
                preset: "standard".into(),
                preset_version: 1,
                batch: 7,
                similar_to: None,
            }),
            created_ms: 0,
            accepted,
            names: Vec::new(),
            because: None,
        };
        assert_eq!(said_by(&word("human", None, false)), "you");
        assert_eq!(said_by(&word("basic", None, false)), "basic facts");
        assert_eq!(said_by(&word("model", Some("gemma"), false)), "gemma, batch 7");
        assert_eq!(said_by(&word("model", Some("gemma"), true)), "gemma, batch 7, accepted by you");
    }
}
