//! A GIF: its blocks and its first picture.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pothos_fuzz::{of_format, plant};
use pothos_model::Format;

fuzz_target!(
    init: plant(|| of_format(Format::Gif)),
    |bytes: &[u8]| pothos_media::fuzz::read(Format::Gif, bytes)
);
