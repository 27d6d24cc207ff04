//! The port to decoders that run outside this process: HEIC, AVIF and the sensor data of raw files are left to C
//! libraries, which may crash, hang or not be installed. This room says what it asks and what it takes back; it
//! does not know how the other side is started or which library it uses.

use pothos_model::FailureCode;

use crate::error::Trouble;
use crate::raster::{Channels, Raster};

/// Which decoder is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OutsideDecoder {
    /// HEVC and whatever else a HEIF container holds.
    Heic,
    /// AV1 in a HEIF container.
    Avif,
    /// The sensor data of a camera's raw file.
    Raw,
}

/// What is asked of a decoder, and how much it may give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutsideAsk {
    /// The longest side of the picture that comes back, in pixels; `None` for every pixel.
    pub side: Option<u32>,
    /// Pixels that the header tells of, 0 when it tells of none: a larger picture may take longer.
    pub pixels: u64,
    /// The most pixels the picture may have before it is made smaller.
    pub max_pixels: u64,
    /// The most bytes its RGB pixels may take before it is made smaller.
    pub max_bytes: u64,
}

/// How wide the samples of a picture are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// One byte a sample.
    Eight,
    /// Two bytes a sample in the machine's byte order, 65,535 is white.
    Sixteen,
}

impl Depth {
    /// Bytes of one RGB pixel.
    #[must_use]
    pub fn pixel_bytes(self) -> usize {
        match self {
            Depth::Eight => 3,
            Depth::Sixteen => 6,
        }
    }
}

/// What the numbers of a picture mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutsideColour {
    /// sRGB, or nobody said.
    Srgb,
    /// An ICC profile.
    Icc(Vec<u8>),
    /// Code points of ITU-T H.273.
    Cicp {
        /// Table 2, colour primaries.
        primaries: u8,
        /// Table 3, transfer characteristics.
        transfer: u8,
    },
}

/// A decoded picture: upright, RGB, without transparency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutsidePicture {
    /// Upright width and height of the whole picture, in pixels.
    pub size: (u32, u32),
    /// Width of `pixels`.
    pub width: u32,
    /// Height of `pixels`.
    pub height: u32,
    /// Width of a sample.
    pub depth: Depth,
    /// Exactly width x height RGB pixels, row by row without padding.
    pub pixels: Vec<u8>,
    /// What the numbers mean.
    pub colour: OutsideColour,
}

/// Why a decoder gave no picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutsideFailure {
    /// The code the screen branches on.
    pub code: FailureCode,
    /// A short clause with the particulars, without a full stop; may be empty.
    pub detail: String,
}

impl OutsideFailure {
    /// A failure with its particulars.
    pub fn new(code: FailureCode, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }
}

/// The decoders outside. Calls block until the picture is there or its time is over.
pub trait OutsideDecoders: Send + Sync {
    /// Decodes `data`, a whole file.
    ///
    /// # Errors
    /// [`OutsideFailure`]; `needs_heic`, `needs_avif` or `needs_raw` when the library for it is not installed.
    fn decode(
        &self,
        decoder: OutsideDecoder,
        data: &[u8],
        ask: &OutsideAsk,
    ) -> Result<OutsidePicture, OutsideFailure>;
}

/// No decoder at all: every picture that needs one says what it needs.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoDecoders;

impl OutsideDecoders for NoDecoders {
    fn decode(
        &self,
        decoder: OutsideDecoder,
        _data: &[u8],
        _ask: &OutsideAsk,
    ) -> Result<OutsidePicture, OutsideFailure> {
        Err(OutsideFailure::new(decoder.missing(), ""))
    }
}

impl OutsideDecoder {
    /// The code for "its library is not installed".
    #[must_use]
    pub fn missing(self) -> FailureCode {
        match self {
            OutsideDecoder::Heic => FailureCode::NeedsHeic,
            OutsideDecoder::Avif => FailureCode::NeedsAvif,
            OutsideDecoder::Raw => FailureCode::NeedsRaw,
        }
    }
}

/// What the samples of a decoder's own buffer are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Samples {
    /// Bits of a sample: 8 means one byte, 9 to 16 two bytes in the machine's order, the value in the low bits.
    pub bits: u8,
    /// Whether a fourth sample says how opaque a pixel is.
    pub alpha: bool,
    /// Whether the colours were multiplied by it already.
    pub premultiplied: bool,
}

/// A decoder's own buffer.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    /// Pixels of a row, at least 1.
    pub width: u32,
    /// Rows, at least 1.
    pub height: u32,
    /// Bytes from one row to the next.
    pub stride: usize,
    /// What a row holds.
    pub samples: Samples,
    /// The rows.
    pub bytes: &'a [u8],
}

impl OutsidePicture {
    /// A picture from a decoder's buffer: transparency laid over white, the longest side at most `side`.
    ///
    /// # Errors
    /// `damaged` when the buffer is smaller than it says, `too_large` when there is no memory for the pixels.
    pub fn from_rows(
        rows: &Rows<'_>,
        side: Option<u32>,
        colour: OutsideColour,
    ) -> Result<Self, OutsideFailure> {
        let size = (rows.width, rows.height);
        let raster = packed(rows)?;
        let raster = match side {
            Some(side) => raster.shrunk(side.max(1)).map_err(|t| OutsideFailure::new(t.code, t.detail))?,
            None => raster,
        };
        let depth = if raster.channels == Channels::Rgb16 { Depth::Sixteen } else { Depth::Eight };
        Ok(Self { size, width: raster.width, height: raster.height, depth, pixels: raster.pixels, colour })
    }

