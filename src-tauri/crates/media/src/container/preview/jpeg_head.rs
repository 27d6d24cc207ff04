//! The head of an embedded JPEG: whether it is one that we decode, its size, and the EXIF block in it.

use std::borrow::Cow;

use crate::bytes::{be16, part};

/// A real preview's frame header comes after a handful of segments, an ICC profile among them.
const MAX_SEGMENTS: usize = 300;

/// The width and height of a baseline, extended or progressive JPEG of eight bits and one or three components. `None`
/// for everything else: the lossless JPEG that holds sensor data (SOF3) is no preview.
pub(super) fn size(jpeg: &[u8]) -> Option<(u32, u32)> {
    Segments::of(jpeg)?.take(MAX_SEGMENTS).find_map(|(marker, body)| match marker {
        0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => Some(frame(marker, body)),
        _ => None,
    })?
}

fn frame(marker: u8, body: &[u8]) -> Option<(u32, u32)> {
    let (bits, components) = (*body.first()?, *body.get(5)?);
    let (height, width) = (be16(body, 1)?, be16(body, 3)?);
    let decodable = matches!(marker, 0xC0..=0xC2) && bits == 8 && matches!(components, 1 | 3);
    (decodable && width > 0 && height > 0).then_some((width.into(), height.into()))
}

/// The TIFF structure in a JPEG's EXIF segment.
pub(super) fn exif(jpeg: &[u8]) -> Option<&[u8]> {
    Segments::of(jpeg)?
        .take(MAX_SEGMENTS)
        .filter(|(marker, _)| *marker == 0xE1)
        .find_map(|(_, body)| body.strip_prefix(b"Exif\0\0"))
}

/// Minolta's cameras overwrite the first byte of their previews.
pub(super) fn mended(jpeg: &[u8]) -> Cow<'_, [u8]> {
    match jpeg {
        [first, 0xD8, 0xFF, ..] if *first != 0xFF => {
            let mut copy = jpeg.to_vec();
            if let Some(first) = copy.first_mut() {
                *first = 0xFF;
            }
            Cow::Owned(copy)
        }
        _ => Cow::Borrowed(jpeg),
    }
}

/// The marker segments before the first scan, without tolerance: a preview is written by a camera.
struct Segments<'a> {
    data: &'a [u8],
    at: usize,
}

impl<'a> Segments<'a> {
    fn of(data: &'a [u8]) -> Option<Self> {
        data.starts_with(&[0xFF, 0xD8, 0xFF]).then_some(Self { data, at: 2 })
    }
}

impl<'a> Iterator for Segments<'a> {
    type Item = (u8, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        if *self.data.get(self.at)? != 0xFF {
            return None;
        }
        while *self.data.get(self.at)? == 0xFF {
            self.at += 1;
        }
        let marker = *self.data.get(self.at)?;
        let length = usize::from(be16(self.data, self.at + 1)?);
        if length < 2 || matches!(marker, 0x00 | 0x01 | 0xD0..=0xDA) {
            return None;
        }
        let start = self.at + 3;
        self.at += 1 + length;
        let body = part(self.data, start, length - 2).or_else(|| self.data.get(start..))?;
        Some((marker, body))
    }
}
