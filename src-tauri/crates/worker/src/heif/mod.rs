//! HEIC and AVIF through libheif. It turns and crops by itself as the container says, so what comes out is upright.
//! Checks sizes before a decode; knows nothing of pipes and processes.

mod fault;
mod ffi;

use std::cell::OnceCell;

use pothos_media::{
    OutsideAsk, OutsideColour, OutsideDecoder, OutsideFailure, OutsidePicture, PlaneRows, Rows, Samples,
    YccRows,
};
use pothos_model::FailureCode;

use fault::Fault;
use ffi::{CodePoints, Codec, Decoded, Heif, Picture};

thread_local! {
    /// The library once it was found. Requests come one after the other on one thread.
    static HEIF: OnceCell<Heif> = const { OnceCell::new() };
}

/// Decodes the primary picture of `data`.
pub(crate) fn decode(
    decoder: OutsideDecoder,
    data: &[u8],
    ask: &OutsideAsk,
) -> Result<OutsidePicture, OutsideFailure> {
    HEIF.with(|kept| {
        let heif = match kept.get() {
            Some(heif) => heif,
            None => {
                let found = Heif::load().ok_or_else(|| OutsideFailure::new(decoder.missing(), ""))?;
                kept.get_or_init(|| found)
            }
        };
        decode_with(heif, decoder, data, ask)
    })
}

fn decode_with(
    heif: &Heif,
    decoder: OutsideDecoder,
    data: &[u8],
    ask: &OutsideAsk,
) -> Result<OutsidePicture, OutsideFailure> {
    let failed = |fault: Fault| failure(heif, decoder, fault);
    let file = heif.open(data, ask.max_pixels).map_err(failed)?;
    let picture = file.primary().map_err(failed)?;
    let (wide, alpha) = (picture.bits() > 8, picture.has_alpha());
    let pixel_bytes = if wide { 6 } else { 3 };
    // What the container says; the coded picture may differ.
    let (width, height) = picture.size();
    if let (8, false, Some(side)) = (picture.bits(), alpha, ask.side)
        && within(width, height, pixel_bytes, ask).is_err()
    {
        within(width, height, 2, ask)?;
        return from_planes(&picture, side, failed);
    }
    within(width, height, pixel_bytes, ask)?;
    let image = picture.decode(wide, alpha).map_err(failed)?;
    let plane = image.plane().ok_or_else(|| OutsideFailure::new(FailureCode::Damaged, "it has no pixels"))?;
    within(plane.width, plane.height, pixel_bytes, ask)?;
    let colour = colour(&picture, &image);
    let samples = Samples {
        bits: if wide { plane.bits.clamp(9, 16) } else { 8 },
        alpha,
        premultiplied: alpha && picture.is_premultiplied(),
    };
    let rows =
        Rows { width: plane.width, height: plane.height, stride: plane.stride, samples, bytes: plane.bytes };
    OutsidePicture::from_rows(&rows, ask.side, colour)
}

/// A picture that is too large as RGB, such as a phone's of 200 megapixels: made small as luma and chroma.
fn from_planes(
    picture: &Picture<'_>,
    side: u32,
    failed: impl Fn(Fault) -> OutsideFailure,
) -> Result<OutsidePicture, OutsideFailure> {
    let image = picture.decode_planes().map_err(failed)?;
    let planes =
        image.planes().ok_or_else(|| OutsideFailure::new(FailureCode::Damaged, "it has no planes"))?;
    let said = picture.cicp().or_else(|| image.cicp());
    let rows = YccRows {
        planes: planes.map(|plane| PlaneRows {
            width: plane.width,
            height: plane.height,
            stride: plane.stride,
            bytes: plane.bytes,
        }),
        // As libheif does where nobody says.
        matrix: said.map_or(6, |said| said.matrix),
        full_range: said.is_none_or(|said| said.full_range),
    };
    OutsidePicture::from_planes(&rows, side, colour(picture, &image))
}

fn colour(picture: &Picture<'_>, image: &Decoded<'_>) -> OutsideColour {
    match picture.icc() {
        Some(profile) => OutsideColour::Icc(profile),
        None => match picture.cicp().or_else(|| image.cicp()) {
            Some(CodePoints { primaries, transfer, .. }) => OutsideColour::Cicp { primaries, transfer },
            None => OutsideColour::Srgb,
        },
    }
}

fn within(width: u32, height: u32, pixel_bytes: u64, ask: &OutsideAsk) -> Result<(), OutsideFailure> {
    let pixels = u64::from(width) * u64::from(height);
    if width == 0 || height == 0 {
        return Err(OutsideFailure::new(FailureCode::Damaged, "the picture has no size"));
    }
    if pixels > ask.max_pixels || pixels.saturating_mul(pixel_bytes) > ask.max_bytes {
        return Err(OutsideFailure::new(FailureCode::TooLarge, format!("{width} x {height} pixels")));
    }
    Ok(())
}

fn failure(heif: &Heif, decoder: OutsideDecoder, fault: Fault) -> OutsideFailure {
    let (codec, part) = match decoder {
        OutsideDecoder::Avif => (Codec::Av1, "libheif-plugin-dav1d or a libheif that decodes AV1"),
        _ => (Codec::Hevc, "libheif-plugin-libde265 or a libheif that decodes HEVC"),
    };
    match fault {
        // Distributions pack the decoders apart from libheif.
        Fault::NoCodec(_) if !heif.decodes(codec) => OutsideFailure::new(decoder.missing(), part),
        Fault::NoCodec(detail) | Fault::Unsupported(detail) => {
            OutsideFailure::new(FailureCode::Unsupported, detail)
        }
        Fault::Cut(detail) => OutsideFailure::new(FailureCode::Truncated, detail),
        Fault::TooLarge(detail) => OutsideFailure::new(FailureCode::TooLarge, detail),
        Fault::Damaged(detail) => OutsideFailure::new(FailureCode::Damaged, detail),
    }
}
