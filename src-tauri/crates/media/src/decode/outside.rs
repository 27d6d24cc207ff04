//! Asks the decoders outside this process: HEIC and AVIF always, the sensor data of a raw file when the file holds
//! no preview worth showing. Bounds what it asks for, and gives the answer the shape of every other decode.

use pothos_model::{FailureCode, Format, Orientation};

use super::{Decoded, MAX_BYTES, MAX_PIXELS};
use crate::cicp::from_cicp;
use crate::container::{mended, strangeness};
use crate::error::Trouble;
use crate::meta::Described;
use crate::outside::{OutsideAsk, OutsideColour, OutsideDecoder, OutsideDecoders, OutsideFailure};

/// A preview in a raw file whose longest side is shorter than this is a thumbnail.
const SMALLEST_PREVIEW: u32 = 1000;
/// ... unless it still has this share of the photo's longest side.
const PREVIEW_SHARE: u32 = 8;
/// ... and fills a tile of the grid: the share of an old, small photo is a postage stamp.
const TILE: u32 = 320;

/// Which decoder outside a format needs, if any.
pub(super) fn needed(format: Format) -> Option<OutsideDecoder> {
    match format {
        Format::Heic => Some(OutsideDecoder::Heic),
        Format::Avif => Some(OutsideDecoder::Avif),
        _ => None,
    }
}

/// Has `data` decoded outside.
pub(super) fn decode(
    decoders: &dyn OutsideDecoders,
    decoder: OutsideDecoder,
    data: &[u8],
    described: &Described,
    side: Option<u32>,
) -> Result<Decoded, Trouble> {
    let pixels = described.size.map_or(0, |(width, height)| u64::from(width) * u64::from(height));
    let ask = OutsideAsk { side, pixels, max_pixels: MAX_PIXELS, max_bytes: MAX_BYTES };
    let mut picture = match decoder {
        OutsideDecoder::Raw => decoders.decode(decoder, data, &ask).map_err(trouble)?,
        OutsideDecoder::Heic | OutsideDecoder::Avif => decoders
            .decode(decoder, &mended(data), &ask)
            .map_err(|failure| of_whole(data, trouble(failure)))?,
    };
    let raster = picture.raster()?;
    let (raster, icc) = match picture.colour {
        OutsideColour::Srgb => (raster, None),
        OutsideColour::Icc(profile) => (raster, Some(profile)),
        OutsideColour::Cicp { primaries, transfer } => from_cicp(raster, primaries, transfer),
    };
    let is_srgb = icc.is_none();
    Ok(Decoded { icc, is_srgb, own_turn: Some(Orientation::NORMAL), ..Decoded::of(raster, picture.size) })
}

fn trouble(failure: OutsideFailure) -> Trouble {
    Trouble::new(failure.code, failure.detail)
}

/// Older libraries call a form or a coding that they do not know damage. Asked first, because newer ones know it.
fn of_whole(data: &[u8], trouble: Trouble) -> Trouble {
    match (trouble.code, strangeness(data)) {
        (FailureCode::Damaged | FailureCode::Unsupported, Some(what)) => {
            Trouble::new(FailureCode::Unsupported, what)
        }
        _ => trouble,
    }
}

/// What a raw file shows: its preview where that is large enough, else the developed sensor data, else whatever
/// small preview there is.
pub(super) fn preview_or_developed(
    preview: Result<Decoded, Trouble>,
    decoders: &dyn OutsideDecoders,
    data: &[u8],
    described: &Described,
    side: Option<u32>,
) -> Result<Decoded, Trouble> {
    match preview {
        Err(trouble) if trouble.code != FailureCode::NeedsRaw => Err(trouble),
        Ok(decoded) if !is_thumbnail(&decoded) => Ok(decoded),
        preview => match (decode(decoders, OutsideDecoder::Raw, data, described, side), preview) {
            (Ok(developed), _) => Ok(developed),
            (Err(_), Ok(thumbnail)) => Ok(thumbnail),
            (Err(trouble), Err(_)) => Err(trouble),
        },
    }
}

/// Whether a preview is too small to stand for a photo of `size`.
fn is_thumbnail(decoded: &Decoded) -> bool {
    let (preview, photo) = (decoded.longest(), decoded.size.0.max(decoded.size.1));
    preview < photo && preview < SMALLEST_PREVIEW.min(photo.div_ceil(PREVIEW_SHARE).max(TILE))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outside::{Depth, OutsidePicture};
    use crate::raster::Raster;

    /// A decoder that develops everything to one grey pixel, or fails.
    struct Scripted(Result<(), FailureCode>);

    impl OutsideDecoders for Scripted {
        fn decode(
            &self,
            _: OutsideDecoder,
            _: &[u8],
            _: &OutsideAsk,
        ) -> Result<OutsidePicture, OutsideFailure> {
            self.0.map_err(|code| OutsideFailure::new(code, ""))?;
            Ok(OutsidePicture {
                size: (6000, 4000),
                width: 1,
                height: 1,
                depth: Depth::Eight,
                pixels: vec![128; 3],
                colour: OutsideColour::Srgb,
            })
        }
    }

    fn preview(longest: u32, photo: u32) -> Result<Decoded, Trouble> {
        let raster = Raster::rgb(longest, 1, vec![0; longest as usize * 3]);
        Ok(Decoded::of(raster, (photo, 1)))
    }

    fn check(
        preview: Result<Decoded, Trouble>,
        outside: Result<(), FailureCode>,
        expected: Result<u32, FailureCode>,
    ) {
        let shown = preview_or_developed(preview, &Scripted(outside), b"", &Described::default(), Some(1600));
        assert_eq!(shown.map(|d| d.longest()).map_err(|t| t.code), expected);
    }

    #[test]
    fn a_raw_file_shows_its_preview_first_and_is_developed_without_one() {
        let none = || Err(Trouble::new(FailureCode::NeedsRaw, ""));
        check(preview(1620, 6000), Ok(()), Ok(1620));
        check(preview(800, 6000), Ok(()), Ok(800));
        check(preview(160, 6000), Ok(()), Ok(1));
        check(preview(160, 160), Ok(()), Ok(160));
        check(preview(96, 756), Ok(()), Ok(1));
        check(preview(320, 756), Ok(()), Ok(320));
        check(preview(160, 6000), Err(FailureCode::NeedsRaw), Ok(160));
        check(none(), Ok(()), Ok(1));
        check(none(), Err(FailureCode::Damaged), Err(FailureCode::Damaged));
        check(Err(Trouble::new(FailureCode::TooLarge, "")), Ok(()), Err(FailureCode::TooLarge));
    }

    #[test]
    fn a_whole_file_in_a_form_that_the_library_does_not_know_is_not_called_damaged() {
        let sequence = b"\0\0\0\x14ftypavis\0\0\0\0avis\0\0\0\x08moov";
        let check = |data: &[u8], failure, expected: FailureCode| {
            let trouble =
                decode(&Scripted(Err(failure)), OutsideDecoder::Avif, data, &Described::default(), None)
                    .unwrap_err();
            assert_eq!(trouble.code, expected, "{trouble:?}");
            assert_eq!(trouble.detail.contains("sequence"), expected == FailureCode::Unsupported);
        };
        check(sequence, FailureCode::Damaged, FailureCode::Unsupported);
        check(sequence, FailureCode::NeedsAvif, FailureCode::NeedsAvif);
        check(&sequence[..22], FailureCode::Damaged, FailureCode::Damaged);
    }
}
