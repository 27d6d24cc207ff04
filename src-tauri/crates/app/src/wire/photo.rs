//! Photos on the wire: a tile for the grid, everything for the inspector.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a grid tile shows. Thumbnail address: scheme `pothos`, path `/thumb/{id}/{version}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct TileView {
    /// The photo.
    #[ts(type = "number")]
    pub id: i64,
    /// Rises when the pixels were looked at anew; 0 means there is no thumbnail yet.
    pub version: u32,
    /// Upright width in pixels.
    pub width: u32,
    /// Upright height in pixels.
    pub height: u32,
    /// The file's name.
    pub name: String,
    /// The title shown, or empty.
    pub title: String,
    /// -1 rejected, 0 none, 1 to 5 stars.
    pub rating: i8,
    /// `new`, `ready` or `failed`.
    pub state: String,
    /// For a failed photo: the code.
    pub error_code: Option<String>,
    /// Whether a model's words are on it that nobody accepted.
    pub has_model_words: bool,
    /// Whether the file ends before the picture does.
    pub incomplete: bool,
    /// Which half of a pair of RAW and JPEG it is: `raw`, `developed`, or none.
    pub half: Option<String>,
}

/// Who said a model's word, and how it was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct StampView {
    /// The server's address.
    pub server: String,
    /// The model.
    pub model: String,
    /// The preset.
    pub preset: String,
    /// Its version.
    pub preset_version: u32,
    /// The batch.
    #[ts(type = "number")]
    pub batch: i64,
    /// The photo that the model was shown, when it was another frame of the same burst.
    #[ts(type = "number | null")]
    pub similar_to: Option<i64>,
}

/// One word with its provenance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct WordView {
    /// Its id.
    #[ts(type = "number")]
    pub id: i64,
    /// `title`, `description`, `category` or `tag`.
    pub kind: String,
    /// The text.
    pub text: String,
    /// `human`, `file`, `basic` or `model`.
    pub source: String,
    /// For a model's word, also after a human accepted it.
    pub stamp: Option<StampView>,
    /// When it was stored, ms UTC.
    #[ts(type = "number")]
    pub created_ms: i64,
    /// Whether a human accepted a machine's word.
    pub accepted: bool,
    /// For a model's title or description: names in it that nothing known of the photo gives.
    pub names: Vec<String>,
    /// For a basic word: the fact that it rests on, in the word's language.
    pub because: Option<String>,
}

/// A change the user makes to a photo's words. Each is undone by another of these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "edit", rename_all = "snake_case")]
#[ts(export)]
pub enum WordEdit {
    /// Write the title or description; `text: null` takes the user's own away and shows the next best again.
    Set {
        /// `title` or `description`.
        kind: String,
        /// The text.
        text: Option<String>,
    },
    /// Add a tag or category.
    Add {
        /// `category` or `tag`.
        kind: String,
        /// The text.
        text: String,
    },
    /// Take a machine's or the file's word over as one's own.
    Accept {
        /// The word.
        #[ts(type = "number")]
        word: i64,
    },
    /// Hide a word; a machine will not say it again about this photo. A word the user typed is taken away.
    Reject {
        /// The word.
        #[ts(type = "number")]
        word: i64,
    },
    /// Undo accept or reject.
    Restore {
        /// The word.
        #[ts(type = "number")]
        word: i64,
    },
}

/// A dominant colour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ColourView {
    /// `#rrggbb`.
    pub hex: String,
    /// Share in per cent.
    pub percent: u8,
}

/// Quality figures, 0 to 100.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct QualityView {
    /// Overall; higher is better.
    pub score: u8,
    /// Higher is sharper.
    pub sharpness: u8,
    /// Higher is better.
    pub exposure: u8,
    /// Spread of tones.
    pub contrast: u8,
    /// Strength of colours.
    pub colourfulness: u8,
    /// Higher is noisier.
    pub noise: u8,
    /// Names of [`pothos_model::QualityReason`], the weightiest first.
    pub reasons: Vec<String>,
}

