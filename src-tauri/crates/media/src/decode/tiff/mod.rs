//! TIFF beyond what the `image` crate opens: the first page that is a picture of its own, CMYK with its profile, luma and
//! chroma, palettes, L*a*b*, few bits a sample, planes, and scanners' old JPEG-in-TIFF. The bytes are read by the `tiff`
//! crate; what its samples mean is decided here.

mod patch;
mod samples;
mod subsampled;

use std::io::Cursor;

use pothos_model::FailureCode;
use tiff::decoder::{Decoder, DecodingResult, Limits};
use tiff::tags::Tag;
use tiff::{ColorType, TiffError};

use self::patch::Patched;
use self::samples::{Samples, YCBCR_601};
use super::lab::{Encoding, lab_to_rgb};
use super::{Decoded, MAX_BYTES, bitmap, raw, too_large, within_budget};
use crate::container::Tiff;
use crate::error::Trouble;
use crate::meta::Described;
use crate::raster::{Channels, Raster};

/// Pages that are asked whether they are the picture; scanned books have more, but begin with one.
const MAX_PAGES: usize = 32;

const NEW_SUBFILE_TYPE: u16 = 254;
const SUBFILE_TYPE: u16 = 255;
const PHOTOMETRIC: u16 = 262;
const COLOUR_MAP: u16 = 320;

/// What a TIFF says its samples are (TIFF 6.0, PhotometricInterpretation), where the `tiff` crate must be told otherwise
/// or the `image` crate loses the profile.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Meaning {
    Plain,
    Cmyk,
    /// Reds, greens and blues in sixteen bits.
    Palette(Vec<u16>),
    /// Read as red, green and blue.
    Lab(Encoding),
}

/// Decodes the first page that is no thumbnail and no mask.
pub(super) fn decode(data: &[u8], described: &Described, side: Option<u32>) -> Result<Decoded, Trouble> {
    let page = page(data);
    let plain = page.number == 0 && page.meaning == Meaning::Plain;
    let first = if plain { bitmap::decode(image::ImageFormat::Tiff, data) } else { read(data, &page) };
    first.or_else(|trouble| match trouble.code {
        FailureCode::Unsupported => {
            let again = if plain { read(data, &page) } else { Err(trouble.clone()) };
            again
                .or_else(|_| subsampled::decode(data))
                .or_else(|_| old_jpeg(data, described, side))
                .map_err(|_| trouble)
        }
        _ => Err(trouble),
    })
}

/// Old JPEG-in-TIFF (compression 6) keeps a whole JPEG at a place of its own. Only one of the full size is the picture.
fn old_jpeg(data: &[u8], described: &Described, side: Option<u32>) -> Result<Decoded, Trouble> {
    let (whole, decoded) = raw::largest(data, described, side)?;
    if whole == described.size {
        return Ok(decoded);
    }
    Err(Trouble::new(FailureCode::Unsupported, ""))
}

/// The page to show.
struct Page {
    number: usize,
    meaning: Meaning,
    /// Where its photometric interpretation stands, and two bytes that the `tiff` crate reads instead.
    instead: Option<(usize, [u8; 2])>,
}

/// Walks the pages. BigTIFF, whose directories are built otherwise, gives its first.
fn page(data: &[u8]) -> Page {
    let first = Page { number: 0, meaning: Meaning::Plain, instead: None };
    if !(data.starts_with(b"II*\0") || data.starts_with(b"MM\0*")) {
        return first;
    }
    let Some((tiff, mut offset)) = Tiff::open(data, 0) else { return first };
    let mut chosen = None;
    for number in 0..MAX_PAGES {
        let Some(directory) = tiff.directory(offset) else { break };
        let reduced = directory.uint(NEW_SUBFILE_TYPE).unwrap_or_default() & 0b101 != 0
            || directory.uint(SUBFILE_TYPE) == Some(2);
        if number == 0 || !reduced {
            let (meaning, number_for_crate) = match directory.uint(PHOTOMETRIC) {
                Some(3) => {
                    let table = directory.uints(COLOUR_MAP, 3 << 16);
                    (Meaning::Palette(table.into_iter().map(|value| value as u16).collect()), Some(1u16))
                }
                Some(5) => (Meaning::Cmyk, None),
                Some(8) => (Meaning::Lab(Encoding::Signed), Some(2)),
                Some(9) => (Meaning::Lab(Encoding::Offset), Some(2)),
                _ => (Meaning::Plain, None),
            };
            let place = directory.place(PHOTOMETRIC).map(|(at, _)| at);
            let instead = place
                .zip(number_for_crate)
                .map(|(at, value)| (at, if tiff.little { value.to_le_bytes() } else { value.to_be_bytes() }));
            chosen = Some(Page { number, meaning, instead });
        }
        if !reduced || directory.next == 0 {
            break;
        }
        offset = directory.next;
    }
    chosen.filter(|page| page.number > 0 || page.meaning != Meaning::Plain).unwrap_or(first)
}

