//! EXIF, IPTC, XMP and sidecars, each by itself and merged.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pothos_fuzz::{metadata, plant};

fuzz_target!(init: plant(metadata), |bytes: &[u8]| pothos_media::fuzz::metadata(bytes));
