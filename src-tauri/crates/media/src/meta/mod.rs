//! What a picture says about itself: EXIF, IPTC and XMP read from its blocks and from its sidecar, and reconciled
//! into facts. Damaged metadata gives fewer facts, never an error.

mod apple;
mod exif;
mod exposure;
mod gps;
#[cfg(test)]
mod hostile;
mod iptc;
mod keywords;
#[cfg(test)]
mod made;
mod names;
mod people;
#[cfg(test)]
mod precedence;
mod rating;
mod reconcile;
mod scene;
mod sidecar;
mod sources;
mod taken;
mod when;
mod xmp;

use std::borrow::Cow;
use std::path::Path;

use pothos_model::{Format, Orientation, PhotoFacts};

use self::exif::Tags;
use self::sources::Sources;
use self::xmp::Properties;
use crate::container::{Blocks, blocks, iptc_of_resources, raw_blocks};

pub(crate) use self::sidecar::sidecar_stamp;
pub use self::sidecar::{find_sidecar, sidecar_facts};
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
    /// JPEG: sent as a coarse picture that is refined.
    pub progressive: bool,
}

impl Described {
    /// How to turn the stored pixels.
    pub fn orientation(&self) -> Orientation {
        self.facts.orientation.unwrap_or(Orientation::NORMAL)
    }
}

/// Each reader of metadata by itself, and the two that are merged, on bytes that the first byte gives to one of them; for the
/// fuzz target alone.
#[cfg(fuzzing)]
pub fn read_each(bytes: &[u8]) {
    let [which, bytes @ ..] = bytes else { return };
    match which % 6 {
        0 => drop(describe(Format::Tiff, bytes)),
        1 => drop(sidecar_facts(bytes)),
        2 => drop(iptc::read(bytes)),
        3 => drop(iptc_of_resources(bytes)),
        4 => drop(Tags::read(bytes)),
        _ => {
            // A file and its sidecar; the first byte after says where one ends, in 256ths.
            let [cut, bytes @ ..] = bytes else { return };
            let (file, sidecar) = bytes.split_at(bytes.len() * usize::from(*cut) / 256);
            drop(describe_with_sidecar(Format::Jpeg, file, Some(sidecar)));
        }
    }
}

/// Reads the metadata of `data`, which may be only the head of a file.
pub(crate) fn describe(format: Format, data: &[u8]) -> Described {
    describe_with_sidecar(format, data, None)
}

/// Reads the metadata of `data`, the file at `path`, and of its sidecar if there is one.
pub(crate) fn describe_beside(path: &Path, format: Format, data: &[u8]) -> Described {
    describe_with_sidecar(format, data, sidecar::read_sidecar(path).as_deref())
}

fn describe_with_sidecar(format: Format, data: &[u8], sidecar: Option<&[u8]>) -> Described {
    let blocks = blocks(format, data);
    let tags = match format {
        Format::Raw => Tags::of_raw(&raw_blocks(data)),
        _ => {
            let mut tags = blocks.exif.as_deref().map(Tags::read).unwrap_or_default();
            blocks.more_exif.iter().for_each(|more| tags.fill(Tags::read(more)));
            tags
        }
    };
    let sidecar = xmp::read(sidecar.into_iter());
    let described = describe_blocks(&blocks, &tags, &sidecar);
    match format {
        Format::Tiff => Described { size: tags.tiff_size(), ..described },
        _ => described,
    }
}

fn describe_blocks(blocks: &Blocks<'_>, tags: &Tags, sidecar: &Properties) -> Described {
    let packets: Vec<Cow<'_, [u8]>> = match tags.bytes(exif::XMP_PACKET) {
        Some(packet) => vec![packet],
        None => blocks.xmp.clone(),
    };
    let xmp = xmp::read(packets.iter().map(AsRef::as_ref));
    let in_resources = tags
        .bytes(exif::PHOTOSHOP_RESOURCES)
        .and_then(|resources| iptc_of_resources(&resources).map(<[u8]>::to_vec))
        .map(Cow::Owned);
    let records =
        blocks.iptc.as_deref().map(Cow::Borrowed).or_else(|| tags.bytes(exif::IPTC_RECORDS)).or(in_resources);
    let iptc = records.map(|records| iptc::read(&records)).unwrap_or_default();
    let icc = blocks.icc.as_deref().map(<[u8]>::to_vec);
    Described {
        size: blocks.size,
        facts: reconcile::facts(&Sources { tags, xmp: &xmp, sidecar, iptc: &iptc, png: &blocks.text }),
        icc: icc.or_else(|| tags.bytes(exif::ICC_PROFILE).map(Cow::into_owned)),
        adobe: blocks.adobe,
        components: blocks.components,
        progressive: blocks.progressive,
    }
}
