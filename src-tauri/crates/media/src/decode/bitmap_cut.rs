//! What is there of a PNG or GIF that ends early. The decoders write row after row and fail at the end of the data; what they had written
//! by then is the photo.

use image::{ColorType, DynamicImage, GrayImage, ImageBuffer, ImageDecoder, RgbImage, RgbaImage};
use pothos_model::FailureCode;

use crate::error::Trouble;

/// A photo that misses more than this share of its rows shows nothing worth showing, as of JPEGs.
const LOST_ROWS: f64 = 0.9;
/// Less than this share of missing rows is not worth a word, as of JPEGs.
const UNSEEN_ROWS: f64 = 0.01;
/// Rows from one to the next in the first pass of an interlaced PNG or GIF.
const FIRST_PASS: usize = 8;
/// What is not there is grey, as libjpeg has it.
const GREY: u8 = 0x80;

/// The picture with grey for what is missing, and what [`PhotoFacts::missing_percent`](pothos_model::PhotoFacts) says of it. `open`
/// begins anew at the head of the file.
pub(super) fn decode<D: ImageDecoder>(
    open: impl Fn() -> Result<D, Trouble>,
) -> Result<(DynamicImage, Option<u8>), Trouble> {
    let decoder = open()?;
    let ((width, height), colour) = (decoder.dimensions(), decoder.color_type());
    let pixel = usize::from(colour.bytes_per_pixel());
    let mut pixels = vec![0; usize::try_from(decoder.total_bytes()).unwrap_or_default()];
    // What was not written keeps the ground it lay on; over two grounds no colour of a picture can pass for it.
    let _cut = decoder.read_image(&mut pixels);
    let blank: Vec<bool> = pixels.chunks_exact(pixel).map(|p| p.iter().all(|byte| *byte == 0)).collect();
    pixels.fill(0xFF);
    let _cut = open()?.read_image(&mut pixels);
    let written = blank.into_iter().zip(pixels.chunks_exact(pixel));
    let there: Vec<bool> = written.map(|(blank, p)| !blank || p.iter().any(|byte| *byte != 0xFF)).collect();

    let (rows, sparse) = filled(&mut pixels, there, pixel, width as usize);
    let lost = (height as usize).saturating_sub(rows);
    let share = lost as f64 / f64::from(height.max(1));
    let percent = (lost * 100).div_ceil((height as usize).max(1)).min(99) as u8;
    if share > LOST_ROWS {
        let detail = format!("the last {percent} per cent of it are missing");
        return Err(Trouble::new(FailureCode::Truncated, detail));
    }
    let sample = pixel / usize::from(colour.channel_count().max(1));
    let mut ground = vec![GREY; pixel];
    if colour.has_alpha() {
        ground.iter_mut().rev().take(sample).for_each(|byte| *byte = 0xFF);
    }
    let end = (rows * width as usize * pixel).min(pixels.len());
    pixels.iter_mut().skip(end).zip(ground.iter().cycle()).for_each(|(byte, grey)| *byte = *grey);
    let missing = if share > UNSEEN_ROWS { Some(percent) } else { sparse.then_some(0) };
    let picture = picture(colour, (width, height), pixels)
        .ok_or_else(|| Trouble::new(FailureCode::Unsupported, "its colours are unusual"))?;
    Ok((picture, missing))
}

/// Gives pixels that an interlaced picture has not sent yet the colour of the one to the left or, in rows of which nothing came, above.
/// How many rows there are, and whether that was needed.
fn filled(pixels: &mut [u8], mut there: Vec<bool>, pixel: usize, width: usize) -> (usize, bool) {
    let end = there.iter().rposition(|there| *there).map_or(0, |last| last + 1);
    let whole = end / width.max(1);
    if there.iter().take(whole * width).all(|there| *there) {
        return (whole, false);
    }
    let rows = (end.div_ceil(width.max(1)) + FIRST_PASS - 1).min(there.len() / width.max(1));
    for row in 0..rows {
        let begin = row * width;
        let some = there.iter().skip(begin).take(width).any(|there| *there);
        for at in begin..begin + width {
            let from = if some { (at > begin).then(|| at - 1) } else { at.checked_sub(width) };
            if let (Some(place @ false), Some(from)) = (there.get_mut(at), from) {
                *place = true;
                pixels.copy_within(from * pixel..(from + 1) * pixel, at * pixel);
            }
        }
    }
    (rows, true)
}

/// The picture of samples as the decoders write them before they turn sixteen bits to the machine's order.
fn picture(colour: ColorType, (width, height): (u32, u32), pixels: Vec<u8>) -> Option<DynamicImage> {
    let wide = |pixels: Vec<u8>| -> Vec<u16> {
        pixels.chunks_exact(2).map(|two| u16::from_be_bytes([two[0], two[1]])).collect()
    };
    Some(match colour {
        ColorType::L8 => DynamicImage::ImageLuma8(GrayImage::from_raw(width, height, pixels)?),
        ColorType::La8 => DynamicImage::ImageLumaA8(ImageBuffer::from_raw(width, height, pixels)?),
        ColorType::Rgb8 => DynamicImage::ImageRgb8(RgbImage::from_raw(width, height, pixels)?),
        ColorType::Rgba8 => DynamicImage::ImageRgba8(RgbaImage::from_raw(width, height, pixels)?),
        ColorType::L16 => DynamicImage::ImageLuma16(ImageBuffer::from_raw(width, height, wide(pixels))?),
        ColorType::La16 => DynamicImage::ImageLumaA16(ImageBuffer::from_raw(width, height, wide(pixels))?),
        ColorType::Rgb16 => DynamicImage::ImageRgb16(ImageBuffer::from_raw(width, height, wide(pixels))?),
        ColorType::Rgba16 => DynamicImage::ImageRgba16(ImageBuffer::from_raw(width, height, wide(pixels))?),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_interlaced_picture_has_not_sent_is_taken_from_its_neighbours() {
        let check = |width: usize, pixels: &[u8], expected: &[u8], rows: (usize, bool)| {
            let there: Vec<bool> = pixels.iter().map(|pixel| *pixel != 0).collect();
            let mut pixels = pixels.to_vec();
            assert_eq!((filled(&mut pixels, there, 1, width), pixels.as_slice()), (rows, expected));
        };
        check(2, &[1, 2, 3, 4], &[1, 2, 3, 4], (2, false));
        check(2, &[1, 2, 3, 0], &[1, 2, 3, 0], (1, false));
        check(2, &[0; 4], &[0; 4], (0, false));
        check(3, &[1, 0, 2, 0, 0, 0, 3, 0, 0], &[1, 1, 2, 1, 1, 2, 3, 3, 3], (3, true));
        let mut long = vec![0; 12];
        long[0] = 7;
        long[2] = 8;
        check(1, &long, &[7, 7, 8, 8, 8, 8, 8, 8, 8, 8, 0, 0], (10, true));
    }
}
