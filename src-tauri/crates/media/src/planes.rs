//! A picture as one plane of luma and two of chroma, the form that JPEG itself keeps: what is measured, hashed
//! and encoded is measured, hashed and encoded on these planes, so that a photo that comes as planes is never
//! brought to RGB and back. Knows no files and no colour profiles.

use fast_image_resize::FilterType;
use fast_image_resize::pixels::U8;
use fast_transpose::{FlipMode, FlopMode, transpose_plane};
use pothos_model::{FailureCode, Orientation};
use yuv::{
    BufferStoreMut, YuvConversionMode, YuvPlanarImage, YuvPlanarImageMut, YuvRange, YuvStandardMatrix,
    rgb_to_yuv420, yuv420_to_rgb,
};

use crate::error::Trouble;
use crate::raster::{Channels, Raster, fit, resampled};

/// Chroma without colour.
const NEUTRAL: u8 = 128;

/// A picture in JFIF's YCbCr (ITU-T T.871: Rec. 601 weights, full range, chroma centred on 128).
/// `y` holds exactly width x height bytes, `cb` and `cr` exactly `chroma.0 x chroma.1` bytes, all row by row
/// without padding.
#[derive(Debug, Clone)]
pub(crate) struct Planes {
    /// Width of the luma plane and of the picture.
    pub width: u32,
    /// Height of the luma plane and of the picture.
    pub height: u32,
    /// Luma, 0 to 255.
    pub y: Vec<u8>,
    /// Width and height of each chroma plane: half of the picture's each way, rounded up, once the picture has
    /// been [`Planes::fitted`]; as the file keeps them before.
    pub chroma: (u32, u32),
    /// Blue difference.
    pub cb: Vec<u8>,
    /// Red difference.
    pub cr: Vec<u8>,
}

/// Half of the picture's size each way, rounded up.
fn halved(width: u32, height: u32) -> (u32, u32) {
    (width.div_ceil(2), height.div_ceil(2))
}

impl Planes {
    /// Luma alone; the chroma is neutral.
    pub fn grey(width: u32, height: u32, y: Vec<u8>) -> Self {
        let chroma = halved(width, height);
        let neutral = vec![NEUTRAL; chroma.0 as usize * chroma.1 as usize];
        Self { width, height, y, chroma, cb: neutral.clone(), cr: neutral }
    }

    /// The planes of an 8-bit RGB picture, chroma at half size each way.
    pub fn from_rgb(rgb: &Raster) -> Result<Self, Trouble> {
        debug_assert_eq!(rgb.channels, Channels::Rgb, "anything else is made RGB first");
        let mut planes = Self::grey(rgb.width, rgb.height, vec![0; rgb.width as usize * rgb.height as usize]);
        let mut target = YuvPlanarImageMut {
            y_plane: BufferStoreMut::Borrowed(&mut planes.y),
            y_stride: rgb.width,
            u_plane: BufferStoreMut::Borrowed(&mut planes.cb),
            u_stride: planes.chroma.0,
            v_plane: BufferStoreMut::Borrowed(&mut planes.cr),
            v_stride: planes.chroma.0,
            width: rgb.width,
            height: rgb.height,
        };
        let (range, matrix) = (YuvRange::Full, YuvStandardMatrix::Bt601);
        let mode = YuvConversionMode::Balanced;
        rgb_to_yuv420(&mut target, &rgb.pixels, rgb.width * 3, range, matrix, mode).map_err(wrong)?;
        Ok(planes)
    }

    /// Every pixel as 8-bit RGB. Of a picture that has been [`Planes::fitted`].
    pub fn to_rgb(&self) -> Result<Raster, Trouble> {
        let mut pixels = vec![0; self.width as usize * self.height as usize * 3];
        let source = YuvPlanarImage {
            y_plane: &self.y,
            y_stride: self.width,
            u_plane: &self.cb,
            u_stride: self.chroma.0,
            v_plane: &self.cr,
            v_stride: self.chroma.0,
            width: self.width,
            height: self.height,
        };
        let (range, matrix) = (YuvRange::Full, YuvStandardMatrix::Bt601);
        yuv420_to_rgb(&source, &mut pixels, self.width * 3, range, matrix).map_err(wrong)?;
        Ok(Raster::rgb(self.width, self.height, pixels))
    }

    /// The longer side in pixels.
    pub fn longest(&self) -> u32 {
        self.width.max(self.height)
    }

