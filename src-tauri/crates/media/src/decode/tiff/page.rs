//! What a TIFF page says about itself: its size, what a sample is, how samples are packed, and what they mean. Reads the
//! directory and judges it; touches no pixel.

use super::grid::Grid;
use crate::container::Directory;
use crate::decode::lab::Encoding;
use crate::decode::within_budget;
use crate::error::Trouble;

/// Rec. 601, the default of TIFF 6.0's YCbCrCoefficients.
pub(super) const YCBCR_601: [f64; 3] = [0.299, 0.587, 0.114];

/// Samples a pixel; multispectral cameras have dozens.
const MAX_SAMPLES: usize = 1 << 10;

const IMAGE_WIDTH: u16 = 256;
const IMAGE_LENGTH: u16 = 257;
const BITS_PER_SAMPLE: u16 = 258;
const COMPRESSION: u16 = 259;
const PHOTOMETRIC: u16 = 262;
const FILL_ORDER: u16 = 266;
const SAMPLES_PER_PIXEL: u16 = 277;
const PLANAR_CONFIGURATION: u16 = 284;
const T4_OPTIONS: u16 = 292;
const PREDICTOR: u16 = 317;
const COLOUR_MAP: u16 = 320;
const EXTRA_SAMPLES: u16 = 338;
const SAMPLE_FORMAT: u16 = 339;
const YCBCR_COEFFICIENTS: u16 = 529;
const YCBCR_SUBSAMPLING: u16 = 530;

/// What the bits of a sample are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Unsigned,
    Signed,
    Float,
}

/// One sample as it stands in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sample {
    pub kind: Kind,
    /// 1 to 16, 24, 32 or 64.
    pub bits: usize,
    /// Least significant byte first; matters to samples of whole bytes alone.
    pub little: bool,
}

/// How the bytes of a strip or tile are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compression {
    None,
    Fax(Fax),
    Lzw,
    Deflate,
    PackBits,
    Zstd,
    Jpeg,
    Webp,
}

impl Compression {
    /// Whether strips are pictures of another format, which knows about colours itself.
    pub fn is_picture(self) -> bool {
        matches!(self, Compression::Jpeg | Compression::Webp)
    }
}

/// The codings of fax machines (ITU-T T.4 and T.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fax {
    /// Rows begin on whole units of so many bits.
    Aligned(u8),
    Group3 {
        /// Rows may be coded by what differs from the row above.
        two_dimensional: bool,
    },
    Group4,
}

/// What was done to samples before they were packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Predictor {
    None,
    /// Differences to the pixel before.
    Horizontal,
    /// Differences of bytes that were sorted by their weight.
    Float,
}

/// What samples are (TIFF 6.0, PhotometricInterpretation).
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Meaning {
    Grey {
        white_is_zero: bool,
    },
    Rgb,
    /// Reds, then greens, then blues.
    Palette(Vec<u16>),
    Cmyk,
    /// With the weights of red, green and blue in luma.
    YCbCr([f64; 3]),
    Lab(Encoding),
}

impl Meaning {
    /// Samples of a pixel that are colour.
    pub fn samples(&self) -> usize {
        match self {
            Meaning::Grey { .. } | Meaning::Palette(_) => 1,
            Meaning::Rgb | Meaning::YCbCr(_) | Meaning::Lab(_) => 3,
            Meaning::Cmyk => 4,
        }
    }
}

/// A page that can be read.
#[derive(Debug)]
pub(super) struct Page {
    pub width: usize,
    pub height: usize,
    /// Samples a pixel in the file, the ones that are not shown among them.
    pub samples: usize,
    pub sample: Sample,
    pub compression: Compression,
    pub predictor: Predictor,
    pub meaning: Meaning,
    /// Strips hold luma and chroma in a format that gives them as RGB.
    pub inner_luma: bool,
    /// The sample after the colours is transparency.
    pub has_alpha: bool,
    /// The colours were multiplied by it already (ExtraSamples 1).
    pub premultiplied: bool,
    /// Each sample in strips or tiles of its own.
    pub planar: bool,
    /// The bits of each byte stand the other way round.
    pub reversed: bool,
    /// Pixels across and down that share their chroma; one each unless luma and chroma are packed so.
    pub subsampling: (usize, usize),
    pub grid: Grid,
}

