//! A Photoshop document: its resources and its merged picture.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pothos_fuzz::{of_format, plant};
use pothos_model::Format;

fuzz_target!(
    init: plant(|| of_format(Format::Psd)),
    |bytes: &[u8]| pothos_media::fuzz::read(Format::Psd, bytes)
);
