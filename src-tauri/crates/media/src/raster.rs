//! Decoded pixels on their way to a rendition: shrinking, turning, and the one place that knows how the
//! pixels of each layout lie in memory.

use fast_image_resize::images::Image;
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use pothos_model::{FailureCode, Orientation};

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
    fn pixel_type(self) -> PixelType {
        match self {
            Channels::Rgb => PixelType::U8x3,
            Channels::Rgb16 => PixelType::U16x3,
            Channels::Cmyk => PixelType::U8x4,
        }
    }

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
        let kind = self.channels.pixel_type();
        let failed = |error: &dyn std::fmt::Display| Trouble::new(FailureCode::Damaged, error.to_string());
        let mut target = Image::new(width, height, kind);
        let options = ResizeOptions::new()
            .resize_alg(ResizeAlg::Convolution(FilterType::Hamming))
            // The fourth channel of CMYK is ink, not transparency.
            .use_alpha(false);
        let mut resizer = Resizer::new();
        if self.channels == Channels::Rgb16 {
            // Sixteen-bit views need an aligned buffer, which a Vec<u8> does not promise.
            let mut source = Image::new(self.width, self.height, kind);
            source.buffer_mut().copy_from_slice(&self.pixels);
            resizer.resize(&source, &mut target, &options).map_err(|e| failed(&e))?;
        } else {
            let source =
                fast_image_resize::images::ImageRef::new(self.width, self.height, &self.pixels, kind)
                    .map_err(|e| failed(&e))?;
            resizer.resize(&source, &mut target, &options).map_err(|e| failed(&e))?;
        }
        Ok(Raster { width, height, channels: self.channels, pixels: target.into_vec() })
    }

    /// The picture turned upright (TIFF 6.0, tag Orientation).
    pub fn turned(self, orientation: Orientation) -> Raster {
        let (w, h) = (self.width as usize, self.height as usize);
        let size = self.channels.bytes();
        let (width, height) = orientation.upright(self.width, self.height);
        if orientation == Orientation::NORMAL || self.pixels.len() != w * h * size {
            return self;
        }
        let mut pixels = Vec::with_capacity(self.pixels.len());
        for y in 0..height as usize {
            for x in 0..width as usize {
                let (from_x, from_y) = match orientation.exif() {
                    2 => (w - 1 - x, y),
                    3 => (w - 1 - x, h - 1 - y),
                    4 => (x, h - 1 - y),
                    5 => (y, x),
                    6 => (y, h - 1 - x),
                    7 => (w - 1 - y, h - 1 - x),
                    8 => (w - 1 - y, x),
                    _ => (x, y),
                };
                let at = (from_y * w + from_x) * size;
                pixels.extend_from_slice(&self.pixels[at..at + size]);
            }
        }
        Raster { width, height, channels: self.channels, pixels }
    }

    /// Rec. 601 luma, one byte a pixel; the weights add to 256.
    pub fn luma(&self) -> Vec<u8> {
        self.pixels
            .chunks_exact(3)
            .map(|p| ((u32::from(p[0]) * 77 + u32::from(p[1]) * 150 + u32::from(p[2]) * 29) >> 8) as u8)
            .collect()
    }
}

/// A plane of bytes shrunk to exactly `width` x `height`.
pub(crate) fn shrink_plane(plane: &[u8], from: (u32, u32), to: (u32, u32)) -> Vec<u8> {
    if from == to {
        return plane.to_vec();
    }
    let Ok(source) = fast_image_resize::images::ImageRef::new(from.0, from.1, plane, PixelType::U8) else {
        return vec![0; to.0 as usize * to.1 as usize];
    };
    let mut target = Image::new(to.0, to.1, PixelType::U8);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Hamming));
    match Resizer::new().resize(&source, &mut target, &options) {
        Ok(()) => target.into_vec(),
        Err(error) => unreachable!("BUG: two U8 planes of non-zero size always resize: {error}"),
    }
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
    fn every_orientation_puts_the_first_stored_pixel_where_exif_says() {
        // TIFF 6.0: the stored row 0 and column 0 are the picture's … 1 top left, 2 top right, 3 bottom right,
        // 4 bottom left, 5 left top, 6 right top, 7 right bottom, 8 left bottom.
        let corners = [
            (1, (0, 0)),
            (2, (2, 0)),
            (3, (2, 1)),
            (4, (0, 1)),
            (5, (0, 0)),
            (6, (1, 0)),
            (7, (1, 2)),
            (8, (0, 2)),
        ];
        for (exif, (x, y)) in corners {
            let mut pixels = vec![0; 3 * 2 * 3];
            pixels[0] = 255;
            let turned = Raster::rgb(3, 2, pixels).turned(Orientation::from_exif(exif));
            let at = (y * turned.width + x) as usize * 3;
            assert_eq!(turned.pixels[at], 255, "orientation {exif} puts it at {x},{y}");
            // Its neighbour along the stored row tells mirroring from turning.
            assert_eq!((turned.width, turned.height), if exif >= 5 { (2, 3) } else { (3, 2) });
        }
    }

    #[test]
    fn fitting_keeps_at_least_one_pixel() {
        assert_eq!(fit(6000, 4000, 1600), (1600, 1067));
        assert_eq!(fit(1, 16383, 320), (1, 320));
        assert_eq!(fit(50_000, 10, 320), (320, 1));
    }

    #[test]
    fn a_small_picture_is_never_enlarged() {
        let small = Raster::rgb(2, 1, vec![9; 6]).shrunk(320).unwrap();
        assert_eq!((small.width, small.height), (2, 1));
    }
}
