//! Photoshop's PSD and PSB: the merged picture that stands behind the layers, in every mode a photograph is kept in
//! (Adobe Photoshop File Formats Specification, "Image Data Section"). Where Photoshop left it out, its thumbnail stands
//! for the photo. Layers are not read.

use pothos_model::{FailureCode, Format};

use super::lab::{Encoding, lab_to_rgb};
use super::{Decoded, MAX_BYTES, jpeg, too_large, within_budget};
use crate::bytes::{be16, be32};
use crate::container::PsdParts;
use crate::error::Trouble;
use crate::meta::{Described, describe};
use crate::raster::{Channels, Raster};

/// How the samples of a pixel become colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Bitmap,
    Grey,
    Indexed,
    Rgb,
    Cmyk,
    Lab,
}

impl Mode {
    fn of(parts: &PsdParts<'_>) -> Result<Self, Trouble> {
        let mode = match (parts.mode, parts.depth) {
            (0, 1) => Mode::Bitmap,
            // A duotone's inks are unknown to the specification's readers: it says to show it as grey.
            (1 | 8, 8 | 16 | 32) => Mode::Grey,
            (2, 8) if parts.table.len() >= 768 => Mode::Indexed,
            (3, 8 | 16 | 32) => Mode::Rgb,
            (4, 8 | 16) => Mode::Cmyk,
            (9, 8 | 16) => Mode::Lab,
            (7, _) => return Err(Trouble::new(FailureCode::Unsupported, "it is a multichannel document")),
            (mode, depth) => {
                let what = format!("colour mode {mode} with {depth} bits");
                return Err(Trouble::new(FailureCode::Unsupported, what));
            }
        };
        if usize::from(parts.channels) < mode.samples() {
            return Err(Trouble::new(FailureCode::Damaged, "it has too few channels"));
        }
        Ok(mode)
    }

    /// Channels that make the colour. What follows is transparency, which Photoshop has laid over white already, and
    /// masks.
    fn samples(self) -> usize {
        match self {
            Mode::Bitmap | Mode::Grey | Mode::Indexed => 1,
            Mode::Rgb | Mode::Lab => 3,
            Mode::Cmyk => 4,
        }
    }
}

/// Decodes the merged picture, or the thumbnail where there is none.
pub(super) fn decode(data: &[u8], described: &Described, side: Option<u32>) -> Result<Decoded, Trouble> {
    let Some(parts) = PsdParts::of(data) else {
        return Err(Trouble::new(FailureCode::Truncated, ""));
    };
    let (width, height) = parts.size;
    if width == 0 || height == 0 {
        return Err(Trouble::new(FailureCode::Damaged, "the picture has no size"));
    }
    within_budget(width, height)?;
    if !parts.merged {
        return thumbnail(&parts, side);
    }
    let mode = Mode::of(&parts)?;
    // Grey profiles are applied in eight bits.
    let channels = match mode {
        Mode::Cmyk => Channels::Cmyk,
        Mode::Rgb if parts.depth > 8 => Channels::Rgb16,
        Mode::Bitmap | Mode::Grey | Mode::Indexed | Mode::Rgb | Mode::Lab => Channels::Rgb,
    };
    let bytes = u64::from(width) * u64::from(height) * channels.bytes() as u64;
    if bytes > MAX_BYTES {
        return Err(too_large(width, height));
    }
    let mut rows = Rows::of(&parts)?;
    // Asked before the memory is taken: a header alone must not cost half a gigabyte.
    if !rows.can_hold(height, mode.samples()) {
        return Err(Trouble::new(FailureCode::Truncated, ""));
    }
    let mut raster = Raster { width, height, channels, pixels: vec![0; bytes as usize] };
    let linear = parts.depth == 32 && described.icc.is_none();
    let mut row = vec![0; rows.length];
    for channel in 0..mode.samples() {
        for y in 0..height {
            rows.read(&mut row)?;
            let line = Line { mode, depth: parts.depth, table: parts.table, linear };
            line.put(&row, channel, y, &mut raster);
        }
    }
    if mode == Mode::Lab {
        lab_to_rgb(&mut raster.pixels, Encoding::Offset);
    }
    Ok(Decoded::of(raster, (width, height)))
}

fn thumbnail(parts: &PsdParts<'_>, side: Option<u32>) -> Result<Decoded, Trouble> {
    let none = "it was saved without its merged picture; save it in Photoshop with Maximise Compatibility";
    let jpeg = parts.thumbnail.ok_or_else(|| Trouble::new(FailureCode::Unsupported, none))?;
    let decoded = jpeg::decode(jpeg, &describe(Format::Jpeg, jpeg), side)?;
    Ok(Decoded { size: parts.size, ..decoded })
}

/// The rows of the merged picture, one channel after another.
struct Rows<'a> {
    /// Bytes of a row when unpacked.
    length: usize,
    packing: Packing<'a>,
}

enum Packing<'a> {
    None {
        rest: &'a [u8],
    },
    /// Macintosh PackBits: the packed lengths of all rows first.
    Bits {
        lengths: &'a [u8],
        wide: bool,
        rest: &'a [u8],
    },
}

impl<'a> Rows<'a> {
    fn of(parts: &PsdParts<'a>) -> Result<Self, Trouble> {
        let cut = || Trouble::new(FailureCode::Truncated, "");
        let length = (parts.size.0 as usize * usize::from(parts.depth)).div_ceil(8);
        let rest = parts.picture.get(2..).ok_or_else(cut)?;
        let packing = match be16(parts.picture, 0) {
            Some(0) => Packing::None { rest },
            Some(1) => {
                let width = if parts.big { 4 } else { 2 };
                let table = parts.size.1 as usize * usize::from(parts.channels) * width;
                let (lengths, rest) = rest.split_at_checked(table).ok_or_else(cut)?;
                Packing::Bits { lengths, wide: parts.big, rest }
            }
            Some(2 | 3) => {
                return Err(Trouble::new(FailureCode::Unsupported, "its merged picture is zipped"));
            }
            _ => return Err(Trouble::new(FailureCode::Damaged, "unknown compression")),
        };
        Ok(Self { length, packing })
    }

