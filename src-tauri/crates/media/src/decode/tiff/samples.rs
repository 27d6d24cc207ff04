//! The samples of a TIFF, whatever type they came in, on their way to a raster: packed bits unpacked, planes woven,
//! floats and wide integers brought to sixteen bits.

use pothos_model::FailureCode;
use tiff::decoder::DecodingResult;

use crate::decode::bitmap::{over_white, over_white_16};
use crate::error::Trouble;
use crate::raster::{Channels, Raster};

/// Rec. 601, the default of TIFF 6.0's YCbCrCoefficients.
pub(super) const YCBCR_601: [f64; 3] = [0.299, 0.587, 0.114];

/// Samples, `count` of them a pixel, row by row without padding.
pub(super) struct Samples {
    size: (u32, u32),
    count: usize,
    /// Bits that a sample had in the file; an index into a palette is not scaled.
    bits: u8,
    values: Values,
}

enum Values {
    Eight(Vec<u8>),
    Sixteen(Vec<u16>),
}

impl Samples {
    /// Takes what the decoder gave, `count` samples a pixel in `planes` planes.
    pub fn of(
        result: DecodingResult,
        size: (u32, u32),
        count: usize,
        bits: u8,
        planes: usize,
    ) -> Result<Self, Trouble> {
        let sixteen = |values: &mut dyn Iterator<Item = u16>| Values::Sixteen(values.collect());
        let unit = |value: f64| (value.clamp(0.0, 1.0) * 65_535.0).round() as u16;
        let values = match result {
            DecodingResult::U8(values) if bits < 8 => {
                Values::Eight(unpacked(&values, size.0 as usize * count / planes, bits)?)
            }
            DecodingResult::U8(values) => Values::Eight(values),
            DecodingResult::U16(values) if bits == 16 => Values::Sixteen(values),
            DecodingResult::U32(values) => sixteen(&mut values.into_iter().map(|v| (v >> 16) as u16)),
            DecodingResult::U64(values) => sixteen(&mut values.into_iter().map(|v| (v >> 48) as u16)),
            DecodingResult::F16(values) => sixteen(&mut values.into_iter().map(|v| unit(v.to_f64()))),
            DecodingResult::F32(values) => sixteen(&mut values.into_iter().map(|v| unit(f64::from(v)))),
            DecodingResult::F64(values) => sixteen(&mut values.into_iter().map(unit)),
            DecodingResult::I8(values) => {
                Values::Eight(values.into_iter().map(|v| v.cast_unsigned() ^ 0x80).collect())
            }
            DecodingResult::I16(values) => {
                sixteen(&mut values.into_iter().map(|v| v.cast_unsigned() ^ 0x8000))
            }
            DecodingResult::U16(_) | DecodingResult::I32(_) | DecodingResult::I64(_) => {
                return Err(Trouble::new(FailureCode::Unsupported, format!("samples of {bits} bits")));
            }
        };
        let values = match values {
            Values::Eight(values) => Values::Eight(woven(values, planes)),
            Values::Sixteen(values) => Values::Sixteen(woven(values, planes)),
        };
        let samples = Self { size, count, bits, values };
        let wanted = size.0 as usize * size.1 as usize * count;
        let length = match &samples.values {
            Values::Eight(values) => values.len(),
            Values::Sixteen(values) => values.len(),
        };
        if count == 0 || length != wanted {
            return Err(Trouble::new(FailureCode::Damaged, "the planes do not fill the picture"));
        }
        Ok(samples)
    }

    fn raster(&self, channels: Channels, pixels: Vec<u8>) -> Raster {
        Raster { width: self.size.0, height: self.size.1, channels, pixels }
    }

    fn too_few(&self) -> Trouble {
        Trouble::new(FailureCode::Unsupported, format!("{} samples a pixel", self.count))
    }

    /// The first `wanted` samples of each pixel in eight bits; further ones (transparency, spot inks) are dropped.
    pub fn bytes_of(&self, wanted: usize, channels: Channels) -> Result<Raster, Trouble> {
        if self.count < wanted {
            return Err(self.too_few());
        }
        let pixels = match &self.values {
            Values::Eight(values) => {
                let scale = scale(self.bits);
                values
                    .chunks_exact(self.count)
                    .flat_map(|p| p.iter().take(wanted))
                    .map(|v| v * scale)
                    .collect()
            }
            Values::Sixteen(values) => values
                .chunks_exact(self.count)
                .flat_map(|p| p.iter().take(wanted))
                .map(|v| (v >> 8) as u8)
                .collect(),
        };
        Ok(self.raster(channels, pixels))
    }

    /// The first sample of each pixel, over white where the second is transparency.
    pub fn grey(&self, has_alpha: bool) -> Result<Raster, Trouble> {
        let alpha = has_alpha && self.count >= 2;
        Ok(match &self.values {
            Values::Eight(values) => {
                let scale = scale(self.bits);
                let pixels = values.chunks_exact(self.count).flat_map(|p| {
                    [if alpha { over_white(p[0] * scale, p[1] * scale) } else { p[0] * scale }; 3]
                });
                self.raster(Channels::Rgb, pixels.collect())
            }
            Values::Sixteen(values) => {
                let pixels = values
                    .chunks_exact(self.count)
                    .flat_map(|p| [if alpha { over_white_16(p[0], p[1]) } else { p[0] }; 3]);
                self.raster(Channels::Rgb16, pixels.flat_map(u16::to_ne_bytes).collect())
            }
        })
    }

