//! A JPEG XL: its boxes, packed or not, and its pixels.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pothos_fuzz::{of_format, plant};
use pothos_model::Format;

fuzz_target!(
    init: plant(|| of_format(Format::Jxl)),
    |bytes: &[u8]| pothos_media::fuzz::read(Format::Jxl, bytes)
);
