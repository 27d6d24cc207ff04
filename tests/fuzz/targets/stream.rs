//! Whatever a server streams, in whatever pieces, is read to an end.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| pothos_vision::read_stream(bytes));
