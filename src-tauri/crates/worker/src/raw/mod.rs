//! Sensor data of raw files through LibRaw: the camera's white balance, sRGB, eight bits, upright. Only for files
//! without a preview worth showing. Checks sizes before a development; knows nothing of pipes and processes.

mod ffi;
mod missing;

use std::cell::OnceCell;

use pothos_media::{OutsideAsk, OutsideColour, OutsideFailure, OutsidePicture, Rows, Samples};
use pothos_model::FailureCode;

use ffi::{Fault, LibRaw};

/// LibRaw holds four 16-bit values a pixel besides the result.
const WORKING_BYTES: u64 = 8 + 3;
/// What of the child's memory may go into that.
const MOST_WORKING_BYTES: u64 = 2 << 30;

thread_local! {
    /// The library once it was found. Requests come one after the other on one thread.
    static LIBRAW: OnceCell<LibRaw> = const { OnceCell::new() };
}

/// Develops the sensor data of `data`.
pub(crate) fn develop(data: &[u8], ask: &OutsideAsk) -> Result<OutsidePicture, OutsideFailure> {
    LIBRAW.with(|kept| {
        let libraw = match kept.get() {
            Some(libraw) => libraw,
            None => {
                let found = LibRaw::load().ok_or_else(|| OutsideFailure::new(FailureCode::NeedsRaw, ""))?;
                kept.get_or_init(|| found)
            }
        };
        develop_with(libraw, data, ask)
    })
}

fn develop_with(libraw: &LibRaw, data: &[u8], ask: &OutsideAsk) -> Result<OutsidePicture, OutsideFailure> {
    let mut file = libraw.open(data).map_err(failure)?;
    let (width, height) = file.sensor_size();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > ask.max_pixels || pixels * 3 > ask.max_bytes || pixels * WORKING_BYTES > MOST_WORKING_BYTES {
        return Err(OutsideFailure::new(FailureCode::TooLarge, format!("{width} x {height} pixels")));
    }
    if missing::is_stripped(data.len(), pixels) {
        return Err(OutsideFailure::new(FailureCode::Truncated, "its sensor data is missing"));
    }
    file.unpack().map_err(failure)?;
    let image = file.develop().map_err(failure)?;
    let plane = image.plane().ok_or_else(|| OutsideFailure::new(FailureCode::Damaged, "it has no pixels"))?;
    if missing::is_cut(plane.bytes, plane.width, plane.height) {
        return Err(OutsideFailure::new(FailureCode::Truncated, "part of its sensor data is missing"));
    }
    let samples = Samples { bits: 8, alpha: false, premultiplied: false };
    let stride = plane.width as usize * 3;
    let rows = Rows { width: plane.width, height: plane.height, stride, samples, bytes: plane.bytes };
    OutsidePicture::from_rows(&rows, ask.side, OutsideColour::Srgb)
}

fn failure(fault: Fault) -> OutsideFailure {
    match fault {
        Fault::Cut => OutsideFailure::new(FailureCode::Truncated, "its sensor data is incomplete"),
        Fault::Unsupported(detail) => OutsideFailure::new(FailureCode::Unsupported, detail),
        Fault::TooLarge(detail) => OutsideFailure::new(FailureCode::TooLarge, detail),
        Fault::Damaged(detail) => OutsideFailure::new(FailureCode::Damaged, detail),
    }
}
