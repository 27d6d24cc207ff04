//! JPEG XL through jxl-oxide: the first frame, upright, in sRGB where the file names its colours, and with its profile
//! where it carries one. Transparency is laid over white.

use std::error::Error;

use jxl_oxide::{
    AllocTracker, EnumColourEncoding, ExtraChannelType, ImageStream, InitializeResult, JxlImage,
    JxlThreadPool, PixelFormat, RenderingIntent, UninitializedJxlImage,
};
use pothos_model::{FailureCode, Orientation};

use super::bitmap::{over_white, over_white_16};
use super::{Decoded, too_large, within_budget};
use crate::error::Trouble;
use crate::raster::{Channels, Raster};

/// What the decoder may hold. It computes in four-byte samples and keeps three copies at its peak, so this, not the
/// pixel budget of all formats, bounds a JPEG XL: some 50 megapixels of RGB.
const MAX_DECODER_BYTES: usize = 2 << 30;
/// Frames that are laid over each other before the first is shown, times their pixels: what a few bytes a frame could
/// otherwise make the decoder compute.
const MAX_LAYERED_PIXELS: u64 = 1_000_000_000;
/// The first piece fed to the decoder. It reads its header from the start again after each piece, so they double.
const FIRST_PIECE: usize = 64 << 10;

/// Decodes the first frame.
pub(super) fn decode(data: &[u8]) -> Result<Decoded, Trouble> {
    let builder = JxlImage::builder()
        .alloc_tracker(AllocTracker::with_limit(MAX_DECODER_BYTES))
        // A photo is decoded on the one thread that its lane has.
        .pool(JxlThreadPool::none());
    let mut pieces = Pieces { data, at: 0, length: FIRST_PIECE };
    let mut image = header(builder.build_uninit(), &mut pieces)?;
    let (width, height) = (image.width(), image.height());
    if width == 0 || height == 0 {
        return Err(Trouble::new(FailureCode::Damaged, "the picture has no size"));
    }
    within_budget(width, height)?;
    let pixels = u64::from(width) * u64::from(height);
    while image.num_loaded_keyframes() == 0 {
        let Some(piece) = pieces.next() else {
            return Err(Trouble::new(FailureCode::Truncated, ""));
        };
        let taken = image.feed_bytes(piece).map_err(|error| trouble(error.as_ref()))?;
        pieces.took(taken);
        if image.num_loaded_frames() as u64 * pixels > MAX_LAYERED_PIXELS.max(pixels) {
            return Err(too_large(width, height));
        }
    }
    let icc = colours(&mut image);
    let render = image.render_frame(0).map_err(|error| trouble(error.as_ref()))?;
    let premultiplied = render
        .extra_channels()
        .0
        .iter()
        .any(|channel| channel.ty() == ExtraChannelType::Alpha { alpha_associated: true });
    let layout = Layout { format: image.pixel_format(), premultiplied };
    let deep = icc.is_some() && image.image_header().metadata.bit_depth.bits_per_sample() > 8;
    let raster = match layout.format {
        PixelFormat::Rgb | PixelFormat::Rgba if deep => layout.sixteen(&mut render.stream()),
        _ => layout.eight(&mut render.stream()),
    };
    if (raster.width, raster.height) != (width, height) {
        return Err(Trouble::new(FailureCode::Damaged, "its frame has another size than the picture"));
    }
    let whole = Decoded::of(raster, (width, height));
    Ok(Decoded { icc, own_turn: Some(Orientation::NORMAL), ..whole })
}

fn header(mut waiting: UninitializedJxlImage, pieces: &mut Pieces<'_>) -> Result<JxlImage, Trouble> {
    while let Some(piece) = pieces.next() {
        let taken = waiting.feed_bytes(piece).map_err(|error| trouble(error.as_ref()))?;
        pieces.took(taken);
        match waiting.try_init().map_err(|error| trouble(error.as_ref()))? {
            InitializeResult::NeedMoreData(more) => waiting = more,
            InitializeResult::Initialized(image) => return Ok(image),
        }
    }
    Err(Trouble::new(FailureCode::Truncated, ""))
}

