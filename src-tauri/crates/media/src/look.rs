//! One photo from file to values: read once, decoded once, everything else from that one decode.

use std::fs::File;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use pothos_model::{Colour, FailureCode, Format, PhotoFacts, Quality};

use crate::budget::MEMORY;
use crate::colour::{Profile, to_srgb};
use crate::decode::{Decoded, Pixels, decode};
use crate::error::{MediaError, Trouble};
use crate::file_bytes::FileBytes;
use crate::meta::{Described, describe_beside};
use crate::outside::{NoDecoders, OutsideDecoders};
use crate::peek::sniff_safely;
use crate::planes::Planes;
use crate::sniff::Content;
use crate::{counts, encode, palette, phash, quality};

/// The longest side of a thumbnail, in pixels.
pub const THUMB_SIDE: u32 = 320;
/// The longest side of a preview, in pixels, where the photo has to be shrunk to it.
pub const PREVIEW_SIDE: u32 = 1500;
/// A preview's longest side is at least this, unless the photo is smaller.
pub const PREVIEW_LEAST: u32 = 1280;
/// A decode that comes with no more than this is the preview as it is: a quarter of 24 megapixels is 1500 wide, of
/// 20 megapixels 1368, and shrinking them by a few pixels would cost detail and time for nothing.
const PREVIEW_MOST: u32 = 1600;

const THUMB_QUALITY: i32 = 80;
const PREVIEW_QUALITY: i32 = 82;
const FULL_QUALITY: i32 = 90;
/// No photo we decode is larger: 250 megapixels at a byte and a half, or 64 megapixels of raw TIFF.
const MAX_FILE_BYTES: u64 = 512 << 20;

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
    /// 64-bit DCT hash of the upright luma; `None` for a picture that is all but blank.
    pub perceptual_hash: Option<u64>,
    /// What the file says.
    pub facts: PhotoFacts,
    /// The measured figures.
    pub quality: Quality,
    /// Up to six dominant colours, the largest first.
    pub colours: Vec<Colour>,
    /// Upright sRGB JPEG, longest side at most [`THUMB_SIDE`].
    pub thumb: Vec<u8>,
    /// Upright sRGB JPEG, longest side from [`PREVIEW_LEAST`] to 1600, or the photo's own where that is less.
    pub preview: Vec<u8>,
}

/// Reads and decodes a photo once. Decoders that panic count as damage; nothing is written.
///
/// # Errors
/// [`MediaError`] when the file gives no pixels, with the facts that could be read.
pub fn look(path: &Path) -> Result<Look, MediaError> {
    look_with(path, &NoDecoders)
}

/// [`look`] with decoders outside this process for what is not decoded here.
///
/// # Errors
/// As [`look`].
pub fn look_with(path: &Path, decoders: &dyn OutsideDecoders) -> Result<Look, MediaError> {
    let mut source = Source::read(path)?;
    let decoded = source.guarded(|| source.decode(Some(PREVIEW_LEAST), decoders))?;
    let content_hash = *blake3::hash(&source.data).as_bytes();
    // The most memory of all, and not needed any more.
    source.data = FileBytes::default();
    source.guarded(|| {
        let (width, height) = decoded.size;
        let (width, height) = decoded.turn(&source.described).upright(width, height);
        let facts = PhotoFacts { missing_percent: decoded.missing, ..source.described.facts.clone() };
        let side = if decoded.longest() <= PREVIEW_MOST { PREVIEW_MOST } else { PREVIEW_SIDE };
        let preview = upright(decoded, &source.described, side)?;
        let thumb = preview.fitted_copy(THUMB_SIDE)?;
        Ok(Look {
            width,
            height,
            format: source.format,
            content_hash,
            perceptual_hash: phash::perceptual_hash(&thumb),
            facts,
            quality: quality::measure(&preview),
            colours: palette::dominant(&thumb.to_rgb()?),
            thumb: encode::jpeg(&thumb, THUMB_QUALITY)?,
            preview: encode::jpeg(&preview, PREVIEW_QUALITY)?,
        })
    })
}

