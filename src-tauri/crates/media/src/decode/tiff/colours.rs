//! What samples mean: rows of numbers become rows of a raster. Knows no file.

use super::page::{Meaning, Page};
use super::samples::Line;
use crate::decode::bitmap::{over_white, over_white_16};
use crate::decode::lab::lab_to_rgb;
use crate::error::Trouble;
use crate::raster::{Channels, Raster};

/// Paints rows of one page.
pub(super) struct Painter<'a> {
    meaning: &'a Meaning,
    has_alpha: bool,
    premultiplied: bool,
    channels: Channels,
    palette: Vec<[u8; 3]>,
}

impl<'a> Painter<'a> {
    pub fn new(page: &'a Page) -> Result<Self, Trouble> {
        let channels = match &page.meaning {
            Meaning::Cmyk => Channels::Cmyk,
            Meaning::Grey { .. } | Meaning::Rgb if !page.sample.is_eight() => Channels::Rgb16,
            Meaning::Grey { .. } | Meaning::Rgb => Channels::Rgb,
            // A table's colours and what is computed from luma or lightness have eight bits.
            Meaning::Palette(_) | Meaning::YCbCr(_) | Meaning::Lab(_) => Channels::Rgb,
        };
        let palette = match &page.meaning {
            Meaning::Palette(table) => colours(table)?,
            _ => Vec::new(),
        };
        let (has_alpha, premultiplied) = (page.has_alpha, page.premultiplied);
        Ok(Self { meaning: &page.meaning, has_alpha, premultiplied, channels, palette })
    }

    /// What the rows that are painted consist of.
    pub fn channels(&self) -> Channels {
        self.channels
    }

    /// Paints pixels of `step` samples, of which the first are the colours.
    pub fn paint(&self, line: Line<'_>, step: usize, out: &mut [u8]) {
        let (has_alpha, premultiplied) = (self.has_alpha, self.premultiplied);
        let lay = |value: u8, alpha: u8| {
            if premultiplied { value.saturating_add(255 - alpha) } else { over_white(value, alpha) }
        };
        let lay_16 = |value: u16, alpha: u16| {
            if premultiplied { value.saturating_add(65_535 - alpha) } else { over_white_16(value, alpha) }
        };
        match (self.meaning, line) {
            (Meaning::Rgb, Line::Eight(line)) if has_alpha => each(line, step, out, |p, o: &mut [u8; 3]| {
                *o = [0, 1, 2].map(|c| lay(p[c], p[3]));
            }),
            (Meaning::Rgb, Line::Eight(line)) => first(line, step, out),
            (Meaning::Rgb, Line::Sixteen(line)) if has_alpha => {
                each(line, step, out, |p, o: &mut [u8; 6]| {
                    *o = wide([0, 1, 2].map(|c| lay_16(p[c], p[3])));
                })
            }
            (Meaning::Rgb, Line::Sixteen(line)) if step == 3 => {
                let (targets, _) = out.as_chunks_mut::<2>();
                targets.iter_mut().zip(line).for_each(|(to, from)| *to = from.to_ne_bytes());
            }
            (Meaning::Rgb, Line::Sixteen(line)) => {
                each(line, step, out, |p, o: &mut [u8; 6]| *o = wide([p[0], p[1], p[2]]));
            }
            (Meaning::Grey { white_is_zero }, Line::Eight(line)) => {
                let turn = if *white_is_zero { 0xFF } else { 0 };
                each(line, step, out, |p, o: &mut [u8; 3]| {
                    *o = [if has_alpha { lay(p[0] ^ turn, p[1]) } else { p[0] ^ turn }; 3];
                });
            }
            (Meaning::Grey { white_is_zero }, Line::Sixteen(line)) => {
                let turn = if *white_is_zero { 0xFFFF } else { 0 };
                each(line, step, out, |p, o: &mut [u8; 6]| {
                    *o = wide([if has_alpha { lay_16(p[0] ^ turn, p[1]) } else { p[0] ^ turn }; 3]);
                });
            }
            (Meaning::Palette(_), Line::Eight(line)) => {
                each(line, step, out, |p, o: &mut [u8; 3]| *o = self.colour(usize::from(p[0])));
            }
            (Meaning::Palette(_), Line::Sixteen(line)) => {
                each(line, step, out, |p, o: &mut [u8; 3]| *o = self.colour(usize::from(p[0])));
            }
            (Meaning::YCbCr(weights), Line::Eight(line)) => {
                each(line, step, out, |p, o: &mut [u8; 3]| *o = to_rgb([p[0], p[1], p[2]], *weights));
            }
            (Meaning::YCbCr(weights), Line::Sixteen(line)) => each(line, step, out, |p, o: &mut [u8; 3]| {
                *o = to_rgb([p[0], p[1], p[2]].map(|value| (value >> 8) as u8), *weights);
            }),
            (Meaning::Cmyk | Meaning::Lab(_), Line::Eight(line)) => match self.meaning.samples() {
                3 => each(line, step, out, |p, o: &mut [u8; 3]| *o = [p[0], p[1], p[2]]),
                _ => each(line, step, out, |p, o: &mut [u8; 4]| *o = [p[0], p[1], p[2], p[3]]),
            },
            (Meaning::Cmyk | Meaning::Lab(_), Line::Sixteen(line)) => match self.meaning.samples() {
                3 => each(line, step, out, |p, o: &mut [u8; 3]| {
                    *o = [p[0], p[1], p[2]].map(|v| (v >> 8) as u8)
                }),
                _ => each(line, step, out, |p, o: &mut [u8; 4]| {
                    *o = [p[0], p[1], p[2], p[3]].map(|v| (v >> 8) as u8);
                }),
            },
        }
    }