    /// The pixels, when there are as many as width, height and depth say.
    pub(crate) fn raster(&mut self) -> Result<Raster, Trouble> {
        let expected = self.width as usize * self.height as usize * self.depth.pixel_bytes();
        if expected == 0 || self.pixels.len() != expected {
            return Err(Trouble::new(FailureCode::Damaged, "the decoder gave too few pixels"));
        }
        let channels = match self.depth {
            Depth::Eight => Channels::Rgb,
            Depth::Sixteen => Channels::Rgb16,
        };
        let pixels = std::mem::take(&mut self.pixels);
        Ok(Raster { width: self.width, height: self.height, channels, pixels })
    }
}

/// Rows without padding and without transparency.
fn packed(rows: &Rows<'_>) -> Result<Raster, OutsideFailure> {
    let damaged = || OutsideFailure::new(FailureCode::Damaged, "the decoder's buffer is too small");
    let Samples { bits, alpha, premultiplied } = rows.samples;
    if rows.width == 0 || rows.height == 0 || !(8..=16).contains(&bits) {
        return Err(damaged());
    }
    let wide = bits > 8;
    let (channels, sample) = if wide { (Channels::Rgb16, 2) } else { (Channels::Rgb, 1) };
    let count = if alpha { 4 } else { 3 };
    let line = rows.width as usize * count * sample;
    let mut pixels: Vec<u8> = Vec::new();
    pixels.try_reserve_exact(rows.width as usize * rows.height as usize * channels.bytes()).map_err(
        |_| OutsideFailure::new(FailureCode::TooLarge, format!("{} x {} pixels", rows.width, rows.height)),
    )?;
    let top = (1u32 << bits) - 1;
    for y in 0..rows.height as usize {
        let start = y.checked_mul(rows.stride).ok_or_else(damaged)?;
        let row = rows.bytes.get(start..).and_then(|rest| rest.get(..line)).ok_or_else(damaged)?;
        match (wide, alpha) {
            (false, false) => pixels.extend_from_slice(row),
            (false, true) => pixels.extend(row.chunks_exact(4).flat_map(|p| {
                let over = |value| over_white(u32::from(value), u32::from(p[3]), 255, premultiplied) as u8;
                [over(p[0]), over(p[1]), over(p[2])]
            })),
            (true, _) => {
                let full = |value: u32| ((value.min(top) * 65_535 + top / 2) / top) as u16;
                let at =
                    |p: &[u8], i: usize| u32::from(u16::from_ne_bytes([p[i * 2], p[i * 2 + 1]])).min(top);
                pixels.extend(row.chunks_exact(count * 2).flat_map(|p| {
                    let opacity = if alpha { at(p, 3) } else { top };
                    let over = |i| full(over_white(at(p, i), opacity, top, premultiplied)).to_ne_bytes();
                    let (r, g, b) = (over(0), over(1), over(2));
                    [r[0], r[1], g[0], g[1], b[0], b[1]]
                }));
            }
        }
    }
    Ok(Raster { width: rows.width, height: rows.height, channels, pixels })
}

/// `value` on white paper, where `top` is white and fully opaque. All below 65,536, so no product overflows.
fn over_white(value: u32, opacity: u32, top: u32, premultiplied: bool) -> u32 {
    let paper = top - opacity;
    if premultiplied { (value + paper).min(top) } else { (value * opacity + top * paper + top / 2) / top }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(samples: Samples, stride: usize, bytes: &[u8], expected: &[u8]) {
        let rows = Rows { width: 1, height: 2, stride, samples, bytes };
        let picture = OutsidePicture::from_rows(&rows, None, OutsideColour::Srgb).unwrap();
        assert_eq!((picture.size, picture.pixels.as_slice()), ((1, 2), expected), "{samples:?}");
    }

    #[test]
    fn every_buffer_becomes_opaque_rgb_without_padding() {
        let eight = Samples { bits: 8, alpha: false, premultiplied: false };
        check(eight, 5, &[1, 2, 3, 0, 0, 4, 5, 6], &[1, 2, 3, 4, 5, 6]);
        let alpha = Samples { alpha: true, ..eight };
        check(alpha, 4, &[9, 9, 9, 0, 10, 20, 30, 255], &[255, 255, 255, 10, 20, 30]);
        check(
            Samples { premultiplied: true, ..alpha },
            4,
            &[0, 0, 0, 128, 9, 9, 9, 255],
            &[127, 127, 127, 9, 9, 9],
        );
        let ten: Vec<u8> = [0u16, 1023, 2000, 0, 0, 0].iter().flat_map(|v| v.to_ne_bytes()).collect();
        let full: Vec<u8> = [0u16, 65_535, 65_535, 0, 0, 0].iter().flat_map(|v| v.to_ne_bytes()).collect();
        check(Samples { bits: 10, ..eight }, 6, &ten, &full);
    }

    #[test]
    fn a_buffer_that_is_too_small_is_refused() {
        let samples = Samples { bits: 8, alpha: false, premultiplied: false };
        let rows = Rows { width: 2, height: 2, stride: 6, samples, bytes: &[0; 11] };
        assert!(OutsidePicture::from_rows(&rows, None, OutsideColour::Srgb).is_err());
    }
}
