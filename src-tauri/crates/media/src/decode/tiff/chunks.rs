//! The strips and tiles of a page, one after the other, as rows of samples: found in the file, unpacked, their predictor
//! undone, chroma brought to full size. What they will take is bounded before anything is taken.

use pothos_model::FailureCode;

use super::embedded::{self, Shape};
use super::fax;
use super::page::{Compression, Page, Predictor, Sample};
use super::predictor::undo;
use super::unpack::{Unpacker, pack_bits, zstd};
use crate::bytes::part;
use crate::decode::{MAX_BYTES, too_large};
use crate::error::Trouble;

/// Packed bytes that are read, beyond this many times the file: strips may share bytes, but not all of them all.
const MAX_SHARED: usize = 16;
/// What may be shared in a small file.
const SPARE_BYTES: usize = 256 << 20;
/// No compression makes more of its bytes than this, apart from [`HEAD_BYTES`]; what lies behind is not looked at.
const WORST_PACKED: usize = 16;
/// Tables and profiles that a JPEG in a strip may begin with.
const HEAD_BYTES: usize = 1 << 20;

/// Reads strips and tiles.
pub(super) struct Chunks<'a> {
    data: &'a [u8],
    page: &'a Page,
    /// JPEG's tables for all strips.
    tables: &'a [u8],
    unpacker: Unpacker,
    /// A packed strip whose bits were turned round.
    turned: Vec<u8>,
    /// Work of the predictor, and units of luma and chroma.
    scratch: Vec<u8>,
    /// Packed bytes that may still be read.
    left: usize,
}

/// Rows of samples of one strip or tile of one plane.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a> {
    bytes: &'a [u8],
    pitch: usize,
}

impl<'a> Rows<'a> {
    pub fn row(self, index: usize) -> &'a [u8] {
        part(self.bytes, index * self.pitch, self.pitch).unwrap_or_default()
    }
}

impl<'a> Chunks<'a> {
    /// Asks whether all of a page fits into memory and, where that can be said, is in the file.
    pub fn of(data: &'a [u8], page: &'a Page, tables: &'a [u8]) -> Result<Self, Trouble> {
        let (columns, rows) = page.grid.largest();
        let planes = if page.planar { page.shown() } else { 1 };
        let bytes = page.row_bytes(columns).saturating_mul(rows).saturating_mul(planes);
        let is_plain = Self::is_plain(page);
        if !is_plain && bytes as u64 > MAX_BYTES {
            return Err(too_large(page.width as u32, page.height as u32));
        }
        let left = data.len().saturating_mul(MAX_SHARED).saturating_add(SPARE_BYTES);
        let chunks = Self {
            data,
            page,
            tables,
            unpacker: Unpacker::default(),
            turned: Vec::new(),
            scratch: Vec::new(),
            left,
        };
        for plane in 0..planes {
            for index in 0..page.grid.count() {
                let place = page.grid.place(plane, index);
                let (pitch, rows) = chunks.size(plane, index);
                let is_there = match page.compression {
                    _ if place.bytes == (0..0) => true,
                    Compression::None => part(data, place.bytes.start, chunks.packed(pitch, rows)).is_some(),
                    _ => !place.bytes.is_empty(),
                };
                if !is_there {
                    return Err(Trouble::new(FailureCode::Truncated, ""));
                }
            }
        }
        Ok(chunks)
    }

    /// Whether the bytes in the file are the samples.
    fn is_plain(page: &Page) -> bool {
        page.compression == Compression::None
            && !page.reversed
            && page.predictor == Predictor::None
            && (page.subsampling == (1, 1) || page.planar)
    }

    /// The samples as they come out of here.
    pub fn sample(page: &Page) -> Sample {
        match page.predictor {
            Predictor::Float => Sample { little: false, ..page.sample },
            Predictor::None | Predictor::Horizontal => page.sample,
        }
    }

    /// Whether luma and chroma are packed into units.
    fn in_units(&self) -> bool {
        self.page.subsampling != (1, 1) && !self.page.planar
    }

    /// Bytes of a row, and the number of rows, of strip or tile `index` of a plane.
    fn size(&self, plane: usize, index: usize) -> (usize, usize) {
        let area = self.page.grid.area(index);
        let (across, down) = if plane > 0 { self.page.subsampling } else { (1, 1) };
        (self.page.row_bytes(area.stored.div_ceil(across)), area.rows.div_ceil(down))
    }

    /// Bytes that rows take before chroma is brought to full size.
    fn packed(&self, pitch: usize, rows: usize) -> usize {
        if !self.in_units() {
            return pitch * rows;
        }
        let (across, down) = self.page.subsampling;
        (pitch / self.page.samples).div_ceil(across) * rows.div_ceil(down) * (across * down + 2)
    }

