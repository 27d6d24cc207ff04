//! Doors for `cargo xtask fuzz`, in its builds alone: each of our own readers by itself, on bytes in memory that go to it
//! whatever they look like. A panic here is a fault, also where the application would catch it.

#[allow(dead_code, reason = "the tests ask what each can hold")]
#[path = "meta/made.rs"]
mod made;

use std::path::Path;

use pothos_model::Format;

use crate::container::{raw_blocks, raw_pictures};
use crate::decode::decode;
use crate::first_sight::first_sight;
use crate::look::{THUMB_SIDE, upright};
use crate::meta::describe;
use crate::outside::NoDecoders;
use crate::sniff;

pub use crate::meta::read_each as metadata;

/// What the bytes are, under a name of each kind that the sniffer asks.
pub fn sniff(bytes: &[u8]) {
    for name in ["photo", "photo.jpg", "photo.nef"] {
        let _ = sniff::sniff(bytes, Path::new(name));
    }
}

/// All that is read of a file of `format`: what its container holds, its metadata, its camera's thumbnail, its pixels.
pub fn read(format: Format, bytes: &[u8]) {
    let bytes = &with_magic(format, bytes);
    let described = describe(format, bytes);
    let _ = first_sight(format, bytes);
    if format == Format::Raw {
        drop((raw_blocks(bytes), raw_pictures(bytes)));
    }
    if let Ok(decoded) = decode(format, bytes, &described, Some(THUMB_SIDE), &NoDecoders) {
        let _ = upright(decoded, &described, THUMB_SIDE);
    }
}

/// The bytes with the first ones that every file of `format` has, so that no input is spent on losing them.
fn with_magic(format: Format, bytes: &[u8]) -> Vec<u8> {
    let magic: &[u8] = match format {
        Format::Jpeg => b"\xFF\xD8\xFF",
        Format::Png => b"\x89PNG\r\n\x1A\n",
        Format::Gif => b"GIF89a",
        Format::Webp => b"RIFF",
        Format::Bmp => b"BM",
        Format::Psd => b"8BPS\0",
        Format::Ico => &[0, 0, 1, 0],
        // These begin in several ways, which their readers tell apart.
        Format::Tiff | Format::Heic | Format::Avif | Format::Jxl | Format::Raw | Format::Unknown => &[],
    };
    let mut bytes = bytes.to_vec();
    bytes.iter_mut().zip(magic).for_each(|(byte, magic)| *byte = *magic);
    bytes
}

/// Small containers of `format` with metadata in them, and without pixels.
#[must_use]
pub fn containers(format: Format) -> Vec<Vec<u8>> {
    made::all().into_iter().filter(|made| made.format == format).map(|made| made.bytes).collect()
}
