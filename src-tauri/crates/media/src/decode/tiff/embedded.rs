//! Strips and tiles that are pictures of another format: JPEG with its tables in the directory (TIFF Technical Note 2), WebP.
//! They come out as samples of eight bits, in the page's colours or in RGB. Knows no directory.

use std::io::Cursor;

use image::{DynamicImage, ImageReader, Limits};
use pothos_model::FailureCode;
use turbojpeg::{Colorspace, Decompressor, Image, PixelFormat};

use crate::bytes::be16;
use crate::decode::jpeg::{SCAN_LIMIT, is_warning};
use crate::error::Trouble;

/// Pictures are coded in blocks; one that is a block larger than its strip is still its picture.
const BLOCK: usize = 32;

/// What a strip or tile must hold.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    pub columns: usize,
    /// Of a whole strip or tile; the last one may have fewer.
    pub most_rows: usize,
    /// Samples a pixel.
    pub samples: usize,
}

impl Shape {
    /// Whether a picture of this size may be what is in the strip.
    fn fits(self, width: usize, height: usize) -> Result<(), Trouble> {
        if width > self.columns + BLOCK || height > self.most_rows + BLOCK {
            return Err(Trouble::damaged(format!("a strip holds a picture of {width} x {height} pixels")));
        }
        Ok(())
    }

    /// Puts the part of a picture that is in the strip there.
    fn put(self, pixels: &[u8], width: usize, out: &mut [u8]) {
        let pitch = self.columns * self.samples;
        if width < self.columns || pixels.len() / width.max(1) * self.columns < out.len() {
            out.fill(0);
        }
        let rows = pixels.chunks_exact((width * self.samples).max(1));
        for (to, from) in out.chunks_exact_mut(pitch.max(1)).zip(rows) {
            let length = to.len().min(from.len());
            to[..length].copy_from_slice(&from[..length]);
        }
    }
}

/// JPEG. With `luma`, three samples without a word of their own are luma and chroma, and come out as RGB.
pub(super) fn jpeg(
    packed: &[u8],
    tables: &[u8],
    luma: bool,
    shape: Shape,
    out: &mut [u8],
) -> Result<(), Trouble> {
    let whole = stream(packed, tables, luma);
    let mut decoder = Decompressor::new().map_err(|error| Trouble::damaged(error.to_string()))?;
    let header = decoder.read_header(&whole).map_err(|error| verdict(&error))?;
    shape.fits(header.width, header.height)?;
    decoder.set_scan_limit(SCAN_LIMIT).map_err(|error| verdict(&error))?;
    let format = match (shape.samples, header.colorspace) {
        (1, Colorspace::Gray | Colorspace::YCbCr) => PixelFormat::GRAY,
        (3, Colorspace::RGB | Colorspace::YCbCr | Colorspace::Gray) => PixelFormat::RGB,
        (4, Colorspace::CMYK | Colorspace::YCCK) => PixelFormat::CMYK,
        (samples, _) => {
            return Err(Trouble::unsupported(format!("JPEG compression of {samples} samples a pixel")));
        }
    };
    let (width, height) = (header.width, header.height);
    let pitch = width * format.size();
    let mut decode = |pixels: &mut [u8]| match decoder
        .decompress(&whole, Image { pixels, width, pitch, height, format })
    {
        Err(error) if !is_warning(&error.to_string()) => Err(verdict(&error)),
        _ => Ok(()),
    };
    if width == shape.columns && pitch * height == out.len() {
        return decode(out);
    }
    let mut pixels = vec![0; pitch * height];
    decode(&mut pixels)?;
    shape.put(&pixels, width, out);
    Ok(())
}

/// The strip's JPEG with the tables before its own segments, and with a word on its colours (Adobe's APP14) unless it has one:
/// libjpeg guesses otherwise, and JFIF's marker, which says luma and chroma of everything, is often wrong here.
fn stream(packed: &[u8], tables: &[u8], luma: bool) -> Vec<u8> {
    let mut whole = vec![0xFF, 0xD8];
    let tables = tables.strip_prefix(&[0xFF, 0xD8]).unwrap_or(tables);
    whole.extend(tables.strip_suffix(&[0xFF, 0xD9]).unwrap_or(tables));
    let mut rest = packed.strip_prefix(&[0xFF, 0xD8]).unwrap_or(packed);
    let mut says = false;
    while let [0xFF, marker @ (0xC0..=0xCF | 0xDB..=0xFE), ..] = *rest
        && marker != 0xDA
        && let Some((segment, after)) = be16(rest, 2).and_then(|n| rest.split_at_checked(usize::from(n) + 2))
    {
        says |= marker == 0xEE && segment.get(4..9) == Some(b"Adobe");
        if marker != 0xE0 {
            whole.extend(segment);
        }
        rest = after;
    }
    if !says {
        whole.extend(b"\xFF\xEE\x00\x0EAdobe\x00\x64\x00\x00\x00\x00");
        whole.push(u8::from(luma));
    }
    whole.extend(rest);
    whole
}

fn verdict(error: &turbojpeg::Error) -> Trouble {
    let text = error.to_string();
    let text = text.trim_start_matches("TurboJPEG error: ");
    let unknown = text.contains("Unsupported") || text.contains("not supported");
    Trouble::new(if unknown { FailureCode::Unsupported } else { FailureCode::Damaged }, text)
}

/// WebP, as GDAL writes it.
pub(super) fn webp(packed: &[u8], shape: Shape, out: &mut [u8]) -> Result<(), Trouble> {
    let wrong = |error: image::ImageError| Trouble::damaged(error.to_string());
    let open = || ImageReader::with_format(Cursor::new(packed), image::ImageFormat::WebP);
    let (width, height) = open().into_dimensions().map_err(wrong)?;
    let (width, height) = (width as usize, height as usize);
    shape.fits(width, height)?;
    let mut reader = open();
    let mut limits = Limits::default();
    // Its pixels, and as much again for its own work.
    limits.max_alloc = Some(width as u64 * height as u64 * 8 + (1 << 20));
    reader.limits(limits);
    let picture = reader.decode().map_err(wrong)?;
    let pixels = match (shape.samples, picture) {
        (4, picture) => picture.into_rgba8().into_raw(),
        (3, DynamicImage::ImageRgb8(picture)) => picture.into_raw(),
        (3, picture) => picture.into_rgb8().into_raw(),
        (samples, _) => {
            return Err(Trouble::unsupported(format!("WebP compression of {samples} samples a pixel")));
        }
    };
    shape.put(&pixels, width, out);
    Ok(())
}