    /// The picture with its longest side at most `side` (never enlarged) and chroma at half size each way.
    pub fn fitted(self, side: u32) -> Result<Self, Trouble> {
        if self.longest() <= side && self.chroma == halved(self.width, self.height) {
            return Ok(self);
        }
        self.fitted_copy(side)
    }

    /// Like [`Planes::fitted`], leaving the original as it is.
    pub fn fitted_copy(&self, side: u32) -> Result<Self, Trouble> {
        let (width, height) = fit(self.width, self.height, side.min(self.longest()));
        let chroma = halved(width, height);
        let sized = |plane: &[u8], from, to| {
            if from == to {
                return Ok(plane.to_vec());
            }
            resampled::<U8>(plane, from, to, FilterType::Hamming)
        };
        Ok(Self {
            width,
            height,
            y: sized(&self.y, (self.width, self.height), (width, height))?,
            chroma,
            cb: sized(&self.cb, self.chroma, chroma)?,
            cr: sized(&self.cr, self.chroma, chroma)?,
        })
    }

    /// The part of `size` that begins at an even (left, top). Of a picture that has been [`Planes::fitted`]; what lies
    /// outside is left out.
    pub fn inner(&self, (left, top): (u32, u32), (width, height): (u32, u32)) -> Self {
        let (width, height) =
            (width.min(self.width - left.min(self.width)), height.min(self.height - top.min(self.height)));
        let (chroma, half) = (halved(width, height), (left / 2, top / 2));
        Self {
            width,
            height,
            y: part(&self.y, self.width, (left, top), (width, height)),
            chroma,
            cb: part(&self.cb, self.chroma.0, half, chroma),
            cr: part(&self.cr, self.chroma.0, half, chroma),
        }
    }

    /// The picture turned upright (TIFF 6.0, tag Orientation).
    pub fn turned(self, orientation: Orientation) -> Result<Self, Trouble> {
        if orientation == Orientation::NORMAL {
            return Ok(self);
        }
        let (width, height) = orientation.upright(self.width, self.height);
        Ok(Self {
            width,
            height,
            y: turned(self.y, (self.width, self.height), orientation)?,
            chroma: orientation.upright(self.chroma.0, self.chroma.1),
            cb: turned(self.cb, self.chroma, orientation)?,
            cr: turned(self.cr, self.chroma, orientation)?,
        })
    }
}

/// The part of a plane of `columns` that begins at `(left, top)`.
fn part(plane: &[u8], columns: u32, (left, top): (u32, u32), size: (u32, u32)) -> Vec<u8> {
    let rows = plane.chunks_exact(columns.max(1) as usize).skip(top as usize).take(size.1 as usize);
    rows.filter_map(|row| row.get(left as usize..(left + size.0) as usize)).flatten().copied().collect()
}

fn wrong(error: impl std::fmt::Display) -> Trouble {
    Trouble::new(FailureCode::Damaged, error.to_string())
}

/// One plane turned upright.
fn turned(
    mut plane: Vec<u8>,
    (width, height): (u32, u32),
    orientation: Orientation,
) -> Result<Vec<u8>, Trouble> {
    let (width, height) = (width as usize, height as usize);
    // A transposition of the library's comes with its rows in reverse; `Flop` puts them back in order, and `Flip`
    // reverses each row.
    let (flip, flop) = match orientation.exif() {
        2 => {
            plane.chunks_exact_mut(width.max(1)).for_each(<[u8]>::reverse);
            return Ok(plane);
        }
        3 => {
            plane.reverse();
            return Ok(plane);
        }
        4 => return Ok(plane.chunks_exact(width.max(1)).rev().flatten().copied().collect()),
        5 => (FlipMode::NoFlip, FlopMode::Flop),
        6 => (FlipMode::Flip, FlopMode::Flop),
        7 => (FlipMode::Flip, FlopMode::NoFlop),
        8 => (FlipMode::NoFlip, FlopMode::NoFlop),
        _ => return Ok(plane),
    };
    let mut out = vec![0; plane.len()];
    transpose_plane(&plane, width, &mut out, height, width, height, flip, flop).map_err(wrong)?;
    Ok(out)
}

