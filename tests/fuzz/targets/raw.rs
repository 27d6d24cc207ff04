//! A raw file of any maker: its structures and the pictures in it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pothos_fuzz::{of_format, plant};
use pothos_model::Format;

fuzz_target!(
    init: plant(|| of_format(Format::Raw)),
    |bytes: &[u8]| pothos_media::fuzz::read(Format::Raw, bytes)
);
