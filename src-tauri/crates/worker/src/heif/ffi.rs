//! The part of libheif's C API that is used, behind types that cannot be misused. Only functions that stand in the
//! library since version 1.12 and stay (its C API is stable, https://github.com/strukturag/libheif).

#![allow(unsafe_code, reason = "a C library is called; each call says why it is sound")]

use std::ffi::{c_int, c_void};
use std::marker::PhantomData;
use std::ptr::{null, null_mut};

use libloading::Library;

use super::fault::{Fault, HeifError, fault};
use crate::library::{Names, functions, load};

const NAMES: Names =
    Names { linux: &["libheif.so.1"], macos: &["libheif.1.dylib"], windows: &["heif.dll", "libheif.dll"] };

// libheif/heif.h. Enumerations are C ints.
const COLORSPACE_YCBCR: c_int = 0;
const COLORSPACE_RGB: c_int = 1;
const CHROMA_420: c_int = 1;
const CHROMA_RGB: c_int = 10;
const CHROMA_RGBA: c_int = 11;
const CHROMA_RRGGBB_BE: c_int = 12;
const CHROMA_RRGGBB_LE: c_int = 14;
const CHANNEL_INTERLEAVED: c_int = 10;
const CHANNELS_YCC: [c_int; 3] = [0, 1, 2];
/// From this version on the size limit is an area, the square of what is given; before, a side.
const VERSION_WITH_AREA: u32 = 0x0113_0000;

/// The beginning of heif_color_profile_nclx, which is all that is read.
#[repr(C)]
struct Nclx {
    version: u8,
    primaries: c_int,
    transfer: c_int,
    matrix: c_int,
    full_range: u8,
}

/// Code points of ITU-T H.273.
#[derive(Debug, Clone, Copy)]
pub(super) struct CodePoints {
    pub primaries: u8,
    pub transfer: u8,
    pub matrix: u8,
    pub full_range: bool,
}

/// A coding inside the container.
#[derive(Clone, Copy)]
pub(super) enum Codec {
    Hevc = 1,
    Av1 = 4,
}

type Context = c_void;
type Handle = c_void;
type Image = c_void;

// libheif/heif.h.
functions! {
    heif_get_version_number: fn() -> u32;
    heif_have_decoder_for_format: fn(c_int) -> c_int;
    heif_context_alloc: fn() -> *mut Context;
    heif_context_free: fn(*mut Context);
    heif_context_set_maximum_image_size_limit: fn(*mut Context, c_int);
    heif_context_read_from_memory_without_copy: fn(*mut Context, *const c_void, usize, *const c_void) -> HeifError;
    heif_context_get_primary_image_handle: fn(*mut Context, *mut *mut Handle) -> HeifError;
    heif_image_handle_release: fn(*const Handle);
    heif_image_handle_get_width: fn(*const Handle) -> c_int;
    heif_image_handle_get_height: fn(*const Handle) -> c_int;
    heif_image_handle_has_alpha_channel: fn(*const Handle) -> c_int;
    heif_image_handle_is_premultiplied_alpha: fn(*const Handle) -> c_int;
    heif_image_handle_get_luma_bits_per_pixel: fn(*const Handle) -> c_int;
    heif_image_handle_get_raw_color_profile_size: fn(*const Handle) -> usize;
    heif_image_handle_get_raw_color_profile: fn(*const Handle, *mut c_void) -> HeifError;
    heif_image_handle_get_nclx_color_profile: fn(*const Handle, *mut *mut Nclx) -> HeifError;
    heif_image_get_nclx_color_profile: fn(*const Image, *mut *mut Nclx) -> HeifError;
    heif_nclx_color_profile_free: fn(*mut Nclx);
    heif_decode_image: fn(*const Handle, *mut *mut Image, c_int, c_int, *const c_void) -> HeifError;
    heif_image_release: fn(*const Image);
    heif_image_get_width: fn(*const Image, c_int) -> c_int;
    heif_image_get_height: fn(*const Image, c_int) -> c_int;
    heif_image_get_bits_per_pixel_range: fn(*const Image, c_int) -> c_int;
    heif_image_get_plane_readonly: fn(*const Image, c_int, *mut c_int) -> *const u8;
}

/// The loaded library.
pub(super) struct Heif {
    functions: Functions,
    /// Since 1.13: none of its own threads, because the tiles of one photo are decoded while another child works.
    set_threads: Option<unsafe extern "C" fn(*mut Context, c_int)>,
    _library: Library,
}

impl Heif {
    /// The library, when it is installed.
    pub fn load() -> Option<Self> {
        let library = load(&NAMES)?;
        let functions = Functions::of(&library)?;
        // SAFETY: signatures as in heif.h; heif_init takes a null pointer for "everything by default" and loads the
        // decoder plugins. Versions before 1.13 have neither function and need neither.
        let set_threads = unsafe {
            if let Ok(init) = library.get::<unsafe extern "C" fn(*const c_void) -> HeifError>("heif_init\0") {
                init(null());
            }
            library.get("heif_context_set_max_decoding_threads\0").ok().map(|found| *found)
        };
        Some(Self { functions, set_threads, _library: library })
    }

