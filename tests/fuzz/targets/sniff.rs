//! What a file is, by its first bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pothos_fuzz::{heads, plant};

fuzz_target!(init: plant(heads), |bytes: &[u8]| pothos_media::fuzz::sniff(bytes));
