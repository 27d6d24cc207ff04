//! A JPEG: its segments, its metadata, its pixels.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pothos_fuzz::{of_format, plant};
use pothos_model::Format;

fuzz_target!(
    init: plant(|| of_format(Format::Jpeg)),
    |bytes: &[u8]| pothos_media::fuzz::read(Format::Jpeg, bytes)
);