    /// Red, green and blue, over white where a fourth sample is transparency.
    pub fn rgb(&self, has_alpha: bool) -> Result<Raster, Trouble> {
        if self.count < 3 {
            return Err(self.too_few());
        }
        let alpha = has_alpha && self.count >= 4;
        Ok(match &self.values {
            Values::Eight(values) => {
                let scale = scale(self.bits);
                let pixels = values.chunks_exact(self.count).flat_map(|p| {
                    [p[0], p[1], p[2]]
                        .map(|v| if alpha { over_white(v * scale, p[3] * scale) } else { v * scale })
                });
                self.raster(Channels::Rgb, pixels.collect())
            }
            Values::Sixteen(values) => {
                let pixels = values
                    .chunks_exact(self.count)
                    .flat_map(|p| [p[0], p[1], p[2]].map(|v| if alpha { over_white_16(v, p[3]) } else { v }));
                self.raster(Channels::Rgb16, pixels.flat_map(u16::to_ne_bytes).collect())
            }
        })
    }

    /// Colours out of a table of reds, then greens, then blues.
    pub fn indexed(&self, table: &[u16]) -> Result<Raster, Trouble> {
        let colours = table.len() / 3;
        if colours == 0 {
            return Err(Trouble::new(FailureCode::Damaged, "its palette is missing"));
        }
        // Careless writers fill the table with bytes.
        let shift = if table.iter().any(|value| *value > 255) { 8 } else { 0 };
        let colour = |index: usize| {
            [0, 1, 2].map(|part| {
                table.get(part * colours + index.min(colours - 1)).map_or(0, |v| (v >> shift) as u8)
            })
        };
        let pixels = match &self.values {
            Values::Eight(values) => {
                values.chunks_exact(self.count).flat_map(|p| colour(usize::from(p[0]))).collect()
            }
            Values::Sixteen(values) => {
                values.chunks_exact(self.count).flat_map(|p| colour(usize::from(p[0]))).collect()
            }
        };
        Ok(self.raster(Channels::Rgb, pixels))
    }

    /// Luma and chroma.
    pub fn ycbcr(&self, weights: [f64; 3]) -> Result<Raster, Trouble> {
        let mut raster = self.bytes_of(3, Channels::Rgb)?;
        for pixel in raster.pixels.chunks_exact_mut(3) {
            let rgb = to_rgb([pixel[0], pixel[1], pixel[2]], weights);
            pixel.copy_from_slice(&rgb);
        }
        Ok(raster)
    }
}

/// What the largest value of so many bits must be multiplied by to become 255.
fn scale(bits: u8) -> u8 {
    match bits {
        1 => 255,
        2 => 85,
        4 => 17,
        _ => 1,
    }
}

/// One byte a sample from rows that begin on whole bytes.
fn unpacked(packed: &[u8], per_row: usize, bits: u8) -> Result<Vec<u8>, Trouble> {
    if !matches!(bits, 1 | 2 | 4) || per_row == 0 {
        return Err(Trouble::new(FailureCode::Unsupported, format!("samples of {bits} bits")));
    }
    let pitch = (per_row * usize::from(bits)).div_ceil(8);
    let per_byte = usize::from(8 / bits);
    let mask = (1u8 << bits) - 1;
    let mut values = Vec::with_capacity(packed.len() * per_byte);
    for row in packed.chunks_exact(pitch) {
        let all = row.iter().flat_map(|byte| {
            (0..per_byte).map(move |index| byte >> (8 - usize::from(bits) * (index + 1)) & mask)
        });
        values.extend(all.take(per_row));
    }
    Ok(values)
}

/// Planes of one sample each become pixels.
fn woven<T: Copy>(values: Vec<T>, planes: usize) -> Vec<T> {
    let length = values.len() / planes.max(1);
    if planes <= 1 || length == 0 {
        return values;
    }
    (0..length).flat_map(|at| values.iter().skip(at).step_by(length).take(planes)).copied().collect()
}

/// TIFF 6.0, section 21, at full range.
pub(super) fn to_rgb(ycc: [u8; 3], [red, green, blue]: [f64; 3]) -> [u8; 3] {
    let (y, cb, cr) = (f64::from(ycc[0]), f64::from(ycc[1]) - 128.0, f64::from(ycc[2]) - 128.0);
    let r = y + cr * (2.0 - 2.0 * red);
    let b = y + cb * (2.0 - 2.0 * blue);
    let g = (y - blue * b - red * r) / green;
    [r, g, b].map(|c| c.round().clamp(0.0, 255.0) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grey_stays_grey_and_red_becomes_red() {
        assert_eq!(to_rgb([100, 128, 128], YCBCR_601), [100, 100, 100]);
        let [r, g, b] = to_rgb([76, 85, 255], YCBCR_601);
        assert!(r > 250 && g < 5 && b < 5, "{r} {g} {b}");
    }

    #[test]
    fn packed_bits_and_planes_become_pixels() {
        assert_eq!(unpacked(&[0b1010_0000, 0b1100_0000], 3, 1).unwrap(), [1, 0, 1, 1, 1, 0]);
        assert_eq!(unpacked(&[0x1F, 0x20], 3, 4).unwrap(), [1, 15, 2]);
        assert!(unpacked(&[0], 3, 3).is_err());
        assert_eq!(woven(vec![1, 2, 3, 10, 20, 30], 2), [1, 10, 2, 20, 3, 30]);
    }
}
