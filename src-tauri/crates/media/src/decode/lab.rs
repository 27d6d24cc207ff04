//! CIE L*a*b* in bytes to sRGB, for the formats that store it: white is D50, as ICC's profile connection space.

/// How the two colour axes stand in a byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// 128 is zero (ICC, Photoshop).
    Offset,
    /// Two's complement (TIFF 6.0, section 23).
    Signed,
}

/// D50, and the Bradford-adapted matrix from it to linear sRGB (brucelindbloom.com, "RGB/XYZ Matrices").
const WHITE: [f32; 3] = [0.964_22, 1.0, 0.825_21];
const TO_RGB: [[f32; 3]; 3] = [
    [3.133_856, -1.616_867, -0.490_615],
    [-0.978_768, 1.916_142, 0.033_454],
    [0.071_945, -0.228_991, 1.405_243],
];

/// Steps of the table that stands for sRGB's curve: its steepest part moves by half an 8-bit step each.
const STEPS: usize = 8192;

/// Three bytes of L*, a* and b* a pixel become red, green and blue, in place.
pub(super) fn lab_to_rgb(pixels: &mut [u8], encoding: Encoding) {
    let curve: Vec<u8> =
        (0..=STEPS).map(|step| (srgb_curve(step as f32 / STEPS as f32) * 255.0).round() as u8).collect();
    for pixel in pixels.chunks_exact_mut(3) {
        let axis = |byte: u8| match encoding {
            Encoding::Offset => f32::from(byte) - 128.0,
            Encoding::Signed => f32::from(byte.cast_signed()),
        };
        let linear = linear_rgb(f32::from(pixel[0]) * 100.0 / 255.0, axis(pixel[1]), axis(pixel[2]));
        for (to, value) in pixel.iter_mut().zip(linear) {
            let step = (value.clamp(0.0, 1.0) * STEPS as f32).round() as usize;
            *to = curve.get(step).copied().unwrap_or(u8::MAX);
        }
    }
}

/// CIE 15:2004 back to XYZ, then to linear sRGB.
fn linear_rgb(l: f32, a: f32, b: f32) -> [f32; 3] {
    let fy = (l + 16.0) / 116.0;
    let back = |f: f32| if f > 6.0 / 29.0 { f * f * f } else { (f - 4.0 / 29.0) * 108.0 / 841.0 };
    let [x, y, z] = [fy + a / 500.0, fy, fy - b / 200.0].map(back);
    let xyz = [x * WHITE[0], y * WHITE[1], z * WHITE[2]];
    TO_RGB.map(|row| row[0] * xyz[0] + row[1] * xyz[1] + row[2] * xyz[2])
}

/// sRGB's curve from linear light (IEC 61966-2-1); both from 0 to 1.
pub(super) fn srgb_curve(linear: f32) -> f32 {
    if linear <= 0.003_130_8 { linear * 12.92 } else { 1.055 * linear.powf(1.0 / 2.4) - 0.055 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_colours_come_out() {
        // L*a*b* of sRGB's own colours under D50, rounded to bytes: a step of a* moves a dark channel by ten.
        for (lab, rgb) in [
            ([255, 128, 128], [255, 255, 255]),
            ([0, 128, 128], [0, 0, 0]),
            ([138, 209, 198], [255, 0, 0]),
            ([224, 49, 209], [0, 255, 0]),
            ([75, 196, 16], [0, 0, 255]),
        ] {
            let mut pixel = lab;
            lab_to_rgb(&mut pixel, Encoding::Offset);
            let apart = pixel.iter().zip(rgb).map(|(a, b): (&u8, u8)| a.abs_diff(b)).max();
            assert!(apart <= Some(12), "{lab:?} is {pixel:?}, not {rgb:?}");
            let mut signed = [lab[0], lab[1].wrapping_sub(128), lab[2].wrapping_sub(128)];
            lab_to_rgb(&mut signed, Encoding::Signed);
            assert_eq!(signed, pixel, "both encodings say the same");
        }
    }
}
