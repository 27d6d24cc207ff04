//! Where a picture file keeps its size, its metadata blocks and its colour profile. Walks containers only;
//! does not know what the blocks say. Works on a file's head as well as on the whole: what lies beyond the
//! slice is simply not found.

mod afcp;
mod big_tiff;
mod bmp;
mod boxes;
mod ciff;
mod directory;
mod extended_xmp;
mod figures;
mod gif;
mod heif;
mod heif_form;
mod heif_mend;
mod isobmff;
mod item_list;
mod items;
mod jpeg;
mod jpeg_start;
mod jxl;
mod jxl_size;
mod photoshop;
mod png;
mod preview;
mod psd;
mod psd_parts;
mod raw;
mod rw2;
mod tiff_bounds;
mod webp;
mod x3f;

use std::borrow::Cow;

use pothos_model::Format;

pub(crate) use directory::{Directory, Tiff};
pub(crate) use figures::Figure;
#[cfg(test)]
pub(crate) use figures::Figures;
pub(crate) use heif_form::strangeness;
pub(crate) use heif_mend::mended;
use isobmff::{canon_blocks, uuid_xmp};
pub(crate) use jpeg::JpegSegments;
pub(crate) use jpeg_start::is_jpeg_behind_stray_bytes;
pub(crate) use photoshop::iptc_of_resources;
pub(crate) use preview::{Kind, Preview, Space, raw_pictures};
pub(crate) use psd_parts::PsdParts;
pub(crate) use raw::{RawBlocks, Role, raw_blocks};
pub(crate) use tiff_bounds::{is_bounded, odd_pointers};

/// What was found in a container.
#[derive(Debug, Default)]
pub(crate) struct Blocks<'a> {
    /// Stored (not upright) width and height, both at least 1; upright ones where the container itself turns
    /// the picture (HEIC, AVIF).
    pub size: Option<(u32, u32)>,
    /// A TIFF structure with EXIF tags.
    pub exif: Option<Cow<'a, [u8]>>,
    /// JPEG: further such structures.
    pub more_exif: Vec<Cow<'a, [u8]>>,
    /// XMP packets, the main one first.
    pub xmp: Vec<Cow<'a, [u8]>>,
    /// IPTC-IIM records.
    pub iptc: Option<Cow<'a, [u8]>>,
    /// An ICC profile.
    pub icc: Option<Cow<'a, [u8]>>,
    /// PNG text chunks: keyword and text.
    pub text: Vec<(String, String)>,
    /// JPEG: an Adobe APP14 marker, which means that CMYK is stored inverted.
    pub adobe: bool,
    /// JPEG: number of components.
    pub components: u8,
    /// JPEG: sent as a coarse picture that is refined.
    pub progressive: bool,
}

/// Walks `data` as `format`. TIFF and formats without a walker give the data itself as EXIF, or nothing.
pub(crate) fn blocks(format: Format, data: &[u8]) -> Blocks<'_> {
    let mut found = match format {
        Format::Jpeg => jpeg::blocks(data),
        Format::Png => png::blocks(data),
        Format::Webp => webp::blocks(data),
        Format::Gif => gif::blocks(data),
        Format::Bmp => bmp::blocks(data),
        Format::Heic | Format::Avif => isobmff::blocks(data),
        Format::Jxl => jxl::blocks(data),
        Format::Tiff => {
            let exif = big_tiff::classic(data).map_or(Cow::Borrowed(data), Cow::Owned);
            Blocks { exif: Some(exif), ..Blocks::default() }
        }
        Format::Raw => raw::blocks(data),
        Format::Psd => psd::blocks(data),
        Format::Ico | Format::Unknown => Blocks::default(),
    };
    found.size = found.size.filter(|&(w, h)| w > 0 && h > 0);
    found
}
