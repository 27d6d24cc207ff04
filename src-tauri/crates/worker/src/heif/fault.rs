//! What libheif says went wrong, as what it means for a photo.

#![allow(unsafe_code, reason = "libheif's own words are a C string")]

use std::ffi::{CStr, c_char, c_int};

/// heif_error, returned by value.
#[repr(C)]
pub(super) struct HeifError {
    pub code: c_int,
    pub subcode: c_int,
    pub message: *const c_char,
}

/// What libheif says went wrong, with its own words.
pub(super) enum Fault {
    /// No decoder for what the container holds.
    NoCodec(String),
    Unsupported(String),
    /// The data ends too early.
    Cut(String),
    TooLarge(String),
    Damaged(String),
}

// enum heif_error_code and heif_suberror_code.
const UNSUPPORTED_FILE: c_int = 3;
const UNSUPPORTED_FEATURE: c_int = 4;
const NO_MEMORY: c_int = 6;
const END_OF_DATA: c_int = 100;
const INVALID_BOX_SIZE: c_int = 101;
const NO_META_BOX: c_int = 104;
const SECURITY_LIMIT: c_int = 1000;
const UNSUPPORTED_CODEC: c_int = 3000;

/// An error as what it means.
pub(super) fn fault(error: HeifError) -> Result<(), Fault> {
    if error.code == 0 {
        return Ok(());
    }
    let detail = if error.message.is_null() {
        String::new()
    } else {
        // SAFETY: a string with a zero at its end, alive at least until the next call (heif.h).
        let text = unsafe { CStr::from_ptr(error.message) }.to_string_lossy().into_owned();
        text.trim_end_matches('.').chars().filter(|c| !c.is_control()).take(200).collect()
    };
    Err(match (error.code, error.subcode) {
        (UNSUPPORTED_FEATURE, UNSUPPORTED_CODEC) => Fault::NoCodec(detail),
        (_, SECURITY_LIMIT) | (NO_MEMORY, _) => Fault::TooLarge(detail),
        (_, END_OF_DATA | INVALID_BOX_SIZE) => Fault::Cut(detail),
        (_, NO_META_BOX) => {
            Fault::Unsupported("it is a film or a sequence without a still picture".to_owned())
        }
        (UNSUPPORTED_FILE | UNSUPPORTED_FEATURE, _) => Fault::Unsupported(detail),
        _ => Fault::Damaged(detail),
    })
}
