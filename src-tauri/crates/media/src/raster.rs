//! Decoded pixels on their way to a rendition: shrinking, and the one place that knows how the
//! pixels of each layout lie in memory.

use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::{U8, U8x3};
use fast_image_resize::{FilterType, PixelTrait, ResizeAlg, ResizeOptions, Resizer};
use pothos_model::FailureCode;

use crate::error::Trouble;

/// What the channels of a raster mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Channels {
    /// Three bytes a pixel.
    Rgb,
    /// Three 16-bit values a pixel, in the machine's byte order.
    Rgb16,
    /// Four bytes a pixel, 255 is full ink.
    Cmyk,
}

impl Channels {
    /// Bytes a pixel.
    pub fn bytes(self) -> usize {
        match self {
            Channels::Rgb => 3,
            Channels::Rgb16 => 6,
            Channels::Cmyk => 4,
        }
    }
}

/// A picture in memory; `pixels` holds exactly width x height pixels, row by row without padding.
#[derive(Debug)]
pub(crate) struct Raster {
    pub width: u32,
    pub height: u32,
    pub channels: Channels,
    pub pixels: Vec<u8>,
}

impl Raster {
    /// A raster of three bytes a pixel.
    pub fn rgb(width: u32, height: u32, pixels: Vec<u8>) -> Self {
        Self { width, height, channels: Channels::Rgb, pixels }
    }

    /// The longer side in pixels.
    pub fn longest(&self) -> u32 {
        self.width.max(self.height)
    }

    /// The same picture with its longest side at most `side`; never enlarged.
    ///
    /// Hamming windows cost half of Lanczos3 and show no ringing at these ratios (below 2 after the scaled
    /// JPEG decode).
    pub fn shrunk(self, side: u32) -> Result<Raster, Trouble> {
        if self.longest() <= side {
            return Ok(self);
        }
        self.shrunk_copy(side)
    }

    /// Like [`Raster::shrunk`], leaving the original as it is.
    pub fn shrunk_copy(&self, side: u32) -> Result<Raster, Trouble> {
        let (width, height) = fit(self.width, self.height, side);
        let (width, height) = (width.min(self.width), height.min(self.height));
        if (width, height) == (self.width, self.height) {
            return Ok(Raster { pixels: self.pixels.clone(), ..*self });
        }
        let (from, to) = ((self.width, self.height), (width, height));
        let pixels = match self.channels {
            Channels::Rgb => resampled::<U8x3>(&self.pixels, from, to, FilterType::Hamming),
            Channels::Rgb16 | Channels::Cmyk => Ok(averaged(&self.pixels, self.channels, from, to)),
        };
        Ok(Raster { width, height, channels: self.channels, pixels: pixels? })
    }

    /// Rec. 601 luma, one byte a pixel; the weights add to 256.
    #[cfg(test)]
    pub fn luma(&self) -> Vec<u8> {
        self.pixels
            .chunks_exact(3)
            .map(|p| ((u32::from(p[0]) * 77 + u32::from(p[1]) * 150 + u32::from(p[2]) * 29) >> 8) as u8)
            .collect()
    }
}

/// A plane of bytes shrunk to exactly `width` x `height`.
pub(crate) fn shrink_plane(plane: &[u8], from: (u32, u32), to: (u32, u32)) -> Vec<u8> {
    match resampled::<U8>(plane, from, to, FilterType::Hamming) {
        Ok(plane) => plane,
        Err(trouble) => unreachable!("BUG: a plane fills its buffer: {}", trouble.detail),
    }
}

