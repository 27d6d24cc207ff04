//! A photo and the facts about it that come from its file: no words yet, no pixels.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::scene::SceneFacts;

/// What a file's first bytes say it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// JPEG.
    Jpeg,
    /// PNG, animated or not.
    Png,
    /// WebP.
    Webp,
    /// TIFF (and not a raw file).
    Tiff,
    /// GIF.
    Gif,
    /// BMP.
    Bmp,
    /// A Windows icon.
    Ico,
    /// A Photoshop document, PSD or PSB.
    Psd,
    /// HEIC or HEIF, through libheif where it is installed.
    Heic,
    /// AVIF, through libheif where it is installed.
    Avif,
    /// JPEG XL.
    Jxl,
    /// A camera's raw file; developed through LibRaw where it is installed.
    Raw,
    /// Not a picture, but its name claims to be one.
    Unknown,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 13] = [
        Format::Jpeg,
        Format::Png,
        Format::Webp,
        Format::Tiff,
        Format::Gif,
        Format::Bmp,
        Format::Ico,
        Format::Psd,
        Format::Heic,
        Format::Avif,
        Format::Jxl,
        Format::Raw,
        Format::Unknown,
    ];

    /// The stored and wire name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Format::Jpeg => "jpeg",
            Format::Png => "png",
            Format::Webp => "webp",
            Format::Tiff => "tiff",
            Format::Gif => "gif",
            Format::Bmp => "bmp",
            Format::Ico => "ico",
            Format::Psd => "psd",
            Format::Heic => "heic",
            Format::Avif => "avif",
            Format::Jxl => "jxl",
            Format::Raw => "raw",
            Format::Unknown => "unknown",
        }
    }

    /// The format with that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// How the stored pixels must be turned to stand upright: the EXIF values 1 to 8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Orientation(u8);

impl Orientation {
    /// Upright already.
    pub const NORMAL: Orientation = Orientation(1);

    /// The orientation with that EXIF value; anything outside 1 to 8 is upright.
    #[must_use]
    pub fn from_exif(value: u32) -> Self {
        match u8::try_from(value) {
            Ok(v @ 1..=8) => Self(v),
            _ => Self::NORMAL,
        }
    }

    /// The EXIF value, 1 to 8.
    #[must_use]
    pub fn exif(self) -> u8 {
        self.0
    }

    /// Whether width and height change places.
    #[must_use]
    pub fn swaps_sides(self) -> bool {
        self.0 >= 5
    }

    /// The upright (width, height) of stored (width, height).
    #[must_use]
    pub fn upright(self, width: u32, height: u32) -> (u32, u32) {
        if self.swaps_sides() { (height, width) } else { (width, height) }
    }
}

/// A capture time as the camera's clock showed it, with its offset from UTC where the file says so.
/// Sorting and day headings use the local reading: a photo taken at 09:00 in Oslo belongs to the morning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LocalTime {
    /// The clock's reading, as if it were UTC, in ms since 1970.
    pub local_ms: i64,
    /// Minutes east of UTC, if known.
    pub offset_minutes: Option<i16>,
}

/// Degrees on WGS 84, and metres above the sea.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Gps {
    /// Latitude, -90 to 90, north positive.
    pub latitude: f64,
    /// Longitude, -180 to 180, east positive.
    pub longitude: f64,
    /// Metres above sea level, if known.
    pub altitude_m: Option<f64>,
}

/// Where a photo was taken, from the offline gazetteer: each part is empty where it is not certain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Town or city, if the photo was taken at it.
    pub city: String,
    /// State, province or region.
    pub region: String,
    /// Country, in English.
    pub country: String,
    /// ISO 3166-1 alpha-2.
    pub country_code: String,
    /// The nearest town, if the photo was taken near it and not at it.
    #[serde(default)]
    pub near: Option<Near>,
}

/// A town that a photo was taken near to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Near {
    /// Its name.
    pub town: String,
    /// The code of its country, ISO 3166-1 alpha-2; not surely that of the photo.
    pub country_code: String,
    /// How far away, in kilometres, rounded; at least 1.
    pub km: u16,
}

