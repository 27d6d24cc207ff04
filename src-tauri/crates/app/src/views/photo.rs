//! Photos: tiles, and everything the inspector says.

use std::collections::HashMap;

use pothos_model::{Colour, Exposure, PhotoFacts, Quality, Source, Word, WordKind};
use pothos_store::{PhotoRow, RunRow, TileRow};

use super::because::facts_behind;
use super::time::local_date_time;
use crate::wire::{
    CauseView, ColourView, ExifRow, PairView, PhotoView, PlaceView, QualityView, RunView, StampView,
    TileView, WordView,
};

/// A tile.
pub(crate) fn tile_view(row: TileRow) -> TileView {
    TileView {
        id: row.id.0,
        version: row.version,
        width: row.width,
        height: row.height,
        name: row.name,
        title: row.title.unwrap_or_default(),
        rating: row.rating,
        state: row.state.name().to_owned(),
        error_code: row.error_code,
        has_model_words: row.has_model_words,
        incomplete: row.incomplete,
        half: row.half.map(|half| half.name().to_owned()),
    }
}

/// Everything about a photo.
pub(crate) fn photo_view(row: PhotoRow) -> PhotoView {
    let facts = facts_behind(&row);
    explained(row, &facts)
}

/// The same without the facts behind basic words: they cost more than all the rest, and an export does not say them.
pub(crate) fn plain_photo_view(row: PhotoRow) -> PhotoView {
    explained(row, &HashMap::new())
}

fn explained(row: PhotoRow, facts: &HashMap<(WordKind, String), String>) -> PhotoView {
    let near = row.place.as_ref().and_then(|place| place.near.clone());
    let exif = exif(&row.facts);
    PhotoView {
        id: row.id.0,
        version: row.version,
        name: row.name,
        path: row.path,
        folder: row.folder.0,
        format: row.format.name().to_owned(),
        bytes: row.bytes,
        width: row.width,
        height: row.height,
        state: row.state.name().to_owned(),
        error: row.error.map(|(code, message)| CauseView { code: code.name().to_owned(), message }),
        taken: row.taken.and_then(local_date_time),
        added_ms: row.added.0,
        rating: row.rating,
        title: row.title.unwrap_or_default(),
        description: row.description.unwrap_or_default(),
        waiting: row.waiting,
        words: row.words.into_iter().map(|word| word_view(word, facts)).collect(),
        quality: row.quality.map(quality_view),
        colours: row.colours.into_iter().map(colour_view).collect(),
        exif,
        place: row.facts.gps.map(|gps| PlaceView {
            latitude: gps.latitude,
            longitude: gps.longitude,
            text: row.place_text.unwrap_or_default(),
            near: near.as_ref().map(|near| near.town.clone()),
            near_km: near.as_ref().map_or(0, |near| near.km),
        }),
        content_hash: row.content_hash.map(hex),
        missing_percent: row.facts.missing_percent,
        perceptual_hash: row.perceptual_hash.map(|hash| format!("{hash:016x}")),
        runs: row.runs.into_iter().map(run_view).collect(),
        pair: row.pair.map(|(id, name)| PairView { id: id.0, name }),
    }
}

fn word_view(word: Word, facts: &HashMap<(WordKind, String), String>) -> WordView {
    let because = match word.source {
        Source::Basic => facts.get(&(word.kind, word.text.clone())).cloned(),
        Source::Human | Source::File | Source::Model => None,
    };
    WordView {
        id: word.id,
        kind: word.kind.name().to_owned(),
        text: word.text,
        source: word.source.name().to_owned(),
        stamp: word.stamp.map(|stamp| StampView {
            server: stamp.server,
            model: stamp.model,
            preset: stamp.preset,
            preset_version: stamp.preset_version,
            batch: stamp.batch.0,
            similar_to: stamp.similar_to.map(|photo| photo.0),
        }),
        created_ms: word.created.0,
        accepted: word.accepted.is_some(),
        names: word.names,
        because,
    }
}

fn quality_view(quality: Quality) -> QualityView {
    QualityView {
        score: quality.score,
        sharpness: quality.sharpness,
        exposure: quality.exposure,
        contrast: quality.contrast,
        colourfulness: quality.colourfulness,
        noise: quality.noise,
        reasons: quality.reasons.into_iter().map(|reason| reason.name().to_owned()).collect(),
    }
}

fn colour_view(colour: Colour) -> ColourView {
    ColourView { hex: format!("#{:02x}{:02x}{:02x}", colour.r, colour.g, colour.b), percent: colour.percent }
}

fn run_view(run: RunRow) -> RunView {
    RunView {
        batch: run.batch.0,
        server: run.server,
        model: run.model,
        duration_ms: u32::try_from(run.duration_ms).unwrap_or(u32::MAX),
        prompt_tokens: run.prompt_tokens,
        answer_tokens: run.answer_tokens,
        attempts: run.attempts,
        repairs: run.repairs,
        raw_reply: run.raw_reply,
        created_ms: run.created.0,
    }
}

fn exif(facts: &PhotoFacts) -> Vec<ExifRow> {
    let camera = match (&facts.camera.make, &facts.camera.model) {
        (Some(make), Some(model)) => Some(format!("{make} {model}")),
        (Some(one), None) | (None, Some(one)) => Some(one.clone()),
        (None, None) => None,
    };
    let Exposure { seconds, aperture, iso, focal_mm, focal_35mm, bias_ev, flash } = facts.exposure;
    let focal = focal_mm.map(|mm| match focal_35mm {
        Some(full) if (full - mm).abs() >= 1.0 => format!("{} mm ({} mm)", short(mm), short(full)),
        Some(_) | None => format!("{} mm", short(mm)),
    });
    [
        ("camera", camera),
        ("lens", facts.camera.lens.clone()),
        ("shutter", seconds.map(shutter)),
        ("aperture", aperture.map(|f| format!("f/{}", short(f)))),
        ("iso", iso.map(|iso| iso.to_string())),
        ("focal", focal),
        ("bias", bias_ev.filter(|ev| ev.abs() >= 0.05).map(|ev| format!("{ev:+.1} EV"))),
        ("flash", flash.filter(|fired| *fired).map(|_| "fired".to_owned())),
        ("people", (!facts.people.is_empty()).then(|| facts.people.join(", "))),
        ("creator", facts.creator.clone()),
        ("copyright", facts.copyright.clone()),
        ("software", facts.software.clone()),
    ]
    .into_iter()
    .filter_map(|(label, value)| value.map(|value| ExifRow { label: label.to_owned(), value }))
    .collect()
}

/// A shutter time as photographers write it: `1/250 s`, `0.8 s`, `30 s`.
fn shutter(seconds: f64) -> String {
    if seconds >= 0.3 { format!("{} s", short(seconds)) } else { format!("1/{} s", (1.0 / seconds).round()) }
}

/// One decimal, none when it is whole.
fn short(value: f64) -> String {
    let tenths = (value * 10.0).round() / 10.0;
    if (tenths - tenths.round()).abs() < 0.05 { format!("{tenths:.0}") } else { format!("{tenths:.1}") }
}

fn hex(bytes: [u8; 32]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exposure_is_written_as_photographers_write_it() {
        let cases =
            [(0.004, "1/250 s"), (0.8, "0.8 s"), (30.0, "30 s"), (1.0 / 8000.0, "1/8000 s"), (0.3, "0.3 s")];
        for (seconds, expected) in cases {
            assert_eq!(shutter(seconds), expected);
        }
        assert_eq!(short(2.8), "2.8");
        assert_eq!(short(4.0), "4");
    }
}