impl Page {
    /// Judges a directory.
    pub fn of(directory: &Directory<'_>, little: bool) -> Result<Self, Trouble> {
        let (Some(width), Some(height)) = (directory.edge(IMAGE_WIDTH), directory.edge(IMAGE_LENGTH)) else {
            return Err(Trouble::damaged("the picture has no size"));
        };
        within_budget(width, height)?;
        let (width, height) = (width as usize, height as usize);
        let compression = compression(directory)?;
        let stated = directory.uints(BITS_PER_SAMPLE, MAX_SAMPLES);
        let samples = directory.uint(SAMPLES_PER_PIXEL).unwrap_or(stated.len().max(1));
        if samples == 0 || samples > MAX_SAMPLES {
            return Err(Trouble::unsupported(format!("{samples} samples a pixel")));
        }
        let sample = sample(directory, &stated, samples, little)?;
        let meaning = meaning(directory, samples, compression)?;
        if samples < meaning.samples() {
            return Err(Trouble::unsupported(format!("{samples} samples a pixel")));
        }
        let planar = samples > 1 && directory.uint(PLANAR_CONFIGURATION) == Some(2);
        let inner_luma = matches!(meaning, Meaning::YCbCr(_)) && !planar && compression.is_picture();
        let subsampling = subsampling(directory, &meaning, compression)?;
        if subsampling != (1, 1) && (samples, sample.bits) != (3, 8) {
            return Err(Trouble::unsupported("chroma at a lower resolution in unusual samples"));
        }
        let predictor = predictor(directory, compression, sample)?;
        if predictor != Predictor::None && subsampling != (1, 1) {
            return Err(Trouble::unsupported("chroma at a lower resolution with a predictor"));
        }
        let grid = Grid::of(directory, (width, height), if planar { samples } else { 1 })?;
        Ok(Self {
            width,
            height,
            samples,
            sample,
            compression,
            predictor,
            has_alpha: has_alpha(directory, &meaning, samples),
            premultiplied: directory.uint(EXTRA_SAMPLES) == Some(1),
            meaning: if inner_luma { Meaning::Rgb } else { meaning },
            inner_luma,
            planar,
            reversed: directory.uint(FILL_ORDER) == Some(2),
            subsampling,
            grid,
        })
    }

    /// Samples a pixel in one strip or tile.
    pub fn together(&self) -> usize {
        if self.planar { 1 } else { self.samples }
    }

    /// Samples a pixel that are shown: the colours, and transparency.
    pub fn shown(&self) -> usize {
        self.meaning.samples() + usize::from(self.has_alpha)
    }

    /// Whether samples are indices into a table.
    pub fn has_indices(&self) -> bool {
        matches!(self.meaning, Meaning::Palette(_))
    }

    /// Bytes of `columns` pixels in one strip or tile.
    pub fn row_bytes(&self, columns: usize) -> usize {
        (columns * self.together() * self.sample.bits).div_ceil(8)
    }
}

/// What compression a number stands for; the reason why not names those that people meet.
fn compression(directory: &Directory<'_>) -> Result<Compression, Trouble> {
    let group3 = || Fax::Group3 { two_dimensional: directory.uint(T4_OPTIONS).unwrap_or_default() & 1 != 0 };
    Ok(match directory.uint(COMPRESSION).unwrap_or(1) {
        0 | 1 => Compression::None,
        2 => Compression::Fax(Fax::Aligned(8)),
        32_771 => Compression::Fax(Fax::Aligned(16)),
        3 => Compression::Fax(group3()),
        4 => Compression::Fax(Fax::Group4),
        5 => Compression::Lzw,
        7 => Compression::Jpeg,
        8 | 32_946 => Compression::Deflate,
        32_773 => Compression::PackBits,
        50_000 => Compression::Zstd,
        50_001 => Compression::Webp,
        6 => return Err(Trouble::unsupported("old-style JPEG compression")),
        9 | 10 | 34_661 => return Err(Trouble::unsupported("JBIG compression")),
        33_003..=33_005 | 34_712 => return Err(Trouble::unsupported("JPEG 2000 compression")),
        34_676 | 34_677 => return Err(Trouble::unsupported("LogLuv compression")),
        34_887 => return Err(Trouble::unsupported("LERC compression")),
        34_925 => return Err(Trouble::unsupported("LZMA compression")),
        50_002 | 52_546 => return Err(Trouble::unsupported("JPEG XL compression")),
        other => return Err(Trouble::unsupported(format!("compression {other}"))),
    })
}

