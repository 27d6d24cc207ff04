//! A Windows icon: its list of pictures and the best of them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pothos_fuzz::{of_format, plant};
use pothos_model::Format;

fuzz_target!(
    init: plant(|| of_format(Format::Ico)),
    |bytes: &[u8]| pothos_media::fuzz::read(Format::Ico, bytes)
);
