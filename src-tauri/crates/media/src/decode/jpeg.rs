//! JPEG at 1/8, 1/4, 1/2 or full scale: whole camera files through our own reader, the rest through libjpeg-turbo; the `image`
//! crate's decoder takes what that refuses. Of a file that ends early the part that is there is the photo, and how much is missing is said.

use pothos_jpeg::Scale;
use pothos_model::FailureCode;
use turbojpeg::{
    Colorspace, DecompressHeader, Decompressor, Image, PixelFormat, ScalingFactor, Subsamp, YuvImage,
    yuv_pixels_len,
};

use super::jpeg_end::{Ending, ending, grey_rows};
use super::jpeg_plain::plain;
use super::{Decoded, MAX_BYTES, Pixels, too_large, within_budget};
use crate::error::Trouble;
use crate::meta::Described;
use crate::planes::Planes;
use crate::raster::{Channels, Raster};

/// More scans than this is a denial of service (libjpeg-turbo's report "Two Issues with the JPEG Standard");
/// real progressive files have about ten.
pub(super) const SCAN_LIMIT: u32 = 500;
/// A photo that misses more than this share of its rows shows nothing worth showing: it is `truncated`.
const LOST_ROWS: f64 = 0.9;
/// Less than this share of missing rows is not worth a word: cameras and cards often cut a file's last bytes.
const UNSEEN_ROWS: f64 = 0.01;

pub(super) fn decode(data: &[u8], described: &Described, side: Option<u32>) -> Result<Decoded, Trouble> {
    match turbo(data, described, side) {
        Ok(decoded) => Ok(decoded),
        // The other decoder's verdict is not better than the first one's; only its pixels are.
        Err(trouble) if matches!(trouble.code, FailureCode::Damaged | FailureCode::Unsupported) => {
            super::bitmap::decode(image::ImageFormat::Jpeg, data).map_err(|_| trouble)
        }
        Err(trouble) => Err(trouble),
    }
}

fn turbo(data: &[u8], described: &Described, side: Option<u32>) -> Result<Decoded, Trouble> {
    let mut decoder = Decompressor::new().map_err(|e| damaged(&e))?;
    let mended;
    let (data, header) = match decoder.read_header(data) {
        Ok(header) => (data, header),
        Err(error) if is_warning(&error.to_string()) => {
            mended = plain(data).ok_or_else(|| verdict(data, &error))?;
            (&mended[..], decoder.read_header(&mended).map_err(|e| verdict(data, &e))?)
        }
        Err(error) => return Err(verdict(data, &error)),
    };
    let (width, height) = (edge(header.width)?, edge(header.height)?);
    within_budget(width, height)?;
    if header.is_progressive {
        // A progressive decode holds every coefficient, two bytes each, whatever the scale.
        let coefficients = u64::from(width) * u64::from(height) * u64::from(described.components.max(1)) * 2;
        if coefficients > MAX_BYTES {
            return Err(too_large(width, height));
        }
    }
    let scale = scale(&header, side);
    decoder.set_scaling_factor(scale).map_err(|e| damaged(&e))?;
    decoder.set_scan_limit(SCAN_LIMIT).map_err(|e| damaged(&e))?;
    let small = header.scaled(scale);
    let mut missing = None;
    let pixels = match header.colorspace {
        Colorspace::YCbCr | Colorspace::Gray if !header.is_lossless && header.subsamp != Subsamp::Unknown => {
            Pixels::Planes(match quickly(data, scale, &small) {
                Some(planes) => planes,
                None => planes(&mut decoder, data, &small, &mut missing)?,
            })
        }
        Colorspace::Gray if header.is_lossless => {
            Pixels::Planes(lossless_grey(&mut decoder, data, &small, &mut missing)?)
        }
        Colorspace::CMYK | Colorspace::YCCK | Colorspace::RGB | Colorspace::YCbCr | Colorspace::Gray => {
            Pixels::Raster(raster(&mut decoder, data, &small, described, &mut missing)?)
        }
    };
    Ok(Decoded { pixels, size: (width, height), icc: None, is_srgb: false, missing, own_turn: None })
}

