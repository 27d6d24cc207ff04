//! JPEG segments up to the first scan (ISO/IEC 10918-1 annex B; APP1 EXIF, XMP and extended XMP, APP2 ICC, APP13
//! Photoshop).

use std::borrow::Cow;

use super::{Blocks, afcp, extended_xmp, iptc_of_resources};
use crate::bytes::be16;

const EXIF: &[u8] = b"Exif\0";
/// Programs that put a structure of their own before or behind the camera's leave two.
const MAX_MORE_EXIF: usize = 3;
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
/// XMP packets read; editors write one.
const MAX_PACKETS: usize = 8;
/// Pieces of an extended packet; 16 MiB are 256.
const MAX_PIECES: usize = 512;
const ICC: &[u8] = b"ICC_PROFILE\0";
const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";

pub(super) fn blocks(data: &[u8]) -> Blocks<'_> {
    let mut found = Blocks::default();
    let mut icc: Vec<(u8, &[u8])> = Vec::new();
    let mut resources: Vec<u8> = Vec::new();
    let mut extended: Vec<&[u8]> = Vec::new();
    for (marker, body) in JpegSegments::of(data) {
        match marker {
            0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => {
                if let (Some(height), Some(width)) = (be16(body, 1), be16(body, 3)) {
                    found.size = Some((u32::from(width), u32::from(height)));
                }
                found.components = body.get(5).copied().unwrap_or_default();
                found.progressive = matches!(marker, 0xC2 | 0xC6 | 0xCA | 0xCE);
            }
            0xE1 if body.starts_with(EXIF) => {
                let structure = body.get(EXIF.len() + 1..).map(Cow::Borrowed);
                if found.exif.is_none() {
                    found.exif = structure;
                } else if found.more_exif.len() < MAX_MORE_EXIF {
                    found.more_exif.extend(structure);
                }
            }
            0xE1 => {
                if let Some(packet) = body.strip_prefix(XMP).filter(|_| found.xmp.len() < MAX_PACKETS) {
                    found.xmp.push(Cow::Borrowed(packet));
                } else if let Some(piece) = body.strip_prefix(extended_xmp::SIGNATURE)
                    && extended.len() < MAX_PIECES
                {
                    extended.push(piece);
                }
            }
            0xE2 => {
                if let Some([number, _count, part @ ..]) = body.strip_prefix(ICC) {
                    icc.push((*number, part));
                }
            }
            0xED => {
                if let Some(part) = body.strip_prefix(PHOTOSHOP) {
                    resources.extend_from_slice(part);
                }
            }
            0xEE => found.adobe |= body.starts_with(b"Adobe"),
            _ => {}
        }
    }
    if !icc.is_empty() {
        icc.sort_by_key(|(number, _)| *number);
        let whole: Vec<u8> = icc.into_iter().flat_map(|(_, part)| part.iter().copied()).collect();
        found.icc = Some(Cow::Owned(whole));
    }
    let rest = found.xmp.first().and_then(|main| extended_xmp::joined(main, &extended));
    found.xmp.extend(rest.map(Cow::Owned));
    let records = iptc_of_resources(&resources).map(|records| Cow::Owned(records.to_vec()));
    found.iptc = records.or_else(|| afcp::iptc(data).map(Cow::Borrowed));
    found
}

/// The segments before the first scan: their markers and bodies. Like libjpeg it skips stray bytes between segments.
pub(crate) struct JpegSegments<'a> {
    data: &'a [u8],
    at: usize,
}

impl<'a> JpegSegments<'a> {
    pub(crate) fn of(data: &'a [u8]) -> Self {
        Self { data, at: 2 }
    }

    /// Once all segments were taken: the first scan from its header's length on, when there is one.
    pub(crate) fn first_scan(&self) -> Option<&'a [u8]> {
        let (before, scan) = self.data.split_at_checked(self.at)?;
        before.ends_with(&[0xDA]).then_some(scan)
    }
}

impl<'a> Iterator for JpegSegments<'a> {
    type Item = (u8, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            while *self.data.get(self.at)? != 0xFF {
                self.at += 1;
            }
            while *self.data.get(self.at)? == 0xFF {
                self.at += 1;
            }
            let marker = *self.data.get(self.at)?;
            self.at += 1;
            match marker {
                0x00 | 0x01 | 0xD0..=0xD8 => {}
                0xD9 | 0xDA => return None,
                _ => {
                    let length = usize::from(be16(self.data, self.at)?);
                    if length < 2 {
                        continue;
                    }
                    let end = (self.at + length).min(self.data.len());
                    let body = self.data.get(self.at + 2..end)?;
                    self.at += length;
                    return Some((marker, body));
                }
            }
        }
    }
}