    /// The rows of strip or tile `index` of a plane; `buffer` holds them where the file does not.
    pub fn rows<'b>(
        &mut self,
        plane: usize,
        index: usize,
        buffer: &'b mut Vec<u8>,
    ) -> Result<Rows<'b>, Trouble>
    where
        'a: 'b,
    {
        let place = self.page.grid.place(plane, index);
        let (pitch, rows) = self.size(plane, index);
        let length = pitch * rows;
        if place.bytes.is_empty() {
            buffer.clear();
            buffer.resize(length, 0);
            return Ok(Rows { bytes: buffer, pitch });
        }
        if Self::is_plain(self.page) {
            let bytes = part(self.data, place.bytes.start, length).unwrap_or_default();
            return Ok(Rows { bytes, pitch });
        }
        buffer.resize(length, 0);
        let unpacked = if self.in_units() {
            let mut units = std::mem::take(&mut self.scratch);
            units.resize(self.packed(pitch, rows), 0);
            let unpacked = self.unpack(plane, index, &mut units);
            spread(&units, self.page.subsampling, pitch / self.page.samples, buffer);
            self.scratch = units;
            unpacked
        } else {
            self.unpack(plane, index, buffer)
        };
        unpacked.map_err(|trouble| match trouble.code {
            FailureCode::Damaged if place.cut => Trouble::new(FailureCode::Truncated, ""),
            _ => trouble,
        })?;
        if self.page.predictor != Predictor::None {
            for row in buffer.chunks_exact_mut(pitch) {
                undo(self.page.predictor, self.page.sample, self.page.together(), row, &mut self.scratch);
            }
        }
        Ok(Rows { bytes: buffer, pitch })
    }

    fn unpack(&mut self, plane: usize, index: usize, out: &mut [u8]) -> Result<(), Trouble> {
        let page = self.page;
        let start = page.grid.place(plane, index).bytes.start;
        let end = match page.compression {
            // What is said of their length is often wrong, and never needed.
            Compression::None => start.saturating_add(out.len()),
            _ => page.grid.place(plane, index).bytes.end,
        };
        let most = out.len().saturating_mul(WORST_PACKED).saturating_add(HEAD_BYTES);
        let packed = self.data.get(start..end.min(start.saturating_add(most))).unwrap_or_default();
        let Some(left) = self.left.checked_sub(packed.len()) else {
            return Err(Trouble::new(FailureCode::TooLarge, "its strips share their bytes"));
        };
        self.left = left;
        let turns = page.reversed && !page.compression.is_picture() && page.compression != Compression::Zstd;
        let packed = if turns {
            self.turned.clear();
            self.turned.extend(packed.iter().map(|byte| byte.reverse_bits()));
            self.turned.as_slice()
        } else {
            packed
        };
        let area = page.grid.area(index);
        let shape =
            Shape { columns: area.stored, most_rows: page.grid.largest().1, samples: page.together() };
        let is_bytes = page.sample.bits == 8;
        match page.compression {
            Compression::None => {
                let length = packed.len().min(out.len());
                out[..length].copy_from_slice(&packed[..length]);
                Ok(())
            }
            Compression::Lzw => self.unpacker.lzw(packed, out),
            Compression::Deflate => self.unpacker.deflate(packed, out),
            Compression::PackBits => pack_bits(packed, out),
            Compression::Zstd => zstd(packed, out),
            Compression::Fax(coding) if page.together() == 1 && page.sample.bits == 1 => {
                fax::unpack(packed, coding, area.stored, out)
            }
            Compression::Jpeg if is_bytes => embedded::jpeg(packed, self.tables, page.inner_luma, shape, out),
            Compression::Webp if is_bytes => embedded::webp(packed, shape, out),
            Compression::Fax(_) | Compression::Jpeg | Compression::Webp => {
                Err(Trouble::unsupported(format!("this compression of samples of {} bits", page.sample.bits)))
            }
        }
    }
}

/// Units of some lumas, one blue and one red difference (TIFF 6.0, section 21) become rows of `columns` pixels of three bytes.
fn spread(units: &[u8], (across, down): (usize, usize), columns: usize, out: &mut [u8]) {
    let lumas = across * down;
    let in_row = columns.div_ceil(across).max(1);
    let pitch = columns * 3;
    for (index, unit) in units.chunks_exact(lumas + 2).enumerate() {
        let (left, top) = (index % in_row * across, index / in_row * down);
        let (lumas, chroma) = unit.split_at(lumas);
        for (line, lumas) in lumas.chunks_exact(across).enumerate() {
            let start = (top + line) * pitch;
            let row = out.get_mut(start..(start + pitch).min(start.max(out.len()))).unwrap_or_default();
            for (pixel, luma) in row.chunks_exact_mut(3).skip(left).zip(lumas) {
                pixel.copy_from_slice(&[*luma, chroma[0], chroma[1]]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_become_pixels_and_end_at_the_edge() {
        let mut out = [0; 9];
        spread(&[1, 2, 3, 4, 50, 60, 5, 6, 7, 8, 70, 80], (2, 2), 3, &mut out);
        assert_eq!(out, [1, 50, 60, 2, 50, 60, 5, 70, 80]);
    }
}