/// The usual camera file by our own reader, which steps over what a small picture does not need; `None` for all others and for
/// every file that is not whole.
fn quickly(data: &[u8], factor: ScalingFactor, small: &DecompressHeader) -> Option<Planes> {
    let scale = [
        (ScalingFactor::ONE_HALF, Scale::Half),
        (ScalingFactor::ONE_QUARTER, Scale::Quarter),
        (ScalingFactor::ONE_EIGHTH, Scale::Eighth),
    ];
    let (_, scale) = scale.into_iter().find(|(of, _)| *of == factor)?;
    let pothos_jpeg::Small { luma, chroma } = pothos_jpeg::decode(data, scale)?;
    if (luma.width, luma.height) != (small.width, small.height) {
        return None;
    }
    let (width, height) = (edge(luma.width).ok()?, edge(luma.height).ok()?);
    let Some([blue, red]) = chroma else { return Some(Planes::grey(width, height, luma.pixels)) };
    let chroma = (edge(blue.width).ok()?, edge(blue.height).ok()?);
    Some(Planes { width, height, y: luma.pixels, chroma, cb: blue.pixels, cr: red.pixels })
}

/// Straight to luma and chroma: neither is the chroma enlarged nor are the colours converted, which together cost
/// as much as everything after the entropy decoding.
fn planes(
    decoder: &mut Decompressor,
    data: &[u8],
    small: &DecompressHeader,
    missing: &mut Option<u8>,
) -> Result<Planes, Trouble> {
    let (width, height) = (edge(small.width)?, edge(small.height)?);
    let length = yuv_pixels_len(small.width, 1, small.height, small.subsamp).map_err(|e| damaged(&e))?;
    bounded(length, width, height)?;
    let mut image = YuvImage {
        pixels: vec![0; length],
        width: small.width,
        align: 1,
        height: small.height,
        subsamp: small.subsamp,
    };
    let (luma, chroma) = (image.y_size(), image.uv_size());
    let complaint = decoder.decompress_to_yuv(data, image.as_deref_mut()).err();
    let mut y = image.pixels;
    let mut cb = y.split_off((luma.0 * luma.1).min(y.len()));
    if let Some(complaint) = complaint {
        *missing = bear(data, &complaint, &y, luma.0)?;
    }
    // The decoder fills whole blocks: a luma plane of odd width comes with one column more.
    let y = cut(y, luma, (small.width, small.height));
    if small.subsamp == Subsamp::Gray {
        return Ok(Planes::grey(width, height, y));
    }
    let cr = cb.split_off((chroma.0 * chroma.1).min(cb.len()));
    Ok(Planes { width, height, y, chroma: (edge(chroma.0)?, edge(chroma.1)?), cb, cr })
}

/// The top left `size` of a plane of `have` columns and rows.
fn cut(plane: Vec<u8>, have: (usize, usize), size: (usize, usize)) -> Vec<u8> {
    if have == size {
        return plane;
    }
    plane
        .chunks_exact(have.0.max(1))
        .take(size.1)
        .flat_map(|row| &row[..size.0.min(row.len())])
        .copied()
        .collect()
}

/// A lossless file gives nothing but what it keeps.
fn lossless_grey(
    decoder: &mut Decompressor,
    data: &[u8],
    header: &DecompressHeader,
    missing: &mut Option<u8>,
) -> Result<Planes, Trouble> {
    let (width, height) = (edge(header.width)?, edge(header.height)?);
    bounded(header.width.saturating_mul(header.height), width, height)?;
    let mut image = Image {
        pixels: vec![0; header.width * header.height],
        width: header.width,
        pitch: header.width,
        height: header.height,
        format: PixelFormat::GRAY,
    };
    if let Err(complaint) = decoder.decompress(data, image.as_deref_mut()) {
        *missing = bear(data, &complaint, &image.pixels, header.width)?;
    }
    Ok(Planes::grey(width, height, image.pixels))
}

/// RGB or CMYK, pixel by pixel.
fn raster(
    decoder: &mut Decompressor,
    data: &[u8],
    small: &DecompressHeader,
    described: &Described,
    missing: &mut Option<u8>,
) -> Result<Raster, Trouble> {
    let (width, height) = (edge(small.width)?, edge(small.height)?);
    let (format, channels) = match small.colorspace {
        Colorspace::CMYK | Colorspace::YCCK => (PixelFormat::CMYK, Channels::Cmyk),
        Colorspace::RGB | Colorspace::YCbCr | Colorspace::Gray => (PixelFormat::RGB, Channels::Rgb),
    };
    let pitch = small.width * channels.bytes();
    bounded(pitch.saturating_mul(small.height), width, height)?;
    let mut image = Image {
        pixels: vec![0; pitch * small.height],
        width: small.width,
        pitch,
        height: small.height,
        format,
    };
    let complaint = decoder.decompress(data, image.as_deref_mut()).err();
    let mut pixels = image.pixels;
    if let Some(complaint) = complaint {
        *missing = bear(data, &complaint, &pixels, pitch)?;
    }
    if channels == Channels::Cmyk && described.adobe {
        // Adobe stores CMYK inverted: 255 is no ink.
        pixels.iter_mut().for_each(|ink| *ink = 255 - *ink);
    }
    Ok(Raster { width, height, channels, pixels })
}