/// What a file and its sidecar say, without a look at the pixels. Of a JPEG only the first part is read.
///
/// # Errors
/// [`MediaError`] when it cannot be read or is no picture.
pub fn facts(path: &Path) -> Result<PhotoFacts, MediaError> {
    const HEAD: u64 = 256 << 10;
    let source = match Source::head(path, HEAD)? {
        // Without a frame the segments go on: extended XMP, profiles of a megabyte.
        source if source.format == Format::Jpeg && source.described.size.is_some() => source,
        _ => Source::read(path)?,
    };
    Ok(source.described.facts)
}

/// The whole picture at full size as an upright sRGB JPEG, for formats that a browser cannot show.
///
/// # Errors
/// [`MediaError`] when the file gives no pixels.
pub fn full_jpeg(path: &Path, decoders: &dyn OutsideDecoders) -> Result<Vec<u8>, MediaError> {
    let source = Source::read(path)?;
    source.guarded(|| {
        let decoded = source.decode(None, decoders)?;
        // JPEG itself ends at 65,535 pixels a side.
        let picture = upright(decoded, &source.described, 65_000)?;
        encode::jpeg(&picture, FULL_QUALITY)
    })
}

/// An upright sRGB picture whose longest side is at most `side`, from the original file.
pub(crate) fn picture(path: &Path, side: u32, decoders: &dyn OutsideDecoders) -> Result<Planes, MediaError> {
    let source = Source::read(path)?;
    source.guarded(|| {
        let decoded = source.decode(Some(side), decoders)?;
        upright(decoded, &source.described, side)
    })
}

/// Shrinks first: turning and converting a preview costs a fraction of doing it to the whole picture.
pub(crate) fn upright(decoded: Decoded, described: &Described, side: u32) -> Result<Planes, Trouble> {
    let turn = decoded.turn(described);
    let in_file = described.icc.as_deref().filter(|_| !decoded.is_srgb);
    let icc = decoded.icc.as_deref().or(in_file);
    let planes = match decoded.pixels {
        Pixels::Planes(planes) => {
            let small = planes.fitted(side)?;
            match icc.and_then(Profile::beside_srgb) {
                None => small,
                Some(profile) => Planes::from_rgb(&profile.to_srgb(small.to_rgb()?))?,
            }
        }
        Pixels::Raster(raster) => Planes::from_rgb(&to_srgb(raster.shrunk(side)?, icc))?,
    };
    planes.turned(turn)
}

/// A file in memory with what it says.
struct Source<'a> {
    path: &'a Path,
    format: Format,
    data: FileBytes,
    described: Described,
}

impl<'a> Source<'a> {
    fn read(path: &'a Path) -> Result<Self, MediaError> {
        Self::of(path, read_bytes(path, MAX_FILE_BYTES))
    }

    /// At most `bytes` of the file.
    fn head(path: &'a Path, bytes: u64) -> Result<Self, MediaError> {
        Self::of(path, read_bytes(path, bytes))
    }

    fn of(path: &'a Path, read: Result<(FileBytes, Content), Trouble>) -> Result<Self, MediaError> {
        let (data, content) = read.map_err(|trouble| trouble.of(path))?;
        let format = match content {
            Content::Picture(format) => format,
            Content::OtherPicture(what) => {
                return Err(Trouble::new(FailureCode::Unsupported, format!("it is {what}")).of(path));
            }
            Content::Other(what) => {
                return Err(Trouble::new(FailureCode::NotAPicture, format!("it is {what}")).of(path));
            }
            Content::Unknown => return Err(Trouble::new(FailureCode::NotAPicture, "").of(path)),
        };
        let described =
            catch_unwind(AssertUnwindSafe(|| describe_beside(path, format, &data))).unwrap_or_default();
        Ok(Self { path, format, data, described })
    }

    /// The one decode, within the memory that all decodes share.
    fn decode(&self, side: Option<u32>, decoders: &dyn OutsideDecoders) -> Result<Decoded, Trouble> {
        counts::decoded();
        let _share = MEMORY.take(needs(self.format, &self.described, self.data.len(), side.is_none()));
        decode(self.format, &self.data, &self.described, side, decoders)
    }