    /// Whether so many rows may be there. Two packed bytes give at most 128.
    fn can_hold(&self, height: u32, samples: usize) -> bool {
        let needed = self.length as u64 * u64::from(height) * samples as u64;
        match &self.packing {
            Packing::None { rest } => rest.len() as u64 >= needed,
            Packing::Bits { rest, .. } => rest.len() as u64 * 64 >= needed,
        }
    }

    fn read(&mut self, row: &mut [u8]) -> Result<(), Trouble> {
        let cut = || Trouble::new(FailureCode::Truncated, "");
        match &mut self.packing {
            Packing::None { rest } => {
                let (line, after) = rest.split_at_checked(row.len()).ok_or_else(cut)?;
                row.copy_from_slice(line);
                *rest = after;
            }
            Packing::Bits { lengths, wide, rest } => {
                let (length, width) = match wide {
                    true => (be32(lengths, 0).and_then(|length| usize::try_from(length).ok()), 4),
                    false => (be16(lengths, 0).map(usize::from), 2),
                };
                *lengths = lengths.get(width..).ok_or_else(cut)?;
                let (line, after) =
                    length.and_then(|length| rest.split_at_checked(length)).ok_or_else(cut)?;
                unpack(line, row);
                *rest = after;
            }
        }
        Ok(())
    }
}

/// PackBits (TIFF 6.0, section 9). What a damaged row lacks stays zero.
fn unpack(mut packed: &[u8], row: &mut [u8]) {
    row.fill(0);
    let mut at = 0;
    while let Some((&head, rest)) = packed.split_first() {
        let (from, taken, count) = match head {
            0..=127 => {
                let count = usize::from(head) + 1;
                (rest.get(..count).unwrap_or(rest), count, count)
            }
            128 => (&[][..], 0, 0),
            129.. => (rest.get(..1).unwrap_or_default(), 1, 257 - usize::from(head)),
        };
        let end = (at + count).min(row.len());
        let Some(target) = row.get_mut(at..end) else { return };
        match from {
            [one] if head > 128 => target.fill(*one),
            from => target.iter_mut().zip(from).for_each(|(to, from)| *to = *from),
        }
        at = end;
        packed = rest.get(taken..).unwrap_or_default();
    }
}

/// One row of one channel on its way into the raster.
struct Line<'a> {
    mode: Mode,
    depth: u16,
    table: &'a [u8],
    /// Floats without a profile are linear light.
    linear: bool,
}

impl Line<'_> {
    fn put(&self, row: &[u8], channel: usize, y: u32, raster: &mut Raster) {
        let (width, size, channels) = (raster.width as usize, raster.channels.bytes(), raster.channels);
        let pitch = width * size;
        let Some(line) = raster.pixels.get_mut(y as usize * pitch..(y as usize + 1) * pitch) else { return };
        for (x, pixel) in line.chunks_exact_mut(size).enumerate() {
            let value = self.sample(row, x);
            let byte = (value >> 8) as u8;
            match (self.mode, channels) {
                (Mode::Bitmap | Mode::Grey, _) => pixel.fill(byte),
                (Mode::Indexed, _) => {
                    for (colour, to) in pixel.iter_mut().enumerate() {
                        *to = self.table.get(colour * 256 + usize::from(byte)).copied().unwrap_or_default();
                    }
                }
                (_, Channels::Rgb16) => {
                    if let Some(to) = pixel.get_mut(channel * 2..channel * 2 + 2) {
                        to.copy_from_slice(&value.to_ne_bytes());
                    }
                }
                // Zero is full ink.
                (Mode::Cmyk, _) => pixel.iter_mut().skip(channel).take(1).for_each(|to| *to = 255 - byte),
                (Mode::Rgb | Mode::Lab, _) => {
                    pixel.iter_mut().skip(channel).take(1).for_each(|to| *to = byte)
                }
            }
        }
    }

    /// A sample in sixteen bits.
    fn sample(&self, row: &[u8], x: usize) -> u16 {
        match self.depth {
            // A set bit is black.
            1 => row.get(x / 8).map_or(0, |byte| if byte >> (7 - x % 8) & 1 == 1 { 0 } else { u16::MAX }),
            8 => row.get(x).map_or(0, |byte| u16::from(*byte) * 257),
            16 => be16(row, x * 2).unwrap_or_default(),
            _ => {
                let value = be32(row, x * 4).map_or(0.0, f32::from_bits).clamp(0.0, 1.0);
                let value = if self.linear { super::lab::srgb_curve(value) } else { value };
                (value * 65_535.0).round() as u16
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_rows_unpack_and_damaged_ones_end() {
        let check = |packed: &[u8], expected: &[u8]| {
            let mut row = vec![9; 6];
            unpack(packed, &mut row);
            assert_eq!(row, expected, "{packed:?}");
        };
        check(&[2, 1, 2, 3, 254, 7], &[1, 2, 3, 7, 7, 7]);
        check(&[128, 129, 5], &[5, 5, 5, 5, 5, 5]);
        check(&[5, 1, 2], &[1, 2, 0, 0, 0, 0]);
        check(&[255], &[0; 6]);
        check(&[], &[0; 6]);
    }
}
