//! What a picture says about itself: EXIF, IPTC and XMP read from its blocks and reconciled into facts.
//! Damaged metadata gives fewer facts, never an error.

mod exif;
mod gps;
mod iptc;
mod names;
mod reconcile;
mod when;
mod xmp;

use std::borrow::Cow;

use pothos_model::{Format, Orientation, PhotoFacts};

use self::exif::Tags;
use crate::container::{Blocks, blocks, iptc_of_resources};

pub(crate) use when::civil_ms;

/// What the file says, and what the decoder needs of it.
#[derive(Debug, Default)]
pub(crate) struct Described {
    /// Stored (not upright) size, where the header tells.
    pub size: Option<(u32, u32)>,
    /// The reconciled facts.
    pub facts: PhotoFacts,
    /// The embedded ICC profile.
    pub icc: Option<Vec<u8>>,
    /// JPEG: CMYK values are stored inverted.
    pub adobe: bool,
    /// JPEG: number of components.
    pub components: u8,
}

impl Described {
    /// How to turn the stored pixels.
    pub fn orientation(&self) -> Orientation {
        self.facts.orientation.unwrap_or(Orientation::NORMAL)
    }
}

/// Reads the metadata of `data`, which may be only the head of a file.
pub(crate) fn describe(format: Format, data: &[u8]) -> Described {
    let blocks = blocks(format, data);
    let tags = match format {
        Format::Raw => Tags::of_raw(data),
        Format::Heic | Format::Avif => Tags::of_container(data),
        _ => blocks.exif.as_deref().map(Tags::read).unwrap_or_default(),
    };
    let described = describe_blocks(&blocks, &tags);
    match format {
        Format::Tiff => Described { size: tags.tiff_size(), ..described },
        _ => described,
    }
}

fn describe_blocks(blocks: &Blocks<'_>, tags: &Tags) -> Described {
    let packets: Vec<Cow<'_, [u8]>> = match tags.bytes(exif::XMP_PACKET) {
        Some(packet) => vec![packet],
        None => blocks.xmp.clone(),
    };
    let properties = xmp::read(packets.iter().map(AsRef::as_ref));
    let in_resources = tags
        .bytes(exif::PHOTOSHOP_RESOURCES)
        .and_then(|resources| iptc_of_resources(&resources).map(<[u8]>::to_vec))
        .map(Cow::Owned);
    let records =
        blocks.iptc.as_deref().map(Cow::Borrowed).or_else(|| tags.bytes(exif::IPTC_RECORDS)).or(in_resources);
    let records = records.map(|records| iptc::read(&records)).unwrap_or_default();
    let icc = blocks.icc.as_deref().map(<[u8]>::to_vec);
    Described {
        size: blocks.size,
        facts: reconcile::facts(tags, &properties, &records, &blocks.text),
        icc: icc.or_else(|| tags.bytes(exif::ICC_PROFILE).map(Cow::into_owned)),
        adobe: blocks.adobe,
        components: blocks.components,
    }
}
