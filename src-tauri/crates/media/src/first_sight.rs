//! The small picture that cameras leave in a file's EXIF (Exif 3.0, 4.5.5: the first IFD), made ready to be shown
//! until the photo itself has been looked at. Costs a fraction of a millisecond and no further reading.

use ::exif::{In, Tag};
use pothos_model::{Format, Orientation};

use crate::container::{blocks, raw_blocks};
use crate::decode::{Pixels, decode};
use crate::encode;
use crate::meta::Described;
use crate::outside::NoDecoders;
use crate::planes::Planes;

/// The longest side shown; what a file holds beyond is the business of the look.
const SIDE: u32 = 320;
/// Smaller ones show nothing.
const LEAST: u32 = 64;
/// Larger ones are no thumbnails, and take too long for a scan.
const MOST_BYTES: usize = 128 << 10;
/// A thumbnail without bars whose shape is further from the photo's than this share of its area is another picture.
const LOST: f64 = 0.15;
/// Mean luma below which what is cut off is a bar.
const BAR: f64 = 24.0;
const QUALITY: i32 = 80;

/// An upright JPEG of at most 320 pixels from a file's first bytes, if its camera left one there.
pub(crate) fn first_sight(format: Format, head: &[u8]) -> Option<Vec<u8>> {
    let (exif, stored) = match format {
        Format::Jpeg | Format::Png | Format::Webp | Format::Tiff => {
            let found = blocks(format, head);
            (found.exif, found.size)
        }
        Format::Raw => (raw_blocks(head).exif.into_iter().next().map(|(_, block)| block), None),
        _ => return None,
    };
    let exif = exif?;
    let (fields, _little_endian) = ::exif::parse_exif(&exif).ok()?;
    let uint = |tag: Tag, ifd: In| {
        let field = fields.iter().find(|field| field.tag == tag && field.ifd_num == ifd)?;
        field.value.get_uint(0)
    };
    let start = usize::try_from(uint(Tag::JPEGInterchangeFormat, In::THUMBNAIL)?).ok()?;
    let length = usize::try_from(uint(Tag::JPEGInterchangeFormatLength, In::THUMBNAIL)?).ok()?;
    if length > MOST_BYTES {
        return None;
    }
    let jpeg = exif.get(start..start.checked_add(length)?)?;
    let Pixels::Planes(planes) =
        decode(Format::Jpeg, jpeg, &Described::default(), Some(SIDE), &NoDecoders).ok()?.pixels
    else {
        return None;
    };
    if planes.longest() < LEAST {
        return None;
    }
    let shaped = match stored {
        Some(size) => without_bars(planes.fitted(SIDE).ok()?, size)?,
        None => planes.fitted(SIDE).ok()?,
    };
    let orientation = uint(Tag::Orientation, In::PRIMARY).map_or(Orientation::NORMAL, Orientation::from_exif);
    encode::jpeg(&shaped.turned(orientation).ok()?, QUALITY).ok()
}

/// Thumbnails are 4:3 by the standard, whatever the photo is; the rest is black bars. The middle part in the shape of
/// the photo, or nothing when the shapes are too far apart.
fn without_bars(planes: Planes, (width, height): (u32, u32)) -> Option<Planes> {
    let (wide, high) = (f64::from(planes.width), f64::from(planes.height));
    let aspect = f64::from(width) / f64::from(height);
    let (kept_wide, kept_high) = (wide.min(high * aspect), high.min(wide / aspect));
    let lost = 1.0 - (kept_wide * kept_high) / (wide * high);
    // A strip of a few pixels says nothing.
    if !lost.is_finite() || kept_wide.min(kept_high) < 8.0 {
        return None;
    }
    // Whole chroma samples; a bar that is cut a little too wide is not seen, one that stays is.
    let inset = |all: f64, kept: f64| (((all - kept) / 4.0).ceil() * 2.0) as u32;
    let (left, top) = (inset(wide, kept_wide), inset(high, kept_high));
    if (left, top) == (0, 0) {
        return Some(planes);
    }
    let (width, height) = (planes.width.checked_sub(left * 2)?, planes.height.checked_sub(top * 2)?);
    let inner = planes.inner((left, top), (width, height));
    let sum = |plane: &[u8]| plane.iter().map(|&luma| u64::from(luma)).sum::<u64>() as f64;
    let cut = (planes.y.len() - inner.y.len()).max(1) as f64;
    if (sum(&planes.y) - sum(&inner.y)) / cut > BAR {
        return (lost <= LOST).then_some(planes);
    }
    Some(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bars_of_a_thumbnail_are_cut_and_a_strange_shape_is_refused() {
        let check = |luma: u8, size: (u32, u32), expected: Option<(u32, u32)>| {
            let cut = without_bars(Planes::grey(160, 120, vec![luma; 160 * 120]), size);
            let sound = |p: &Planes| {
                p.y.len() == (p.width * p.height) as usize
                    && p.cb.len() == (p.chroma.0 * p.chroma.1) as usize
                    && p.chroma == (p.width.div_ceil(2), p.height.div_ceil(2))
            };
            assert!(cut.as_ref().is_none_or(sound), "{size:?}");
            assert_eq!(cut.map(|p| (p.width, p.height)), expected, "{size:?}");
        };
        check(9, (4000, 3000), Some((160, 120)));
        check(9, (6000, 4000), Some((160, 104)));
        check(9, (3000, 3000), Some((120, 120)));
        check(9, (1920, 1080), Some((160, 88)));
        check(9, (3000, 4000), Some((88, 120)));
        check(90, (6000, 4000), Some((160, 120)));
        check(90, (3000, 4000), None);
        check(9, (1, 60_000), None);
    }
}
