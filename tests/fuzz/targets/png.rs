//! A PNG: its chunks, its text, its pixels.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pothos_fuzz::{of_format, plant};
use pothos_model::Format;

fuzz_target!(
    init: plant(|| of_format(Format::Png)),
    |bytes: &[u8]| pothos_media::fuzz::read(Format::Png, bytes)
);
