//! The picture a vision model is sent.

use std::path::Path;

use pothos_model::FailureCode;

use crate::MediaError;

/// A baseline sRGB JPEG for a model from a stored preview: longest side at most `side`, no metadata.
///
/// # Errors
/// [`MediaError`] when the preview cannot be decoded.
pub fn model_jpeg(preview_jpeg: &[u8], side: u32) -> Result<Vec<u8>, MediaError> {
    Err(MediaError {
        code: FailureCode::Unsupported,
        message: format!("{} {side}", preview_jpeg.len()),
        facts: None,
    })
}

/// The same from the original file, for a `side` larger than a preview.
///
/// # Errors
/// [`MediaError`] when the file gives no pixels.
pub fn model_jpeg_from_file(path: &Path, side: u32) -> Result<Vec<u8>, MediaError> {
    Err(MediaError {
        code: FailureCode::Unsupported,
        message: format!("{} {side}", path.display()),
        facts: None,
    })
}