    /// Whether it has a decoder for that coding.
    pub fn decodes(&self, codec: Codec) -> bool {
        // SAFETY: takes a number, gives a number.
        unsafe { (self.functions.heif_have_decoder_for_format)(codec as c_int) != 0 }
    }

    /// Reads the structure of a file.
    pub fn open<'a>(&'a self, data: &'a [u8], max_pixels: u64) -> Result<File<'a>, Fault> {
        let f = &self.functions;
        // SAFETY: no arguments; a null pointer is checked.
        let context = unsafe { (f.heif_context_alloc)() };
        if context.is_null() {
            return Err(Fault::TooLarge("there is not enough memory".to_owned()));
        }
        let file = File { heif: self, context, _data: PhantomData };
        // SAFETY: the context is alive until `file` is dropped, and `data` outlives it ('a), as reading without a copy
        // demands. The options may be null.
        unsafe {
            if (f.heif_get_version_number)() >= VERSION_WITH_AREA {
                let side = (max_pixels as f64).sqrt().ceil().min(f64::from(c_int::MAX)) as c_int;
                (f.heif_context_set_maximum_image_size_limit)(context, side);
            }
            if let Some(set_threads) = self.set_threads {
                set_threads(context, 0);
            }
            let read = f.heif_context_read_from_memory_without_copy;
            fault(read(context, data.as_ptr().cast(), data.len(), null()))?;
        }
        Ok(file)
    }
}

/// An opened file.
pub(super) struct File<'a> {
    heif: &'a Heif,
    context: *mut Context,
    _data: PhantomData<&'a [u8]>,
}

impl Drop for File<'_> {
    fn drop(&mut self) {
        // SAFETY: made by heif_context_alloc, freed once.
        unsafe { (self.heif.functions.heif_context_free)(self.context) }
    }
}

impl File<'_> {
    /// The picture that stands for the file.
    pub fn primary(&self) -> Result<Picture<'_>, Fault> {
        let mut handle = null_mut();
        // SAFETY: the context is alive; the handle is written on success only, and null is checked.
        fault(unsafe {
            (self.heif.functions.heif_context_get_primary_image_handle)(self.context, &mut handle)
        })?;
        if handle.is_null() {
            return Err(Fault::Damaged("it has no picture".to_owned()));
        }
        Ok(Picture { f: &self.heif.functions, handle })
    }
}

/// A picture that is not decoded yet.
pub(super) struct Picture<'a> {
    f: &'a Functions,
    handle: *mut Handle,
}

impl Drop for Picture<'_> {
    fn drop(&mut self) {
        // SAFETY: got from heif_context_get_primary_image_handle, released once.
        unsafe { (self.f.heif_image_handle_release)(self.handle) }
    }
}

// SAFETY of all calls below: the handle is alive as long as `self`; getters only read it.
impl<'a> Picture<'a> {
    /// Upright width and height, 0 when the file names none.
    pub fn size(&self) -> (u32, u32) {
        // SAFETY: see above.
        let (width, height) = unsafe {
            (
                (self.f.heif_image_handle_get_width)(self.handle),
                (self.f.heif_image_handle_get_height)(self.handle),
            )
        };
        (u32::try_from(width).unwrap_or(0), u32::try_from(height).unwrap_or(0))
    }

    /// Bits of a luma sample; 8 when the file does not say.
    pub fn bits(&self) -> u8 {
        // SAFETY: see above.
        let bits = unsafe { (self.f.heif_image_handle_get_luma_bits_per_pixel)(self.handle) };
        u8::try_from(bits).unwrap_or(8)
    }

    pub fn has_alpha(&self) -> bool {
        // SAFETY: see above.
        unsafe { (self.f.heif_image_handle_has_alpha_channel)(self.handle) != 0 }
    }

    pub fn is_premultiplied(&self) -> bool {
        // SAFETY: see above.
        unsafe { (self.f.heif_image_handle_is_premultiplied_alpha)(self.handle) != 0 }
    }

    /// The ICC profile, if there is one of a sane size.
    pub fn icc(&self) -> Option<Vec<u8>> {
        // SAFETY: see above.
        let size = unsafe { (self.f.heif_image_handle_get_raw_color_profile_size)(self.handle) };
        if size == 0 || size > 16 << 20 {
            return None;
        }
        let mut profile = vec![0; size];
        // SAFETY: the buffer has the size that was just asked for.
        fault(unsafe {
            (self.f.heif_image_handle_get_raw_color_profile)(self.handle, profile.as_mut_ptr().cast())
        })
        .ok()?;
        Some(profile)
    }