/// One line of the camera section: `label` is a key of the message table (`exif.camera`, `exif.lens` …).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ExifRow {
    /// Key: `camera`, `lens`, `shutter`, `aperture`, `iso`, `focal`, `bias`, `flash`, `people`, `creator`, `copyright`, `software`.
    pub label: String,
    /// The value, formatted with its unit, e.g. `1/250 s`.
    pub value: String,
}

/// Where it was taken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PlaceView {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// `Bergen, Vestland, Norway`, or empty when nothing is near.
    pub text: String,
    /// The nearest town, where the photo was taken near it and not at it.
    pub near: Option<String>,
    /// How far away that is, in kilometres.
    pub near_km: u16,
}

/// One vision run over this photo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RunView {
    /// The batch.
    #[ts(type = "number")]
    pub batch: i64,
    /// The server's address.
    pub server: String,
    /// The model.
    pub model: String,
    /// ms.
    pub duration_ms: u32,
    /// Prompt tokens, if told.
    pub prompt_tokens: Option<u32>,
    /// Answer tokens, if told.
    pub answer_tokens: Option<u32>,
    /// Which try gave it.
    pub attempts: u32,
    /// Repairs the reader made.
    pub repairs: Vec<String>,
    /// The raw reply, for "why did it say that".
    pub raw_reply: String,
    /// When, ms UTC.
    #[ts(type = "number")]
    pub created_ms: i64,
}

/// Everything the inspector, the loupe and `pothos-cli show` say about a photo.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PhotoView {
    /// The photo.
    #[ts(type = "number")]
    pub id: i64,
    /// See [`TileView::version`].
    pub version: u32,
    /// The file's name.
    pub name: String,
    /// The whole path for people.
    pub path: String,
    /// The folder.
    #[ts(type = "number")]
    pub folder: i64,
    /// `jpeg`, `png` …
    pub format: String,
    /// Size of the file.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Upright width.
    pub width: u32,
    /// Upright height.
    pub height: u32,
    /// `new`, `ready` or `failed`.
    pub state: String,
    /// For a failed photo.
    pub error: Option<super::CauseView>,
    /// Local capture time `YYYY-MM-DDTHH:MM:SS`, with `+HH:MM` where the offset is known.
    pub taken: Option<String>,
    /// When it came into the library, ms UTC.
    #[ts(type = "number")]
    pub added_ms: i64,
    /// -1 rejected, 0 none, 1 to 5.
    pub rating: i8,
    /// The title shown, or empty; which word it is stands in `words`.
    pub title: String,
    /// The description shown, or empty.
    pub description: String,
    /// Tags and categories of a model that wait for the user's review.
    pub waiting: Vec<String>,
    /// Every word that is not rejected, best source first within a kind.
    pub words: Vec<WordView>,
    /// The figures, once analysed.
    pub quality: Option<QualityView>,
    /// Dominant colours, the largest first.
    pub colours: Vec<ColourView>,
    /// The camera section.
    pub exif: Vec<ExifRow>,
    /// Where.
    pub place: Option<PlaceView>,
    /// BLAKE3 of the content, hex; once analysed.
    pub content_hash: Option<String>,
    /// Per cent of the rows that the file does not hold because it ends early; 0 when only fine detail is missing.
    pub missing_percent: Option<u8>,
    /// Perceptual hash, 16 hex digits; once analysed.
    pub perceptual_hash: Option<String>,
    /// Vision runs, the newest first.
    pub runs: Vec<RunView>,
    /// The other half of a pair of RAW and JPEG.
    pub pair: Option<PairView>,
}

/// A photo's other half: the RAW to a JPEG, or the JPEG to a RAW.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PairView {
    /// Which photo.
    #[ts(type = "number")]
    pub id: i64,
    /// Its file's name.
    pub name: String,
}
