//! A camera's raw file through the pictures that the camera itself put into it: the largest that decodes stands for the
//! photo, at the size that the whole photo has. Develops no sensor data.

use moxcms::ColorProfile;
use pothos_model::{FailureCode, Format, Orientation};

use super::{Decoded, Pixels, jpeg};
use crate::container::{Kind, Preview, Space, raw_pictures};
use crate::error::Trouble;
use crate::meta::{Described, describe};
use crate::planes::Planes;
use crate::raster::Raster;

/// The thumbnail that DCF 2.0 asks for; cameras lay other shapes into it with black bars.
const DCF_THUMBNAIL: (u32, u32) = (160, 120);
/// Shapes that differ by less are the same: previews are rounded to whole blocks.
const SAME_SHAPE: f64 = 0.03;

/// Decodes the largest preview. `NeedsRaw` when there is none that decodes.
pub(super) fn decode(data: &[u8], described: &Described, side: Option<u32>) -> Result<Decoded, Trouble> {
    largest(data, described, side).map(|(_, decoded)| decoded)
}

/// The largest preview that decodes, with its own stored size.
pub(super) fn largest(
    data: &[u8],
    described: &Described,
    side: Option<u32>,
) -> Result<(Option<(u32, u32)>, Decoded), Trouble> {
    let pictures = raw_pictures(data);
    // The file's own word on turning stands only where EXIF says nothing.
    let turn = pictures.turn.filter(|_| described.facts.orientation.is_none());
    for preview in &pictures.previews {
        let Ok(decoded) = picture(preview, side) else { continue };
        let standing = stands(decoded.size, pictures.size, described.orientation());
        let whole = if standing { pictures.size.map(|(w, h)| (h, w)) } else { pictures.size };
        let own_turn = if standing { Some(Orientation::NORMAL) } else { turn };
        return Ok((Some(preview.size), Decoded { own_turn, ..shaped(decoded, whole)? }));
    }
    Err(Trouble::new(FailureCode::NeedsRaw, ""))
}

fn picture(preview: &Preview<'_>, side: Option<u32>) -> Result<Decoded, Trouble> {
    let decoded = match preview.kind {
        Kind::Jpeg => jpeg::decode(&preview.bytes, &own(&preview.bytes), side)?,
        Kind::Rgb { pitch } => {
            let (width, height) = preview.size;
            let row = width as usize * 3;
            let pixels = preview.bytes.chunks_exact(pitch).flat_map(|line| line.iter().take(row)).copied();
            let raster = Raster::rgb(width, height, pixels.collect());
            Decoded::of(raster, preview.size)
        }
    };
    let icc = decoded.icc.or_else(|| own(&preview.bytes).icc).or_else(|| preview.space.and_then(profile));
    Ok(Decoded { icc, ..decoded })
}

/// What the preview says about itself, as any JPEG does.
fn own(bytes: &[u8]) -> Described {
    describe(Format::Jpeg, bytes)
}

fn profile(space: Space) -> Option<Vec<u8>> {
    let profile = match space {
        Space::AdobeRgb => ColorProfile::new_adobe_rgb(),
        Space::ProPhoto => ColorProfile::new_pro_photo_rgb(),
    };
    profile.encode().ok()
}

/// Cuts a DCF thumbnail's bars off, and gives the photo the size that the whole has, in the preview's shape: a camera
/// set to 16:9 crops its JPEGs, not its raws.
fn shaped(decoded: Decoded, whole: Option<(u32, u32)>) -> Result<Decoded, Trouble> {
    let preview = decoded.size;
    let Some(whole) = whole.filter(|whole| whole.0 >= preview.0 && whole.1 >= preview.1) else {
        return Ok(decoded);
    };
    if same_shape(preview, whole) {
        return Ok(Decoded { size: whole, ..decoded });
    }
    if preview == DCF_THUMBNAIL {
        let (width, height) = within(preview, whole);
        return Ok(Decoded { pixels: middle(decoded.pixels, width, height)?, size: whole, ..decoded });
    }
    Ok(Decoded { size: within(whole, preview), ..decoded })
}

fn same_shape(a: (u32, u32), b: (u32, u32)) -> bool {
    let shape = |(w, h): (u32, u32)| f64::from(w) / f64::from(h.max(1));
    (shape(a) / shape(b) - 1.0).abs() <= SAME_SHAPE
}

/// The largest size inside `room` that has the shape of `shape`.
fn within(room: (u32, u32), shape: (u32, u32)) -> (u32, u32) {
    let (rw, rh) = (u64::from(room.0), u64::from(room.1));
    let (sw, sh) = (u64::from(shape.0.max(1)), u64::from(shape.1.max(1)));
    let edge = |value: u64| u32::try_from(value.max(1)).unwrap_or(u32::MAX);
    if rw * sh <= rh * sw { (room.0, edge(rw * sh / sw)) } else { (edge(rh * sw / sh), room.1) }
}

/// The middle of a thumbnail.
fn middle(pixels: Pixels, width: u32, height: u32) -> Result<Pixels, Trouble> {
    let planes = match pixels {
        Pixels::Planes(planes) => planes.fitted(DCF_THUMBNAIL.0)?,
        Pixels::Raster(raster) => Planes::from_rgb(&raster)?,
    };
    if width > planes.width || height > planes.height {
        return Ok(Pixels::Planes(planes));
    }
    // Whole chroma samples.
    let (left, top) = ((planes.width - width) / 4 * 2, (planes.height - height) / 4 * 2);
    Ok(Pixels::Planes(planes.inner((left, top), (width, height))))
}

/// Previews lie like the sensor and are turned with the photo. Whether one stands upright already, beside a photo that
/// must be turned.
fn stands(preview: (u32, u32), whole: Option<(u32, u32)>, orientation: Orientation) -> bool {
    orientation.swaps_sides() && preview.0 < preview.1 && whole.is_some_and(|(width, height)| width > height)
}