/// What took the photo.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Camera {
    /// Maker, trimmed.
    pub make: Option<String>,
    /// Model, trimmed, without the maker's name in front.
    pub model: Option<String>,
    /// Lens, trimmed.
    pub lens: Option<String>,
}

/// How it was exposed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Exposure {
    /// Shutter time in seconds.
    pub seconds: Option<f64>,
    /// f-number.
    pub aperture: Option<f64>,
    /// ISO speed.
    pub iso: Option<u32>,
    /// Focal length in mm.
    pub focal_mm: Option<f64>,
    /// Focal length in mm for a 36x24 mm frame.
    pub focal_35mm: Option<f64>,
    /// Exposure bias in EV.
    pub bias_ev: Option<f64>,
    /// Whether the flash fired, if the file says so.
    pub flash: Option<bool>,
}

/// What the first bytes of a file tell without decoding pixels: enough to place the photo in the grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Peek {
    /// What the content is.
    pub format: Format,
    /// Upright width and height in pixels, if the header tells; both at least 1.
    pub size: Option<(u32, u32)>,
    /// When it was taken, if the file says so.
    pub taken: Option<LocalTime>,
    /// A small upright JPEG that the camera left in the file: shown until the photo has been looked at.
    pub first_sight: Option<Vec<u8>>,
    /// The sidecar that lies beside it: what it says is part of what is known of the photo.
    pub sidecar: Option<FileStamp>,
}

impl Peek {
    /// A file of which nothing but its format is known.
    #[must_use]
    pub fn of(format: Format) -> Self {
        Self { format, size: None, taken: None, first_sight: None, sidecar: None }
    }
}

/// A file's identity on disk, to notice that it changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FileStamp {
    /// Length in bytes.
    pub size: u64,
    /// Modification time.
    pub modified: Timestamp,
}

/// Everything the file itself says, EXIF, IPTC and XMP reconciled.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PhotoFacts {
    /// When it was taken.
    pub taken: Option<LocalTime>,
    /// What took it.
    pub camera: Camera,
    /// How it was exposed.
    pub exposure: Exposure,
    /// Where.
    pub gps: Option<Gps>,
    /// Orientation as the file states it (the pixels we store are already turned).
    pub orientation: Option<Orientation>,
    /// 0 to 5 stars; -1 rejected (XMP); `None` when the file has no rating.
    pub rating: Option<i8>,
    /// Colour label as the editor wrote it, such as `Red` or `Approved` (XMP xmp:Label).
    pub label: Option<String>,
    /// What the camera noted about the scene.
    pub scene: SceneFacts,
    /// Title in the file (XMP dc:title, IPTC object name).
    pub title: Option<String>,
    /// Caption in the file (XMP dc:description, IPTC caption, EXIF ImageDescription).
    pub description: Option<String>,
    /// Keywords in the file, in order, without repeats; hierarchies as `A|B|C`.
    pub keywords: Vec<String>,
    /// People whom the file names in the picture: face regions, persons shown.
    #[serde(default)]
    pub people: Vec<String>,
    /// Who took it.
    pub creator: Option<String>,
    /// Copyright notice.
    pub copyright: Option<String>,
    /// Software that wrote the file.
    pub software: Option<String>,
    /// Per cent of the picture's rows that the file does not hold, because it ends too early: 1 to 99, or 0 when only
    /// fine detail is missing. `None` for a whole picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing_percent: Option<u8>,
}

/// Where a photo stands in the library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PhotoState {
    /// Known, not looked at yet.
    New,
    /// Indexed, thumbnailed, analysed.
    Ready,
    /// Could not be read; the reason is stored.
    Failed,
}

impl PhotoState {
    /// The stored and wire name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            PhotoState::New => "new",
            PhotoState::Ready => "ready",
            PhotoState::Failed => "failed",
        }
    }

    /// The state with that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [PhotoState::New, PhotoState::Ready, PhotoState::Failed].into_iter().find(|s| s.name() == name)
    }
}