    /// What is done once all rows are painted.
    pub fn finish(&self, raster: &mut Raster) {
        if let Meaning::Lab(encoding) = self.meaning {
            lab_to_rgb(&mut raster.pixels, *encoding);
        }
    }

    fn colour(&self, index: usize) -> [u8; 3] {
        self.palette.get(index).or(self.palette.last()).copied().unwrap_or_default()
    }
}

/// Calls `pixel` with the samples of each pixel and its place in the raster. Pixels have at least as many samples as they
/// are shown by: [`Page::of`] sees to it.
fn each<T, const SIZE: usize>(
    line: &[T],
    step: usize,
    out: &mut [u8],
    pixel: impl Fn(&[T], &mut [u8; SIZE]),
) {
    let (targets, _) = out.as_chunks_mut::<SIZE>();
    for (samples, target) in line.chunks_exact(step).zip(targets) {
        pixel(samples, target);
    }
}

/// The first three of each pixel's bytes as they are.
fn first(line: &[u8], step: usize, out: &mut [u8]) {
    if step == 3 {
        let length = line.len().min(out.len());
        out[..length].copy_from_slice(&line[..length]);
    } else {
        each(line, step, out, |p, o: &mut [u8; 3]| *o = [p[0], p[1], p[2]]);
    }
}

fn wide(colour: [u16; 3]) -> [u8; 6] {
    let [[a, b], [c, d], [e, f]] = colour.map(u16::to_ne_bytes);
    [a, b, c, d, e, f]
}

/// A table of reds, then greens, then blues as colours.
fn colours(table: &[u16]) -> Result<Vec<[u8; 3]>, Trouble> {
    // Careless writers fill the table with bytes.
    let shift = if table.iter().any(|value| *value > 255) { 8 } else { 0 };
    let byte = |value: &u16| (value >> shift) as u8;
    let third = table.len() / 3;
    let (reds, rest) = table.split_at(third);
    let colours: Vec<[u8; 3]> = reds
        .iter()
        .zip(rest.iter().zip(rest.iter().skip(third)))
        .map(|(red, (green, blue))| [byte(red), byte(green), byte(blue)])
        .collect();
    if colours.is_empty() { Err(Trouble::damaged("its palette is missing")) } else { Ok(colours) }
}

/// TIFF 6.0, section 21, at full range.
fn to_rgb(ycc: [u8; 3], [red, green, blue]: [f64; 3]) -> [u8; 3] {
    let (y, cb, cr) = (f64::from(ycc[0]), f64::from(ycc[1]) - 128.0, f64::from(ycc[2]) - 128.0);
    let r = y + cr * (2.0 - 2.0 * red);
    let b = y + cb * (2.0 - 2.0 * blue);
    let g = (y - blue * b - red * r) / green;
    [r, g, b].map(|c| c.round().clamp(0.0, 255.0) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::tiff::page::YCBCR_601;

    #[test]
    fn grey_stays_grey_and_red_becomes_red() {
        assert_eq!(to_rgb([100, 128, 128], YCBCR_601), [100, 100, 100]);
        let [r, g, b] = to_rgb([76, 85, 255], YCBCR_601);
        assert!(r > 250 && g < 5 && b < 5, "{r} {g} {b}");
    }

    #[test]
    fn a_table_is_read_in_thirds() {
        assert_eq!(colours(&[1, 2, 3, 4, 5, 6]).unwrap(), [[1, 3, 5], [2, 4, 6]]);
        assert_eq!(colours(&[256, 512, 768]).unwrap(), [[1, 2, 3]]);
        assert!(colours(&[1, 2]).is_err());
    }
}
