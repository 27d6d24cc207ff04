//! A WebP: its chunks and its pixels.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pothos_fuzz::{of_format, plant};
use pothos_model::Format;

fuzz_target!(
    init: plant(|| of_format(Format::Webp)),
    |bytes: &[u8]| pothos_media::fuzz::read(Format::Webp, bytes)
);