/// ITU-T T.871, section 7.
#[cfg_attr(not(test), allow(dead_code, reason = "planes are brought to RGB where a picture is shown"))]
pub(crate) fn to_rgb(y: u8, cb: u8, cr: u8) -> [u8; 3] {
    let (y, cb, cr) = (i32::from(y) << 16, i32::from(cb) - 128, i32::from(cr) - 128);
    // 1.402, 0.344136, 0.714136, 1.772 times 65,536.
    let channels = [y + 91_881 * cr, y - 22_554 * cb - 46_802 * cr, y + 116_130 * cb];
    channels.map(|value| ((value + 32_768) >> 16).clamp(0, 255) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flat_colour_survives_the_way_there_and_back() {
        for rgb in [[0, 0, 0], [255, 255, 255], [200, 30, 30], [20, 160, 90], [10, 40, 220]] {
            let planes = Planes::from_rgb(&Raster::rgb(3, 3, rgb.repeat(9))).unwrap();
            assert_eq!((planes.chroma, planes.cb.len(), planes.y.len()), ((2, 2), 4, 9));
            let back = planes.to_rgb().unwrap();
            for pixel in back.pixels.chunks_exact(3) {
                assert!(pixel.iter().zip(rgb).all(|(a, b)| a.abs_diff(b) <= 2), "{rgb:?} became {pixel:?}");
            }
            let [r, g, b] = to_rgb(planes.y[4], planes.cb[0], planes.cr[0]);
            assert!([r, g, b].iter().zip(rgb).all(|(a, b)| a.abs_diff(b) <= 2), "{rgb:?}");
        }
    }

    #[test]
    fn every_orientation_brings_the_first_row_and_column_where_tiff_says() {
        // 3 x 2 with the corner at 0,0 and its neighbour along the row marked.
        let corners = [
            (1, (0, 0), (1, 0)),
            (2, (2, 0), (1, 0)),
            (3, (2, 1), (1, 1)),
            (4, (0, 1), (1, 1)),
            (5, (0, 0), (0, 1)),
            (6, (1, 0), (1, 1)),
            (7, (1, 2), (1, 1)),
            (8, (0, 2), (0, 1)),
        ];
        for (exif, corner, neighbour) in corners {
            let planes = Planes::grey(3, 2, vec![255, 100, 0, 0, 0, 0]);
            let turned = planes.turned(Orientation::from_exif(exif)).unwrap();
            assert_eq!((turned.width, turned.height), if exif >= 5 { (2, 3) } else { (3, 2) });
            assert_eq!(turned.chroma, if exif >= 5 { (1, 2) } else { (2, 1) });
            let at = |(x, y): (usize, usize)| turned.y[y * turned.width as usize + x];
            assert_eq!((at(corner), at(neighbour)), (255, 100), "orientation {exif}: {:?}", turned.y);
        }
    }

    #[test]
    fn turning_moves_every_pixel_whatever_the_size() {
        for (width, height) in [(1, 1), (7, 3), (16, 16), (37, 70), (129, 64), (200, 131)] {
            let count = width as usize * height as usize;
            let y: Vec<u8> =
                (0..count).map(|i| (i as u64).wrapping_mul(0x9E37_79B9).to_le_bytes()[2]).collect();
            for exif in 2..=8 {
                let turned =
                    Planes::grey(width, height, y.clone()).turned(Orientation::from_exif(exif)).unwrap();
                let from = |x: u32, y: u32| match exif {
                    2 => (width - 1 - x, y),
                    3 => (width - 1 - x, height - 1 - y),
                    4 => (x, height - 1 - y),
                    5 => (y, x),
                    6 => (y, height - 1 - x),
                    7 => (width - 1 - y, height - 1 - x),
                    _ => (width - 1 - y, x),
                };
                let expected: Vec<u8> = (0..turned.height)
                    .flat_map(|row| (0..turned.width).map(move |column| from(column, row)))
                    .map(|(x, line)| y[(line * width + x) as usize])
                    .collect();
                assert!(turned.y == expected, "orientation {exif} of {width}x{height}");
            }
        }
    }

    #[test]
    fn fitting_halves_the_chroma_and_never_enlarges() {
        let full = Planes {
            chroma: (40, 20),
            cb: vec![90; 800],
            cr: vec![160; 800],
            ..Planes::grey(40, 20, vec![7; 800])
        };
        let small = full.fitted_copy(10).unwrap();
        assert_eq!((small.width, small.height, small.chroma), (10, 5, (5, 3)));
        assert_eq!((small.y[0], small.cb[0], small.cr[0]), (7, 90, 160));
        let same = full.fitted(100).unwrap();
        assert_eq!((same.width, same.height, same.chroma, same.cb.len()), (40, 20, (20, 10), 200));
    }
}