    /// Runs a decoder; its panic is the file's damage, and its failure keeps the facts.
    fn guarded<T>(&self, work: impl FnOnce() -> Result<T, Trouble>) -> Result<T, MediaError> {
        catch_unwind(AssertUnwindSafe(work))
            .unwrap_or_else(|_| Err(Trouble::new(FailureCode::Damaged, "the decoder gave up on it")))
            .map_err(|trouble| trouble.of(self.path).with_facts(self.described.facts.clone()))
    }
}

/// Bytes that a decode takes at most, judged by the header: the file and its pixels.
fn needs(format: Format, described: &Described, file: usize, whole: bool) -> u64 {
    // What a header does not tell is taken for a large photo.
    let (width, height) = described.size.unwrap_or((8_000, 6_000));
    let pixels = u64::from(width) * u64::from(height);
    let each = match format {
        // Every coefficient of every component, two bytes each, whatever the scale.
        Format::Jpeg if described.progressive => 2 * u64::from(described.components.max(1)),
        Format::Jpeg if whole => 3,
        // A quarter of the pixels in the worst case, a byte and a half each, and twice that while they are scaled.
        Format::Jpeg => 1,
        _ => 4,
    };
    pixels.saturating_mul(each).saturating_add(file as u64)
}

/// At most `most` bytes of the file, and what its first ones say it is; of what is no picture no more than those.
fn read_bytes(path: &Path, most: u64) -> Result<(FileBytes, Content), Trouble> {
    const SNIFF_BYTES: u64 = 64 << 10;
    let io = |error: std::io::Error| Trouble::from_io(&error);
    let mut file = File::open(path).map_err(io)?;
    counts::read();
    let length = file.metadata().map_err(io)?.len();
    let mut data = Vec::new();
    file.by_ref().take(SNIFF_BYTES).read_to_end(&mut data).map_err(io)?;
    if data.is_empty() {
        return Err(Trouble::new(FailureCode::Empty, ""));
    }
    let content = sniff_safely(&data, path);
    let limit = match content {
        Content::Picture(_) if length > MAX_FILE_BYTES => {
            return Err(Trouble::new(FailureCode::TooLarge, format!("{} MB", length / 1_000_000)));
        }
        Content::Picture(_) => MAX_FILE_BYTES,
        Content::OtherPicture(_) | Content::Other(_) | Content::Unknown => {
            return Ok((FileBytes::Short(data), content));
        }
    };
    let data = FileBytes::read(data, &mut file, length, limit.min(most)).map_err(io)?;
    Ok((data, content))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raster::Raster;

    #[test]
    fn a_profile_in_the_file_is_not_for_pixels_that_were_made_srgb() {
        let icc = moxcms::ColorProfile::new_adobe_rgb().encode().unwrap();
        let described = Described { icc: Some(icc), ..Described::default() };
        let shown = |is_srgb| {
            let grass = Raster::rgb(2, 2, [100, 180, 100].repeat(4));
            let decoded = Decoded { is_srgb, ..Decoded::of(grass, (2, 2)) };
            upright(decoded, &described, 320).unwrap().to_rgb().unwrap().pixels[0]
        };
        assert!(shown(true).abs_diff(100) <= 2, "{}", shown(true));
        assert!(shown(false) < 90, "Adobe's green is a stronger one: {}", shown(false));
    }

    #[test]
    fn a_decode_takes_its_share_of_the_memory_by_what_the_header_tells() {
        let check = |format, progressive, whole, expected| {
            let described =
                Described { size: Some((1000, 1000)), components: 3, progressive, ..Described::default() };
            assert_eq!(needs(format, &described, 7, whole), expected, "{format:?} {progressive} {whole}");
        };
        check(Format::Jpeg, false, false, 1_000_007);
        check(Format::Jpeg, false, true, 3_000_007);
        check(Format::Jpeg, true, false, 6_000_007);
        check(Format::Png, false, false, 4_000_007);
        let absurd = Described { size: Some((u32::MAX, u32::MAX)), ..Described::default() };
        assert_eq!(needs(Format::Avif, &absurd, 7, true), u64::MAX);
    }
}
