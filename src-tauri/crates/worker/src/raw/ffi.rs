//! The part of LibRaw's C API that is used, behind types that cannot be misused. Opaque pointers only: of its
//! structures nothing but `libraw_processed_image_t` is read, whose layout has not changed since 0.8
//! (https://www.libraw.org/docs/API-C.html).

#![allow(unsafe_code, reason = "a C library is called; each call says why it is sound")]

use std::ffi::{CStr, c_char, c_float, c_int, c_uint, c_void};
use std::marker::PhantomData;
use std::mem::offset_of;

use libloading::Library;

use crate::library::{Names, functions, load};

const NAMES: Names = Names {
    linux: &["libraw.so.24", "libraw.so.23", "libraw.so.22", "libraw.so.20", "libraw.so.19"],
    macos: &["libraw.dylib", "libraw.23.dylib", "libraw.20.dylib"],
    windows: &["libraw.dll", "raw.dll"],
};

/// LIBRAW_OPIONS_NO_DATAERR_CALLBACK: data errors are not printed.
const QUIET: c_uint = 2;
/// `-o 1`: sRGB.
const SRGB: c_int = 1;
/// `-q 0`: linear interpolation. Previews are half as wide as the sensor or less, where the better methods show
/// nothing and cost three times as much (1.2 s against 3.9 s for 24 megapixels).
const LINEAR: c_int = 0;
/// LIBRAW_IMAGE_BITMAP.
const BITMAP: c_int = 2;

/// The head of libraw_processed_image_t; the pixels follow where `data` stands.
#[repr(C)]
struct Processed {
    kind: c_int,
    height: u16,
    width: u16,
    colors: u16,
    bits: u16,
    data_size: c_uint,
    data: [u8; 1],
}

/// What LibRaw says went wrong.
pub(super) enum Fault {
    /// The data ends too early.
    Cut,
    Unsupported(String),
    TooLarge(String),
    Damaged(String),
}

type Data = c_void;

// libraw/libraw.h.
functions! {
    libraw_init: fn(c_uint) -> *mut Data;
    libraw_close: fn(*mut Data);
    libraw_open_buffer: fn(*mut Data, *const c_void, usize) -> c_int;
    libraw_get_raw_width: fn(*mut Data) -> c_int;
    libraw_get_raw_height: fn(*mut Data) -> c_int;
    libraw_unpack: fn(*mut Data) -> c_int;
    libraw_get_cam_mul: fn(*mut Data, c_int) -> c_float;
    libraw_set_user_mul: fn(*mut Data, c_int, c_float);
    libraw_set_output_color: fn(*mut Data, c_int);
    libraw_set_output_bps: fn(*mut Data, c_int);
    libraw_set_demosaic: fn(*mut Data, c_int);
    libraw_dcraw_process: fn(*mut Data) -> c_int;
    libraw_dcraw_make_mem_image: fn(*mut Data, *mut c_int) -> *mut Processed;
    libraw_dcraw_clear_mem: fn(*mut Processed);
    libraw_strerror: fn(c_int) -> *const c_char;
}

/// The loaded library.
pub(super) struct LibRaw {
    functions: Functions,
    _library: Library,
}

impl LibRaw {
    /// The library, when it is installed.
    pub fn load() -> Option<Self> {
        let library = load(&NAMES)?;
        Some(Self { functions: Functions::of(&library)?, _library: library })
    }

    /// Reads the structure of a file.
    pub fn open<'a>(&'a self, data: &'a [u8]) -> Result<File<'a>, Fault> {
        let f = &self.functions;
        // SAFETY: takes flags; null is checked.
        let handle = unsafe { (f.libraw_init)(QUIET) };
        if handle.is_null() {
            return Err(Fault::TooLarge("there is not enough memory".to_owned()));
        }
        let file = File { f, handle, _data: PhantomData };
        // SAFETY: the handle is alive until `file` is dropped, and the buffer, which LibRaw reads again later,
        // outlives it ('a).
        file.done(unsafe { (f.libraw_open_buffer)(handle, data.as_ptr().cast(), data.len()) })?;
        Ok(file)
    }
}

/// An opened file.
pub(super) struct File<'a> {
    f: &'a Functions,
    handle: *mut Data,
    _data: PhantomData<&'a [u8]>,
}

impl Drop for File<'_> {
    fn drop(&mut self) {
        // SAFETY: made by libraw_init, closed once.
        unsafe { (self.f.libraw_close)(self.handle) }
    }
}