fn read(data: &[u8], page: &Page) -> Result<Decoded, Trouble> {
    let mut limits = Limits::default();
    limits.decoding_buffer_size = usize::try_from(MAX_BYTES).unwrap_or(usize::MAX);
    let source = Patched::new(Cursor::new(data), page.instead);
    let mut decoder = Decoder::new(source).map_err(trouble)?.with_limits(limits);
    if page.number > 0 {
        decoder.seek_to_image(page.number).map_err(trouble)?;
    }
    let (width, height) = decoder.dimensions().map_err(trouble)?;
    if width == 0 || height == 0 {
        return Err(Trouble::new(FailureCode::Damaged, "the picture has no size"));
    }
    within_budget(width, height)?;
    let colour = decoder.colortype().map_err(trouble)?;
    let per_pixel = usize::from(colour.num_samples()).max(3) * usize::from(colour.bit_depth()).div_ceil(8);
    if u64::from(width) * u64::from(height) * per_pixel as u64 > MAX_BYTES {
        return Err(too_large(width, height));
    }
    let mut result = DecodingResult::U8(Vec::new());
    let layout = decoder.read_image_to_buffer(&mut result).map_err(trouble)?;
    let planes = layout.planes.max(1);
    if result.as_buffer(0).as_bytes().len() < layout.complete_len {
        return Err(too_large(width, height));
    }
    let weights = weights(&mut decoder);
    let has_alpha = matches!(decoder.get_tag_u16_vec(Tag::ExtraSamples).as_deref(), Ok([1 | 2, ..]));
    let icc = decoder.get_tag_u8_vec(Tag::Unknown(34675)).ok();
    let size = (width, height);
    let bits = colour.bit_depth();
    let samples = Samples::of(result, size, usize::from(colour.num_samples()), bits, planes)?;
    let raster = match (&page.meaning, colour) {
        (Meaning::Palette(table), _) => samples.indexed(table)?,
        (_, ColorType::CMYK(_) | ColorType::CMYKA(_)) => samples.bytes_of(4, Channels::Cmyk)?,
        (Meaning::Lab(encoding), _) => lab(samples.bytes_of(3, Channels::Rgb)?, *encoding),
        (_, ColorType::YCbCr(_)) => samples.ycbcr(weights)?,
        (_, ColorType::Gray(_) | ColorType::GrayA(_) | ColorType::Multiband { .. }) => {
            samples.grey(has_alpha)?
        }
        (_, ColorType::RGB(_)) => samples.rgb(false)?,
        (_, ColorType::RGBA(_)) => samples.rgb(true)?,
        _ => return Err(Trouble::new(FailureCode::Unsupported, "an unusual colour type")),
    };
    Ok(Decoded { icc, ..Decoded::of(raster, size) })
}

fn lab(mut raster: Raster, encoding: Encoding) -> Raster {
    lab_to_rgb(&mut raster.pixels, encoding);
    raster
}

/// YCbCrCoefficients, where they are sane.
fn weights<R: std::io::Read + std::io::Seek>(decoder: &mut Decoder<R>) -> [f64; 3] {
    decoder
        .find_tag(Tag::Unknown(529))
        .ok()
        .flatten()
        .and_then(|value| value.into_f64_vec().ok())
        .and_then(|weights| <[f64; 3]>::try_from(weights).ok())
        .filter(|weights| weights.iter().all(|w| *w > 0.01 && *w < 1.0))
        .unwrap_or(YCBCR_601)
}

fn trouble(error: TiffError) -> Trouble {
    let code = match &error {
        TiffError::UnsupportedError(_) => FailureCode::Unsupported,
        TiffError::LimitsExceeded | TiffError::IntSizeError => FailureCode::TooLarge,
        TiffError::IoError(io) if io.kind() == std::io::ErrorKind::UnexpectedEof => FailureCode::Truncated,
        TiffError::IoError(_) | TiffError::FormatError(_) | TiffError::UsageError(_) => FailureCode::Damaged,
    };
    let text = error.to_string();
    Trouble::new(code, text.lines().next().unwrap_or_default().chars().take(200).collect::<String>())
}