/// Asks for sRGB, and gives the profile of the pixels where that cannot be had: pixels that are stored in a profile's
/// numbers come out in them. High dynamic range is mapped to the screen's by the decoder (ITU-R BT.2408).
fn colours(image: &mut JxlImage) -> Option<Vec<u8>> {
    let metadata = &image.image_header().metadata;
    if !metadata.xyb_encoded
        && let Some(icc) = image.original_icc()
    {
        return Some(icc.to_vec());
    }
    let wanted = if metadata.grayscale() {
        EnumColourEncoding::gray_srgb(RenderingIntent::Relative)
    } else {
        EnumColourEncoding::srgb(RenderingIntent::Relative)
    };
    image.request_color_encoding(wanted);
    None
}

/// The data in pieces. What the decoder left of one comes again with the next.
struct Pieces<'a> {
    data: &'a [u8],
    at: usize,
    length: usize,
}

impl<'a> Pieces<'a> {
    fn next(&mut self) -> Option<&'a [u8]> {
        let rest = self.data.get(self.at..).filter(|rest| !rest.is_empty())?;
        let piece = rest.get(..self.length).unwrap_or(rest);
        self.length = self.length.saturating_mul(2);
        Some(piece)
    }

    fn took(&mut self, bytes: usize) {
        // A decoder that takes nothing of all there is will never take more.
        let step = if bytes == 0 && self.length >= self.data.len() { usize::MAX } else { bytes };
        self.at = self.at.saturating_add(step);
    }
}

/// How the decoder writes a pixel.
struct Layout {
    format: PixelFormat,
    premultiplied: bool,
}

impl Layout {
    fn eight(&self, stream: &mut ImageStream<'_>) -> Raster {
        let (width, height, channels) = (stream.width(), stream.height(), stream.channels() as usize);
        let mut samples = vec![0u8; width as usize * height as usize * channels];
        stream.write_to_buffer(&mut samples);
        let lay = |value: u8, alpha: u8| match self.premultiplied {
            true => value.saturating_add(255 - alpha),
            false => over_white(value, alpha),
        };
        let pixels = samples.chunks_exact(channels.max(1));
        match self.format {
            PixelFormat::Rgb => Raster::rgb(width, height, samples),
            PixelFormat::Gray => Raster::rgb(width, height, pixels.flat_map(|p| [p[0]; 3]).collect()),
            PixelFormat::Graya => {
                Raster::rgb(width, height, pixels.flat_map(|p| [lay(p[0], p[channels - 1]); 3]).collect())
            }
            PixelFormat::Rgba => {
                let rgb = pixels.flat_map(|p| [p[0], p[1], p[2]].map(|value| lay(value, p[channels - 1])));
                Raster::rgb(width, height, rgb.collect())
            }
            // JPEG XL says zero for full ink.
            PixelFormat::Cmyk | PixelFormat::Cmyka => Raster {
                width,
                height,
                channels: Channels::Cmyk,
                pixels: pixels.flat_map(|p| [p[0], p[1], p[2], p[3]].map(|value| 255 - value)).collect(),
            },
        }
    }

    fn sixteen(&self, stream: &mut ImageStream<'_>) -> Raster {
        let (width, height, channels) = (stream.width(), stream.height(), stream.channels() as usize);
        let mut samples = vec![0u16; width as usize * height as usize * channels];
        stream.write_to_buffer(&mut samples);
        let lay = |value: u16, alpha: u16| match self.premultiplied {
            true => value.saturating_add(65_535 - alpha),
            false => over_white_16(value, alpha),
        };
        let pixels = samples.chunks_exact(channels.max(1)).flat_map(|p| {
            let alpha = if channels > 3 { p[3] } else { 65_535 };
            [p[0], p[1], p[2]].map(|value| lay(value, alpha))
        });
        let pixels = pixels.flat_map(u16::to_ne_bytes).collect();
        Raster { width, height, channels: Channels::Rgb16, pixels }
    }
}

fn trouble(error: &(dyn Error + Send + Sync + 'static)) -> Trouble {
    let text = error.to_string();
    let code = if text.contains("out of memory") || text.contains("failed to allocate") {
        FailureCode::TooLarge
    } else {
        FailureCode::Damaged
    };
    Trouble::new(code, text.lines().next().unwrap_or_default().chars().take(200).collect::<String>())
}