/// Refuses more memory for pixels than one decode may take.
fn bounded(bytes: usize, width: u32, height: u32) -> Result<(), Trouble> {
    if bytes as u64 > MAX_BYTES { Err(too_large(width, height)) } else { Ok(()) }
}

/// What the decoder's complaint means for the pixels: [`PhotoFacts::missing_percent`](pothos_model::PhotoFacts).
fn bear(
    data: &[u8],
    complaint: &turbojpeg::Error,
    pixels: &[u8],
    pitch: usize,
) -> Result<Option<u8>, Trouble> {
    if is_warning(&complaint.to_string()) {
        judge(data, pixels, pitch)
    } else {
        Err(verdict(data, complaint))
    }
}

/// The smallest of 1/8, 1/4, 1/2 and 1 whose longest side is still `side`. The scales between have no SIMD in
/// libjpeg-turbo and cost as much as the next larger one.
fn scale(header: &DecompressHeader, side: Option<u32>) -> ScalingFactor {
    let Some(side) = side else { return ScalingFactor::ONE };
    if header.is_lossless {
        return ScalingFactor::ONE;
    }
    let longest = header.width.max(header.height);
    [ScalingFactor::ONE_EIGHTH, ScalingFactor::ONE_QUARTER, ScalingFactor::ONE_HALF]
        .into_iter()
        .find(|factor| factor.scale(longest) >= side as usize)
        .unwrap_or(ScalingFactor::ONE)
}

/// libjpeg fills what is missing and warns; how much is missing decides.
fn judge(data: &[u8], pixels: &[u8], pitch: usize) -> Result<Option<u8>, Trouble> {
    match ending(data) {
        Ending::Whole => Ok(None),
        Ending::CutBaseline | Ending::CutInLastScan => {
            let rows = (pixels.len() / pitch.max(1)).max(1);
            let lost = grey_rows(pixels, pitch);
            let share = lost as f64 / rows as f64;
            let percent = (lost * 100).div_ceil(rows).min(99) as u8;
            if share > LOST_ROWS {
                let detail = format!("the last {percent} per cent of it are missing");
                return Err(Trouble::new(FailureCode::Truncated, detail));
            }
            Ok((share > UNSEEN_ROWS).then_some(percent))
        }
        // Every part of the picture is there, as a coarse version of itself.
        Ending::CutBeforeLastScan => {
            let rows = (pixels.len() / pitch.max(1)).max(1);
            if grey_rows(pixels, pitch) as f64 > rows as f64 * LOST_ROWS {
                return Err(Trouble::new(FailureCode::Truncated, "nearly all of it is missing"));
            }
            Ok(Some(0))
        }
    }
}

/// The code for an error after which there are no pixels.
fn verdict(data: &[u8], error: &dyn std::fmt::Display) -> Trouble {
    let text = error.to_string();
    let text = text.trim_start_matches("TurboJPEG error: ");
    let code = if text.starts_with("Unsupported JPEG data precision") {
        return Trouble::new(FailureCode::Unsupported, "it has more than 8 bits a sample");
    } else if ["Unsupported JPEG process", "Unsupported color"].iter().any(|kind| text.starts_with(kind)) {
        FailureCode::Unsupported
    } else if ending(data) == Ending::Whole {
        FailureCode::Damaged
    } else {
        FailureCode::Truncated
    };
    Trouble::new(code, text)
}

fn damaged(error: &dyn std::fmt::Display) -> Trouble {
    Trouble::new(FailureCode::Damaged, error.to_string())
}

fn edge(pixels: usize) -> Result<u32, Trouble> {
    match u32::try_from(pixels) {
        Ok(edge @ 1..) => Ok(edge),
        _ => Err(Trouble::new(FailureCode::Damaged, "the picture has no size")),
    }
}

/// libjpeg's warnings (jerror.h, JWRN_…): the binding reports them like errors, but the pixels are there.
pub(super) fn is_warning(text: &str) -> bool {
    let text = text.trim_start_matches("TurboJPEG error: ");
    [
        "Corrupt JPEG data",
        "Premature end of JPEG file",
        "Inconsistent progression sequence",
        "Unknown Adobe color transform",
        "Warning: unknown JFIF revision",
        "Invalid SOS parameters for sequential JPEG",
    ]
    .iter()
    .any(|warning| text.starts_with(warning))
}
