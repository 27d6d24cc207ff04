//! One photo from file to values.

use std::path::Path;

use pothos_model::{Colour, FailureCode, Format, PhotoFacts, Quality};

use crate::MediaError;

/// The longest side of a thumbnail, in pixels.
pub const THUMB_SIDE: u32 = 320;
/// The longest side of a preview, in pixels.
pub const PREVIEW_SIDE: u32 = 1600;

/// Everything one reading and one decode of a photo give.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// Upright width of the original in pixels, at least 1.
    pub width: u32,
    /// Upright height of the original in pixels, at least 1.
    pub height: u32,
    /// What the content is.
    pub format: Format,
    /// BLAKE3 of the whole file.
    pub content_hash: [u8; 32],
    /// 64-bit DCT hash of the upright luma.
    pub perceptual_hash: u64,
    /// What the file says.
    pub facts: PhotoFacts,
    /// The measured figures.
    pub quality: Quality,
    /// Up to six dominant colours, the largest first.
    pub colours: Vec<Colour>,
    /// Upright sRGB JPEG, longest side at most [`THUMB_SIDE`].
    pub thumb: Vec<u8>,
    /// Upright sRGB JPEG, longest side at most [`PREVIEW_SIDE`].
    pub preview: Vec<u8>,
}

/// Reads and decodes a photo once.
///
/// # Errors
/// [`MediaError`] when the file gives no pixels.
pub fn look(path: &Path) -> Result<Look, MediaError> {
    Err(MediaError { code: FailureCode::Unsupported, message: path.display().to_string(), facts: None })
}

/// The whole picture at full size as an upright sRGB JPEG, for formats that a browser cannot show.
///
/// # Errors
/// [`MediaError`] when the file gives no pixels.
pub fn full_jpeg(path: &Path) -> Result<Vec<u8>, MediaError> {
    Err(MediaError { code: FailureCode::Unsupported, message: path.display().to_string(), facts: None })
}
