//! A picture as one plane of luma and two of chroma, the form that JPEG itself keeps: what is measured, hashed
//! and encoded is measured, hashed and encoded on these planes, so that a photo that comes as planes is never
//! brought to RGB and back.

use crate::raster::Raster;

/// An upright sRGB picture in JFIF's YCbCr (ITU-T T.871: Rec. 601 weights, full range, chroma centred on 128).
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
    /// Width and height of each chroma plane: those of the picture, or half of either, rounded up.
    pub chroma: (u32, u32),
    /// Blue difference.
    pub cb: Vec<u8>,
    /// Red difference.
    pub cr: Vec<u8>,
}

impl Planes {
    /// The planes of an 8-bit RGB picture, chroma at half size each way (the mean of the pixels it covers).
    pub fn from_rgb(rgb: &Raster) -> Self {
        let (width, height) = (rgb.width as usize, rgb.height as usize);
        let chroma = (rgb.width.div_ceil(2), rgb.height.div_ceil(2));
        let (across, down) = (chroma.0 as usize, chroma.1 as usize);
        let (mut cb, mut cr) = (Vec::with_capacity(across * down), Vec::with_capacity(across * down));
        let row = |y: usize| rgb.pixels.chunks_exact(width * 3).nth(y).unwrap_or_default();
        for top in (0..height).step_by(2) {
            let (above, below) = (row(top), row((top + 1).min(height - 1)));
            for (a, b) in above.chunks(6).zip(below.chunks(6)) {
                let mut sum = [0i32; 3];
                let mut count = 0;
                for pixel in a.chunks_exact(3).chain(b.chunks_exact(3)) {
                    for (sum, value) in sum.iter_mut().zip(pixel) {
                        *sum += i32::from(*value);
                    }
                    count += 1;
                }
                let [r, g, b] = sum.map(|sum| (sum + count / 2) / count.max(1));
                // The weights of T.871 times 65,536.
                let blue = -11_059 * r - 21_709 * g + 32_768 * b;
                let red = 32_768 * r - 27_439 * g - 5_329 * b;
                cb.push((((blue + 32_768) >> 16) + 128).clamp(0, 255) as u8);
                cr.push((((red + 32_768) >> 16) + 128).clamp(0, 255) as u8);
            }
        }
        Self { width: rgb.width, height: rgb.height, y: rgb.luma(), chroma, cb, cr }
    }

    /// The longer side in pixels.
    pub fn longest(&self) -> u32 {
        self.width.max(self.height)
    }

    /// The colour of one pixel as 8-bit sRGB; `x` and `y` lie inside the picture.
    #[cfg(test)]
    pub fn rgb_at(&self, x: u32, y: u32) -> [u8; 3] {
        let luma = self.y.get(y as usize * self.width as usize + x as usize).copied().unwrap_or_default();
        let along = |at: u32, size: u32, chroma: u32| {
            (u64::from(at) * u64::from(chroma) / u64::from(size.max(1))) as usize
        };
        let at = along(y, self.height, self.chroma.1) * self.chroma.0 as usize
            + along(x, self.width, self.chroma.0);
        let chroma = |plane: &[u8]| plane.get(at).copied().unwrap_or(128);
        to_rgb(luma, chroma(&self.cb), chroma(&self.cr))
    }
}

/// ITU-T T.871, section 7.
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
            let planes = Planes::from_rgb(&Raster::rgb(3, 3, rgb.repeat(9)));
            assert_eq!((planes.chroma, planes.cb.len(), planes.y.len()), ((2, 2), 4, 9));
            let back = planes.rgb_at(2, 2);
            assert!(back.iter().zip(rgb).all(|(a, b)| a.abs_diff(b) <= 2), "{rgb:?} became {back:?}");
        }
    }
}
