//! The finished pictures that cameras put into their raw files, and the size that the whole photo has. One file per
//! family of containers; here the finds are judged: only what begins like a picture that we can decode counts. Every
//! walk is bounded in directories, entries and candidates. Develops nothing and decodes nothing.

mod ciff;
mod cr3;
mod fuji;
mod jpeg_head;
mod maker;
mod minolta;
mod sigma;
mod tiff;

use std::borrow::Cow;

use pothos_model::Orientation;

use crate::bytes::part;

/// No raw file that we know keeps more than seven pictures.
const MAX_PLACES: usize = 48;
/// Shorter than this is no JPEG: its tables alone take more.
const MIN_JPEG_BYTES: usize = 128;
/// The longest side that a picture must have: cameras write thumbnails of 160 pixels, and placeholders of one.
const MIN_SIDE: u32 = 64;

/// How a preview's bytes are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A baseline or progressive JPEG of eight bits.
    Jpeg,
    /// Red, green and blue bytes, row by row, `pitch` bytes a row.
    Rgb {
        /// Bytes from one row to the next.
        pitch: usize,
    },
}

/// A wider colour space than sRGB, of a preview that carries no profile of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Space {
    /// Adobe RGB (1998).
    AdobeRgb,
    /// ProPhoto RGB.
    ProPhoto,
}

/// One picture inside a raw file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Preview<'a> {
    /// Its bytes; of a cut file perhaps fewer than there were.
    pub bytes: Cow<'a, [u8]>,
    /// Stored width and height in pixels, at least 1.
    pub size: (u32, u32),
    /// How to read the bytes.
    pub kind: Kind,
    /// The colour space where the file names one wider than sRGB.
    pub space: Option<Space>,
}

/// What a raw file offers without being developed.
#[derive(Debug, Default)]
pub(crate) struct RawPictures<'a> {
    /// The previews, the most pixels first.
    pub previews: Vec<Preview<'a>>,
    /// Stored (not upright) size of the whole photo in pixels, where the file tells.
    pub size: Option<(u32, u32)>,
    /// How to turn the previews, where the file says it outside EXIF.
    pub turn: Option<Orientation>,
    /// A part of the file that may name another size was not there: cut, or beyond a head that was read.
    partial: bool,
}

/// The pictures in a raw file of any maker.
pub(crate) fn raw_pictures(data: &[u8]) -> RawPictures<'_> {
    let mut finds = Finds::default();
    if part(data, 4, 8) == Some(b"ftypcrx ") {
        cr3::collect(data, &mut finds);
    } else if data.starts_with(b"FUJIFILMCCD-RAW") {
        fuji::collect(data, &mut finds);
    } else if data.starts_with(b"\0MRM") {
        minolta::collect(data, &mut finds);
    } else if data.starts_with(b"FOVb") {
        sigma::collect(data, &mut finds);
    } else if part(data, 6, 8) == Some(b"HEAPCCDR") {
        ciff::collect(data, &mut finds);
    } else {
        tiff::collect(data, &mut finds);
    }
    finds.judged()
}

/// The stored size of the photo in a raw file, of which `data` may be only the head; nothing unless everything that
/// tells it lies in `data`, so that the head never claims another size than the whole.
pub(crate) fn raw_size(data: &[u8]) -> Option<(u32, u32)> {
    let pictures = raw_pictures(data);
    let size = match pictures.turn {
        // The caller knows EXIF's orientation only.
        Some(turn) => pictures.size.map(|(w, h)| turn.upright(w, h)),
        None => pictures.size,
    };
    size.filter(|_| !pictures.partial)
}

/// Where a family's reader found something.
#[derive(Debug, Default)]
struct Finds<'a> {
    places: Vec<Place<'a>>,
    size: Option<(u32, u32)>,
    space: Option<Space>,
    turn: Option<Orientation>,
    partial: bool,
}

#[derive(Debug)]
struct Place<'a> {
    bytes: &'a [u8],
    /// How many bytes there should be.
    whole: usize,
    form: Form,
    space: Option<Space>,
}

#[derive(Debug, Clone, Copy)]
enum Form {
    Jpeg,
    Rgb { size: (u32, u32), pitch: usize },
}

impl<'a> Finds<'a> {
    /// Notes `length` bytes at `at` that may be a JPEG.
    fn jpeg(&mut self, data: &'a [u8], at: usize, length: usize, space: Option<Space>) {
        self.place(data, at, length, Form::Jpeg, space);
    }

    /// Notes `length` bytes at `at` that are rows of red, green and blue.
    fn rgb(&mut self, data: &'a [u8], at: usize, length: usize, size: (u32, u32), pitch: usize) {
        self.place(data, at, length, Form::Rgb { size, pitch }, None);
    }

    fn place(&mut self, data: &'a [u8], at: usize, length: usize, form: Form, space: Option<Space>) {
        let Some(rest) = data.get(at..) else { return };
        let bytes = rest.get(..length).unwrap_or(rest);
        let known = self.places.iter().any(|place| std::ptr::eq(place.bytes.as_ptr(), bytes.as_ptr()));
        if self.places.len() < MAX_PLACES && !known {
            self.places.push(Place { bytes, whole: length, form, space });
        }
    }

    /// Keeps what begins like a picture, the best first: pixels count by the share of their bytes that is there.
    fn judged(self) -> RawPictures<'a> {
        let mut ranked: Vec<(u128, Preview<'a>)> = Vec::new();
        for place in &self.places {
            let Some(preview) = place.preview(self.space) else { continue };
            if preview.size.0.max(preview.size.1) < MIN_SIDE {
                continue;
            }
            let pixels = u128::from(preview.size.0) * u128::from(preview.size.1);
            let rank = pixels * place.bytes.len() as u128 / (place.whole.max(1) as u128);
            ranked.push((rank, preview));
        }
        ranked.sort_by_key(|(rank, _)| std::cmp::Reverse(*rank));
        RawPictures {
            previews: ranked.into_iter().map(|(_, preview)| preview).collect(),
            size: self.size.filter(|&(w, h)| w > 0 && h > 0),
            turn: self.turn,
            partial: self.partial,
        }
    }
}

impl<'a> Place<'a> {
    fn preview(&self, space: Option<Space>) -> Option<Preview<'a>> {
        match self.form {
            Form::Jpeg => {
                if self.bytes.len() < MIN_JPEG_BYTES {
                    return None;
                }
                let bytes = jpeg_head::mended(self.bytes);
                let size = jpeg_head::size(&bytes)?;
                Some(Preview { bytes, size, kind: Kind::Jpeg, space: self.space.or(space) })
            }
            Form::Rgb { size: (width, height), pitch } => {
                let row = usize::try_from(width).ok()?.checked_mul(3)?;
                let needed = pitch.checked_mul(usize::try_from(height).ok()?)?;
                let sound = width > 0 && height > 0 && pitch >= row && self.bytes.len() >= needed;
                sound.then_some(Preview {
                    bytes: Cow::Borrowed(self.bytes.get(..needed)?),
                    size: (width, height),
                    kind: Kind::Rgb { pitch },
                    space: None,
                })
            }
        }
    }
}
