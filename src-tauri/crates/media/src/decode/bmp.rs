//! BMP's rarer heads, made the one that the `image` crate takes: those of OS/2 2, a DIB without a file header, and run lengths whose rows
//! come from the top. Decodes nothing itself.

use std::borrow::Cow;

use image::ImageFormat;
use pothos_model::FailureCode;

use super::{Decoded, Pixels, bitmap};
use crate::bytes::{le16, le32};
use crate::error::Trouble;

/// The file header before the bitmap's own.
const FILE_HEADER: usize = 14;
/// Windows' header, and the one whose first fields OS/2 2 shares.
const INFO_HEADER: usize = 40;
/// Run lengths of eight and of four bits.
const RLE: [u32; 2] = [1, 2];

/// Decodes a BMP.
pub(super) fn decode(data: &[u8]) -> Result<Decoded, Trouble> {
    let data = with_file_header(data);
    let data = match le32(&data, FILE_HEADER) {
        Some(length @ (16 | 64)) => Cow::Owned(with_info_header(&data, length as usize)?),
        _ => data,
    };
    let height = le32(&data, FILE_HEADER + 8).map(u32::cast_signed).unwrap_or_default();
    let runs = le32(&data, FILE_HEADER + 16).is_some_and(|kind| RLE.contains(&kind));
    if height >= 0 || height == i32::MIN || !runs || le32(&data, FILE_HEADER) == Some(12) {
        return bitmap::decode(ImageFormat::Bmp, &data);
    }
    let mut turned = data.into_owned();
    set(&mut turned, FILE_HEADER + 8, height.unsigned_abs());
    let mut decoded = bitmap::decode(ImageFormat::Bmp, &turned)?;
    if let Pixels::Raster(raster) = &mut decoded.pixels {
        let line = raster.width as usize * raster.channels.bytes();
        let rows = raster.pixels.chunks_exact(line.max(1)).rev();
        raster.pixels = rows.flatten().copied().collect();
    }
    Ok(decoded)
}

/// A DIB as it stands in memory begins with its own header; the pixels follow it and the colours.
fn with_file_header(data: &[u8]) -> Cow<'_, [u8]> {
    if data.starts_with(b"BM") {
        return Cow::Borrowed(data);
    }
    let length = le32(data, 0).unwrap_or_default();
    let bits = le16(data, 14).unwrap_or_default();
    let colours = match le32(data, 32).unwrap_or_default() {
        0 if bits <= 8 => 1 << bits,
        colours => colours.min(1 << 16),
    };
    let masks = if le32(data, 16) == Some(3) && length as usize == INFO_HEADER { 12 } else { 0 };
    let pixels = (FILE_HEADER as u32).saturating_add(length).saturating_add(colours * 4 + masks);
    let header = [b"BM".as_slice(), &[0; 8], &pixels.to_le_bytes()].concat();
    Cow::Owned([header.as_slice(), data].concat())
}

/// OS/2's header of `length` bytes as Windows' one: its fields are the same as far as both go.
fn with_info_header(data: &[u8], length: usize) -> Result<Vec<u8>, Trouble> {
    let bits = le16(data, FILE_HEADER + 14);
    let kind = if length < INFO_HEADER { 0 } else { le32(data, FILE_HEADER + 16).unwrap_or_default() };
    if kind > 2 {
        let what = if bits == Some(1) { "fax" } else { "24-bit run length" };
        return Err(Trouble::new(FailureCode::Unsupported, format!("{what} compression of OS/2")));
    }
    let mut fields =
        data.get(FILE_HEADER..FILE_HEADER + length.min(INFO_HEADER)).unwrap_or_default().to_vec();
    fields.resize(INFO_HEADER, 0);
    let file = data.get(..FILE_HEADER).unwrap_or_default();
    let rest = data.get(FILE_HEADER + length..).unwrap_or_default();
    let mut mended = [file, fields.as_slice(), rest].concat();
    let pixels = le32(data, 10).unwrap_or_default();
    set(&mut mended, 10, pixels.saturating_add(INFO_HEADER as u32).saturating_sub(length as u32));
    set(&mut mended, FILE_HEADER, INFO_HEADER as u32);
    Ok(mended)
}

fn set(data: &mut [u8], at: usize, value: u32) {
    if let Some(place) = data.get_mut(at..at + 4) {
        place.copy_from_slice(&value.to_le_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three rows of two palette pixels: a header of `length` bytes, four colours, and the rows.
    fn bmp(length: usize, height: i32, kind: u32, rows: &[u8]) -> Vec<u8> {
        let pixels = (FILE_HEADER + length + 256 * 4) as u32;
        let mut data = [b"BM".as_slice(), &[0; 8], &pixels.to_le_bytes()].concat();
        let mut head = [(length as u32).to_le_bytes(), 2u32.to_le_bytes(), height.to_le_bytes()].concat();
        head.extend([1, 0, 8, 0]);
        head.extend(kind.to_le_bytes());
        head.resize(length, 0);
        data.extend(head);
        data.extend((0..=255u8).flat_map(|grey| [grey, grey, grey, 0]));
        data.extend(rows);
        data
    }

    fn check(data: &[u8], expected: [u8; 6]) {
        let Pixels::Raster(raster) = decode(data).unwrap().pixels else { panic!("a raster") };
        let greys: Vec<u8> = raster.pixels.chunks_exact(3).map(|pixel| pixel[0]).collect();
        assert_eq!(greys, expected);
    }

    #[test]
    fn every_head_gives_the_same_picture() {
        let plain = [5, 6, 0, 0, 3, 4, 0, 0, 1, 2, 0, 0];
        let expected = [1, 2, 3, 4, 5, 6];
        for length in [16, 40, 64] {
            check(&bmp(length, 3, 0, &plain), expected);
        }
        check(&bmp(40, 3, 0, &plain)[FILE_HEADER..], expected);
        // Each row: a run of one, a run of one, the end of the line; then the end.
        let runs = [1, 1, 1, 2, 0, 0, 1, 3, 1, 4, 0, 0, 1, 5, 1, 6, 0, 0, 0, 1];
        check(&bmp(40, -3, 1, &runs), expected);
        check(&bmp(64, -3, 1, &runs), expected);
        check(&bmp(40, 3, 1, &runs), [5, 6, 3, 4, 1, 2]);
        assert_eq!(decode(&bmp(64, 3, 4, &runs)).unwrap_err().code, FailureCode::Unsupported);
        let whole = bmp(64, -3, 1, &runs);
        for cut in 0..whole.len() {
            let _ = decode(&whole[..cut]);
        }
    }
}
