//! A HEIC or AVIF: its boxes and items; its pixels are decoded in a process of their own.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pothos_fuzz::{of_format, plant};
use pothos_model::Format;

fuzz_target!(
    init: plant(|| of_format(Format::Heic)),
    |bytes: &[u8]| pothos_media::fuzz::read(Format::Heic, bytes)
);
