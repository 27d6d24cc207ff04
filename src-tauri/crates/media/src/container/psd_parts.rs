//! What a Photoshop document's pixels are made of: the header's fields, the colour table, the merged picture behind the
//! layers, and what the resources say about it (Adobe Photoshop File Formats Specification). Decodes nothing.

use super::photoshop::resource;
use crate::bytes::{be16, be32, be64};

/// A thumbnail as JPEG, behind 28 bytes of its own header.
const THUMBNAIL: u16 = 1036;
const THUMBNAIL_HEADER: usize = 28;
/// Four bytes of version, then whether the merged picture is real.
const VERSION_INFO: u16 = 1057;

/// The parts of a PSD or PSB.
#[derive(Debug)]
pub(crate) struct PsdParts<'a> {
    /// PSB: lengths take twice as many bytes.
    pub big: bool,
    /// How many channels the merged picture has, extra ones among them.
    pub channels: u16,
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// Bits a sample: 1, 8, 16 or 32.
    pub depth: u16,
    /// The colour mode's number.
    pub mode: u16,
    /// The colour table; of an indexed picture 256 reds, greens and blues.
    pub table: &'a [u8],
    /// Whether the merged picture shows what the layers show; without it Photoshop writes white.
    pub merged: bool,
    /// A JPEG of the whole picture, small.
    pub thumbnail: Option<&'a [u8]>,
    /// The merged picture, its compression's number first; empty when the file ends before it.
    pub picture: &'a [u8],
}

impl<'a> PsdParts<'a> {
    /// Walks the sections. `None` when the file ends inside the header.
    pub fn of(data: &'a [u8]) -> Option<Self> {
        let big = be16(data, 4)? == 2;
        let header = |at: usize| be16(data, at);
        let (channels, depth, mode) = (header(12)?, header(22)?, header(24)?);
        let size = (be32(data, 18)?, be32(data, 14)?);
        let mut at = 26;
        let table = section(data, &mut at, false).unwrap_or_default();
        let resources = section(data, &mut at, false).unwrap_or_default();
        let picture = section(data, &mut at, big).and_then(|_layers| data.get(at..)).unwrap_or_default();
        let merged = resource(resources, VERSION_INFO).and_then(|info| info.get(4)) != Some(&0);
        let thumbnail =
            resource(resources, THUMBNAIL).and_then(|thumbnail| thumbnail.get(THUMBNAIL_HEADER..));
        Some(Self { big, channels, size, depth, mode, table, merged, thumbnail, picture })
    }
}

/// The section at `at`, whose length stands before it; moves behind it. `None` when it is cut.
fn section<'a>(data: &'a [u8], at: &mut usize, long: bool) -> Option<&'a [u8]> {
    let (length, head) = if long { (be64(data, *at)?, 8) } else { (u64::from(be32(data, *at)?), 4) };
    let start = *at + head;
    let end = start.checked_add(usize::try_from(length).ok()?)?;
    let body = data.get(start..end)?;
    *at = end;
    Some(body)
}