/// Pixels of type `P` brought from one size to another.
///
/// Typed on purpose: the crate's untyped call is compiled for each of its fourteen pixel types at each place
/// that calls it, which took minutes; so did its kernels for the rare layouts, for which [`averaged`] stands.
pub(crate) fn resampled<P: PixelTrait>(
    pixels: &[u8],
    from: (u32, u32),
    to: (u32, u32),
    filter: FilterType,
) -> Result<Vec<u8>, Trouble> {
    let wrong = |error: &dyn std::fmt::Display| Trouble::new(FailureCode::Damaged, error.to_string());
    let view = TypedImageRef::<P>::from_buffer(from.0, from.1, pixels).map_err(|e| wrong(&e))?;
    let mut target = vec![0; to.0 as usize * to.1 as usize * P::size()];
    let mut out = TypedImage::<P>::from_buffer(to.0, to.1, &mut target).map_err(|e| wrong(&e))?;
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter));
    Resizer::new().resize_typed(&view, &mut out, &options).map_err(|e| wrong(&e))?;
    Ok(target)
}

/// The rare layouts shrunk, each target pixel the mean of the source pixels it covers.
fn averaged(pixels: &[u8], channels: Channels, from: (u32, u32), to: (u32, u32)) -> Vec<u8> {
    let covered = |at: u32, from: u32, to: u32| {
        let start = u64::from(at) * u64::from(from) / u64::from(to);
        let end = (u64::from(at + 1) * u64::from(from)).div_ceil(u64::from(to));
        start as usize..(end as usize).max(start as usize + 1)
    };
    let size = channels.bytes();
    let wide = channels == Channels::Rgb16;
    let sample = if wide { 2 } else { 1 };
    let pitch = from.0 as usize * size;
    let mut out = Vec::with_capacity(to.0 as usize * to.1 as usize * size);
    for y in 0..to.1 {
        let rows = covered(y, from.1, to.1);
        for x in 0..to.0 {
            let columns = covered(x, from.0, to.0);
            let count = (rows.len() * columns.len()) as u64;
            let mut sums = [0u64; 4];
            for row in rows.clone() {
                let line = &pixels[row * pitch + columns.start * size..row * pitch + columns.end * size];
                for pixel in line.chunks_exact(size) {
                    for (sum, bytes) in sums.iter_mut().zip(pixel.chunks_exact(sample)) {
                        *sum += match bytes {
                            [low, high] => u64::from(u16::from_ne_bytes([*low, *high])),
                            bytes => bytes.iter().copied().map(u64::from).sum(),
                        };
                    }
                }
            }
            for mean in sums.into_iter().take(size / sample).map(|sum| (sum + count / 2) / count) {
                if wide {
                    out.extend((mean as u16).to_ne_bytes());
                } else {
                    out.push(mean as u8);
                }
            }
        }
    }
    out
}

/// The size that `width` x `height` takes when its longest side becomes `side`; at least 1 each way.
pub(crate) fn fit(width: u32, height: u32, side: u32) -> (u32, u32) {
    let longest = u64::from(width.max(height).max(1));
    let scaled = |edge: u32| {
        let rounded = (u64::from(edge) * u64::from(side) + longest / 2) / longest;
        u32::try_from(rounded.max(1)).unwrap_or(u32::MAX)
    };
    (scaled(width), scaled(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fitting_keeps_at_least_one_pixel() {
        assert_eq!(fit(6000, 4000, 1600), (1600, 1067));
        assert_eq!(fit(1, 16383, 320), (1, 320));
        assert_eq!(fit(50_000, 10, 320), (320, 1));
    }

    #[test]
    fn sixteen_bits_are_averaged() {
        let values: Vec<u8> = [0u16, 10, 20, 1000, 30, 40].iter().flat_map(|v| v.to_ne_bytes()).collect();
        let two = Raster { width: 2, height: 1, channels: Channels::Rgb16, pixels: values };
        let one = two.shrunk(1).unwrap();
        let mean: Vec<u8> = [500u16, 20, 30].iter().flat_map(|v| v.to_ne_bytes()).collect();
        assert_eq!((one.width, one.height, one.pixels), (1, 1, mean));
    }

    #[test]
    fn a_small_picture_is_never_enlarged() {
        let small = Raster::rgb(2, 1, vec![9; 6]).shrunk(320).unwrap();
        assert_eq!((small.width, small.height), (2, 1));
    }
}