    /// What the container says of its colours.
    pub fn cicp(&self) -> Option<CodePoints> {
        let mut nclx = null_mut();
        // SAFETY: see above; the pointer is written on success only.
        let said =
            fault(unsafe { (self.f.heif_image_handle_get_nclx_color_profile)(self.handle, &mut nclx) });
        said.ok().and_then(|()| code_points(self.f, nclx))
    }

    /// Decodes to RGB, or RGBA with `alpha`, of 8 bits or, if `wide`, of as many as the picture has.
    pub fn decode(&self, wide: bool, alpha: bool) -> Result<Decoded<'a>, Fault> {
        let native = if cfg!(target_endian = "little") { CHROMA_RRGGBB_LE } else { CHROMA_RRGGBB_BE };
        let chroma = match (wide, alpha) {
            (false, false) => CHROMA_RGB,
            (false, true) => CHROMA_RGBA,
            // With transparency the number is the next.
            (true, alpha) => native + c_int::from(alpha),
        };
        self.decode_as(COLORSPACE_RGB, chroma)
    }

    /// Decodes to luma and halved chroma of eight bits, which is half of what RGB takes.
    pub fn decode_planes(&self) -> Result<Decoded<'a>, Fault> {
        self.decode_as(COLORSPACE_YCBCR, CHROMA_420)
    }

    fn decode_as(&self, colorspace: c_int, chroma: c_int) -> Result<Decoded<'a>, Fault> {
        let mut image = null_mut();
        // SAFETY: see above; null options mean the defaults, which apply the container's turning and cropping. The
        // image is written on success only.
        fault(unsafe { (self.f.heif_decode_image)(self.handle, &mut image, colorspace, chroma, null()) })?;
        if image.is_null() {
            return Err(Fault::Damaged("it has no pixels".to_owned()));
        }
        Ok(Decoded { f: self.f, image })
    }
}

/// A decoded picture.
pub(super) struct Decoded<'a> {
    f: &'a Functions,
    image: *mut Image,
}

impl Drop for Decoded<'_> {
    fn drop(&mut self) {
        // SAFETY: got from heif_decode_image, released once.
        unsafe { (self.f.heif_image_release)(self.image) }
    }
}

/// The pixels of a decoded picture.
pub(super) struct Plane<'a> {
    pub width: u32,
    pub height: u32,
    pub stride: usize,
    /// Bits in use of a sample.
    pub bits: u8,
    pub bytes: &'a [u8],
}

impl Decoded<'_> {
    /// The interleaved pixels.
    pub fn plane(&self) -> Option<Plane<'_>> {
        self.channel(CHANNEL_INTERLEAVED)
    }

    /// Luma, blue and red difference.
    pub fn planes(&self) -> Option<[Plane<'_>; 3]> {
        let [y, cb, cr] = CHANNELS_YCC.map(|channel| self.channel(channel));
        Some([y?, cb?, cr?])
    }

    fn channel(&self, channel: c_int) -> Option<Plane<'_>> {
        let mut stride = 0;
        // SAFETY: the image is alive as long as `self`, and so is its plane: `stride` bytes for each of its rows.
        unsafe {
            let width = (self.f.heif_image_get_width)(self.image, channel);
            let height = (self.f.heif_image_get_height)(self.image, channel);
            let bits = (self.f.heif_image_get_bits_per_pixel_range)(self.image, channel);
            let first = (self.f.heif_image_get_plane_readonly)(self.image, channel, &mut stride);
            let (width, height) = (u32::try_from(width).ok()?, u32::try_from(height).ok()?);
            let stride = usize::try_from(stride).ok()?;
            if first.is_null() || width == 0 || height == 0 {
                return None;
            }
            let bytes = std::slice::from_raw_parts(first, stride.checked_mul(height as usize)?);
            Some(Plane { width, height, stride, bits: u8::try_from(bits).ok()?, bytes })
        }
    }

    /// What the coded picture says of its colours.
    pub fn cicp(&self) -> Option<CodePoints> {
        let mut nclx = null_mut();
        // SAFETY: the image is alive; the pointer is written on success only.
        let said = fault(unsafe { (self.f.heif_image_get_nclx_color_profile)(self.image, &mut nclx) });
        said.ok().and_then(|()| code_points(self.f, nclx))
    }
}

/// Reads and frees.
fn code_points(f: &Functions, nclx: *mut Nclx) -> Option<CodePoints> {
    if nclx.is_null() {
        return None;
    }
    // SAFETY: libheif gave the structure, which begins as `Nclx` in every version and is freed once.
    let (primaries, transfer, matrix, full_range) = unsafe {
        let read = ((*nclx).primaries, (*nclx).transfer, (*nclx).matrix, (*nclx).full_range);
        (f.heif_nclx_color_profile_free)(nclx);
        read
    };
    Some(CodePoints {
        primaries: u8::try_from(primaries).ok()?,
        transfer: u8::try_from(transfer).ok()?,
        matrix: u8::try_from(matrix).ok()?,
        full_range: full_range != 0,
    })
}
