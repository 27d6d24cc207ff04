//! The bytes behind the `pothos` scheme: thumbnail, preview, and the photo itself for 100 %. Makes again what was
//! deleted. Answers by id, never by path.

use pothos_model::{Format, PhotoId};

use crate::error::Outcome;
use crate::inner::Inner;
use crate::wire::ErrorView;

/// Which bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rendition {
    /// Longest side 320 px.
    Thumb,
    /// Longest side about 1500 px.
    Preview,
    /// Every pixel, upright or with its orientation in the file.
    Full,
}

/// What a browser shows by itself, with its orientation.
fn browser_type(format: Format) -> Option<&'static str> {
    match format {
        Format::Jpeg => Some("image/jpeg"),
        Format::Png => Some("image/png"),
        Format::Webp => Some("image/webp"),
        Format::Gif => Some("image/gif"),
        Format::Bmp => Some("image/bmp"),
        Format::Tiff
        | Format::Ico
        | Format::Psd
        | Format::Heic
        | Format::Avif
        | Format::Jxl
        | Format::Raw
        | Format::Unknown => None,
    }
}

impl Inner {
    /// The bytes and their media type. Blocks.
    pub(crate) fn rendition(&self, kind: Rendition, photo: PhotoId) -> Outcome<(Vec<u8>, &'static str)> {
        let stored = match kind {
            Rendition::Thumb => self.library.thumb(photo)?,
            Rendition::Preview => self.library.preview(photo)?,
            Rendition::Full => None,
        };
        if let Some((_, jpeg)) = stored {
            return Ok((jpeg, "image/jpeg"));
        }
        let source = self.library.photo_source(photo)?;
        let failed = |error: pothos_media::MediaError| ErrorView::new(error.code.name(), error.message);
        match kind {
            Rendition::Thumb | Rendition::Preview => {
                let look = pothos_media::look_with(&source.path, &self.jobs.decoders).map_err(failed)?;
                self.library.put_renditions(photo, source.version.max(1), &look.thumb, &look.preview)?;
                Ok((if kind == Rendition::Thumb { look.thumb } else { look.preview }, "image/jpeg"))
            }
            Rendition::Full => match browser_type(source.format) {
                Some(media_type) => {
                    let bytes = std::fs::read(&source.path).map_err(|error| {
                        ErrorView::new(
                            "missing",
                            format!("{} could not be read: {error}.", source.path.display()),
                        )
                    })?;
                    Ok((bytes, media_type))
                }
                None => Ok((
                    pothos_media::full_jpeg(&source.path, &self.jobs.decoders).map_err(failed)?,
                    "image/jpeg",
                )),
            },
        }
    }
}
