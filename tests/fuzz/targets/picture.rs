//! Whatever lies in a file is a photo or one clear error.
#![no_main]

use std::io::Write as _;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(mut file) = tempfile::NamedTempFile::new() else { return };
    if file.write_all(bytes).is_ok() {
        let _ = pothos_media::peek(file.path());
        let _ = pothos_media::look(file.path());
    }
});