impl<'a> File<'a> {
    /// Width and height of the sensor in pixels.
    pub fn sensor_size(&self) -> (u32, u32) {
        // SAFETY: the handle is alive; both only read it.
        let (width, height) = unsafe {
            ((self.f.libraw_get_raw_width)(self.handle), (self.f.libraw_get_raw_height)(self.handle))
        };
        (u32::try_from(width).unwrap_or(0), u32::try_from(height).unwrap_or(0))
    }

    /// Reads the sensor data.
    pub fn unpack(&mut self) -> Result<(), Fault> {
        // SAFETY: the handle is alive and a file is open.
        self.done(unsafe { (self.f.libraw_unpack)(self.handle) })
    }

    /// Develops unpacked sensor data.
    pub fn develop(&mut self) -> Result<Developed<'a>, Fault> {
        let f = self.f;
        // SAFETY: the handle is alive; the setters write numbers into it. The indices are those of the four colours
        // of a sensor.
        unsafe {
            let balance = [0, 1, 2, 3].map(|colour| (f.libraw_get_cam_mul)(self.handle, colour));
            if balance.iter().take(3).all(|factor| factor.is_finite() && *factor > 0.0) {
                let green = balance[1];
                for (colour, factor) in (0..).zip(balance) {
                    let factor = if factor > 0.0 { factor } else { green };
                    (f.libraw_set_user_mul)(self.handle, colour, factor);
                }
            }
            (f.libraw_set_output_color)(self.handle, SRGB);
            (f.libraw_set_output_bps)(self.handle, 8);
            (f.libraw_set_demosaic)(self.handle, LINEAR);
        }
        // SAFETY: the handle is alive and its data unpacked.
        self.done(unsafe { (f.libraw_dcraw_process)(self.handle) })?;
        let mut code = 0;
        // SAFETY: the handle is alive and its data processed; null is checked.
        let image = unsafe { (f.libraw_dcraw_make_mem_image)(self.handle, &mut code) };
        if image.is_null() {
            self.done(code)?;
            return Err(Fault::Damaged("it has no pixels".to_owned()));
        }
        Ok(Developed { f, image })
    }

    /// LibRaw's codes (libraw_const.h, LibRaw_errors); positive ones are the system's errno.
    fn done(&self, code: c_int) -> Result<(), Fault> {
        let text = || {
            // SAFETY: gives a string constant for every number.
            let text = unsafe { (self.f.libraw_strerror)(code) };
            if text.is_null() {
                return String::new();
            }
            // SAFETY: not null, and ends with a zero.
            let text = unsafe { CStr::from_ptr(text) };
            text.to_string_lossy().chars().filter(|c| !c.is_control()).take(200).collect::<String>()
        };
        match code {
            0 => Ok(()),
            -100_009 => Err(Fault::Cut),
            -100_007 | -100_012 | -100_013 => Err(Fault::TooLarge(text())),
            -2 | -8 => Err(Fault::Unsupported("the camera is not known".to_owned())),
            _ => Err(Fault::Damaged(text())),
        }
    }
}

/// A developed picture.
pub(super) struct Developed<'a> {
    f: &'a Functions,
    image: *mut Processed,
}

impl Drop for Developed<'_> {
    fn drop(&mut self) {
        // SAFETY: made by libraw_dcraw_make_mem_image, freed once.
        unsafe { (self.f.libraw_dcraw_clear_mem)(self.image) }
    }
}

/// The pixels of a developed picture, RGB without padding.
pub(super) struct Plane<'a> {
    pub width: u32,
    pub height: u32,
    pub bytes: &'a [u8],
}

impl Developed<'_> {
    /// The pixels, when they are 8-bit RGB.
    pub fn plane(&self) -> Option<Plane<'_>> {
        // SAFETY: the image is alive as long as `self`; `data_size` bytes stand where `data` does.
        let (head, bytes) = unsafe {
            let head = &*self.image;
            let first = self.image.cast::<u8>().add(offset_of!(Processed, data));
            (head, std::slice::from_raw_parts(first, head.data_size as usize))
        };
        let expected = usize::from(head.width) * usize::from(head.height) * 3;
        let is_rgb = head.kind == BITMAP && head.colors == 3 && head.bits == 8;
        let bytes = bytes.get(..expected).filter(|bytes| is_rgb && !bytes.is_empty())?;
        Some(Plane { width: u32::from(head.width), height: u32::from(head.height), bytes })
    }
}
