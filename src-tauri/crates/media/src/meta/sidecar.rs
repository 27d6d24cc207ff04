//! The XMP file that an editor keeps beside a photo: which one it is, and what it says. Never writes one.

use std::ffi::OsString;
use std::fs::{File, Metadata};
use std::io::Read;
use std::path::{Path, PathBuf};

use pothos_model::{FileStamp, PhotoFacts, Timestamp};

use super::exif::Tags;
use super::iptc::Records;
use super::reconcile;
use super::sources::Sources;
use super::xmp::{self, Properties};

/// A sidecar's bytes; editing histories of a few hundred kilobytes exist, longer files are something else.
const MAX_BYTES: u64 = 16 << 20;

/// The spellings that programs use; looking for them costs less than reading a folder of a hundred thousand.
const EXTENSIONS: [&str; 3] = ["xmp", "XMP", "Xmp"];

/// The sidecar of a photo: `IMG_1.JPG.xmp` (darktable, digiKam), else `IMG_1.xmp` (Adobe, Capture One, Apple).
/// Whether `IMG_1.xmp` means this photo or its raw twin only its content tells: see [`read_sidecar`].
#[must_use]
pub fn find_sidecar(photo: &Path) -> Option<PathBuf> {
    existing(photo).map(|(path, _)| path)
}

/// Size and time of the photo's sidecar, to notice that an editor wrote it.
pub(crate) fn sidecar_stamp(photo: &Path) -> Option<FileStamp> {
    let (_, about) = existing(photo)?;
    let modified = about.modified().map_or(Timestamp(0), Timestamp::from);
    Some(FileStamp { size: about.len(), modified })
}

fn existing(photo: &Path) -> Option<(PathBuf, Metadata)> {
    candidates(photo).into_iter().find_map(|path| {
        let about = std::fs::metadata(&path).ok().filter(Metadata::is_file)?;
        Some((path, about))
    })
}

/// The longer name first: it names exactly this file.
fn candidates(photo: &Path) -> Vec<PathBuf> {
    let Some(name) = photo.file_name() else { return Vec::new() };
    let longer = EXTENSIONS.iter().map(|extension| {
        let mut sidecar = OsString::from(name);
        sidecar.push(".");
        sidecar.push(extension);
        photo.with_file_name(sidecar)
    });
    let shorter = EXTENSIONS.iter().map(|extension| photo.with_extension(extension));
    let is_sidecar = photo.extension().is_some_and(|e| e.eq_ignore_ascii_case("xmp"));
    longer.chain(shorter.filter(|_| photo.extension().is_some() && !is_sidecar)).collect()
}

/// The bytes of the photo's sidecar; none when there is none, or when it cannot be read or belongs to another file.
pub(crate) fn read_sidecar(photo: &Path) -> Option<Vec<u8>> {
    let path = find_sidecar(photo)?;
    let mut bytes = Vec::new();
    File::open(&path).ok()?.take(MAX_BYTES + 1).read_to_end(&mut bytes).ok()?;
    let too_long = bytes.len() as u64 > MAX_BYTES;
    (!too_long && is_for(&path, photo, &bytes)).then_some(bytes)
}

/// Adobe's sidecars say for which of `IMG_1.CR3` and `IMG_1.JPG` they are (photoshop:SidecarForExtension).
fn is_for(sidecar: &Path, photo: &Path, bytes: &[u8]) -> bool {
    if sidecar.file_stem() == photo.file_name() {
        return true;
    }
    let properties = xmp::read(std::iter::once(bytes));
    let extension = photo.extension().map(|e| e.to_string_lossy().into_owned()).unwrap_or_default();
    properties
        .text("photoshop:SidecarForExtension")
        .is_none_or(|stated| stated.eq_ignore_ascii_case(&extension))
}

/// What a sidecar says by itself. Bad XML gives fewer facts, never an error.
#[must_use]
pub fn sidecar_facts(bytes: &[u8]) -> PhotoFacts {
    let sidecar = xmp::read(std::iter::once(bytes).filter(|bytes| bytes.len() as u64 <= MAX_BYTES));
    let (tags, xmp, iptc) = (Tags::default(), Properties::default(), Records::default());
    reconcile::facts(&Sources { tags: &tags, xmp: &xmp, sidecar: &sidecar, iptc: &iptc, png: &[] })
}