fn sample(
    directory: &Directory<'_>,
    stated: &[usize],
    samples: usize,
    little: bool,
) -> Result<Sample, Trouble> {
    let bits = stated.first().copied().unwrap_or(1);
    let formats = directory.uints(SAMPLE_FORMAT, MAX_SAMPLES);
    let format = formats.first().copied().unwrap_or(1);
    if stated.iter().take(samples).any(|other| *other != bits) || formats.iter().any(|other| *other != format)
    {
        return Err(Trouble::unsupported("samples of several kinds"));
    }
    let kind = match format {
        2 => Kind::Signed,
        3 => Kind::Float,
        // Four is "undefined", which others read as numbers too.
        0 | 1 | 4 => Kind::Unsigned,
        _ => return Err(Trouble::unsupported("complex numbers")),
    };
    let known = match kind {
        Kind::Unsigned => matches!(bits, 1..=16 | 24 | 32 | 64),
        Kind::Signed => matches!(bits, 8 | 16 | 32 | 64),
        Kind::Float => matches!(bits, 16 | 32 | 64),
    };
    if !known {
        return Err(Trouble::unsupported(format!("samples of {bits} bits")));
    }
    Ok(Sample { kind, bits, little })
}

fn meaning(directory: &Directory<'_>, samples: usize, compression: Compression) -> Result<Meaning, Trouble> {
    let guess = match (compression, samples) {
        // Paper is white, and fax machines code it as zero.
        (Compression::Fax(_), _) => 0,
        (_, 3..) => 2,
        _ => 1,
    };
    Ok(match directory.uint(PHOTOMETRIC).unwrap_or(guess) {
        0 => Meaning::Grey { white_is_zero: true },
        1 => Meaning::Grey { white_is_zero: false },
        2 => Meaning::Rgb,
        3 => {
            let table = directory.uints(COLOUR_MAP, 3 << 16);
            if table.len() < 3 {
                return Err(Trouble::damaged("its palette is missing"));
            }
            Meaning::Palette(table.into_iter().map(|value| value as u16).collect())
        }
        5 => Meaning::Cmyk,
        6 => {
            let weights = <[f64; 3]>::try_from(directory.fractions(YCBCR_COEFFICIENTS, 3)).ok();
            let sane = weights.filter(|weights| weights.iter().all(|w| *w > 0.01 && *w < 1.0));
            Meaning::YCbCr(sane.unwrap_or(YCBCR_601))
        }
        8 => Meaning::Lab(Encoding::Signed),
        9 => Meaning::Lab(Encoding::Offset),
        4 => return Err(Trouble::unsupported("a mask without a picture")),
        32_803 | 34_892 => return Err(Trouble::unsupported("sensor data")),
        32_844 | 32_845 => return Err(Trouble::unsupported("LogLuv colours")),
        other => return Err(Trouble::unsupported(format!("colours of kind {other}"))),
    })
}

/// Only a sample that is said to be transparency is; of RGB also a fourth of which nothing is said.
fn has_alpha(directory: &Directory<'_>, meaning: &Meaning, samples: usize) -> bool {
    let after = samples > meaning.samples();
    let shown = match meaning {
        Meaning::Grey { .. } | Meaning::Rgb => after,
        // Nothing shows these with transparency; press houses keep other things there.
        Meaning::Palette(_) | Meaning::Cmyk | Meaning::YCbCr(_) | Meaning::Lab(_) => false,
    };
    match directory.uint(EXTRA_SAMPLES) {
        Some(1 | 2) => shown,
        None => shown && *meaning == Meaning::Rgb && samples == 4,
        Some(_) => false,
    }
}

/// TIFF 6.0, section 21. JPEG and WebP bring chroma to full size themselves.
fn subsampling(
    directory: &Directory<'_>,
    meaning: &Meaning,
    compression: Compression,
) -> Result<(usize, usize), Trouble> {
    if !matches!(meaning, Meaning::YCbCr(_)) || compression.is_picture() {
        return Ok((1, 1));
    }
    match directory.uints(YCBCR_SUBSAMPLING, 2).as_slice() {
        [across @ (1 | 2 | 4), down @ (1 | 2 | 4)] => Ok((*across, *down)),
        [] => Ok((2, 2)),
        _ => Err(Trouble::damaged("its chroma has no size")),
    }
}

fn predictor(
    directory: &Directory<'_>,
    compression: Compression,
    sample: Sample,
) -> Result<Predictor, Trouble> {
    let predictor = match directory.uint(PREDICTOR).unwrap_or(1) {
        // Writers leave the tag standing beside what has none; libtiff does not ask for it there either.
        _ if matches!(compression, Compression::None | Compression::Fax(_)) || compression.is_picture() => {
            Predictor::None
        }
        0 | 1 => Predictor::None,
        2 => Predictor::Horizontal,
        3 => Predictor::Float,
        other => return Err(Trouble::unsupported(format!("predictor {other}"))),
    };
    let fits = match predictor {
        Predictor::None => true,
        Predictor::Horizontal => matches!(sample.bits, 8 | 16 | 32 | 64),
        Predictor::Float => sample.kind == Kind::Float,
    };
    if !fits {
        return Err(Trouble::unsupported(format!("a predictor for samples of {} bits", sample.bits)));
    }
    Ok(predictor)
}
